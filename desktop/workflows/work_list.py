"""The list that is looked at: its first page before anything else, then all of it; what is overtaken is dropped."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from desktop.records.case_life_boards import BoardQuery
from desktop.records.worker import DatabaseWorker
from desktop.workflows.ports import Deliver
from desktop.workflows.work_reading import first_page, read_page, whole_list
from desktop.workflows.work_rows import Page, WorkRows
from devices.errors import CodedError

Put = Callable[[tuple[int, ...]], None]


class WorkList:
    """Reads one list at a time.

    Attributes:
        rows: What is listed.
        whole: It is known to its end.
        stale: Another one was asked for than the one that is shown.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Deliver,
        failed: Callable[[CodedError], None],
        *,
        begun: Callable[[], None],
        ended: Put,
    ) -> None:
        """Have `begun` called when the first page of another list is there, and `ended` with all ids of a list."""
        self._worker = worker
        self._deliver = deliver
        self._failed = failed
        self._begun = begun
        self._ended = ended
        self._asked = 0
        self._pending: list[Future[Any]] = []
        self.rows = WorkRows(self._read_page, deliver, failed)
        self.whole = False
        self.stale = False

    def begin(self, query: BoardQuery | None) -> None:
        """Read another list; None is one without cases."""
        self.stale, self.whole = True, False
        asked = self._overtake()
        if query is None:
            self._be_empty()
        else:
            self._read_first(asked, query)

    def again(self, query: BoardQuery | None) -> None:
        """Read the same list once more."""
        asked = self._overtake()
        if query is None:
            self._be_empty()
        else:
            self._read_whole(asked, query, self.rows.reset)

    def _overtake(self) -> int:
        """Ask anew: what was asked before is overtaken."""
        self._asked += 1
        for waiting in self._pending:
            waiting.cancel()
        self._pending.clear()
        return self._asked

    def _be_empty(self) -> None:
        self.stale, self.whole = False, True
        self.rows.reset(())

    def _read_first(self, asked: int, query: BoardQuery) -> None:
        """Read the first page, then the whole list, if that is more."""

        def show(found: tuple[tuple[int, ...], Page, bool]) -> None:
            if asked != self._asked:
                return
            ids, page, whole = found
            self.stale = False
            self.rows.reset(ids, page)
            if whole:
                self._is_whole(ids, self.rows.grow)
            else:
                self._begun()
                self._read_whole(asked, query, self.rows.grow)

        reading = self._worker.submit(lambda uow: first_page(uow, query))
        self._pending.append(reading)
        self._deliver(reading, show, self._failed)

    def _read_whole(self, asked: int, query: BoardQuery, put: Put) -> None:
        """Read all ids of the list, and put them in."""

        def show(ids: tuple[int, ...]) -> None:
            if asked == self._asked:
                self._is_whole(ids, put)

        reading = self._worker.submit(lambda uow: whole_list(uow, query))
        self._pending.append(reading)
        self._deliver(reading, show, self._failed)

    def _is_whole(self, ids: tuple[int, ...], put: Put) -> None:
        self.stale, self.whole = False, True
        self._ended(ids)
        put(ids)
        self._begun()

    def _read_page(self, ids: Sequence[int]) -> Future[Page]:
        return self._worker.submit(lambda uow: read_page(uow, ids))
