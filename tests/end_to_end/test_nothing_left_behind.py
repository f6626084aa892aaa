"""After a day of work no file, log, dump, thumbnail or clipboard holds a citizen: searched byte by byte.

The desk works in a process of its own, with a home and temporary folder of its own; everything that it left anywhere in
them is read as it lies on the disk: database and its logs, settings of Qt, lists of recent files, caches, temporary
files, what it said. The files that the officer had written where they said are the exception, and are looked into to
see that the search would have found something.
"""

import base64
import json
import os
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from desktop.records.folding import fold
from desktop.records.people import PersonDetails
from tests.helpers.marked_day import LEFT, MARKED

pytestmark = pytest.mark.xdist_group("marked day")  # one day serves them all
ROOT = Path(__file__).parents[2]
HOMES = ("home", "tmp", "run", "work")
CHOSEN = "chosen"


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
            quote(text),
        }
        for form in forms:
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
                yield form.encode(encoding)
        for raw in (text.encode(), unicodedata.normalize("NFD", text).encode(), text.encode("utf-16-le")):
            yield from in_base64(raw)
            yield raw.hex().encode()


def in_base64(raw: bytes) -> Iterator[bytes]:
    """How bytes look within a longer text in base64, wherever they begin there (RFC 4648, section 4)."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        yield coded[-(-before * 4 // 3) : (before + len(raw)) * 4 // 3]


def found_in(content: bytes) -> set[bytes]:
    return {mark for person in (MARKED, LEFT) for mark in spellings(person) if mark in content}


def work(folder: Path, *options: str) -> "subprocess.CompletedProcess[bytes]":
    """A day in a folder of its own, with dumps of memory allowed by whoever starts it."""
    for name in (*HOMES, CHOSEN):
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
        [sys.executable, "-m", "tests.helpers.marked_day", str(folder / "home"), str(folder / CHOSEN), *options],
        cwd=folder / "work",
        env=surroundings,
        capture_output=True,
        timeout=120,
        check=False,
        preexec_fn=allow_dumps,
    )
    (folder / "work" / "stdout").write_bytes(done.stdout)
    (folder / "work" / "stderr").write_bytes(done.stderr)
    return done


def allow_dumps() -> None:
    """In the process to be: a system that writes dumps of memory beside the program."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, str]]]:
    """The folder in which a day was worked, and what was in the clipboard."""
    folder = tmp_path_factory.mktemp("day")
    done = work(folder)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return folder, json.loads(done.stdout)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file that nobody chose, as it lies there."""
    found = [path for name in HOMES for path in (folder / name).rglob("*")]
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file() and not path.is_symlink()
    }


def test_no_file_holds_a_citizen(worked: tuple[Path, dict[str, dict[str, str]]]) -> None:
    files = files_of(worked[0])
    assert "home/desk/desk.db" in files
    assert {name: marks for name, content in files.items() if (marks := found_in(content))} == {}
    assert found_in("\n".join(str(path) for path in worked[0].rglob("*")).encode()) == set()
    left_over = [name for name in files if name.startswith("tmp/")]
    assert left_over == [], "no temporary file outlives the program"


def test_only_where_the_officer_said_there_is_something_and_only_what_was_said(
    worked: tuple[Path, dict[str, dict[str, str]]],
) -> None:
    chosen = worked[0] / CHOSEN
    assert {path.name for path in chosen.iterdir()} == {
        "printed.pdf",
        "saved.pdf",
        "scans",
        "person.zip",
        "log.csv",
        "notice.xlsx",
    }
    (scan,) = (chosen / "scans" / "da-nhan").iterdir()
    assert found_in(scan.read_bytes()), "the office machine's own file"
    assert not found_in((chosen / "log.csv").read_bytes()), "the log names nobody in clear"


def test_the_clipboard_holds_no_citizen(worked: tuple[Path, dict[str, dict[str, str]]]) -> None:
    for formats in worked[1].values():
        assert {name for name, content in formats.items() if found_in(bytes.fromhex(content))} == set()


def test_errors_that_nobody_caught_are_told_without_their_text(worked: tuple[Path, dict[str, dict[str, str]]]) -> None:
    said = files_of(worked[0])["work/stderr"].decode()
    assert said.splitlines().count("RuntimeError") == 3
    assert said.count(", in fail\n") == 3, "where they were is told"


def test_a_crash_in_the_middle_of_an_intake_leaves_no_dump_and_no_citizen(tmp_path: Path) -> None:
    done = work(tmp_path, "crash")
    assert done.returncode == -6
    files = files_of(tmp_path)
    assert "home/desk/desk.db-wal" in files, "it ended in the middle"
    assert {name: marks for name, content in files.items() if (marks := found_in(content))} == {}
    assert not [name for name in files if "core" in Path(name).name]
    pattern = Path("/proc/sys/kernel/core_pattern").read_text(encoding="ascii").strip()
    if not pattern.startswith(("|", "/")):  # the system writes dumps beside the program: it would have written this one
        plain = f"kept = '{MARKED.number}'\nimport os\nos.abort()"
        subprocess.run([sys.executable, "-c", plain], cwd=tmp_path, preexec_fn=allow_dumps, check=False)
        (dump,) = tmp_path.glob("core*")
        assert found_in(dump.read_bytes())
        dump.unlink()


def test_the_search_finds_what_it_looks_for() -> None:
    """A search that finds nothing anywhere would prove nothing."""
    for text in (MARKED.full_name, MARKED.number, LEFT.phone):
        for encoding in ("utf-8", "utf-16-le"):
            assert found_in(b"x" + unicodedata.normalize("NFD", text).encode(encoding) + b"y")
        for before in range(4):
            assert found_in(base64.b64encode(b"x" * before + text.encode() + b"yz"))
    assert found_in(fold(LEFT.full_name).encode())
