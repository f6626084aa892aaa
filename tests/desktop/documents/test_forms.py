"""Every form of both sets as a reader sees it: its words, its code, its pages, nothing cut and nothing overlapping."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp

from desktop.documents.form_blocks import HandOverRow
from desktop.documents.form_pdf import FormLayout
from desktop.documents.form_values import ActFacts
from desktop.documents.furniture import PENDING, REPRINT_MARK
from desktop.documents.guidance_pdf import GuidanceLayout
from desktop.documents.receipt import receipt_pdf
from desktop.documents.styles import SMALLEST
from desktop.records.cases import Case
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.desk_settings import DeskSettings
from desktop.records.form_fields import GUIDANCE
from desktop.records.form_templates import load_templates
from desktop.records.own_forms import OwnForms
from desktop.records.resources import resources_folder
from desktop.screens.forms.maker import FormMaker, Told
from devices.errors import CodedError
from tests.helpers.pdf_reading import letters, metadata, overlaps, page_picture, page_sizes, page_texts
from tests.helpers.receipt_world import CASE, DESK, ZONE, long_case

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
NEW_DUE = datetime(2026, 12, 2, 16, 30, tzinfo=ZONE)
REASON = "Tờ khai thiếu chữ ký của người yêu cầu."
CATALOGUE = load_catalogue(resources_folder() / "catalogue")
TEMPLATES = load_templates(resources_folder() / "forms")
SETTINGS = DeskSettings(
    unit_name=DESK.unit_name,
    office_name=DESK.office_name,
    parent_name=DESK.parent_name,
    place=DESK.place,
    phone=DESK.phone,
)
TOLD = Told(
    ActFacts(NOW, REASON, None, NEW_DUE, ("Giấy chứng sinh",), "", "Giấy khai sinh số 12", "Lê Thị Nhận"),
    (HandOverRow("Bộ phận Một cửa", "Tư pháp – Hộ tịch", NOW, "Trần Thị Lan", "Lê Văn Sáu"),),
)
CASE_FORMS = [
    t for t in TEMPLATES if t.form not in GUIDANCE and t.form not in {"register", "receipt", "hand_over_list"}
]
IDS = [each.key for each in CASE_FORMS]


@pytest.fixture
def maker(tmp_path: Path) -> FormMaker:
    own = OwnForms(tmp_path)
    return FormMaker(TEMPLATES, own, CATALOGUE, lambda: SETTINGS, lambda: NOW, officer_name="Trần Thị Lan")


def under(form_set: str, case: Case = CASE) -> Case:
    return replace(case, content=replace(case.content, form_set=form_set if form_set != "extra" else "tt-03-2025"))


def qr_texts(pdf: bytes, dpi: int = 150) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page_picture(pdf, dpi=dpi))]


def is_whole(pdf: bytes) -> None:
    """Nothing lies outside the page or over something else, and nothing is too small to read."""
    for index, (width, height) in enumerate(page_sizes(pdf)):
        drawn = letters(pdf, index)
        assert drawn
        assert min(each.left for each in drawn) >= 12
        assert max(each.right for each in drawn) <= width * 72 / 25.4 - 12
        assert min(each.bottom for each in drawn) >= 12
        assert max(each.top for each in drawn) <= height * 72 / 25.4 - 12
        assert min(each.size for each in drawn) >= SMALLEST - 0.01
        assert not overlaps(drawn)


@pytest.mark.parametrize("template", CASE_FORMS, ids=IDS)
def test_a_form_says_what_it_must_on_one_page_of_a5(template: object, maker: FormMaker) -> None:
    found = next(each for each in CASE_FORMS if each is template)
    pdf = maker.make(under(found.set), found.form, TOLD, FormLayout.A5)
    (text,) = page_texts(pdf)
    assert page_sizes(pdf) == [(148, 210)]
    title = found.lines[0].removeprefix("# ")
    for value in (title, CASE.code, CASE.content.applicant.full_name, DESK.unit_name, DESK.office_name):
        assert value in text, value
    expected = {
        "supplement": (REASON, "Giấy chứng sinh", "Trần Thị Lan"),
        "refusal": (REASON,),
        "apology": (REASON.removesuffix("."), "ngày 30 tháng 11 năm 2026", "ngày 02 tháng 12 năm 2026"),
        "stop": (REASON,),
        "control_slip": ("1. Giao: Bộ phận Một cửa", "2. Nhận: Tư pháp – Hộ tịch", "Người nhận: Lê Văn Sáu"),
        "return_slip": ("Giấy khai sinh số 12", "Lê Thị Nhận"),
    }
    for value in expected[found.form]:
        assert value in text, value
    assert (PENDING in text) == (found.set != "extra")
    assert qr_texts(pdf) == [f"{CASE.code}|1.001193"]
    assert CASE.content.applicant.full_name not in str(metadata(pdf))
    is_whole(pdf)


def test_the_same_case_of_another_day_gets_the_other_sets_form(maker: FormMaker) -> None:
    old, new = (
        page_texts(maker.make(under(each), "apology", TOLD, FormLayout.A5))[0] for each in ("tt-01-2018", "tt-03-2025")
    )
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in old
    assert "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN" in new
    with pytest.raises(CodedError) as caught:
        maker.make(under("tt-01-2018"), "stop", TOLD, FormLayout.A5)
    assert caught.value.code == "FORM-007"


def test_what_is_not_known_is_left_to_be_written_by_hand(maker: FormMaker) -> None:
    (text,) = page_texts(maker.make(under("tt-03-2025"), "refusal", Told(), FormLayout.A5))
    assert "………" in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("layout", "size"), [(FormLayout.A4, (210, 297)), (FormLayout.A4_TWO_UP, (297, 210))], ids=["a4", "two_up"]
)
def test_a4_is_filled_or_holds_two_copies(layout: FormLayout, size: tuple[int, int], maker: FormMaker) -> None:
    pdf = maker.make(under("tt-03-2025"), "supplement", TOLD, layout)
    assert page_sizes(pdf) == [size]
    copies = 2 if layout is FormLayout.A4_TWO_UP else 1
    assert page_texts(pdf)[0].count("PHIẾU YÊU CẦU BỔ SUNG") == copies
    assert qr_texts(pdf) == [f"{CASE.code}|1.001193"] * copies


def test_a_further_copy_is_marked_on_every_page(maker: FormMaker) -> None:
    told = Told(replace(TOLD.act, papers=tuple(f"Giấy tờ thứ {n} của hồ sơ" for n in range(60))))
    marked = page_texts(maker.make(under("tt-03-2025"), "supplement", told, FormLayout.A5, reprint=1))
    assert len(marked) > 1
    assert all(REPRINT_MARK in text for text in marked)
    assert all(f"Mã hồ sơ: {CASE.code}" in text for text in marked)
    assert REPRINT_MARK not in page_texts(maker.make(under("tt-03-2025"), "supplement", told, FormLayout.A5))[0]


@pytest.mark.parametrize("form", ["supplement", "refusal", "apology", "stop", "control_slip"])
def test_long_names_and_addresses_are_not_cut(form: str, maker: FormMaker) -> None:
    pdf = maker.make(under("tt-03-2025", long_case()), form, TOLD, FormLayout.A5)
    assert "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Ngọc Quỳnh Như Ẩn Ỵ" in " ".join(page_texts(pdf))
    is_whole(pdf)


def test_the_register_has_a_line_a_case_and_heads_on_every_page(maker: FormMaker) -> None:
    many = [(replace(CASE, code=f"{CASE.code[:-4]}{n:04}"), ActFacts(receiver="Lê Thị Nhận")) for n in range(1, 41)]
    day = CASE.content.received_at.date()
    pdf = maker.register(many, day - timedelta(days=5), day)
    texts = page_texts(pdf)
    assert len(texts) > 1
    assert set(page_sizes(pdf)) == {(297, 210)}
    joined = "".join("".join(texts).split())
    assert all(case.code in joined for case, _ in many)
    assert all("Tên thủ tục hành chính" in text for text in texts)
    assert "Từ 20/11/2026 đến 25/11/2026" in texts[0]
    is_whole(pdf)


@pytest.mark.parametrize("form", ["vneid", "online", "procedure", "poster"])
@pytest.mark.parametrize("layout", GuidanceLayout)
def test_guidance_is_large_and_its_codes_decode(form: str, layout: GuidanceLayout, maker: FormMaker) -> None:
    longest = max(CATALOGUE.procedures, key=lambda each: len(each.name))
    pdf = maker.guidance(form, layout, longest)
    times = {GuidanceLayout.A5: 1.0, GuidanceLayout.A4: 1.4, GuidanceLayout.A3: 2.0}[layout]
    dpi = round(150 / times)
    found = qr_texts(pdf, dpi)
    assert len(found) == (2 if form == "poster" else 1)
    assert all(each.startswith("https://") for each in found)
    if form == "procedure":
        assert found[0].endswith(f"={longest.code}")
    (text,) = page_texts(pdf)
    assert "Địa chỉ trang chưa đối chiếu" in text
    drawn = letters(pdf, 0)
    assert not overlaps(drawn)
    body = sorted(each.size for each in drawn)[len(drawn) // 2]
    assert body * times >= 10  # drawn at A5's size and scaled by the page


def test_an_offices_wording_is_printed_and_said(maker: FormMaker) -> None:
    template = maker.template("tt-03-2025", "refusal")
    maker.keep(template, template.text.replace("Xin thông báo", "Trân trọng thông báo"))
    (text,) = page_texts(maker.make(under("tt-03-2025"), "refusal", TOLD, FormLayout.A5))
    assert "Trân trọng thông báo" in text
    assert "câu chữ của cơ quan, bản 1" in text
    other = page_texts(maker.make(under("tt-01-2018"), "refusal", TOLD, FormLayout.A5))[0]
    assert "Xin thông báo" in other


def test_a_wrong_wording_is_not_kept(maker: FormMaker) -> None:
    template = maker.template("tt-03-2025", "refusal")
    with pytest.raises(CodedError) as caught:
        maker.keep(template, template.text.replace("{ly_do}", ""))
    assert caught.value.code == "FORM-002"
    assert maker.wording(template) == template.text


@pytest.mark.parametrize("form_set", ["tt-01-2018", "tt-03-2025"])
def test_the_receipts_labels_are_the_offices_once_they_are_whole(form_set: str, maker: FormMaker) -> None:
    template, found = maker.template(form_set, "receipt"), CATALOGUE.form_set_by_id(form_set)
    assert found is not None
    assert maker.with_own_labels(found) is found
    for text, code, detail in (
        (template.text.replace("due_at =", "due ="), "FORM-001", "due"),
        (template.text.replace("applicant = Tiếp nhận hồ sơ của", ""), "FORM-002", "applicant"),
        (" ", "FORM-005", "20000"),
    ):
        with pytest.raises(CodedError) as caught:
            maker.keep(template, text)
        assert caught.value.code == code
        assert detail in str(caught.value)
    maker.keep(template, template.text.replace("Tiếp nhận hồ sơ của", "Hồ sơ của Ông/Bà"))
    (text,) = page_texts(receipt_pdf(under(form_set), DESK, maker.with_own_labels(found)))
    assert f"Hồ sơ của Ông/Bà: {CASE.content.applicant.full_name}" in text


def test_guidance_that_needs_small_type_is_refused(maker: FormMaker) -> None:
    template = maker.template("", "vneid")
    with pytest.raises(CodedError) as caught:
        maker.keep(template, template.text + "\n- Thêm một dòng dài để tờ không còn vừa trang giấy nữa." * 30)
    assert caught.value.code == "FORM-010"
