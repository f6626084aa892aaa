"""The PINs that an officer had before: Argon2id hashes (RFC 9106) in the encrypted database, to refuse them again.

Whoever can read the hashes already holds the database key; they cost as much to try as the vault does.
"""

import unicodedata
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, delete, insert, select

from desktop.records.key_wrappers import Cost
from desktop.records.people_schema import pin_history


def pin_hash(pin: str, cost: Cost) -> str:
    """A hash with a salt of its own, in the form ``$argon2id$…``; takes as long as `cost` says."""
    return PasswordHasher(cost.passes, cost.memory_kib, cost.lanes).hash(_normal(pin))


def is_one_of(pin: str, hashes: tuple[str, ...]) -> bool:
    """Whether a PIN is one of those; takes a derivation for each. A hash that cannot be read is nobody's."""
    return any(_fits(pin, each) for each in hashes)


def _fits(pin: str, known: str) -> bool:
    try:
        return PasswordHasher().verify(known, _normal(pin))
    except (Argon2Error, InvalidHashError):
        return False


def _normal(pin: str) -> str:
    return unicodedata.normalize("NFC", pin)


class PinHistory:
    """The hashes within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, officer_id: int, hashed: str, at: datetime, most: int) -> None:
        """Add a PIN that an officer has now, and keep no more than the `most` newest."""
        values = {"officer_id": officer_id, "at": at.isoformat(), "hash": hashed}
        self._connection.execute(insert(pin_history).values(**values))
        newest = self._newest(officer_id, max(most, 1))
        old = pin_history.c.id.not_in([number for number, _ in newest])
        self._connection.execute(delete(pin_history).where(pin_history.c.officer_id == officer_id, old))

    def last(self, officer_id: int, most: int) -> tuple[str, ...]:
        """The hashes of an officer's last PINs, the newest first; of the one in use, too."""
        return tuple(hashed for _, hashed in self._newest(officer_id, most))

    def forget(self, officer_id: int) -> None:
        """Wipe what is known of an officer's PINs: they have left."""
        self._connection.execute(delete(pin_history).where(pin_history.c.officer_id == officer_id))

    def _newest(self, officer_id: int, most: int) -> list[tuple[int, str]]:
        wanted = select(pin_history.c.id, pin_history.c.hash).where(pin_history.c.officer_id == officer_id)
        rows = self._connection.execute(wanted.order_by(pin_history.c.id.desc()).limit(most))
        return [(row.id, row.hash) for row in rows]
