"""Run by Alembic: uses the connection that `upgrade` hands over."""

from alembic import context
from sqlalchemy import text

from sync.province.store.schema import metadata


def migrate() -> None:
    """Bring the schema to the wanted revision; of several services that start together, one does it."""
    connection = context.config.attributes["connection"]
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(5606)"))
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()


if not context.is_offline_mode():
    migrate()
