"""Elementary files read in the fewest exchanges (ISO/IEC 7816-4, section 7.2.3; ICAO 9303-10, section 3.6).

A file is read by its short identifier with a whole block at once: no SELECT, and no look at the header first. The
header inside that block says how much more there is. Where a card refuses, less is asked for, and what was learnt
serves the files after. What was read stays in its `PartialFile` whatever happens, so that reading goes on where it
stopped, on a channel built anew too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from devices.smartcard.apdu import Channel, Command, Instruction, Response, StatusWord
from devices.smartcard.datagroups.groups import NEVER_READ, ElementaryFile
from devices.smartcard.errors import CardRemovedError, ChannelBrokenError, ChipError, DataGroupError, StatusError
from devices.smartcard.files.blocks import SHORT_BLOCKS, BlockPolicy
from devices.smartcard.tlv import encode_tlv, read_header, read_tlvs

LARGEST_FILE = 512 * 1024  # bytes; chips in use have 144 KiB at most
MOST_REQUESTS = 4 * LARGEST_FILE // SHORT_BLOCKS[-1]  # for one file: no card keeps us forever with single bytes
HEADER = 6  # bytes that hold tag and length of every file of an eMRTD
SHORT_REACH = 0xFF  # the last offset that a short file identifier goes with
REACH = 0x7FFF  # the last offset that an even READ BINARY can name
_DISCRETIONARY = 0x53
_OFFSET = 0x54
_GIVES = {StatusWord.OK, StatusWord.END_OF_FILE}
_TOO_LONG = {
    StatusWord.END_OF_FILE,  # without any data
    StatusWord.WRONG_LENGTH,
    StatusWord.OUTSIDE_FILE,
    StatusWord.WRONG_PARAMETERS,
    StatusWord.CONDITIONS_NOT_SATISFIED,
}
_NO_CURRENT_FILE = 0x6986

Progress = Callable[[ElementaryFile, int, int | None], None]  # the file, bytes of it read, bytes in all once known


@dataclass(slots=True)
class PartialFile:
    """A file as far as it is read.

    Attributes:
        content: The bytes from its beginning.
        size: How many there are in all, header included; None until the header is read.
    """

    content: bytearray = field(default_factory=bytearray)
    size: int | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.size is not None and len(self.content) >= self.size

    @property
    def remaining(self) -> int | None:
        """Bytes still to come; None while that is unknown."""
        return None if self.size is None else self.size - len(self.content)

    def add(self, data: bytes) -> None:
        """Append what came, and learn the size from the header.

        Raises:
            DataGroupError: The header is malformed or names more than any chip holds.
        """
        self.content += data
        if self.size is None and (header := read_header(bytes(self.content[:HEADER]))) is not None:
            _, header_length, content_length = header
            if content_length > LARGEST_FILE:
                raise DataGroupError("LDS-002", size=content_length)
            self.size = header_length + content_length
        if self.size is not None:
            del self.content[self.size :]


class FileReader:
    """Reads files over one channel."""

    def __init__(self, channel: Channel, policy: BlockPolicy, progress: Progress | None = None) -> None:
        self._channel = channel
        self._policy = policy
        self._progress = progress
        self._current: ElementaryFile | None = None
        self._refused = False

    def read(self, file: ElementaryFile, partial: PartialFile | None = None) -> bytes:
        """The file's content, header included; what `partial` holds already is not read again.

        Raises:
            StatusError: CHIP-040: the card has no such file or does not give it out; CHIP-041: it refuses otherwise.
            DataGroupError: The header is malformed.
            SmartCardError: The channel, the card or the reader failed; `partial` holds what was read.
            ValueError: The file is one that must never be touched: fingerprints, iris.
        """
        if file in NEVER_READ:
            raise ValueError(f"{file.name} is never read")
        partial = partial if partial is not None else PartialFile()
        for _ in range(MOST_REQUESTS):
            if partial.complete:
                return bytes(partial.content)
            self._read_block(file, partial)
            if self._progress is not None:
                self._progress(file, len(partial.content), partial.size)
        raise ChipError("CHIP-042", file=file.name)

    def _read_block(self, file: ElementaryFile, partial: PartialFile) -> None:
        asked = self._policy.size(partial.remaining, self._channel.largest_short_block)
        if partial.size is None and not self._policy.past_the_end:
            asked = HEADER
        response = self._request(file, len(partial.content), asked)
        if response.status >> 8 == 0x6C:  # so many there are, or so many it gives at once
            exact = min(response.status & 0xFF or 256, asked)
            if partial.remaining is not None and exact < asked:
                self._policy.short = min(self._policy.short, exact)
            response = self._request(file, len(partial.content), exact)
        if response.data and response.status in _GIVES:
            self._policy.answered(asked, len(response.data))
            partial.add(response.data)
        elif response.status in _TOO_LONG:
            self._ask_for_less(file, partial, asked, response.status)
        else:
            raise _refusal(file, response.status)

    def _ask_for_less(self, file: ElementaryFile, partial: PartialFile, asked: int, status: int) -> None:
        """A refusal of the first block may mean two things: the file is shorter, or the block too large."""
        if partial.size is None and asked > HEADER:
            header = self._request(file, len(partial.content), HEADER)
            if header.status not in _GIVES or not header.data:
                raise _refusal(file, header.status)
            partial.add(header.data)
            remaining = partial.remaining
            if remaining is not None and len(partial.content) + remaining < asked:
                self._policy.past_the_end = False
                return
        if not self._policy.refused(asked):
            raise _refusal(file, status)

    # ---- one exchange, and what it takes

    def _request(self, file: ElementaryFile, offset: int, size: int) -> Response:
        try:
            response = self._addressed(file, offset, size)
        except (ChannelBrokenError, CardRemovedError):
            if not self._refused:  # some cards end the session with a refusal: then it is not this size that broke it
                self._policy.broke(size)
            raise
        self._refused = response.status not in _GIVES
        return response

    def _addressed(self, file: ElementaryFile, offset: int, size: int) -> Response:
        if self._current is not file:
            if self._policy.by_short_id is not False and offset <= SHORT_REACH:
                response = self._by_short_id(file, offset, size)
                if response is not None:
                    return response
            self._select(file)
        response = self._from_current(offset, size)
        if response.status == _NO_CURRENT_FILE:
            self._select(file)
            response = self._from_current(offset, size)
        return response

    def _by_short_id(self, file: ElementaryFile, offset: int, size: int) -> Response | None:
        """The answer; None where the card may know no short identifiers, so that SELECT must find out."""
        response = self._channel.send(Command(Instruction.READ_BINARY, 0x80 | file.short_id, offset, le=size))
        if response.data and response.status in _GIVES:
            self._policy.by_short_id = True
            self._current = file
        elif self._policy.by_short_id is None and response.status >> 8 not in {0x6C, StatusWord.WRONG_LENGTH >> 8}:
            return None
        return response

    def _select(self, file: ElementaryFile) -> None:
        status = self._channel.send(select_file(file)).status
        if status != StatusWord.OK:
            raise _refusal(file, status)
        self._current = file
        if self._policy.by_short_id is None:
            self._policy.by_short_id = False

    def _from_current(self, offset: int, size: int) -> Response:
        if offset <= REACH:
            return self._channel.send(Command(Instruction.READ_BINARY, offset >> 8, offset & 0xFF, le=size))
        # An odd READ BINARY wraps the data in 53 L, at most four bytes, which must fit into the block as well.
        block = max(size, self._policy.size(None, self._channel.largest_short_block))
        where = encode_tlv(_OFFSET, offset.to_bytes(3, "big"))
        response = self._channel.send(Command(Instruction.READ_BINARY_ODD, 0, 0, where, le=min(size + 4, block)))
        if response.status not in _GIVES or not response.data:
            return response
        for item in read_tlvs(response.data):
            if item.tag == _DISCRETIONARY:
                return Response(item.value, response.status)
        raise DataGroupError("LDS-001")


def select_file(file: ElementaryFile) -> Command:
    """SELECT of a file under the current one, no answer wanted (ISO/IEC 7816-4, section 7.1.1)."""
    return Command(Instruction.SELECT, 0x02, 0x0C, file.file_id.to_bytes(2, "big"))


def _refusal(file: ElementaryFile, status: int) -> StatusError:
    missing = status in {StatusWord.FILE_NOT_FOUND, StatusWord.SECURITY_NOT_SATISFIED}
    return StatusError("CHIP-040" if missing else "CHIP-041", status, file=file.name)
