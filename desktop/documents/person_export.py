"""What this PC holds on one person, as one archive: to read, to take over by a program, and the papers themselves."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import msgspec

from desktop.documents.archive import archive_with_sums
from desktop.documents.case_export import LONGEST_NAME
from desktop.records.folding import fold

FACTS, SHEET = "du-lieu.json", "ban-doc.html"
STYLE = (
    "body{font-family:'Noto Sans',sans-serif;max-width:50em;margin:2em auto;line-height:1.5}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbc5cf;padding:.3em .6em;text-align:left}"
    "th{background:#eef3f8;width:14em}h2{margin-top:2em}"
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the sheet: a heading and lines of name and text."""

    title: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One digitized paper."""

    case_code: str
    position: int
    name: str
    content: bytes


def person_archive(
    title: str, issued: str, sections: Sequence[Section], facts: Mapping[str, object], files: Sequence[PersonFile]
) -> bytes:
    """The archive: ``ban-doc.html`` to read, ``du-lieu.json``, a PDF for each paper, and ``SHA256SUMS``.

    Args:
        title: Heading of the sheet.
        issued: Who made it, where and when.
        sections: What is in it.
        facts: The same for a program.
        files: The papers.
    """
    contents: dict[str, bytes] = {_name(each): each.content for each in files}
    contents[FACTS] = msgspec.json.format(msgspec.json.encode(facts), indent=2)
    contents[SHEET] = _sheet(title, issued, sections, sorted(_name(each) for each in files))
    return archive_with_sums(contents)


def _sheet(title: str, issued: str, sections: Sequence[Section], names: Sequence[str]) -> bytes:
    parts = [
        f"<!doctype html><html lang='vi'><meta charset='utf-8'><title>{escape(title)}</title><style>{STYLE}</style>",
        f"<h1>{escape(title)}</h1><p>{escape(issued)}</p>",
    ]
    for section in sections:
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in section.lines)
        parts.append(f"<h2>{escape(section.title)}</h2><table>{rows}</table>")
    parts.append("".join(f"<p><a href='{escape(name)}'>{escape(name)}</a></p>" for name in names))
    return ("".join(parts) + "</html>").encode()


def _name(each: PersonFile) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", fold(each.name)).strip("-")[:LONGEST_NAME].rstrip("-")
    return f"{each.case_code}_{each.position + 1:02d}_{words or 'giay-to'}.pdf"
