"""What is entered of an entry, by kind of book: data in ``resources/catalogue/civil_status_books.yaml``."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

from desktop.records.books import LONGEST_TEXT, BookKind
from desktop.records.catalogue.loading import CatalogueError, Mistake, load_entries
from desktop.records.catalogue.models import LegalBase
from desktop.records.partial_dates import partial_date

FILE = "civil_status_books.yaml"
IDENTITY_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")


class FieldKind(StrEnum):
    """What may be written in a field."""

    TEXT = "text"
    DATE = "date"  # see `partial_dates`
    IDENTITY_NUMBER = "identity_number"  # 9 or 12 digits
    CHOICE = "choice"


class FieldProblemCode(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    TOO_LONG = "too_long"
    UNPRINTABLE = "unprintable"
    NO_DATE = "no_date"
    FUTURE_DATE = "future_date"
    NO_IDENTITY_NUMBER = "no_identity_number"
    NOT_A_CHOICE = "not_a_choice"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing to put right."""

    field: str
    code: FieldProblemCode


class FieldSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of a form; `choices` only where the kind is CHOICE."""

    id: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()


class BookForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form of a kind of book.

    Attributes:
        short: The kind in file names.
        legal_base: What the fields were taken from.
    """

    kind: BookKind
    name: str
    short: str
    legal_base: LegalBase
    fields: tuple[FieldSpec, ...]

    def normalized(self, values: Mapping[str, str]) -> dict[str, str]:
        """What was typed, written in one way, without what is empty."""
        kinds = {spec.id: spec.kind for spec in self.fields}
        found = {name: _normalized(kinds.get(name, FieldKind.TEXT), text) for name, text in values.items()}
        return {name: text for name, text in found.items() if text}

    def problems(self, values: Mapping[str, str], today: date) -> list[FieldProblem]:
        """What stands against keeping these normalized values, in the form's order."""
        specs = {spec.id: spec for spec in self.fields}
        found = [FieldProblem(name, FieldProblemCode.UNKNOWN_FIELD) for name in sorted(values.keys() - specs.keys())]
        for spec in self.fields:
            code = _problem(spec, values.get(spec.id, ""), today)
            if code is not None:
                found.append(FieldProblem(spec.id, code))
        return found


def load_book_forms(catalogue_folder: Path) -> dict[BookKind, BookForm]:
    """The form of every kind of book.

    Raises:
        CatalogueError: The file is wrong, or a kind has no form.
    """
    forms = load_entries(catalogue_folder, FILE, BookForm)
    wrong = list(_mistakes(forms))
    if wrong:
        raise CatalogueError([Mistake(FILE, 0, problem) for problem in wrong])
    return {form.kind: form for form in forms}


def _mistakes(forms: tuple[BookForm, ...]) -> list[str]:
    counts = Counter(form.kind for form in forms)
    found = [f"{kind}: cần đúng một biểu nhập" for kind in BookKind if counts[kind] != 1]
    for form in forms:
        for what in ("id", "label"):
            repeated = [name for name, n in Counter(getattr(spec, what) for spec in form.fields).items() if n > 1]
            found += [f"{form.kind}: trùng “{name}”" for name in repeated]
        for spec in form.fields:
            if (spec.kind is FieldKind.CHOICE) != bool(spec.choices):
                found.append(f"{form.kind}: “{spec.id}” cần danh sách lựa chọn đúng kiểu")
        if not any(spec.required for spec in form.fields):
            found.append(f"{form.kind}: không có mục bắt buộc")
    return found


def _normalized(kind: FieldKind, text: str) -> str:
    text = re.sub(" +", " ", unicodedata.normalize("NFC", text)).strip()
    if kind is FieldKind.DATE:
        found = partial_date(text)
        return str(found) if found is not None else text
    if kind is FieldKind.IDENTITY_NUMBER:
        return text.replace(" ", "").replace(".", "")
    return text


def _problem(spec: FieldSpec, text: str, today: date) -> FieldProblemCode | None:
    if not text:
        return FieldProblemCode.MISSING if spec.required else None
    if len(text) > LONGEST_TEXT:
        return FieldProblemCode.TOO_LONG
    if not text.isprintable():
        return FieldProblemCode.UNPRINTABLE
    if spec.kind is FieldKind.DATE:
        found = partial_date(text)
        if found is None:
            return FieldProblemCode.NO_DATE
        return FieldProblemCode.FUTURE_DATE if found.is_after(today) else None
    if spec.kind is FieldKind.IDENTITY_NUMBER and not IDENTITY_NUMBER.fullmatch(text):
        return FieldProblemCode.NO_IDENTITY_NUMBER
    if spec.kind is FieldKind.CHOICE and text not in spec.choices:
        return FieldProblemCode.NOT_A_CHOICE
    return None
