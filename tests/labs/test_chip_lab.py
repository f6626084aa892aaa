"""Cards laid, pulled and swapped at any exchange, ten thousand times: no two citizens mixed, no hang, nothing leaked.

The hand that does it sits in the chip: at a chosen exchange it pulls its own card, lays another beside it or in its
place, or stops the service, and only then lets the exchange fail or succeed.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.profile import SOD, ChipProfile, Options
from devices.simulated.chip.quirks import Quirks
from devices.simulated.citizens import citizen
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.datagroups.dg13 import Dg13Field
from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.document import ChipDocument
from devices.smartcard.readers import ReaderCondition, ReadersState, ServiceCondition
from devices.smartcard.station import ChipStation
from devices.smartcard.station_events import (
    CardLaid,
    CardLifted,
    ReadersChanged,
    ReadingDone,
    ReadingFailed,
    StationEvent,
    TextRead,
)
from tests.helpers.chip_world import TODAY, key_of, maker, usual_profile

EVENTS = 20 * int(os.environ["LAB_ROUNDS"]) if "LAB_ROUNDS" in os.environ else 6_000
CITIZENS = (3, 7, 8, 11)
READERS = ("A", "B")
PATIENCE = 30.0  # seconds: only a hang takes as long
PEACEFUL_SHARE = 0.6  # of the rounds end with a card that is left to lie
FULL_SHARE = 0.06  # of the cards do everything that a card can; the others do less, and faster


@cache
def cheap(seed: int) -> ChipProfile:
    """A chip that costs little: no signature, no proof, opened by BAC."""
    made = maker().chip(citizen(seed), Options(chip_key=None, signing=""))
    files = {fid: data for fid, data in made.application.items() if fid not in {SOD, 0x010E}}
    return replace(made, application=MappingProxyType(files))


class Handled(SimulatedChip):
    """A chip with a hand that acts at one exchange."""

    def __init__(self, profile: ChipProfile, quirks: Quirks, at: int, act: Callable[[], None]) -> None:
        super().__init__(profile, quirks)
        self._at = at
        self._act = act

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        if self.exchanges + 1 == self._at:
            self._act()
        return super().transmit(command)


class Lab:
    """Readers, a station, a restless hand, and a judge of everything told."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.readers = SimulatedReaders(READERS)
        self.acts: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.faults: list[str] = []
        self._moved = threading.Condition()
        self._seen: ReadersState | None = None
        self._open: set[int] = set()
        self._newest = 0
        self._still = False
        self.station = ChipStation(self.readers, TrustStore.empty, self._judge, today=lambda: TODAY)

    # ---- the hand

    def act(self, depth: int = 0) -> None:
        """Do one thing, on whatever thread; a card's own hand does nothing while a card is to be left alone."""
        if depth and self._still:
            return
        choice = self.random.choices(("lay", "swap", "pull", "pull all", "offer", "service"), (30, 20, 25, 5, 18, 2))[0]
        self.acts[choice] += 1
        reader = self.random.choice(READERS) if self.random.random() < 0.1 else "A"
        if choice in {"lay", "swap"}:
            self.readers.put_down(self._card(depth), reader)
        elif choice == "pull":
            self.readers.lift(reader)
        elif choice == "pull all":
            for each in READERS:
                self.readers.lift(each)
        elif choice == "offer":
            self._offer()
        else:
            self.readers.set_service(ServiceCondition.STOPPED)
            self.readers.set_service(ServiceCondition.RUNNING)

    def _card(self, depth: int) -> SimulatedChip:
        seed = self.random.choice(CITIZENS)
        full = self.random.random() < FULL_SHARE
        profile = usual_profile(seed) if full else cheap(seed)
        quirks = Quirks(pace=full, broken_at=frozenset({self.random.randint(8, 60)}) if full else frozenset())
        at = self.random.randint(1, 60) if depth < 3 and self.random.random() < 0.7 else 0
        return Handled(profile, quirks, at, lambda: self.act(depth + 1))

    def _offer(self) -> None:
        self.station.offer([key_of(citizen(seed)) for seed in self.random.sample(CITIZENS, self.random.randint(1, 2))])

    # ---- the judge

    def _judge(self, event: StationEvent) -> None:
        with self._moved:
            self.told[type(event).__name__] += 1
            self._moved.notify_all()
        if isinstance(event, CardLaid):
            self._expect(event.reading > self._newest, "a reading's number did not grow")
            self._newest = event.reading
            self._open.add(event.reading)
        elif isinstance(event, CardLifted):
            self._open.discard(event.reading)
        elif isinstance(event, TextRead | ReadingDone):
            self._expect(event.reading == self._newest and event.reading in self._open, "told of a card that is gone")
            self._judge_document(event.document, whole=isinstance(event, ReadingDone))
        elif isinstance(event, ReadingFailed):
            self._expect(event.error.code != "APP-001", f"a fault of ours: {event.error}")
        elif isinstance(event, ReadersChanged):
            with self._moved:
                self._seen = event.state
                self._moved.notify_all()

    def _judge_document(self, document: ChipDocument, *, whole: bool) -> None:
        number = document.dg1.personal_number
        owner = next((seed for seed in CITIZENS if citizen(seed).number == number), None)
        self._expect(owner is not None, "nobody's number")
        if owner is None:
            return
        files = usual_profile(owner).application
        for file in (ElementaryFile.DG1, ElementaryFile.DG13, ElementaryFile.DG2):
            content = document.files.get(file)
            self._expect(content == files[file.file_id] or (content is None and not whole), f"mixed: {file.name}")
        if document.dg13 is not None:
            self._expect(document.dg13.text(Dg13Field.NUMBER) == number, "two numbers")

    def _expect(self, right: bool, fault: str) -> None:
        if not right:
            self.faults.append(fault)

    # ---- the run

    def run(self, events: int) -> None:
        self.station.start()
        self._offer()
        while sum(self.acts.values()) < events and not self.faults:
            for _ in range(20):
                self.act()
                if self.random.random() < 0.5:
                    time.sleep(self.random.random() * 0.012)
            if self.random.random() < PEACEFUL_SHARE:
                self._leave_alone()
            self._rest()
        self.station.close()

    def _leave_alone(self) -> None:
        """Lay a card that nobody touches until it is read: however slow the machine is, some are read whole.

        A hand of the card before may be about to act, in the exchange that the station is at: first the readers rest.
        """
        self._still = True
        self._rest()
        done = self.told["ReadingDone"]
        owner = self.random.choice(CITIZENS)
        self.station.offer([key_of(citizen(owner))])
        self.readers.put_down(SimulatedChip(cheap(owner), Quirks(pace=False)), "A")
        with self._moved:
            read = self._moved.wait_for(lambda: self.told["ReadingDone"] > done, PATIENCE)
        assert read, "a card that lies still is not read"
        self._still = False

    def _rest(self) -> None:
        """Empty the readers and wait until the station has seen it: that it does is the proof that it did not hang."""
        deadline = time.monotonic() + PATIENCE
        while not self._rested():
            assert time.monotonic() < deadline, "the station hangs"

    def _rested(self) -> bool:
        """Whether the station has seen a state that it never saw before, in which nothing lies anywhere."""
        self.readers.put_down(SimulatedChip(cheap(CITIZENS[0])), "A", ReaderCondition.MUTE)
        for reader in READERS:
            self.readers.lift(reader)
        empty = self.readers.watch(None, 0)
        with self._moved:
            return self._moved.wait_for(lambda: self._seen == empty, 1.0)


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.lab
@pytest.mark.timeout(0)
def test_cards_laid_pulled_and_swapped_at_any_exchange() -> None:
    for seed in CITIZENS:
        usual_profile(seed)
        cheap(seed)
    before = handles(), threading.active_count()
    lab = Lab(seed=20_261_125)
    lab.run(EVENTS)
    assert lab.faults == []
    assert sum(lab.acts.values()) >= EVENTS
    # The lab did what it is for: texts, whole cards, failures, swaps, all of them often.
    for name in ("TextRead", "ReadingDone", "ReadingFailed", "CardLifted", "SeveralCards"):
        assert lab.told[name] > EVENTS / 100, lab.told
    assert lab.told["KeyNeeded"] > 0
    assert (handles(), threading.active_count()) <= before
