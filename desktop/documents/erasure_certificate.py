"""The certificate of a deletion: what was deleted by which rule, and where the log tells of it. Names nobody."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer
from reportlab.platypus import Table as PdfTable

from desktop.documents.desk import DeskDetails
from desktop.documents.desk_paper import GRID, desk_paper, text_style
from desktop.documents.fonts import register_fonts
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
    small = text_style(8)
    body: list[Flowable] = [Paragraph(SAID, text_style(10))]
    for each in erased:
        body += [Spacer(1, 4 * mm), _table(each, small)]
    signed = f"Người xóa: {escape(officer)}"
    return desk_paper(TITLE, body, signed, desk=desk, made_at=made_at, fonts=fonts, margin=MARGIN)


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
    made.setStyle(GRID)
    return made
