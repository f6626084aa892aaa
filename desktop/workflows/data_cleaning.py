"""Data cleaning: the work list of what is doubtful, what is done about it, and the going-through of everybody.

The going-through is one slice after the other: the next is handed to the database's thread when the one before is done,
so that what an officer does meanwhile waits for one slice at most.
"""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from desktop.records.addresses import Standing, read_residence
from desktop.records.data_checks import DataChecks, SliceDone
from desktop.records.data_flags import OPEN, DataFlag, Resolution
from desktop.records.data_rules import FlagKind
from desktop.records.former_units import FormerUnits
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import saw_citizens
from desktop.workflows.data_evidence import Evidence, look_at_flag
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

PAGE = 200  # flags that are listed at a time
TOGETHER = 100  # flags that are resolved in one transaction
Tallies = dict[tuple[FlagKind, str], int]


class DataCleaning:
    """The work list of one officer.

    Attributes:
        tallies: How many flags stand how, by kind.
        kind: The kind that is listed.
        flags: The open flags of that kind, the newest first.
        more: Whether there are more than are listed.
        evidence: The flag that is looked at; None while there is none.
        checking: Whether everybody is being gone through.
        looked_at: Citizens looked at in this going-through.
        watched: Whether somebody is looking at the list.
        error: What went wrong last; None if nothing did.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        checks: DataChecks,
        units: Callable[[], FormerUnits | None],
        deliver: Deliver,
        clock: Callable[[], datetime],
        *,
        officer_id: int,
    ) -> None:
        """Begin with nothing looked up; `units` is called on the database's thread."""
        self._worker = worker
        self._checks = checks
        self._units = units
        self._deliver = deliver
        self._clock = clock
        self._officer_id = officer_id
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self._wanted = 0
        self._open = True
        self.watched = True
        self.tallies: Tallies = {}
        self.kind: FlagKind | None = None
        self.flags: list[DataFlag] = []
        self.more = False
        self.evidence: Evidence | None = None
        self.checking = False
        self.looked_at = 0
        self.error: CodedError | None = None

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def count(self, kind: FlagKind, how: str = OPEN) -> int:
        """How many flags of a kind stand so."""
        return self.tallies.get((kind, how), 0)

    # ---- the list

    def choose(self, kind: FlagKind) -> None:
        """List another kind."""
        self.kind, self.flags, self.more, self.evidence, self.error = kind, [], False, None, None
        self.refresh()

    def refresh(self) -> None:
        """Look again, where no kind is chosen at the gravest; an answer that a newer look has overtaken is dropped."""
        self._asked += 1
        asked, kind = self._asked, self.kind

        def look(uow: UnitOfWork) -> tuple[Tallies, FlagKind | None, list[DataFlag]]:
            tallies = uow.flags.tallies()
            wanted = kind or next((each for each in FlagKind if tallies.get((each, OPEN))), None)
            flags = uow.flags.flags(wanted, PAGE + 1) if wanted else []
            saw_citizens(uow, [flag.citizen_id for flag in flags[:PAGE]], "cleaning")
            uow.commit()
            return tallies, wanted, flags

        def show(found: tuple[Tallies, FlagKind | None, list[DataFlag]]) -> None:
            if asked != self._asked:
                return
            self.tallies, self.kind, flags = found
            self.flags, self.more = flags[:PAGE], len(flags) > PAGE
            shown = self.evidence.flag.id if self.evidence is not None else None
            if shown not in {each.id for each in self.flags}:
                self.evidence = None
                if self.flags:
                    self.open(self.flags[0].id)
            self._tell()

        self._deliver(self._worker.submit(look), show, self._fail)

    def open(self, flag_id: int) -> None:
        """Look at one flag; an answer to an older wish is dropped."""
        self._wanted = flag_id

        def show(evidence: Evidence) -> None:
            if evidence.flag.id == self._wanted:
                self.evidence = evidence
                self._tell()

        def look(uow: UnitOfWork) -> Evidence:
            evidence = look_at_flag(uow, flag_id, self._units())
            people = (evidence.flag.citizen_id, evidence.flag.other_id)
            saw_citizens(uow, [each for each in people if each is not None], "evidence")
            uow.commit()
            return evidence

        self._deliver(self._worker.submit(look), show, self._fail)

    # ---- resolving

    def resolve(self, how: Resolution, reason: str, answer: str = "") -> None:
        """Close the flag that is looked at, and go on to the next one."""
        evidence = self.evidence
        if evidence is None:
            return
        flag_id, now = evidence.flag.id, self._clock()
        following = self._following(flag_id)

        def work(uow: UnitOfWork) -> None:
            uow.flags.resolve(flag_id, how, reason, now, self._officer_id, answer=answer)
            uow.commit()

        def done(_: None) -> None:
            self.error = None
            self.evidence = None
            self.flags = [each for each in self.flags if each.id != flag_id]
            if following is not None:
                self.open(following)
            self.refresh_counts()

        self._deliver(self._worker.submit(work), done, self._fail)

    def _following(self, flag_id: int) -> int | None:
        ids = [each.id for each in self.flags]
        place = ids.index(flag_id) if flag_id in ids else -1
        rest = ids[place + 1 :] or ids[:place]
        return rest[0] if rest else None

    def refresh_counts(self) -> None:
        """Look at the counts again, and at the list when it has run dry."""
        if not self.flags:
            self.refresh()
            return

        def show(tallies: Tallies) -> None:
            self.tallies = tallies
            self._tell()

        self._deliver(self._worker.submit(lambda uow: uow.flags.tallies()), show, self._fail)

    def accept_moved(self, reason: str) -> None:
        """Take the commune of today for every open flag where there is exactly one, sure; the printed address stays."""
        now = self._clock()

        def work(uow: UnitOfWork) -> int:
            units = self._units()
            flags = uow.flags.flags(FlagKind.UNIT_GONE, TOGETHER) if units is not None else []
            taken = 0
            people = {each.id: each.details for each in uow.citizens.of_ids([flag.citizen_id for flag in flags])}
            for flag in flags:
                person = people[flag.citizen_id]
                found = read_residence(person.residence, units, person.issue_date) if units is not None else None
                if found is not None and found.standing is Standing.MOVED and found.certain:
                    answer = found.today[0].text
                    uow.flags.resolve(flag.id, Resolution.UNIT_CHOSEN, reason, now, self._officer_id, answer=answer)
                    taken += 1
            uow.commit()
            return taken

        def done(taken: int) -> None:
            if taken and self._open:
                self._deliver(self._worker.submit(work), done, self._fail)
            if not taken or not self._open:
                self.refresh()

        self._deliver(self._worker.submit(work), done, self._fail)

    # ---- going through everybody

    def start_check(self, *, again: bool = False) -> None:
        """Go on with the going-through, or begin a new one; nothing if it is under way, or was finished of late."""
        if self.checking or not self._open:
            return
        self.checking, self.looked_at = True, 0
        self._tell()
        self._next(again=again)

    def _next(self, *, again: bool = False) -> None:
        def work(uow: UnitOfWork) -> SliceDone:
            done = self._checks.check_slice(uow, self._clock(), self._officer_id, again=again)
            uow.commit()
            return done

        def done(slice_done: SliceDone) -> None:
            self.looked_at += slice_done.looked_at
            if slice_done.finished or not self._open:
                self.checking = False
                if self._open and self.looked_at:
                    self._show_found()
                self._tell()
                return
            if self.looked_at % 1000 == 0:
                self._tell()
            self._next()

        def failed(error: CodedError) -> None:
            self.checking = False
            self._fail(error)

        future: Future[SliceDone] = self._worker.submit(work)
        self._deliver(future, done, failed)

    def _show_found(self) -> None:
        """Where nobody is looking, only the counts are looked up: a list that nobody sees is not logged as seen."""

        def show(tallies: Tallies) -> None:
            self.tallies = tallies
            self._tell()

        if self.watched:
            self.refresh()
        else:
            self._deliver(self._worker.submit(lambda uow: uow.flags.tallies()), show, self._fail)

    def close(self) -> None:
        """The program ends: the slice at work is finished, no other is begun."""
        self._open = False

    def _fail(self, error: CodedError) -> None:
        self.error = error
        if error.code == "DATA-003":
            self.evidence = None
            self.refresh()
        self._tell()

    def _tell(self) -> None:
        if self._open:
            for observer in tuple(self._observers):
                observer()
