"""The catalogue and the calendar as an intake uses them."""

from datetime import date, datetime

from desktop.records.appointments import appointment
from desktop.records.cases import Appointment, CasePaper, PaperState
from desktop.records.catalogue.catalogue import Catalogue, EffectivePaper
from desktop.records.catalogue.models import FormSet, PaperAnswer, Procedure, TimeUnit
from desktop.workflows.intake_draft import DraftPaper


class CatalogueRules:
    """The `desktop.workflows.ports.DeskRules` of a loaded catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @property
    def version(self) -> str:
        """The catalogue's version."""
        return self._catalogue.version

    def procedure(self, code: str, day: date) -> Procedure | None:
        """The procedure in force on a day."""
        return self._catalogue.procedure(code, day)

    def papers(self, procedure: Procedure, day: date) -> tuple[DraftPaper, ...]:
        """The procedure's papers on a day; waived ones are answered already."""
        return tuple(_draft_paper(paper) for paper in self._catalogue.papers_for(procedure, day))

    def form_set(self, day: date) -> FormSet:
        """The official forms in force on a day."""
        return self._catalogue.form_set(day)

    def appointment(self, procedure: Procedure, received_at: datetime) -> Appointment:
        """When the result is due, with the reason."""
        return appointment(received_at, procedure.time_limit, self._catalogue.calendar)

    def time_limit_text(self, procedure: Procedure) -> str:
        """The time limit in words, for the receipt."""
        limit = procedure.time_limit
        if limit.unit is TimeUnit.SAME_DAY:
            return (
                f"trong ngày làm việc (nhận sau {limit.cutoff} trả ngày làm việc tiếp theo)"
                if limit.cutoff
                else "trong ngày làm việc"
            )
        words = {
            TimeUnit.WORKING_DAYS: "ngày làm việc",
            TimeUnit.WORKING_HOURS: "giờ làm việc",
            TimeUnit.CALENDAR_DAYS: "ngày",
        }
        return f"{limit.amount} {words[limit.unit]}"


def _draft_paper(paper: EffectivePaper) -> DraftPaper:
    spec = paper.spec
    if paper.waiver is not None:
        waived = CasePaper(
            spec.name,
            PaperAnswer.DATA_EXISTS,
            PaperState.WAIVED,
            spec_id=spec.id,
            waiver_id=paper.waiver.id,
            waiver_reason=paper.waiver.answered_by[0],
        )
        because, legal = paper.waiver.because, paper.waiver.legal_base.text
        return DraftPaper(spec.id, spec.name, spec.required, spec.condition, because, legal, waived, waived)
    there = PaperState.SHOWN if spec.answer is PaperAnswer.SHOWN else PaperState.HANDED_IN
    usual = CasePaper(
        spec.name,
        spec.answer,
        there if spec.required else PaperState.NOT_APPLICABLE,
        spec_id=spec.id,
        originals=spec.originals if spec.required else 0,
        copies=spec.copies if spec.required else 0,
    )
    return DraftPaper(spec.id, spec.name, spec.required, spec.condition, usual=usual, valid_months=spec.valid_months)
