"""The parts of a receipt in reading order, as flowables: who, what, which papers, when, signatures, notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table

from desktop.documents.desk import DeskDetails
from desktop.documents.geometry import WIDTH
from desktop.documents.heading import TIGHT, heading
from desktop.documents.styles import Writer
from desktop.documents.wording import (
    NONE,
    appointment_text,
    data_serves,
    fee_text,
    moment_text,
    paper_quantities,
    return_text,
    waived_because,
)
from desktop.records.cases import Case, CasePaper, PaperState
from desktop.records.catalogue.models import Waiver

SIGNING_ROOM = 14 * mm


@dataclass(frozen=True, slots=True)
class Blocks:
    """Builds the parts of one case's receipt.

    Attributes:
        labels: Checked label texts of the form.
        waivers: The catalogue's waivers on the day of receipt, by id.
        qr_text: What the QR code holds.
        copy: Key of the label that says whose copy it is.
    """

    case: Case
    desk: DeskDetails
    labels: Mapping[str, str]
    waivers: Mapping[str, Waiver]
    writer: Writer
    qr_text: str
    copy: str

    def all(self) -> list[Flowable]:
        """Every part, in order."""
        return [
            self._header(),
            *self._title(),
            *self._people(),
            *self._papers(),
            *self._terms(),
            self._signatures(),
            *self._notes(),
        ]

    def _header(self) -> Table:
        national = (self.labels["national_title"], self.labels["national_motto"])
        moment = self.case.content.received_at
        return heading(self.writer, self.desk, moment, WIDTH, qr_text=self.qr_text, national=national)

    def _title(self) -> Iterator[Flowable]:
        styles = self.writer.styles
        yield self.writer.paragraph(self.labels["title"], styles.title)
        yield self.writer.paragraph(f"({self.labels[self.copy]})", styles.centre_italic)
        yield self.writer.paragraph(f"{self.labels['case_code']}: {self.case.code}", styles.code)

    def _people(self) -> Iterator[Flowable]:
        content, body = self.case.content, self.writer.styles.body
        person = content.submitter or content.applicant
        yield self._line("office", f"{self.desk.office_name} {self.desk.unit_name}")
        yield self._line("applicant", content.applicant.full_name, bold=True)
        yield self._line("submitter", person.full_name)
        pairs = (("number", person.number), ("phone", person.phone), ("email", person.email))
        held = "\N{NO-BREAK SPACE}"  # between a name and its value; the line may break at the last space of a gap
        shown = [f"{self._label(key)}:{held}{self.writer.safe(value)}" for key, value in pairs if value]
        if shown:
            yield Paragraph((held * 4 + " ").join(shown), body)
        if person.residence:
            yield self._line("address", person.residence)
        yield self._line("procedure", content.procedure_name, bold=True)

    def _papers(self) -> Iterator[Flowable]:
        taken = {PaperState.HANDED_IN, PaperState.SHOWN}
        papers = self.case.content.papers
        rows = [paper for place, paper in enumerate(papers) if paper.state in taken and not self._served(place, paper)]
        yield self.writer.paragraph(f"1. {self.labels['papers']}:", self.writer.styles.head)
        yield self._papers_table(rows)
        for place, paper in enumerate(papers):
            if text := self._without_paper(place, paper):
                yield self.writer.paragraph(text, self.writer.styles.item)

    def _papers_table(self, papers: list[CasePaper]) -> Table:
        styles, writer = self.writer.styles, self.writer
        heads = ("paper_index", "paper_name", "paper_kind", "paper_quantity")
        rows: list[list[Paragraph]] = [[writer.paragraph(self.labels[key], styles.cell_head) for key in heads]]
        for index, paper in enumerate(papers, 1):
            kinds = paper_quantities(paper)
            rows.append(
                [
                    writer.paragraph(str(index), styles.cell_centre),
                    writer.paragraph(paper.name, styles.cell),
                    writer.lines(tuple(kind for kind, _ in kinds), styles.cell_centre),
                    writer.lines(tuple(count for _, count in kinds), styles.cell_centre),
                ]
            )
        if not papers:
            rows.append([writer.paragraph(text, styles.cell_centre) for text in (NONE,) * len(heads)])
        widths = [10 * mm, WIDTH - 50 * mm, 22 * mm, 18 * mm]
        table = Table(rows, widths, repeatRows=1, splitInRow=1, spaceAfter=3)
        table.setStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.94, 0.94, 0.94)),
                ("TOPPADDING", (0, 0), (-1, -1), 1.2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
        return table

    def _served(self, place: int, paper: CasePaper) -> bool:
        return data_serves(paper, reused=place in dict(self.case.content.reused))

    def _without_paper(self, place: int, paper: CasePaper) -> str:
        """What is said of a paper that is not in the table; "" if nothing."""
        if self._served(place, paper):
            source = f" ({paper.reason})" if paper.reason else ""
            return f"Dùng lại dữ liệu đã có, không phải nộp: {paper.name}{source}."
        if paper.state is PaperState.WAIVED:
            because = waived_because(paper, self.waivers)
            return f"Không phải nộp: {paper.name}" + (f", vì {because}." if because else ".")
        if paper.state is PaperState.MISSING:
            return f"Chưa nộp: {paper.name}."
        return ""

    def _terms(self) -> Iterator[Flowable]:
        content = self.case.content
        yield self._item(2, "dossiers", f"{content.dossiers} {self.labels['dossier_unit']}")
        yield self._item(3, "time_limit", content.time_limit_text or NONE)
        yield self._item(4, "received_at", moment_text(content.received_at))
        yield self._item(5, "due_at", appointment_text(content.appointment.due_at), bold=True)
        place = self.desk.office_name + (f", {self.desk.address}" if self.desk.address else "")
        yield self._item(6, "return_place", return_text(content, place))
        yield self._item(7, "fee", fee_text(content.fee_amount, paid=content.fee_paid))
        yield self.writer.paragraph(self.labels["register"], self.writer.styles.item)

    def _signatures(self) -> Table:
        styles, writer, content = self.writer.styles, self.writer, self.case.content
        person = content.submitter or content.applicant
        hint = writer.paragraph(self.labels["signature_hint"], styles.centre_italic)
        rows = [
            [writer.paragraph(self.labels[key], styles.sign) for key in ("signature_submitter", "signature_officer")],
            [hint, hint],
            [writer.paragraph(name, styles.sign) for name in (person.full_name, self.case.officer_name)],
        ]
        table = Table(rows, [WIDTH / 2, WIDTH / 2], spaceBefore=5, spaceAfter=3, splitByRow=0)
        room = SIGNING_ROOM * styles.scale
        table.setStyle([*TIGHT, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 2), (-1, 2), room)])
        return table

    def _notes(self) -> Iterator[Flowable]:
        small = self.writer.styles.small
        texts = [self.labels["note_copies"], self.labels["note_return"]]
        if self.case.content.note:
            texts.insert(0, self.case.content.note)
        yield self.writer.paragraph(f"{self.labels['note']}:", self.writer.styles.small_bold)
        for text in texts:
            yield self.writer.paragraph(f"- {text.rstrip('.')}.", small)

    def _label(self, key: str) -> str:
        return self.writer.safe(self.labels[key])

    def _line(self, key: str, value: str, *, bold: bool = False) -> Paragraph:
        return self.writer.labelled(self.labels[key], value, self.writer.styles.body, bold=bold)

    def _item(self, number: int, key: str, value: str, *, bold: bool = False) -> Paragraph:
        return self.writer.labelled(f"{number}. {self.labels[key]}", value, self.writer.styles.item, bold=bold)
