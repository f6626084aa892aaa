"""pyzbar, as the last resort: what it returns counts only after its text was repaired and proved itself.

zbar guesses an encoding for the UTF-8 of the cards and is wrong for 12 % of Vietnamese payloads (zbar issue 212).
pyzbar has no binary mode, and its Windows wheel carries zbar 0.10, which has none at all.
"""

import numpy as np
from numpy.typing import NDArray

from devices.qrcode.text_damage import is_whole, repair_encoding

Gray = NDArray[np.uint8]


def read(image: Gray) -> list[bytes]:
    """The UTF-8 bytes of every citizen payload whose text proves itself; empty where zbar is not installed."""
    try:
        # pyzbar loads libzbar while it is imported and fails where the library is missing.
        from pyzbar import pyzbar  # noqa: PLC0415
    except ImportError:
        return []
    found = pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.QRCODE])
    texts = (_proved(code.data) for code in found)
    return [text.encode() for text in texts if text is not None]


def _proved(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if is_whole(text) else repair_encoding(text)
