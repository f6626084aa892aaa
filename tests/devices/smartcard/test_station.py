"""The station: cards laid, lifted and swapped, keys offered before and after, faults, and who hears what."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from devices.errors import CodedError
from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import ChipLost, SimulatedChip
from devices.simulated.chip.quirks import Quirks
from devices.simulated.citizens import citizen
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.channel.passwords import access_key
from devices.smartcard.document import Phase
from devices.smartcard.readers import ReaderCondition, ServiceCondition
from devices.smartcard.station import ChipStation
from devices.smartcard.station_events import (
    CardLaid,
    CardLifted,
    KeyNeeded,
    Progressed,
    ReadersChanged,
    ReadingDone,
    ReadingFailed,
    SeveralCards,
    StationEvent,
    TextRead,
)
from tests.helpers.chip_world import TODAY, usual_profile

E = TypeVar("E", bound=StationEvent)
LONG = 10.0  # seconds until a test gives up


class World:
    """A station over simulated readers, and everything it told."""

    def __init__(self, names: tuple[str, ...] = ("A", "B")) -> None:
        self.readers = SimulatedReaders(names)
        self.events: list[StationEvent] = []
        self._told = threading.Condition()
        self.on_event: Callable[[StationEvent], None] = lambda _: None
        self.station = ChipStation(self.readers, TrustStore.empty, self._hear, today=lambda: TODAY)
        self.station.start()

    def _hear(self, event: StationEvent) -> None:
        self.on_event(event)
        with self._told:
            self.events.append(event)
            self._told.notify_all()

    def wait(self, kind: type[E], count: int = 1) -> E:
        """The `count`-th event of a kind."""
        with self._told:
            assert self._told.wait_for(lambda: len(self.of(kind)) >= count, LONG), [
                type(e).__name__ for e in self.events
            ]
            return self.of(kind)[count - 1]

    def of(self, kind: type[E]) -> list[E]:
        """All events of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def offer(self, *seeds: int) -> None:
        self.station.offer([access_key(citizen(seed).number) for seed in seeds])

    def put(self, seed: int, reader: str = "A", quirks: Quirks | None = None) -> SimulatedChip:
        chip = SimulatedChip(usual_profile(seed), quirks, sleep=time.sleep)
        self.readers.put_down(chip, reader)
        return chip


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.station.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("card-")]


def test_a_card_whose_number_is_known_is_read(world: World) -> None:
    world.offer(7)
    world.put(7)
    laid = world.wait(CardLaid)
    text, done = world.wait(TextRead), world.wait(ReadingDone)
    assert laid.reading == text.reading == done.reading == 1
    assert text.document.dg2 is None
    assert done.document.complete
    assert done.document.dg1.personal_number == citizen(7).number
    assert world.of(Progressed)[0].progress.phase is Phase.OPENING


def test_a_card_that_lies_there_first_waits_for_a_number(world: World) -> None:
    world.put(7)
    assert world.wait(KeyNeeded) == KeyNeeded(1, refused=False)
    world.offer(7)
    assert world.wait(ReadingDone).document.dg1.personal_number == citizen(7).number


def test_a_wrong_number_is_said_and_the_right_one_opens(world: World) -> None:
    world.offer(8)
    world.put(7)
    assert world.wait(KeyNeeded) == KeyNeeded(1, refused=True)
    world.offer(8, 7)
    assert world.wait(ReadingDone).document.dg1.personal_number == citizen(7).number
    assert world.of(TextRead) == world.of(TextRead)[:1]


def test_several_numbers_are_tried_in_their_order(world: World) -> None:
    world.offer(8, 9, 7)
    world.put(7)
    assert world.wait(ReadingDone).document.dg1.personal_number == citizen(7).number
    assert world.of(KeyNeeded) == []


def test_no_more_than_three_numbers_are_tried_on_one_card(world: World) -> None:
    chip = world.put(7)
    world.wait(KeyNeeded)
    for seeds in ((1, 2), (3, 4), (5, 6)):
        world.offer(*seeds)
    time.sleep(0.5)
    world.offer(7)
    time.sleep(0.2)
    assert world.of(TextRead) == []
    tried = chip.exchanges
    world.station.retry()
    world.wait(ReadingDone)
    assert chip.exchanges > tried


