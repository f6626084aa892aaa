"""Where the program's data files are, from a checkout and from a frozen bundle alike."""

import sys
from pathlib import Path


def resources_folder() -> Path:
    """The ``resources`` folder."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).parents[2] / "resources"


def program_folder() -> Path:
    """The whole program's folder: what is started lies right in it, as in the manifest of an update."""
    frozen = getattr(sys, "frozen", False)
    return Path(sys.executable).parent if frozen else Path(__file__).parents[2]
