"""Secure messaging (ICAO 9303-11, section 9.8): every command encrypted and authenticated, every answer checked.

    command   CLA' INS P1 P2 Lc' [87 L 01 ‖ E(data)] [97 L Le] 8E 08 ‖ MAC 00      85 in place of 87 for odd INS
    response  [87 L 01 ‖ E(data)] 99 02 SW1 SW2 8E 08 ‖ MAC  SW1 SW2

The send sequence counter goes up by one for each command and once more for each answer, so that nothing can be
repeated, left out or exchanged unnoticed.
"""

import hmac
from dataclasses import dataclass
from typing import Final

from devices.smartcard.apdu import SHORT_MAXIMUM, Channel, Command, Response, StatusWord
from devices.smartcard.channel.symmetric import CHECKSUM_SIZE, Suite, pad, unpad
from devices.smartcard.errors import ChannelBrokenError, DataGroupError
from devices.smartcard.tlv import Tlv, encode_tlv, read_tlvs

MASK = 0x0C  # class byte: secure messaging, header authenticated (ISO/IEC 7816-4, table 2)
CRYPTOGRAM = 0x87  # with its padding indicator
CRYPTOGRAM_ODD = 0x85  # without one, for commands of an odd instruction
EXPECTED_LENGTH = 0x97
STATUS = 0x99
CHECKSUM = 0x8E
_PADDED: Final = b"\x01"


@dataclass(frozen=True, slots=True, repr=False)
class SessionKeys:
    """What a key agreement gives. Never shown, never logged.

    Attributes:
        suite: The ciphers.
        encryption: KSenc.
        checksum: KSmac.
        counter: The send sequence counter to start from, one cipher block long.
    """

    suite: Suite
    encryption: bytes
    checksum: bytes
    counter: bytes

    def __repr__(self) -> str:
        """Shows the suite alone."""
        return f"SessionKeys({self.suite.name})"


class SecureChannel:
    """A channel protected with session keys. After a `ChannelBrokenError` it is dead for good.

    Attributes:
        keys: The session's keys.
        broken: Whether it is dead.
    """

    def __init__(self, below: Channel, keys: SessionKeys) -> None:
        self._below = below
        self._counter = int.from_bytes(keys.counter, "big")
        self.keys = keys
        self.broken = False

    @property
    def below(self) -> Channel:
        """The channel that carries this one; a new key agreement builds on it."""
        return self._below

    @property
    def largest_short_block(self) -> int:
        """Data bytes in one short response: 223 with AES, 231 with 3DES.

        256 bytes hold the cryptogram with its header (4 bytes, padding indicator included), the status (4) and the
        checksum (10); of the whole blocks that fit, at least one byte is padding.
        """
        return (SHORT_MAXIMUM - 18) // self.keys.suite.block * self.keys.suite.block - 1

    def send(self, command: Command) -> Response:
        """See `Channel.send`."""
        if self.broken:
            raise ChannelBrokenError("CHIP-011")
        response = self._below.send(self.protect(command))
        try:
            return self.unprotect(command, response)
        except ChannelBrokenError:
            self.broken = True
            raise

    def protect(self, command: Command) -> Command:
        """The command as it goes over the line; counts."""
        suite, objects = self.keys.suite, b""
        counter = self._count()
        if command.data:
            encrypted = suite.encrypt(self.keys.encryption, pad(command.data, suite.block), self._initial(counter))
            objects = encode_tlv(CRYPTOGRAM_ODD, encrypted) if command.ins & 1 else _cryptogram(encrypted)
        if command.le is not None:
            objects += encode_tlv(EXPECTED_LENGTH, _expected_length(command.le))
        header = bytes((command.cla | MASK, command.ins, command.p1, command.p2))
        to_check = counter + pad(header, suite.block)
        if objects:
            to_check += pad(objects, suite.block)
        data = objects + encode_tlv(CHECKSUM, suite.checksum(self.keys.checksum, to_check))
        # The outer Le is the largest of its form; the inner one says what is wanted.
        outer = 65_536 if command.extended or len(data) > 255 else SHORT_MAXIMUM
        return Command(command.ins, command.p1, command.p2, data, outer, cla=command.cla | MASK)

    def unprotect(self, command: Command, response: Response) -> Response:
        """The answer that a protected response carries; counts.

        A refusal without protection is passed on as it is: cards answer so where they found no fault with the
        protection, and some end the session with it, which the next command shows.

        Raises:
            ChannelBrokenError: The card found our protection wrong, or we found the card's wrong or missing.
        """
        counter = self._count()
        if not response.data:
            if response.status in {StatusWord.OK, StatusWord.OBJECTS_MISSING, StatusWord.OBJECTS_INCORRECT}:
                raise ChannelBrokenError("CHIP-010", status=f"{response.status:04X}")
            return response
        try:
            objects = read_tlvs(response.data)
        except DataGroupError as error:
            raise ChannelBrokenError("CHIP-012") from error
        self._check(counter, objects)
        found = {item.tag: item.value for item in objects}
        if found.get(STATUS) != response.status.to_bytes(2, "big"):
            raise ChannelBrokenError("CHIP-012")
        return Response(self._decrypted(counter, command, found), response.status)

    def _check(self, counter: bytes, objects: tuple[Tlv, ...]) -> None:
        tags = [item.tag for item in objects]
        if not tags or tags[-1] != CHECKSUM or len(set(tags)) != len(tags):
            raise ChannelBrokenError("CHIP-012")
        checked = b"".join(encode_tlv(item.tag, item.value) for item in objects[:-1])
        wanted = self.keys.suite.checksum(self.keys.checksum, pad(counter + checked, self.keys.suite.block))
        if len(objects[-1].value) != CHECKSUM_SIZE or not hmac.compare_digest(objects[-1].value, wanted):
            raise ChannelBrokenError("CHIP-012")

    def _decrypted(self, counter: bytes, command: Command, found: dict[int, bytes]) -> bytes:
        odd = bool(command.ins & 1)
        encrypted = found.get(CRYPTOGRAM_ODD if odd else CRYPTOGRAM)
        if encrypted is None:
            return b""
        try:
            if not odd:
                if encrypted[:1] != _PADDED:
                    raise ValueError("unknown padding")
                encrypted = encrypted[1:]
            return unpad(self.keys.suite.decrypt(self.keys.encryption, encrypted, self._initial(counter)))
        except ValueError as error:
            raise ChannelBrokenError("CHIP-012") from error

    def _count(self) -> bytes:
        block = self.keys.suite.block
        self._counter = (self._counter + 1) % (1 << 8 * block)
        return self._counter.to_bytes(block, "big")

    def _initial(self, counter: bytes) -> bytes:
        """The initialisation vector: zeros for 3DES, the encrypted counter for AES (section 9.8.6.1)."""
        if self.keys.suite is Suite.DES3:
            return bytes(self.keys.suite.block)
        return self.keys.suite.encrypt_block(self.keys.encryption, counter)


def _cryptogram(encrypted: bytes) -> bytes:
    return encode_tlv(CRYPTOGRAM, _PADDED + encrypted)


def _expected_length(le: int) -> bytes:
    if le <= SHORT_MAXIMUM:
        return bytes((le % SHORT_MAXIMUM,))
    return (le % 65_536).to_bytes(2, "big")
