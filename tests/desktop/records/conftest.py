"""A desk's database for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.records.database import Database
from tests.helpers.desk import desk


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with desk(tmp_path) as opened:
        yield opened
