"""A paper's way from sheet to signed file, and its pages, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.records.cases import CasePaper
from desktop.records.file_store import StoredFile

RESULT = -1  # in place of a paper's position: the case's result


class FileKind(StrEnum):
    """What a file of the store is."""

    PAGE = "page"  # JPEG
    PAPER = "paper"  # PDF/A-2b
    SIGNED = "signed"  # the same, signed


class DigitizationState(StrEnum):
    """How far a paper is (trạng thái số hóa)."""

    NOT_YET = "not_yet"  # chưa số hóa
    SCANNED = "scanned"  # đã quét
    CHECKED = "checked"  # đã kiểm: pages were looked at, one PDF
    SIGNED = "signed"  # đã ký
    STORED = "stored"  # đã lưu
    REUSED_PAPER = "reused_paper"  # tái sử dụng
    REUSED_RESULT = "reused_result"  # tái sử dụng từ kết quả


WITH_FILE = frozenset(
    {
        DigitizationState.CHECKED,
        DigitizationState.SIGNED,
        DigitizationState.STORED,
        DigitizationState.REUSED_PAPER,
        DigitizationState.REUSED_RESULT,
    }
)
FINISHED = frozenset({DigitizationState.STORED, DigitizationState.REUSED_PAPER, DigitizationState.REUSED_RESULT})


@dataclass(frozen=True, slots=True)
class Page:
    """One scanned side.

    Attributes:
        id: Its id.
        batch_id: The batch that it came with.
        number: Its number there, from 1.
        file: Its picture, JPEG.
        dpi: Resolution, dots per inch.
        origin: Where it came from, for the officer to read.
        defects: Codes of what is wrong with it.
        case_id: Its case; None in the tray.
        position: Its paper; None where it is of the case and of none of its papers yet.
        place: Its order among the pages of the same paper.
        rotation: How far it is turned to be read, degrees clockwise.
        dropped: Whether it was put away (a separator, a blank side).
        straightened: Whether it was turned by some degrees to lie straight, and can be had as it was fed.
    """

    id: int
    batch_id: int
    number: int
    file: StoredFile
    dpi: int
    origin: str
    defects: tuple[str, ...]
    case_id: int | None
    position: int | None
    place: int
    rotation: int
    dropped: bool
    straightened: bool = False


@dataclass(frozen=True, slots=True)
class PaperEvent:
    """A step of a paper; steps are only ever added.

    Attributes:
        id: Its id.
        case_id: The case.
        position: The paper's position there, or `RESULT`.
        state: What it became.
        file: Its file then; None for none.
        pages: How many pages.
        taken_from: The step of another case whose file serves here; None for none.
        note: Why; "" where nothing was said.
        at: When.
        officer_id: Who.
    """

    id: int
    case_id: int
    position: int
    state: DigitizationState
    file: StoredFile | None
    pages: int
    taken_from: int | None
    note: str
    at: datetime
    officer_id: int


@dataclass(frozen=True, slots=True)
class PaperProgress:
    """A paper of a case and how far it is.

    Attributes:
        position: Its position in the case, or `RESULT`.
        paper: The paper.
        state: How far.
        latest: The newest step; None before the first.
        waiting: How many pages lie on it and are in no file yet.
    """

    position: int
    paper: CasePaper
    state: DigitizationState
    latest: PaperEvent | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Reusable:
    """A file of an earlier case of the same citizen that may serve again.

    Attributes:
        event: The step that stored it.
        name: The paper's or result's name.
        case_code: Where it is from.
        is_result: Whether it is a result that was issued, not a paper that was handed in.
    """

    event: PaperEvent
    name: str
    case_code: str
    is_result: bool


@dataclass(frozen=True, slots=True)
class CaseWork:
    """A case on the board: how many of its papers are how far.

    Attributes:
        case_id: The case.
        code: Its code.
        full_name: Whose.
        procedure_name: What for.
        to_scan: Papers that must be digitized and have nothing yet.
        to_check: Papers with pages in no file yet.
        to_sign: Papers with a file that nobody signed.
        late: Whether its result is due and it is still open.
    """

    case_id: int
    code: str
    full_name: str
    procedure_name: str
    to_scan: int
    to_check: int
    to_sign: int
    late: bool = False


class LeftKind(StrEnum):
    """What is left of a paper."""

    TO_SCAN = "to_scan"
    TO_CHECK = "to_check"
    TO_SIGN = "to_sign"
    LATE = "late"  # anything, of a case whose result is due


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Which of the cases on the board are looked at; None for all.

    Attributes:
        officer_id: Who received them.
        day: The day on which they were received, ``YYYY-MM-DD``.
    """

    kind: LeftKind | None = None
    officer_id: int | None = None
    procedure_code: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class WorkFacets:
    """How many papers are left, by officer (id, name), procedure (code, name) and day of receipt."""

    officers: tuple[tuple[int, str, int], ...] = ()
    procedures: tuple[tuple[str, str, int], ...] = ()
    days: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page.

    Attributes:
        jpeg: Its picture, with its resolution in it.
        rotation: How far it is turned to be read, degrees clockwise.
    """

    jpeg: bytes
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class PaperMetadata:
    """What is known of a paper (TT 01/2023/TT-VPCP).

    Attributes:
        title: The paper's name.
        kind: Id of the paper in the catalogue, or ``result``.
        case_code: The case it belongs to.
        procedure_code: What was asked for.
        owner: Identifier of the person whose paper it is; "" where there is none.
        officer: Who made the file.
        made_at: When, aware.
    """

    title: str
    kind: str
    case_code: str
    procedure_code: str
    owner: str
    officer: str
    made_at: datetime
