"""A page's picture: opened from what a scanner gives, and kept as JPEG with its resolution in it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.errors import CodedError
from devices.qrcode.decoding import zxing

Bgr = NDArray[np.uint8]
QUALITY = 85
LARGEST_SIDE = 20_000  # pixels: A3 at 1,200 dpi
_CODE_SIDE = 1800  # pixels: large enough for a code of 15 mm on A4
# JFIF 1.02 (ITU-T T.871, 10.1): units and densities follow SOI, APP0, its length, "JFIF\0" and the version.
_UNITS, _DENSITY = 13, 14
_PER_INCH = 1


def open_picture(data: bytes) -> Bgr:
    """The picture of one page, height × width × 3, BGR, 8 bits.

    Args:
        data: A PNG or JPEG file.

    Raises:
        CodedError: PAPER-008: it is cut off, damaged, of another kind, or larger than `LARGEST_SIDE`.
    """
    width, height = _size_of(data)
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise CodedError("PAPER-008")
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        raise CodedError("PAPER-008") from None
    if picture is None or not _is_whole(data):
        raise CodedError("PAPER-008")
    return np.asarray(picture, np.uint8)


def as_jpeg(picture: Bgr, dpi: int, quality: int = QUALITY) -> bytes:
    """The picture as JPEG with its resolution.

    Args:
        picture: As from `open_picture`.
        dpi: Dots per inch, 1 to 65,535.
        quality: 1 to 100.
    """
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    jpeg = bytearray(encoded.tobytes())
    jpeg[_UNITS] = _PER_INCH
    jpeg[_DENSITY : _DENSITY + 4] = dpi.to_bytes(2, "big") * 2
    return bytes(jpeg)


def codes_on(picture: Bgr) -> tuple[str, ...]:
    """The texts of the QR codes on a page."""
    shrink = min(1.0, _CODE_SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    found = (symbol.payload for symbol in zxing.read(grey))
    return tuple(payload.decode("utf-8", "replace") for payload in found if payload)


def _size_of(data: bytes) -> tuple[int, int]:
    """Width and height as the file's own header says, before anything is decoded; zeros for another kind."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # a frame header (ITU-T T.81, table B.1)
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0


def _is_whole(data: bytes) -> bool:
    """Whether the file has its own end: OpenCV fills in what is missing with grey."""
    return data.rstrip(b"\0")[-2:] == b"\xff\xd9" if data[:2] == b"\xff\xd8" else b"IEND" in data[-16:]
