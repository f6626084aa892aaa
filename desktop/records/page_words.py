"""The words of pages: which pages are still to be read, what was read, and the papers that are found by it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, exists, func, insert, select, text
from sqlalchemy.sql.elements import ColumnElement

from desktop.records.folding import words
from desktop.records.page_repository import PageRepository
from desktop.records.page_words_schema import page_words
from desktop.records.paper_files import RESULT, DigitizationState, Page
from desktop.records.schema import case_papers, cases, pages, paper_events, paper_work

POOL = 500  # pages that a search looks at, the newest
LIMIT = 50  # papers
MOST_WORDS = 8  # of a search
LONGEST_TEXT = 100
SHORTEST = 2  # letters of a word
LONGEST = 40
MOST_KEPT = 4000  # words of a page
MATCHES = text("SELECT rowid FROM page_word_index WHERE page_word_index MATCH :query ORDER BY rowid DESC LIMIT :pool")


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper with pages that hold what was looked for.

    Attributes:
        case_id: Its case; None for pages in the tray.
        position: Its place in the case; None for pages of the case that are on no paper yet.
        code: The case's code; "" in the tray.
        full_name: The applicant; "" in the tray.
        paper: Its name; "" for a case's result, and where there is no paper.
        pages: How many of its pages hold it.
    """

    case_id: int | None
    position: int | None
    code: str
    full_name: str
    paper: str
    pages: int

    @property
    def is_result(self) -> bool:
        """Whether it is what the case gave."""
        return self.position == RESULT


@dataclass(frozen=True, slots=True)
class ReadingCounts:
    """How far the reading is: pages that were read, that wait for it, and that could not be read."""

    read: int = 0
    waiting: int = 0
    failed: int = 0


class PageWordRepository:
    """Words of pages, within one transaction."""

    def __init__(self, connection: Connection, page_repository: PageRepository) -> None:
        self._connection = connection
        self._pages = page_repository

    # ---- reading

    def unread(self, skipped: Collection[int] = ()) -> Page | None:
        """The oldest page that was not read yet, of no paper that is signed already.

        Args:
            skipped: Pages to leave out.
        """
        for wanted in (_loose(), _checked()):
            still = wanted.where(pages.c.id.not_in(skipped)).order_by(pages.c.id).limit(1)
            page_id = self._connection.execute(still).scalar_one_or_none()
            if page_id is not None:
                return self._pages.get(page_id)
        return None

    def keep(self, page: Page, read: str, problem: str = "") -> bool:
        """Keep the words of a page; False where it has another picture by now, was put away, signed or read.

        Args:
            page: As it was read.
            read: The text on it.
            problem: The code of the error where it could not be read.
        """
        now = self._pages.get(page.id)
        if now is None or (now.file.name, now.rotation) != (page.file.name, page.rotation):
            return False
        still = (wanted.where(pages.c.id == page.id) for wanted in (_loose(), _checked()))
        if not any(self._connection.execute(each).first() for each in still):
            return False
        kept = " ".join(_kept(read))
        self._connection.execute(insert(page_words).values(page_id=page.id, words=kept, problem=problem))
        return True

    def forget(self) -> None:
        """Delete every word that was read."""
        self._connection.execute(page_words.delete())

    def counts(self) -> ReadingCounts:
        """How far the reading is."""
        failed = func.coalesce(func.sum(page_words.c.problem != ""), 0)
        kept, failed_pages = self._connection.execute(select(func.count(), failed).select_from(page_words)).one()
        waiting = [
            self._connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
            for wanted in (_loose(), _checked())
        ]
        return ReadingCounts(int(kept) - int(failed_pages), sum(waiting), int(failed_pages))

    # ---- finding

    def find(self, typed: str) -> list[FoundPaper]:
        """The papers with a page that holds every word that is typed, those with the newest pages first.

        Marks and case do not matter, the last word may be unfinished; nothing for less than two letters of it.
        """
        parts = words(typed[:LONGEST_TEXT])[:MOST_WORDS]
        if not parts or len(parts[-1]) < SHORTEST:
            return []
        # Every word is quoted: what is typed is never syntax. The last one may be unfinished.
        query = " AND ".join(f'"{part}"' for part in parts if len(part) >= SHORTEST) + "*"
        found = self._connection.execute(MATCHES, {"query": query, "pool": POOL}).scalars().all()
        papers = and_(case_papers.c.case_id == pages.c.case_id, case_papers.c.position == pages.c.paper_position)
        wanted = (
            select(
                pages.c.case_id,
                pages.c.paper_position,
                func.coalesce(cases.c.code, ""),
                func.coalesce(cases.c.full_name, ""),
                func.coalesce(case_papers.c.name, ""),
                func.count(),
            )
            .select_from(pages.outerjoin(cases, cases.c.id == pages.c.case_id).outerjoin(case_papers, papers))
            .where(pages.c.id.in_(found), ~pages.c.dropped)
            .group_by(pages.c.case_id, pages.c.paper_position)
            .order_by(func.max(pages.c.id).desc())
            .limit(LIMIT)
        )
        return [FoundPaper(*row) for row in self._connection.execute(wanted)]


def _kept(read: str) -> list[str]:
    """What is kept of a text: its words, folded, each once and sorted, so that no sentence can be had from them."""
    return sorted({word for word in words(read) if SHORTEST <= len(word) <= LONGEST})[:MOST_KEPT]


def _unread() -> ColumnElement[bool]:
    return ~pages.c.dropped & ~exists().where(page_words.c.page_id == pages.c.id)


def _loose() -> Select[int]:
    """Pages that are in no file, and not read."""
    return select(pages.c.id).where(pages.c.event_id.is_(None), _unread())


def _checked() -> Select[int]:
    """Pages that are in a file that nobody signed, and not read."""
    event = paper_events.alias()
    newest = (
        select(func.max(event.c.id))
        .where(event.c.case_id == paper_work.c.case_id, event.c.paper_position == paper_work.c.paper_position)
        .scalar_subquery()
    )
    made = select(newest).where(paper_work.c.state == DigitizationState.CHECKED)
    return select(pages.c.id).where(pages.c.event_id.in_(made), _unread())
