"""The certificate of a deletion: what was deleted by which rule, and where the log tells of it. Names nobody."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Table as PdfTable

from desktop.documents.desk import DeskDetails
from desktop.documents.fonts import BOLD, REGULAR, register_fonts
from desktop.records.erasures import CASE, Erased

MARGIN = 20 * mm
TITLE = "CHỨNG NHẬN XÓA DỮ LIỆU CÁ NHÂN"
SAID = (
    "Dữ liệu nêu dưới đây đã bị xóa và không khôi phục được: nội dung trong cơ sở dữ liệu đã bị ghi đè, khóa riêng của "
    "từng tệp đã bị hủy nên mọi bản sao của tệp không mở được nữa. Danh sách xóa được áp dụng lại cho mọi bản sao lưu "
    "trước khi bản đó được dùng. Các con số thống kê không có dữ liệu cá nhân được giữ nguyên."
)


def erasure_certificate(
    erased: Sequence[Erased], desk: DeskDetails, officer: str, made_at: datetime, fonts: Path
) -> bytes:
    """The certificate, PDF.

    Args:
        erased: What was deleted together.
        desk: Whose certificate it is.
        officer: Who deleted.
        made_at: When it was made, local.
        fonts: Folder of the shipped fonts.

    Raises:
        CodedError: DOC-002: a font is missing.
    """
    register_fonts(fonts)
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN, title=TITLE
    )
    small = _style(8)
    parts: list[Any] = [
        Paragraph(escape(desk.unit_name), _style(10.5, BOLD)),
        Paragraph(escape(desk.office_name), _style(9.5)),
        Spacer(1, 8 * mm),
        Paragraph(TITLE, _style(14, BOLD, alignment=TA_CENTER)),
        Spacer(1, 4 * mm),
        Paragraph(SAID, _style(10)),
        Spacer(1, 4 * mm),
    ]
    for each in erased:
        parts += [_table(each, small), Spacer(1, 4 * mm)]
    place = f"{desk.place}, " if desk.place else ""
    parts += [
        Paragraph(f"{escape(place)}{made_at:%H:%M ngày %d/%m/%Y}", _style(10)),
        Paragraph(f"Người xóa: {escape(officer)}", _style(10, BOLD)),
    ]
    document.build(parts)
    return out.getvalue()


def _table(each: Erased, small: ParagraphStyle) -> PdfTable:
    case = each.erasure.kind == CASE
    lines = (
        ("Đối tượng", f"Hồ sơ {each.code}" if case else f"Thông tin công dân, khóa nội bộ {each.erasure.subject_id}"),
        ("Dấu nhận biết", each.erasure.mark),
        ("Thời điểm (UTC)", each.erasure.at),
        ("Quy tắc, căn cứ", f"{each.erasure.reason}: {each.erasure.legal_base}"),
        ("Tệp đã hủy khóa", str(each.erasure.files)),
        ("Mục nhật ký", f"số {each.entry.sequence}"),
        ("Mã băm của mục", each.entry.hash),
    )
    made = PdfTable(
        [[Paragraph(name, small), Paragraph(escape(text), small)] for name, text in lines],
        colWidths=[38 * mm, 132 * mm],
    )
    made.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "#bbc5cf"), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return made


def _style(size: float, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    return ParagraphStyle("text", fontName=font, fontSize=size, leading=size * 1.4, **more)
