"""The receipt as a citizen and a scanner read it: words, QR code, pages, nothing cut and nothing overlapping."""

import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import msgspec
import pypdfium2 as pdfium
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.documents.receipt import ReceiptLayout, ReceiptOptions, receipt_pdf
from desktop.documents.receipt_labels import REQUIRED_LABELS
from desktop.documents.styles import SMALLEST
from desktop.records.cases import Case, CasePaper, PaperState, ReturnMethod
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.catalogue.models import FormSet, PaperAnswer, WaiverReason
from desktop.records.people import PersonDetails
from desktop.records.resources import resources_folder
from devices.errors import CodedError
from tests.helpers.pdf_reading import letters, metadata, overlaps, page_picture, page_sizes, page_texts
from tests.helpers.receipt_world import (
    CASE,
    CONTENT,
    DESK,
    FORMS,
    LABELS,
    MOTHER,
    PENDING_FORMS,
    RESIDENCE,
    case_with,
    long_case,
)

EDGE = 12  # points that an office printer may leave white
BOTH = (ReceiptLayout.A5_BOTH, ReceiptLayout.A4_TWO_UP)


def text_of(case: Case, options: ReceiptOptions | None = None, forms: FormSet = FORMS) -> str:
    """All the text of a receipt."""
    return " ".join(page_texts(receipt_pdf(case, DESK, forms, options)))


def test_a_value_never_stands_on_another_line_than_its_name() -> None:
    person = replace(CONTENT.applicant, phone="0190 000 000", email="hop.thu.cua.nguoi.nop.ho.so@example.vn")
    with pdfium.PdfDocument(receipt_pdf(case_with(applicant=person, submitter=None), DESK, FORMS)) as document:
        lines = document[0].get_textpage().get_text_bounded().splitlines()
    assert next(line for line in lines if person.email in line).startswith(LABELS["email"])


def qr_texts(pdf: bytes, dpi: int = 150) -> list[str]:
    """What a scanner reads from the first page."""
    return [found.text for found in zxingcpp.read_barcodes(page_picture(pdf, dpi=dpi))]


def test_every_label_and_value_stands_on_the_paper() -> None:
    text = text_of(CASE)
    for key, label in LABELS.items():
        if key != "copy_kept":
            assert label in text, key
    for value in (
        "000.17.22.H58-261125-0001",
        "TỈNH ĐỒNG THÁP",
        "UBND XÃ TÂN HƯƠNG",
        "Tân Hương, ngày 25 tháng 11 năm 2026",
        "Nguyễn Thị Ngọc Ẩn",
        "082190991001",
        "0190 765 432",
        "Thủ tục đăng ký khai sinh",
        "Số lượng hồ sơ: 1 (bộ)",
        "03 ngày làm việc",
        "09 giờ 30 phút, ngày 25 tháng 11 năm 2026",
        "16 giờ 30 phút, ngày 30 tháng 11 năm 2026 (thứ Hai)",
        "Trần Thị Mỹ Duyên",
        "Trang 1/1",
    ):
        assert value in text, value


def test_the_text_is_vietnamese_in_nfc() -> None:
    decomposed = replace(MOTHER, full_name=unicodedata.normalize("NFD", "Đặng Thị Ngọc Ẩn Ỵ Ữ Ẫ Ộ Ằ"))
    text = text_of(case_with(applicant=decomposed))
    assert "Đặng Thị Ngọc Ẩn Ỵ Ữ Ẫ Ộ Ằ" in text
    assert unicodedata.is_normalized("NFC", text)


def test_markup_in_a_name_is_only_text() -> None:
    text = text_of(case_with(applicant=replace(MOTHER, full_name="A <b>B</b> & <font size=99>C")))
    assert "A <b>B</b> & <font size=99>C" in text


def test_a_letter_that_the_font_lacks_is_seen_to_be_missing() -> None:
    assert "Lý \N{REPLACEMENT CHARACTER}" in text_of(case_with(applicant=replace(MOTHER, full_name="Lý 李")))


@pytest.mark.parametrize(
    ("layout", "sizes"),
    [
        (ReceiptLayout.A5, [(148, 210)]),
        (ReceiptLayout.A4, [(210, 297)]),
        (ReceiptLayout.A5_BOTH, [(148, 210), (148, 210)]),
        (ReceiptLayout.A4_TWO_UP, [(297, 210)]),
    ],
)
def test_layouts_have_their_paper_and_copies(layout: ReceiptLayout, sizes: list[tuple[int, int]]) -> None:
    pdf = receipt_pdf(CASE, DESK, FORMS, ReceiptOptions(layout))
    assert page_sizes(pdf) == sizes
    text = " ".join(page_texts(pdf))
    assert (f"({LABELS['copy_kept']})" in text) is (layout in BOTH)
    assert f"({LABELS['copy_given']})" in text


