"""Writing and taking apart tag-length-value, from the chip's side."""

from collections.abc import Iterator


def tlv(tag: int, *parts: bytes) -> bytes:
    """An object; the length in the shortest form."""
    value = b"".join(parts)
    name = bytes.fromhex(f"{tag:02X}" if tag < 0x100 else f"{tag:04X}")
    if len(value) <= 127:
        return name + bytes([len(value)]) + value
    if len(value) <= 255:
        return name + bytes([0x81, len(value)]) + value
    if len(value) <= 65_535:
        return name + b"\x82" + len(value).to_bytes(2, "big") + value
    return name + b"\x83" + len(value).to_bytes(3, "big") + value


def long_form(tag: int, value: bytes) -> bytes:
    """An object whose length takes three bytes though fewer would do, as some cards write it."""
    return bytes([tag, 0x82]) + len(value).to_bytes(2, "big") + value


def integer(number: int) -> bytes:
    """A DER INTEGER."""
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def oid(dotted: str) -> bytes:
    """A DER OBJECT IDENTIFIER."""
    return tlv(0x06, oid_contents(dotted))


def oid_contents(dotted: str) -> bytes:
    """Its contents alone."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    out = bytearray()
    for number in (first * 40 + second, *rest):
        shifts = range(max(0, number.bit_length() - 1) // 7 * 7, -1, -7)
        out += bytes(number >> shift & 0x7F | (0x80 if shift else 0) for shift in shifts)
    return bytes(out)


def sequence(*parts: bytes) -> bytes:
    """A DER SEQUENCE."""
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """A DER SET OF, sorted as DER wants it."""
    return tlv(0x31, *sorted(parts))


def objects(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Tag, contents and the whole of each object in a row.

    Raises:
        ValueError: The data are no objects.
    """
    while data:
        size = 1
        if data[0] & 0x1F == 0x1F:
            while size < len(data) and data[size] & 0x80:
                size += 1
            size += 1
        if len(data) <= size:
            raise ValueError("truncated")
        length, start = data[size], size + 1
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 3 or len(data) < start + count:
                raise ValueError("length")
            length = int.from_bytes(data[start : start + count], "big")
            start += count
        if len(data) < start + length:
            raise ValueError("truncated")
        yield int.from_bytes(data[:size], "big"), data[start : start + length], data[: start + length]
        data = data[start + length :]


def first(data: bytes, tag: int) -> bytes | None:
    """The contents of the first object with this tag; None without one, or where the data are no objects."""
    try:
        return next((value for name, value, _ in objects(data) if name == tag), None)
    except ValueError:
        return None
