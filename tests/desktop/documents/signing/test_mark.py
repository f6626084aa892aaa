"""The visible mark: its words, its ink at the top left of whatever page, its size, and what it leaves uncovered."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from reportlab.lib.units import mm

from desktop.documents.signing.certificate_file import CertificateFileSigner
from desktop.documents.signing.mark import HIGHEST, WIDEST, Mark, draw, lay_out
from desktop.documents.signing.placing import Box, PageView, place
from desktop.documents.signing.signer import Signer
from tests.helpers.pdf_reading import letters, overlaps, page_texts
from tests.helpers.signing_world import AT, AT_TEXT, NAME, PASSWORD, changed_page, issue, paper

LONG = "ỦY BAN NHÂN DÂN XÃ TÂN HƯƠNG, HUYỆN CHÂU THÀNH, TỈNH ĐỒNG THÁP – TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG " * 2


def picture(pdf: bytes, dpi: int = 150) -> NDArray[np.uint8]:
    """The first page as a viewer shows it, signature fields and all: grey values, rows from the top."""
    with pdfium.PdfDocument(pdf) as document:
        document.init_forms()
        shown = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()
        return np.array(shown, dtype=np.uint8).reshape(shown.shape[:2])


def ink(pdf: bytes, without: bytes) -> tuple[float, float, float, float]:
    """Where one paper shows something else than another: left, top, right, bottom in millimetres."""
    rows, columns = np.nonzero(picture(pdf) != picture(without))
    scale = 25.4 / 150
    return (columns.min() * scale, rows.min() * scale, (columns.max() + 1) * scale, (rows.max() + 1) * scale)


def field_boxes(pdf: bytes) -> list[Box]:
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = list(document.Root.AcroForm.Fields)
        boxes = [[float(each) for each in field.Rect] for field in fields]
    return [(box[0], box[1], box[2], box[3]) for box in boxes]


def mark_text(pdf: bytes) -> str:
    """The words that the first signature shows, read back from its looks."""
    with pikepdf.open(BytesIO(pdf)) as document:
        looks = document.Root.AcroForm.Fields[0].AP.N
        page = pikepdf.new()
        one, two, three, four = (float(each) for each in looks.BBox)
        page.add_blank_page(page_size=(abs(three - one), abs(four - two)))
        target = page.pages[0]
        name = target.add_resource(page.copy_foreign(looks), pikepdf.Name.XObject)
        target.Contents = page.make_stream(f"{name} Do".encode())
        buffer = BytesIO()
        page.save(buffer)
    return page_texts(buffer.getvalue())[0]


def test_the_words() -> None:
    assert lay_out(NAME, AT).lines == (f"Ký số bởi: {NAME}", f"Thời gian ký: {AT_TEXT}")
    assert lay_out(NAME, datetime(2026, 2, 3, 18, 5, tzinfo=UTC)).lines[-1] == "Thời gian ký: 04/02/2026 01:05 +07:00"


def test_the_words_can_be_read_from_the_signed_paper(signer: Signer) -> None:
    assert mark_text(signer.sign(paper(), AT, "x")) == f"Ký số bởi: {NAME} Thời gian ký: {AT_TEXT}"


def test_letters_in_two_parts_become_whole_and_foreign_ones_are_seen_to_be_missing() -> None:
    assert lay_out("Nguye\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING TILDE}n 漢", AT).lines[0] == "Ký số bởi: Nguyễn �"


@pytest.mark.parametrize("name", [NAME, LONG, "Ỗ" * 64, "A", "ẪẾỘ ỖỮỰ gjpqy"])
def test_all_words_stand_inside_a_mark_of_the_allowed_size(name: str) -> None:
    mark = lay_out(name, AT)
    assert mark.width <= WIDEST == 70 * mm
    assert mark.height <= HIGHEST == 20 * mm
    drawn = letters(draw(mark, 0, 1.0), 0)
    assert all(each.left > 0 and each.right < mark.width for each in drawn)
    assert all(each.bottom > 0 and each.top < mark.height for each in drawn)
    assert overlaps(drawn) == []
    assert lay_out(LONG, AT).lines[2].endswith("…")


@given(st.text(max_size=200))
def test_any_name_fits(name: str) -> None:
    mark = lay_out(name, AT)
    assert mark.width <= WIDEST
    assert mark.height <= HIGHEST
    assert mark.lines[-1] == f"Thời gian ký: {AT_TEXT}"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_ink_at_the_top_left_however_the_page_is_turned(signer: Signer, rotation: int) -> None:
    given_paper = changed_page(paper(), Rotate=rotation)
    left, top, right, bottom = ink(signer.sign(given_paper, AT, "x"), given_paper)
    mark = lay_out(NAME, AT)
    assert left == pytest.approx(4, abs=0.5)
    assert top == pytest.approx(4, abs=0.5)
    assert right - left == pytest.approx(mark.width / mm, abs=0.5)
    assert bottom - top == pytest.approx(mark.height / mm, abs=0.5)


def test_the_mark_is_turned_with_the_page(signer: Signer) -> None:
    upright = picture(signer.sign(paper(), AT, "x"))[20:100, 20:340].astype(int)
    for rotation in (90, 180, 270):
        turned = picture(signer.sign(changed_page(paper(), Rotate=rotation), AT, "x")).astype(int)
        # Turned, its edges may fall on other pixels.
        places = [(down, right) for down in range(18, 23) for right in range(18, 23)]
        differences = [np.abs(upright - turned[y : y + 80, x : x + 320]).mean() for y, x in places]
        assert min(differences) < np.abs(upright[::-1, ::-1] - turned[20:100, 20:340]).mean() / 2


def test_the_part_that_is_shown_counts(signer: Signer) -> None:
    cropped = changed_page(paper(), CropBox=[100, 100, 400, 500])
    left, top, _, _ = ink(signer.sign(cropped, AT, "x"), cropped)
    assert [left, top] == pytest.approx([4, 4], abs=0.5)


def test_a_page_measured_in_larger_units_has_a_mark_of_the_same_size(signer: Signer) -> None:
    ((left, bottom, right, top),) = field_boxes(signer.sign(changed_page(paper(), UserUnit=2), AT, "x"))
    mark = lay_out(NAME, AT)
    assert (right - left) * 2 == pytest.approx(mark.width, abs=0.1)
    assert (top - bottom) * 2 == pytest.approx(mark.height, abs=0.1)


def test_the_mark_shrinks_on_a_page_smaller_than_it(signer: Signer) -> None:
    ((left, bottom, right, top),) = field_boxes(signer.sign(paper(1, (100, 50)), AT, "x"))
    assert 0 < left < right < 100
    assert 0 < bottom < top < 50


def test_nothing_of_the_paper_is_covered(signer: Signer) -> None:
    with pikepdf.open(BytesIO(paper())) as document:
        # Lines all over the page stand for what a scan may show there.
        strokes = " ".join(f"{place} 0 m {place} 900 l S" for place in range(0, 600, 6))
        document.pages[0].obj["/Contents"] = document.make_stream(strokes.encode())
        buffer = BytesIO()
        document.save(buffer)
    before, after = picture(buffer.getvalue()), picture(signer.sign(buffer.getvalue(), AT, "x"))
    assert (after <= np.maximum(before, 70)).all(), "lighter only where blue ink lies on black"


def test_marks_of_several_signers_stand_below_one_another(signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "co quan.p12"
    path.write_bytes(issue(LONG[:99]).p12())
    office = CertificateFileSigner(path, PASSWORD)
    pdf = office.sign(signer.sign(office.sign(paper(), AT, "1"), AT, "2"), AT, "3")
    boxes = field_boxes(pdf)
    assert len(boxes) == 3
    assert len({round(box[0]) for box in boxes}) == 1
    assert all(upper[1] > lower[3] for upper, lower in pairwise(boxes))


def test_where_no_place_is_free_the_corner_is_taken() -> None:
    mark = Mark(("a",), 100, 30)
    full = PageView((0, 0, 595, 842), 0, 1.0, [(0, 0, 595, 842)])
    assert place(mark, full) == place(mark, PageView((0, 0, 595, 842), 0, 1.0))


def test_a_full_column_sends_the_mark_to_the_next() -> None:
    column = PageView((0, 0, 595, 842), 0, 1.0, [(0, 0, 150, 842)])
    left, _, _, top = place(Mark(("a",), 100, 30), column).box
    assert left > 150
    assert top == pytest.approx(842 - 4 * mm)


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(st.floats(20, 3000), st.floats(20, 3000)),
    st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    st.floats(0.1, 10),
)
def test_the_mark_is_always_on_the_page(
    rotation: int, size: tuple[float, float], corner: tuple[float, float], unit: float
) -> None:
    page = PageView((*corner, corner[0] + size[0], corner[1] + size[1]), rotation, unit)
    left, bottom, right, top = place(Mark(("a",), WIDEST, HIGHEST), page).box
    slack = 1e-6 * max(size)
    assert page.box[0] - slack <= left < right <= page.box[2] + slack
    assert page.box[1] - slack <= bottom < top <= page.box[3] + slack
    assert (right - left) * unit <= (HIGHEST if rotation % 180 else WIDEST) + slack * unit


def test_the_fonts_letters_travel_with_the_mark(signer: Signer) -> None:
    with pikepdf.open(BytesIO(signer.sign(paper(), AT, "x"))) as document:
        found = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
    assert any("NotoSans" in str(each.FontName) and "/FontFile2" in each for each in found)
