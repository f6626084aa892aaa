"""Who this desk is to the province: its code, and the key that it signs with."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sync.protocol import Enrolment, Envelope, encode, fingerprint, key_id, public_digits, seal


@dataclass(frozen=True)
class DeskIdentity:
    """A desk's code and key."""

    code: str
    key: Ed25519PrivateKey

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
        return seal(encode(Enrolment(self.code, digits, now.isoformat(timespec="seconds"))), self.key)


def new_key() -> bytes:
    """A new private key's 32 bytes, to be kept encrypted."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def identity_of(code: str, key: bytes) -> DeskIdentity:
    """A desk of its kept key."""
    return DeskIdentity(code, Ed25519PrivateKey.from_private_bytes(key))
