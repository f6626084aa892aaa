"""Who this desk is to the province: its code, and the key that it signs with."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sync.protocol import (
    Enrolment,
    Envelope,
    encode,
    fingerprint,
    key_id,
    moving_words,
    public_digits,
    public_key,
    seal,
    unsealed_body,
)


@dataclass(frozen=True)
class DeskIdentity:
    """A desk's code and key.

    Attributes:
        code: The code.
        key: What it signs with.
        former: Public digits of the key that it had on the PC before; "" for none.
        moved: That key's word that this one takes its place, see `sync.protocol.Enrolment`.
    """

    code: str
    key: Ed25519PrivateKey
    former: str = ""
    moved: str = ""

    def __repr__(self) -> str:
        """Never shows the key."""
        return f"DeskIdentity({self.code})"

    @property
    def key_id(self) -> str:
        """Id of the key."""
        return key_id(self.key.public_key())

    @property
    def fingerprint(self) -> str:
        """Of the key, for two people to compare."""
        return fingerprint(self.key.public_key())

    def enrolment(self, now: datetime) -> Envelope:
        """The request that the key be known."""
        digits = public_digits(self.key.public_key())
        before = key_id(public_key(self.former)) if self.former else ""
        asked = Enrolment(self.code, digits, now.isoformat(timespec="seconds"), before, self.moved)
        return seal(encode(asked), self.key)

    def sealed(self, envelope: Envelope) -> Envelope:
        """What this desk signed with its former key, signed with the present one; the bytes are the same."""
        return envelope if envelope.key == self.key_id else seal(unsealed_body(envelope), self.key)

    @property
    def keys(self) -> dict[str, Ed25519PublicKey]:
        """The keys that this desk's records may be signed with, by id."""
        mine = [self.key.public_key(), *([public_key(self.former)] if self.former else [])]
        return {key_id(each): each for each in mine}

    def on_another_pc(self, key: bytes) -> "DeskIdentity":
        """This desk with a new key, which this one's key vouches for."""
        new = Ed25519PrivateKey.from_private_bytes(key)
        word = self.key.sign(moving_words(self.code, public_digits(new.public_key())))
        return DeskIdentity(self.code, new, public_digits(self.key.public_key()), word.hex())


def new_key() -> bytes:
    """A new private key's 32 bytes, to be kept encrypted."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def identity_of(code: str, key: bytes, former: str = "", moved: str = "") -> DeskIdentity:
    """A desk of its kept key."""
    return DeskIdentity(code, Ed25519PrivateKey.from_private_bytes(key), former, moved)
