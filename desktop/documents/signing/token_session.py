"""A session with a token: finding it, its PIN, its key; a PKCS#11 error becomes one of ours here."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pkcs11
from cryptography import x509
from pkcs11 import Attribute, Mechanism, ObjectClass, PKCS11Error, Session, Token, TokenFlag
from pkcs11 import exceptions as answers

from desktop.documents.signing.certificate import may_sign
from devices.errors import CodedError

_GONE: Final = (
    answers.DeviceError,
    answers.DeviceRemoved,
    answers.SessionClosed,
    answers.SessionHandleInvalid,
    answers.SlotIDInvalid,
    answers.TokenNotPresent,
    answers.UserNotLoggedIn,
)
_WRONG_PIN: Final = (answers.PinIncorrect, answers.PinInvalid, answers.PinLenRange)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """What a token signs with.

    Attributes:
        key_id: ``CKA_ID`` of the private key.
        certificate: Its certificate.
        others: The other certificates of the token.
        mechanisms: What the token can do.
    """

    key_id: bytes
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    mechanisms: frozenset[Mechanism]


def token_labels(module: Path) -> tuple[str, ...]:
    """The labels of the tokens that are plugged in.

    Raises:
        CodedError: SIGN-008, the library cannot be loaded; SIGN-015, it answered something else.
    """
    return tuple(token.label for token in _tokens(module))


def open_session(module: Path, label: str, pin: str) -> Session:
    """Log in.

    Raises:
        CodedError: SIGN-008 to SIGN-012, SIGN-014, SIGN-015; see `TokenSigner`.
    """
    try:
        token = next((each for each in _tokens(module) if each.label == label), None)
        if token is None:
            raise CodedError("SIGN-009")
        # A locked token is sent no further PIN: there is nothing to gain, and how makes count such tries is not known.
        if token.flags & TokenFlag.USER_PIN_LOCKED:
            raise CodedError("SIGN-012")
        try:
            return token.open(user_pin=pin)
        except answers.PinLocked as error:
            raise CodedError("SIGN-012") from error
        except _WRONG_PIN as error:
            raise CodedError(_after_a_wrong_pin(module, label)) from error
        except PKCS11Error as error:
            raise _coded(error) from error
    finally:
        del pin


def find_key(session: Session) -> TokenKey:
    """The signing key of a token: of several, the one whose certificate is in force longest.

    Raises:
        CodedError: SIGN-007, there is none for signing; SIGN-013, there is none at all; SIGN-014, SIGN-015.
    """
    with translated():
        keys = {bytes(each[Attribute.ID]) for each in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}
        stored = [
            (bytes(each[Attribute.ID]), bytes(each[Attribute.VALUE]))
            for each in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
        ]
        mechanisms = frozenset(session.token.slot.get_mechanisms())
    pairs = []
    for key_id, der in stored:
        with suppress(ValueError):  # a certificate of a later kind is none of ours
            pairs.append((key_id, x509.load_der_x509_certificate(der)))
    own = [pair for pair in pairs if pair[0] in keys]
    if not own:
        raise CodedError("SIGN-013")
    signing = [pair for pair in own if may_sign(pair[1])]
    if not signing:
        raise CodedError("SIGN-007")
    key_id, certificate = max(signing, key=lambda pair: pair[1].not_valid_after_utc)
    return TokenKey(key_id, certificate, tuple(each for _, each in pairs if each != certificate), mechanisms)


@contextmanager
def translated() -> Iterator[None]:
    """Turns what a token answers into our errors.

    Raises:
        CodedError: SIGN-014, the token was taken away; SIGN-015, any other answer.
    """
    try:
        yield
    except PKCS11Error as error:
        raise _coded(error) from error


def end(session: Session) -> None:
    """Log out and close."""
    with suppress(PKCS11Error):  # a token that was pulled out has logged out
        session.close()


def _coded(error: PKCS11Error) -> CodedError:
    if isinstance(error, _GONE):
        return CodedError("SIGN-014")
    return CodedError("SIGN-015", kind=type(error).__name__)


def _tokens(module: Path) -> list[Token]:
    try:
        library = pkcs11.lib(str(module))
    except PKCS11Error as error:
        raise CodedError("SIGN-008") from error
    tokens = []
    with translated():
        for slot in library.get_slots(token_present=True):
            with suppress(answers.TokenNotPresent, answers.TokenNotRecognised):
                tokens.append(slot.get_token())
    return tokens


def _after_a_wrong_pin(module: Path, label: str) -> str:
    """How many tries are left, as far as the token tells (PKCS#11 v2.40, 3.2: ``CK_TOKEN_INFO``)."""
    flags = next((each.flags for each in _tokens(module) if each.label == label), TokenFlag(0))
    if flags & TokenFlag.USER_PIN_LOCKED:
        return "SIGN-012"
    return "SIGN-011" if flags & TokenFlag.USER_PIN_FINAL_TRY else "SIGN-010"
