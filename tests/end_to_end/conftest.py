"""What tests of the whole program share."""

import fcntl
import os
from pathlib import Path

import pytest

from tests.helpers.bundle import NAME, Bundle, build


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The frozen program, built once for all workers: the first that asks builds, the others wait.

    BUNDLE names a folder that was built before, for those who change a test and not the program.
    """
    if "BUNDLE" in os.environ:
        return Bundle(Path(os.environ["BUNDLE"]), 0.0)
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = shared / "bundle", shared / "bundle-seconds"
    with (shared / "bundle-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir()
            done.write_text(str(build(folder).seconds))
    return Bundle(folder / "dist" / NAME, float(done.read_text()))
