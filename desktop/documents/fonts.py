"""The shipped fonts, made known to reportlab: every paper carries its letters with it."""

from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from devices.errors import CodedError

REGULAR: Final = "NotoSans-Regular"
BOLD: Final = "NotoSans-Bold"
ITALIC: Final = "NotoSans-Italic"
MISSING_LETTER: Final = "\N{REPLACEMENT CHARACTER}"


def register_fonts(folder: Path) -> None:
    """Register the three fonts with reportlab, once for the process.

    reportlab keeps one table of fonts for the whole process and names them in every style; there is no other way to
    hand it a font. Registering again does nothing.

    Args:
        folder: Where the ``.ttf`` files are.

    Raises:
        CodedError: DOC-002, a font file is missing or damaged.
    """
    known = set(pdfmetrics.getRegisteredFontNames())
    for name in (REGULAR, BOLD, ITALIC):
        if name in known:
            continue
        try:
            font = TTFont(name, folder / f"{name}.ttf")
        except (OSError, TTFError) as error:
            raise CodedError("DOC-002", font=name) from error
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


def letters_of(font: str) -> frozenset[int]:
    """The code points that a registered font can draw."""
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)
