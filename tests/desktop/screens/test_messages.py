"""The catalogue of errors: every code raised has its words, every entry is raised, every placeholder is filled."""

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.records.resources import resources_folder
from desktop.screens.messages import Messages, load_messages
from devices.errors import CodedError
from devices.smartcard import errors as chip_errors

ROOT = resources_folder().parent
CODE = re.compile(r"[A-Z]{2,5}-\d{3}")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
TEXTS = ("title", "cause", "cure")
ACTORS = {"officer", "technician", "province", "developer"}
VIETNAMESE = re.compile(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", re.IGNORECASE)
ENTRIES: dict[str, dict[str, str]] = tomllib.loads((ROOT / "resources" / "errors.toml").read_text(encoding="utf-8"))


@dataclass
class Raised:
    """What the source says of codes.

    Attributes:
        details: Of every code that is written in a call, the names of the details given with it.
        tabled: Codes that stand elsewhere (in tables of codes, as arguments), with the details of their module's calls.
    """

    details: dict[str, set[str]] = field(default_factory=dict)
    tabled: dict[str, set[str]] = field(default_factory=dict)


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for package in ("desktop", "devices", "sync", "updates"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every making of a `CodedError` or of an error derived from it, and `expect`, which makes a `StatusError`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = called(node)
        if name in DERIVED | {"__init__", "expect", "kind"}:
            yield node


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else str(getattr(node.func, "attr", ""))


def derived(base: type[CodedError] = CodedError) -> set[str]:
    """The names of all errors with a code."""
    return {base.__name__}.union(*(derived(each) for each in base.__subclasses__()))


# Their module is imported so that they are known here.
DERIVED = derived() | {chip_errors.StatusError.__name__}


def scan() -> Raised:
    raised = Raised()
    for _, tree in modules():
        compared = {id(each) for node in ast.walk(tree) if isinstance(node, ast.Compare) for each in node.comparators}
        literal: set[int] = set()
        looked_up: set[str] = set()
        for call in calls(tree):
            names = {keyword.arg for keyword in call.keywords if keyword.arg}
            if called(call) in {"StatusError", "expect"}:
                names.add("status")  # given to the constructor as a number, and by it as a detail
            first = call.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                literal.add(id(first))
                if CODE.fullmatch(first.value):
                    raised.details.setdefault(first.value, set()).update(names)
            else:
                looked_up |= names
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or id(node) in literal | compared:
                continue
            if isinstance(node.value, str) and CODE.fullmatch(node.value):
                raised.tabled.setdefault(node.value, set()).update(looked_up)
    return raised


RAISED = scan()


def test_the_scan_finds_codes_in_calls_and_in_tables() -> None:
    assert {"looks_like"} <= RAISED.tabled["QR-008"]
    assert "DB-001" in RAISED.tabled
    assert {"count", "first"} <= RAISED.details["CAT-001"]
    assert len(RAISED.details) > 30


def test_every_code_raised_has_an_entry() -> None:
    assert (RAISED.details.keys() | RAISED.tabled.keys()) - ENTRIES.keys() == set()


def test_every_entry_is_raised() -> None:
    assert ENTRIES.keys() - (RAISED.details.keys() | RAISED.tabled.keys()) == set()


@pytest.mark.parametrize("code", ENTRIES)
def test_an_entry_is_whole(code: str) -> None:
    entry = ENTRIES[code]
    assert set(entry) == {*TEXTS, *(f"{name}_en" for name in TEXTS), "actor"}
    assert entry["actor"] in ACTORS
    for name in TEXTS:
        assert entry[name].strip()
        assert entry[f"{name}_en"].strip()
        assert unicodedata.is_normalized("NFC", entry[name])
        assert VIETNAMESE.search(entry[name]), f"{name} is not Vietnamese"
        assert not VIETNAMESE.search(entry[f"{name}_en"].replace("Căn cước", "").replace("đ", "")), f"{name}_en"
    assert not entry["title"].endswith("."), "a title is no sentence"
    assert entry["cure"].endswith((".", "!", "?", "”")), "a cure is a sentence"


@pytest.mark.parametrize("code", ENTRIES)
def test_every_placeholder_is_filled_at_some_raise(code: str) -> None:
    given = RAISED.details.get(code, set()) | RAISED.tabled.get(code, set())
    for name in (*TEXTS, *(f"{name}_en" for name in TEXTS)):
        wanted = set(PLACEHOLDER.findall(ENTRIES[code][name]))
        assert wanted <= given, f"{name} of {code} wants {wanted - given}"
    for name in TEXTS:
        assert set(PLACEHOLDER.findall(ENTRIES[code][name])) == set(PLACEHOLDER.findall(ENTRIES[code][f"{name}_en"]))


def test_a_message_is_explained_with_its_details() -> None:
    message = load_messages(resources_folder()).explain(CodedError("QR-001", looks_like="đường dẫn trang web"))
    assert message.code == "QR-001"
    assert message.actor == "officer"
    assert message.cause == "Mã vừa quét trông giống: đường dẫn trang web."


def test_a_missing_detail_is_an_ellipsis_and_no_crash() -> None:
    assert load_messages(resources_folder()).explain(CodedError("QR-001")).cause == "Mã vừa quét trông giống: …"


def test_english_is_the_second_language() -> None:
    english = load_messages(resources_folder(), "en").explain(CodedError("DB-001"))
    assert english.title == "The disk is full"
    half = Messages({"XX-001": {"title": "Tên", "cause": "Vì", "cure": "Làm.", "actor": "officer"}}, "en")
    assert half.explain(CodedError("XX-001")).title == "Tên", "what is not translated is said in Vietnamese"
