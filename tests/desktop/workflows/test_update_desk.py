"""The updates of one desk: found, taken, in force from the next start, back; each refusal has its code."""

import io
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from desktop.bootstrap import update_command
from desktop.bootstrap.update_command import add_update_command, run_update_command
from desktop.records.migrations import HEAD
from desktop.workflows.update_desk import UpdateDesk, UpdatePhase, put_in_force, this_platform, way_back
from desktop.workflows.update_start import Managed, managed_by
from devices.errors import CodedError
from sync.desk.connection import Connection
from sync.province.releases import ReleaseShelf
from sync.province.store.database import open_database
from tests.helpers.at_once import at_once
from tests.helpers.province import Clock, TestProvince, served
from tests.helpers.releases import SCRIPT, Maker, taken
from updates.keys import pinned_keys
from updates.layout import BASE, Failed, Layout, State, Trial
from updates.proving import try_out

NOW = datetime.fromisoformat("2026-11-26T16:45:00+07:00")


class World:
    def __init__(self, folder: Path) -> None:
        self.maker = Maker(folder / "maker")
        self.layout = Layout(folder / "root")
        self.layout.change(base="1.0.0", schemas={BASE: HEAD})
        self.clock = Clock(NOW)
        self.tried: list[Path] = []
        self.breaks = False
        self.allowed = True
        self.connection: Connection | None = None
        self.desk = self.open()

    def open(self, running: str = "1.0.0") -> UpdateDesk:
        return UpdateDesk(
            self.maker.taker(self.layout.root, running),
            deliver=at_once,
            post=lambda call: call(),
            clock=self.clock,
            connection=lambda: self.connection,
            try_program=self._try,
            permit=self._permit,
        )

    def _permit(self) -> None:
        if not self.allowed:
            raise CodedError("USER-010")

    def _try(self, program: Path) -> None:
        self.tried.append(program)
        if self.breaks:
            raise CodedError("UPD-013", status=1)

    @property
    def code(self) -> str:
        return self.desk.error.code if self.desk.error is not None else ""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.desk.close()


def test_from_a_stick_to_the_next_start(world: World) -> None:
    world.maker.bundle("1.1.0")
    newest = world.maker.bundle("1.2.0", sequence=12)
    phases: list[UpdatePhase] = []
    world.desk.subscribe(lambda: phases.append(world.desk.view.phase))
    world.desk.look_in(newest.parent)
    offer = world.desk.view.offer
    assert offer is not None
    assert (offer.release.version, offer.release.notes["vi"]) == ("1.2.0", "Nhanh hơn")
    world.desk.take()
    assert world.tried == [world.layout.folder("1.2.0") / "ban-mot-cua"]
    assert (world.desk.view.ready, world.desk.view.offer, world.code) == ("1.2.0", None, "")
    assert list(dict.fromkeys(phases))[1:] == [UpdatePhase.IDLE, *list(UpdatePhase)[2:]]
    assert world.layout.read().following is None, "nothing is in force because it lies there"
    world.desk.put_in_force()
    assert (world.desk.view.following, world.desk.view.ready) == ("1.2.0", "")
    world.desk.keep()
    assert (world.desk.view.following, world.desk.view.ready) == (None, "1.2.0")
    assert world.open().view.ready == "1.2.0", "it is still there tomorrow"


def test_whoever_may_not_set_the_desk_up_takes_nothing(world: World) -> None:
    newest = world.maker.bundle("1.2.0", sequence=12)
    world.desk.look_in(newest.parent)
    world.allowed = False
    world.desk.take()
    assert (world.code, world.desk.view.ready, world.tried) == ("USER-010", "", [])
    world.allowed = True
    world.desk.take()
    world.allowed = False
    for refused in (world.desk.put_in_force, world.desk.keep, world.desk.go_back):
        refused()
        assert (world.code, world.desk.view.ready, world.desk.view.following) == ("USER-010", "1.2.0", None)


