"""Backups by themselves: due or not, places that come and go, sticks, warnings."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.records.backup_place import BackupPlace
from desktop.records.worker import DatabaseWorker
from desktop.workflows.backup_keeper import BackupKeeper, Place
from devices.errors import CodedError
from devices.sticks import mark, marked, plugged_in
from tests.helpers.at_once import at_once
from tests.helpers.backups import CODE, filled_desk
from tests.helpers.desk import KEY
from tests.helpers.province import Clock


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        filled_desk(folder / "desk", cases=2, files=1)
        self.worker = DatabaseWorker(folder / "desk" / "desk.db", KEY)
        self.clock = Clock()
        self.sticks: list[Path] = []
        self.keeper = self.open()

    def open(self) -> BackupKeeper:
        return BackupKeeper(
            self.worker,
            self.folder / "desk",
            "1.0",
            deliver=at_once,
            post=lambda _call: None,
            clock=self.clock,
            sticks=lambda: self.sticks,
        )

    def count(self, root: Path) -> int:
        return len(BackupPlace(root, CODE).backups())

    @property
    def local(self) -> int:
        return self.count(self.folder / "desk-backup")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.keeper.close()
    made.worker.close()


def test_it_backs_up_when_due_and_not_before(world: World) -> None:
    assert world.keeper.view.stale is not None
    world.keeper.tick()
    assert world.local == 1
    world.clock.ahead(hours=3)
    world.keeper.tick()
    assert world.local == 1
    world.clock.ahead(hours=2)
    world.keeper.tick()
    assert world.local == 2


def test_what_became_of_it_is_known_after_a_restart(world: World) -> None:
    world.keeper.tick()
    world.keeper.close()
    world.keeper = world.open()
    assert world.keeper.view.states[Place.LOCAL].files == 1
    assert world.keeper.view.stale is None
    world.keeper.tick()
    assert world.local == 1


def test_a_second_place_that_is_away_is_said_and_tried_again(world: World) -> None:
    second = world.folder / "share"
    world.keeper.change(second=str(second))
    world.keeper.tick()
    assert world.keeper.error is not None
    assert world.keeper.error.code == "BACK-001"
    assert world.keeper.view.states[Place.SECOND].error == "BACK-001"
    second.mkdir()
    world.clock.ahead(minutes=31)
    world.keeper.tick()
    assert (world.count(second), world.keeper.view.states[Place.SECOND].error) == (1, "")


def test_a_folder_of_its_own_that_cannot_be_made_is_said(world: World) -> None:
    there = world.folder / "desk-backup"
    there.write_bytes(b"a file lies in its place")
    world.keeper.tick()
    assert world.keeper.view.states[Place.LOCAL].error == "BACK-001"
    there.unlink()
    world.clock.ahead(minutes=31)
    world.keeper.tick()
    assert world.local == 1


def test_two_of_one_second_are_two(world: World) -> None:
    world.keeper.back_up([Place.LOCAL])
    world.keeper.back_up([Place.LOCAL])
    assert (world.local, world.keeper.error) == (2, None)


def test_a_marked_stick_is_backed_up_to_when_it_appears(world: World) -> None:
    stick, other = world.folder / "stick", world.folder / "other"
    stick.mkdir()
    other.mkdir()
    mark(other, "another desk")
    world.sticks = [other]
    world.keeper.tick()
    assert Place.STICK not in world.keeper.view.states
    world.sticks = [other, stick]
    world.keeper.mark_stick(stick)
    assert (world.count(stick), world.count(other)) == (1, 0)
    world.clock.ahead(hours=5)
    world.keeper.tick()
    assert (world.count(stick), world.count(other)) == (2, 0)
    world.keeper.change(stick=False)
    world.clock.ahead(hours=5)
    world.keeper.tick()
    assert world.count(stick) == 2


def test_an_old_backup_is_warned_of(world: World) -> None:
    world.keeper.tick()
    world.clock.ahead(days=4)
    world.keeper._look_again()
    stale = world.keeper.view.stale
    assert stale is not None
    assert (stale.code, stale.details) == ("BACK-008", {"days": "4", "limit": 3})


def test_a_clock_that_was_ahead_does_not_stop_backups(world: World) -> None:
    world.clock.ahead(days=300)
    world.keeper.tick()
    world.clock.now -= timedelta(days=300)
    world.keeper.tick()
    assert world.local == 2


def test_files_that_the_desk_lost_are_said(world: World) -> None:
    next((world.folder / "desk" / "files").glob("*/*")).unlink()
    world.keeper.back_up()
    assert world.keeper.error is not None
    assert world.keeper.error.code == "BACK-010"


def test_sticks_are_told_by_their_mark(tmp_path: Path) -> None:
    mark(tmp_path, CODE)
    assert marked([tmp_path / "none", tmp_path], CODE) == tmp_path
    assert marked([tmp_path], CODE + "0") is None
    assert plugged_in((tmp_path,)) == []
    with pytest.raises(CodedError, match="BACK-003"):
        mark(tmp_path / "none", CODE)
