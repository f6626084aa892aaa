"""What the checks of data ask of the records, for a slice of citizens at a time."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from desktop.records.data_flags_schema import citizen_keys
from desktop.records.people import PersonDetails
from desktop.records.schema import cases, citizens


class DataCheckQueries:
    """Citizens in the order of their ids, what their cases said, and who is like them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ids_from(self, first: int, limit: int) -> list[int]:
        """The ids of citizens from `first` on."""
        wanted = select(citizens.c.id).where(citizens.c.id >= first).order_by(citizens.c.id).limit(limit)
        return [int(row[0]) for row in self._connection.execute(wanted)]

    def applicants(self, citizen_ids: Sequence[int]) -> dict[int, list[tuple[int, PersonDetails]]]:
        """By citizen: the id of each of their cases, and the person as that case has them; the oldest first."""
        wanted = select(cases.c.id, cases.c.citizen_id, cases.c.applicant).where(cases.c.citizen_id.in_(citizen_ids))
        found: dict[int, list[tuple[int, PersonDetails]]] = {}
        for row in self._connection.execute(wanted.order_by(cases.c.id)):
            person = msgspec.json.decode(row.applicant.encode(), type=PersonDetails)
            found.setdefault(row.citizen_id, []).append((row.id, person))
        return found

    def keep_keys(self, keys: dict[int, int]) -> None:
        """Keep citizens' person keys, by id."""
        if not keys:
            return
        statement = insert(citizen_keys).values(citizen_id=bindparam("id"), person=bindparam("key"))
        statement = statement.on_conflict_do_update(
            index_elements=["citizen_id"],
            set_={"person": statement.excluded.person},
            where=citizen_keys.c.person != statement.excluded.person,
        )
        self._connection.execute(statement, [{"id": each, "key": key} for each, key in keys.items()])

    def alike(self, keys: Iterable[int], old_numbers: Iterable[str]) -> set[int]:
        """Ids of the citizens with one of these person keys or old numbers."""
        with_key = select(citizen_keys.c.citizen_id).where(citizen_keys.c.person.in_(list(keys)))
        with_number = select(citizens.c.id).where(citizens.c.old_number.in_(list(old_numbers)))
        return {int(row[0]) for wanted in (with_key, with_number) for row in self._connection.execute(wanted)}
