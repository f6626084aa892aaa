"""Whatever becomes of a scan or of a file, no process stays behind."""

from collections.abc import Iterator

import psutil
import pytest


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """After a test, this process has no children that it had not before."""
    before = set(psutil.Process().children(recursive=True))
    yield
    assert set(psutil.Process().children(recursive=True)) <= before
