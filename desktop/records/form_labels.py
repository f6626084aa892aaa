"""The receipt's wording as text: a line a label, ``key = text``. Its layout is the program's own."""

from collections.abc import Collection, Mapping
from typing import Final

from desktop.records.catalogue.models import FormSet
from desktop.records.form_fields import RECEIPT
from desktop.records.form_templates import FIELD, MOST_LETTERS, FormTemplate
from devices.errors import CodedError

NUMBER: Final = "Mẫu 01"


def receipt_template(form_set: FormSet) -> FormTemplate:
    """The labels of a set's receipt as a template."""
    title = form_set.forms[RECEIPT].removeprefix("Mẫu ")
    return FormTemplate(
        form=RECEIPT,
        set=form_set.id,
        name=title[:1].upper() + title[1:],
        version=1,
        lines=tuple(f"{key} = {' '.join(text.split())}" for key, text in form_set.labels[RECEIPT].items()),
        legal_base=form_set.legal_base,
        number=NUMBER,
        unsure=form_set.unsure,
    )


def read_labels(text: str, needed: Collection[str]) -> Mapping[str, str]:
    """The labels that a text gives; a line without a label's name goes on with the one before.

    Raises:
        CodedError: FORM-001, a label that the receipt does not know, or a word in braces; FORM-002, labels are missing
            or empty; FORM-005, the text is empty or too long.
    """
    if not text.strip() or len(text) > MOST_LETTERS:
        raise CodedError("FORM-005", most=MOST_LETTERS)
    labels: dict[str, str] = {}
    last = ""
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, words = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if braces := FIELD.search(line):  # labels have no fields: it would be printed as it stands
            raise CodedError("FORM-001", line=number, field=braces.group(1) or "{}")
        if equals and name.isidentifier():
            if name not in needed:
                raise CodedError("FORM-001", line=number, field=name)
            labels[name], last = words, name
        elif last:
            labels[last] = f"{labels[last]} {line.strip()}"
        else:
            raise CodedError("FORM-001", line=number, field=line.strip()[:30])
    missing = [name for name in needed if not labels.get(name)]
    if missing:
        raise CodedError("FORM-002", fields=", ".join(missing))
    return labels
