"""A province on each kind of database."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from sync.province.store.database import open_database
from tests.helpers.postgres import Postgres, running_postgres
from tests.helpers.province import TestProvince


@pytest.fixture(autouse=True)
def _no_log_of_another_test() -> Iterator[None]:
    """The service's log goes nowhere, unless a test says where to."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()
    for name in ("uvicorn", "uvicorn.error"):  # a handler would outlive the stream that a test gave it
        logging.getLogger(name).handlers.clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'province.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def province(database_url: str) -> Iterator[TestProvince]:
    """On SQLite and on PostgreSQL."""
    database = open_database(database_url)
    yield TestProvince(database)
    database.close()


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[TestProvince]:
    """On the embedded database."""
    database = open_database(f"sqlite:///{tmp_path / 'trial.db'}")
    yield TestProvince(database)
    database.close()
