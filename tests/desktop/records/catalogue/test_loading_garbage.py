"""Whatever stands in a catalogue's file, the load gives a catalogue or names the mistakes; nothing else comes out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.records.catalogue.loading import LARGEST_FILE, CatalogueError, load_catalogue

LABELS = "{receipt: a, supplement: b, refusal: c, apology: d, control_slip: e, register: f}"
SMALL = {
    "version.yaml": "v1\n",
    "units.yaml": '- {id: a, name: A, kind: province, parent: "", valid_from: 2025-07-01}\n',
    "waivers.yaml": (
        "- {id: w, title: Giấy, because: Vì., answered_by: [qr], legal_base: {text: Luật}, valid_from: 2025-01-01}\n"
    ),
    "holidays.yaml": "- {day: 2026-09-02, name: Quốc khánh}\n",
    "opening_hours.yaml": "- {weekdays: [1, 2], spans: [['07:30', '11:30']], valid_from: 2025-01-01}\n",
    "forms.yaml": (
        f"- {{id: f, title: F, forms: {LABELS}, labels: {{receipt: {{title: GIẤY}}}},"
        " legal_base: {text: Luật}, valid_from: 2025-01-01}\n"
    ),
    "procedures/some.yaml": (
        "- code: '1'\n  name: Khai sinh\n  short_name: Khai sinh\n  field: Hộ tịch\n  group: other\n"
        "  handled_at: commune\n  papers:\n  - {id: form, name: Tờ khai, answer: digitize, waived_by: w}\n"
        "  time_limit: {unit: working_days, amount: 3}\n  fees:\n  - {amount: 1000, per: page}\n"
        "  legal_base: {text: Luật}\n  valid_from: 2025-01-01\n"
    ),
}
FILES = sorted(SMALL)


@contextmanager
def catalogue_folder(texts: dict[str, str | bytes]) -> Iterator[Path]:
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "procedures").mkdir()
        for name, text in texts.items():
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        yield folder


def mistakes_in(file: str, text: str | bytes) -> list[str]:
    with catalogue_folder({**SMALL, file: text}) as folder, pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert {mistake.file for mistake in caught.value.mistakes} == {file}
    return [mistake.problem for mistake in caught.value.mistakes]


def test_the_small_catalogue_is_a_good_one() -> None:
    with catalogue_folder(dict(SMALL)) as folder:
        assert load_catalogue(folder).version == "v1"


@pytest.mark.parametrize(
    "value",
    [
        "!!bool x",
        "!!timestamp x",
        "!!int ''",
        "!!int '_'",
        "!!float x",
        "!!binary ạ",
        "!!python/name:os.system",
        "9" * 6000,
    ],
)
def test_a_value_that_is_not_what_its_tag_says(value: str) -> None:
    assert mistakes_in("holidays.yaml", f"- {{day: {value}, name: A}}\n") == ["giá trị không hợp lệ (ngày, số…)"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- ? [a]\n  : b\n", "khóa phải là một từ"),
        ("- <<: {day: 2026-01-01}\n  name: A\n", "khóa phải là một từ"),
        ('- {day: 2026-01-01, name: "A\\0"}\n', "có ký tự không in được"),
        ('- {day: 2026-01-01, name: "Ho\\u0300a"}\n', "chữ có dấu ở dạng tổ hợp (NFD), phải là NFC"),
        ("- &a [*a]\n", "không dùng neo và bí danh (&, *)"),
        ("[" * 20 + "]" * 20, "quá nhiều hoặc quá sâu"),
    ],
)
def test_what_yaml_allows_and_a_catalogue_does_not(text: str, problem: str) -> None:
    assert problem in mistakes_in("holidays.yaml", text)


def test_a_file_beyond_any_size_is_refused_unread() -> None:
    assert mistakes_in("holidays.yaml", b"#" * (LARGEST_FILE + 1)) == ["tệp quá lớn"]


def test_brackets_without_end_are_refused() -> None:
    (problem,) = mistakes_in("holidays.yaml", "[" * 200_000)
    assert "YAML" in problem


SPLINTERS: list[str] = [
    *("[", "]", "{", "}", ": ", "- ", "? ", "\n", "'", '"', "#", "%", "|\n", ">\n", "\t"),
    *("&a ", "*a", "<<: ", "!!int ", "!!bool ", "~", "-1", "1e999", "2026-02-30", "24:00", "07:30+07:00"),
    *("\0", "\u0300", "\u2028", "\ufeff", "\ud7ff"),
]


@given(st.sampled_from(FILES), st.data())
def test_a_spoilt_file_gives_a_catalogue_or_its_mistakes(file: str, data: st.DataObject) -> None:
    text = SMALL[file]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.sampled_from(SPLINTERS)) + text[end:]
    with catalogue_folder({**SMALL, file: text}) as folder:
        assert outcome(folder) <= set(SMALL)


def outcome(folder: Path) -> set[str]:
    """The files with mistakes; anything but a catalogue or its mistakes is let through."""
    try:
        load_catalogue(folder)
    except CatalogueError as error:
        return {mistake.file for mistake in error.mistakes} or {"an error without a mistake"}
    return set()
