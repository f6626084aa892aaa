"""A case as one archive, to be put into the province's or a ministry's system: its files, its facts, and their hashes.

Names in the archive are ASCII: not every system that unpacks it knows UTF-8 names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from desktop.documents.archive import archive_with_sums
from desktop.records.cases import Case
from desktop.records.folding import fold
from desktop.records.paper_files import RESULT, DigitizationState

FACTS = "ho-so.json"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One paper of the case.

    Attributes:
        position: The paper's position, or `RESULT`.
        name: What it is called.
        state: How far it is digitized.
        pages: How many pages.
        pdf: The file.
    """

    position: int
    name: str
    state: DigitizationState
    pages: int
    pdf: bytes


def case_archive(case: Case, files: Sequence[ExportedFile]) -> bytes:
    """The archive: a PDF for each paper, ``ho-so.json``, and ``SHA256SUMS``; the same case gives the same bytes."""
    named = {_name(case, each): each for each in files}
    contents = {name: each.pdf for name, each in named.items()}
    facts = {
        "case": msgspec.to_builtins(case),
        "files": [
            {
                "file": name,
                "paper": each.name,
                "state": each.state,
                "pages": each.pages,
                "sha256": sha256(each.pdf).hexdigest(),
            }
            for name, each in named.items()
        ],
    }
    contents[FACTS] = msgspec.json.format(msgspec.json.encode(facts), indent=2)
    return archive_with_sums(contents)


def _name(case: Case, each: ExportedFile) -> str:
    place = "kq" if each.position == RESULT else f"{each.position + 1:02d}"
    words = re.sub(r"[^a-z0-9]+", "-", fold(each.name)).strip("-")[:LONGEST_NAME].rstrip("-")
    return f"{case.code}_{place}_{words or 'giay-to'}.pdf"
