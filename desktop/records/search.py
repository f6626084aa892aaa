"""Finding a case as one types: by name without marks, number, old number, case code or phone.

Names are found through an index of folded names whose rowid is the case's id, newest first; ranking happens among a
bounded pool of the newest matches, because sorting all matches of a common name (`ORDER BY rank`) costs 135 ms on a
million cases. Everything else goes through ordinary indexes.
"""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, or_, select, text

from desktop.records.case_repository import SUMMARY, summary
from desktop.records.cases import CaseSummary
from desktop.records.folding import fold, words
from desktop.records.schema import cases, citizens

POOL = 200
NAME_MATCHES = text("SELECT rowid FROM case_names WHERE case_names MATCH :query ORDER BY rowid DESC LIMIT :pool")
CODE_START = re.compile(r"\d{3}\.\d{2}")
TAIL = re.compile(r"(\d{6})-(\d{0,4})")
LAST_LETTER = chr(0x10FFFF)


class Search:
    """Searches over the cases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cases(self, typed: str, limit: int = 20) -> list[CaseSummary]:
        """The best matches for what is typed, best first; nothing for text without a letter or digit."""
        typed = typed.strip()
        if not words(typed):
            return []
        if CODE_START.match(typed) or TAIL.fullmatch(typed):
            return self._by_code(typed.upper(), limit)
        compact = re.sub(r"[\s.]", "", typed)
        if compact.isdecimal() and compact.isascii():
            return self._by_digits(compact, limit)
        return self._by_name(typed, limit)

    def _by_digits(self, digits: str, limit: int) -> list[CaseSummary]:
        """Number, old number and phone by their beginning; a code by its running number of the newest days."""
        people = select(citizens.c.id).where(
            or_(
                _begins(citizens.c.number, digits),
                _begins(citizens.c.old_number, digits),
                _begins(citizens.c.phone, digits),
            )
        )
        found = self._read(
            select(*SUMMARY).where(cases.c.citizen_id.in_(people.limit(POOL))).order_by(cases.c.id.desc()).limit(limit)
        )
        if len(digits) <= 6:
            found += self._by_code(digits, limit)
        if len(digits) <= 4:
            found += self._of_the_day(int(digits), limit)
        return _distinct(found)[:limit]

    def _by_code(self, typed: str, limit: int) -> list[CaseSummary]:
        column = cases.c.code if "." in typed else cases.c.code_tail
        return self._read(select(*SUMMARY).where(_begins(column, typed)).order_by(cases.c.id.desc()).limit(limit))

    def _of_the_day(self, number: int, limit: int) -> list[CaseSummary]:
        """Cases with this running number on the newest days: what a citizen reads from the receipt."""
        days = select(cases.c.received_day).distinct().order_by(cases.c.received_day.desc()).limit(5)
        tails = [f"{day[2:4]}{day[5:7]}{day[8:]}-{number:04d}" for (day,) in self._connection.execute(days)]
        return self._read(select(*SUMMARY).where(cases.c.code_tail.in_(tails)).order_by(cases.c.id.desc()).limit(limit))

    def _by_name(self, typed: str, limit: int) -> list[CaseSummary]:
        parts = words(typed)[:8]
        # Every word is quoted: what is typed is never syntax. The last one may be unfinished.
        query = " ".join(f'"{part}"' for part in parts[:-1]) + f' "{parts[-1]}"*'
        rows = self._connection.execute(NAME_MATCHES, {"query": query.strip(), "pool": POOL})
        ids = [row.rowid for row in rows]
        found = self._read(select(*SUMMARY).where(cases.c.id.in_(ids)))
        return sorted(found, key=lambda case: (_name_rank(case.full_name, typed), -case.id))[:limit]

    def _read(self, wanted: Select[Any]) -> list[CaseSummary]:
        return [summary(row) for row in self._connection.execute(wanted)]


def _name_rank(name: str, typed: str) -> int:
    """0: the very name with its marks; 1: the name without marks; 2: ends with it; 3: has it in a row; 4: the rest."""
    if name.casefold() == typed.casefold():
        return 0
    folded, wanted = fold(name), fold(typed)
    if folded == wanted:
        return 1
    if folded.endswith(f" {wanted}"):
        return 2
    return 3 if f" {wanted}" in f" {folded}" else 4


def _begins(column: Any, start: str) -> Any:
    """A range that an ordinary index serves, where LIKE would not."""
    return column.between(start, start + LAST_LETTER)


def _distinct(found: Iterable[CaseSummary]) -> list[CaseSummary]:
    return list({case.id: case for case in found}.values())
