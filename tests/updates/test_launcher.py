"""The launcher: a version proves itself or the one before is back, with the database as it was."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.helpers.display import wait_until
from tests.helpers.releases import SCRIPT
from updates import launcher as launching
from updates.launcher import CRASHED, CUT_OFF, MISSING, MOST_STARTS, SLOW, Launcher, Limits, put_back
from updates.layout import BASE, Failed, Layout, Snapshot, State, Trial

ROOT = Path(__file__).parents[2]
BEGIN = f"""
import os, pathlib, time
sys.path.insert(0, {str(ROOT)!r})
from updates.layout import Layout, Snapshot, ROOT_VARIABLE, VERSION_VARIABLE
layout, version = Layout(pathlib.Path(os.environ[ROOT_VARIABLE])), os.environ[VERSION_VARIABLE]
with (layout.root / "ran").open("a") as ran:
    ran.write(version + "|")
desk = layout.root / "desk.db"
"""
CHANGES = """
layout.say("started")
import hashlib
copy = layout.root / "copy.db"
copy.write_bytes(desk.read_bytes())
layout.note(Snapshot(str(desk), str(copy), hashlib.sha256(copy.read_bytes()).hexdigest(), copy.stat().st_size))
layout.say("opening")
desk.write_bytes(b"the newer form")
(layout.root / "desk.db-wal").write_bytes(b"a log of the newer form")
"""
PROVES = "\nlayout.prove(version)\n"
OLD = b"the form of before"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A root with a base, and a database."""
    made = Layout(tmp_path / "root")
    made.root.mkdir()
    (made.root / "desk.db").write_bytes(OLD)
    program(tmp_path / "base", "")
    return made


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SCRIPT.format(python=sys.executable, body=BEGIN + body))
    path.chmod(0o755)
    return path


def version(layout: Layout, name: str, body: str) -> None:
    program(layout.folder(name) / "ban-mot-cua", body)


def run(layout: Layout, *, start: float = 30, opened: float = 30) -> int:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    return Launcher(layout, layout.root.parent / "base", (), Limits(start, opened), lambda: at).run()


def ran(layout: Layout) -> list[str]:
    """As which versions a program was started, in their order."""
    path = layout.root / "ran"
    found = path.read_text().split("|")[:-1] if path.exists() else []
    path.unlink(missing_ok=True)
    return found


def test_the_base_is_started_where_there_is_nothing_else(layout: Layout) -> None:
    program(layout.root.parent / "base", "sys.exit(3)")
    assert run(layout) == 3
    assert ran(layout) == [""]
    assert layout.read().current == BASE


def test_what_the_program_is_told_reaches_it(layout: Layout) -> None:
    base = program(layout.root.parent / "base", "(layout.root / 'told').write_text(' '.join(sys.argv[1:]))")
    assert launching.main(["--root", str(layout.root), "--base", str(base), "run", "--folder", "x"]) == 0
    assert (layout.root / "told").read_text() == "run --folder x"


def test_a_version_that_proves_itself_stays(layout: Layout) -> None:
    run(layout)
    version(layout, "1.1.0", CHANGES + PROVES + "desk.write_bytes(b'and a case')\nsys.exit(7)")
    layout.change(following="1.1.0")
    assert run(layout) == 7, "what it ends with after its proof is its own affair"
    state = layout.read()
    assert (state.current, state.previous, state.trial, state.failed) == ("1.1.0", BASE, None, None)
    assert (layout.root / "desk.db").read_bytes() == b"and a case"
    run(layout)
    assert ran(layout) == ["", "1.1.0", "1.1.0"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("sys.exit(1)", CRASHED),
        ("raise RuntimeError", CRASHED),
        ("os.kill(os.getpid(), 11)", CRASHED),
        ("time.sleep(60)", SLOW),
        (CHANGES + "sys.exit(1)", CRASHED),
        (CHANGES + "os.kill(os.getpid(), 9)", CRASHED),
        (CHANGES + "time.sleep(60)", SLOW),
        (CHANGES + "sys.exit(0)", CRASHED),
    ],
)
def test_a_version_that_fails_is_taken_back_with_its_data(layout: Layout, body: str, why: str) -> None:
    run(layout)
    version(layout, "1.1.0", body)
    layout.change(following="1.1.0")
    assert run(layout, start=1.5, opened=0.5) == 0
    state = layout.read()
    assert (state.current, state.trial, state.previous) == (BASE, None, None)
    assert state.failed == Failed("1.1.0", why, "2026-11-26T00:00:00+00:00")
    assert (layout.root / "desk.db").read_bytes() == OLD
    assert not (layout.root / "desk.db-wal").exists() or "say" not in body
    assert ran(layout) == ["", "1.1.0", ""]


