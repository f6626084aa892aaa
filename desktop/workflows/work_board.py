"""The day's work of the desk: what waits, how much of it, which of it is looked at, and what is done with many at once.

A list is read as its ids first, some thousands in the time of a blink (`work_list`), and its rows page by page as they
are looked at (`work_rows`). An act on many cases is an act on each (`work_bulk`), held against the rules like one done
alone (`work_acts`).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from desktop.records.case_life import HandOver, LifeAct
from desktop.records.case_life_boards import BoardFacets, BoardFilter, BoardKind, BoardQuery
from desktop.records.case_life_rules import LifeRules, OutsideSystem
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.ports import Deliver
from desktop.workflows.work_acts import WorkActs
from desktop.workflows.work_bulk import Act, BulkRun, Refused
from desktop.workflows.work_filters import SavedFilter, load_filters, save_filters, with_filter
from desktop.workflows.work_kinds import SOUGHT, WorkKind
from desktop.workflows.work_list import WorkList
from desktop.workflows.work_reading import counting
from desktop.workflows.work_rows import WorkRows
from devices.errors import CodedError

HUNG_DAYS = 3
FACETS_STAY = timedelta(minutes=15)  # a look at every running case, for names and counts to choose from
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskWays:
    """What hand-overs need of the desk: its parts, and what it is called among them, as they are set now."""

    parts: Callable[[], tuple[str, ...]]
    home: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Did:
    """An act that was carried out for many.

    Attributes:
        case_ids: For which, in the order of the list.
    """

    act: LifeAct
    case_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """A case that somebody came from, to see it among the day's work.

    Attributes:
        kind: The most urgent kind of work that it belongs to; None where it belongs to none.
    """

    case_id: int
    code: str
    kind: WorkKind | None


class WorkBoard:
    """Looks at one kind of work at a time.

    Attributes:
        kind: What is listed.
        only: Which of it.
        hung_days: From how many days without a movement on a case hangs.
        counts: How much there is of each kind, without the filter; a kind that was not counted yet is absent.
        facets: What it can be narrowed to.
        officers: Who works here.
        saved: The officer's own filters.
        ticked: Ids of the cases that an act on many is about.
        run: The act on many that is at work; None without one.
        done: How many cases the last one was carried out for.
        did: What it was; None where nothing was done since another list was asked for, or it was dealt with.
        refused: Those for which it was refused.
        sought: The case that was looked for last; None once another list is looked at.
        error: What went wrong last; None if nothing did.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        rules: LifeRules,
        deliver: Deliver,
        clock: Callable[[], datetime],
        ways: DeskWays,
        *,
        officer_id: int,
    ) -> None:
        """Begin with what waits for the officer; nothing is read before `refresh`."""
        self._worker = worker
        self._rules = rules
        self._deliver = deliver
        self._clock = clock
        self._ways = ways
        self._officer_id = officer_id
        self._observers: list[Callable[[], None]] = []
        self._acts = WorkActs(rules, clock, officer_id)
        self._facets_at: datetime | None = None
        self._all_wanted = False  # everything is to be ticked once the list is known to its end
        self._list = WorkList(worker, deliver, self._fail, begun=self._tell, ended=self._keep_ticks)
        self.kind = WorkKind.MINE
        self.only = BoardFilter()
        self.hung_days = HUNG_DAYS
        self.counts: dict[WorkKind, int] = {}
        self.facets = BoardFacets()
        self.officers: tuple[Officer, ...] = ()
        self.saved: tuple[SavedFilter, ...] = ()
        self.ticked: set[int] = set()
        self.run: BulkRun | None = None
        self.done = 0
        self.did: Did | None = None
        self.refused: tuple[Refused, ...] = ()
        self.sought: Sought | None = None
        self._before: tuple[WorkKind, BoardFilter, int] | None = None  # what was listed before a case was looked for
        self.error: CodedError | None = None

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change but those of the rows."""
        self._observers.append(observer)

    @property
    def now(self) -> datetime:
        """The desk's time."""
        return self._clock()

    @property
    def rows(self) -> WorkRows:
        """What is listed."""
        return self._list.rows

    @property
    def whole(self) -> bool:
        """Whether the list is known to its end."""
        return self._list.whole

    @property
    def listing(self) -> bool:
        """Whether another list was asked for than the one that is shown."""
        return self._list.stale

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that cases may be handed to."""
        return tuple(dict.fromkeys((*self._ways.parts(), self._ways.home())))

    @property
    def home(self) -> str:
        """What this desk is called among the parts."""
        return self._ways.home()

    @property
    def systems(self) -> tuple[OutsideSystem, ...]:
        """The other systems that cases have to be in."""
        return self._rules.systems

    @property
    def proposed_days(self) -> int:
        """Working days that an apology proposes today."""
        return self._rules.on(self.now.date()).extension.proposed_days

    # ---- looking

    def refresh(self) -> None:
        """Look at everything again; the list keeps its ticks where it still has their cases."""
        self._list.again(self._listed())
        self._count()
        self._ask(self._worker.submit(self._read_around), self._show_around)
        if self._facets_at is None or self.now - self._facets_at > FACETS_STAY:
            self._facets_at = self.now
            self._ask(self._worker.submit(lambda uow: uow.case_life.facets()), self._show_facets)

    def choose(self, kind: WorkKind) -> None:
        """List another kind."""
        if kind is not self.kind:
            self._begin(kind, self.only, self.hung_days)

    def narrow(self, only: BoardFilter, hung_days: int | None = None) -> None:
        """List other cases of this kind."""
        days = self.hung_days if hung_days is None else hung_days
        if (only, days) != (self.only, self.hung_days):
            self._begin(self.kind, only, days)

    def seek(self, case_id: int, code: str) -> None:
        """List the most urgent kind of work that a case belongs to, and of it this case alone."""
        queries = [(kind, replace(self._query(kind), only=BoardFilter(text=code))) for kind in SOUGHT]

        def look(uow: UnitOfWork) -> WorkKind | None:
            return next((kind for kind, query in queries if case_id in uow.case_life.ids(query)), None)

        def show(kind: WorkKind | None) -> None:
            before = self._before or (self.kind, self.only, self.hung_days)
            if kind is not None:
                self._begin(kind, BoardFilter(text=code), self.hung_days)
                self._before = before
            self.sought = Sought(case_id, code, kind)
            self._tell()

        self._ask(self._worker.submit(look), show)

    def come_back(self) -> None:
        """List again what was listed before a case was looked for."""
        before = self._before
        if before is not None:
            self._begin(*before)
        self.sought = None

    def _begin(self, kind: WorkKind, only: BoardFilter, hung_days: int) -> None:
        self.sought = self._before = None
        recount = hung_days != self.hung_days
        self.kind, self.only, self.hung_days = kind, only, hung_days
        self.ticked.clear()
        self._all_wanted = False
        self.refused, self.done, self.did, self.error = (), 0, None, None
        self._list.begin(self._listed())
        if recount:
            self._count()
        self._tell()

    def _query(self, kind: WorkKind) -> BoardQuery:
        return BoardQuery(BoardKind(kind), self.now, officer_id=self._officer_id, hung_days=self.hung_days)

    def _listed(self) -> BoardQuery | None:
        """What the list is asked with; None for work that is done on another page."""
        return replace(self._query(self.kind), only=self.only) if self.kind.of_cases else None

    def _keep_ticks(self, ids: tuple[int, ...]) -> None:
        """The list is known to its end: what it does not have, or not any more, is not ticked."""
        self.ticked.intersection_update(ids)
        if self._all_wanted:
            self.ticked.update(ids)

    def _count(self) -> None:
        """Count each kind by itself, so that a page that is looked at can be read between two counts."""
        today = self.now.date()
        for kind in WorkKind:
            query = self._query(kind) if kind.of_cases else None
            self._ask(self._worker.submit(counting(kind, query, today)), self._counted(kind))

    def _counted(self, kind: WorkKind) -> Callable[[int], None]:
        def show(count: int) -> None:
            if self.counts.get(kind) != count:
                self.counts[kind] = count
                self._tell()

        return show

    def _read_around(self, uow: UnitOfWork) -> tuple[tuple[Officer, ...], tuple[SavedFilter, ...]]:
        officers = tuple(officer for officer in uow.officers.all() if officer.active)
        return officers, load_filters(uow.settings, self._officer_id)

    def _show_around(self, found: tuple[tuple[Officer, ...], tuple[SavedFilter, ...]]) -> None:
        self.officers, self.saved = found
        self._tell()

    def _show_facets(self, facets: BoardFacets) -> None:
        self.facets = facets
        self._tell()

    # ---- filters that are kept

    def use_filter(self, name: str) -> None:
        """List what a kept filter says."""
        chosen = next((each for each in self.saved if each.name == name), None)
        if chosen is not None:
            known = chosen.kind in set(WorkKind)
            self._begin(WorkKind(chosen.kind) if known else self.kind, chosen.only, max(1, chosen.hung_days))

    def save_filter(self, name: str) -> None:
        """Keep what is listed under a name; a filter of that name is replaced."""
        only = self.only
        kept = SavedFilter(
            name.strip(), self.kind, self.hung_days, only.officer_id, only.part, only.procedure, only.text, only.system
        )
        self._keep(lambda filters: with_filter(filters, kept))

    def drop_filter(self, name: str) -> None:
        """Forget a kept filter."""
        self._keep(lambda filters: tuple(each for each in filters if each.name != name))

    def _keep(self, change: Callable[[Sequence[SavedFilter]], tuple[SavedFilter, ...]]) -> None:
        def work(uow: UnitOfWork) -> tuple[SavedFilter, ...]:
            filters = change(load_filters(uow.settings, self._officer_id))
            save_filters(uow.settings, self._officer_id, filters)
            uow.commit()
            return filters

        def show(filters: tuple[SavedFilter, ...]) -> None:
            self.saved, self.error = filters, None
            self._tell()

        self._ask(self._worker.submit(work), show)

    # ---- ticks

    def toggle(self, case_id: int) -> None:
        """Tick a case, or take its tick away."""
        if not self.listing:
            self.ticked ^= {case_id}
            self._tell()

    def tick(self, case_ids: Sequence[int]) -> None:
        """Tick some more."""
        if not self.listing:
            self.ticked.update(case_ids)
            self._tell()

    def tick_all(self) -> None:
        """Tick the whole list, also what was never looked at, and what is still being read."""
        self._all_wanted = not self.whole
        self.tick(self.rows.ids)

    def untick_all(self) -> None:
        """Take every tick away."""
        self._all_wanted = False
        self.ticked.clear()
        self._tell()

    # ---- acts on many

    def hand_over(self, to: HandOver, why: str) -> None:
        """Hand over what is ticked."""
        slip = HandOver(self.home, to.to_part, to.to_name, to.to_officer_id)
        self._each(LifeAct.HANDED_OVER, self._acts.hand_over(slip, why))

    def result_received(self, why: str = "") -> None:
        """Note that the results of what is ticked came to the desk."""
        self._each(LifeAct.RESULT_RECEIVED, self._acts.result_received(why))

    def finish(self, day: date | None, why: str, *, here: bool) -> None:
        """Note that what is ticked has a result, of a day; `here`: the result came to the desk with that."""
        self._each(LifeAct.FINISHED, self._acts.finish(day, why, here=here))

    def apologise(self, why: str, days: int) -> None:
        """Apologise for what is ticked, for all that is late where nothing is; each is promised another day.

        The day is so many working days after today, at the end of the working hours.
        """
        if not self.ticked and self.kind is WorkKind.OVERDUE:
            self.tick_all()
        self._each(LifeAct.APOLOGISED, self._acts.apologise(why, days))

    def forms_dealt_with(self) -> None:
        """What belongs to the last act was printed, or is not wanted: it is offered no more."""
        self.did = None
        self._tell()

    def stop(self) -> None:
        """End the act on many after the case that is at work; the others stay ticked."""
        if self.run is not None:
            self.run.stop()

    def _each(self, name: LifeAct, act: Act) -> None:
        chosen = [case_id for case_id in self.rows.ids if case_id in self.ticked]
        if self.run is not None or not chosen or not self.whole:
            return
        self.refused, self.done, self.did, self.error = (), 0, None, None
        self.run = run = BulkRun(self._worker, self._deliver, act, chosen, lambda: self._on_moved(name))
        self._tell()
        run.go_on()

    def _on_moved(self, act: LifeAct) -> None:
        run = self.run
        if run is not None and run.over:
            self.run = None
            self.refused, self.error = tuple(run.refused), run.error
            self.done = run.place - len(run.refused)
            failed = {each.case_id for each in run.refused}
            did = tuple(each for each in run.case_ids[: run.place] if each not in failed)
            self.did = Did(act, did) if did else None
            self.ticked = {each.case_id for each in run.refused} | set(run.left)
            self.refresh()
        self._tell()

    def _ask(self, future: Future[T], show: Callable[[T], None]) -> None:
        self._deliver(future, show, self._fail)

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
