"""Run by Alembic: uses the connection that `upgrade` hands over."""

from alembic import context

from desktop.records.schema import metadata


def migrate() -> None:
    """Bring the schema to the wanted revision inside the caller's transaction."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()


if not context.is_offline_mode():
    migrate()