@pytest.mark.parametrize("layout", list(ReceiptLayout))
@pytest.mark.parametrize("dpi", [150, 300])
def test_the_qr_code_is_read_back(layout: ReceiptLayout, dpi: int) -> None:
    pdf = receipt_pdf(CASE, DESK, FORMS, ReceiptOptions(layout))
    expected = "000.17.22.H58-261125-0001|1.001193"
    assert qr_texts(pdf, dpi) == [expected] * (2 if layout is ReceiptLayout.A4_TWO_UP else 1)


def test_the_qr_code_stands_top_left_with_its_quiet_zone() -> None:
    pdf = receipt_pdf(CASE, DESK, FORMS, ReceiptOptions(demo=True, number_in_qr=True))
    (found,) = zxingcpp.read_barcodes(page_picture(pdf, dpi=300))
    assert found.text.endswith("|082190991001")
    corner, far = found.position.top_left, found.position.bottom_right
    height, width = page_picture(pdf, dpi=300).shape
    assert far.x < width / 4
    assert far.y < height / 4
    module = (far.x - corner.x) / 33  # a code of version 4
    quiet = int(4 * module) - 3
    page = page_picture(pdf, dpi=300)
    assert page[corner.y - quiet : corner.y - 3, corner.x : far.x].min() > 200
    assert page[corner.y : far.y, corner.x - quiet : corner.x - 3].min() > 200
    assert page[corner.y : far.y, far.x + 4 : far.x + quiet].min() > 200
    assert page[far.y + 4 : far.y + quiet, corner.x : far.x].min() > 200


def test_the_number_is_in_the_qr_code_only_where_the_desk_wants_it() -> None:
    assert MOTHER.number not in qr_texts(receipt_pdf(CASE, DESK, FORMS))[0]
    without = case_with(applicant=replace(MOTHER, number=""))
    asked = receipt_pdf(without, DESK, FORMS, ReceiptOptions(number_in_qr=True))
    assert qr_texts(asked) == ["000.17.22.H58-261125-0001|1.001193"]


def test_papers_say_their_kinds_and_numbers() -> None:
    text = text_of(CASE)
    assert "1 Tờ khai đăng ký khai sinh Bản chính 1" in text
    assert "2 Giấy chứng sinh Bản chính Bản sao 1 2" in text
    assert "3 Giấy chứng nhận kết hôn của cha, mẹ Xuất trình 1" in text


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (
            CasePaper(
                "Giấy xác nhận số CMND", PaperAnswer.DATA_EXISTS, PaperState.WAIVED, waiver_reason=WaiverReason.QR
            ),
            "Không phải nộp: Giấy xác nhận số CMND, vì đã có trên mã QR của thẻ căn cước.",
        ),
        (
            CasePaper(
                "Sổ hộ khẩu",
                PaperAnswer.DATA_EXISTS,
                PaperState.WAIVED,
                waiver_id="residence",
                waiver_reason=WaiverReason.RULE,
            ),
            "Không phải nộp: Sổ hộ khẩu, vì nơi cư trú được khai thác từ Cơ sở dữ liệu quốc gia về dân cư.",
        ),
        (
            CasePaper("Sổ hộ khẩu", PaperAnswer.DATA_EXISTS, PaperState.WAIVED, waiver_reason=WaiverReason.RULE),
            "Không phải nộp: Sổ hộ khẩu, vì quy định hiện hành không yêu cầu nộp.",
        ),
        (
            CasePaper("Giấy phép", PaperAnswer.DIGITIZE, PaperState.WAIVED, reason="đã nộp năm trước"),
            "Không phải nộp: Giấy phép, vì đã nộp năm trước.",
        ),
        (CasePaper("Giấy phép", PaperAnswer.DIGITIZE, PaperState.WAIVED), "Không phải nộp: Giấy phép. 2."),
        (
            CasePaper("Trích lục", PaperAnswer.DIGITIZE, PaperState.WAIVED, waiver_reason=WaiverReason.RESULT_STORE),
            "Dùng lại dữ liệu đã có, không phải nộp: Trích lục.",
        ),
        (
            CasePaper("Trích lục", PaperAnswer.DATA_EXISTS, PaperState.HANDED_IN),
            "Dùng lại dữ liệu đã có, không phải nộp: Trích lục.",
        ),
        (CasePaper("Bản vẽ", PaperAnswer.DIGITIZE, PaperState.MISSING), "Chưa nộp: Bản vẽ."),
        (CasePaper("Bản vẽ", PaperAnswer.COPY, PaperState.HANDED_IN), "1 Bản vẽ Bản sao —"),
    ],
)
def test_what_is_said_of_a_paper(paper: CasePaper, said: str) -> None:
    options = ReceiptOptions(waivers={RESIDENCE.id: RESIDENCE})
    assert said in text_of(case_with(papers=(paper,)), options)