def test_from_the_province(world: World, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'province.db'}")
    province = TestProvince(database)
    ReleaseShelf(tmp_path / "shelf").put(world.maker.bundle())
    with served(replace(province.service, releases=tmp_path / "shelf")) as url:
        world.connection = province.connection(url)
        world.desk.look_at_province()
        assert world.desk.view.offer is not None
        world.desk.take()
    assert (world.desk.view.ready, world.code) == ("1.1.0", "")
    world.desk.look_at_province()
    assert world.code == "SYNC-061", "the province is away"
    database.close()


def test_a_province_that_has_nothing_or_is_not_there(world: World, tmp_path: Path) -> None:
    world.desk.look_at_province()
    assert world.code == "SYNC-069"
    database = open_database(f"sqlite:///{tmp_path / 'province.db'}")
    province = TestProvince(database)
    with served(province.service) as url:
        world.connection = province.connection(url)
        world.desk.look_at_province()
    assert (world.code, world.desk.view.looked, world.desk.view.offer) == ("", True, None)
    database.close()


def test_what_is_refused_on_a_stick_is_said(world: World) -> None:
    world.desk.look_in(world.layout.root)
    assert world.code == "UPD-019"
    strange = Maker(world.maker.folder / "strange")
    world.desk.look_in(strange.bundle().parent)
    assert (world.code, world.desk.view.offer) == ("UPD-002", None)
    good = world.maker.bundle()
    (good.parent / "a.bmcu").write_text("hello")
    world.desk.look_in(good.parent)
    assert (world.code, world.desk.view.offer is not None) == ("", True)


def test_a_version_that_does_not_run_here_changes_nothing(world: World) -> None:
    world.breaks = True
    world.desk.look_in(world.maker.bundle().parent)
    world.desk.take()
    assert (world.code, world.desk.view.ready) == ("UPD-013", "")
    with pytest.raises(CodedError, match="UPD-022"):
        put_in_force(world.layout)


def test_a_desk_that_is_closed_while_it_fetches_goes_on_later(world: World) -> None:
    world.desk.look_in(world.maker.bundle().parent)
    world.desk._taker.stop.set()
    world.desk.take()
    assert (world.code, world.desk.view.ready) == ("", "")
    assert world.desk.view.offer is not None


def test_silence_is_said(world: World) -> None:
    """Whoever holds new versions back cannot hide that nothing was heard."""
    world.desk.look_in(world.maker.bundle().parent)
    assert world.desk.view.news == ""
    world.clock.ahead(days=200)
    world.desk.refresh()
    assert world.desk.view.news == "2027-05-01"


def test_the_way_back() -> None:
    schemas = {"1.1.0": "0012", "1.0.0": "0012", BASE: "0010"}
    assert way_back(State(current="1.1.0", previous="1.0.0", schemas=schemas)) == "1.0.0"
    for state, code in (
        (State(current="1.1.0", schemas=schemas), "UPD-015"),
        (State(current="1.1.0", previous="1.0.0", trial=Trial(), schemas=schemas), "UPD-015"),
        (State(current="1.1.0", previous=BASE, schemas=schemas), "UPD-016"),
        (State(current="1.1.0", previous="0.9.0", schemas=schemas), "UPD-016"),
    ):
        with pytest.raises(CodedError, match=code):
            way_back(state)


def test_back_by_hand_and_again_not(world: World) -> None:
    world.layout.change(current="1.1.0", previous=BASE, schemas={"1.1.0": HEAD, BASE: HEAD})
    world.desk.go_back()
    assert (world.desk.view.following, world.code) == ("1.0.0", "")
    world.desk.keep()
    assert (world.desk.view.following, world.desk.view.ready) == (None, "")
    world.layout.change(schemas={"1.1.0": HEAD, BASE: "0001"})
    world.desk.go_back()
    assert (world.desk.view.following, world.code) == (None, "UPD-016")


def test_what_was_taken_back_is_said(world: World) -> None:
    world.layout.change(failed=Failed("1.1.0", "crashed", "2026-11-26T09:00:00+00:00"))
    world.desk.refresh()
    assert world.desk.view.failed == world.layout.read().failed


