"""A scanner whose driver runs in a process of its own: one that hangs or dies takes nothing with it.

SANE and WIA differ in the module that runs there and in the words in which it says what is wrong.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from devices.documents.sources.child import (
    Child,
    ChildCancelledError,
    ChildGoneError,
    ChildSilentError,
    module_command,
)
from devices.documents.sources.messages import Devices, ListDevices, PageKept, PageScanned, ScanEnded, StartScan, Stop
from devices.documents.sources.source import Ended, RawPage, ScanOutcome, ScanProfile, SourceInfo, SourceKind
from devices.errors import CodedError

LIST_LIMIT = 30.0  # seconds; drivers ask the network, and some wait long for an answer
PAGE_LIMIT = 90.0  # seconds for one page: lamps warm up, and 600 dpi over USB 2 is slow
STOP_LIMIT = 3.0  # seconds for a driver to stop in good order before it is made to
_OTHER = "PAGE-009"


@dataclass(frozen=True, slots=True)
class DriverSystem:
    """A system of drivers.

    Attributes:
        name: What it is called.
        module: What runs in the process.
        codes: From what that module says is wrong to the error's code; PAGE-009 for anything else.
    """

    name: str
    module: str
    codes: Mapping[str, str]

    def sources(
        self, command: Sequence[str] = (), limit: float = LIST_LIMIT, cancel: threading.Event | None = None
    ) -> tuple[SourceInfo, ...]:
        """The scanners that are there now; ask again to see what was plugged in or out.

        Args:
            command: What runs `module`; by default this Python.
            limit: Seconds that the drivers may search.
            cancel: Set to give the search up; it then finds nothing.

        Raises:
            CodedError: PAGE-012 the search took too long, PAGE-008 a driver crashed in it, PAGE-010 or PAGE-013 the
                system is not installed, PAGE-009 it failed otherwise.
        """
        try:
            with Child(command or module_command(self.module)) as child:
                child.say(ListDevices())
                answer = child.answer(limit, cancel)
        except ChildSilentError:
            raise CodedError("PAGE-012", seconds=round(limit)) from None
        except ChildGoneError:
            raise CodedError("PAGE-008", device=self.name) from None
        except ChildCancelledError:
            return ()
        if not isinstance(answer, Devices):
            problem = answer.problem if isinstance(answer, ScanEnded) else ""
            raise self.translated(problem, self.name)
        return tuple(
            SourceInfo(device, f"{vendor} {model}".strip() or device, SourceKind.SCANNER)
            for device, vendor, model, _ in answer.found
        )

    def translated(self, problem: str, device: str) -> CodedError:
        """What the process said is wrong, for the officer."""
        return CodedError(self.codes.get(problem, _OTHER), device=device, status=problem)


SANE = DriverSystem(
    "SANE",
    "devices.documents.sources.sane_process",
    # In SANE's words (sane_strstatus, never translated) and in those of `sane_process`.
    {
        "Document feeder out of documents": "PAGE-001",
        "Document feeder jammed": "PAGE-002",
        "Scanner cover is open": "PAGE-003",
        "Device busy": "PAGE-004",
        "Access to resource has been denied": "PAGE-005",
        "Error during device I/O": "PAGE-006",
        "gone": "PAGE-006",
        "absent": "PAGE-010",
        "no duplex": "PAGE-011",
    },
)
WIA = DriverSystem(
    "WIA",
    "devices.documents.sources.wia_process",
    # In the words of `wia_process`.
    {
        "no sheet": "PAGE-001",
        "jam": "PAGE-002",
        "cover": "PAGE-003",
        "busy": "PAGE-004",
        "denied": "PAGE-005",
        "gone": "PAGE-006",
        "absent": "PAGE-013",
        "no duplex": "PAGE-011",
    },
)


@dataclass(frozen=True)
class DriverSource:
    """One scanner; see `devices.documents.sources.source.PageSource`.

    Attributes:
        info: As `DriverSystem.sources` gave it, or made from an id that was kept.
        system: Whose driver it is.
        options: The driver's own options, by its names, set last.
        command: What runs the system's module; by default this Python. A frozen program gives its own.
        page_limit: Seconds within which each page must come.
    """

    info: SourceInfo
    system: DriverSystem
    options: Mapping[str, bool | int | float | str] = field(default_factory=dict)
    command: Sequence[str] = ()
    page_limit: float = PAGE_LIMIT

    def scan(self, profile: ScanProfile, keep: Callable[[RawPage], None], cancel: threading.Event) -> ScanOutcome:
        """Scan what lies in the feeder or on the glass; see `PageSource.scan`.

        Fails with PAGE-001 no sheet in the feeder, PAGE-002 a jam, PAGE-003 the cover is open, PAGE-004 busy, PAGE-005
        no right, PAGE-006 gone, PAGE-007 no page in time, PAGE-008 the driver died, PAGE-009 the driver refused,
        PAGE-010 no SANE, PAGE-013 no WIA, PAGE-011 no duplex.
        """
        pages = 0
        name = self.info.name
        try:
            with Child(self.command or module_command(self.system.module)) as child:
                child.say(self._start(profile))
                while True:
                    try:
                        answer = child.answer(self.page_limit, cancel)
                    except ChildCancelledError:
                        _stop(child)
                        return ScanOutcome(pages, Ended.CANCELLED)
                    if not isinstance(answer, PageScanned):
                        return self._outcome(pages, answer)
                    keep(RawPage(pages + 1, answer.data, answer.dpi, self.info.id))
                    pages += 1
                    child.say(PageKept())
        except ChildSilentError:
            return ScanOutcome(pages, Ended.FAILED, CodedError("PAGE-007", device=name, seconds=round(self.page_limit)))
        except ChildGoneError:
            return ScanOutcome(pages, Ended.FAILED, CodedError("PAGE-008", device=name))

    def _start(self, profile: ScanProfile) -> StartScan:
        return StartScan(
            device=self.info.id,
            dpi=profile.dpi,
            colour=profile.colour.value,
            duplex=profile.duplex,
            feeder=profile.feeder,
            page_mm=profile.page_mm,
            options=dict(self.options),
        )

    def _outcome(self, pages: int, answer: object) -> ScanOutcome:
        problem = answer.problem if isinstance(answer, ScanEnded) else "?"
        if not problem:
            return ScanOutcome(pages, Ended.EMPTY)
        return ScanOutcome(pages, Ended.FAILED, self.system.translated(problem, self.info.name))


def _stop(child: Child) -> None:
    """Let the driver park its lamp and let the sheet out; then the process ends in any case."""
    with suppress(ChildGoneError, ChildSilentError):
        child.say(Stop())
        while not isinstance(child.answer(STOP_LIMIT), ScanEnded):
            pass
