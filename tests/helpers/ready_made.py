"""Folders that tests begin with, made once by the program itself and copied for each test: what is the same for all.

The copies share their keys. A test about making a desk, or about two desks with keys of their own, makes its own.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

Files = Mapping[Path, bytes]


def made_once(make: Callable[[Path], object]) -> Files:
    """What `make` leaves in a folder that it is given, which is not there yet; names are those below it."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "made"
        make(folder)
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put(files: Files, folder: Path) -> None:
    """Write them into a folder, which is made; only this user may read them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch(0o600)
        (folder / name).write_bytes(content)
