"""A scan: a source feeds pages on a thread of its own, each is safe before the next, and the officer sees it go on."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desktop.records.file_store import FileStore
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_intake import Examine, PageBatch
from desktop.workflows.page_landing import Target
from desktop.workflows.ports import Deliver
from devices.documents.sources.source import Ended, PageSource, RawPage, ScanOutcome, ScanProfile
from devices.errors import CodedError


class ScanState(StrEnum):
    """How far a scan is."""

    IDLE = "idle"
    FEEDING = "feeding"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """What came so far.

    Attributes:
        pages: How many pages are safe.
        refused: Why pages were not kept, in order; the scan went on without them.
        tray: How many of the pages wait in the tray.
        blank: How many were put away as blank.
        separators: How many sheets said where the next ones go.
        outcome: How it ended; None while it goes on.
    """

    pages: int = 0
    refused: tuple[CodedError, ...] = ()
    tray: int = 0
    blank: int = 0
    separators: int = 0
    outcome: ScanOutcome | None = None


REFUSED = frozenset({"PAPER-006", "PAPER-008"})  # of one page: the next one may come


class ScanRun:
    """One scan at a time.

    Attributes:
        state: How far it is.
        progress: What came so far.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        examine: Examine,
        clock: Callable[[], datetime],
        deliver: Deliver,
        *,
        post: Callable[[Callable[[], None]], None],
        officer_id: int,
    ) -> None:
        """Be ready.

        Args:
            worker: The records.
            store: The files.
            examine: Looks at pages.
            clock: The desk's time.
            deliver: Brings outcomes to this thread.
            post: Has a function called on this thread, from another.
            officer_id: Who scans.
        """
        self._worker = worker
        self._store = store
        self._examine = examine
        self._clock = clock
        self._deliver = deliver
        self._post = post
        self._officer_id = officer_id
        self._cancel = threading.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="scan")
        self._observers: list[Callable[[], None]] = []
        self.state = ScanState.IDLE
        self.progress = ScanProgress()

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def start(self, source: PageSource, profile: ScanProfile, target: Target, *, replaces: int | None = None) -> None:
        """Begin, unless a scan goes on.

        Args:
            source: What to scan with.
            profile: How.
            target: Where pages go until one of them says otherwise.
            replaces: A page that is scanned again: the first page takes its place, and the scan is over.
        """
        if self.state is not ScanState.IDLE:
            return
        self._cancel.clear()
        self.state, self.progress = ScanState.FEEDING, ScanProgress()
        self._tell()
        work = self._thread.submit(self._scan, source, profile, target, replaces)
        self._deliver(work, self._on_end, self._on_failure)

    def stop(self) -> None:
        """End it after the page that is on its way."""
        if self.state is ScanState.FEEDING:
            self.state = ScanState.STOPPING
            self._cancel.set()
            self._tell()

    def close(self) -> None:
        """Stop and wait until the source is let go."""
        self._cancel.set()
        self._thread.shutdown(wait=True)

    # ---- on the thread of the scan

    def _scan(self, source: PageSource, profile: ScanProfile, target: Target, replaces: int | None) -> ScanOutcome:
        batch = PageBatch(
            self._worker,
            self._store,
            self._examine,
            self._clock,
            officer_id=self._officer_id,
            source=source.info.name,
            target=target,
            replaces=replaces,
        )
        once = replaces is not None
        outcome = "cut-off"
        try:
            ended = source.scan(profile, lambda page: self._keep(batch, page, once=once), self._cancel)
            outcome = ended.error.code if ended.error is not None else ""
            return ended
        except CodedError as error:
            outcome = error.code
            raise
        finally:
            batch.end(outcome)

    def _keep(self, batch: PageBatch, page: RawPage, *, once: bool) -> None:
        try:
            kept = batch.keep(page.data, page.dpi, page.origin)
        except CodedError as error:
            if error.code not in REFUSED:
                raise
            refused = error
            self._post(lambda: self._show(replace(self.progress, refused=(*self.progress.refused, refused))))
            return

        if once:
            self._cancel.set()

        def show() -> None:
            now = self.progress
            in_tray = kept.target.case_id is None and not kept.separator
            self._show(
                replace(
                    now,
                    pages=now.pages + 1,
                    tray=now.tray + in_tray,
                    blank=now.blank + ("blank" in kept.look.defects),
                    separators=now.separators + kept.separator,
                )
            )

        self._post(show)

    # ---- on this thread

    def _show(self, progress: ScanProgress) -> None:
        self.progress = progress
        self._tell()

    def _on_end(self, outcome: ScanOutcome) -> None:
        self.state = ScanState.IDLE
        self._show(replace(self.progress, outcome=outcome))

    def _on_failure(self, error: CodedError) -> None:
        self._on_end(ScanOutcome(self.progress.pages, Ended.FAILED, error))

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
