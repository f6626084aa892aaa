"""The power fails at any moment of a desk's life: what was answered for is there, and everything opens.

The desk's life is recorded once (`tests.helpers.power_scenes`), every change of its files in order; then the power is
cut as often as wanted, at a moment drawn anew, on a disk that had lost what nobody waited for
(`tests.helpers.power_disk`), and the program's own code is let at what is left (`tests.helpers.power_look`).
docs/power-cuts.md says what is modelled and what not.
"""

import json
import logging
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.records.keys import Cost
from tests.helpers.power_disk import Disk, Mode, found_in, lay_out
from tests.helpers.power_look import Ledger, Looker, Promised
from tests.helpers.power_recorder import WAL_INDEX, Kind, Recording, record
from tests.helpers.power_scenes import AGAIN, DESK, REAL

CUTS = int(os.environ.get("LAB_ROUNDS", "1000"))
SCENES = "tests.helpers.power_scenes"
DEAR_CUTS = 3 + CUTS // 1000  # with PINs at their real cost, half a second each
SECOND_LIVES = 1 + CUTS // 2000
CUTS_OF_A_SECOND_LIFE = 20
THOROUGH = 5  # of so many one
SHOWN = 10
_log = logging.getLogger(__name__)
pytestmark = [
    pytest.mark.lab,
    pytest.mark.xdist_group("power_lab"),  # one recording serves them all
    pytest.mark.timeout(0 if "LAB_ROUNDS" in os.environ else 900),
    pytest.mark.skipif(os.name != "posix", reason="the recorder is preloaded, as POSIX systems do it"),
]


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder for disks that come and go: in memory where there is room, for nothing here is about this PC's disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**28:
        folder = memory / f"{tmp_path.parent.name}-{tmp_path.name}-{os.getpid()}"
        folder.mkdir()
        yield folder
        shutil.rmtree(folder)
    else:
        yield tmp_path


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A desk's life from its set-up to its restore."""
    return record(tmp_path_factory.mktemp("life"), SCENES)


def moments(recording: Recording, ledger: Ledger, count: int, draw: random.Random) -> list[int]:
    """Where the power fails, in order: every scene alike, half of them anywhere, half where it matters.

    That is right after an answer, and right before and after something was made sure or got its name.
    """
    matter = set(ledger.answered())
    for at, change in enumerate(recording.changes):
        if change.kind in {Kind.SYNCED, Kind.ALL_SYNCED, Kind.RENAMED, Kind.CUT, Kind.REMOVED}:
            matter |= {at, at + 1}
    begins = [at for _, at in ledger.scenes()] or [0]
    spans = list(zip(begins, [*begins[1:], len(recording.changes)], strict=True))
    drawn = []
    for nth in range(count):
        first, last = spans[nth % len(spans)]
        among = [at for at in matter if first < at <= last] if nth % 2 else []
        drawn.append(draw.choice(among) if among else draw.randint(first + 1, last))
    return sorted(drawn)


def cut(
    recording: Recording,
    mode: Mode,
    count: int,
    place: Path,
    seed: int,
    *,
    cost: Cost | None = None,
    before: Promised | None = None,
    until: str = "never",
) -> list[str]:
    """Cut the power so many times, or until something of this text is wrong; what is, each with what finds it again.

    A disk on which something was wrong stays in `place`, up to `SHOWN` of them.
    """
    draw, ledger, disk = random.Random(seed), Ledger(recording, before), Disk(recording, mode)
    wrong: list[str] = []
    scenes: Counter[str] = Counter()
    for nth, at in enumerate(moments(recording, ledger, count, draw)):
        disk.advance(at)
        chance = draw.randrange(1 << 32)
        root = place / f"{mode.value}-{nth}"
        lay_out(disk.after_a_cut(random.Random(chance)), root)
        promised = ledger.until(at)
        scenes[promised.scene] += 1
        found = Looker(root, promised, cost, thorough=nth % THOROUGH == 0).look()
        wrong += [f"{mode.value}, {promised.scene}, cut {at}, chance {chance}: {each}" for each in found]
        if not found or len(wrong) > SHOWN:
            shutil.rmtree(root)
        if any(until in each for each in found):
            break
    _log.warning("%s disk: %d cuts, %d with faults; %s", mode.value, count, len(wrong), dict(scenes))
    return wrong


