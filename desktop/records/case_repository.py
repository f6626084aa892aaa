"""Cases: saved whole in one transaction, read back as values, their history only ever added to."""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from desktop.records.cases import (
    Appointment,
    Case,
    CasePaper,
    CaseState,
    CaseSummary,
    HistoryEntry,
    IdentitySource,
    NewCase,
    PaperState,
    ReturnMethod,
)
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup, WaiverReason
from desktop.records.citizen_repository import CitizenRepository
from desktop.records.folding import fold
from desktop.records.number_blocks import NumberBlockRepository
from desktop.records.people import PersonDetails
from desktop.records.schema import case_history, case_papers, cases, citizens, drafts, officers
from devices.errors import CodedError


class _Details(msgspec.Struct, frozen=True):
    """What of a case is only ever read with the whole case."""

    appointment: Appointment
    dossiers: int
    time_limit_text: str
    fee_amount: int
    fee_paid: bool
    return_method: ReturnMethod
    note: str


INDEX_NAME = text("INSERT INTO case_names(rowid, name) VALUES (:id, :name)")
SUMMARY = (
    cases.c.id,
    cases.c.code,
    cases.c.full_name,
    cases.c.number,
    cases.c.procedure_name,
    cases.c.received_at,
    cases.c.due_at,
    cases.c.state,
    cases.c.channel,
)


def summary(row: Row[Any]) -> CaseSummary:
    """The value of a row of the `SUMMARY` columns."""
    return CaseSummary(
        row.id,
        row.code,
        row.full_name,
        row.number,
        row.procedure_name,
        datetime.fromisoformat(row.received_at),
        datetime.fromisoformat(row.due_at),
        CaseState(row.state),
        ReceptionChannel(row.channel),
    )


class CaseRepository:
    """Receiving and reading cases."""

    def __init__(
        self, connection: Connection, citizen_repository: CitizenRepository, blocks: NumberBlockRepository
    ) -> None:
        self._connection = connection
        self._citizens = citizen_repository
        self._blocks = blocks

    def receive(self, case: NewCase) -> Case:
        """Save a case under the next code of its day, and remove the draft it came from.

        Raises:
            CodedError: CASE-003 or CASE-004, no number to be had; CASE-005, this draft has become a case already.
        """
        code = self._blocks.take(case.received_at.date())
        citizen_id = self._citizens.keep(case.applicant, case.received_at)
        if case.submitter is not None and case.submitter.number:
            self._citizens.keep(case.submitter, case.received_at)
        try:
            inserted = self._connection.execute(
                insert(cases).values(code=str(code), code_tail=code.tail, citizen_id=citizen_id, **_columns(case))
            )
        except IntegrityError as error:
            if "cases.draft_id" in str(error.orig):
                raise CodedError("CASE-005") from None
            raise
        key = inserted.inserted_primary_key
        case_id = int(key[0]) if key is not None else 0
        self._save_papers(case_id, case.papers)
        self.record(case_id, CaseState.RECEIVED, at=case.received_at, officer_id=case.officer_id, happened="received")
        self._connection.execute(INDEX_NAME, {"id": case_id, "name": fold(case.applicant.full_name)})
        self._connection.execute(drafts.delete().where(drafts.c.id == case.draft_id))
        return self.get(case_id)

    def record(
        self, case_id: int, state: CaseState, *, at: datetime, officer_id: int, happened: str, note: str = ""
    ) -> None:
        """Add to a case's history; the case takes the entry's state."""
        self._connection.execute(
            insert(case_history).values(
                case_id=case_id, at=at.isoformat(), officer_id=officer_id, event=happened, state=state, note=note
            )
        )
        self._connection.execute(update(cases).where(cases.c.id == case_id).values(state=state))

    def get(self, case_id: int) -> Case:
        """One case, whole.

        Raises:
            CodedError: CASE-006, there is none with this id.
        """
        return self._one(select(cases, officers.c.full_name.label("officer")).where(cases.c.id == case_id))

    def by_code(self, code: str) -> Case:
        """One case, whole, by its code.

        Raises:
            CodedError: CASE-006, there is none with this code.
        """
        return self._one(select(cases, officers.c.full_name.label("officer")).where(cases.c.code == code))

    def recent(self, limit: int) -> list[CaseSummary]:
        """The newest cases."""
        return self._summaries(select(*SUMMARY).order_by(cases.c.id.desc()).limit(limit))

    def on_day(self, day: date) -> list[CaseSummary]:
        """The cases received on a day, oldest first."""
        return self._summaries(select(*SUMMARY).where(cases.c.received_day == day.isoformat()).order_by(cases.c.id))

    def for_citizen(self, number: str, limit: int) -> list[CaseSummary]:
        """The newest cases of the citizen with a 12-digit number."""
        citizen = select(citizens.c.id).where(citizens.c.number == number).scalar_subquery()
        wanted = select(*SUMMARY).where(cases.c.citizen_id == citizen).order_by(cases.c.id.desc()).limit(limit)
        return self._summaries(wanted)

    def _summaries(self, wanted: Select[Any]) -> list[CaseSummary]:
        return [summary(row) for row in self._connection.execute(wanted)]

    def _one(self, wanted: Select[Any]) -> Case:
        row = self._connection.execute(wanted.join(officers, officers.c.id == cases.c.officer_id)).one_or_none()
        if row is None:
            raise CodedError("CASE-006")
        return Case(
            id=row.id,
            code=row.code,
            state=CaseState(row.state),
            citizen_id=row.citizen_id,
            content=_content(row, self._papers(row.id)),
            officer_name=row.officer,
            history=self._history(row.id),
        )

    def _save_papers(self, case_id: int, papers: tuple[CasePaper, ...]) -> None:
        if papers:
            self._connection.execute(
                insert(case_papers),
                [
                    {
                        "case_id": case_id,
                        "position": position,
                        "spec_id": paper.spec_id,
                        "name": paper.name,
                        "answer": paper.answer,
                        "state": paper.state,
                        "originals": paper.originals,
                        "copies": paper.copies,
                        "waiver_id": paper.waiver_id,
                        "waiver_reason": paper.waiver_reason or "",
                        "reason": paper.reason,
                    }
                    for position, paper in enumerate(papers)
                ],
            )

    def _papers(self, case_id: int) -> tuple[CasePaper, ...]:
        wanted = select(case_papers).where(case_papers.c.case_id == case_id).order_by(case_papers.c.position)
        return tuple(
            CasePaper(
                row.name,
                PaperAnswer(row.answer),
                PaperState(row.state),
                row.spec_id,
                row.originals,
                row.copies,
                row.waiver_id,
                WaiverReason(row.waiver_reason) if row.waiver_reason else None,
                row.reason,
            )
            for row in self._connection.execute(wanted)
        )

    def _history(self, case_id: int) -> tuple[HistoryEntry, ...]:
        wanted = select(case_history).where(case_history.c.case_id == case_id).order_by(case_history.c.id)
        return tuple(
            HistoryEntry(datetime.fromisoformat(row.at), row.officer_id, row.event, CaseState(row.state), row.note)
            for row in self._connection.execute(wanted)
        )


