"""The rules for accounts and PINs: data with their legal base, from ``resources/people/policy.yaml``."""

import string
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from desktop.records.people import Officer, Role
from desktop.records.tries import TryRules
from devices.errors import CodedError

FILE = "policy.yaml"
LONGEST_PIECE = 4  # characters that a PIN may not consist of over and over
ROWS = (string.digits * 4, string.ascii_lowercase * 2)  # that it may not be a part of, forwards or backwards


class PeoplePolicy(msgspec.Struct, frozen=True):
    """The rules.

    Attributes:
        legal_base: Where they come from, to be shown.
        pin_alone: Characters of a PIN without a second factor.
        pin_with_second: Characters with one.
        idle_days: Days without unlocking after which an account is disabled.
        closed_days: Days that a desk may stand closed and that still count as idle ones; see `idleness`.
        review_months: Months after which the list of accounts is due for review.
        head_pin_days: Days after which a head of desk changes their PIN.
        tries: What happens after wrong PINs.
        pin_history: How many of an officer's last PINs are not taken again, the one in use among them.
        head_pin_history: The same for a head of desk.
        pin_days: Days after which whoever is no head changes their PIN; 0 for never.
        pin_least_days: Days that somebody keeps a PIN of their own choice, so that the history is not run through.
        idle_lock_minutes: Minutes without key or mouse after which the desk locks itself.
    """

    legal_base: str = ""
    pin_alone: int = 14
    pin_with_second: int = 8
    idle_days: int = 45
    closed_days: int = 14
    review_months: int = 6
    head_pin_days: int = 60
    tries: TryRules = TryRules()
    pin_history: int = 5
    head_pin_history: int = 10
    pin_days: int = 0
    pin_least_days: int = 1
    idle_lock_minutes: int = 5

    def least(self, *, second_factor: bool) -> int:
        """Characters that a PIN has at least."""
        return self.pin_with_second if second_factor else self.pin_alone

    def remembered(self, role: Role) -> int:
        """How many of somebody's last PINs are not taken again."""
        return self.head_pin_history if role is Role.HEAD else self.pin_history

    def pin_due(self, officer: Officer, now: datetime) -> bool:
        """Whether somebody's PIN is older than the rules want."""
        days = self.head_pin_days if officer.role is Role.HEAD else self.pin_days
        changed = officer.pin_changed
        return bool(days) and changed is not None and now - changed > timedelta(days=days)

    def check(self, pin: str, *, second_factor: bool) -> None:
        """See that a PIN will do.

        Raises:
            CodedError: USER-007, it is too short, one piece over and over, or a row that is counted up or down.
        """
        least, letters = self.least(second_factor=second_factor), _letters(pin)
        if len(letters) < least or len(set(letters)) < 3 or _is_row(letters):
            raise CodedError("USER-007", least=least)


def _letters(pin: str) -> str:
    """What somebody sees of a PIN, as it is kept: marks that come apart and what has no shape make it no longer."""
    return "".join(each for each in unicodedata.normalize("NFC", pin) if unicodedata.category(each)[0] not in "CM")


def _is_row(letters: str) -> bool:
    lower = letters.casefold()
    again = any(lower == (lower[:size] * len(lower))[: len(lower)] for size in range(1, LONGEST_PIECE + 1))
    return again or any(lower in row or lower[::-1] in row for row in ROWS)


def load_policy(folder: Path) -> PeoplePolicy:
    """The rules in a folder; the built-in ones, which are the same, where they cannot be read."""
    try:
        return msgspec.yaml.decode((folder / FILE).read_bytes(), type=PeoplePolicy)
    except (OSError, msgspec.MsgspecError):
        return PeoplePolicy()
