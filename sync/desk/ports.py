"""What the desk's side needs of the desk: what waits, and where answers go.

Every method may be called from any thread.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sync.bundle import Bundle
from sync.protocol import Envelope


class Via(StrEnum):
    """How something travels."""

    NETWORK = "network"
    USB = "usb"


@dataclass(frozen=True, slots=True)
class OutgoingDay:
    """A closed day that waits for an answer."""

    day: str
    revision: int
    hash: str
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Heard:
    """A verified answer about a day.

    Attributes:
        day: The day, YYYY-MM-DD.
        revision: The revision that the province holds.
        holds: Its hash.
        outcome: What became of the record that was sent.
        alarm: What the province warns of besides; "" for nothing.
        at: The province's time.
        receipt: As it was signed.
        held: The record that it holds, where that is another one; signed by this desk's key.
    """

    day: str
    revision: int
    holds: str
    outcome: str
    alarm: str
    at: datetime
    receipt: Envelope
    held: Envelope | None


class Outbox(Protocol):
    """The desk's closed days."""

    def waiting(self) -> list[OutgoingDay]:
        """What waits, in the order it was closed."""

    def note(self, day: OutgoingDay, via: Via, result: str) -> None:
        """Something was tried: ``sent``, or the code of an error."""

    def heard(self, answer: Heard, via: Via) -> None:
        """Keep an answer."""


class BundleTaker(Protocol):
    """Where bundles go."""

    @property
    def highest(self) -> int:
        """The highest version ever taken; 0 before the first."""

    def take(self, bundle: Bundle) -> None:
        """Apply a verified bundle, whole or not at all.

        Raises:
            ProtocolError: SYNC-053: it cannot be used; everything is as before.
        """
