"""Templates of the outward forms: plain text, line by line, with words in braces that are filled in.

A template is data and never a program: a line is one of the kinds below, a word in braces is looked up in a table of
texts, and nothing else in it means anything. What is wrong is named with its line before anything is printed.

========================  ============================================================
``# TITLE``               the form's title
``= text``                centred
``* text``                bold
``- text``                an item
``~ text``                a small note
``[giấy tờ] a | b``       the table of papers, with the heads of its columns
``[giao nhận] a | b``     the table of hand-overs, with the heads of its columns
``[cột 8] head = text``   a column of a register: its share of the width, its head, what stands in it
``[ký] A = x | B = y``    who signs, side by side, with the name under each
``[mã QR] text | https``  a QR code with what is said of it
========================  ============================================================
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from desktop.records.catalogue.loading import CatalogueError, Mistake, load_entries
from desktop.records.catalogue.models import LegalBase
from desktop.records.form_fields import FIELDS, REQUIRED
from devices.errors import CodedError

FILES: Final = ("tt-01-2018.yaml", "tt-03-2025.yaml", "extra.yaml", "guidance.yaml")
MOST_LETTERS: Final = 20_000
FIELD: Final = re.compile(r"\{([^{}]*)\}")
_PART: Final = re.compile(r"\[(\w[\w ]*?)(?: +(\d{1,3}))?\](.*)")
_ADDRESS: Final = re.compile(r"https://[A-Za-z0-9.-]+(/\S*)?")


class LineKind(StrEnum):
    """What a line of a template is; the value is its sign or its name in square brackets."""

    TEXT = ""
    TITLE = "#"
    CENTRED = "="
    BOLD = "*"
    ITEM = "-"
    NOTE = "~"
    PAPERS = "giấy tờ"
    HAND_OVERS = "giao nhận"
    COLUMN = "cột"
    SIGNATURES = "ký"
    QR = "mã QR"


_SIGNS: Final = {kind.value: kind for kind in (LineKind.TITLE, LineKind.CENTRED, LineKind.BOLD, LineKind.ITEM)} | {
    LineKind.NOTE.value: LineKind.NOTE
}
_PARTS: Final = {
    kind.value.casefold(): kind
    for kind in (LineKind.PAPERS, LineKind.HAND_OVERS, LineKind.COLUMN, LineKind.SIGNATURES, LineKind.QR)
}


class FormTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The program's own template of a form.

    Attributes:
        form: The form's key, as in ``FormSet.forms``.
        set: Id of the set of forms that it belongs to; ``extra`` and ``guidance`` are no official ones.
        number: What officers call it (``Mẫu 02``); "" for none.
        version: Grows with every change of the text.
        lines: The template.
        unsure: What of it was not seen in an official text.
        sources: Where addresses in it come from.
    """

    form: str
    set: str
    name: str
    version: int
    lines: tuple[str, ...]
    legal_base: LegalBase
    number: str = ""
    unsure: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The template as one text."""
        return "\n".join(self.lines)

    @property
    def key(self) -> str:
        """Names it among all: ``tt-03-2025/supplement``."""
        return f"{self.set}/{self.form}"

    @property
    def pending(self) -> bool:
        """Whether it still has to be compared with the official text."""
        return bool(self.unsure) or not self.legal_base.sure


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a template, cut into its parts; words in braces are still in it.

    Attributes:
        number: From 1.
        cells: Of a table its heads, of signatures ``role, name, role, name…``, of a QR code its text and address.
        share: Of a column its part of the width.
    """

    number: int
    kind: LineKind
    text: str = ""
    cells: tuple[str, ...] = ()
    share: int = 0


def parse(text: str) -> tuple[Line, ...]:
    """Cut a template into its lines; empty ones are gaps.

    Raises:
        CodedError: FORM-003, a part in square brackets that is not known or is not whole; FORM-005, the text is empty
            or too long.
    """
    if not text.strip() or len(text) > MOST_LETTERS:
        raise CodedError("FORM-005", most=MOST_LETTERS)
    lines = unicodedata.normalize("NFC", text).rstrip().splitlines()
    return tuple(_line(number, line.strip()) for number, line in enumerate(lines, 1))


