"""Cases as rows of the tables, and rows as cases."""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from desktop.records.case_codes import CaseCode
from desktop.records.cases import (
    Appointment,
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
from desktop.records.folding import fold
from desktop.records.people import PersonDetails
from desktop.records.schema import cases


class _Details(msgspec.Struct, frozen=True):
    """What of a case is only ever read with the whole case."""

    appointment: Appointment
    dossiers: int
    time_limit_text: str
    fee_amount: int
    fee_paid: bool
    return_method: ReturnMethod
    note: str


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


def handed_in_by(number: str) -> Select[tuple[int]]:
    """Ids of the cases that somebody of this number handed in for another; reads every case there is."""
    return select(cases.c.id).where(func.json_extract(cases.c.submitter, "$.number") == number).order_by(cases.c.id)


def case_row(case: NewCase, code: CaseCode, citizen_id: int) -> dict[str, Any]:
    """The row of `schema.cases` that a new case becomes, without its id."""
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
        "code": str(code),
        "code_tail": code.tail,
        "running_number": code.number,
        "draft_id": case.draft_id or None,
        "citizen_id": citizen_id,
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
        "by_hour": case.by_hour,
        "full_name": case.applicant.full_name,
        "name_fold": fold(case.applicant.full_name),
        "number": case.applicant.number,
        "applicant": _json(case.applicant),
        "submitter": _json(case.submitter) if case.submitter is not None else None,
        "details": _json(details),
    }


def paper_rows(case_id: int, papers: tuple[CasePaper, ...]) -> list[dict[str, Any]]:
    """The rows of `schema.case_papers` of one case."""
    return [
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
    ]


def paper(row: Row[Any]) -> CasePaper:
    """The value of a row of `schema.case_papers`."""
    return CasePaper(
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


def history_entry(row: Row[Any]) -> HistoryEntry:
    """The value of a row of `schema.case_history`."""
    return HistoryEntry(datetime.fromisoformat(row.at), row.officer_id, row.event, CaseState(row.state), row.note)


def content(row: Row[Any], papers: tuple[CasePaper, ...], reused: tuple[tuple[int, int], ...]) -> NewCase:
    """What was handed over to be saved, from a row of `schema.cases`, the papers, and what stands for some of them."""
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
        reused=reused,
        by_hour=bool(row.by_hour),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
