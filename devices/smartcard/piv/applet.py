"""The PIV application of one card that is connected to: selecting it, its PIN, its certificate, its private key.

Source: NIST SP 800-73-5 (the same commands in SP 800-73-4), part 1, table 3 for the data objects, part 2, section 3.1.1
SELECT, 3.1.2 GET DATA, 3.2.1 VERIFY, 3.2.4 GENERAL AUTHENTICATE. Key and algorithm references: SP 800-78-5, tables 6
and 9.
"""

import zlib
from enum import IntEnum

from devices.smartcard.apdu import Channel, Command, Response, StatusWord
from devices.smartcard.errors import DataGroupError, OfficerCardError
from devices.smartcard.tlv import encode_tlv, read_tlv

AID = bytes.fromhex("A00000030800001000")  # without its version: whatever version the card has
PIN_LENGTH = 8  # bytes in VERIFY, filled up with FF
LEAST_PIN, MOST_PIN = 6, 8  # digits (part 2, section 2.4.3)
MOST_CERTIFICATE = 16 * 1024  # bytes, unpacked; the standard's containers hold far less
CHAINED = 0x10  # class byte of all parts of a long command but the last
PART = 255
_COMPRESSED = 0x01  # CertInfo


class Slot(IntEnum):
    """References of keys; that of authentication is used: it asks for the PIN before it signs."""

    AUTHENTICATION = 0x9A
    SIGNATURE = 0x9C
    KEY_MANAGEMENT = 0x9D


class Algorithm(IntEnum):
    """References of algorithms with the keys that are taken here."""

    RSA_2048 = 0x07
    P_256 = 0x11


_VERIFY, _GET_DATA, _GENERAL_AUTHENTICATE, _SELECT = 0x20, 0xCB, 0x87, 0xA4
_PIN_REFERENCE = 0x80  # the application's own PIN
_CERTIFICATE = bytes.fromhex("5FC105")  # X.509 Certificate for PIV Authentication, of key 9A
_TRIES = 0x63C0


class PivApplet:
    """The application, selected; which card it is, its certificate says."""

    def __init__(self, channel: Channel) -> None:
        """Select it.

        Raises:
            OfficerCardError: CARD-002, the card has no such application: a citizen's card, a bank's.
            SmartCardError: The reader or the card failed.
        """
        self._channel = channel
        answer = channel.send(Command(_SELECT, 0x04, 0x00, AID, le=256))
        if answer.status != StatusWord.OK:
            raise OfficerCardError("CARD-002")

    def tries_left(self) -> int | None:
        """How many wrong PINs the card still allows; 0 for a blocked one, None where it does not say."""
        return _tries(self._channel.send(Command(_VERIFY, 0x00, _PIN_REFERENCE)).status)

    def verify(self, pin: str) -> None:
        """Show the PIN to the card. A PIN that can be none is not shown: the card would count it.

        Raises:
            OfficerCardError: CARD-004, it is wrong, with how many tries are left; CARD-005, it is blocked; CARD-011.
            SmartCardError: The reader or the card failed.
        """
        left = self.tries_left()
        if left == 0:
            raise OfficerCardError("CARD-005")
        if not (LEAST_PIN <= len(pin) <= MOST_PIN and pin.isascii() and pin.isdigit()):
            raise OfficerCardError("CARD-004", left=_told(left))
        padded = bytearray(pin.encode().ljust(PIN_LENGTH, b"\xff"))
        try:
            status = self._channel.send(Command(_VERIFY, 0x00, _PIN_REFERENCE, bytes(padded))).status
        finally:
            padded[:] = bytes(PIN_LENGTH)
        if status == StatusWord.OK:
            return
        left = _tries(status)
        if left is None:
            raise OfficerCardError("CARD-011", status=f"{status:04X}")
        raise OfficerCardError("CARD-005") if left == 0 else OfficerCardError("CARD-004", left=_told(left))

    def certificate(self) -> bytes:
        """The DER certificate of the authentication key; needs no PIN.

        Raises:
            OfficerCardError: CARD-006, there is none, or not as the standard says.
            SmartCardError: The reader or the card failed.
        """
        answer = self._channel.send(Command(_GET_DATA, 0x3F, 0xFF, encode_tlv(0x5C, _CERTIFICATE), le=256))
        if answer.status != StatusWord.OK:
            raise OfficerCardError("CARD-006")
        try:
            parts = {each.tag: each.value for each in read_tlv(answer.data, 0x53).children()}
        except DataGroupError:
            raise OfficerCardError("CARD-006") from None
        content, how = parts.get(0x70, b""), parts.get(0x71, b"\0")
        if how[:1] and how[0] & _COMPRESSED:
            content = _unpacked(content)
        if not content:
            raise OfficerCardError("CARD-006")
        return content

    def sign(self, algorithm: Algorithm, block: bytes) -> bytes:
        """What the authentication key makes of a block, after `verify`.

        Args:
            algorithm: Of the key.
            block: RSA: as long as the modulus, padded already. ECC: the hash.

        Returns:
            RSA: the signature. ECC: ``ECDSA-Sig-Value`` in DER.

        Raises:
            OfficerCardError: CARD-011, the card refuses; CARD-007, its answer is none.
            SmartCardError: The reader or the card failed.
        """
        data = encode_tlv(0x7C, encode_tlv(0x82, b"") + encode_tlv(0x81, block))
        answer = self._chained(_GENERAL_AUTHENTICATE, algorithm, Slot.AUTHENTICATION, data)
        if answer.status != StatusWord.OK:
            raise OfficerCardError("CARD-011", status=f"{answer.status:04X}")
        try:
            parts = {each.tag: each.value for each in read_tlv(answer.data, 0x7C).children()}
        except DataGroupError:
            raise OfficerCardError("CARD-007") from None
        return parts.get(0x82, b"")

    def _chained(self, ins: int, p1: int, p2: int, data: bytes) -> Response:
        """A command in parts of 255 bytes (ISO/IEC 7816-4, 5.3.3): every PIV card takes them, few take long ones."""
        while len(data) > PART:
            answer = self._channel.send(Command(ins, p1, p2, data[:PART], cla=CHAINED))
            if answer.status != StatusWord.OK:
                return answer
            data = data[PART:]
        return self._channel.send(Command(ins, p1, p2, data, le=256))


def _tries(status: int) -> int | None:
    if status == StatusWord.PASSWORD_BLOCKED:
        return 0
    return status & 0x0F if status & 0xFFF0 == _TRIES else None


def _told(left: int | None) -> str:
    return "?" if left is None else str(left)


def _unpacked(content: bytes) -> bytes:
    """A certificate that was stored packed (gzip), up to a size that no bomb reaches.

    Raises:
        OfficerCardError: CARD-006: it cannot be unpacked, or is too large.
    """
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(content, MOST_CERTIFICATE)
    except zlib.error:
        raise OfficerCardError("CARD-006") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise OfficerCardError("CARD-006")
    return unpacked
