"""Signs with a key on a token (PKCS#11 v2.40): one session and one PIN for any number of papers."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.documents.signing.certificate import require_in_force, signer_name
from desktop.documents.signing.mark import lay_out
from devices.errors import CodedError

if TYPE_CHECKING:
    from pkcs11 import Session
    from pyhanko.sign.pkcs11 import PKCS11Signer


class TokenSigner:
    """A `Signer` whose key stays on a token.

    One token is open in a process once at a time: its PIN opens it for the whole process (PKCS#11 v2.40, 5.6).
    """

    def __init__(self, module: Path, label: str, pin: str, timestamp_url: str | None = None) -> None:
        """Open a session. The PIN is used once and not kept.

        Args:
            module: The maker's PKCS#11 library.
            label: The token's label.
            pin: The user's PIN.
            timestamp_url: A timestamp authority; with it signatures are B-T.

        Raises:
            CodedError: SIGN-007, its certificate is not for signing; SIGN-008, the library cannot be loaded; SIGN-009,
                no such token; SIGN-010, the PIN is wrong; SIGN-011, it is wrong and one try is left; SIGN-012, the
                token is locked; SIGN-013, it has no key with a certificate; SIGN-014, it was taken away; SIGN-015, it
                answered something else.
        """
        # Python's PKCS#11 and pyHanko take a second to import.
        from desktop.documents.signing import token_session  # noqa: PLC0415
        from desktop.documents.signing.keys import make_stamper, token_key  # noqa: PLC0415

        try:
            session = token_session.open_session(module, label, pin)
        finally:
            del pin  # the traceback of an error may live long, and its frames' names with it
        try:
            found = token_session.find_key(session)
        except CodedError:
            token_session.end(session)
            raise
        self._session: Session | None = session
        self._certificate = found.certificate
        self._key: PKCS11Signer | None = token_key(session, found)
        self._stamper = make_stamper(timestamp_url)

    @property
    def name(self) -> str:
        """The signer, as the certificate says."""
        return signer_name(self._certificate)

    def sign(self, pdf: bytes, at: datetime, reason: str) -> bytes:
        """Sign a paper; see `Signer.sign`."""
        from desktop.documents.signing.pades import add_signature  # noqa: PLC0415
        from desktop.documents.signing.token_session import translated  # noqa: PLC0415

        if self._key is None:
            raise ValueError("the signer is closed")
        require_in_force(self._certificate, at)
        mark = lay_out(self.name, at)
        with translated():
            return add_signature(pdf, self._key, mark=mark, at=at, reason=reason, stamper=self._stamper)

    def close(self) -> None:
        """End the session, and with it the PIN's effect; again does nothing."""
        from desktop.documents.signing.token_session import end  # noqa: PLC0415

        session, self._session, self._key = self._session, None, None
        if session is not None:
            end(session)
