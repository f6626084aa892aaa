"""The three files say what the values say; read back with the libraries that others would read them with."""

import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl import load_workbook
from reportlab.pdfbase.ttfonts import TTFont

from sync.indicators import load_indicators
from sync.reporting.docx import make_docx
from sync.reporting.letter import Head, Line, Table, figure_columns, is_number, value_text
from sync.reporting.model import MonthlyReport, UnitMonth, count_lines, ratio_lines
from sync.reporting.monthly_letter import monthly_letter
from sync.reporting.pdf import make_pdf
from sync.reporting.text import OWN_LAYOUT, at_least, change, issuer_name, kept_together, number, paragraphs, percent
from sync.reporting.xlsx import make_xlsx

RESOURCES = Path(__file__).parents[3] / "resources"
FONTS = RESOURCES / "fonts"
LEFT, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
BOOK = load_indicators(RESOURCES / "indicators")
NOW = datetime.fromisoformat("2026-12-05T09:00:00+07:00")


def report(how_many: int = 2, **changes: object) -> MonthlyReport:
    made = [
        UnitMonth(
            f"Xã Mẫu {nth}",
            2,
            40,
            39,
            {
                "received.online.other": 300 + nth,
                "received.counter.other": 700,
                "finished.late": 3,
                "finished.early": 97,
            },
        )
        for nth in range(how_many)
    ]
    values: dict[str, object] = {
        "province": "tỉnh Mẫu",
        "place": "Mẫu",
        "month": date(2026, 11, 1),
        "made_at": NOW,
        "book": BOOK,
        "units": tuple(made),
        "previous": {"received.online.other": 10},
    }
    return MonthlyReport(**(values | changes))  # type: ignore[arg-type]


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return re.sub(r"\s+", " ", text)


