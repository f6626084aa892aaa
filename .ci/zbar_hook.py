"""Run at the start of the frozen program: pyzbar looks for libzbar with find_library, which sees no bundled file."""

import ctypes.util
import sys
from pathlib import Path

_find = ctypes.util.find_library


def _find_library(name: str) -> str | None:
    bundled = Path(getattr(sys, "_MEIPASS", ".")) / "libzbar.so.0"
    return str(bundled) if name == "zbar" and bundled.exists() else _find(name)


ctypes.util.find_library = _find_library
