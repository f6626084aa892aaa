"""The desk for practice: data of its own beside the real desk's, and the looks of the real desk."""

from hashlib import sha256
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop import __main__ as program
from desktop.demo.desk import DemoDesk
from desktop.records.look import Look, load_look, save_look
from tests.helpers.desk import NOW, case_of
from tests.helpers.real_desk import SETUP, folder_at


def test_practice_leaves_the_desk_alone_and_looks_like_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_named, **_how: str(tmp_path / "data"))
    real = folder_at(program._folder(program._parser().parse_args(["run"])))
    real.path.parent.mkdir(parents=True)
    real.set_up(SETUP, NOW.date())
    save_look(real.path, Look(high_contrast=True))
    before = contents(real.path)
    given = program._parser().parse_args(["training"])
    look = program._look(given)
    assert look == Look(high_contrast=True)
    desk = DemoDesk(program._folder(given), look=look).open()
    try:
        desk.start()
        practised = desk.store.receive(case_of()).result()
        assert desk.help.look == look
    finally:
        desk.window.close()
        desk.close()
    assert contents(real.path) == before
    assert practised.code.startswith("000.00.00.H00")
    assert load_look(program._folder(given)) == look
    assert program._folder(given).parent == real.path.parent


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