def docx_text(data: bytes) -> str:
    document = Document(BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [" ".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def test_three_files_one_set_of_numbers() -> None:
    made = report()
    word, pdf = docx_text(make_docx(monthly_letter(made), FONTS)), pdf_text(make_pdf(monthly_letter(made), FONTS))
    book = load_workbook(BytesIO(make_xlsx(monthly_letter(made))))
    for text in (word, pdf):
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        assert "2.001 hồ sơ, tháng trước 10 (+1.991)" in text
        assert "quá hạn 6" in text
        assert "SỐ LIỆU CHƯA KHÓA" in text
        assert "Xã Mẫu 1" in text
        assert "chưa đối chiếu" in text
        assert "30,0 %" in text  # 601 of 2001
    rows = {row[1]: row[3] for row in book["Số liệu"].iter_rows(values_only=True) if isinstance(row[3], int)}
    assert rows == {line.name: line.count for line in count_lines(made)}
    names = [row[0] for row in book["Đơn vị"].iter_rows(min_row=6, values_only=True)]
    assert names == ["Xã Mẫu 0", "Xã Mẫu 1", None, OWN_LAYOUT]
    shares = {row[0]: row[3] for row in book["Tỷ lệ"].iter_rows(min_row=6, values_only=True)}
    assert shares["Hồ sơ trực tuyến – thủ tục còn lại"] == pytest.approx(0.3)  # as in the other files
    assert shares["Thanh toán trực tuyến"] is None


@pytest.mark.parametrize("units", [0, 1, 102])
def test_any_number_of_units(units: int) -> None:
    made = report(units)
    assert f"Xã Mẫu {units - 1}" in docx_text(make_docx(monthly_letter(made), FONTS)) or units == 0
    assert f"Xã Mẫu {units - 1}" in pdf_text(make_pdf(monthly_letter(made), FONTS)) or units == 0
    sheet = load_workbook(BytesIO(make_xlsx(monthly_letter(made))))["Đơn vị"]
    assert sheet.max_row == 5 + units + 2  # and what must be known of it


def test_a_month_without_anything() -> None:
    made = report(0, previous={})
    assert all(line.verdict in {"Chưa có số liệu", "–"} for line in ratio_lines(made))
    assert percent(ratio_lines(made)[0].share) == "–"
    assert ("Chưa có tỷ lệ nào đạt chỉ tiêu.") in paragraphs(made)[1][1]


def test_a_locked_month_says_so_and_what_changed() -> None:
    text = docx_text(make_docx(monthly_letter(report(locked_at="2026-12-04T16:00:00+07:00", changed=2)), FONTS))
    assert "Số liệu khóa lúc 16:00 ngày 04/12/2026. Sau khi khóa có 2 bàn thay đổi số liệu." in text
    assert "CHƯA KHÓA" not in text


def test_an_indicator_that_nobody_knows_is_shown_at_the_end() -> None:
    unit = UnitMonth("Xã Mẫu", 1, 1, 1, {"indicator.of.next.year": 7})
    lines = count_lines(report(units=(unit,)))
    assert (lines[-1].group, lines[-1].name, lines[-1].count) == ("other", "indicator.of.next.year", 7)


def test_markup_in_a_name_is_only_text() -> None:
    unit = UnitMonth("Xã <b>Mẫu</b> & Thử", 1, 1, 1, {})
    assert "Xã <b>Mẫu</b> & Thử" in pdf_text(make_pdf(monthly_letter(report(units=(unit,))), FONTS))


def test_every_letter_can_be_drawn() -> None:
    """A letter that a font lacks is left out without a word: none of ours may be one."""
    for file in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf"):
        known = TTFont(file, str(FONTS / file)).face.charToGlyph
        letter = monthly_letter(report())
        values = [value_text(value) for annex in letter.annexes for line in annex.table.lines for value in line.values]
        heads = [head.text for annex in letter.annexes for row in annex.table.head for head in row]
        said = "".join([*values, *heads, *letter.remarks, *(each for _, part in letter.sections for each in part)])
        assert {each for each in said if ord(each) not in known} == set(), file


def test_word_is_laid_out_as_a_letter() -> None:
    document = Document(BytesIO(make_docx(monthly_letter(report()), FONTS)))
    sizes = [round((each.page_width or 0) / Mm(1)) for each in document.sections]
    assert sizes == [210, 297]
    head, signature, *annexes = document.tables
    assert head.cell(1, 0).text.startswith("Số: ")  # beside the place and date, below both names
    assert "tháng 12 năm 2026" in head.cell(1, 1).text
    assert signature.cell(0, 1).text.startswith("TM. ỦY BAN NHÂN DÂN")
    assert sum(each.text.startswith("(Kèm theo Báo cáo số ……/BC-UBND ngày 05") for each in document.paragraphs) == 4
    for table in annexes:
        widths = [int(each.get(qn("w:w"))) for each in table._tbl.tblGrid.gridCol_lst]
        assert sum(widths) / 56.7 == pytest.approx(257, abs=1)  # mm
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
    sides = [annexes[0].cell(1, column).paragraphs[0].alignment for column in (0, 1, 3, 5, 6)]
    assert sides == [LEFT, RIGHT, RIGHT, RIGHT, LEFT]


def test_a_workbook_fits_its_paper_and_cuts_nothing() -> None:
    long = UnitMonth("Xã có một cái tên rất dài để xem hàng có đủ cao không, và dài thêm nữa cho chắc", 1, 1, 1, {})
    book = load_workbook(BytesIO(make_xlsx(monthly_letter(report(units=(long,))))))
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.print_title_rows
        assert str(sheet["A2"].value).startswith("Phụ lục ")
        assert sum(each.width for each in sheet.column_dimensions.values()) < 220
    units = book["Đơn vị"]
    assert (units.row_dimensions[6].height or 0) >= 3 * 15
    assert (units["A6"].alignment.horizontal, units["B6"].alignment.horizontal) == ("left", "right")


def test_pages_lie_as_wide_as_their_tables() -> None:
    document = pypdfium2.PdfDocument(make_pdf(monthly_letter(report(40)), FONTS))
    sizes = [tuple(round(each) for each in page.get_size()) for page in document]
    heads = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert sizes == [(595, 842)] + [(842, 595)] * (len(sizes) - 1)
    assert sum("Quá" in each and "Xã Mẫu" in each for each in heads) >= 2  # the table's head, on each of its pages


def test_lines_break_where_they_may() -> None:
    assert kept_together("từ 95 % tháng 10 năm 2026").count("\N{NO-BREAK SPACE}") == 4
    assert issuer_name("UBND XÃ THỬ") == "UBND XÃ THỬ"
    assert issuer_name("ỦY BAN NHÂN DÂN XÃ TÂN PHÚ ĐÔNG").split(" ")[-1].split() == ["XÃ", "TÂN", "PHÚ", "ĐÔNG"]
    assert is_number(at_least(95))


def test_columns_of_figures() -> None:
    lines = (Line(("Xã A", 3, None, "Đạt", None)), Line(("Xã B", None, None, "–", None), strong=True))
    table = Table(((Head("a"), Head("b"), Head("c"), Head("d"), Head("e")),), lines, (1, 1, 1, 1, 1))
    assert figure_columns(table) == {1}


def test_numbers_as_they_are_written() -> None:
    assert (number(1234567), change(3, 5), change(5, 3), change(4, 4)) == ("1.234.567", "-2", "+2", "0")
