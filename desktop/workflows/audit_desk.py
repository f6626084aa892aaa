"""The page of the log: what is looked at, whether the chain holds, what is exported and deleted."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop.records.audit_entries import AuditAction, AuditEntry, AuditHead, SubjectKind, Verdict
from desktop.records.audit_log import AuditFilter
from desktop.records.erasure_list import complete_list, write_list
from desktop.records.erasures import Erased, Erasure
from desktop.records.file_store import FileStore
from desktop.records.people import Citizen, Officer
from desktop.records.personal_data import PersonalData
from desktop.records.protection import LEAST_AUDIT_MONTHS, Protection, load_protection, save_protection
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.data_notice import DataNotice, data_notice
from desktop.workflows.erasing import (
    CaseHeld,
    RetentionDone,
    case_held,
    erase_case,
    erase_citizen,
    months_before,
    need_right,
    run_retention,
)
from desktop.workflows.past_cases import PastCases, past_cases
from desktop.workflows.person_held import PersonHeld, person_held
from desktop.workflows.ports import Deliver
from desktop.workflows.put_aside import remove_with_a_deletion, tidy_copies
from desktop.workflows.rights import Task, allowed
from devices.errors import CodedError
from sync.protocol import DayRecord, decode, unpack, unsealed_body

T = TypeVar("T")
SHOWN = 500
COUNTED = 10_000  # entries; of more is only said that there are more
FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class LogView:
    """The log as it is looked at.

    Attributes:
        entries: The newest that are asked for.
        total: How many there are; above `COUNTED` there are more than that.
        officers: All, for names and the filter.
        protection: What is set.
        citizen: About whom; None for everybody.
    """

    entries: tuple[AuditEntry, ...] = ()
    total: int = 0
    officers: tuple[Officer, ...] = ()
    protection: Protection = field(default_factory=Protection)
    citizen: Citizen | None = None

    def officer_name(self, officer_id: int | None) -> str:
        """Whose id that is; "" for the program by itself."""
        return next((each.full_name for each in self.officers if each.id == officer_id), "")


def heads_kept(uow: UnitOfWork, first: date = FIRST_DAY) -> list[AuditHead]:
    """The heads that this desk's own records of days name, from a day on; those are at the province, too."""
    heads = []
    for stored in uow.days.latest_of_all(first):
        for each in uow.days.revisions(stored.day):
            record = decode(unsealed_body(unpack(each.envelope)))
            if isinstance(record, DayRecord) and record.audit is not None:
                heads.append(AuditHead(record.audit.sequence, record.audit.hash))
    return heads


def verify_log(uow: UnitOfWork, heads: Sequence[AuditHead] = ()) -> Verdict:
    """Verify the chain against the day records, and against heads that somebody brings; logged, and committed.

    What the last months' records name must still be there: an anchor above it was not made when the program prunes.
    """
    too_young = heads_kept(uow, months_before(uow.audit.now().date(), LEAST_AUDIT_MONTHS))
    verdict = uow.audit.verify([*heads_kept(uow), *heads], too_young=too_young)
    uow.audit.add(AuditAction.AUDIT_VERIFIED, SubjectKind.LOG, verdict.last, faults=len(verdict.faults))
    uow.commit()
    return verdict


