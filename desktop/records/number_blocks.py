"""Blocks of running numbers that the province gives a desk, and the counter that walks through them.

Two desks of one unit that work with no network hold disjoint blocks, so their codes cannot collide. The counter of a
day is a row that only grows, changed in the transaction that saves the case: a crash leaves both or neither, and a
clock set back finds the earlier day's counter where it was.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from desktop.records.case_codes import LARGEST, PREFIX, CaseCode
from desktop.records.schema import case_code_counters, number_blocks
from devices.errors import CodedError

# Every case takes a number: built once, for to build these takes longer than to run them.
_ALL = select(number_blocks).order_by(number_blocks.c.id)
_OF_DAY = (case_code_counters.c.prefix == bindparam("of")) & (case_code_counters.c.day == bindparam("on"))
_LAST = select(case_code_counters.c.last).where(_OF_DAY)
_ADVANCE = (
    update(case_code_counters)
    .where(_OF_DAY, case_code_counters.c.last < bindparam("number"))
    .values(last=bindparam("number"))
)


@dataclass(frozen=True, slots=True)
class NumberBlock:
    """Numbers `first` to `last` of every day from `valid_from` (to `valid_to`, if the province says so)."""

    prefix: str
    first: int
    last: int
    valid_from: date
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the block is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class NumberBlockRepository:
    """The desk's blocks and counters."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, block: NumberBlock) -> None:
        """Take a block that the province gave.

        Raises:
            CodedError: CASE-002, the prefix is malformed or the range is not within 1 to 9999; CASE-007, on some day
                it would share numbers with another block, or the desk would have two prefixes.
        """
        if not PREFIX.fullmatch(block.prefix) or not 1 <= block.first <= block.last <= LARGEST:
            raise CodedError("CASE-002")
        if any(_clash(block, other) for other in self.all()):
            raise CodedError("CASE-007")
        self._connection.execute(
            insert(number_blocks).values(
                prefix=block.prefix,
                first=block.first,
                last=block.last,
                valid_from=block.valid_from.isoformat(),
                valid_to=block.valid_to.isoformat() if block.valid_to else None,
            )
        )

    def end(self, block: NumberBlock, last_day: date) -> None:
        """Let a block be used up to a day and no longer, so that another can follow it.

        Raises:
            CodedError: CASE-008, numbers of later days were given already.
        """
        used = select(case_code_counters.c.day).where(
            case_code_counters.c.prefix == block.prefix, case_code_counters.c.day > last_day.isoformat()
        )
        if self._connection.execute(used.limit(1)).first() is not None:
            raise CodedError("CASE-008")
        same = (number_blocks.c.prefix == block.prefix) & (number_blocks.c.first == block.first)
        began = number_blocks.c.valid_from == block.valid_from.isoformat()
        self._connection.execute(update(number_blocks).where(same, began).values(valid_to=last_day.isoformat()))

    def all(self) -> list[NumberBlock]:
        """Every block ever given, in the order they were given."""
        return [_block(row) for row in self._connection.execute(_ALL)]

    def on(self, day: date) -> list[NumberBlock]:
        """The blocks in force on a day, by their first number."""
        return sorted((block for block in self.all() if block.covers(day)), key=lambda block: block.first)

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
        for block in blocks:
            last = self._last(block.prefix, day)
            number = max(last + 1, block.first)
            if number <= block.last:
                self._advance(block.prefix, day, number)
                return CaseCode(block.prefix, day, number)
        raise CodedError("CASE-004", last=max(block.last for block in blocks))

    def leave_half(self, day: date) -> int:
        """Leave the next half of what a day still has to another PC; the number that comes next, 0 where none is left.

        A restored desk does not know what the PC before it gave out after the backup; the same number must not be
        given to two citizens.
        """
        for block in self.on(day):
            next_one = max(self._last(block.prefix, day) + 1, block.first)
            if next_one <= block.last:
                skipped = (block.last - next_one + 1) // 2
                if skipped:
                    self._advance(block.prefix, day, next_one + skipped - 1)
                return next_one + skipped
        return 0

    def _last(self, prefix: str, day: date) -> int:
        return self._connection.execute(_LAST, {"of": prefix, "on": day.isoformat()}).scalar_one_or_none() or 0

    def _advance(self, prefix: str, day: date, number: int) -> None:
        key = {"of": prefix, "on": day.isoformat(), "number": number}
        if self._connection.execute(_ADVANCE, key).rowcount == 0:
            row = {"prefix": prefix, "day": day.isoformat(), "last": number}
            self._connection.execute(insert(case_code_counters), row)


def _block(row: Row[Any]) -> NumberBlock:
    valid_to = date.fromisoformat(row.valid_to) if row.valid_to else None
    return NumberBlock(row.prefix, row.first, row.last, date.fromisoformat(row.valid_from), valid_to)


def _clash(one: NumberBlock, other: NumberBlock) -> bool:
    """Whether two blocks are in force on one day and give the same numbers or different prefixes."""
    apart = (one.valid_to or date.max) < other.valid_from or (other.valid_to or date.max) < one.valid_from
    empty = any(block.valid_to is not None and block.valid_to < block.valid_from for block in (one, other))
    if apart or empty:
        return False
    return one.prefix != other.prefix or (one.first <= other.last and other.first <= one.last)
