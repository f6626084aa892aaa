"""The second factor at the door: a one-time code that is used once, or a fresh signature of the officer's card."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from desktop.records.second_factor import card_key
from desktop.records.totp import DRIFT_STEPS, seconds_off, step_of
from desktop.records.tries import TryBook
from devices.errors import CodedError
from devices.smartcard.piv.officer_cards import CardPlace, OfficerCard

# What says nothing of who is at the door: no card, no reader, a code that was right and is used up.
NO_WRONG_TRY = ("CARD-001", "CARD-002", "CARD-009", "CARD-010", "PCSC-", "USER-011")


@dataclass(frozen=True, slots=True)
class CardPin:
    """The card that lies on the reader becomes the factor; its PIN goes to the card and is kept nowhere."""

    pin: str = field(repr=False)


class Cards(Protocol):
    """The officer's cards at this PC."""

    def enrol(self, pin: str) -> OfficerCard:
        """Take the card that lies there; raises a `CodedError`, CARD-… or PCSC-…."""

    def prove(self, public_key: bytes, pin: str) -> CardPlace:
        """See that the card with this key lies there and its PIN is known; raises a `CodedError`, CARD-… or PCSC-…."""


class NoCards:
    """A PC at which no reader is looked for."""

    def enrol(self, pin: str) -> OfficerCard:
        """There is none."""
        raise CodedError("CARD-010")

    def prove(self, public_key: bytes, pin: str) -> CardPlace:
        """There is none."""
        raise CodedError("CARD-010")


def check_second(
    second: bytes, code: str, login: str, *, tries: TryBook, cards: Cards, clock: Callable[[], datetime]
) -> CardPlace | None:
    """See that somebody whose PIN was right has their second factor, too.

    Args:
        second: The factor, from their wrapper.
        code: What they typed: the phone's code, or the card's PIN.
        login: Who they say they are.
        tries: Remembers which code was taken.
        cards: The readers.
        clock: The PC's time.

    Returns:
        Where the card lies; None for a code.

    Raises:
        CodedError: USER-003, a wrong code; USER-011, it was used; USER-012, the clocks differ; USER-013, the clock went
            back; CARD-…, PCSC-…; KEY-005, it cannot be written that the code is used.
    """
    key = card_key(second)
    if key:
        return cards.prove(key, code)
    now = clock()
    step = step_of(second, code, now)
    if step is None:
        off = seconds_off(second, code, now)
        raise CodedError("USER-003") if off is None else CodedError("USER-012", seconds=f"{off:+d}")
    last = tries.last_step(login)
    if step <= last:
        raise CodedError("USER-013" if step < last - 2 * DRIFT_STEPS else "USER-011")
    tries.use_step(login, step)
    return None
