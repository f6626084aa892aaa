"""The frozen program gets new versions as on a desk: from a stick, by its own command, under its own launcher.

The versions are made of the program that was built once. With LAB_FREEZE (`make update-lab`) they are frozen anew from
changed sources, with a newer schema: the one that fails has upgraded the data before it does.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.bootstrap.hardware import desk_clock
from desktop.records.desk_folder import DeskFolder
from desktop.records.migrations import HEAD
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.update_desk import this_platform
from sync.protocol import public_digits
from tests.helpers.bundle import NAME, Bundle, bare
from tests.helpers.desk import NOW, case_of
from tests.helpers.display import Display, own_display, wait_until
from tests.helpers.frozen_versions import Builds, Overlays, Versions, installed
from tests.helpers.old_desks import bare_by
from tests.helpers.real_desk import CHEAP, SETUP
from tests.helpers.releases import envelope_of, release_of
from updates.layout import BASE, Layout
from updates.making import Wanted, make_bundle

UNLOCK, WINDOW = "Mở bàn làm việc", "Bàn Một Cửa"
PROGRAM = "BanMotCua"
PATIENCE = 120.0  # seconds; only a failing test waits so long
ANEW = "LAB_FREEZE" in os.environ
# A mark counts more than the command line: freezing anew, twice, takes as long as the machine is busy.
pytestmark = [pytest.mark.display, pytest.mark.timeout(0 if ANEW else 600), pytest.mark.xdist_group("bundle")]


@dataclass
class DeskPc:
    """A PC with the program of an installer, one user and their desk."""

    base: Bundle
    home: Path
    display: Display

    @property
    def data(self) -> Path:
        """Where the user's data lie."""
        return self.home / ".local/share" / PROGRAM

    @property
    def layout(self) -> Layout:
        """Where versions lie."""
        return Layout(self.data / "program")

    @property
    def desk(self) -> DeskFolder:
        """The desk."""
        return DeskFolder(self.data / "desk", CHEAP)

    def update(self, *words: str | Path) -> tuple[int, str]:
        """``ban-mot-cua update …``: the exit status, and all that it says."""
        done = subprocess.run(
            [self.base.folder / "ban-mot-cua-launcher", "update", *words],
            env=bare(self.home),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    @contextmanager
    def opened(self, *, fails_first: bool = False) -> Iterator[None]:
        """The icon is pressed, the desk unlocked, its window seen and closed again.

        Args:
            fails_first: The version that takes the PIN first is taken back, and the one before asks again.
        """
        environment = bare(self.home, DISPLAY=self.display.name, QT_QPA_PLATFORM="xcb")
        with (self.home / "program.log").open("ab") as log:
            process = subprocess.Popen(
                [self.base.folder / "ban-mot-cua-launcher"], env=environment, stdout=log, stderr=log
            )
        try:
            self._seen(process, UNLOCK)
            if fails_first:
                self.display.type(f"{SETUP.pin}\n")
                wait_until(lambda: self.layout.read().failed is not None, "the way back", PATIENCE)
                self._seen(process, UNLOCK)
            self.display.type(f"{SETUP.pin}\n")
            self._seen(process, WINDOW)
            yield
            self.display.press("alt+F4")
            assert process.wait(60) == 0
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(20)

    def _seen(self, process: "subprocess.Popen[bytes]", title: str) -> None:
        wait_until(lambda: self.display.has_focus(title) or process.poll() is not None, title, PATIENCE)
        assert process.poll() is None, (self.home / "program.log").read_text(encoding="utf-8")

    def kept(self) -> tuple[str, int]:
        """The schema of the desk's data, and its cases."""
        key = self.desk.vault.open(SETUP.login, SETUP.pin).key
        with bare_by(self.desk.database, key) as connection:
            [schema] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            [cases] = connection.execute("SELECT count(*) FROM cases").fetchone()
        return schema, cases


@dataclass
class Stick:
    """The maker's bundles, each on a stick of its own."""

    folder: Path
    base: Bundle
    versions: Versions
    key: Ed25519PrivateKey

    def with_version(self, program: Path, version: str, sequence: int) -> Path:
        """A stick with one version."""
        wanted = Wanted(
            version,
            sequence,
            this_platform(),
            "0.1.0",
            self.versions.schema,
            desk_clock().date(),
            desk_clock().date() + timedelta(days=90),
            {},
        )
        return make_bundle(program, wanted, self.key, self.folder / version).parent


@pytest.fixture
def stick(bundle: Bundle, tmp_path: Path) -> Stick:
    """Sticks of a maker whose key was made for this test, and is in the installed program."""
    key = Ed25519PrivateKey.generate()
    keys = f'keys = ["{public_digits(key.public_key())}"]\n'
    base = installed(bundle, tmp_path / "installed", keys)
    maker = tmp_path / "maker"
    maker.mkdir()
    return Stick(tmp_path / "sticks", base, Builds(maker, keys) if ANEW else Overlays(maker, base), key)


@pytest.fixture
def pc(stick: Stick, tmp_path: Path) -> Iterator[DeskPc]:
    """With a desk that has one case."""
    home = tmp_path / "home"
    home.mkdir()
    with own_display(tmp_path) as display:
        made = DeskPc(stick.base, home, display)
        made.data.mkdir(parents=True)
        made.desk.set_up(SETUP, NOW.date())
        worker = made.desk.unlock(SETUP.login, SETUP.pin)
        worker.submit(receive).result()
        worker.close()
        yield made


def test_a_desk_takes_new_versions_of_the_frozen_program(pc: DeskPc, stick: Stick) -> None:
    versions = stick.versions

    # One that fails once it is in force: the version before is back, with the data as they were.
    failing = stick.with_version(versions.fails("0.2.0"), "0.2.0", 2)
    status, said = pc.update("take", failing)
    assert (status, said) == (0, "0.2.0 is ready: update apply\n")
    assert "from the next start: 0.2.0\n" in pc.update("apply")[1]
    with pc.opened(fails_first=ANEW):
        pass
    state = pc.layout.read()
    assert (state.current, state.trial) == (BASE, None)
    assert state.failed is not None
    assert (state.failed.version, state.failed.why) == ("0.2.0", "crashed")
    assert pc.kept() == (HEAD, 1)

    # One that works: on trial at its first start, kept from its proof on.
    working = stick.with_version(versions.works("0.3.0"), "0.3.0", 3)
    changed_manifest, changed_content = tampered(working)
    assert "UPD-002" in pc.update("take", changed_manifest)[1]
    assert "UPD-006" in pc.update("take", changed_content)[1]
    assert pc.layout.read().ready == ""
    assert pc.update("take", working)[0] == 0
    assert pc.update("apply")[0] == 0
    with pc.opened():
        state = pc.layout.read()
        assert (state.current, state.previous, state.trial) == ("0.3.0", BASE, None)
    assert "in force: 0.3.0\n" in pc.update("status")[1]
    assert pc.update("verify") == (0, "0.3.0: as signed\n")
    assert pc.kept() == (versions.schema, 1)

    # What is older comes back by no stick; by hand only where both versions have the same schema.
    assert "UPD-004" in pc.update("take", failing)[1]
    status, said = pc.update("back")
    assert (status, "UPD-016" in said) == ((1, True) if ANEW else (0, False)), said


def receive(uow: UnitOfWork) -> None:
    """One case."""
    uow.cases.receive(case_of())
    uow.commit()


def tampered(stick: Path) -> tuple[Path, Path]:
    """Two bundles beside the one of a stick: a letter of the manifest changed, a byte of the program changed."""
    [bundle] = stick.iterdir()
    whole = bundle.read_bytes()
    _, contents = envelope_of(bundle)
    offset, program = next(each for each in release_of(bundle).offsets().values() if each[1].path == NAME)
    changed: list[Path] = []
    for place in (contents // 2, contents + offset + program.packed - 3):
        content = bytearray(whole)
        content[place] = ord("B") if content[place] == ord("A") else ord("A")
        made = stick.parent / f"changed-{len(changed)}.bmcu"
        made.write_bytes(content)
        changed.append(made)
    return changed[0], changed[1]
