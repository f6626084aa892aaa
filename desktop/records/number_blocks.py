"""Blocks of running numbers that the province gives a desk, and the counter that walks through them.

Two desks of one unit that work with no network hold disjoint blocks, so their codes cannot collide. The counter of a
day is a row that only grows, changed in the transaction that saves the case: a crash leaves both or neither, and a
clock set back finds the earlier day's counter where it was.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from desktop.records.case_codes import LARGEST, PREFIX, CaseCode
from desktop.records.schema import case_code_counters, number_blocks
from devices.errors import CodedError


@dataclass(frozen=True, slots=True)
class NumberBlock:
    """Numbers `first` to `last` of every day from `valid_from` (to `valid_to`, if the province says so)."""

    prefix: str
    first: int
    last: int
    valid_from: date
    valid_to: date | None = None


class NumberBlockRepository:
    """The desk's blocks and counters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, block: NumberBlock) -> None:
        """Take a block that the province gave.

        Raises:
            CodedError: CASE-002, the prefix is malformed or the range is not within 1 to 9999.
        """
        if not PREFIX.fullmatch(block.prefix) or not 1 <= block.first <= block.last <= LARGEST:
            raise CodedError("CASE-002")
        self._connection.execute(
            insert(number_blocks).values(
                prefix=block.prefix,
                first=block.first,
                last=block.last,
                valid_from=block.valid_from.isoformat(),
                valid_to=block.valid_to.isoformat() if block.valid_to else None,
            )
        )

    def on(self, day: date) -> list[NumberBlock]:
        """The blocks in force on a day, in the order they were given."""
        table = number_blocks
        rows = self._connection.execute(
            select(table)
            .where(table.c.valid_from <= day.isoformat())
            .where((table.c.valid_to.is_(None)) | (table.c.valid_to >= day.isoformat()))
            .order_by(table.c.id)
        )
        return [
            NumberBlock(
                row.prefix,
                row.first,
                row.last,
                date.fromisoformat(row.valid_from),
                date.fromisoformat(row.valid_to) if row.valid_to else None,
            )
            for row in rows
        ]

    def remaining(self, day: date) -> int:
        """How many numbers of a day are left."""
        return sum(max(0, block.last - max(self._last(block.prefix, day), block.first - 1)) for block in self.on(day))

    def take(self, day: date) -> CaseCode:
        """Take the next number of a day, for good once the transaction commits.

        Raises:
            CodedError: CASE-003, the desk has no block on that day; CASE-004, every number of the day is used.
        """
        blocks = self.on(day)
        if not blocks:
            raise CodedError("CASE-003")
        for block in sorted(blocks, key=lambda block: block.first):
            last = self._last(block.prefix, day)
            number = max(last + 1, block.first)
            if number <= block.last:
                self._advance(block.prefix, day, number)
                return CaseCode(block.prefix, day, number)
        raise CodedError("CASE-004", last=max(block.last for block in blocks))

    def _last(self, prefix: str, day: date) -> int:
        table = case_code_counters
        statement = select(table.c.last).where(table.c.prefix == prefix, table.c.day == day.isoformat())
        return self._connection.execute(statement).scalar_one_or_none() or 0

    def _advance(self, prefix: str, day: date, number: int) -> None:
        table = case_code_counters
        key = (table.c.prefix == prefix) & (table.c.day == day.isoformat())
        changed = self._connection.execute(update(table).where(key, table.c.last < number).values(last=number))
        if changed.rowcount == 0:
            self._connection.execute(insert(table).values(prefix=prefix, day=day.isoformat(), last=number))
