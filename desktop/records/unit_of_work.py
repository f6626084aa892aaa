"""One unit of work: one transaction, rolled back unless committed."""

from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection

from desktop.records.audit_log import NOBODY, Actor, AuditLog
from desktop.records.backup_queries import BackupQueries
from desktop.records.book_draws import BookDrawRepository
from desktop.records.book_entry_repository import BookEntryRepository
from desktop.records.book_pictures import BookPictureRepository
from desktop.records.book_repository import BookRepository
from desktop.records.case_life_repository import CaseLifeRepository
from desktop.records.case_repository import CaseRepository
from desktop.records.citizen_repository import CitizenRepository
from desktop.records.data_check_queries import DataCheckQueries
from desktop.records.data_flags import DataFlagRepository
from desktop.records.database import Database
from desktop.records.database_errors import translate, translated
from desktop.records.day_records import DayRepository
from desktop.records.desk_facts import DeskFactRepository
from desktop.records.drafts import DraftRepository
from desktop.records.erasures import ErasureRepository
from desktop.records.indicators import IndicatorQueries
from desktop.records.number_blocks import NumberBlockRepository
from desktop.records.officers import OfficerRepository
from desktop.records.page_repository import PageRepository
from desktop.records.page_words import PageWordRepository
from desktop.records.paper_repository import PaperRepository
from desktop.records.pin_history import PinHistory
from desktop.records.print_log import PrintLog
from desktop.records.queue_tickets import QueueRepository
from desktop.records.retention import RetentionRepository
from desktop.records.satisfaction import SatisfactionRepository
from desktop.records.search import Search
from desktop.records.settings import SettingsRepository
from desktop.records.sign_ins import SignInRepository


class UnitOfWork:
    """The records within one transaction.

    Attributes:
        citizens, cases, drafts, officers, blocks, settings, facts, days, pages, papers: The repositories.
        pins, sign_ins: PINs of before, and what happened at the door.
        case_life: What happens to cases after intake, and the boards of what is left to do; `prints`: what was printed.
        books, book_entries, book_draws, book_pictures: Those of the civil-status books.
        words: The words of pages.
        flags, checks: What is doubtful in the data, and what is asked to find it.
        backup: What a copy is compared with.
        satisfaction, queue: What the citizen's screen counts, and the numbers it calls.
        audit: Who saw and did what; `erasures`: what was deleted for good; `retention`: what is past its time.
        search: Finding as one types.
    """

    def __init__(self, database: Database, actor: Actor = NOBODY) -> None:
        self._database = database
        self._actor = actor
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        with translated():
            connection = self._database.connect()
            connection.begin()
        self._connection = connection
        self.blocks = NumberBlockRepository(connection)
        self.citizens = CitizenRepository(connection)
        self.cases = CaseRepository(connection, self.citizens, self.blocks)
        self.drafts = DraftRepository(connection)
        self.officers = OfficerRepository(connection)
        self.pins = PinHistory(connection)
        self.sign_ins = SignInRepository(connection)
        self.settings = SettingsRepository(connection)
        self.facts = DeskFactRepository(connection)
        self.case_life = CaseLifeRepository(connection, self.cases, self.facts)
        self.days = DayRepository(connection)
        self.pages = self._files = PageRepository(connection)
        self.papers = PaperRepository(connection, self.cases, self.facts)
        self.words = PageWordRepository(connection, self.pages)
        self.prints = PrintLog(connection)
        self.books = BookRepository(connection, self.facts)
        self.book_entries = BookEntryRepository(connection, self.books, self.facts)
        self.book_draws = BookDrawRepository(connection)
        self.book_pictures = BookPictureRepository(connection, self.books, self.pages)
        self.flags = DataFlagRepository(connection, self.facts)
        self.checks = DataCheckQueries(connection)
        self.backup = BackupQueries(connection)
        self.satisfaction = SatisfactionRepository(connection)
        self.queue = QueueRepository(connection)
        self.audit = AuditLog(connection, self._actor)
        self.erasures = ErasureRepository(connection, self.audit)
        self.retention = RetentionRepository(connection)
        self.search = Search(connection, self.citizens)
        return self

    def indicators(self, without_result: Iterable[str] = ()) -> IndicatorQueries:
        """Counts, from the facts as they are within this transaction."""
        if self._connection is None:
            raise AssertionError("outside the unit of work")
        return IndicatorQueries(self._connection, without_result)

    def file_names(self) -> frozenset[str]:
        """Names of the encrypted files that rows speak of: hashes, from which nothing of a citizen follows."""
        return self._files.file_names()

    def stored_bytes(self) -> int:
        """How much those files take."""
        return self._files.stored_bytes()

    def commit(self) -> None:
        """Make everything so far durable; when this returns, a power cut cannot undo it."""
        if self._connection is not None:
            with translated():
                self._connection.commit()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with translated():
                connection.close()
        coded = translate(error) if error is not None else None
        if coded is not None:
            raise coded from None  # the driver's own error may quote a statement's values


# What of a unit of work is asked for before it is given; everything else in it holds nothing of a citizen.
GUARDED = frozenset(
    {
        "citizens",
        "cases",
        "case_life",
        "prints",
        "drafts",
        "facts",
        "pages",
        "papers",
        "words",
        "satisfaction",
        "queue",
        "books",
        "book_entries",
        "book_draws",
        "book_pictures",
        "flags",
        "checks",
        "search",
        "indicators",
        "erasures",
        "retention",
    }
)
OPEN = frozenset({"officers", "pins", "sign_ins", "blocks", "settings", "days", "backup", "audit"})


class GuardedUnit(UnitOfWork):
    """A unit of work in which somebody decides about every reach for a repository.

    What is neither in `GUARDED` nor in `OPEN` is asked for too, so that a new repository is refused until decided on.
    """

    _ready = False

    def __init__(self, database: Database, admit: Callable[[str], None], actor: Actor = NOBODY) -> None:
        super().__init__(database, actor)
        self._admit = admit

    def __enter__(self) -> Self:
        super().__enter__()
        self._ready = True
        return self

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_") and super().__getattribute__("_ready") and name not in _ALWAYS:
            super().__getattribute__("_admit")(name)
        return super().__getattribute__(name)


_ALWAYS = OPEN | {"commit", "file_names", "stored_bytes"}
