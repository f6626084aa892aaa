"""The pictures in DG2: JPEG, JPEG 2000, the bare JPEG 2000 codestream, told by their first bytes; decoded in bounds."""

import io
import warnings
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image

from devices.smartcard.errors import DataGroupError

MOST_PIXELS = 4_000_000  # a card's face has about 0.2 million
MOST_BYTES = 1 << 20


class ImageFormat(StrEnum):
    """The formats that a card may use."""

    JPEG = "jpeg"
    JPEG2000 = "jp2"
    CODESTREAM = "j2k"


_MAGIC = (
    (b"\xff\xd8\xff", ImageFormat.JPEG),
    (bytes.fromhex("0000000C6A5020200D0A870A"), ImageFormat.JPEG2000),
    (bytes.fromhex("FF4FFF51"), ImageFormat.CODESTREAM),
)
_DECODERS = {ImageFormat.JPEG: "JPEG", ImageFormat.JPEG2000: "JPEG2000", ImageFormat.CODESTREAM: "JPEG2000"}


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A decoded picture: rows of red, green, blue, a byte each, without padding."""

    width: int
    height: int
    rgb: bytes

    def __repr__(self) -> str:
        """Never shows the picture."""
        return f"Picture({self.width}×{self.height})"


def image_format(data: bytes) -> ImageFormat | None:
    """The format by the first bytes; None for another."""
    return next((found for magic, found in _MAGIC if data.startswith(magic)), None)


def decode_image(data: bytes, most_pixels: int = MOST_PIXELS) -> Picture:
    """Decode a picture; what follows it is ignored.

    Raises:
        DataGroupError: LDS-021: it is damaged, too large, or of another format.
    """
    found = image_format(data)
    if found is None or len(data) > MOST_BYTES:
        raise DataGroupError("LDS-021")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=(_DECODERS[found],)) as image:
                if image.width * image.height > most_pixels:
                    raise DataGroupError("LDS-021")
                rgb = image.convert("RGB")
        return Picture(rgb.width, rgb.height, rgb.tobytes())
    # Pillow's decoders raise what they like for damaged input.
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        EOFError,
        MemoryError,
        Warning,
        Image.DecompressionBombError,
    ) as error:
        raise DataGroupError("LDS-021") from error