@pytest.mark.parametrize(
    ("originals", "reused", "said"),
    [
        (0, ((0, 7),), "Dùng lại dữ liệu đã có, không phải nộp: Trích lục (bản số hóa ngày 25/11/2025)."),
        (1, ((0, 7),), "1 Trích lục Bản chính 1"),  # handed in, and a stored file was used for it afterwards
        (0, (), "1 Trích lục Bản chính —"),
    ],
)
def test_a_reused_paper_is_said_as_such_unless_it_was_handed_in(
    originals: int, reused: tuple[tuple[int, int], ...], said: str
) -> None:
    reason = "bản số hóa ngày 25/11/2025"
    paper = CasePaper("Trích lục", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, originals=originals, reason=reason)
    assert said in text_of(case_with(papers=(paper,), reused=reused))


def test_a_paper_that_does_not_concern_the_citizen_is_not_printed() -> None:
    paper = CasePaper("Văn bản ủy quyền", PaperAnswer.DIGITIZE, PaperState.NOT_APPLICABLE)
    assert "Văn bản ủy quyền" not in text_of(case_with(papers=(paper,)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fee_amount": 8000}, "Phí, lệ phí (nếu có): 8.000 đồng (Chưa thanh toán)"),
        ({"fee_amount": 1_250_000, "fee_paid": True}, "1.250.000 đồng (Đã thanh toán)"),
        ({}, "Phí, lệ phí (nếu có): Không thu"),
        ({"return_method": ReturnMethod.ONLINE}, "nhận kết quả tại: Bản điện tử, qua Cổng Dịch vụ công quốc gia"),
        ({"return_method": ReturnMethod.POSTAL}, "bưu chính công ích: Ấp 1, xã Tân Hương, tỉnh Đồng Tháp"),
        ({"note": "Hẹn bổ sung bản vẽ."}, "- Hẹn bổ sung bản vẽ."),
        ({"dossiers": 3}, "Số lượng hồ sơ: 3 (bộ)"),
    ],
)
def test_terms(changes: dict[str, object], said: str) -> None:
    assert said in text_of(case_with(**changes))


def test_an_authorised_person_hands_in_and_signs() -> None:
    submitter = PersonDetails("Lê Văn Ủy", number="082085992002", residence="Ấp Bắc, xã Long Định")
    text = text_of(case_with(submitter=submitter, return_method=ReturnMethod.POSTAL))
    assert "Tiếp nhận hồ sơ của: Nguyễn Thị Ngọc Ẩn Người nộp: Lê Văn Ủy" in text
    assert "082085992002" in text
    assert "bưu chính công ích: Ấp Bắc, xã Long Định" in text
    assert text.count("Lê Văn Ủy") == 2


def test_days_and_months_are_written_as_the_decree_wants() -> None:
    early = datetime(2026, 2, 5, 1, 5, tzinfo=timezone(timedelta(hours=0)))
    text = text_of(case_with(received_at=early))
    assert "08 giờ 05 phút, ngày 05 tháng 02 năm 2026" in text
    assert "ngày 05 tháng 3 năm 2026" in text_of(case_with(received_at=early + timedelta(days=28)))


def test_marks_stand_on_every_page_and_only_when_asked() -> None:
    marked = page_texts(receipt_pdf(long_case(), DESK, PENDING_FORMS, ReceiptOptions(demo=True, reprint=1)))
    assert len(marked) > 1
    for text in marked:
        assert "BẢN THỬ NGHIỆM" in text
        assert "BẢN SAO – IN LẠI" in text
        assert "chưa đối chiếu với văn bản chính thức" in text
    plain = text_of(CASE)
    assert not any(mark in plain for mark in ("THỬ NGHIỆM", "BẢN SAO", "chưa đối chiếu"))


def test_further_pages_name_the_case_and_repeat_the_head_of_the_table() -> None:
    texts = page_texts(receipt_pdf(long_case(), DESK, FORMS))
    assert len(texts) > 2
    for index, text in enumerate(texts):
        assert f"Trang {index + 1}/{len(texts)}" in text
        assert f"{LABELS['case_code']}: {CASE.code}" in text
        assert ("(tiếp theo)" in text) is (index > 0)
    assert LABELS["paper_name"] in texts[1]


def test_nothing_of_a_long_case_is_lost() -> None:
    case = long_case()
    text = text_of(case)
    assert " ".join(case.content.applicant.residence.split()) in text
    assert " ".join(case.content.note.split()).rstrip(".") in text
    for paper in case.content.papers:
        assert paper.name in text


