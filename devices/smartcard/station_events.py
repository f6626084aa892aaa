"""What a chip station tells: plain values, each of one reading, so that no card is taken for another."""

from dataclasses import dataclass

from devices.errors import CodedError
from devices.smartcard.channel.access import Attempt
from devices.smartcard.document import ChipDocument, Progress
from devices.smartcard.readers import ReadersState


@dataclass(frozen=True, slots=True)
class ReadersChanged:
    """The service, a reader or a card changed."""

    state: ReadersState


@dataclass(frozen=True, slots=True)
class SeveralCards:
    """Cards lie on more than one reader: none is read until only one is left."""

    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardLaid:
    """A card was put down: a new reading, of which nothing is known yet.

    Attributes:
        reading: The reading's number; higher than every one before.
        reader: Where the card lies.
    """

    reading: int
    reader: str


@dataclass(frozen=True, slots=True)
class KeyNeeded:
    """The card waits for a number.

    Attributes:
        reading: The reading.
        refused: A number was there, and the card is not opened by it: it is another citizen's.
    """

    reading: int
    refused: bool


@dataclass(frozen=True, slots=True)
class Attempted:
    """A password is about to be tried."""

    reading: int
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Progressed:
    """A step was made."""

    reading: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class TextRead:
    """The text is there, with what is known of its authenticity so far; the photo follows."""

    reading: int
    document: ChipDocument


@dataclass(frozen=True, slots=True)
class ReadingDone:
    """Everything is there."""

    reading: int
    document: ChipDocument


@dataclass(frozen=True, slots=True)
class ReadingFailed:
    """The reading ended before it was done.

    Attributes:
        reading: The reading.
        error: Why.
        resumable: The card was taken away too early: put down again, it goes on where it stopped.
    """

    reading: int
    error: CodedError
    resumable: bool = False


@dataclass(frozen=True, slots=True)
class CardLifted:
    """The card of this reading is gone: whatever shows the citizen's face must vanish."""

    reading: int


StationEvent = (
    ReadersChanged
    | SeveralCards
    | CardLaid
    | KeyNeeded
    | Attempted
    | Progressed
    | TextRead
    | ReadingDone
    | ReadingFailed
    | CardLifted
)
