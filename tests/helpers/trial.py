"""A province of its own on the embedded database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.province.store.database import open_database
from tests.helpers.province import TestProvince


@contextmanager
def trial_province(folder: Path) -> Iterator[TestProvince]:
    """Open it in a folder."""
    database = open_database(f"sqlite:///{folder / 'trial.db'}")
    try:
        yield TestProvince(database)
    finally:
        database.close()
