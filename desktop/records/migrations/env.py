"""Run by Alembic: uses the connection that `upgrade` hands over."""

from alembic import context

from desktop.records.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
