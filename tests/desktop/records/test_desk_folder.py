"""A desk's folder: made whole or not at all, unlocked by PIN and recovery key."""

from pathlib import Path

import pytest

from devices.errors import CodedError
from tests.helpers.real_desk import NOW, SETUP, folder_at


def test_a_new_desk_unlocks_with_the_pin_and_the_recovery_key(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "desk")
    recovery_key = folder.set_up(SETUP, NOW.date())
    folder.unlock(SETUP.login, SETUP.pin).close()
    assert len(folder.vault.recover(recovery_key)) == 32
    assert not (tmp_path / "desk.new").exists()


def test_a_second_set_up_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "desk")
    folder.set_up(SETUP, NOW.date())
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    with pytest.raises(CodedError) as caught:
        folder.set_up(SETUP, NOW.date())
    assert caught.value.code == "KEY-004"
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


def test_what_a_cut_off_set_up_left_is_no_desk_and_in_nobodys_way(tmp_path: Path) -> None:
    left = tmp_path / "desk.new"
    left.mkdir()
    (left / "keys.json").write_text("half of a vault", encoding="utf-8")
    folder = folder_at(tmp_path / "desk")
    assert not folder.is_set_up
    folder.set_up(SETUP, NOW.date())
    folder.unlock(SETUP.login, SETUP.pin).close()


def test_a_wrong_pin_and_a_lost_database_are_said(tmp_path: Path) -> None:
    folder = folder_at(tmp_path / "desk")
    folder.set_up(SETUP, NOW.date())
    with pytest.raises(CodedError, match="KEY-001"):
        folder.unlock(SETUP.login, "sai")
    folder.database.unlink()
    with pytest.raises(CodedError, match="DB-008"):
        folder.unlock(SETUP.login, SETUP.pin)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CodedError, match="DB-002"):
        folder_at(tmp_path / "file" / "desk").set_up(SETUP, NOW.date())
