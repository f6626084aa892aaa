"""Whether a file is there to its end, by its marks and sums.

Decoders are too kind for this: a copy in progress may have its full length already, with zeros for what is to come, and
these decode to grey or to blank pages. A TIFF needs no more than its decoder: its directory or its strips are missing.
"""

import re
import zlib

TAIL = 1024  # bytes; readers look for a PDF's tail within so many
_START_OF_SCAN, _FILL = 0xDA, 0xFF  # JPEG's markers
_PNG_HEAD = 8  # bytes
_PNG_FRAME = 12  # bytes of a chunk besides its data
_PDF_TAIL = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\0*\s*\Z")


def jpeg_is_whole(data: bytes) -> bool:
    """Whether the picture comes to its end mark; previews among the metadata have marks of their own."""
    at = 2
    while data[at : at + 1] == b"\xff" and at + 1 < len(data):
        marker = data[at + 1]
        if marker == _FILL:
            at += 1
        elif marker == _START_OF_SCAN:
            return data.find(b"\xff\xd9", at) >= 0  # within a picture's data, 0xFF is never followed so
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return False


def png_is_whole(data: bytes) -> bool:
    """Whether every chunk up to the last has its sum."""
    view = memoryview(data)
    at = _PNG_HEAD
    while at + _PNG_FRAME <= len(data):
        end = at + 8 + int.from_bytes(view[at : at + 4], "big")
        if int.from_bytes(view[end : end + 4], "big") != zlib.crc32(view[at + 4 : end]):
            return False
        if data.startswith(b"IEND", at + 4):
            return True
        at = end + 4
    return False


def pdf_is_whole(data: bytes) -> bool:
    """Whether it ends with the place of its table, within the file."""
    tail = _PDF_TAIL.search(data[-TAIL:])
    return tail is not None and int(tail[1]) < len(data)
