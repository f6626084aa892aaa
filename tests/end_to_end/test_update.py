"""A real desk of an earlier schema gets a new version: it works and stays, or fails and gives the data back."""

import sys
from pathlib import Path

import pytest

from desktop.records.desk_folder import DeskFolder
from desktop.records.migration_backup import steps_of
from desktop.records.migrations import HEAD
from tests.helpers.desk import PREFIX
from tests.helpers.old_desks import bare_by, build
from tests.helpers.releases import Maker, taken
from tests.helpers.update_program import CHEAP, LOGIN, OLD, PIN
from updates.launcher import CRASHED, Launcher
from updates.layout import BASE, Layout, mark_of

ROOT = Path(__file__).parents[2]
BODY = """
import runpy
sys.path.insert(0, {root!r})
sys.argv = ["x", {how!r}, {folder!r}]
runpy.run_module("tests.helpers.update_program", run_name="__main__", alter_sys=False)
"""
SCRIPT = "#!{python}\nimport sys\n{body}\n"


@pytest.fixture
def desk(tmp_path: Path) -> DeskFolder:
    """A desk as the program of before left it."""
    folder = DeskFolder(tmp_path / "desk", CHEAP)
    folder.path.mkdir()
    key, _recovery = folder.vault.create(LOGIN, PIN)
    build(folder.database, OLD, 5, key=key)
    with bare_by(folder.database, key) as connection:
        connection.execute("DELETE FROM number_blocks")
        connection.execute(
            "INSERT INTO number_blocks (prefix, first, last, valid_from) VALUES (?, 1, 9999, '2026-01-01')", (PREFIX,)
        )
    return folder


def body(how: str, desk: DeskFolder) -> str:
    return BODY.format(root=str(ROOT), how=how, folder=str(desk.path))


def launcher(tmp_path: Path, desk: DeskFolder) -> Launcher:
    base = tmp_path / "base"
    base.write_text(SCRIPT.format(python=sys.executable, body=body("old", desk)))
    base.chmod(0o755)
    layout = Layout(tmp_path / "root")
    layout.change(base_mark=mark_of(base))  # it has run before
    return Launcher(layout, base)


def update(tmp_path: Path, desk: DeskFolder, how: str) -> Maker:
    maker = Maker(tmp_path / "maker")
    taker = maker.taker(tmp_path / "root")
    taken(taker, maker.bundle("1.1.0", body(how, desk)))
    taker.layout.change(following="1.1.0", ready="")
    return maker


def told(desk: DeskFolder) -> list[str]:
    return (desk.path / "told").read_text().splitlines()


def cases(desk: DeskFolder) -> tuple[str, int]:
    with bare_by(desk.database, desk.vault.open(LOGIN, PIN).key) as connection:
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        return schema, connection.execute("SELECT count(*) FROM cases").fetchone()[0]


def test_a_new_version_brings_the_desk_along_and_stays(tmp_path: Path, desk: DeskFolder) -> None:
    launching = launcher(tmp_path, desk)
    layout = update(tmp_path, desk, "works").taker(tmp_path / "root").layout
    assert launching.run() == 0
    assert told(desk) == ["received 000.99.09.H58-261125-0001"]
    state = layout.read()
    assert (state.current, state.previous, state.trial, state.failed) == ("1.1.0", BASE, None, None)
    assert state.schemas["1.1.0"] == HEAD
    assert cases(desk) == (HEAD, 13)
    [step] = steps_of(desk.path)
    assert (step.before, step.after, step.program, step.done) == (OLD, HEAD, "1.1.0", True)


@pytest.mark.parametrize("how", ["dies", "refuses", "damages"])
def test_a_failed_version_gives_the_desk_back_as_it_was(tmp_path: Path, desk: DeskFolder, how: str) -> None:
    launching = launcher(tmp_path, desk)
    layout = update(tmp_path, desk, how).taker(tmp_path / "root").layout
    assert launching.run() == 0
    state = layout.read()
    assert (state.current, state.trial) == (BASE, None)
    assert state.failed is not None
    assert (state.failed.version, state.failed.why) == ("1.1.0", CRASHED)
    assert [line for line in told(desk) if line != "UPD-020"] == ["old opens 12 cases, wrong: 0"]
    assert ("UPD-020" in told(desk)) == (how == "damages")
    assert cases(desk) == (OLD, 12)
    assert len(list((tmp_path / "desk-backup").glob("*/*/manifest.json"))) == 1, "the backup itself stays"