def test_whoever_looks_and_leaves_has_not_made_it_fail(layout: Layout) -> None:
    run(layout)
    version(layout, "1.1.0", "layout.say('started')")
    layout.change(following="1.1.0")
    for _ in range(2 * MOST_STARTS):
        assert run(layout) == 0
    state = layout.read()
    assert (state.current, state.failed) == ("1.1.0", None)
    assert state.trial is not None


def test_a_version_that_was_ordered_before_the_desk_was_ever_opened(layout: Layout) -> None:
    """A technician prepares a PC: `update take`, `update apply`, and only then the icon is pressed."""
    version(layout, "1.1.0", PROVES)
    layout.change(following="1.1.0")
    run(layout)
    assert ran(layout) == ["1.1.0"]
    layout.change(following="1.1.0")
    program(layout.root.parent / "base", "'another installer'")
    run(layout)
    assert ran(layout) == [""], "what was ordered of another base is ordered anew"


def test_a_command_beside_the_desk_proves_nothing_and_spoils_nothing(layout: Layout) -> None:
    """`update status`, a desk for practice: the version that has proved itself does them, and no step is taken."""
    base = layout.root.parent / "base"

    def command(*words: str) -> int:
        return Launcher(layout, base, words).run()

    assert command("update", "status") == 0, "before the desk was ever opened"
    run(layout)
    version(layout, "1.1.0", "layout.say('started')")
    layout.change(following="1.1.0")
    assert command("update", "status") == 0
    assert layout.read().following == "1.1.0"
    run(layout)
    on_trial = layout.read()
    for _ in range(2 * MOST_STARTS):
        assert command("training") == 0
    assert layout.read() == on_trial
    version(layout, "1.1.0", PROVES)
    run(layout)
    assert command("audit") == 0
    assert ran(layout) == ["", "", "", "1.1.0", *[""] * 2 * MOST_STARTS, "1.1.0", "1.1.0"]
    shutil.rmtree(layout.versions)
    assert command("audit") == 0
    assert ran(layout) == [""]


def test_a_desk_that_is_opened_again_while_its_new_version_is_on_trial(layout: Layout) -> None:
    """An officer who waits for the data to be upgraded presses the icon a few times more."""
    run(layout)
    version(layout, "1.1.0", CHANGES + "time.sleep(60)")
    layout.change(following="1.1.0")
    command = [sys.executable, "-m", "updates.launcher", "--root", str(layout.root), "--base"]
    with subprocess.Popen([*command, str(layout.root.parent / "base")], cwd=ROOT) as first:
        wait_until((layout.root / "desk.db-wal").exists, "the upgrade")
        before = layout.read()
        for _ in range(2 * MOST_STARTS):
            assert run(layout) == 0
        assert layout.read() == before
        assert (layout.phase(), (layout.root / "desk.db").read_bytes()) == ("opening", b"the newer form")
        first.terminate()
        first.wait(20)
    assert ran(layout) == ["", "1.1.0"]


def test_a_desk_that_is_open_keeps_its_version_until_it_is_closed(layout: Layout) -> None:
    run(layout)
    version(layout, "1.1.0", PROVES)
    with layout.alone() as alone:
        assert alone
        layout.change(following="1.1.0")
        assert run(layout) == 0
        assert layout.read().following == "1.1.0"
    run(layout)
    assert ran(layout) == ["", "", "1.1.0"]


def test_the_end_of_a_session_ends_the_program_and_is_no_fault_of_it(layout: Layout) -> None:
    run(layout)
    version(layout, "1.1.0", "(layout.root / 'pid').write_text(str(os.getpid()))\ntime.sleep(60)")
    layout.change(following="1.1.0")
    command = [sys.executable, "-m", "updates.launcher", "--root", str(layout.root), "--base"]
    with subprocess.Popen([*command, str(layout.root.parent / "base")], cwd=ROOT) as launcher:
        wait_until(lambda: (layout.root / "pid").exists() and (layout.root / "pid").read_text() != "", "the program")
        launcher.terminate()
        launcher.wait(20)
    with pytest.raises(ProcessLookupError):
        os.kill(int((layout.root / "pid").read_text()), 0)
    state = layout.read()
    assert (state.current, state.failed) == ("1.1.0", None)
    assert state.trial is not None


def test_three_starts_that_were_cut_off(layout: Layout) -> None:
    """The power fails each time: the launcher goes with it, and finds what it had written."""
    run(layout)
    version(layout, "1.1.0", "sys.exit(1)")
    layout.change(current="1.1.0", previous=BASE, trial=Trial(starts=MOST_STARTS))
    assert run(layout) == 0
    failed = layout.read().failed
    assert failed is not None
    assert failed.why == CUT_OFF
    assert ran(layout) == ["", ""]


