"""What a copy of the database is compared with: how far the tables that only grow had come."""

from sqlalchemy import Connection, text

GROWING = (
    "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_no\\_delete' ESCAPE '\\' "
    "UNION SELECT 'cases' UNION SELECT 'citizens' ORDER BY 1"
)


class BackupQueries:
    """Cheap looks at the tables that never lose a row.

    Attributes:
        connection: Of the unit of work.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def marks(self) -> dict[str, int]:
        """The highest row of each table that never loses one."""
        tables = [str(row[0]) for row in self.connection.execute(text(GROWING))]
        return {
            table: int(self.connection.execute(text(f'SELECT max(rowid) FROM "{table}"')).scalar() or 0)  # noqa: S608 - a table of the schema; names cannot be bound
            for table in tables
        }

    def foreign_faults(self) -> int:
        """How many rows point to a row that is not there; reads every table."""
        return len(self.connection.execute(text("PRAGMA foreign_key_check")).all())
