"""What the Debian package asks of the system, read from the libraries that it holds."""

import re
import subprocess
from pathlib import Path

from installer.stripping import linked_with
from installer.system_libraries import OF_THE_SYSTEM, OPTIONAL

_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)")

# The service of the chip reader, drivers of page scanners, reading of words on scanned pages, printing.
RECOMMENDED = ("pcscd", "libpcsclite1", "libsane1", "sane-utils", "tesseract-ocr", "tesseract-ocr-vie", "cups")
SUGGESTED = ("libccid", "ibus-unikey", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1")


class UnknownLibraryError(Exception):
    """The program is linked with a library that neither lies in its folder nor is known to be the system's."""


def libraries(folder: Path) -> list[Path]:
    """Every library and every program of a folder."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if ".so" in path.suffixes or path.parent == folder)


def depends(folder: Path) -> list[str]:
    """The packages that must be installed, as the Depends field of a Debian package has them.

    Args:
        folder: The program's.

    Raises:
        UnknownLibraryError: A library is missing whose package is not known.
    """
    found = libraries(folder)
    inside = {path.name for path in found}
    outside = {name for path in found for name in linked_with(path)} - inside
    unknown = outside - OF_THE_SYSTEM.keys() - OPTIONAL.keys()
    if unknown:
        raise UnknownLibraryError(", ".join(sorted(unknown)))
    packages = {OF_THE_SYSTEM[name] for name in outside - OPTIONAL.keys()}
    major, minor = max((newest_glibc(path) for path in found), default=(2, 0))
    return [f"libc6 (>= {major}.{minor})", *sorted(packages - {"libc6"})]


def newest_glibc(library: Path) -> tuple[int, int]:
    """The newest version of the C library whose symbols a library asks for; (2, 0) if it asks for none."""
    told = subprocess.run(["objdump", "-T", library], capture_output=True, text=True, check=False).stdout
    return max(((int(major), int(minor)) for major, minor in _GLIBC.findall(told)), default=(2, 0))
