"""The rules for accounts and PINs: data with their legal base, from ``resources/people/policy.yaml``."""

from pathlib import Path

import msgspec

from desktop.records.tries import TryRules
from devices.errors import CodedError

FILE = "policy.yaml"


class PeoplePolicy(msgspec.Struct, frozen=True):
    """The rules.

    Attributes:
        legal_base: Where they come from, to be shown.
        pin_alone: Characters of a PIN without a second factor.
        pin_with_second: Characters with one.
        idle_days: Days without unlocking after which an account is disabled.
        review_months: Months after which the list of accounts is due for review.
        head_pin_days: Days after which a head of desk changes their PIN.
        tries: What happens after wrong PINs.
        idle_lock_minutes: Minutes without key or mouse after which the desk locks itself.
    """

    legal_base: str = ""
    pin_alone: int = 14
    pin_with_second: int = 8
    idle_days: int = 45
    review_months: int = 6
    head_pin_days: int = 60
    tries: TryRules = TryRules()
    idle_lock_minutes: int = 5

    def least(self, *, second_factor: bool) -> int:
        """Characters that a PIN has at least."""
        return self.pin_with_second if second_factor else self.pin_alone

    def check(self, pin: str, *, second_factor: bool) -> None:
        """See that a PIN will do.

        Raises:
            CodedError: USER-007, it is too short or one character over and over.
        """
        least = self.least(second_factor=second_factor)
        if len(pin) < least or len(set(pin)) < 3:
            raise CodedError("USER-007", least=least)


def load_policy(folder: Path) -> PeoplePolicy:
    """The rules in a folder; the built-in ones, which are the same, where they cannot be read."""
    try:
        return msgspec.yaml.decode((folder / FILE).read_bytes(), type=PeoplePolicy)
    except (OSError, msgspec.MsgspecError):
        return PeoplePolicy()