def _line(number: int, text: str) -> Line:
    if text.startswith("["):
        return _part(number, text)
    kind = _SIGNS.get(text[:1], LineKind.TEXT) if text[1:2] == " " else LineKind.TEXT
    return Line(number, kind, text if kind is LineKind.TEXT else text[2:].strip())


def _part(number: int, text: str) -> Line:
    found = _PART.fullmatch(text)
    kind = None if found is None else _PARTS.get(found[1].casefold())
    if found is None or kind is None:
        raise CodedError("FORM-003", line=number)
    rest, share = found[3].strip(), int(found[2] or 0)
    if kind is LineKind.COLUMN:
        head, equals, cell = rest.partition("=")
        if not equals or not 0 < share <= 100:
            raise CodedError("FORM-003", line=number)
        return Line(number, kind, cells=(head.strip(), cell.strip()), share=share)
    cells = tuple(cell.strip() for cell in rest.split("|"))
    if kind is LineKind.SIGNATURES:
        cells = tuple(side.strip() for cell in cells for side in (*cell.split("=", 1), "")[:2])
    wanted = {LineKind.PAPERS: (4,), LineKind.HAND_OVERS: (4,), LineKind.QR: (2,), LineKind.SIGNATURES: (2, 4, 6)}
    if len(cells) not in wanted[kind] or not cells[0]:
        raise CodedError("FORM-003", line=number)
    return Line(number, kind, cells=cells)


def check(form: str, text: str) -> tuple[Line, ...]:
    """Parse a template and hold it against what its form knows and needs.

    Raises:
        CodedError: FORM-001, a word in braces that the form does not know; FORM-002, something that the form is worth
            nothing without is missing; FORM-003; FORM-004, a brace without its other one; FORM-005; FORM-006, the
            address of a QR code is not one.
    """
    lines = parse(text)
    known, named = FIELDS[form], set()
    for line in lines:
        whole = " ".join((line.text, *line.cells))
        for name in FIELD.findall(whole):
            if name not in known:
                raise CodedError("FORM-001", line=line.number, field=name or "{}")
            named.add(name)
        if set("{}") & set(FIELD.sub("", whole)):
            raise CodedError("FORM-004", line=line.number)
        if line.kind is LineKind.QR and not _ADDRESS.fullmatch(FIELD.sub("x", line.cells[1])):
            raise CodedError("FORM-006", line=line.number)
    parts = {f"[{line.kind.value}]" for line in lines if line.kind in _PARTS.values()}
    missing = [name for name in REQUIRED[form] if name not in named | parts]
    if missing:
        shown = ", ".join(name if name.startswith("[") else "{" + name + "}" for name in missing)
        raise CodedError("FORM-002", fields=shown)
    return lines


def fill(text: str, values: Mapping[str, str], empty: str) -> str:
    """Put the values in; what is not known stands as `empty`, to be written by hand. Two full stops become one."""

    def put(found: re.Match[str]) -> str:
        value = values.get(found[1], "") or empty
        return value.removesuffix(".") if text[found.end() : found.end() + 1] == "." else value

    return FIELD.sub(put, text)


def load_templates(folder: Path) -> tuple[FormTemplate, ...]:
    """The program's own templates, each checked.

    Raises:
        CatalogueError: One of them is wrong; which, and what the code of it is.
    """
    templates = tuple(each for name in FILES for each in load_entries(folder, name, FormTemplate))
    wrong = list(_mistakes(templates))
    if wrong:
        raise CatalogueError(wrong)
    return templates


def _mistakes(templates: Sequence[FormTemplate]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for template in templates:
        if template.key in seen or template.form not in FIELDS:
            yield Mistake("forms", 0, f"{template.key}: trùng, hoặc không có biểu mẫu này")
            continue
        seen.add(template.key)
        try:
            check(template.form, template.text)
        except CodedError as error:
            details = ", ".join(f"{name}={value}" for name, value in error.details.items())
            yield Mistake("forms", 0, f"{template.key}: {error.code} {details}")


def find(templates: Iterable[FormTemplate], form_set: str, form: str) -> FormTemplate:
    """A template by its set and form.

    Raises:
        CodedError: FORM-007, there is none.
    """
    for template in templates:
        if template.set == form_set and template.form == form:
            return template
    raise CodedError("FORM-007", form_set=form_set, form=form)