def test_lifting_ends_a_reading_and_the_same_card_goes_on(world: World) -> None:
    world.offer(7)
    half_of_the_photo = threading.Event()

    def watch(event: StationEvent) -> None:
        if isinstance(event, Progressed) and event.progress.phase is Phase.PHOTO and event.progress.done > 3000:
            half_of_the_photo.set()

    world.on_event = watch
    chip = world.put(7, quirks=Quirks(exchange_seconds=0.01))
    assert half_of_the_photo.wait(LONG)
    world.readers.lift("A")
    failed = world.wait(ReadingFailed)
    assert failed.resumable
    assert world.wait(CardLifted).reading == 1
    read_before = chip.exchanges
    again = world.put(7)
    done = world.wait(ReadingDone)
    assert done.reading == 2
    assert done.document.dg1.personal_number == citizen(7).number
    assert again.exchanges < read_before


def test_another_card_is_another_reading(world: World) -> None:
    world.offer(7, 8)
    world.put(7)
    world.wait(ReadingDone)
    world.put(8)
    done = world.wait(ReadingDone, 2)
    assert done.reading == 2
    assert done.document.dg1.personal_number == citizen(8).number
    order = [type(event).__name__ for event in world.events if isinstance(event, CardLaid | CardLifted | ReadingDone)]
    assert order == ["CardLaid", "ReadingDone", "CardLifted", "CardLaid", "ReadingDone"]


def test_two_cards_stop_everything(world: World) -> None:
    world.offer(7)
    world.put(7, quirks=Quirks(exchange_seconds=0.02))
    world.wait(TextRead)
    world.put(8, "B")
    assert world.wait(SeveralCards).readers == ("A", "B")
    assert world.of(ReadingDone) == []
    world.readers.lift("B")
    assert world.wait(ReadingDone).document.dg1.personal_number == citizen(7).number


def test_cancel_and_retry(world: World) -> None:
    world.offer(7)
    world.on_event = lambda event: world.station.cancel() if isinstance(event, TextRead) else None
    world.put(7)
    assert world.wait(ReadingFailed).error.code == "CHIP-001"
    assert world.of(ReadingDone) == []
    world.on_event = lambda _: None
    world.station.retry()
    assert world.wait(ReadingDone).reading == 1


@pytest.mark.parametrize(
    ("condition", "code"), [(ReaderCondition.MUTE, "PCSC-022"), (ReaderCondition.IN_USE, "PCSC-021")]
)
def test_a_card_that_cannot_be_had_is_only_shown(condition: ReaderCondition, code: str, world: World) -> None:
    world.offer(7)
    world.readers.put_down(SimulatedChip(usual_profile(7)), "A", condition)
    world.wait(ReadersChanged, 2)
    assert world.events[-1] == ReadersChanged(world.readers.watch(None, 0))
    with pytest.raises(CodedError, match=code):
        world.readers.connect("A")
    assert world.of(CardLaid) == []


def test_a_service_that_stops_and_comes_back(world: World) -> None:
    world.offer(7)
    world.put(7, quirks=Quirks(exchange_seconds=0.02))
    world.wait(TextRead)
    world.readers.set_service(ServiceCondition.STOPPED)
    assert world.wait(ReadingFailed).resumable
    assert world.wait(CardLifted).reading == 1
    world.readers.set_service(ServiceCondition.RUNNING)
    assert world.wait(ReadingDone).reading == 2


def test_a_card_that_was_only_reset_is_read_on(world: World) -> None:
    """Another program may reset a card, which is still there: the chip loses its session, and comes back."""

    class ResetOnce(SimulatedChip):
        def transmit(self, command: bytes) -> tuple[bytes, int]:
            try:
                return super().transmit(command)
            except ChipLost:
                self.power_on()
                raise

    world.offer(7)
    chip = ResetOnce(usual_profile(7), Quirks(lost_at=30))
    world.readers.put_down(chip, "A")
    assert world.wait(ReadingDone).reading == 1
    assert world.of(ReadingFailed) == []


def test_a_fault_of_ours_is_told_and_the_station_lives_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr("devices.smartcard.reading.ChipReading.run", fails)
        world.offer(7)
        world.put(7)
        assert world.wait(ReadingFailed).error.code == "APP-001"
    world.put(7)
    assert world.wait(ReadingDone).reading == 2


def test_closing_in_the_middle_of_a_reading() -> None:
    world = World()
    world.offer(7)
    world.put(7, quirks=Quirks(exchange_seconds=0.05))
    world.wait(TextRead)
    started = time.monotonic()
    world.station.close()
    assert time.monotonic() - started < LONG
    assert world.of(ReadingDone) == []


def test_what_was_kept_is_forgotten_when_the_desk_goes_on(world: World) -> None:
    world.offer(7)
    world.put(7, quirks=Quirks(exchange_seconds=0.01))
    world.wait(TextRead)
    world.readers.lift("A")
    world.wait(CardLifted)
    world.offer(8)
    world.offer(7)
    again = world.put(7)
    world.wait(ReadingDone)
    assert again.exchanges > 30
