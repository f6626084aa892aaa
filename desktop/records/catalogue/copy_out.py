"""What of a case is copied into other systems, and in which order: data, since their forms are not ours."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import msgspec

from desktop.records.cases import Case
from desktop.records.catalogue.loading import CatalogueError, Mistake, load_entries

FILE = "copy_out.yaml"


class CopyOutForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One other system's form.

    Attributes:
        id: Stable.
        name: What officers call the system.
        fields: Names of `VALUES`, in the order in which that form asks for them.
        sure: Whether the order was seen in the system itself.
    """

    id: str
    name: str
    fields: tuple[str, ...]
    sure: bool = True


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


VALUES: Mapping[str, Callable[[Case], str]] = MappingProxyType(
    {
        "case_code": lambda case: case.code,
        "procedure_code": lambda case: case.content.procedure_code,
        "procedure_name": lambda case: case.content.procedure_name,
        "full_name": lambda case: case.content.applicant.full_name,
        "number": lambda case: case.content.applicant.number,
        "old_number": lambda case: case.content.applicant.old_number,
        "birth_date": lambda case: _day(case.content.applicant.birth_date),
        "issue_date": lambda case: _day(case.content.applicant.issue_date),
        "sex": lambda case: case.content.applicant.sex,
        "residence": lambda case: case.content.applicant.residence,
        "phone": lambda case: case.content.applicant.phone,
        "email": lambda case: case.content.applicant.email,
        "received": lambda case: _day(case.content.received_at.date()),
        "due": lambda case: _day(case.content.appointment.due_at.date()),
        "note": lambda case: case.content.note,
    }
)


def load_copy_out(catalogue_folder: Path) -> tuple[CopyOutForm, ...]:
    """The forms of an office.

    Raises:
        CatalogueError: The file is wrong, or names a field that there is not.
    """
    forms = load_entries(catalogue_folder, FILE, CopyOutForm)
    wrong = [f"{form.id}: {name}" for form in forms for name in form.fields if name not in VALUES]
    if wrong:
        raise CatalogueError([Mistake(FILE, 0, problem) for problem in wrong])
    return forms


def values_of(case: Case, form: CopyOutForm) -> tuple[tuple[str, str], ...]:
    """Names and values in the form's order; what the case does not have is left out."""
    found = ((name, VALUES[name](case)) for name in form.fields)
    return tuple((name, value) for name, value in found if value)
