"""The card readers of a desk, watched and read in the background: one thread waits for events, one reads.

    no card ──▶ laid ──▶ (key known?) ──▶ reading ──▶ text ──▶ done
       ▲          │            │ no           │ wrong number
       │          │            └──▶ key needed ◀┘
       └──────────┴──── lifted, from anywhere; a second card stops everything

A key is offered by whoever knows a number: a QR scan, twelve typed digits. It is tried on the card that lies there,
and on the next one if none does. What a citizen's card gave is told once, to `deliver`, and kept nowhere but in the
`PartialReading` of a card that was lifted too early.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from traceback import format_tb

from devices.errors import CodedError
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.channel.access import Attempt
from devices.smartcard.channel.passwords import AccessKey
from devices.smartcard.document import ChipDocument, PartialReading, Progress
from devices.smartcard.errors import (
    CancelledError,
    CardRemovedError,
    OtherCardError,
    ReaderError,
    SmartCardError,
    WrongPasswordError,
)
from devices.smartcard.readers import CardReaders, ReaderCondition, ReadersState
from devices.smartcard.reading import ChipReading, Observer
from devices.smartcard.station_events import (
    Attempted,
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

_log = logging.getLogger(__name__)
MOST_KEYS = 3  # tried on one card: every wrong one makes some chips slower


@dataclass(slots=True)
class _Laid:
    """The one card that lies on a reader."""

    reading: int
    reader: str
    insertion: int
    cancel: threading.Event = field(default_factory=threading.Event)
    gone: bool = False  # seen to be gone, though that may not be worked off yet
    tried: set[str] = field(default_factory=set)  # numbers that do not open it
    settled: bool = False  # read, or failed for good: only `retry` begins anew
    asked: KeyNeeded | None = None  # what was last said of the key


@dataclass(frozen=True, slots=True)
class _Retry:
    """The officer wants another try."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """Keys were offered."""

    keys: tuple[AccessKey, ...]


@dataclass(frozen=True, slots=True)
class _Stop:
    """The station closes."""


class ChipStation:
    """Reads whatever card is put down.

    `deliver` is called on the station's own thread, with one event after the other, and must not wait for the station.
    """

    def __init__(
        self,
        readers: CardReaders,
        store: Callable[[], TrustStore],
        deliver: Callable[[StationEvent], None],
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._readers = readers
        self._store = store
        self._deliver = deliver
        self._today = today
        self._inbox: queue.SimpleQueue[ReadersState | _Offer | _Retry | _Stop] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._lock = threading.Lock()  # guards _laid, which both threads look at
        self._laid: _Laid | None = None
        self._keys: tuple[AccessKey, ...] = ()
        self._readings = 0
        self._kept: tuple[str, PartialReading] | None = None  # number, what was read of its card
        self._threads = (
            threading.Thread(target=self._watch, name="card-watch", daemon=True),
            threading.Thread(target=self._work, name="card-reading", daemon=True),
        )

    def start(self) -> None:
        """Begin to watch and read."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop reading at the next exchange, and wait for both threads."""
        self._closing.set()
        self._stop_reading()
        self._readers.cancel()
        self._inbox.put(_Stop())
        for thread in self._threads:
            if thread.is_alive():
                thread.join()
        self._readers.close()
        self._kept = None

    def offer(self, keys: Sequence[AccessKey]) -> None:
        """These numbers are the ones that the desk works with now, the likeliest first; from any thread."""
        self._inbox.put(_Offer(tuple(keys)[:MOST_KEYS]))

    def cancel(self) -> None:
        """Stop the reading at its next exchange; `retry` begins anew. From any thread."""
        self._stop_reading()

    def retry(self) -> None:
        """Try the card that lies there anew; from any thread."""
        self._inbox.put(_Retry())

    # ---- the watching thread

    def _watch(self) -> None:
        state: ReadersState | None = None
        while not self._closing.is_set():
            seen = self._readers.watch(state, None)
            if seen != state:
                state = seen
                self._stop_if_changed(seen)
                self._inbox.put(seen)

    def _stop_if_changed(self, state: ReadersState) -> None:
        with self._lock:
            laid = self._laid
            if laid is not None and _cards(state) != [(laid.reader, laid.insertion)]:
                laid.gone = True
                laid.cancel.set()

    def _stop_reading(self) -> None:
        with self._lock:
            if self._laid is not None:
                self._laid.cancel.set()

    # ---- the reading thread

    def _work(self) -> None:
        while True:
            message = self._inbox.get()
            if isinstance(message, _Stop) or self._closing.is_set():
                return
            try:
                self._take(message)
                self._read_if_possible()
            except Exception as error:  # noqa: BLE001 - a fault of ours must not end the thread without a word
                # The stack without the message: an error's own text may quote what it was working on.
                stack = "".join(format_tb(error.__traceback__))
                _log.error("reading a chip failed: %s\n%s", type(error).__name__, stack)
                laid = self._laid
                if laid is not None:
                    laid.settled = True
                    self._deliver(ReadingFailed(laid.reading, CodedError("APP-001", kind=type(error).__name__)))

    def _take(self, message: ReadersState | _Offer | _Retry) -> None:
        if isinstance(message, ReadersState):
            self._see(message)
        elif isinstance(message, _Offer):
            self._keys = message.keys
            if self._kept is not None and self._kept[0] not in {key.number for key in message.keys}:
                self._kept = None  # the desk has gone on to somebody else
        else:
            self._begin_anew()

    def _begin_anew(self) -> None:
        with self._lock:
            laid = self._laid
            if laid is not None and not laid.gone:
                laid.cancel = threading.Event()
                laid.settled = False
                laid.tried.clear()
                laid.asked = None

    def _see(self, state: ReadersState) -> None:
        self._deliver(ReadersChanged(state))
        cards = _cards(state)
        laid = self._laid
        if laid is not None and cards != [(laid.reader, laid.insertion)]:
            with self._lock:
                self._laid = None
            self._deliver(CardLifted(laid.reading))
        if len(cards) > 1:
            self._deliver(SeveralCards(tuple(reader for reader, _ in cards)))
        elif cards and self._laid is None:
            self._readings += 1
            reader, insertion = cards[0]
            with self._lock:
                self._laid = _Laid(self._readings, reader, insertion)
            self._deliver(CardLaid(self._readings, reader))

    def _read_if_possible(self) -> None:
        laid = self._laid
        if laid is None or laid.settled or laid.cancel.is_set():
            return
        keys = [key for key in self._keys if key.number not in laid.tried]
        for key in keys[: MOST_KEYS - len(laid.tried)]:
            try:
                self._read(laid, key)
            except (WrongPasswordError, OtherCardError):
                laid.tried.add(key.number)
            else:
                return
        needed = KeyNeeded(laid.reading, refused=bool(laid.tried))
        if needed != laid.asked:
            laid.asked = needed
            self._deliver(needed)

    def _read(self, laid: _Laid, key: AccessKey) -> None:
        """Read to the end, or tell why not.

        Raises:
            WrongPasswordError: The key is not this card's.
            OtherCardError: It opened another citizen's card.
        """
        kept = self._kept
        partial = kept[1] if kept is not None and kept[0] == key.number else PartialReading()
        self._kept = None
        try:
            document = self._read_twice(laid, key, partial)
        except (WrongPasswordError, OtherCardError):
            raise
        except (CancelledError, CardRemovedError, ReaderError) as error:
            self._kept = (key.number, partial)
            laid.settled = True
            if not self._closing.is_set():
                self._deliver(ReadingFailed(laid.reading, error, resumable=True))
        except SmartCardError as error:
            laid.settled = True
            self._deliver(ReadingFailed(laid.reading, error))
        else:
            laid.settled = True
            self._deliver(ReadingDone(laid.reading, document))

    def _read_twice(self, laid: _Laid, key: AccessKey, partial: PartialReading) -> ChipDocument:
        """A card that was only reset, by another program, is still there: the second try goes on where it was."""
        try:
            return self._carry_out(laid, key, partial)
        except CardRemovedError:
            if laid.gone:
                raise
            return self._carry_out(laid, key, partial)

    def _carry_out(self, laid: _Laid, key: AccessKey, partial: PartialReading) -> ChipDocument:
        connection = self._readers.connect(laid.reader)
        try:
            return ChipReading(
                connection,
                key,
                self._store(),
                partial=partial,
                observer=_Telling(laid.reading, self._deliver),
                cancel=laid.cancel,
                today=self._today,
            ).run()
        finally:
            connection.close()


class _Telling(Observer):
    """Tells a reading's steps as events."""

    def __init__(self, reading: int, deliver: Callable[[StationEvent], None]) -> None:
        self._reading = reading
        self._deliver = deliver

    def progressed(self, progress: Progress) -> None:
        self._deliver(Progressed(self._reading, progress))

    def attempted(self, attempt: Attempt) -> None:
        self._deliver(Attempted(self._reading, attempt))

    def text_read(self, document: ChipDocument) -> None:
        self._deliver(TextRead(self._reading, document))


def _cards(state: ReadersState) -> list[tuple[str, int]]:
    return [(reader.name, reader.insertion) for reader in state.readers if reader.condition is ReaderCondition.CARD]
