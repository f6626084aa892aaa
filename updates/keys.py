"""Which keys may sign a version: those that the program came with, and those that a signed manifest announced.

An announcement is kept as it was signed and is verified again whenever keys are asked for, from the pinned ones on.
Once a version of a later key has proved itself, the keys before that one count no more.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from devices.errors import CodedError
from sync.errors import ProtocolError
from sync.protocol import Envelope, key_id
from sync.release import open_release

ANNOUNCED = "announced.json"
MOST_ANNOUNCED = 20


def public_key(digits: str) -> Ed25519PublicKey:
    """A key from 64 hexadecimal digits.

    Raises:
        ValueError: It is none.
    """
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(digits))


def pinned_keys(resources: Path) -> list[Ed25519PublicKey]:
    """The keys that this program came with, the oldest first; none where it was built without one.

    Raises:
        CodedError: UPD-010: the file cannot be read.
    """
    try:
        plain = tomllib.loads((resources / "updates" / "keys.toml").read_text(encoding="utf-8"))
        return [public_key(str(digits)) for digits in plain["keys"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise CodedError("UPD-010") from None


class Keyring:
    """The keys of one root."""

    def __init__(self, root: Path, pinned: Iterable[Ed25519PublicKey]) -> None:
        self._path = root / ANNOUNCED
        self._pinned = list(pinned)

    def keys(self, signer: str = "") -> Mapping[str, Ed25519PublicKey]:
        """The keys that are believed, by id.

        Args:
            signer: Id of the key of the newest version that proved itself: those before it count no more.
        """
        found = {key_id(key): key for key in self._pinned}
        for envelope in self._announcements():
            try:
                release = open_release(envelope, found)
                following = public_key(release.next_key) if release.next_key else None
            except (ProtocolError, ValueError):
                continue
            if following is not None:
                found[key_id(following)] = following
        ids = list(found)
        return {each: found[each] for each in ids[ids.index(signer) if signer in ids else 0 :]}

    def learn(self, envelope: Envelope, signer: str = "") -> bool:
        """Keep a manifest that announces a key, if the key is new; whether it was.

        Raises:
            ProtocolError: UPD-002, UPD-003: none of the keys that count signed it.
        """
        release = open_release(envelope, self.keys(signer))
        if not release.next_key:
            return False
        try:
            if key_id(public_key(release.next_key)) in self.keys():
                return False
        except ValueError:
            return False
        kept = [*self._announcements(), envelope][-MOST_ANNOUNCED:]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f"{ANNOUNCED}.new")
        beside.write_bytes(msgspec.json.encode(kept))
        beside.replace(self._path)
        return True

    def _announcements(self) -> list[Envelope]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[Envelope])
        except (OSError, msgspec.DecodeError, ValueError, RecursionError):
            return []
