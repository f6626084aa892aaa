"""Civil-status books (sổ hộ tịch) and their entries as values. Frozen; they cross threads.

The kinds of books and the stages are those seen in provinces' plans and in Công văn 1437/BTP-CNTT (25/04/2019).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

EARLIEST_YEAR, LATEST_YEAR = 1860, 2100
LARGEST_BOOK = 10_000  # pages, and entries
LONGEST_TEXT = 500


class BookKind(StrEnum):
    """What a book registers."""

    BIRTHS = "births"
    MARRIAGES = "marriages"
    DEATHS = "deaths"
    ADOPTIONS = "adoptions"
    RECOGNITIONS = "recognitions"  # nhận cha, mẹ, con
    MARITAL_STATUS = "marital_status"
    GUARDIANSHIPS = "guardianships"
    GUARDIANSHIP_ENDS = "guardianship_ends"
    DIVORCES = "divorces"  # ghi chú ly hôn
    CHANGES = "changes"  # thay đổi, cải chính, bổ sung, xác định lại dân tộc


class Stage(StrEnum):
    """How far an entry has come; in this order."""

    COLLECTED = "collected"
    CAPTURED = "captured"
    ENTERED = "entered"
    CHECKED_ONCE = "checked_once"  # every entry
    CHECKED_TWICE = "checked_twice"  # those drawn
    UPDATED = "updated"  # in the civil-status system
    MATCHED = "matched"  # compared with the population database
    APPROVED = "approved"

    @property
    def rank(self) -> int:
        """The stage's place in the order, from 0."""
        return _ORDER[self]


_ORDER = {stage: rank for rank, stage in enumerate(Stage)}


class MatchResult(StrEnum):
    """What the population database said of an entry."""

    MATCH = "match"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does something, when, and what they say of it: the reason, where one is asked for."""

    officer_id: int
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewBook:
    """A book as it is collected.

    Attributes:
        unit: The unit on its cover, often one that no longer exists.
        first_year, last_year: The years it was kept in.
        number: Its number among them (quyển số).
        pages: How many it has.
        entries: How many are expected in it.
    """

    kind: BookKind
    unit: str
    first_year: int
    last_year: int
    number: str
    pages: int
    entries: int


@dataclass(frozen=True, slots=True)
class Book:
    """A collected book; `content` has the newest count of pages and entries."""

    id: int
    content: NewBook
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """Pages of a book that an officer enters; of several that cover a page the newest stands."""

    id: int
    book_id: int
    first_page: int
    last_page: int
    officer_id: int
    given_at: datetime


@dataclass(frozen=True, slots=True)
class PackageWork:
    """A package with its captured entries that still wait for entering."""

    package: WorkPackage
    to_enter: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry is now.

    Attributes:
        round: How often it was sent back.
        enterer_id: Who entered what it holds now; None before.
        drawn: Whether it was ever drawn for check 2, which is then due in every round.
        draw_id: The draw that it took part in since it was last sent back.
    """

    entry_id: int
    book_id: int
    stage: Stage
    round: int = 0
    enterer_id: int | None = None
    drawn: bool = False
    draw_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with what was last entered; no fields before."""

    id: int
    book_id: int
    page: int
    number: str
    standing: Standing
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EntryEvent:
    """A stage passed, or a return; `counted` tells whether a desk fact was added."""

    round: int
    stage: Stage
    returned_from: Stage | None
    at: datetime
    officer_id: int
    note: str
    counted: bool


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """What somebody entered in a round."""

    round: int
    at: datetime
    officer_id: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry's page and number put right, before and after."""

    page_before: int
    number_before: str
    page: int
    number: str
    deed: Deed


@dataclass(frozen=True, slots=True)
class Match:
    """One comparison with the population database."""

    result: MatchResult
    at: datetime
    officer_id: int
    note: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw for check 2; `members` took part, `drawn` are to be checked in this order."""

    id: int
    book_id: int
    seed: str
    at: datetime
    officer_id: int
    members: tuple[int, ...]
    drawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """How many entries of a kind and a year stand at a stage; below COLLECTED also those expected but not captured."""

    kind: BookKind
    year: int
    stage: Stage
    count: int


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row of the Excel that comes back; `line` is its row there, `result` None where none was given."""

    line: int
    number: str
    page: int
    fields: Mapping[str, str]
    result: MatchResult | None
    note: str
