"""The schema's history; revisions only ever go forward."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

HEAD = "0002"


def upgrade(connection: Connection) -> None:
    """Bring the schema to `HEAD` inside the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
