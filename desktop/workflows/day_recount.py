"""Whether closed days have changed since: counted one after the other, in pieces, behind whatever else is asked for."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.day_closing import DayCounts, DayLine
from desktop.workflows.ports import Deliver
from desktop.workflows.rights import Task, require
from devices.errors import CodedError

Piece = Callable[[UnitOfWork], Mapping[str, int]]


class DayRecount:
    """Counts some days; a newer round, or `stop`, ends the one before."""

    def __init__(
        self,
        worker: DatabaseWorker,
        counts: DayCounts,
        deliver: Deliver,
        officer: Officer,
        *,
        counted: Callable[[DayLine], None],
        failed: Callable[[CodedError], None],
    ) -> None:
        """Have `counted` called with each day."""
        self._worker = worker
        self._counts = counts
        self._deliver = deliver
        self._officer = officer
        self._counted = counted
        self._failed = failed
        self._round = 0

    def start(self, lines: Sequence[DayLine]) -> None:
        """Count these days, the first one first."""
        self._round += 1
        self._next(self._round, list(lines))

    def stop(self) -> None:
        """Count nothing more; what is on its way is dropped."""
        self._round += 1

    def _next(self, asked: int, left: list[DayLine]) -> None:
        if left:
            self._count(asked, left, self._counts.pieces(left[0].day), Counter())

    def _count(self, asked: int, left: list[DayLine], pieces: list[Piece], found: Counter[str]) -> None:
        """Count a piece of the first day, then the next one; all of them together are the day."""

        def look(uow: UnitOfWork) -> Mapping[str, int]:
            require(self._officer, Task.DAYS)
            return pieces[0](uow)

        def compare(uow: UnitOfWork) -> DayLine:
            require(self._officer, Task.DAYS)
            return self._counts.line(uow, left[0].day, found)

        def add(piece: Mapping[str, int]) -> None:
            if asked == self._round:
                found.update(piece)
                self._count(asked, left, pieces[1:], found)

        def show(line: DayLine) -> None:
            if asked == self._round:
                self._counted(line)
                self._next(asked, left[1:])

        if pieces:
            self._deliver(self._worker.submit(look), add, self._failed)
        else:
            self._deliver(self._worker.submit(compare), show, self._failed)
