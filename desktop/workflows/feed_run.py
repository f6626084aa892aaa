"""A feeder at work: pages come on a thread of their own, what they became is told on the window's."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from desktop.records.file_store import FileStore
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_intake import Examine
from desktop.workflows.ports import Deliver
from devices.documents.sources.source import Ended, ScanOutcome
from devices.errors import CodedError

OF_ONE_PAGE = frozenset({"PAPER-006", "PAPER-008"})  # refusals after which the next page may come


class FeedState(StrEnum):
    """How far a run is."""

    IDLE = "idle"
    FEEDING = "feeding"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedProgress:
    """What came so far.

    Attributes:
        pages: How many pages are safe.
        refused: Why pages were not kept, in order; the run went on without them.
        outcome: How it ended; None while it goes on, or before.
    """

    pages: int = 0
    refused: tuple[CodedError, ...] = ()
    outcome: ScanOutcome | None = None


P = TypeVar("P", bound=FeedProgress)


class FeedRun(ABC, Generic[P]):
    """One run at a time.

    Attributes:
        state: How far it is.
        progress: What came so far.
    """

    THREAD: ClassVar[str]  # the name of the run's own thread

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
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self.THREAD)
        self._observers: list[Callable[[], None]] = []
        self.state = FeedState.IDLE
        self.progress = self._nothing()

    @property
    def running(self) -> bool:
        """Whether a run goes on."""
        return self.state is not FeedState.IDLE

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def stop(self) -> None:
        """End it after the page that is on its way."""
        if self.state is FeedState.FEEDING:
            self.state = FeedState.STOPPING
            self._cancel.set()
            self._tell()

    def close(self) -> None:
        """Stop and wait until the source is let go."""
        self._cancel.set()
        self._thread.shutdown(wait=True)

    @abstractmethod
    def _nothing(self) -> P:
        """The progress before the first page."""

    def _begin(self, progress: P, scan: Callable[[], ScanOutcome]) -> None:
        self._cancel.clear()
        self.state = FeedState.FEEDING
        self._show(progress)
        self._deliver(self._thread.submit(scan), self._on_end, self._on_failure)

    def _refuse(self, error: CodedError) -> None:
        """Say on the run's thread that a page was not kept.

        Raises:
            CodedError: The same, where it is not of one page alone.
        """
        if error.code not in OF_ONE_PAGE:
            raise error
        self._post(lambda: self._show(replace(self.progress, refused=(*self.progress.refused, error))))

    def _show(self, progress: P) -> None:
        self.progress = progress
        self._tell()

    def _on_end(self, outcome: ScanOutcome) -> None:
        self.state = FeedState.IDLE
        self._show(replace(self.progress, outcome=outcome))

    def _on_failure(self, error: CodedError) -> None:
        self._on_end(ScanOutcome(self.progress.pages, Ended.FAILED, error))

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
