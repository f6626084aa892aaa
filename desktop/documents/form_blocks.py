"""A template's lines as flowables, with the values put in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Final

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from desktop.documents.desk import DeskDetails
from desktop.documents.heading import TIGHT, heading
from desktop.documents.styles import Writer, make_writer
from desktop.documents.wording import moment_text
from desktop.records.form_templates import Line, LineKind, fill

DOTS: Final = "…" * 12  # to be written by hand
HINT: Final = "(Ký và ghi rõ họ tên)"
EMPTY_PAPERS, LEAST_HAND_OVERS = 4, 5
SIGNING_ROOM: Final = 15 * mm
_GRID: Final = [
    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.94, 0.94, 0.94)),
    ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
]


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """One line of the control slip; "" is left to be written by hand."""

    from_part: str = ""
    to_part: str = ""
    at: datetime | None = None
    from_name: str = ""
    to_name: str = ""
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormContent:
    """What is printed with a template.

    Attributes:
        values: By the names of `desktop.records.form_fields`.
        moment: The date in the head.
        papers: What is asked for: name, kind, how many.
        rows: Of a register, a mapping a line.
        qr_text: What the code in the head holds; "" for no code.
    """

    desk: DeskDetails
    moment: datetime
    values: Mapping[str, str]
    papers: tuple[tuple[str, str, str], ...] = ()
    hand_overs: tuple[HandOverRow, ...] = ()
    rows: Sequence[Mapping[str, str]] = field(default=())
    qr_text: str = ""


def flowables(lines: Sequence[Line], content: FormContent, writer: Writer, width: float) -> list[Flowable]:
    """A form from its head to its signatures."""
    # The head keeps its usual size: the state's name has to stand on one line.
    head = heading(make_writer(), content.desk, content.moment, width, qr_text=content.qr_text)
    return [head, *_Body(content, writer, width).all(lines)]


@dataclass(frozen=True, slots=True)
class _Body:
    content: FormContent
    writer: Writer
    width: float

    def all(self, lines: Sequence[Line]) -> Iterator[Flowable]:
        for kind, group in groupby(lines, key=lambda line: line.kind):
            if kind is LineKind.COLUMN:
                yield self._register(list(group))
            else:
                for line in group:
                    yield self._one(line)

    def _one(self, line: Line) -> Flowable:
        styles = self.writer.styles
        if line.kind is LineKind.PAPERS:
            return self._papers(line)
        if line.kind is LineKind.HAND_OVERS:
            return self._hand_overs(line)
        if line.kind is LineKind.SIGNATURES:
            return self._signatures(line)
        if not line.text:
            return Spacer(0, 1.6 * mm * styles.scale)
        if line.kind is LineKind.TITLE:
            return self._text(line.text, styles.title)
        if line.kind is LineKind.CENTRED:
            return self._text(line.text, styles.centre)
        if line.kind is LineKind.BOLD:
            return Paragraph(f"<b>{self._safe(line.text)}</b>", styles.item)
        if line.kind is LineKind.ITEM:
            return self._text(f"- {line.text}", styles.item)
        return self._text(line.text, styles.small if line.kind is LineKind.NOTE else styles.item)

    def _filled(self, text: str) -> str:
        return fill(text, self.content.values, DOTS)

    def _safe(self, text: str) -> str:
        # Two spaces or more in a template set pairs apart; the last space of a gap is where the line may break.
        parts = re.split(r" {2,}", self._filled(text))
        return ("\N{NO-BREAK SPACE}" * 4 + " ").join(self.writer.safe(part) for part in parts)

    def _text(self, text: str, style: object) -> Paragraph:
        return Paragraph(self._safe(text), style)

    def _table(self, heads: Sequence[str], rows: list[list[Flowable]], shares: Sequence[float]) -> Table:
        whole = sum(shares)
        top = [self.writer.paragraph(head, self.writer.styles.cell_head) for head in heads]
        widths = [self.width * share / whole for share in shares]
        table = Table([top, *rows], widths, repeatRows=1, splitInRow=1, spaceBefore=3, spaceAfter=4)
        table.setStyle(_GRID)
        return table

    def _papers(self, line: Line) -> Table:
        styles, paragraph = self.writer.styles, self.writer.paragraph
        papers = self.content.papers or (("", "", ""),) * EMPTY_PAPERS
        rows: list[list[Flowable]] = [
            [
                paragraph(str(index), styles.cell_centre),
                paragraph(name or DOTS, styles.cell),
                paragraph(kind, styles.cell_centre),
                paragraph(count, styles.cell_centre),
            ]
            for index, (name, kind, count) in enumerate(papers, 1)
        ]
        return self._table(line.cells, rows, (8, 62, 18, 12))

    def _hand_overs(self, line: Line) -> Table:
        styles, writer = self.writer.styles, self.writer
        found = self.content.hand_overs
        rows: list[list[Flowable]] = []
        for each in (*found, *(HandOverRow(),) * max(0, LEAST_HAND_OVERS - len(found))):
            parts = (f"1. Giao: {each.from_part or DOTS[:8]}", f"2. Nhận: {each.to_part or DOTS[:8]}")
            when = moment_text(each.at) if each.at is not None else "… giờ … phút, ngày … tháng … năm ……"
            times = (when, f"Người giao: {each.from_name or DOTS[:8]}", f"Người nhận: {each.to_name or DOTS[:8]}")
            rows.append(
                [
                    writer.lines(parts, styles.cell),
                    writer.lines(times, styles.cell),
                    writer.paragraph(each.result, styles.cell_centre),
                    writer.paragraph(each.note, styles.cell),
                ]
            )
        return self._table(line.cells, rows, (31, 38, 18, 13))

    def _register(self, columns: list[Line]) -> Table:
        style, empty = self.writer.styles.cell, dict.fromkeys(("stt",), "")
        rows: list[list[Flowable]] = [
            [self.writer.paragraph(fill(column.cells[1], values, "").strip(), style) for column in columns]
            for values in (self.content.rows or (empty,))
        ]
        return self._table([column.cells[0] for column in columns], rows, [column.share for column in columns])

    def _signatures(self, line: Line) -> Table:
        styles, writer = self.writer.styles, self.writer
        roles, names = list(line.cells[::2]), [fill(name, self.content.values, "") for name in line.cells[1::2]]
        if len(roles) == 1:  # a single signature stands at the right
            roles, names = ["", *roles], ["", *names]
        rows = [
            [writer.paragraph(role, styles.sign) for role in roles],
            [writer.paragraph(HINT if role else "", styles.centre_italic) for role in roles],
            [writer.paragraph(name, styles.sign) for name in names],
        ]
        table = Table(rows, [self.width / len(roles)] * len(roles), spaceBefore=6, spaceAfter=3, splitByRow=0)
        room = SIGNING_ROOM * styles.scale
        table.setStyle([*TIGHT, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 2), (-1, 2), room)])
        return table
