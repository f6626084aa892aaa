"""The day's page: which day is looked at, what is known of it, and what the officer has recorded by hand."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, datetime, timedelta

from desktop.records.cases import CaseSummary
from desktop.records.day_records import StoredDay
from desktop.records.desk_facts import FactKind
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import saw_list
from desktop.workflows.day_closing import DayCounts, DayLine, DayView, Warned
from desktop.workflows.day_recount import DayRecount
from desktop.workflows.ports import Deliver
from desktop.workflows.rights import Task, require
from devices.errors import CodedError
from sync.desk.day_states import DayState
from sync.desk.identity import DeskIdentity

DAYS_BACK = 31


class DayDesk:
    """Looks at one day at a time.

    Attributes:
        day: The day that is looked at.
        view: What is known of it; None until it was looked up.
        lines: The days of the list, the newest first; those not counted yet stand as their records say.
        error: What went wrong last; None if nothing did.
        busy: Whether the day is being closed.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        counts: DayCounts,
        identity: Callable[[UnitOfWork], DeskIdentity],
        deliver: Deliver,
        clock: Callable[[], datetime],
        *,
        officer: Officer,
    ) -> None:
        """Begin with today.

        Args:
            worker: The database.
            counts: Counts and closes.
            identity: Code and key of this desk, made where there is none.
            deliver: Brings answers to this thread.
            clock: The desk's time.
            officer: Who looks and closes; USER-010 where their role does not.
        """
        self._worker = worker
        self._counts = counts
        self._identity = identity
        self._deliver = deliver
        self._clock = clock
        self._officer = officer
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self._recount = DayRecount(worker, counts, deliver, officer, counted=self._show_counted, failed=self._fail)
        self.day = clock().date()
        self.view: DayView | None = None
        self.lines: list[DayLine] = []
        self.error: CodedError | None = None
        self.busy = False

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    @property
    def today(self) -> date:
        """The desk's day."""
        return self._clock().date()

    def choose(self, day: date) -> None:
        """Look at another day; the list, from which it is chosen, is read again after it."""
        self.day = day
        self.view = None
        self.rest()
        self._look_at_day()
        self._look_at_list()
        self._tell()

    def refresh(self) -> None:
        """Look again; an answer that a newer look has overtaken is dropped.

        The list comes first, as the records have it, for it is known in no time; then the day, then what is odd about
        it. Whether a closed day has changed since is counted day by day after that, each in some pieces: whatever else
        is asked for waits for one piece at most.
        """
        self.rest()
        self._look_at_list()
        self._look_at_day()

    def _look_at_day(self) -> None:
        asked, day = self._asked, self.day

        def look(uow: UnitOfWork) -> DayView:
            require(self._officer, Task.DAYS)
            return self._counts.look(uow, day, warn=False)

        def show(view: DayView) -> None:
            if asked == self._asked:
                before = self.view
                self.view = replace(view, warnings=before.warnings) if before is not None else view
                self._tell()

        def warn(uow: UnitOfWork) -> tuple[Warned, ...]:
            require(self._officer, Task.DAYS)
            return self._counts.warnings(uow, day)

        def show_warnings(warnings: tuple[Warned, ...]) -> None:
            if asked == self._asked and self.view is not None and self.view.warnings != warnings:
                self.view = replace(self.view, warnings=warnings)
                self._tell()

        self._deliver(self._worker.submit(look), show, self._fail)
        self._deliver(self._worker.submit(warn), show_warnings, self._fail)

    def _look_at_list(self) -> None:
        asked, today = self._asked, self.today

        def list_days(uow: UnitOfWork) -> list[DayLine]:
            require(self._officer, Task.DAYS)
            return self._counts.known_lines(uow, today - timedelta(days=DAYS_BACK), today)

        def show(lines: list[DayLine]) -> None:
            if asked != self._asked:
                return
            shown, before = self.lines, {line.day: line for line in self.lines}
            self.lines = [_known(line, before.get(line.day)) for line in lines]
            if self.lines != shown:
                self._tell()
            self._recount.start([line for line in lines if line.revision])

        self._deliver(self._worker.submit(list_days), show, self._fail)

    def rest(self) -> None:
        """Nobody looks any more: nothing more is counted, and what is on its way is dropped; `refresh` begins anew."""
        self._asked += 1
        self._recount.stop()

    def _show_counted(self, counted: DayLine) -> None:
        lines = [counted if line.day == counted.day else line for line in self.lines]
        if lines != self.lines:
            self.lines = lines
            self._tell()

    def close(self, closed: Callable[[StoredDay], None]) -> None:
        """Close the day that is looked at; `closed` hears of the record that stands then."""
        day, now = self.day, self._clock()
        self.busy, self.error = True, None
        self._tell()

        def work(uow: UnitOfWork) -> StoredDay:
            require(self._officer, Task.DAYS)
            identity = self._identity(uow)
            return self._counts.close(uow, day, identity, now=now, officer_id=self._officer.id)

        def done(record: StoredDay) -> None:
            self.busy = False
            self.refresh()
            closed(record)

        self._deliver(self._worker.submit(work), done, self._fail)

    def record(self, kind: FactKind, amount: int) -> None:
        """Note what no case holds, today; a negative amount takes back what was noted by mistake."""
        now = self._clock()
        self.error = None

        def add(uow: UnitOfWork) -> None:
            require(self._officer, Task.DAYS)
            uow.facts.add(kind, now, self._officer.id, amount=amount)
            uow.commit()

        self._deliver(self._worker.submit(add), lambda _: self.refresh(), self._fail)

    def cases(self, indicator: str) -> Future[list[CaseSummary]]:
        """The cases behind a figure of the day."""
        day = self.day
        return self._worker.submit(lambda uow: _seen(uow, self._counts.cases(uow, indicator, day)))

    def cases_of(self, case_ids: tuple[int, ...]) -> Future[list[CaseSummary]]:
        """The cases behind a warning."""
        return self._worker.submit(lambda uow: _seen(uow, uow.cases.summaries(case_ids)))

    def _fail(self, error: CodedError) -> None:
        self.busy = False
        self.error = error
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()


def _known(line: DayLine, before: DayLine | None) -> DayLine:
    """A day as it was counted last, where that found the same revision changed: it is counted again in a moment."""
    changed = before is not None and before.state is DayState.CHANGED and before.revision == line.revision
    return replace(line, state=DayState.CHANGED) if changed and line.state is not DayState.MISMATCH else line


def _seen(uow: UnitOfWork, found: list[CaseSummary]) -> list[CaseSummary]:
    saw_list(uow, found, "day")
    uow.commit()
    return found
