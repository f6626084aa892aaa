"""BER-TLV objects as cards use them (ISO/IEC 7816-4, section 5.2.2; ITU-T X.690), bounded in size, depth and number."""

from dataclasses import dataclass

from devices.smartcard.errors import DataGroupError


@dataclass(frozen=True, slots=True)
class Limits:
    """What an encoding may hold at most.

    Attributes:
        size: Bytes in all.
        objects: Objects in a row.
        depth: How deep objects may be nested, where children are asked for.
    """

    size: int = 1 << 20
    objects: int = 4096
    depth: int = 16


DEFAULT_LIMITS = Limits()
_LONGEST_TAG = 4
_LONGEST_LENGTH = 5


@dataclass(frozen=True, slots=True, repr=False)
class Tlv:
    """One object.

    Attributes:
        tag: The tag's bytes as one big-endian integer: 0x87, 0x7F49, 0x5F1F.
        value: The contents.
        depth: How many objects it stands in.
    """

    tag: int
    value: bytes
    depth: int = 0

    @property
    def constructed(self) -> bool:
        """Whether it holds objects: bit 6 of the tag's first byte."""
        first = self.tag.to_bytes((self.tag.bit_length() + 7) // 8 or 1, "big")[0]
        return bool(first & 0x20)

    def children(self, limits: Limits = DEFAULT_LIMITS) -> tuple["Tlv", ...]:
        """The objects in it.

        Raises:
            DataGroupError: The contents are no objects, or nested too deep.
        """
        if self.depth + 1 >= limits.depth:
            raise DataGroupError("LDS-001")
        return _read(self.value, limits, self.depth + 1)

    def __repr__(self) -> str:
        """Never shows the value."""
        return f"Tlv({self.tag:X}, {len(self.value)} bytes)"


def read_tlvs(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Tlv, ...]:
    """The objects that stand in a row; bytes 00 and FF between them are skipped (ISO/IEC 7816-4, section 5.2.2.1).

    Raises:
        DataGroupError: LDS-001: it is malformed, truncated, of indefinite length, or beyond the limits.
    """
    return _read(data, limits, 0)


def read_tlv(data: bytes, tag: int, *, limits: Limits = DEFAULT_LIMITS) -> Tlv:
    """The one object that data begin with, which must be of this tag; padding after it is ignored.

    Raises:
        DataGroupError: LDS-001, or LDS-003 for another tag.
    """
    header = read_header(data)
    if header is None or len(data) > limits.size or len(data) < header[1] + header[2]:
        raise DataGroupError("LDS-001")
    found, start, length = header
    if found != tag:
        raise DataGroupError("LDS-003", expected=f"{tag:X}", found=f"{found:X}")
    return Tlv(found, bytes(data[start : start + length]))


def read_header(data: bytes) -> tuple[int, int, int] | None:
    """Tag, length of the header and length of the contents; None where more bytes are needed to tell.

    Raises:
        DataGroupError: LDS-001: no such header can be valid.
    """
    end = _tag_end(data)
    if end is None or len(data) <= end:
        return None
    tag = int.from_bytes(data[:end], "big")
    first = data[end]
    if first < 0x80:
        return tag, end + 1, first
    count = first & 0x7F
    if not 1 <= count < _LONGEST_LENGTH:  # 80 is the indefinite form, which DER and cards do not have
        raise DataGroupError("LDS-001")
    if len(data) < end + 1 + count:
        return None
    return tag, end + 1 + count, int.from_bytes(data[end + 1 : end + 1 + count], "big")


def encode_tlv(tag: int, value: bytes) -> bytes:
    """An object with the shortest form of its length."""
    head = tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big")
    size = len(value)
    if size < 0x80:
        return head + bytes((size,)) + value
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return head + bytes((0x80 | len(length),)) + length + value


def _tag_end(data: bytes) -> int | None:
    if not data:
        return None
    if data[0] & 0x1F != 0x1F:
        return 1
    for index in range(1, _LONGEST_TAG):
        if index >= len(data):
            return None
        if not data[index] & 0x80:
            return index + 1
    raise DataGroupError("LDS-001")


def _read(data: bytes, limits: Limits, depth: int) -> tuple[Tlv, ...]:
    if len(data) > limits.size:
        raise DataGroupError("LDS-001")
    found: list[Tlv] = []
    position = 0
    while position < len(data):
        if data[position] in {0x00, 0xFF}:
            position += 1
            continue
        header = read_header(data[position : position + _LONGEST_TAG + _LONGEST_LENGTH])
        if header is None or len(found) >= limits.objects:
            raise DataGroupError("LDS-001")
        tag, start, length = header
        start += position
        if start + length > len(data):
            raise DataGroupError("LDS-001")
        found.append(Tlv(tag, bytes(data[start : start + length]), depth))
        position = start + length
    return tuple(found)
