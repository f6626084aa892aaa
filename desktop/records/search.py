"""Finding cases and citizens as one types: by name without marks, number, old number, case code or phone.

A search gathers a bounded pool from a few indexes and ranks it here, so its cost does not grow with the number of
matches: to sort all matches of a common name (FTS5's `ORDER BY rank`) costs 135 ms on a million cases. Names are found
word by word through an index of folded names whose rowid is the case's id, newest first.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, select, text

from desktop.records.case_codes import DIGITS
from desktop.records.case_life_schema import case_voids, outside_codes
from desktop.records.case_rows import SUMMARY, summary
from desktop.records.cases import CaseSummary
from desktop.records.citizen_repository import CitizenRepository
from desktop.records.folding import fold, words
from desktop.records.people import Citizen
from desktop.records.schema import cases, citizens

POOL = 200
LIMIT = 20
MOST_WORDS = 8
LONGEST_TEXT = 100
NAME_MATCHES = text("SELECT rowid FROM case_names WHERE case_names MATCH :query ORDER BY rowid DESC LIMIT :pool")
TAIL = re.compile(r"\d{6}-\d{0,4}")
CODE_START = re.compile(r"\d{3}\.\d")
LAST_LETTER = chr(0x10FFFF)


class Search:
    """Searches over the cases and their citizens."""

    def __init__(self, connection: Connection, citizen_repository: CitizenRepository) -> None:
        self._connection = connection
        self._citizens = citizen_repository

    def cases(self, typed: str, limit: int = LIMIT) -> list[CaseSummary]:
        """The best matches for what is typed, best first; nothing for text without a letter or digit.

        Names: the very name first, then the name without marks, then names that begin or end with what is typed, then
        the rest; among equals the newest. Numbers and codes: equal ones first, then those that begin with it. A code
        that the case has in another system finds it as well, if it is whole.
        """
        typed = unicodedata.normalize("NFC", typed.strip()[:LONGEST_TEXT])
        elsewhere = self._by_outside_code(typed)
        here = self._by_own(typed, limit)
        return list({case.id: case for case in (*elsewhere, *here)}.values())[:limit]

    def _by_own(self, typed: str, limit: int) -> list[CaseSummary]:
        if CODE_START.match(typed):
            return self._by_code(cases.c.code, typed.upper(), limit)
        if TAIL.fullmatch(typed):
            return self._by_code(cases.c.code_tail, typed, limit)
        if digits := _digits(typed):
            return self._by_digits(digits, limit)
        found = self._by_name(typed)[:limit]
        place = {case_id: nth for nth, case_id in enumerate(found)}
        return sorted(self._read(select(*SUMMARY).where(cases.c.id.in_(found))), key=lambda case: place[case.id])

    def citizens(self, typed: str, limit: int = LIMIT) -> list[Citizen]:
        """The citizens that match a name, number, old number or phone, best first."""
        typed = unicodedata.normalize("NFC", typed.strip()[:LONGEST_TEXT])
        if digits := _digits(typed):
            equal, begin = self._people_by_digits(digits)
            return self._citizens.of_ids(list(dict.fromkeys(equal + begin))[:limit])
        found = self._by_name(typed)
        rows = self._connection.execute(select(cases.c.id, cases.c.citizen_id).where(cases.c.id.in_(found)))
        citizen_of = {row.id: row.citizen_id for row in rows}
        return self._citizens.of_ids(list(dict.fromkeys(citizen_of[case_id] for case_id in found))[:limit])

    def _by_code(self, column: ColumnElement[str], typed: str, limit: int) -> list[CaseSummary]:
        return self._read(select(*SUMMARY).where(_begins(column, typed)).order_by(column.desc()).limit(limit))

    def _by_outside_code(self, typed: str) -> list[CaseSummary]:
        if not any(letter.isdigit() for letter in typed):
            return []
        voided = exists().where(case_voids.c.event_id == outside_codes.c.event_id)
        named = select(outside_codes.c.case_id).where(outside_codes.c.code == typed, ~voided)
        return self._newest(cases.c.id.in_(named), LIMIT)

    def _by_digits(self, digits: str, limit: int) -> list[CaseSummary]:
        equal, begin = self._people_by_digits(digits)
        found = self._newest(cases.c.citizen_id.in_(equal), limit)
        found += self._newest(cases.c.citizen_id.in_(begin), limit)
        if len(digits) <= len("YYMMDD"):
            found += self._by_code(cases.c.code_tail, digits, limit)
        if len(digits) <= DIGITS:
            running = self._newest(cases.c.running_number == int(digits), limit)
            # All four digits are how a receipt says it; fewer are more likely the beginning of something else.
            found = running + found if len(digits) == DIGITS else found + running
        return list({case.id: case for case in found}.values())[:limit]

    def _newest(self, condition: ColumnElement[bool], limit: int) -> list[CaseSummary]:
        return self._read(select(*SUMMARY).where(condition).order_by(cases.c.id.desc()).limit(limit))

    def _people_by_digits(self, digits: str) -> tuple[list[int], list[int]]:
        """Ids of the citizens with this number, old number or phone, and of those where one begins with it.

        A beginning that very many share gives some of them.
        """
        equal: list[int] = []
        begin: list[int] = []
        for column in (citizens.c.number, citizens.c.old_number, citizens.c.phone):
            wanted = select(citizens.c.id, column).where(_begins(column, digits)).order_by(column).limit(POOL)
            for identifier, value in self._connection.execute(wanted):
                (equal if value == digits else begin).append(identifier)
        return equal, begin

    def _by_name(self, typed: str) -> list[int]:
        """Ids of the cases that match a name, best first."""
        parts = words(typed)[:MOST_WORDS]
        if not parts:
            return []
        # Every word is quoted: what is typed is never syntax. The last one may be unfinished.
        query = " ".join(f'"{part}"' for part in parts) + "*"
        ids = set(self._connection.execute(NAME_MATCHES, {"query": query, "pool": POOL}).scalars())
        folded = fold(typed)
        equal = select(cases.c.id).where(cases.c.name_fold == folded).order_by(cases.c.id.desc()).limit(POOL)
        begin = select(cases.c.id).where(_begins(cases.c.name_fold, folded)).order_by(cases.c.name_fold).limit(POOL)
        for wanted in (equal, begin):
            ids |= set(self._connection.execute(wanted).scalars())
        names = self._connection.execute(select(cases.c.id, cases.c.full_name).where(cases.c.id.in_(ids)))
        ranked = sorted((*_name_rank(name, typed), -case_id) for case_id, name in names)
        return [-negative for *_, negative in ranked]

    def _read(self, wanted: Select[Any]) -> list[CaseSummary]:
        return [summary(row) for row in self._connection.execute(wanted)]


def _digits(typed: str) -> str:
    """The digits of a text that is only digits, in groups or not; else ""."""
    compact = re.sub(r"[\s.]", "", typed)
    return compact if compact.isascii() and compact.isdecimal() else ""


def _name_rank(name: str, typed: str) -> tuple[int, bool]:
    """How well a name matches: first a class from 0 (the whole name) to 3, then whether typed marks are not its own."""
    folded, wanted = fold(name), fold(typed)
    lower = unicodedata.normalize("NFC", name).casefold()
    has_marks = typed.casefold() != wanted
    other_marks = has_marks and f" {typed.casefold()}" not in f" {lower}"
    if folded == wanted:
        return 0, other_marks
    if folded.startswith(wanted) or folded.endswith(f" {wanted}"):
        return 1, other_marks
    return (2 if f" {wanted}" in folded else 3), other_marks


def _begins(column: ColumnElement[str], start: str) -> ColumnElement[bool]:
    """A range that an ordinary index serves, where LIKE would not."""
    return column.between(start, start + LAST_LETTER)
