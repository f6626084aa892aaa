"""Commands, responses and status words (ISO/IEC 7816-4, section 5), and the seam below which a card is only bytes.

Everything above a reader speaks to `Transmit`: command bytes in, response data and status word out. A real reader, a
chip in software and a recorded exchange all fit it. Above the seam a `Channel` sends commands: `PlainChannel` here,
the protected one in `devices.smartcard.channel.secure_messaging`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple, Protocol

from devices.smartcard.errors import ChipError, StatusError

# Command APDU in; response data and status word (SW1 SW2, big-endian) out. Raises the reader and card errors of
# `devices.smartcard.errors`, among them `CardRemovedError`.
Transmit = Callable[[bytes], tuple[bytes, int]]

SHORT_MAXIMUM = 256
EXTENDED_MAXIMUM = 65_536
MOST_CONTINUATIONS = 300  # GET RESPONSE rounds for one command: more than 64 KiB in 256-byte parts never comes


class StatusWord(IntEnum):
    """Status words with a meaning here (ISO/IEC 7816-4, tables 5 and 6; ICAO 9303-10 and -11)."""

    OK = 0x9000
    END_OF_FILE = 0x6282  # fewer bytes than asked for
    FILE_DEACTIVATED = 0x6283
    PASSWORD_WRONG = 0x6300
    WRONG_LENGTH = 0x6700
    SECURITY_NOT_SATISFIED = 0x6982
    PASSWORD_BLOCKED = 0x6983
    CONDITIONS_NOT_SATISFIED = 0x6985
    OBJECTS_MISSING = 0x6987  # secure messaging data objects expected
    OBJECTS_INCORRECT = 0x6988  # secure messaging data objects wrong
    WRONG_DATA = 0x6A80
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    WRONG_PARAMETERS = 0x6A86
    REFERENCE_NOT_FOUND = 0x6A88
    OUTSIDE_FILE = 0x6B00
    INSTRUCTION_NOT_SUPPORTED = 0x6D00
    CLASS_NOT_SUPPORTED = 0x6E00


class Instruction(IntEnum):
    """Instruction bytes (ISO/IEC 7816-4, table 4)."""

    MANAGE_SECURITY_ENVIRONMENT = 0x22
    EXTERNAL_AUTHENTICATE = 0x82
    GET_CHALLENGE = 0x84
    GENERAL_AUTHENTICATE = 0x86
    INTERNAL_AUTHENTICATE = 0x88
    SELECT = 0xA4
    READ_BINARY = 0xB0
    READ_BINARY_ODD = 0xB1
    GET_RESPONSE = 0xC0


def wrong_password(status: int) -> bool:
    """Whether a status says that a password is wrong: 6300, and 63Cx with its count of tries left."""
    return status == StatusWord.PASSWORD_WRONG or status & 0xFFF0 == 0x63C0


@dataclass(frozen=True, slots=True, repr=False)
class Command:
    """A command APDU.

    Attributes:
        ins: The instruction byte.
        p1: First parameter byte.
        p2: Second parameter byte.
        data: The command data, at most 65,535 bytes.
        le: How many bytes may come back at most, 1 to 65,536; None where none do.
        cla: The class byte.
    """

    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None
    cla: int = 0

    @property
    def extended(self) -> bool:
        """Whether it needs the extended form (ISO/IEC 7816-4, section 5.2)."""
        return len(self.data) > 255 or (self.le or 0) > SHORT_MAXIMUM

    def encode(self) -> bytes:
        """The bytes on the line: cases 1 to 4, short where it fits."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.extended:
            length = b"\0" + len(self.data).to_bytes(2, "big") if self.data else b""
            expected = b"" if self.le is None else (self.le % EXTENDED_MAXIMUM).to_bytes(2, "big")
            return header + length + self.data + (expected if self.data or self.le is None else b"\0" + expected)
        length = bytes((len(self.data),)) if self.data else b""
        expected = b"" if self.le is None else bytes((self.le % SHORT_MAXIMUM,))
        return header + length + self.data + expected

    def __repr__(self) -> str:
        """Never shows the data: a repr ends up in logs."""
        return (
            f"Command({self.cla:02X} {self.ins:02X} {self.p1:02X} {self.p2:02X}, {len(self.data)} bytes, le={self.le})"
        )


class Response(NamedTuple):
    """What a card answered: its data, without the status word, and the status word."""

    data: bytes
    status: int

    def expect(self, code: str, *allowed: int) -> bytes:
        """The data, if the status is 9000 or one of `allowed`.

        Raises:
            StatusError: It is another; with the given code.
        """
        if self.status != StatusWord.OK and self.status not in allowed:
            raise StatusError(code, self.status)
        return self.data


class Channel(Protocol):
    """Sends commands to a chip."""

    def send(self, command: Command) -> Response:
        """The chip's answer, of any status.

        Raises:
            ChannelBrokenError: The protection failed; the channel is dead.
            SmartCardError: The reader or the card failed.
        """

    @property
    def largest_short_block(self) -> int:
        """How many bytes of data one short response can carry."""


class PlainChannel:
    """The unprotected channel: fetches what a T=0 card holds back (61xx), and asks anew where Le was wrong (6Cxx)."""

    def __init__(self, transmit: Transmit) -> None:
        self._transmit = transmit

    @property
    def largest_short_block(self) -> int:
        """A whole short response."""
        return SHORT_MAXIMUM

    def send(self, command: Command) -> Response:
        """See `Channel.send`."""
        data, status = self._transmit(command.encode())
        exact = status & 0xFF or SHORT_MAXIMUM
        # A protected command is left alone: it must be built anew, with the next counter.
        if status >> 8 == 0x6C and not command.cla & 0x0C and not command.extended and command.le != exact:
            data, status = self._transmit(replace(command, le=exact).encode())
        return self._fetch_rest(data, status)

    def _fetch_rest(self, data: bytes, status: int) -> Response:
        parts = [data]
        for _ in range(MOST_CONTINUATIONS):
            if status >> 8 != 0x61:
                return Response(b"".join(parts), status)
            data, status = self._transmit(Command(Instruction.GET_RESPONSE, 0, 0, le=status & 0xFF or 256).encode())
            parts.append(data)
        raise ChipError("CHIP-002")
