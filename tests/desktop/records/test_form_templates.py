"""Templates of forms: every one of both sets is whole, a wrong one is named, an office's versions are kept."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.records.catalogue.loading import load_catalogue
from desktop.records.form_fields import FIELDS, REQUIRED
from desktop.records.form_labels import read_labels
from desktop.records.form_templates import LineKind, check, fill, find, load_templates
from desktop.records.own_forms import OwnForms, OwnVersion
from desktop.records.resources import resources_folder
from devices.errors import CodedError

TEMPLATES = load_templates(resources_folder() / "forms")
STOP = find(TEMPLATES, "tt-03-2025", "stop")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def refusal_of(form: str, text: str) -> CodedError:
    with pytest.raises(CodedError) as caught:
        check(form, text)
    return caught.value


def test_each_set_in_force_has_a_template_for_each_of_its_forms() -> None:
    catalogue = load_catalogue(resources_folder() / "catalogue")
    for day, count in ((date(2025, 9, 14), 6), (date(2025, 9, 15), 7)):
        form_set = catalogue.form_set(day)
        assert len(form_set.forms) == count
        for form in set(form_set.forms) - {"receipt"}:
            template = find(TEMPLATES, form_set.id, form)
            assert template.name == form_set.forms[form].removeprefix("Mẫu ").capitalize(), template.key
            assert template.pending


def test_what_is_needed_is_among_what_is_known() -> None:
    assert set(FIELDS) == set(REQUIRED)
    for form, needed in REQUIRED.items():
        assert {name for name in needed if not name.startswith("[")} <= set(FIELDS[form]), form


def test_a_form_that_a_set_does_not_have_is_refused() -> None:
    with pytest.raises(CodedError) as caught:
        find(TEMPLATES, "tt-01-2018", "stop")
    assert caught.value.code == "FORM-007"


def test_a_field_that_is_not_known_is_named_with_its_line() -> None:
    error = refusal_of("stop", STOP.text.replace("{ly_do}", "{ly_do} {lydo.__class__}"))
    assert (error.code, error.details["field"]) == ("FORM-001", "lydo.__class__")
    assert error.details["line"] == next(n for n, line in enumerate(STOP.lines, 1) if "{ly_do}" in line)


def test_all_that_is_missing_is_named() -> None:
    error = refusal_of("stop", "# THÔNG BÁO\n{chu_ho_so}")
    assert (error.code, error.details["fields"]) == ("FORM-002", "{ma_ho_so}, {ly_do}, [ký]")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("[chạy] lệnh", "FORM-003"),
        ("[ký", "FORM-003"),
        ("[cột 12] Mã", "FORM-003"),
        ("{ly_do", "FORM-004"),
        ("{{ly_do}}", "FORM-004"),
        ("{}", "FORM-001"),
        ("x" * 20_001, "FORM-005"),
        ("[mã QR] trang | http://example.vn", "FORM-006"),
        ("[mã QR] trang | javascript:alert(1)", "FORM-006"),
    ],
)
def test_what_is_not_whole_is_refused(change: str, code: str) -> None:
    assert refusal_of("stop", f"{STOP.text}\n{change}").code == code


def test_an_empty_template_is_refused() -> None:
    assert refusal_of("stop", " \n ").code == "FORM-005"


def test_lines_are_what_their_signs_say() -> None:
    text = "# A\n= B\n* C\n- D\n~ E\nF\n\n[KÝ] X = {can_bo} | Y\n{ma_ho_so} {chu_ho_so} {ly_do}"
    lines = check("stop", text)
    assert [line.kind for line in lines] == [
        LineKind.TITLE,
        LineKind.CENTRED,
        LineKind.BOLD,
        LineKind.ITEM,
        LineKind.NOTE,
        LineKind.TEXT,
        LineKind.TEXT,
        LineKind.SIGNATURES,
        LineKind.TEXT,
    ]
    assert lines[7].cells == ("X", "{can_bo}", "Y", "")


def test_values_are_text_and_never_looked_into() -> None:
    assert fill("{a}.{b}", {"a": "{b}.", "b": ""}, "…") == "{b}.…"


def test_versions_of_an_office_are_kept_and_the_newest_stands(tmp_path: Path) -> None:
    own = OwnForms(tmp_path)
    assert own.current("tt-03-2025/stop") is None
    for text in ("một", "hai", ""):
        own.keep("tt-03-2025/stop", OwnVersion(text, 1, NOW, "Trần Thị Lan"))
    assert own.current("tt-03-2025/stop") is None
    assert [(each.number, each.version.text) for each in own.history("tt-03-2025/stop")] == [
        (1, "một"),
        (2, "hai"),
        (3, ""),
    ]
    kept = own.keep("tt-03-2025/stop", OwnVersion("bốn", 1, NOW, "Trần Thị Lan"))
    assert OwnForms(tmp_path).current("tt-03-2025/stop") == kept
    assert own.history("tt-01-2018/refusal") == ()


def test_a_damaged_version_is_named(tmp_path: Path) -> None:
    own = OwnForms(tmp_path)
    own.keep("tt-03-2025/stop", OwnVersion("một", 1, NOW, "Lan"))
    next(tmp_path.rglob("0001.json")).write_bytes(b"{")
    with pytest.raises(CodedError) as caught:
        own.current("tt-03-2025/stop")
    assert (caught.value.code, caught.value.details["file"]) == ("FORM-008", "0001.json")


def test_a_disk_that_does_not_take_a_version_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "forms").write_bytes(b"in the way")
    with pytest.raises(CodedError) as caught:
        OwnForms(tmp_path).keep("tt-03-2025/stop", OwnVersion("một", 1, NOW, "Lan"))
    assert caught.value.code == "FORM-009"


def test_a_receipts_label_has_no_fields() -> None:
    """What stands in braces would be printed with them."""
    with pytest.raises(CodedError) as caught:
        read_labels("title = Giấy tiếp nhận\nnote = Gọi {dien_thoai}", ("title", "note"))
    assert (caught.value.code, caught.value.details) == ("FORM-001", {"line": 2, "field": "dien_thoai"})
