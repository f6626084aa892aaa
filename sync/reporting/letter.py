"""An official letter with its annexes, before it has a form: the same values for Word, Excel and PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.indicators import Share
from sync.reporting.model import NOTHING
from sync.reporting.text import change, number, percent

SERIES = ("#1765ad", "#c2571a", "#17653b", "#7a3e9d", "#51606f")  # of charts; told apart also by who sees few colours


@dataclass(frozen=True, slots=True)
class Change:
    """A figure beside an earlier one."""

    now: int
    before: int


Value = str | int | Share | Change | None


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of a table's head.

    Attributes:
        text: What stands in it.
        across: How many columns it covers.
        down: How many rows of the head it covers.
    """

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    Attributes:
        values: One a column; of a heading only the first.
        heading: Whether it stands over what follows instead of being one of it.
        strong: Whether it is a sum.
        keys: The indicators that the values are of, for whoever can look into them; "" for none of them.
        about: Whose they are, where that is not everybody's: a field.
    """

    values: tuple[Value, ...]
    heading: bool = False
    strong: bool = False
    keys: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        head: Its rows from the top; the cells that one covers are left out of the rows below.
        lines: What stands under it.
        weights: How wide each column is beside the others.
    """

    head: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of some columns of a table whose first column names the points.

    Attributes:
        title: What is seen.
        columns: Which columns, from 0; their last row of the head names them.
        bars: Bars instead of lines.
    """

    title: str
    columns: tuple[int, ...]
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """A part behind the letter.

    Attributes:
        title: Its heading.
        sheet: Its name in a workbook; 31 letters at most.
        table: The figures.
        notes: What must be known of them.
        charts: Pictures of them.
    """

    title: str
    sheet: str
    table: Table
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A report as an administrative letter (Nghị định 30/2020/NĐ-CP, phụ lục I).

    Attributes:
        issuer: Who issues it, a line each; the last one stands out.
        number: Its number and sign, as far as they are known.
        place_and_date: Where and when.
        subject: What it is about.
        sections: Headings with the sentences under them.
        remarks: What must be known of the figures; the first one stands out.
        receivers: Who gets it.
        signature: Who signs, a line each; the last one is how.
        author: For the file's own properties.
        annexes: What follows.
    """

    issuer: tuple[str, ...]
    number: str
    place_and_date: str
    subject: str
    sections: Sequence[tuple[str, Sequence[str]]]
    remarks: tuple[str, ...]
    receivers: tuple[str, ...]
    signature: tuple[str, ...]
    author: str
    annexes: tuple[Annex, ...]

    @property
    def attached(self) -> str:
        """What stands under an annex's heading: to which letter it belongs."""
        of, day = self.number.removeprefix("Số: "), self.place_and_date.rsplit(", ", 1)[-1]
        return f"(Kèm theo Báo cáo số {of} {day[:1].lower()}{day[1:]})"


def value_text(value: Value) -> str:
    """A value as it is written in Vietnamese."""
    match value:
        case None:
            return NOTHING
        case Share():
            return percent(value)
        case Change():
            return change(value.now, value.before)
        case int():
            return number(value)
        case str():
            return value


def is_number(text: str) -> bool:
    """Whether a value's text is a figure, which stands on the right."""
    return text == NOTHING or (bool(text) and text.removeprefix("từ ").strip("+-%0123456789., /") == "")


def figure_columns(table: Table) -> frozenset[int]:
    """The columns that hold figures, which stand on the right: every value is one, and they are not all dashes."""
    found = set()
    for column in range(len(table.weights)):
        texts = {value_text(line.values[column]) for line in table.lines if not line.heading}
        if texts - {NOTHING, ""} and all(is_number(text) for text in texts - {""}):
            found.add(column)
    return frozenset(found)


def column_names(table: Table) -> tuple[str, ...]:
    """What each column is called: the text of the lowest head above it."""
    names = [""] * len(table.weights)
    for row, column, cell in placed(table):
        if cell.across == 1 or row + cell.down == len(table.head):
            names[column : column + cell.across] = [cell.text] * cell.across
    return tuple(names)


def full_column_names(table: Table) -> tuple[str, ...]:
    """What stands above each column, from the top of the head down."""
    names: list[list[str]] = [[] for _ in table.weights]
    for _, column, cell in placed(table):
        for place in range(column, column + cell.across):
            names[place].append(cell.text)
    return tuple("\n".join(each) for each in names)


def placed(table: Table) -> list[tuple[int, int, Head]]:
    """The cells of the head with the row and the column where each begins."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(table.head):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            taken |= {(row + down, column + across) for down in range(cell.down) for across in range(cell.across)}
            found.append((row, column, cell))
            column += cell.across
    return found
