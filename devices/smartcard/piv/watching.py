"""The officer's card while they work: told once when it is gone, and passed over among citizens' cards."""

import threading
from collections.abc import Callable
from dataclasses import replace

from devices.smartcard.piv.officer_cards import CardPlace
from devices.smartcard.readers import CardConnection, CardReaders, ReaderCondition, ReadersState

LOOK_SECONDS = 0.5  # how long the end of the watching may take; a card that goes is told at once


def lies_there(state: ReadersState, place: CardPlace) -> bool:
    """Whether the card still lies where it lay. One that another program holds does."""
    held = {ReaderCondition.CARD, ReaderCondition.IN_USE}
    found = (each for each in state.readers if each.name == place.reader)
    return any(each.condition in held and each.insertion == place.insertion for each in found)


class CardWatch:
    """Watches one card on a thread of its own."""

    def __init__(self, readers: CardReaders, place: CardPlace, gone: Callable[[], None]) -> None:
        """Begin at once; `gone` is called on that thread, once: the card, its reader or the service is gone."""
        self._readers, self._place, self._gone = readers, place, gone
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="officer-card", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Watch no longer; waits for the thread."""
        self._ended.set()
        self._readers.cancel()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _watch(self) -> None:
        try:
            state = self._readers.watch(None, 0)
            while not self._ended.is_set():
                if not lies_there(state, self._place):
                    self._gone()
                    return
                state = self._readers.watch(state, LOOK_SECONDS)
        finally:
            self._readers.close()


class PassingOver:
    """Readers in which the officer's own card is no citizen's: see `devices.smartcard.readers.CardReaders`."""

    def __init__(self, readers: CardReaders) -> None:
        self._readers = readers
        self._place: CardPlace | None = None
        self._seen: tuple[ReadersState, ReadersState] | None = None  # what was told last, and what it was made of

    def pass_over(self, place: CardPlace | None) -> None:
        """Pass this card over from now on; None for none. From any thread."""
        self._place = place
        self._readers.cancel()

    def watch(self, known: ReadersState | None, timeout: float | None) -> ReadersState:
        """See `CardReaders.watch`."""
        before = self._seen
        raw = self._readers.watch(before[1] if before is not None and before[0] == known else known, timeout)
        told = self._without_the_officer_s(raw)
        self._seen = (told, raw)
        return told

    def _without_the_officer_s(self, state: ReadersState) -> ReadersState:
        place = self._place
        if place is None:
            return state
        seen = [
            replace(each, condition=ReaderCondition.PASSED_OVER, atr=b"")
            if each.condition is ReaderCondition.CARD and CardPlace(each.name, each.insertion) == place
            else each
            for each in state.readers
        ]
        return replace(state, readers=tuple(seen))

    def cancel(self) -> None:
        """See `CardReaders.cancel`."""
        self._readers.cancel()

    def connect(self, reader: str) -> CardConnection:
        """See `CardReaders.connect`."""
        return self._readers.connect(reader)

    def close(self) -> None:
        """See `CardReaders.close`."""
        self._readers.close()
