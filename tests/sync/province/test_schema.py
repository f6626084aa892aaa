"""The schema that is migrated to is the one that the code knows, on both databases, partitioned on PostgreSQL."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from sync.province.store.database import open_database
from sync.province.store.migrations import HEAD
from sync.province.store.schema import metadata

PARTITION = ("records_", "standing_")


def test_a_migrated_schema_is_the_one_that_the_code_knows(database_url: str) -> None:
    for _ in range(2):  # the second time there is nothing to do
        open_database(database_url).close()
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))

    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not str(name).startswith(PARTITION)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD
        if connection.dialect.name == "postgresql":
            found = connection.execute(text("SELECT count(*) FROM pg_inherits")).scalar_one()
            assert found > 2 * 13
    engine.dispose()


def test_the_province_comes_first_in_every_key() -> None:
    for table in metadata.sorted_tables:
        assert next(iter(table.primary_key.columns)).name == "province_code", table.name
        assert all(next(iter(index.columns)).name == "province_code" for index in table.indexes), table.name