class AuditDesk:
    """Looks at the log; every answer is told to whoever subscribed.

    Attributes:
        filter: What is asked for.
        view: What was found.
        verdict: Of the last verification; None before one.
        notice: The last answer to whose data, what, how many; None before one.
        case: A case that somebody thinks of deleting; None without one.
        past: What is past its time of keeping; None before it was asked for.
        error: What went wrong last.
        busy: Whether something long is under way.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        store: FileStore,
        data: PersonalData,
        folder: Path,
        *,
        deliver: Deliver,
        helpers: Executor,
        clock: Callable[[], datetime],
    ) -> None:
        """Begin with everything of today.

        Args:
            worker: The records.
            store: The files.
            data: The list of personal data.
            folder: Where the list of erasures is kept.
            deliver: Brings answers to this thread.
            helpers: Carries out what takes long.
            clock: The desk's time.
        """
        self._worker = worker
        self._store = store
        self._data = data
        self._folder = folder
        self._deliver = deliver
        self._helpers = helpers
        self._clock = clock
        self._observers: list[Callable[[], None]] = []
        self._asked = 0
        self.filter = AuditFilter(first=clock().replace(hour=0, minute=0, second=0, microsecond=0))
        self.view = LogView()
        self.verdict: Verdict | None = None
        self.notice: DataNotice | None = None
        self.case: CaseHeld | None = None
        self.past: PastCases | None = None
        self.error: CodedError | None = None
        self.busy = False

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    # ---- looking

    def look_for(self, wanted: AuditFilter) -> None:
        """Ask for other entries."""
        self.filter, self.notice = wanted, None
        self.refresh()

    def look_at_citizen(self, typed: str) -> None:
        """Ask for the entries about whom the typed number or name fits best; "" for everybody."""
        self.notice = None

        def find(uow: UnitOfWork) -> int | None:
            if not typed.strip():
                return None
            found = uow.search.citizens(typed, 1)
            if not found:
                raise CodedError("DATA-010")
            return found[0].id

        def show(citizen_id: int | None) -> None:
            self.look_for(replace(self.filter, citizen_id=citizen_id))

        self._deliver(self._worker.submit(find), show, self._fail)

    def refresh(self) -> None:
        """Look again; an answer that a newer look has overtaken is dropped."""
        self._asked += 1
        asked, wanted = self._asked, self.filter
        self.error = None

        def look(uow: UnitOfWork) -> LogView:
            about = () if wanted.citizen_id is None else uow.citizens.of_ids([wanted.citizen_id])
            view = LogView(
                tuple(uow.audit.entries(wanted, SHOWN)),
                uow.audit.count(wanted, COUNTED),
                tuple(uow.officers.all()),
                load_protection(uow.settings),
                about[0] if about else None,
            )
            people = () if wanted.citizen_id is None else (wanted.citizen_id,)
            uow.audit.add(AuditAction.AUDIT_SEEN, SubjectKind.LOG, people=people, shown=len(view.entries))
            uow.commit()
            return view

        def show(view: LogView) -> None:
            if asked == self._asked:
                self.view = view
                self._tell()

        self._deliver(self._worker.submit(look), show, self._fail)

    def verify(self) -> None:
        """Verify the whole chain."""

        def show(verdict: Verdict) -> None:
            self.verdict = verdict

        self._run(self._worker.submit(verify_log), show)

    def ask_notice(self) -> None:
        """Whose data, what, how many, of what is asked for."""
        wanted = self.filter

        def look(uow: UnitOfWork) -> DataNotice:
            need_right(uow, "notice")
            found = data_notice(uow, wanted)
            people = [each.id for each, _ in found.people]
            uow.audit.add(AuditAction.AUDIT_SEEN, SubjectKind.LOG, people=people, fields=("full_name", "number"))
            uow.commit()
            if not found.count:
                raise CodedError("AUD-004")
            return found

        def show(notice: DataNotice) -> None:
            self.notice = notice

        self._run(self._worker.submit(look), show)

    # ---- taking out

    def export_entries(self) -> Future[tuple[tuple[AuditEntry, ...], LogView]]:
        """Every entry that is asked for, the oldest first, with the names; logged."""
        wanted, view = self.filter, self.view

        def read(uow: UnitOfWork) -> tuple[tuple[AuditEntry, ...], LogView]:
            need_right(uow, "log")
            entries = tuple(uow.audit.each(wanted))
            uow.audit.add(AuditAction.AUDIT_EXPORTED, SubjectKind.LOG, entries=len(entries))
            uow.commit()
            return entries, view

        return self._worker.submit(read)

    def held(self) -> Future[tuple[PersonHeld, tuple[bytes, ...]]]:
        """What is held on the citizen who is looked at, with the contents of their files."""
        citizen_id = self.filter.citizen_id or 0

        def work() -> tuple[PersonHeld, tuple[bytes, ...]]:
            found = self._worker.submit(lambda uow: person_held(uow, citizen_id)).result()
            return found, tuple(self._store.get(each.file) for each in found.files)

        return self._helpers.submit(work)

    # ---- deleting

    def erase(self) -> Future[Sequence[Erased]]:
        """Delete the citizen who is looked at with all their cases, files and keys; the list is written beside."""
        citizen_id, today = self.filter.citizen_id or 0, self._clock().date()
        return self._delete(lambda uow: erase_citizen(uow, citizen_id, self._data, today))

    def look_at_case(self, code: str) -> None:
        """Look at a case that may have to be deleted; "" for none."""
        today = self._clock().date()
        if not code.strip():
            self.case = None
            self._tell()
            return

        def show(case: CaseHeld) -> None:
            self.case = case

        self._run(self._worker.submit(lambda uow: case_held(uow, code, today)), show)

    def look_at_past(self) -> None:
        """List the cases past their time of keeping."""
        today = self._clock().date()

        def show(past: PastCases) -> None:
            self.past = past

        self._run(self._worker.submit(lambda uow: past_cases(uow, self._data, today)), show)

    def erase_case(self, reason: str) -> Future[Sequence[Erased]]:
        """Delete the case that is looked at with its files and keys, and whom no other case names; as `erase`."""
        case_id, today = 0 if self.case is None else self.case.id, self._clock().date()
        return self._delete(lambda uow: erase_case(uow, case_id, self._data, today, reason=reason))

    def _delete(self, erase: Callable[[UnitOfWork], Sequence[Erased]]) -> Future[Sequence[Erased]]:
        def work() -> Sequence[Erased]:
            done = self._worker.submit(erase).result()
            write_list(self._folder, [each.erasure for each in done])
            self._worker.fold().result()
            for each in done:
                for name in each.file_names:
                    self._store.remove(name)
            remove_with_a_deletion(self._worker, self._folder)
            return done

        return self._helpers.submit(work)

    def keep_for(self, *, audit_months: int, case_months: int) -> None:
        """Set how long the log and cases are kept."""

        def save(uow: UnitOfWork) -> None:
            need_right(uow, "settings")
            former = load_protection(uow.settings)
            changed = msgspec.structs.replace(former, audit_months=audit_months, case_months=case_months)
            save_protection(uow.settings, changed)
            uow.audit.add(AuditAction.RETENTION_RUN, audit_months=audit_months, case_months=case_months)
            uow.commit()

        def kept(_nothing: None) -> None:
            self.past = None  # by another time it would be another list
            self.refresh()

        self._run(self._worker.submit(save), kept)

    def put_in_charge(self, logins: tuple[str, ...]) -> None:
        """Set who is in charge of data protection; nobody: every head of desk.

        Fails with AUD-003, without right; AUD-006, somebody who could not reach this page.
        """

        def save(uow: UnitOfWork) -> None:
            need_right(uow, "settings")
            known = {each.login: each for each in uow.officers.all() if allowed(each, Task.AUDIT)}
            if not set(logins) <= set(known):
                raise CodedError("AUD-006")
            save_protection(uow.settings, msgspec.structs.replace(load_protection(uow.settings), logins=logins))
            uow.audit.add(AuditAction.PROTECTION_SET, officers=sorted(known[each].id for each in logins))
            uow.commit()

        self._run(self._worker.submit(save), lambda _: self.refresh())

    def run_retention(self, *, closed: bool, keep: str = "") -> Future[RetentionDone]:
        """Wipe what is past its time, with what is left of it in the write-ahead log and on the disk.

        What the list of erasures lacks is written down, too.
        """
        today = self._clock().date()

        def wipe(uow: UnitOfWork) -> tuple[RetentionDone, list[Erasure]]:
            return run_retention(uow, today, closed=closed, keep=keep), uow.erasures.all()

        wiping = self._worker.submit(wipe)
        self._worker.fold()

        def sweep() -> RetentionDone:
            done, erased = wiping.result()
            for name in done.file_names:
                self._store.remove(name)
            complete_list(self._folder, erased)
            tidy_copies(self._worker, self._folder, today)
            return done

        return self._helpers.submit(sweep)

    # ---- the parts

    def _run(self, future: Future[T], then: Callable[[T], None]) -> None:
        self.busy, self.error = True, None
        self._tell()

        def done(value: T) -> None:
            self.busy = False
            then(value)
            self._tell()

        self._deliver(future, done, self._fail)

    def _fail(self, error: CodedError) -> None:
        self.busy, self.error = False, error
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
