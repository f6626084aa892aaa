"""What an officer's second factor is, as it lies inside their wrapper: read only after the PIN was right.

Twenty bytes are the secret of one-time codes (`totp`). A smart card is told by a mark before its public key: nobody who
does not hold the PIN can put another card's key in its place.
"""

CARD_MARK = b"card:1:"


def card_factor(public_key: bytes) -> bytes:
    """The factor of a card; `public_key` is a DER SubjectPublicKeyInfo (RFC 5280, 4.1)."""
    return CARD_MARK + public_key


def card_key(second: bytes) -> bytes:
    """The public key of the card that the factor is; b"" where it is none or of another kind."""
    return second.removeprefix(CARD_MARK) if second.startswith(CARD_MARK) else b""