def fresh_seed() -> int:
    seed = random.randrange(1 << 32)
    _log.warning("seed %d", seed)  # pytest shows it beside a failure
    return seed


@pytest.mark.parametrize("mode", list(Mode))
def test_nothing_that_was_answered_for_is_lost_when_the_power_fails(life: Recording, mode: Mode, quick: Path) -> None:
    assert cut(life, mode, CUTS // len(Mode), quick, fresh_seed()) == []


@pytest.mark.parametrize("mode", list(Mode))
def test_the_power_fails_again_while_the_desk_mends_itself(
    life: Recording, mode: Mode, tmp_path: Path, quick: Path
) -> None:
    draw, ledger, disk = random.Random(fresh_seed()), Ledger(life), Disk(life, mode)
    chosen = [at for at in moments(life, ledger, 40 * SECOND_LIVES, draw) if _is_settled(ledger.until(at))]
    for nth, at in enumerate(sorted(draw.sample(chosen, SECOND_LIVES))):
        work = tmp_path / str(nth)
        work.mkdir()
        disk.advance(at)
        lay_out(disk.after_a_cut(draw), work / "disk")
        promised = ledger.until(at)
        again = record(work, SCENES, [AGAIN, json.dumps(promised.of(DESK).opens)])
        assert cut(again, mode, CUTS_OF_A_SECOND_LIFE, quick, draw.randrange(1 << 32), before=promised) == []


def _is_settled(promised: Promised) -> bool:
    """Whether the desk is set up and at work, and nothing is under way that a cut may leave done or not."""
    aside = {"erasure", "an old desk", "migration", "restore", "restore over it"}
    return bool(promised.of(DESK).opens) and not promised.of(DESK).changing and promised.scene not in aside


def test_pins_at_their_real_cost_open_the_desk_after_a_power_cut(tmp_path: Path, quick: Path) -> None:
    recording = record(tmp_path, SCENES, [REAL])
    assert cut(recording, Mode.STRICT, DEAR_CUTS, quick, fresh_seed(), cost=Cost()) == []


# ---- the lab itself


def test_what_was_recorded_is_what_the_desk_did(life: Recording) -> None:
    """Replayed in full it is the folder, byte for byte: no way of writing goes unseen."""
    there = {path: content for path, content in found_in(life.folder).items() if not path.endswith(WAL_INDEX)}
    for mode in Mode:
        disk = Disk(life, mode)
        disk.advance(len(life.changes))
        assert disk.whole() == there


def without(recording: Recording, forgotten: Callable[[str], bool]) -> Recording:
    """The same life on the same disk, of a program that forgot to wait for some files or folders."""
    names: dict[int, str] = {number: path or "." for path, (number, _) in recording.before.items()}
    kept = []
    for change in recording.changes:
        if change.kind in {Kind.CREATED, Kind.FOLDER_MADE, Kind.RENAMED}:
            names[change.node] = change.other or change.name
        if not (change.kind is Kind.SYNCED and forgotten(names[change.node])):
            kept.append(change)
    return replace(recording, changes=tuple(kept))


@pytest.mark.parametrize(
    ("mode", "forgotten", "loses"),
    [
        (Mode.ORDERED, lambda name: name.endswith("-wal"), "no state that was answered for"),  # synchronous=NORMAL
        (Mode.ORDERED, lambda name: "/files/" in name, "files: StoreReport"),
        (Mode.STRICT, lambda name: name.endswith("/files"), "files: StoreReport"),
        (Mode.STRICT, lambda name: name == ".", "is gone"),
        (Mode.ORDERED, lambda name: "keys" in name, "locked out"),
        (Mode.ORDERED, lambda name: name.endswith("manifest.json"), "backup"),
    ],
    ids=["log", "papers", "papers' folder", "desk's name", "vault", "manifest"],
)
def test_the_lab_finds_what_a_program_forgot_to_wait_for(
    life: Recording, quick: Path, mode: Mode, forgotten: Callable[[str], bool], loses: str
) -> None:
    wrong = cut(without(life, forgotten), mode, 400, quick, fresh_seed(), until=loses)
    assert any(loses in each for each in wrong), wrong
