"""The label texts that the receipt takes from the form set in force, and the check that none is missing.

The wording of an official form is law, so it is data: ``FormSet.labels["receipt"]`` in the catalogue. A label that is
missing stops the receipt; nothing here stands in for it, because a guessed official wording would look like the law.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from desktop.records.catalogue.models import FormSet
from devices.errors import CodedError

FORM: Final = "receipt"

# Key → what stands there. Texts hold no number in front and no colon behind: the layout adds both.
REQUIRED_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "national_title": "the state's name, in capitals",
        "national_motto": "the three words under it",
        "title": "the form's title, in capitals",
        "case_code": "before the case code",
        "copy_kept": "whose copy: the desk's (liên lưu)",
        "copy_given": "whose copy: the citizen's (liên giao)",
        "office": "before the name of the receiving office",
        "applicant": "before the name of the person whose case it is",
        "submitter": "before the name of the person who hands it in",
        "number": "before the personal number",
        "address": "before the address",
        "phone": "before the telephone number",
        "email": "before the e-mail address",
        "procedure": "before the name of the procedure",
        "papers": "item: before the table of papers",
        "paper_index": "table head: running number",
        "paper_name": "table head: name of the paper",
        "paper_kind": "table head: kind of the paper",
        "paper_quantity": "table head: how many",
        "dossiers": "item: number of dossiers",
        "dossier_unit": "after that number",
        "time_limit": "item: time limit by the rules",
        "received_at": "item: time of receipt",
        "due_at": "item: time when the result is returned",
        "return_place": "item: where the result is to be received",
        "fee": "item: fees and charges",
        "register": "the whole line on the register (quyển số, số thứ tự), with dots to write on",
        "signature_submitter": "over the signature of the person who hands in, in capitals",
        "signature_officer": "over the signature of the officer, in capitals",
        "signature_hint": "under both, in brackets",
        "note": "before the notes",
        "note_copies": "note: what the two copies are for",
        "note_return": "note: the ways to receive the result",
    }
)


def receipt_labels(form_set: FormSet) -> Mapping[str, str]:
    """The form set's label texts for the receipt.

    Raises:
        CodedError: DOC-001, naming the first label that is missing or empty.
    """
    labels = form_set.labels.get(FORM, {})
    for key in REQUIRED_LABELS:
        if not labels.get(key, "").strip():
            raise CodedError("DOC-001", form_set=form_set.id, label=key)
    return labels


def receipt_titles(form_sets: Iterable[FormSet]) -> list[str]:
    """The titles that the receipts of these form sets have; a form set may lack one."""
    titles = (form_set.labels.get(FORM, {}).get("title", "").strip() for form_set in form_sets)
    return [title for title in titles if title]
