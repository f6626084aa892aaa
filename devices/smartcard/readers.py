"""Readers and the cards in them, as plain values; and what a driver of readers must do.

Device, connection and session are three things: `CardReaders` watches devices and connects, a `CardConnection` carries
bytes to one card, and what is agreed with the chip lives above, in the channel. PC/SC implements both protocols in
`devices.smartcard.pcsc`, a simulated reader in `devices.simulated`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ServiceCondition(StrEnum):
    """How the service that owns the readers is: pcscd, or Windows' Smart Card service."""

    RUNNING = "running"
    STOPPED = "stopped"  # there, but not running
    ABSENT = "absent"  # not installed
    NOT_PERMITTED = "not_permitted"


class ReaderCondition(StrEnum):
    """What is in a reader."""

    EMPTY = "empty"
    CARD = "card"
    MUTE = "mute"  # something lies there that does not answer: upside down, two cards at once, no chip
    IN_USE = "in_use"  # another program holds the card for itself
    UNAVAILABLE = "unavailable"  # the reader is known but does not work
    PASSED_OVER = "passed_over"  # a virtual reader such as Windows Hello's: never a citizen's card


@dataclass(frozen=True, slots=True)
class ReaderState:
    """One reader.

    Attributes:
        name: As the service calls it; unique at any moment.
        condition: What is in it.
        atr: The card's answer to reset; b"" without a card.
        insertion: A number that is another after every insertion, even of the same card.
    """

    name: str
    condition: ReaderCondition
    atr: bytes = b""
    insertion: int = 0


@dataclass(frozen=True, slots=True)
class ReadersState:
    """All readers at one moment.

    Attributes:
        service: How the service is.
        readers: The readers, in the service's order.
        error_code: Why the service is not running, as a code of ``resources/errors.toml``; "" while it is.
    """

    service: ServiceCondition
    readers: tuple[ReaderState, ...] = ()
    error_code: str = ""


@dataclass(frozen=True, slots=True)
class ReaderAttributes:
    """What a driver says of its reader; "" and None for what it does not say.

    Attributes:
        vendor: The maker's name.
        model: The type's name.
        version: Of the driver or firmware, "major.minor.build".
        largest_message: Bytes of the largest message it carries.
    """

    vendor: str = ""
    model: str = ""
    version: str = ""
    largest_message: int | None = None


class CardConnection(Protocol):
    """A connection to one card, held by one thread."""

    @property
    def reader(self) -> str:
        """The reader's name."""

    @property
    def atr(self) -> bytes:
        """The card's answer to reset."""

    @property
    def supports_extended_length(self) -> bool:
        """Whether the reader can carry extended APDUs, as far as it says; a card may still refuse them."""

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        """One exchange: command APDU in, response data and status word out.

        Raises:
            CardRemovedError: The card left the field or was reset.
            ReaderError: The reader or the service failed.
        """

    def reset(self) -> None:
        """Power the same card anew: every channel to it is gone.

        Raises:
            SmartCardError: As for `transmit`.
        """

    def close(self) -> None:
        """Let the card go. Never raises; may be called twice."""


class CardReaders(Protocol):
    """The readers of this PC."""

    def watch(self, known: ReadersState | None, timeout: float | None) -> ReadersState:
        """The state, once it differs from `known`, or after `timeout` seconds, or when `cancel` is called.

        With None for `known` it answers at once. It never raises for a service that is stopped or restarted: that is
        a state.
        """

    def cancel(self) -> None:
        """Wake a waiting `watch`, from any thread; one that comes just before the wait is not lost."""

    def connect(self, reader: str) -> CardConnection:
        """Connect to the card in a reader, for this program alone.

        Raises:
            CardBusyError: Another program holds it.
            CardMuteError: It does not answer.
            CardRemovedError: There is none.
            ReaderError: The reader or the service failed.
        """

    def close(self) -> None:
        """Let go of everything; wakes a waiting `watch`."""
