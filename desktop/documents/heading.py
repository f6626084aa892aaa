"""The head of an official paper: code, unit, the state's name, place and date (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from desktop.documents.desk import DeskDetails
from desktop.documents.qr import qr_drawing
from desktop.documents.styles import Writer
from desktop.documents.wording import day_text

NATIONAL_TITLE: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
NATIONAL_MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
QR_SIDE: Final = 18.5 * mm
QR_COLUMN: Final = 22 * mm
UNIT_COLUMN: Final = 41 * mm
TIGHT: Final = [("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
FLUSH: Final = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0), *TIGHT]


def heading(
    writer: Writer,
    desk: DeskDetails,
    moment: datetime,
    width: float,
    *,
    qr_text: str = "",
    national: Sequence[str] = (NATIONAL_TITLE, NATIONAL_MOTTO),
) -> Table:
    """The head in one row; without a text for the code the unit has its room too.

    Args:
        writer: In the paper's type.
        desk: Who issues it.
        moment: Its date.
        width: Of the column, in points.
        qr_text: What the code holds.
        national: The state's name and the words under it.
    """
    styles, paragraph = writer.styles, writer.paragraph
    units = [paragraph(desk.parent_name, styles.centre)] if desk.parent_name else []
    units += [paragraph(desk.unit_name, styles.centre), paragraph(desk.office_name, styles.centre_bold)]
    if desk.phone:
        units.append(paragraph(f"Điện thoại: {desk.phone}", styles.centre))
    day = day_text(moment)
    state = [
        paragraph(national[0], styles.centre_bold),
        Underlined(paragraph(national[1], styles.centre_bold)),
        Spacer(0, 2.5 * mm),
        paragraph(f"{desk.place}, {day}" if desk.place else day, styles.centre_italic),
    ]
    if qr_text:
        cells = [[qr_drawing(qr_text, QR_SIDE), units, state]]
        table = Table(cells, [QR_COLUMN, UNIT_COLUMN, width - QR_COLUMN - UNIT_COLUMN])
    else:
        table = Table([[units, state]], [width * 0.45, width * 0.55])
    table.setStyle([*FLUSH, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOTTOMPADDING", (0, 0), (0, 0), 1 * mm)])
    return table


class Underlined(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A centred paragraph of one line with a rule under it as long as its text (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

    def __init__(self, paragraph: Paragraph) -> None:
        super().__init__()
        self._paragraph = paragraph

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """As high as the paragraph and its rule."""
        self._width = width
        _, self._high = self._paragraph.wrap(width, height)
        return width, self._high + 2

    def draw(self) -> None:
        """Draw the text and the rule."""
        self._paragraph.drawOn(self.canv, 0, 2)
        length = min(self._width, max(self._paragraph.getActualLineWidths0()))
        self.canv.setLineWidth(0.6)
        self.canv.line((self._width - length) / 2, 0.6, (self._width + length) / 2, 0.6)
