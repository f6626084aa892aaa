"""What tests of the whole program share."""

import os
from pathlib import Path

import pytest

from tests.helpers.bundle import Bundle, build


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The frozen program, built once; tests that ask for it are in the xdist group "bundle", so one worker builds.

    BUNDLE names a folder that was built before, for those who change a test and not the program.
    """
    if "BUNDLE" in os.environ:
        return Bundle(Path(os.environ["BUNDLE"]), 0.0)
    return build(tmp_path_factory.mktemp("bundle"))
