"""Settings by name, as JSON values."""

import json

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from desktop.records.schema import settings


class SettingsRepository:
    """Reads and keeps JSON values."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str, default: object = None) -> object:
        """The value of a name, or the default where it was never set."""
        text = self._connection.execute(select(settings.c.value).where(settings.c.name == name)).scalar_one_or_none()
        return default if text is None else json.loads(text)

    def set(self, name: str, value: object) -> None:
        """Keep a value."""
        values = {"name": name, "value": json.dumps(value, ensure_ascii=False)}
        statement = insert(settings).values(**values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
