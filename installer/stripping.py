"""Libraries made smaller where they stay what they are: without debugging tables, ICU with our languages only."""

import re
import shutil
import subprocess
from pathlib import Path

from installer import icu_data

# Tools that put libraries into wheels move segments; binutils, that knows nothing of it, may lay them off their page.
_LOAD = re.compile(r"LOAD\s+off\s+(0x[0-9a-f]+)\s+vaddr\s+(0x[0-9a-f]+)\s+paddr\s+0x[0-9a-f]+\s+align\s+2\*\*(\d+)")
_NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)", re.MULTILINE)
_LEAST = 50_000  # bytes; less is not worth another file


def smaller(source: Path, folder: Path) -> Path:
    """The smallest form of a library that is known here.

    Args:
        source: An ELF library.
        folder: Where a smaller copy is laid.

    Raises:
        IcuDataError: ICU's data are not as they were known.
    """
    if icu_data.LIBRARY.fullmatch(source.name):
        return icu_data.smaller_library(source, folder / "icu")
    return stripped(source, folder)


def stripped(source: Path, folder: Path) -> Path:
    """A library without its symbol and debugging tables.

    Args:
        source: An ELF library.
        folder: Where the smaller copy is laid.

    Returns:
        The copy; the library itself if there is little to take out or the copy could not be loaded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{len(list(folder.iterdir())):04d}-{source.name}"
    done = subprocess.run(["strip", "--strip-unneeded", "-o", target, source], capture_output=True, check=False)
    if done.returncode == 0 and target.exists():
        gained = source.stat().st_size - target.stat().st_size
        if gained > _LEAST and segments_lie_on_pages(target):
            shutil.copymode(source, target)
            return target
    target.unlink(missing_ok=True)
    return source


def segments_lie_on_pages(library: Path) -> bool:
    """Whether each loadable segment lies in the file as it will lie in memory, up to its alignment (ELF, p_align)."""
    told = _objdump(library)
    segments = [(int(off, 16), int(address, 16), 1 << int(power)) for off, address, power in _LOAD.findall(told)]
    return bool(segments) and all((address - offset) % align == 0 for offset, address, align in segments)


def linked_with(library: Path) -> set[str]:
    """Names of the libraries that a library is linked with."""
    return set(_NEEDED.findall(_objdump(library)))


def _objdump(library: Path) -> str:
    return subprocess.run(["objdump", "-p", library], capture_output=True, text=True, check=False).stdout
