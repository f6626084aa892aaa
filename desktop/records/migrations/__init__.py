"""The schema's history. Revisions are numbered ``0001``, ``0002``…; they only ever go forward."""

from pathlib import Path

from sqlalchemy import Connection

HEAD = "0020"
KNOWN = frozenset(f"{number:04}" for number in range(1, int(HEAD) + 1))


def is_known(revision: str) -> bool:
    """Whether a schema's revision is one that this program has steps for."""
    return revision in KNOWN


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Bring the schema to a revision inside the connection's transaction."""
    # Alembic costs 0.1 s to import and is needed once in a schema's life, not at every start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
