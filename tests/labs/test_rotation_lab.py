"""The database key is changed while the power fails at any moment: every PIN and the recovery key open the desk."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.records.desk_folder import DeskFolder, DeskSetup
from desktop.records.file_store import FileStore
from desktop.records.people import Role
from desktop.records.unit_of_work import UnitOfWork
from tests.helpers.real_desk import NOW
from tests.helpers.rotation_lab import CHEAP, LOGIN, PIN

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("LAB_ROUNDS", "30"))
SECOND, SECOND_PIN = "binh", "nam-sau-bay-tam"
BULK = 4_000_000  # characters in the settings: what makes a change of the key last long enough to be hit
LONGEST = 0.12  # seconds after which a child is killed: several changes of the key


Nursery = subprocess.Popen[str]


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """Starts children; see `tests.helpers.rotation_lab`."""
    command = [sys.executable, "-m", "tests.helpers.rotation_lab"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        yield started


@pytest.mark.lab
@pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are POSIX")
@pytest.mark.xdist_group("rotation")
def test_a_change_of_the_key_that_is_cut_off_costs_nothing(tmp_path: Path, nursery: Nursery) -> None:
    folder = DeskFolder(tmp_path / "desk", CHEAP)
    recovery = folder.set_up(
        DeskSetup("UBND XÃ THỬ", "Xã Thử", "000.00.00.H00", 101, 199, LOGIN, "Trần Thị Lan", PIN), NOW.date(), CHEAP
    )
    store = FileStore(folder.path / "files")
    stored = store.put(b"a paper of somebody")
    opened = folder.vault.open(LOGIN, PIN)
    folder.vault.set_pin(opened.key, SECOND, SECOND_PIN)
    worker = folder.open(opened)

    def fill(uow: UnitOfWork) -> None:
        uow.officers.add(SECOND, "Lê Văn Bình", Role.OFFICER)
        uow.settings.set("bulk", "x" * BULK)
        uow.commit()

    worker.submit(fill).result()
    worker.close()
    chance = random.Random(2026)
    cut_off = 0
    for nth in range(ROUNDS):
        kill_one(nursery, folder.path, chance.random() * LONGEST)
        login, pin = ((LOGIN, PIN), (SECOND, SECOND_PIN))[nth % 2]
        opened = folder.vault.open_by_recovery(recovery) if nth % 3 == 2 else folder.vault.open(login, pin)
        cut_off += bool(opened.pending)
        worker = folder.open(opened)
        try:
            assert worker.submit(lambda uow: len(str(uow.settings.get("bulk")))).result() == BULK
            assert worker.check().result() == []
        finally:
            worker.close()
        keys = [folder.vault.open(*each) for each in ((LOGIN, PIN), (SECOND, SECOND_PIN))]
        keys.append(folder.vault.open_by_recovery(recovery))
        assert len({bytes(each.key) for each in keys}) == 1, "everybody has the same key"
        assert not any(each.pending for each in keys), "and only one"
        assert store.get(stored) == b"a paper of somebody"
    assert cut_off > ROUNDS // 4, "the kills hit the changes themselves"


def kill_one(nursery: Nursery, folder: Path, seconds: float) -> None:
    """Let a child change keys, and kill it so many seconds after it began."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{folder}\n")
    nursery.stdin.flush()
    child = int(nursery.stdout.readline())
    time.sleep(seconds)  # not to wait for anything: the moment of the kill is what is drawn by chance
    os.kill(child, signal.SIGKILL)
    assert nursery.stdout.readline() == "ended\n"
