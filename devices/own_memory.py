"""What this process holds in memory stays there: no dump of it is written when it crashes.

Linux: no core file (`RLIMIT_CORE`), and none for a collector either, which a limit of nothing does not stop
(prctl(2), PR_SET_DUMPABLE); other programs of the same user cannot look into it then. A program that is started from
here inherits the limit and says the rest for itself. Windows: no window that offers to send a report, no heap in one
(`WerSetFlags`, `SetErrorMode`). Who administers the PC can still read all of it.
"""

import ctypes
import sys
from contextlib import suppress
from typing import Any

_SET_DUMPABLE = 4  # PR_SET_DUMPABLE of linux/prctl.h
_NO_HEAP = 0x1  # WER_FAULT_REPORTING_FLAG_NOHEAP
_FAIL_ERRORS, _NO_FAULT_BOX = 0x1, 0x2  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX


def forbid_dumps() -> None:
    """Let no dump of this process be written, as far as the system can be asked to; never raises."""
    if sys.platform == "win32":
        with suppress(OSError, AttributeError):
            kernel: Any = ctypes.WinDLL("kernel32")
            kernel.WerSetFlags(_NO_HEAP)
            kernel.SetErrorMode(_FAIL_ERRORS | _NO_FAULT_BOX)
        return
    import resource  # noqa: PLC0415 - POSIX alone has it

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
