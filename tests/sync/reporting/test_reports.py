"""The three files say what the values say; read back with the libraries that others would read them with."""

import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from sync.indicators import load_indicators
from sync.reporting.docx import make_docx
from sync.reporting.model import MonthlyReport, UnitMonth, count_lines, ratio_lines
from sync.reporting.monthly_letter import monthly_letter
from sync.reporting.pdf import make_pdf
from sync.reporting.text import change, number, paragraphs, percent
from sync.reporting.xlsx import make_xlsx

RESOURCES = Path(__file__).parents[3] / "resources"
FONTS = RESOURCES / "fonts"
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
    assert [row[0] for row in book["Đơn vị"].iter_rows(min_row=6, values_only=True)] == ["Xã Mẫu 0", "Xã Mẫu 1"]
    shares = {row[0]: row[3] for row in book["Tỷ lệ"].iter_rows(min_row=6, values_only=True)}
    assert shares["Hồ sơ trực tuyến – thủ tục còn lại"] == pytest.approx(601 / 2001)
    assert shares["Thanh toán trực tuyến"] is None


@pytest.mark.parametrize("units", [0, 1, 102])
def test_any_number_of_units(units: int) -> None:
    made = report(units)
    assert f"Xã Mẫu {units - 1}" in docx_text(make_docx(monthly_letter(made), FONTS)) or units == 0
    assert f"Xã Mẫu {units - 1}" in pdf_text(make_pdf(monthly_letter(made), FONTS)) or units == 0
    sheet = load_workbook(BytesIO(make_xlsx(monthly_letter(made))))["Đơn vị"]
    assert sheet.max_row == 5 + units


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


def test_numbers_as_they_are_written() -> None:
    assert (number(1234567), change(3, 5), change(5, 3), change(4, 4)) == ("1.234.567", "-2", "+2", "0")