def assert_tidy(pdf: bytes) -> None:
    """No letter is too small, none touches another's ink, none leaves the part of a sheet that printers reach."""
    for index, (width, height) in enumerate(page_sizes(pdf)):
        drawn = letters(pdf, index)
        assert min(letter.size for letter in drawn) >= SMALLEST - 0.01
        assert min(min(letter.left, letter.bottom) for letter in drawn) > EDGE
        assert max(letter.right for letter in drawn) < width / 25.4 * 72 - EDGE
        assert max(letter.top for letter in drawn) < height / 25.4 * 72 - EDGE
        assert overlaps(drawn) == []


@pytest.mark.parametrize("layout", list(ReceiptLayout))
@pytest.mark.parametrize("case", [CASE, long_case()], ids=["usual", "long"])
def test_letters_are_large_enough_and_never_overlap(layout: ReceiptLayout, case: Case) -> None:
    assert_tidy(receipt_pdf(case, DESK, PENDING_FORMS, ReceiptOptions(layout, demo=True, reprint=1)))


VIETNAMESE = st.text("ẪẴỆỘỰỴẦẾỐỬẲĐƯƠỹặệợgjpqyAa ,./", max_size=400)


@settings(max_examples=25, deadline=None)
@given(VIETNAMESE, VIETNAMESE, VIETNAMESE, st.integers(0, 12))
def test_whatever_the_texts_nothing_overlaps(name: str, address: str, procedure: str, papers: int) -> None:
    person = replace(MOTHER, full_name=f"Ẫ{name}"[:120], residence=address)
    rows = tuple(CasePaper(f"Ỵ{procedure}", PaperAnswer.COPY, PaperState.HANDED_IN, copies=1) for _ in range(papers))
    pdf = receipt_pdf(case_with(applicant=person, procedure_name=f"Ẫ{procedure}", papers=rows), DESK, FORMS)
    assert_tidy(pdf)
    assert qr_texts(pdf) == ["000.17.22.H58-261125-0001|1.001193"]


def test_a_word_without_spaces_is_broken_and_kept() -> None:
    paper = CasePaper("Ẫ" * 3000, PaperAnswer.DIGITIZE, PaperState.HANDED_IN, originals=1)
    pdf = receipt_pdf(case_with(papers=(paper,)), DESK, FORMS)
    assert_tidy(pdf)
    assert sum(letter.text == "Ẫ" for index in range(len(page_sizes(pdf))) for letter in letters(pdf, index)) == 3000


def test_the_same_case_gives_the_same_bytes() -> None:
    assert receipt_pdf(CASE, DESK, FORMS) == receipt_pdf(CASE, DESK, FORMS)


def test_the_file_itself_tells_nothing_personal() -> None:
    about = metadata(receipt_pdf(CASE, DESK, FORMS))
    assert about["Title"] == LABELS["title"]
    everything = " ".join(about.values())
    for secret in (MOTHER.full_name, MOTHER.number, MOTHER.phone, CASE.code, CASE.officer_name):
        assert secret not in everything


@pytest.mark.parametrize("key", sorted(REQUIRED_LABELS))
def test_a_missing_label_stops_the_receipt_and_is_named(key: str) -> None:
    forms = msgspec.structs.replace(FORMS, labels={"receipt": {**LABELS, key: "  "}})
    with pytest.raises(CodedError) as caught:
        receipt_pdf(CASE, DESK, forms)
    assert (caught.value.code, caught.value.details) == ("DOC-001", {"form_set": "forms-test", "label": key})


def test_a_form_set_without_a_receipt_is_named() -> None:
    with pytest.raises(CodedError, match="DOC-001"):
        receipt_pdf(CASE, DESK, msgspec.structs.replace(FORMS, labels={}))


def test_a_name_longer_than_a_page_is_said() -> None:
    with pytest.raises(CodedError, match="DOC-003") as caught:
        receipt_pdf(case_with(applicant=replace(MOTHER, full_name="Ẫn " * 4000)), DESK, FORMS)
    assert "Ẫn" not in str(caught.value)


@pytest.mark.parametrize("day", [date(2024, 5, 2), date(2026, 11, 25)])
def test_the_shipped_forms_make_a_receipt(day: date) -> None:
    forms = load_catalogue(resources_folder() / "catalogue").form_set(day)
    text = text_of(CASE, forms=forms)
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in text
    assert ("chưa đối chiếu" in text) is bool(forms.unsure)


def test_the_labels_used_are_the_labels_required() -> None:
    assert set(REQUIRED_LABELS) == set(LABELS)
    assert CONTENT.form_set == FORMS.id
