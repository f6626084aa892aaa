"""Object identifiers as protocols send them: the contents of their DER form (ITU-T X.690, section 8.19)."""

from asn1crypto.core import ObjectIdentifier


def encode_oid(dotted: str) -> bytes:
    """The contents octets of a dotted object identifier, without tag and length."""
    return bytes(ObjectIdentifier(dotted).contents)
