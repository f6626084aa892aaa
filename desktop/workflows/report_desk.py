"""The page of reports: which period is looked at, what is known of it, the cases behind a figure."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import date, datetime

from desktop.records.cases import CaseSummary
from desktop.records.people import Officer
from desktop.records.period_facts import MonthCounts, PeriodFacts
from desktop.records.periods import Period, PeriodKind, period_of
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import saw_list
from desktop.workflows.period_report import PeriodReports, PeriodRun, trend_months
from desktop.workflows.ports import Deliver
from desktop.workflows.rights import Task, require
from devices.errors import CodedError


class ReportDesk:
    """Looks at one period at a time.

    Attributes:
        period: The period that is looked at.
        facts: What is known of it; None until it was looked up.
        months: The twelve months up to its last one; empty until they were looked up, which comes after the period.
        error: What went wrong last; None if nothing did.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        reports: PeriodReports,
        trend: Sequence[str],
        deliver: Deliver,
        clock: Callable[[], datetime],
        *,
        officer: Officer,
    ) -> None:
        """Begin with the month before today's: the one that is due.

        Args:
            worker: The database.
            reports: Makes them.
            trend: The indicators of the months.
            deliver: Brings answers to this thread.
            clock: The desk's time.
            officer: Who looks; USER-010 where their role does not.
        """
        self._officer = officer
        self._worker = worker
        self._reports = reports
        self._trend = tuple(trend)
        self._deliver = deliver
        self._clock = clock
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self.period = period_of(PeriodKind.MONTH, self.today).moved(-1)
        self.facts: PeriodFacts | None = None
        self.months: tuple[MonthCounts, ...] = ()
        self.error: CodedError | None = None

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    @property
    def today(self) -> date:
        """The desk's day."""
        return self._clock().date()

    def choose(self, period: Period) -> None:
        """Look at another period."""
        self.period, self.facts, self.months = period, None, ()
        self.refresh()

    def refuse(self, error: CodedError) -> None:
        """Say why a period cannot be chosen; what is looked at stays."""
        self.error = error
        self._tell()

    def refresh(self) -> None:
        """Look again; an answer that a newer look has overtaken is dropped."""
        self._asked += 1
        asked, period, now = self._asked, self.period, self._clock()
        self.error = None
        self._tell()

        self._make(asked, PeriodRun(self._reports, period, now))

    def _make(self, asked: int, run: PeriodRun) -> None:
        """Do the next piece of a report, and those after it: whatever else is asked for waits for one at most."""

        def step(uow: UnitOfWork) -> PeriodFacts | None:
            require(self._officer, Task.REPORTS)
            return run.step(uow)

        def show(facts: PeriodFacts | None) -> None:
            if asked != self._asked:
                return
            if facts is None:
                self._make(asked, run)
                return
            self.facts = facts
            self._tell()
            self._look_back(asked, trend_months(facts.period), ())

        self._deliver(self._worker.submit(step), show, self.refuse)

    def rest(self) -> None:
        """Nobody looks any more: nothing more is counted, and what is on its way is dropped; `refresh` begins anew."""
        self._asked += 1

    def _look_back(self, asked: int, months: Sequence[date], found: tuple[MonthCounts, ...]) -> None:
        """Count one month after the other, so that a search asked for meanwhile waits for one month at most."""
        if not months:
            self.months = found
            self._tell()
            return

        def show(month: MonthCounts) -> None:
            if asked == self._asked:
                self._look_back(asked, months[1:], (*found, month))

        looked = self._worker.submit(lambda uow: self._reports.month(uow, months[0], self._trend))
        self._deliver(looked, show, self.refuse)

    def cases(self, indicator: str, field: str | None) -> Future[list[CaseSummary]]:
        """The cases behind a figure of the period; of a field, or of all where it is None.

        Raises:
            AssertionError: The period was not looked up yet.
        """
        facts = self.facts
        if facts is None:
            raise AssertionError("no figures yet")

        def look(uow: UnitOfWork) -> list[CaseSummary]:
            found = self._reports.cases(uow, facts, indicator, field)
            saw_list(uow, found, "report")
            uow.commit()
            return found

        return self._worker.submit(look)

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
