"""The PDF of a page of a civil-status book, as it is handed over.

Công văn 1437/BTP-CNTT (25/04/2019) names no resolution; practice is colour and some 100 kB a page. What the desk keeps
is larger and stays as it is.
"""

from io import BytesIO

import img2pdf
from PIL import Image

from devices.errors import CodedError

HANDED_OVER_DPI = 150
QUALITY = 55  # of JPEG, per cent


def page_pdf(jpeg: bytes, dpi: int) -> bytes:
    """One page.

    Args:
        jpeg: Its picture.
        dpi: The picture's dots per inch.

    Raises:
        CodedError: PAPER-005, the picture cannot be taken in.
    """
    try:
        with Image.open(BytesIO(jpeg)) as picture:
            share = min(1.0, HANDED_OVER_DPI / dpi)
            size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
            smaller = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        out = BytesIO()
        shown = round(dpi * share)
        smaller.save(out, "JPEG", quality=QUALITY, optimize=True, dpi=(shown, shown))
        pdf: bytes = img2pdf.convert(out.getvalue(), rotation=img2pdf.Rotation.none, nodate=True)
    except (OSError, ValueError, img2pdf.ImageOpenError) as error:
        raise CodedError("PAPER-005", kind=type(error).__name__) from None
    return pdf