@pytest.mark.parametrize(("body", "status"), [("sys.exit(3)", 3), ("import time; time.sleep(60)", "—"), (None, "—")])
def test_a_program_that_fails_its_trial(tmp_path: Path, body: str | None, status: object) -> None:
    import sys

    program = tmp_path / "program"
    if body is not None:
        program.write_text(SCRIPT.format(python=sys.executable, body=body))
        program.chmod(0o755)
    with pytest.raises(CodedError) as caught:
        try_out(program, ("x",), seconds=1.5)
    assert (caught.value.code, caught.value.details) == ("UPD-013", {"status": status})


def test_how_a_program_was_started(tmp_path: Path) -> None:
    assert managed_by("1.0.0", {}) is None
    managed = managed_by("1.0.0", {"BMC_UPDATES": str(tmp_path), "BMC_UPDATES_VERSION": "1.1.0"})
    assert managed is not None
    assert (managed.name, managed.layout.root) == ("1.1.0", tmp_path)
    assert not managed.begin()
    assert managed.layout.read().schemas == {"1.1.0": HEAD}


def test_an_older_installer_does_not_hide_the_version_that_was_updated_to(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.change(current=BASE, previous="1.4.0")
    assert Managed(layout, BASE, "1.2.0").begin()
    assert layout.read().following == "1.4.0"
    layout.change(following=None)
    assert not Managed(layout, BASE, "1.5.0").begin()
    assert layout.read().base == "1.5.0"


def test_the_program_s_own_keys_can_be_read(tmp_path: Path) -> None:
    from desktop.records.resources import resources_folder

    assert isinstance(pinned_keys(resources_folder()), list)
    (tmp_path / "updates").mkdir()
    for text in ("keys = ['xy']", "keys = 5", "", "["):
        (tmp_path / "updates" / "keys.toml").write_text(text)
        with pytest.raises(CodedError, match="UPD-010"):
            pinned_keys(tmp_path)


def test_bundles_name_this_system() -> None:
    assert this_platform() in {"linux-x86_64", "linux-aarch64", "windows-x86_64", "windows-aarch64"}


# ---- the command


@contextmanager
def believing(maker: Maker, root: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(update_command, "taker_of", lambda _managed: maker.taker(root))
        yield


def given(*words: str) -> Namespace:
    parser = ArgumentParser()
    add_update_command(parser.add_subparsers())
    return parser.parse_args(["update", *words])


def test_the_command_from_a_bundle_to_the_next_start(world: World) -> None:
    bundle, root = world.maker.bundle(), world.layout.root

    def run(*words: str) -> tuple[int, str]:
        out = io.StringIO()
        with believing(world.maker, root):
            status = run_update_command(given(*words, "--root", str(root)), lambda: NOW, out, world._try)
        return status, out.getvalue()

    with pytest.raises(CodedError, match="UPD-022"):
        run("apply")
    assert run("take", str(bundle)) == (0, "1.1.0 is ready: update apply\n")
    assert run("verify") == (0, "1.1.0: as signed\n")
    assert "from the next start: 1.1.0\n" in run("apply")[1]
    kept = run("keep")[1]
    assert "from the next start: -\n" in kept
    assert "ready: 1.1.0\n" in kept, "it need not be taken again"
    (world.layout.folder("1.1.0") / "_internal" / "empty").write_bytes(b"x")
    assert run("verify") == (1, "1.1.0: NOT as signed: _internal/empty\n")
    world.layout.manifest("1.1.0").unlink()
    assert run("verify")[0] == 1
    with pytest.raises(CodedError, match="UPD-015"):
        run("back")
    newer = world.maker.bundle("1.2.0", sequence=12)
    (newer.parent / "torn.bmcu").write_text("hello")
    assert run("take", str(newer.parent)) == (0, "1.2.0 is ready: update apply\n"), "the newest on a stick"
    assert run("take", str(newer.parent))[0] == 0, "beside an older one that is refused by now"
    assert taken(world.maker.taker(root, "1.0.5"), newer).is_dir()
