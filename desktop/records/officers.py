"""The officers of the desk."""

from sqlalchemy import Connection, insert, select, update

from desktop.records.people import Officer
from desktop.records.schema import officers
from devices.errors import CodedError


class OfficerRepository:
    """Officers by login."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, login: str, full_name: str) -> Officer:
        """A new officer.

        Raises:
            CodedError: KEY-007, the login is taken.
        """
        if self.by_login(login) is not None:
            raise CodedError("KEY-007")
        inserted = self._connection.execute(insert(officers).values(login=login, full_name=full_name, active=True))
        key = inserted.inserted_primary_key
        return Officer(int(key[0]) if key is not None else 0, login, full_name)

    def by_login(self, login: str) -> Officer | None:
        """The officer with a login."""
        row = self._connection.execute(select(officers).where(officers.c.login == login)).one_or_none()
        return Officer(row.id, row.login, row.full_name, row.active) if row is not None else None

    def set_active(self, officer_id: int, active: bool) -> None:
        """Let an officer work at the desk, or no longer; their cases keep their name."""
        self._connection.execute(update(officers).where(officers.c.id == officer_id).values(active=active))

    def all(self) -> list[Officer]:
        """Every officer, by name."""
        rows = self._connection.execute(select(officers).order_by(officers.c.full_name))
        return [Officer(row.id, row.login, row.full_name, row.active) for row in rows]