def _columns(case: NewCase) -> dict[str, Any]:
    details = _Details(
        case.appointment,
        case.dossiers,
        case.time_limit_text,
        case.fee_amount,
        case.fee_paid,
        case.return_method,
        case.note,
    )
    return {
        "draft_id": case.draft_id or None,
        "officer_id": case.officer_id,
        "state": CaseState.RECEIVED,
        "channel": case.channel,
        "identity_source": case.identity_source,
        "procedure_code": case.procedure_code,
        "procedure_name": case.procedure_name,
        "procedure_valid_from": case.procedure_valid_from.isoformat(),
        "field": case.field,
        "service_group": case.group,
        "catalogue_version": case.catalogue_version,
        "form_set": case.form_set,
        "received_day": case.received_at.date().isoformat(),
        "received_at": case.received_at.isoformat(),
        "due_at": case.appointment.due_at.isoformat(),
        "full_name": case.applicant.full_name,
        "number": case.applicant.number,
        "applicant": _json(case.applicant),
        "submitter": _json(case.submitter) if case.submitter is not None else None,
        "details": _json(details),
    }


def _content(row: Row[Any], papers: tuple[CasePaper, ...]) -> NewCase:
    details = msgspec.json.decode(row.details.encode(), type=_Details)
    return NewCase(
        applicant=msgspec.json.decode(row.applicant.encode(), type=PersonDetails),
        submitter=msgspec.json.decode(row.submitter.encode(), type=PersonDetails) if row.submitter else None,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        procedure_valid_from=date.fromisoformat(row.procedure_valid_from),
        catalogue_version=row.catalogue_version,
        field=row.field,
        group=ServiceGroup(row.service_group),
        form_set=row.form_set,
        channel=ReceptionChannel(row.channel),
        identity_source=IdentitySource(row.identity_source),
        received_at=datetime.fromisoformat(row.received_at),
        appointment=details.appointment,
        papers=papers,
        officer_id=row.officer_id,
        dossiers=details.dossiers,
        time_limit_text=details.time_limit_text,
        fee_amount=details.fee_amount,
        fee_paid=details.fee_paid,
        return_method=details.return_method,
        note=details.note,
        draft_id=row.draft_id or "",
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
