"""What the signatures of a paper are worth, told offline: nothing is fetched, so a revocation is not seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignatureInfo:
    """One signature of a paper.

    Attributes:
        name: The signer, as the certificate says; empty where it cannot be read.
        time: When it was signed: the authority's word where there is a timestamp (with roots: one that leads to a
            root), the signer's own word otherwise; None where neither can be read.
        intact: What was signed is unchanged, the signature is by the certificate's key, and what was added to the
            file later is nothing but what a signed paper may take, as a further signature (ISO 32000-1, 12.8.2.2).
        covers_whole: Nothing was added to the file later.
        trusted: Whether it is intact and the certificate leads to a root and was in force at `time`; None when no
            roots were given.
        has_timestamp: An authority's timestamp is over the signature, and intact.
    """

    name: str
    time: datetime | None
    intact: bool
    covers_whole: bool
    trusted: bool | None
    has_timestamp: bool


def verify(pdf: bytes, trust_roots: Sequence[bytes] = ()) -> tuple[SignatureInfo, ...]:
    """The signatures of a paper, in the order of the file's fields; none for a paper that was never signed.

    Timestamps of the document alone are no person's signature and are left out. Never on a thread that runs an asyncio
    loop.

    Args:
        pdf: The paper.
        trust_roots: Certificates to trust, DER.

    Raises:
        CodedError: SIGN-016, the paper is damaged; SIGN-017, it is locked with a password.
        ValueError: A root is no certificate.
    """
    # pyHanko takes a second to import.
    from desktop.documents.signing.validation import validate  # noqa: PLC0415

    return validate(pdf, trust_roots)
