"""What signs papers, whatever holds its key."""

from datetime import datetime
from typing import Protocol


class Signer(Protocol):
    """A key that was opened once and signs any number of papers.

    One thread at a time; never on a thread that runs an asyncio loop.
    """

    @property
    def name(self) -> str:
        """The signer, as the certificate says."""
        ...

    def sign(self, pdf: bytes, at: datetime, reason: str) -> bytes:
        """Sign a paper, with a visible mark at the top left of its first page.

        What was given stays as it is, byte for byte; the signature is added behind it (ISO 32000-1, 7.5.6).

        Args:
            pdf: The paper; signatures that it has stay valid.
            at: The time to write, aware of its zone.
            reason: Why it is signed; stands in the signature, not in the mark.

        Raises:
            CodedError: SIGN-005 or SIGN-006, the certificate is not in force at that time; SIGN-016, the paper is
                damaged; SIGN-017, it is locked with a password; SIGN-018, it admits no signature; SIGN-019, the
                timestamp authority gave none; with a token SIGN-014, it is gone, or SIGN-015, it refuses; DOC-002, a
                font is missing.
            ValueError: It is closed.
        """
        ...

    def close(self) -> None:
        """Let go of the key; again does nothing."""
        ...
