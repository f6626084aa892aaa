"""Card readers in software: the twin of PC/SC, with a simulated chip put down, lifted and swapped by hand.

It behaves as PC/SC does where that matters: an insertion has a number of its own, a connection dies with the card, and
a card that another program holds cannot be had.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from devices.simulated.chip.chip import ChipLost
from devices.smartcard.doctor import Examination, examine
from devices.smartcard.errors import (
    CardBusyError,
    CardMuteError,
    CardRemovedError,
    ReaderGoneError,
    ServiceError,
)
from devices.smartcard.readers import CardConnection, ReaderCondition, ReadersState, ReaderState, ServiceCondition

NAME = "Đầu đọc mô phỏng"


class Card(Protocol):
    """What can be put down: a simulated chip, or whatever else answers commands."""

    @property
    def atr(self) -> bytes:
        """The answer to reset."""

    def power_on(self) -> None:
        """The field is there: every session begins anew."""

    def power_off(self) -> None:
        """The field is gone."""

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        """One exchange."""


@dataclass(slots=True)
class _Slot:
    state: ReaderState
    card: Card | None = None


class SimulatedReaders:
    """The readers of a desk in software; see `devices.smartcard.readers.CardReaders`.

    Every method may be called from any thread.
    """

    def __init__(self, names: Sequence[str] = (NAME,), *, extended_length: bool = False) -> None:
        self._changed = threading.Condition()
        self._slots = {name: _Slot(ReaderState(name, ReaderCondition.EMPTY)) for name in names}
        self._service = ServiceCondition.RUNNING
        self._insertions = 0
        self._cancelled = False
        self._closed = False
        self.extended_length = extended_length

    # ---- what a hand does

    def put_down(
        self, card: Card, reader: str | None = None, condition: ReaderCondition = ReaderCondition.CARD
    ) -> None:
        """Put a card on a reader; one that lies there already is lifted first."""
        with self._changed:
            slot = self._slot(reader)
            self._empty(slot)
            self._insertions += 1
            card.power_on()
            atr = b"" if condition is ReaderCondition.MUTE else card.atr
            slot.card = card
            slot.state = replace(slot.state, condition=condition, atr=atr, insertion=self._insertions)
            self._changed.notify_all()

    def lift(self, reader: str | None = None) -> None:
        """Take the card away; nothing happens without one."""
        with self._changed:
            self._empty(self._slot(reader))
            self._changed.notify_all()

    def plug(self, reader: str) -> None:
        """Plug a reader in."""
        with self._changed:
            self._slots[reader] = _Slot(ReaderState(reader, ReaderCondition.EMPTY))
            self._changed.notify_all()

    def unplug(self, reader: str) -> None:
        """Pull a reader out, its card with it."""
        with self._changed:
            slot = self._slots.pop(reader, None)
            if slot is not None:
                self._empty(slot)
            self._changed.notify_all()

    def set_service(self, condition: ServiceCondition) -> None:
        """Stop or start the service; a stopped one drops every connection."""
        with self._changed:
            self._service = condition
            for slot in self._slots.values():
                if slot.card is None:
                    continue
                slot.card.power_off()
                if condition is ServiceCondition.RUNNING:
                    self._insertions += 1
                    slot.card.power_on()
                    slot.state = replace(slot.state, insertion=self._insertions)
            self._changed.notify_all()

    # ---- what a program does

    def watch(self, known: ReadersState | None, timeout: float | None) -> ReadersState:
        """See `CardReaders.watch`."""
        with self._changed:
            self._changed.wait_for(
                lambda: known is None or self._cancelled or self._closed or self._state() != known, timeout
            )
            if known is not None:  # a mere look takes no cancel away from whoever waits
                self._cancelled = False
            return self._state()

    def watch_unless(
        self, woken: Callable[[], bool], known: ReadersState | None, timeout: float | None
    ) -> ReadersState:
        """As `watch`, ended by a reason of the caller's own, who calls `wake`."""
        with self._changed:
            self._changed.wait_for(lambda: known is None or woken() or self._closed or self._state() != known, timeout)
            return self._state()

    def wake(self) -> None:
        """Have everybody who waits look again."""
        with self._changed:
            self._changed.notify_all()

    def another(self) -> "OtherHandle":
        """A second handle on the same readers, as another context of PC/SC is: closing it closes nothing of this."""
        return OtherHandle(self)

    def cancel(self) -> None:
        """See `CardReaders.cancel`."""
        with self._changed:
            self._cancelled = True
            self._changed.notify_all()

    def close(self) -> None:
        """See `CardReaders.close`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def connect(self, reader: str) -> CardConnection:
        """See `CardReaders.connect`."""
        with self._changed:
            slot = self._slots.get(reader)
            if self._service is not ServiceCondition.RUNNING:
                raise ServiceError("PCSC-002")
            if slot is None:
                raise ReaderGoneError("PCSC-010")
            if slot.state.condition is ReaderCondition.IN_USE:
                raise CardBusyError("PCSC-021")
            if slot.state.condition is ReaderCondition.MUTE:
                raise CardMuteError("PCSC-022")
            if slot.card is None:
                raise CardRemovedError("PCSC-020")
            return _Connection(self, slot, slot.card)

    def exchange(self, slot: _Slot, card: Card, insertion: int, command: bytes) -> tuple[bytes, int]:
        """One exchange, if it is still the same insertion."""
        with self._changed:
            self._must_lie_there(slot, card, insertion)
        try:
            answer = card.transmit(command)
        except ChipLost as error:
            raise CardRemovedError("PCSC-020") from error
        with self._changed:
            self._must_lie_there(slot, card, insertion)
        return answer

    def power_anew(self, slot: _Slot, card: Card, insertion: int) -> None:
        """Reset the card, if it is still the same insertion."""
        with self._changed:
            self._must_lie_there(slot, card, insertion)
            card.power_off()
            card.power_on()

    def _must_lie_there(self, slot: _Slot, card: Card, insertion: int) -> None:
        if self._service is not ServiceCondition.RUNNING:
            raise ServiceError("PCSC-002")
        if slot.card is not card or slot.state.insertion != insertion:
            raise CardRemovedError("PCSC-020")

    def _slot(self, reader: str | None) -> _Slot:
        return next(iter(self._slots.values())) if reader is None else self._slots[reader]

    def _empty(self, slot: _Slot) -> None:
        if slot.card is not None:
            slot.card.power_off()
            slot.card = None
        slot.state = replace(slot.state, condition=ReaderCondition.EMPTY, atr=b"")

    def _state(self) -> ReadersState:
        if self._service is not ServiceCondition.RUNNING:
            return ReadersState(self._service, (), "PCSC-002")
        return ReadersState(self._service, tuple(slot.state for slot in self._slots.values()))


class _Connection:
    """A connection to a simulated card."""

    def __init__(self, readers: SimulatedReaders, slot: _Slot, card: Card) -> None:
        self._readers = readers
        self._slot = slot
        self._card = card
        self._insertion = slot.state.insertion
        self._closed = False

    @property
    def reader(self) -> str:
        return self._slot.state.name

    @property
    def atr(self) -> bytes:
        return self._card.atr

    @property
    def supports_extended_length(self) -> bool:
        return self._readers.extended_length

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        if self._closed:
            raise CardRemovedError("PCSC-020")
        return self._readers.exchange(self._slot, self._card, self._insertion, command)

    def reset(self) -> None:
        self._readers.power_anew(self._slot, self._card, self._insertion)

    def close(self) -> None:
        self._closed = True


class OtherHandle:
    """A second handle on simulated readers; see `SimulatedReaders.another`."""

    def __init__(self, readers: SimulatedReaders) -> None:
        self._readers = readers
        self._woken = threading.Event()

    def watch(self, known: ReadersState | None, timeout: float | None) -> ReadersState:
        """See `CardReaders.watch`."""
        state = self._readers.watch_unless(self._woken.is_set, known, timeout)
        if known is not None:
            self._woken.clear()
        return state

    def connect(self, reader: str) -> CardConnection:
        """See `CardReaders.connect`."""
        return self._readers.connect(reader)

    def cancel(self) -> None:
        """See `CardReaders.cancel`."""
        self._woken.set()
        self._readers.wake()

    def close(self) -> None:
        """The readers stay open for who opened them."""
        self.cancel()


def examine_nothing(ask_cards: bool, last_error: str) -> Examination:
    """What a doctor finds on a desk without any reader."""
    return examine(SimulatedReaders(()), ask_cards=ask_cards, last_error=last_error)
