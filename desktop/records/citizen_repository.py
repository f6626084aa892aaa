"""Citizens: one row a number, mirroring the newest trusted details. What each case said is kept with the case."""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from desktop.records.folding import fold
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
        row = self._connection.execute(select(citizens).where(citizens.c.number == number)).one_or_none()
        if row is None:
            return None
        counted = select(func.count()).select_from(cases).where(cases.c.citizen_id == row.id)
        return Citizen(row.id, _details(row), self._connection.execute(counted).scalar_one())

    def keep(self, person: PersonDetails, at: datetime) -> int:
        """Take a person's details in; gives the citizen's id.

        A person without a number is a new citizen each time: a name proves nobody. For a known number, a field changes
        only where the new source is to be trusted as much as the one it came from; empty fields change nothing.
        """
        row = None
        if person.number:
            row = self._connection.execute(select(citizens).where(citizens.c.number == person.number)).one_or_none()
        values = _values(person)
        if row is None:
            inserted = self._connection.execute(
                insert(citizens).values(
                    number=person.number or None,
                    phone=person.phone,
                    email=person.email,
                    name_fold=fold(person.full_name),
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
        for column, field in _COLUMNS.items():
            new = person.sources.get(field, Source.TYPED)
            if values[column] and new >= sources.get(field, Source.TYPED):
                changes[column] = values[column]
                sources[field] = new
        if "full_name" in changes:
            changes["name_fold"] = fold(changes["full_name"])
        changes |= {name: text for name, text in (("phone", person.phone), ("email", person.email)) if text}
        self._connection.execute(
            update(citizens)
            .where(citizens.c.id == row.id)
            .values(**changes, sources=_sources_json(sources), updated_at=at.isoformat())
        )


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
