"""Citizens: one row a number, mirroring the newest trusted details. What each case said is kept with the case."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from desktop.records.people import Citizen, PersonDetails
from desktop.records.schema import cases, citizens
from devices.identity import Field, Source

# The field of an identity that a column mirrors; phone and e-mail are the officer's own.
_COLUMNS = {
    "old_number": Field.OLD_NUMBER,
    "full_name": Field.FULL_NAME,
    "birth_date": Field.BIRTH_DATE,
    "sex": Field.SEX,
    "residence": Field.RESIDENCE,
    "issue_date": Field.ISSUE_DATE,
}


class CitizenRepository:
    """Citizens by number."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_number(self, number: str) -> Citizen | None:
        """The citizen with a 12-digit number."""
        row = self._row(number)
        return Citizen(row.id, _details(row), self._case_counts([row.id]).get(row.id, 0)) if row is not None else None

    def of_ids(self, ids: Sequence[int]) -> list[Citizen]:
        """The citizens with these ids, in this order."""
        rows = {row.id: row for row in self._connection.execute(select(citizens).where(citizens.c.id.in_(ids)))}
        counts = self._case_counts(ids)
        return [Citizen(key, _details(rows[key]), counts.get(key, 0)) for key in ids if key in rows]

    def _row(self, number: str) -> Row[Any] | None:
        return self._connection.execute(select(citizens).where(citizens.c.number == number)).one_or_none()

    def _case_counts(self, ids: Sequence[int]) -> dict[int, int]:
        wanted = (
            select(cases.c.citizen_id, func.count()).where(cases.c.citizen_id.in_(ids)).group_by(cases.c.citizen_id)
        )
        return {key: count for key, count in self._connection.execute(wanted)}  # noqa: C416 - rows, not pairs

    def keep(self, person: PersonDetails, at: datetime) -> int:
        """Take a person's details in; gives the citizen's id.

        A person without a number is a new citizen each time: a name proves nobody. For a known number, a field changes
        only where the new source is to be trusted as much as the one it came from, or is a card issued later than the
        one known; empty fields change nothing. What was known before stays with the cases that said it.
        """
        row = self._row(person.number) if person.number else None
        values = _values(person)
        if row is None:
            inserted = self._connection.execute(
                insert(citizens).values(
                    number=person.number or None,
                    phone=person.phone,
                    email=person.email,
                    sources=_sources_json(dict(person.sources)),
                    updated_at=at.isoformat(),
                    **values,
                )
            )
            key = inserted.inserted_primary_key
            return int(key[0]) if key is not None else 0
        self._update(row, person, values, at)
        return int(row.id)

    def _update(self, row: Row[Any], person: PersonDetails, values: dict[str, str], at: datetime) -> None:
        sources = _sources(row.sources)
        changes: dict[str, str] = {}
        newer_card = "" < row.issue_date < values["issue_date"] and _source(person, Field.ISSUE_DATE) >= Source.QR
        for column, field in _COLUMNS.items():
            new = _source(person, field)
            trusted = new >= sources.get(field, Source.TYPED) or (newer_card and new >= Source.QR)
            if values[column] and (trusted or not getattr(row, column)):
                changes[column] = values[column]
                sources[field] = new
        changes |= {name: text for name, text in (("phone", person.phone), ("email", person.email)) if text}
        self._connection.execute(
            update(citizens)
            .where(citizens.c.id == row.id)
            .values(**changes, sources=_sources_json(sources), updated_at=at.isoformat())
        )


def _source(person: PersonDetails, field: Field) -> Source:
    return person.sources.get(field, Source.TYPED)


def _values(person: PersonDetails) -> dict[str, str]:
    return {
        "old_number": person.old_number,
        "full_name": person.full_name,
        "birth_date": _iso(person.birth_date),
        "sex": person.sex,
        "residence": person.residence,
        "issue_date": _iso(person.issue_date),
    }


def _details(row: Row[Any]) -> PersonDetails:
    return PersonDetails(
        full_name=row.full_name,
        number=row.number or "",
        old_number=row.old_number,
        birth_date=_day(row.birth_date),
        sex=row.sex,
        residence=row.residence,
        issue_date=_day(row.issue_date),
        phone=row.phone,
        email=row.email,
        sources=_sources(row.sources),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _sources(text: str) -> dict[Field, Source]:
    return msgspec.json.decode(text.encode(), type=dict[Field, Source])


def _sources_json(sources: dict[Field, Source]) -> str:
    return msgspec.json.encode(sources).decode()
