"""zxing-cpp, for QR codes only."""

from dataclasses import dataclass, field

import numpy as np
import zxingcpp
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Quad = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR symbol that was seen.

    Attributes:
        payload: The bytes it holds; None where it was seen and could not be read. The code's own error correction
            (Reed–Solomon) proved them.
        quad: Its corners in the image given, 4 × 2, clockwise from the symbol's own top left.
    """

    payload: bytes | None = field(repr=False)
    quad: Quad


def read(image: Gray, *, seen_too: bool = False) -> list[Symbol]:
    """Every QR symbol of an image, with `seen_too` also those that could not be read.

    `QRCodeModel2` only: `QRCode` also takes Micro QR, which gave false texts on sharpened crops.
    """
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
    found = zxingcpp.read_barcodes(image, formats=wanted, return_errors=seen_too)
    return [Symbol(_payload(code), _quad(code.position)) for code in found]


def _payload(code: zxingcpp.Barcode) -> bytes | None:
    return bytes(code.bytes) if code.valid and code.bytes else None


def _quad(position: zxingcpp.Position) -> Quad:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([[corner.x, corner.y] for corner in corners], np.float32)
