"""An intake's store over the records: each call is one function handed to the database's own thread."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, datetime

from desktop.records.audit_entries import AuditAction
from desktop.records.cases import Case, NewCase
from desktop.records.data_checks import DataChecks
from desktop.records.drafts import KeptDraft
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import saw_case, saw_citizens
from desktop.workflows.paper_reuse import take_over
from desktop.workflows.ports import KnownCitizen

EARLIER_CASES = 20


class RecordsIntakeStore:
    """The `desktop.workflows.ports.IntakeStore` of a real desk."""

    def __init__(
        self,
        worker: DatabaseWorker,
        clock: Callable[[], datetime],
        checks: DataChecks | None = None,
        expected_systems: Callable[[str, date], tuple[str, ...]] = lambda _field, _day: (),
    ) -> None:
        """Keep cases in the records.

        Args:
            worker: The records.
            clock: The desk's time.
            checks: What is doubtful is flagged in the same transaction; None for nothing.
            expected_systems: The other systems that a case of a field, received on a day, has to be in as well.
        """
        self._worker = worker
        self._expected = expected_systems
        self._clock = clock
        self._checks = checks

    def save_draft(self, draft_id: str, text: str) -> Future[None]:
        """Keep a draft's text."""
        at = self._clock()

        def save(uow: UnitOfWork) -> None:
            uow.drafts.save(draft_id, text, at)
            uow.commit()

        return self._worker.submit(save)

    def drop_draft(self, draft_id: str) -> Future[None]:
        """Wipe a draft."""

        def drop(uow: UnitOfWork) -> None:
            uow.drafts.delete(draft_id)
            uow.commit()

        return self._worker.submit(drop)

    def drafts(self) -> Future[list[KeptDraft]]:
        """The drafts of today, the newest first; older ones are wiped first."""
        today = self._clock().date()

        def read(uow: UnitOfWork) -> list[KeptDraft]:
            if wiped := uow.drafts.wipe_older_than(today):
                uow.audit.add(AuditAction.DRAFTS_WIPED, count=wiped)
                uow.commit()
            kept = uow.drafts.all()
            if kept:
                uow.audit.add(AuditAction.DRAFTS_LISTED, count=len(kept))
                uow.commit()
            return kept

        return self._worker.submit(read)

    def known(self, number: str) -> Future[KnownCitizen | None]:
        """Who the desk knows by this number, with the newest cases."""

        def look_up(uow: UnitOfWork) -> KnownCitizen | None:
            citizen = uow.citizens.by_number(number)
            if citizen is None:
                return None
            cases = tuple(uow.cases.for_citizen(number, limit=EARLIER_CASES))
            saw_citizens(uow, [citizen.id], "intake")
            uow.commit()
            return KnownCitizen(citizen, cases, tuple(uow.papers.reusable(citizen.id)))

        return self._worker.submit(look_up)

    def receive(self, case: NewCase) -> Future[Case]:
        """Save a case with its code, and remove its draft, in one transaction."""
        expected = self._expected(case.field, case.received_at.date())

        def save(uow: UnitOfWork) -> Case:
            saved = uow.cases.receive(replace(case, expected_in=expected))
            if case.reused:
                take_over(uow, saved.id, case.reused, case.received_at, case.officer_id)
                saved = uow.cases.get(saved.id)  # its receipt says what stands for which paper
            if self._checks is not None:
                self._checks.check_case(uow, saved, case.received_at)
            saw_case(uow, saved, AuditAction.CASE_RECEIVED)
            uow.commit()
            return saved

        return self._worker.submit(save)
