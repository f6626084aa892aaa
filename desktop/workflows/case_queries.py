"""Questions about saved cases, asked on the database's thread."""

from collections.abc import Sequence
from concurrent.futures import Future

from desktop.records.audit_entries import AuditAction
from desktop.records.cases import Case, CaseSummary
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_trail import saw_case, saw_list

NEWEST = 50
BEST_MATCHES = 50


class RecordsCaseQueries:
    """What the page of cases asks. A newer search cancels an older one that still waits its turn."""

    def __init__(self, worker: DatabaseWorker) -> None:
        self._worker = worker
        self._search: Future[Sequence[CaseSummary]] | None = None

    def find(self, text: str) -> Future[Sequence[CaseSummary]]:
        """The best matches for what is typed; the newest cases for an empty text."""
        if self._search is not None:
            self._search.cancel()

        def find(uow: UnitOfWork) -> Sequence[CaseSummary]:
            found = uow.search.cases(text, BEST_MATCHES) if text.strip() else uow.cases.recent(NEWEST)
            saw_list(uow, found, "search" if text.strip() else "newest")
            uow.commit()
            return found

        self._search = self._worker.submit(find)
        return self._search

    def case(self, case_id: int) -> Future[Case]:
        """One case in full."""

        def get(uow: UnitOfWork) -> Case:
            case = uow.cases.get(case_id)
            saw_case(uow, case)
            uow.commit()
            return case

        return self._worker.submit(get)

    def id_of(self, code: str) -> Future[int]:
        """The id of a case by its code."""
        return self._worker.submit(lambda uow: uow.cases.by_code(code).id)

    def took_out(self, case: Case, action: AuditAction) -> Future[None]:
        """Log that a case left the screen: on paper, or for another system."""

        def note(uow: UnitOfWork) -> None:
            saw_case(uow, case, action)
            uow.commit()

        return self._worker.submit(note)
