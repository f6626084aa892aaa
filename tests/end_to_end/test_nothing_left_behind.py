"""After a day of work no file, log, dump, thumbnail or clipboard holds a citizen: searched byte by byte.

The desk works in a process of its own, with a home and temporary folder of its own; everything that it left anywhere in
them is read as it lies on the disk.
"""

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.records.folding import fold
from desktop.records.people import PersonDetails
from tests.helpers.marked_day import LEFT, MARKED

ROOT = Path(__file__).parents[2]
HOMES = ("home", "tmp", "run", "work")


def spellings(person: PersonDetails) -> Iterator[bytes]:
    """What would tell of them, in every form in which a program may have written it."""
    for text in filter(None, (person.full_name, person.number, person.old_number, person.phone)):
        forms = {
            text,
            unicodedata.normalize("NFD", text),
            text.upper(),
            text.lower(),
            fold(text),
            json.dumps(text).strip('"'),
        }
        for form in forms:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
                yield form.encode(encoding)


def found_in(content: bytes) -> set[bytes]:
    return {mark for person in (MARKED, LEFT) for mark in spellings(person) if mark in content}


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder in which a day was worked, and what was left in the clipboard."""
    folder = tmp_path_factory.mktemp("day")
    for name in HOMES:
        (folder / name).mkdir(mode=0o700)
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "COV"))}
    surroundings |= {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONFAULTHANDLER": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.marked_day", str(folder / "home")],
        cwd=folder / "work",
        env=surroundings,
        capture_output=True,
        timeout=120,
        check=False,
    )
    (folder / "work" / "stdout").write_bytes(done.stdout)
    (folder / "work" / "stderr").write_bytes(done.stderr)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return folder, json.loads(done.stdout)


def test_no_file_holds_a_citizen(worked: tuple[Path, dict[str, str]]) -> None:
    folder, _ = worked
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert any(path.name == "desk.db" for path in files)
    told = {str(path.relative_to(folder)): found_in(path.read_bytes()) for path in files}
    assert {name: marks for name, marks in told.items() if marks} == {}
    named = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    assert found_in("\n".join(named).encode()) == set()


def test_the_clipboard_holds_no_citizen(worked: tuple[Path, dict[str, str]]) -> None:
    _, formats = worked
    assert {name for name, content in formats.items() if found_in(bytes.fromhex(content))} == set()


def test_the_search_finds_what_it_looks_for() -> None:
    """A search that finds nothing anywhere would prove nothing."""
    for text in (MARKED.full_name, MARKED.number, LEFT.phone):
        for encoding in ("utf-8", "utf-16-le"):
            assert found_in(b"x" + unicodedata.normalize("NFD", text).encode(encoding) + b"y")
    assert found_in(fold(LEFT.full_name).encode())
