"""The window's texts as the sources spell them, and how their translations fit.

What has no translation yet, as JSON for a file of ``resources/translations/<language>``, and what is left over:

    python -m tests.helpers.source_texts [LANGUAGE]
"""

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRANSLATIONS = ROOT / "resources" / "translations"
VIETNAMESE = re.compile("[À-ÖØ-öø-ỹĐđ]")
PASSING_ON = {"tr", "_tr", "translate"}  # the names under which sources ask for a text in the window's language
FIELD = re.compile(r"\{[^{}]*\}|%n|%\d")
# Names of the country's own that an English text keeps: the money, the two words on a card, a unit as an example.
KEPT = ("đồng", "Nam", "Nữ", "Ngôn ngữ", "UBND XÃ …")


def texts_of(source: str, name: str = "") -> tuple[dict[str, str], list[str]]:
    """Texts passed to the window's language in a module with ``file:line``; where what is passed is no plain text."""
    texts: dict[str, str] = {}
    unclear: list[str] = []
    for call, inside in _calls(ast.parse(source), ""):
        place = f"{name}:{call.lineno}"
        asked = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        argument = call.args[1] if asked == "translate" and len(call.args) > 1 else call.args[0]
        found = list(_strings(argument))
        if found and None not in found:
            texts.update((text, place) for text in found if text and text not in texts)
        elif inside not in PASSING_ON and (asked != "translate" or _of_qt(call)):
            unclear.append(place)
    return texts, unclear


def texts_of_window(root: Path = ROOT) -> tuple[dict[str, str], list[str]]:
    """As `texts_of`, of every module of the program."""
    texts: dict[str, str] = {}
    unclear: list[str] = []
    for path in sorted((root / "desktop").rglob("*.py")):
        found, doubts = texts_of(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
        texts = found | texts  # a text belongs to where it stands first
        unclear += doubts
    return texts, unclear


def translations(language: str) -> dict[str, dict[str, str]]:
    """A language's texts, by the name of their file."""
    folder = TRANSLATIONS / language
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def missing(language: str) -> dict[str, dict[str, str]]:
    """Texts that have no translation, by the module that they stand in, ready to be filled in."""
    known = {text for each in translations(language).values() for text in each}
    wanted: dict[str, dict[str, str]] = {}
    for text, place in texts_of_window()[0].items():
        if text not in known:
            wanted.setdefault(place.split(":", maxsplit=1)[0], {})[text] = ""
    return wanted


def left_over(language: str) -> list[str]:
    """Translated texts that the sources have no more, or not yet: harmless, so no test asks."""
    known = texts_of_window()[0]
    return [text for each in translations(language).values() for text in each if text not in known]


def faults(text: str, translation: str) -> Iterator[str]:
    """What is wrong with an English text."""
    if not translation.strip() and text.strip():
        yield "empty"
    if sorted(FIELD.findall(text)) != sorted(FIELD.findall(translation)):
        yield "other placeholders"
    rest = translation
    for word in KEPT:
        rest = rest.replace(word, "")
    if VIETNAMESE.search(rest):
        yield "Vietnamese letters"
    if _outer_spaces(text) != _outer_spaces(translation):
        yield "other spaces at the ends"
    if text.count("\n") != translation.count("\n"):
        yield "other lines"
    if ("&" in text) != ("&" in translation):
        yield "mnemonic"
    if text.endswith("…") != translation.endswith("…"):
        yield "dots at the end"
    if sorted(_keys(text)) != sorted(_keys(translation)):
        yield "other keys"


def as_json(texts: Mapping[str, Mapping[str, str]]) -> str:
    """Texts by module as lines that can be pasted."""
    lines = []
    for module, each in texts.items():
        lines += [f"# {module}", *(json.dumps(each, ensure_ascii=False, indent=2).splitlines()[1:-1])]
    return "\n".join(lines)


def _calls(node: ast.AST, inside: str) -> Iterator[tuple[ast.Call, str]]:
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.FunctionDef) else inside
        if isinstance(child, ast.Call) and child.args:
            asked = child.func.attr if isinstance(child.func, ast.Attribute) else getattr(child.func, "id", "")
            if asked in PASSING_ON:
                yield child, inside
        yield from _calls(child, name)


def _strings(node: ast.expr) -> Iterator[str | None]:
    """The texts that an argument can be; None for what is not plain."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)
    else:
        yield None


def _of_qt(call: ast.Call) -> bool:
    """Whether it is Qt that is asked: a canvas, for example, translates too."""
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "QCoreApplication"


def _outer_spaces(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _keys(text: str) -> list[str]:
    return re.findall(r"\b(?:Ctrl|Alt|Shift)\+\w+|\bF\d{1,2}\b|\bEnter\b|\bEsc\b", text)


def main() -> int:
    """Print what has no translation, then what is left over; 1 where a translation is missing."""
    language = sys.argv[1] if len(sys.argv) > 1 else "en"
    wanted, rest = missing(language), left_over(language)
    sys.stdout.write(as_json(wanted) + "\n" if wanted else "")
    sys.stdout.writelines(f"not in the sources: {text!r}\n" for text in rest)
    return int(bool(wanted))


if __name__ == "__main__":
    sys.exit(main())
