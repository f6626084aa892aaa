"""A real pcscd with its virtual reader, started by the tests that need one and stopped after them.

Its socket has one fixed place, so that one daemon can run at a time: tests that use it share the xdist group "pcscd".
"""

import fcntl
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SOCKET = Path("/run/pcscd/pcscd.comm")
PORTS = (35_963, 35_964)
READY = 10.0  # seconds
HINT = "pcscd with its virtual reader is missing: run `.ci/setup.sh test` (packages pcscd and vsmartcard-vpcd)"


class Pcscd:
    """The daemon."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it can be used."""
        program = shutil.which("pcscd", path="/usr/sbin:/usr/bin:/sbin:/usr/local/sbin")
        if program is None or not Path("/etc/reader.conf.d/vpcd").exists():
            pytest.fail(HINT)
        # A daemon of the system, where one runs, stands in our way: its socket is the same.
        assert not _listening(PORTS[0]), "another pcscd with the virtual reader is running on this machine"
        self._process = subprocess.Popen(
            [program, "--foreground", "--error"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait(lambda: SOCKET.exists() and all(_listening(port) for port in PORTS))

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(9)

    def stop(self) -> None:
        """End it in good order."""
        self._end(15)

    def _end(self, signal: int) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal)
            process.wait(READY)
            self._wait(lambda: not _listening(PORTS[0]))
            SOCKET.unlink(missing_ok=True)
            SOCKET.with_name("pcscd.pid").unlink(missing_ok=True)

    def _wait(self, ready: object) -> None:
        deadline = time.monotonic() + READY
        while not ready():  # type: ignore[operator]
            assert time.monotonic() < deadline, "pcscd did not come up, or did not end"
            time.sleep(0.02)


def _listening(port: int) -> bool:
    """Whether something holds the port; asked without connecting, as a connection would be a card."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


@contextmanager
def only_user() -> Iterator[None]:
    """Wait until no other run of the tests on this machine uses the daemon's one place."""
    with (Path(tempfile.gettempdir()) / "ban-mot-cua-pcscd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def pcscd() -> Iterator[Pcscd]:
    """A running daemon."""
    with only_user():
        daemon = Pcscd()
        try:
            daemon.start()
            yield daemon
        finally:
            daemon.stop()
