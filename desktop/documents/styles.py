"""The type of the printed papers: sizes, line heights and how text becomes a paragraph."""

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from desktop.documents.fonts import BOLD, ITALIC, MISSING_LETTER, REGULAR, letters_of
from desktop.documents.wording import clean

SMALLEST: Final = 7.5  # points; nothing on paper is smaller
# Capitals with two marks (Ẫ, Ế) rise to 1.07 of the size and a dot below sinks to 0.24: lines nearer than this touch.
LINE_HEIGHT: Final = 1.32


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles of a form on A5."""

    scale: float
    body: ParagraphStyle
    item: ParagraphStyle
    head: ParagraphStyle
    cell: ParagraphStyle
    cell_centre: ParagraphStyle
    cell_head: ParagraphStyle
    title: ParagraphStyle
    code: ParagraphStyle
    sign: ParagraphStyle
    centre: ParagraphStyle
    centre_bold: ParagraphStyle
    centre_italic: ParagraphStyle
    small: ParagraphStyle
    small_bold: ParagraphStyle


def make_styles(scale: float) -> Styles:
    """The styles; the fonts must be registered before.

    Args:
        scale: 1 for the usual sizes, less for tighter ones; no size falls under `SMALLEST`.
    """

    def style(name: str, font: str, size: float, **more: float) -> ParagraphStyle:
        points = max(SMALLEST, size * scale)
        spaces = {key: value * scale if key.startswith("space") else value for key, value in more.items()}
        return ParagraphStyle(
            name, fontName=font, fontSize=points, leading=points * LINE_HEIGHT, splitLongWords=1, **spaces
        )

    return Styles(
        scale=scale,
        body=style("body", REGULAR, 8.7, spaceAfter=1),
        item=style("item", REGULAR, 8.7, spaceBefore=1, spaceAfter=1),
        head=style("head", REGULAR, 8.7, spaceBefore=1, spaceAfter=2.4, keepWithNext=1),
        cell=style("cell", REGULAR, 8.5),
        cell_centre=style("cell_centre", REGULAR, 8.5, alignment=TA_CENTER),
        cell_head=style("cell_head", BOLD, 8, alignment=TA_CENTER),
        title=style("title", BOLD, 12, alignment=TA_CENTER, spaceBefore=3),
        code=style("code", BOLD, 10, alignment=TA_CENTER, spaceAfter=4),
        sign=style("sign", BOLD, 8.5, alignment=TA_CENTER),
        centre=style("centre", REGULAR, 8, alignment=TA_CENTER),
        centre_bold=style("centre_bold", BOLD, 8, alignment=TA_CENTER),
        centre_italic=style("centre_italic", ITALIC, 8, alignment=TA_CENTER),
        small=style("small", ITALIC, SMALLEST, spaceAfter=0.5, leftIndent=4.4, firstLineIndent=-4.4),
        small_bold=style("small_bold", BOLD, SMALLEST, spaceBefore=2, keepWithNext=1),
    )


@dataclass(frozen=True, slots=True)
class Writer:
    """Turns plain texts into paragraphs. Nothing in a text is taken for markup."""

    styles: Styles
    letters: frozenset[int]

    def plain(self, text: str) -> str:
        """The text as it can be drawn: NFC, one line, only letters that the fonts have."""
        return clean(text, self.letters, MISSING_LETTER)

    def safe(self, text: str) -> str:
        """The same inside a paragraph's markup."""
        return escape(self.plain(text))

    def paragraph(self, text: str, style: ParagraphStyle) -> Paragraph:
        """A text as it is."""
        return Paragraph(self.safe(text), style)

    def lines(self, texts: tuple[str, ...], style: ParagraphStyle) -> Paragraph:
        """Texts one below the other in one paragraph."""
        return Paragraph("<br/>".join(self.safe(text) for text in texts), style)

    def labelled(self, label: str, value: str, style: ParagraphStyle, *, bold: bool = False) -> Paragraph:
        """``label: value``."""
        shown = f"<b>{self.safe(value)}</b>" if bold else self.safe(value)
        return Paragraph(f"{self.safe(label)}: {shown}", style)


def make_writer(scale: float = 1.0) -> Writer:
    """A writer in the shipped fonts, which must be registered before."""
    return Writer(make_styles(scale), letters_of(REGULAR) & letters_of(BOLD) & letters_of(ITALIC))
