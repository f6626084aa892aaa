"""The first schema."""

from alembic import op

from sync.province.store.schema import metadata

revision = "0001"
down_revision = None

FIRST_YEAR, LAST_YEAR = 2023, 2035


def upgrade() -> None:
    """Create every table; on PostgreSQL with a partition a year, and one for whatever lies outside."""
    connection = op.get_bind()
    metadata.create_all(connection, checkfirst=False)
    if connection.dialect.name != "postgresql":
        return
    for table in ("records", "standing"):
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            span = f"FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
            op.execute(f"CREATE TABLE {table}_{year} PARTITION OF {table} {span}")
        op.execute(f"CREATE TABLE {table}_other PARTITION OF {table} DEFAULT")
