"""What was printed of which case. Only ever added to; it names forms and versions, never what stood on the paper.

A form tells a happening of a case's life: the receipt its receipt, a request for supplements that request. The first
print of a happening's form is the original, each further one a copy. What happened before this log began may have been
printed already, so it counts as printed once.

What is given before there is a case (papers asked for, a refusal, guidance) has no happening and no copies: each print
is noted as it is, with the procedure and without anybody's name or number.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select

from desktop.records.print_log_schema import loose_prints, prints
from desktop.records.schema import officers
from desktop.records.settings import SettingsRepository

BEGUN_AFTER = "prints.begun_after"  # id of the last happening before this log began; written with the table


class PrintWay(StrEnum):
    """Where a form went."""

    PRINTER = "printer"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A form of one case, and what of its life it tells.

    Attributes:
        form: The form's key.
        event_id: The happening.
    """

    case_id: int
    form: str
    event_id: int


@dataclass(frozen=True, slots=True)
class Print:
    """One print.

    Attributes:
        version: Template, its version, and the number of the office's own wording after a plus sign if there is one.
        copy: 0 is the original, n the n-th copy.
        sheet: The same for all cases of one sheet; "" for a form of one case alone.
    """

    id: int
    case_id: int
    event_id: int
    form: str
    version: str
    copy: int
    way: PrintWay
    sheet: str
    at: datetime
    officer_name: str


@dataclass(frozen=True, slots=True)
class LoosePrint:
    """One print of what belongs to no case.

    Attributes:
        version: As of `Print`.
        procedure: Code of the procedure that it is about; "" for none.
    """

    form: str
    version: str
    procedure: str
    way: PrintWay
    at: datetime
    officer_id: int


class PrintLog:
    """Adds prints and reads them, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, leaf: Leaf, version: str, way: PrintWay, *, at: datetime, officer_id: int, sheet: str = "") -> int:
        """Note a print; which copy it was, 0 for the original."""
        copy = self.copies(leaf)
        self._connection.execute(
            insert(prints).values(
                case_id=leaf.case_id,
                event_id=leaf.event_id,
                form=leaf.form,
                version=version,
                copy=copy,
                way=way,
                sheet=sheet,
                at=at.isoformat(),
                officer_id=officer_id,
            )
        )
        return copy

    def add_loose(self, printed: LoosePrint) -> None:
        """Note a print of what belongs to no case."""
        self._connection.execute(
            insert(loose_prints).values(
                form=printed.form,
                version=printed.version,
                procedure=printed.procedure,
                way=printed.way,
                at=printed.at.isoformat(),
                officer_id=printed.officer_id,
            )
        )

    def loose(self) -> tuple[LoosePrint, ...]:
        """Every print of what belongs to no case, the oldest first."""
        rows = self._connection.execute(select(loose_prints).order_by(loose_prints.c.id))
        return tuple(
            LoosePrint(
                row.form,
                row.version,
                row.procedure,
                PrintWay(row.way),
                datetime.fromisoformat(row.at),
                row.officer_id,
            )
            for row in rows
        )

    def copies(self, leaf: Leaf) -> int:
        """How often it was printed, which is the number of the next copy."""
        here = (prints.c.case_id == leaf.case_id) & (prints.c.form == leaf.form) & (prints.c.event_id == leaf.event_id)
        printed: int = self._connection.execute(select(func.count()).where(here)).scalar_one()
        begun_after = SettingsRepository(self._connection).get(BEGUN_AFTER)
        older = isinstance(begun_after, int) and leaf.event_id <= begun_after
        return printed + int(older)

    def of_case(self, case_id: int) -> tuple[Print, ...]:
        """Every print of a case, the oldest first."""
        wanted = select(prints, officers.c.full_name).join(officers, officers.c.id == prints.c.officer_id)
        rows = self._connection.execute(wanted.where(prints.c.case_id == case_id).order_by(prints.c.id))
        return tuple(
            Print(
                row.id,
                row.case_id,
                row.event_id,
                row.form,
                row.version,
                row.copy,
                PrintWay(row.way),
                row.sheet,
                datetime.fromisoformat(row.at),
                row.full_name,
            )
            for row in rows
        )

    def on_sheet(self, sheet: str) -> tuple[Leaf, ...]:
        """What stands on a sheet, in its order."""
        columns = (prints.c.case_id, prints.c.form, prints.c.event_id)
        wanted = select(*columns, func.min(prints.c.id).label("first")).where(prints.c.sheet == sheet)
        rows = self._connection.execute(wanted.group_by(*columns).order_by("first"))
        return tuple(Leaf(row.case_id, row.form, row.event_id) for row in rows)
