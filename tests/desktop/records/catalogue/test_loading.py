"""A wrong catalogue is refused whole, with the file and line of every mistake."""

import shutil
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from desktop.records.catalogue.loading import CatalogueError, Mistake, load_catalogue
from desktop.records.resources import resources_folder

GOOD = resources_folder() / "catalogue"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue, to be spoilt."""
    return Path(shutil.copytree(GOOD, tmp_path / "catalogue"))


def found(folder: Path) -> list[Mistake]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert caught.value.code == "CAT-001"
    return list(caught.value.mistakes)


HOURS = "- {{weekdays: {days}, spans: {spans}, valid_from: 2023-01-01}}\n"
UNIT = '- {{id: {}, name: X, kind: province, parent: "", valid_from: 2025-07-01, {}}}\n'
WAIVER = "- id: mới\n  title: Giấy\n  because: Vì.\n  answered_by: [qr]\n  legal_base: {text: Luật}\n"


@pytest.mark.parametrize(
    ("file", "added", "line_of", "part"),
    [
        ("waivers.yaml", WAIVER + "  valid_from: 2025-13-01\n", "valid_from: 2025-13-01", "ngày"),
        ("waivers.yaml", WAIVER + "  valid_from: 2025-02-30\n", "valid_from: 2025-02-30", "ngày"),
        ("waivers.yaml", WAIVER + "  valid_from: 2025-01-01\n  colour: đỏ\n", "- id: mới", "colour"),
        ("waivers.yaml", WAIVER, "- id: mới", "valid_from"),
        ("waivers.yaml", WAIVER + "  valid_from: 2025-01-01\n  title: Lại\n", "title: Lại", "hai lần"),
        ("waivers.yaml", WAIVER.replace("[qr]", "[mắt]") + "  valid_from: 2025-01-01\n", "[mắt]", "answered_by"),
        (
            "waivers.yaml",
            WAIVER + "  valid_from: 2025-01-01\n  valid_to: 2024-01-01\n",
            "- id: mới",
            "hết hiệu lực trước",
        ),
        (
            "waivers.yaml",
            WAIVER.replace("mới", "residence") + "  valid_from: 2026-01-01\n",
            "- id: residence\n  title: Giấy",
            "chồng",
        ),
        ("holidays.yaml", "- {day: 2026-09-02, name: Lặp}\n", "- {day: 2026-09-02, name: Lặp}", "hai lần"),
        ("holidays.yaml", "- {day: hôm qua, name: Lạ}\n", "hôm qua", "day"),
        ("units.yaml", "- {id: x, name: X, kind: commune, parent: đâu, valid_from: 2025-07-01}\n", "id: x", "đâu"),
        ("units.yaml", '- {id: y, name: Y, kind: làng, parent: "", valid_from: 2025-07-01}\n', "id: y", "làng"),
        ("forms.yaml", "- [1, 2\n", "", "YAML"),
        ("opening_hours.yaml", "- &a {}\n- *a\n", "- &a", "bí danh"),
        ("opening_hours.yaml", HOURS.format(days="[5, 6]", spans="[['07:30', '11:00']]"), "[5, 6]", "chồng"),
        ("opening_hours.yaml", HOURS.format(days="[8]", spans="[['07:30', '11:00']]"), "[8]", "weekdays"),
        ("opening_hours.yaml", HOURS.format(days="[6]", spans="[['11:00', '07:30']]"), "[6]", "spans"),
        ("opening_hours.yaml", HOURS.format(days="[6]", spans="[['7h30', '11:00']]"), "[6]", "spans"),
        ("holidays.yaml", "- {day: 2030-09-02, name: Xa}\n", "2030-09-02", "giữa năm 2027 và năm 2030"),
        ("waivers.yaml", WAIVER.replace("Luật", "' '") + "  valid_from: 2025-01-01\n", "- id: mới", "căn cứ"),
        ("waivers.yaml", WAIVER.replace("[qr]", "[]") + "  valid_from: 2025-01-01\n", "- id: mới", "answered_by"),
        ("units.yaml", UNIT.format("x", "became: [an-giang]"), "id: x", "còn hiệu lực"),
        ("units.yaml", UNIT.format("x", "case_code_prefix: H58"), "id: x", "case_code_prefix"),
        (
            "units.yaml",
            UNIT.format("x", "valid_to: 2026-01-01, became: [y]")
            + UNIT.format("y", "valid_to: 2026-01-01, became: [x]"),
            "id: x",
            "'y' hết hiệu lực",
        ),
    ],
)
def test_each_mistake_is_named_with_its_file_and_line(
    folder: Path, file: str, added: str, line_of: str, part: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8") + added
    path.write_text(text, encoding="utf-8")
    mistakes = [mistake for mistake in found(folder) if mistake.file == file]
    assert any(part in mistake.problem for mistake in mistakes)
    if line_of:
        wanted = text[: text.rindex(line_of)].count("\n") + 1
        assert wanted in {mistake.line for mistake in mistakes if part in mistake.problem}


def spoil_procedure(folder: Path, old: str, new: str) -> list[Mistake]:
    path = folder / "procedures" / "commune.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return found(folder)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("waived_by: residence", "waived_by: không-có", "không-có"),
        ("handled_at: commune", "handled_at: mars", "mars"),
        ("- id: identity_card", "- id: form", "hai lần"),
        ("answer: digitize", "answer: có lẽ", "answer"),
        ("unit: working_days", "unit: fortnights", "unit"),
        ("amount: 3", "amount: 0", "thời hạn"),
        ("amount: 3", "amount: 4000", "thời hạn"),
        ("cutoff: '15:00'", "cutoff: 3 giờ", "cutoff"),
        ("per: case", "per: month", "month"),
        ("amount: 15000", "amount: -15000", "âm"),
        ("copies: 1", "copies: -1", "âm"),
        ("field: Hộ tịch", "field: Hộ Tịch", "chỗ khác viết"),
        ("short_name: Tình trạng hôn nhân", "short_name: ' '", "tên ngắn"),
        ("text: Luật Hộ tịch 2014; Nghị định 123/2015/NĐ-CP", "text: ''", "căn cứ"),
        ("    condition: đã từng kết hôn\n", "", "condition"),
        ("  valid_from: 2023-01-01", "  valid_from: 2023-01-01\n  valid_from: 2023-01-01", "hai lần"),
    ],
)
def test_a_spoilt_procedure_is_refused(folder: Path, old: str, new: str, part: str) -> None:
    mistakes = spoil_procedure(folder, old, new)
    assert any(part in mistake.problem and mistake.file == "procedures/commune.yaml" for mistake in mistakes)
    assert all(mistake.line > 0 for mistake in mistakes)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("valid_to: 2025-09-14", "valid_to: 2025-09-10", "không có gì từ sau 2025-09-10 đến trước 2025-09-15"),
        ("valid_to: 2025-09-14", "valid_to: 2025-09-20", "chồng"),
        ("    apology: Mẫu phiếu xin lỗi", "    sorry: Mẫu phiếu xin lỗi", "thiếu mẫu 'apology'"),
        ("  labels:\n    receipt:", "  labels:\n    thank_you:", "thiếu nhãn của giấy tiếp nhận"),
    ],
)
def test_a_spoilt_set_of_forms_is_refused(folder: Path, old: str, new: str, part: str) -> None:
    path = folder / "forms.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    mistakes = found(folder)
    assert any(part in mistake.problem and mistake.line > 0 for mistake in mistakes)
    assert {mistake.file for mistake in mistakes} == {"forms.yaml"}


def test_saturday_mornings_may_stand_beside_the_week(folder: Path) -> None:
    with (folder / "opening_hours.yaml").open("a", encoding="utf-8") as file:
        file.write(HOURS.format(days="[6]", spans="[['07:30', '11:00']]"))
    assert load_catalogue(folder).calendar.is_working(date(2026, 11, 28))


def test_all_mistakes_are_told_together(folder: Path) -> None:
    for name in ("waivers.yaml", "holidays.yaml"):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("- {}\n")
    assert {mistake.file for mistake in found(folder)} == {"waivers.yaml", "holidays.yaml"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00", b"a: [\n", b"just words", b"- " * 40 + b"x"])
def test_garbage_in_place_of_a_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "holidays.yaml").write_bytes(content)
    assert found(folder)[0].file == "holidays.yaml"


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "units.yaml").unlink()
    assert found(folder) == [Mistake("units.yaml", 0, "không đọc được tệp")]


def test_decomposed_letters_are_refused(folder: Path) -> None:
    path = folder / "waivers.yaml"
    path.write_text(unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert any("NFD" in mistake.problem for mistake in found(folder))


def test_a_bomb_of_aliases_is_refused_before_it_grows(folder: Path) -> None:
    lines = ["- &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (folder / "holidays.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert any("bí danh" in mistake.problem or "quá" in mistake.problem for mistake in found(folder))