def test_a_way_back_that_was_cut_off_is_gone_to_its_end(layout: Layout) -> None:
    run(layout)
    copy = layout.root / "copy.db"
    copy.write_bytes(OLD)
    snapshot = Snapshot(str(layout.root / "desk.db"), str(copy), sha256(OLD).hexdigest(), len(OLD))
    (layout.root / "desk.db").write_bytes(b"the newer form")  # the log is gone already, the file is not put back
    trial = Trial(1, (snapshot,), going_back=True, why=CRASHED)
    layout.change(current="1.1.0", previous=BASE, trial=trial)
    run(layout)
    assert (layout.root / "desk.db").read_bytes() == OLD
    assert layout.read().current == BASE


def test_a_copy_that_is_not_what_was_noted_is_not_put_back(layout: Layout) -> None:
    database = layout.root / "desk.db"
    log = layout.root / "desk.db-wal"
    log.write_bytes(b"log")
    copy = layout.root / "copy.db"
    copy.write_bytes(b"somebody else's")
    assert not put_back(Snapshot(str(database), str(copy), sha256(OLD).hexdigest(), len(OLD)))
    copy.unlink()
    assert not put_back(Snapshot(str(database), str(copy), sha256(OLD).hexdigest(), len(OLD)))
    assert (database.read_bytes(), log.read_bytes()) == (OLD, b"log")


def test_where_there_is_no_room_the_copy_itself_takes_its_place(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, copy = layout.root / "desk.db", layout.root / "copy.db"
    copy.write_bytes(b"older")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    assert put_back(Snapshot(str(database), str(copy), sha256(b"older").hexdigest(), 5))
    assert database.read_bytes() == b"older"


def test_a_version_whose_files_are_gone(layout: Layout) -> None:
    run(layout)
    layout.change(current="1.1.0", previous="1.0.9")
    assert run(layout) == 0
    state = layout.read()
    assert state.current == BASE
    assert state.failed is not None
    assert state.failed.why == MISSING


def test_a_program_that_asks_for_it_is_started_anew_as_the_next(layout: Layout) -> None:
    run(layout)
    version(layout, "1.1.0", PROVES)
    program(layout.root.parent / "base", "layout.change(following='1.1.0')\nsys.exit(75)")
    assert run(layout) == 0
    assert ran(layout) == ["", "", "1.1.0"]


def test_a_new_base_is_started_and_what_was_updated_is_remembered(layout: Layout) -> None:
    run(layout)
    version(layout, "1.1.0", PROVES)
    layout.change(following="1.1.0")
    run(layout)
    program(layout.root.parent / "base", "'another installer'")
    run(layout)
    assert ran(layout) == ["", "1.1.0", ""]
    assert layout.read().previous == "1.1.0"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"current": 5}', b'{"trial": 7}', b"\xff" * 99, None])
def test_a_state_that_is_lost_leads_to_the_newest_version_that_ever_worked(
    layout: Layout, content: bytes | None
) -> None:
    for name in ("1.2.0", "1.10.0", "1.9.0"):
        version(layout, name, PROVES)
        layout.change(following=name)
        run(layout)
    version(layout, "2.0.0", "")  # never proved itself
    ran(layout)
    if content is None:
        (layout.root / "state.json").unlink()
    else:
        (layout.root / "state.json").write_bytes(content)
    assert layout.read() == State(current="1.10.0")


def test_a_write_that_was_cut_off_leaves_the_state_of_before(layout: Layout) -> None:
    layout.write(State(current="1.1.0"))
    (layout.root / "state.json.new").write_bytes(b'{"current": "9.')
    assert layout.read().current == "1.1.0"
    layout.change(following="1.2.0")
    assert replace(layout.read(), following=None).current == "1.1.0"


def test_only_the_version_on_trial_can_prove_itself(layout: Layout) -> None:
    layout.write(State(current="1.1.0", trial=Trial()))
    assert not layout.prove("1.0.0")
    layout.write(State(current="1.1.0", trial=Trial(going_back=True)))
    assert not layout.prove("1.1.0")
    layout.write(State(current="1.1.0", trial=Trial()))
    assert layout.prove("1.1.0")
    assert not layout.prove("1.1.0")


def test_the_first_copy_of_a_database_is_the_one_that_counts(layout: Layout) -> None:
    layout.write(State(current="1.1.0", trial=Trial()))
    first, second = (Snapshot("desk.db", copy, "", 0) for copy in ("first", "second"))
    layout.note(first)
    layout.note(second)
    trial = layout.read().trial
    assert trial is not None
    assert trial.snapshots == (first,)
