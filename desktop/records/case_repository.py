"""Cases: saved whole in one transaction, read back as values, their history only ever added to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from desktop.records.case_life import CaseLife
from desktop.records.case_life_reading import read_life
from desktop.records.case_life_schema import case_lacks
from desktop.records.case_rows import (
    SUMMARY,
    case_row,
    content,
    handed_in_by,
    history_entry,
    paper,
    paper_rows,
    summary,
)
from desktop.records.case_standings import hold, stand_in
from desktop.records.cases import Case, CasePaper, CaseState, CaseSummary, HistoryEntry, NewCase, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.citizen_repository import CitizenRepository
from desktop.records.folding import fold
from desktop.records.number_blocks import NumberBlockRepository
from desktop.records.paper_counts import answer_of
from desktop.records.paper_files import DigitizationState
from desktop.records.schema import (
    case_history,
    case_papers,
    cases,
    citizens,
    drafts,
    officers,
    paper_events,
    paper_work,
)
from devices.errors import CodedError

INDEX_NAME = text("INSERT INTO case_names(rowid, name) VALUES (:id, :name)")
# Every act on a case reads it: built once, for to build these takes longer than to run them.
_WHOLE = select(cases, officers.c.full_name.label("officer")).join(officers, officers.c.id == cases.c.officer_id)
_BY_ID = _WHOLE.where(cases.c.id == bindparam("wanted"))
_BY_CODE = _WHOLE.where(cases.c.code == bindparam("wanted"))
_HISTORY = select(case_history).where(case_history.c.case_id == bindparam("case")).order_by(case_history.c.id)
_PAPERS: Select[Any] = (
    select(*(each for each in case_papers.c if each.name != "answer"), answer_of(case_papers).label("answer"))
    .where(case_papers.c.case_id == bindparam("case"))
    .order_by(case_papers.c.position)
)
_DRAFT = drafts.delete().where(drafts.c.id == bindparam("draft"))
_newest = paper_events.alias("newest")
_REUSED = (
    select(paper_events.c.paper_position, paper_events.c.taken_from)
    .where(
        paper_events.c.id.in_(
            select(func.max(_newest.c.id))
            .where(_newest.c.case_id == bindparam("case"))
            .group_by(_newest.c.paper_position)
        ),
        paper_events.c.taken_from.is_not(None),
    )
    .order_by(paper_events.c.paper_position)
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
            inserted = self._connection.execute(insert(cases), case_row(case, code, citizen_id))
        except IntegrityError as error:
            if "cases.draft_id" in str(error.orig):
                raise CodedError("CASE-005") from None
            raise
        key = inserted.inserted_primary_key
        case_id = int(key[0]) if key is not None else 0
        if case.papers:
            self._connection.execute(insert(case_papers), paper_rows(case_id, case.papers))
            self._list_work(case_id, case.papers)
        self.record(case_id, CaseState.RECEIVED, at=case.received_at, officer_id=case.officer_id, happened="received")
        hold(self._connection, case_id, case.officer_id)
        if case.expected_in:
            lacks = [{"case_id": case_id, "system": system} for system in case.expected_in]
            self._connection.execute(insert(case_lacks), lacks)
        self._connection.execute(INDEX_NAME, {"id": case_id, "name": fold(case.applicant.full_name)})
        self._connection.execute(_DRAFT, {"draft": case.draft_id})
        return self.get(case_id)

    def _list_work(self, case_id: int, papers: Sequence[CasePaper]) -> None:
        """What is to be digitized of a new case."""
        given = (PaperState.HANDED_IN, PaperState.SHOWN)
        rows = [
            {"case_id": case_id, "paper_position": position, "state": DigitizationState.NOT_YET}
            for position, paper in enumerate(papers)
            if paper.answer is PaperAnswer.DIGITIZE and paper.state in given
        ]
        if rows:
            self._connection.execute(insert(paper_work), rows)

    def record(
        self, case_id: int, state: CaseState, *, at: datetime, officer_id: int, happened: str, note: str = ""
    ) -> int:
        """Add to a case's history, and give the entry's id; the case takes the entry's state.

        Nothing is held against the rules here: `case_life_repository` does that, and everybody goes through it.
        """
        entry = self.add_entry(case_id, state, at=at, officer_id=officer_id, happened=happened, note=note)
        self._connection.execute(update(cases).where(cases.c.id == case_id).values(state=state))
        stand_in(self._connection, case_id, state, at)
        return entry

    def add_entry(
        self, case_id: int, state: CaseState, *, at: datetime, officer_id: int, happened: str, note: str = ""
    ) -> int:
        """Add to a case's history alone, and give the entry's id; the caller lets everything else follow."""
        row = {"case_id": case_id, "at": at.isoformat(), "officer_id": officer_id, "event": happened}
        inserted = self._connection.execute(insert(case_history), row | {"state": state, "note": note})
        key = inserted.inserted_primary_key
        return int(key[0]) if key is not None else 0

    def life(self, case_id: int) -> CaseLife:
        """A case's whole life.

        Raises:
            CodedError: CASE-006, there is none with this id.
        """
        return read_life(self._connection, case_id)

    def get(self, case_id: int) -> Case:
        """One case, whole.

        Raises:
            CodedError: CASE-006, there is none with this id.
        """
        return self._one(_BY_ID, case_id)

    def by_code(self, code: str) -> Case:
        """One case, whole, by its code.

        Raises:
            CodedError: CASE-006, there is none with this code.
        """
        return self._one(_BY_CODE, code)

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

    def of_citizens(self, citizen_ids: Sequence[int], limit: int) -> list[CaseSummary]:
        """The newest cases of citizens by the desk's own keys."""
        wanted = select(*SUMMARY).where(cases.c.citizen_id.in_(citizen_ids))
        return self._summaries(wanted.order_by(cases.c.id.desc()).limit(limit))

    def handed_in_by(self, number: str) -> list[CaseSummary]:
        """The cases that somebody of this number handed in for another, oldest first; reads every case there is."""
        return self._summaries(select(*SUMMARY).where(cases.c.id.in_(handed_in_by(number))).order_by(cases.c.id))

    def summaries(self, case_ids: Sequence[int]) -> list[CaseSummary]:
        """The cases with these ids, oldest first."""
        return self._summaries(select(*SUMMARY).where(cases.c.id.in_(case_ids)).order_by(cases.c.id))

    def citizens_of(self, case_ids: Sequence[int]) -> list[int]:
        """Ids of the citizens whose cases these are, each once."""
        wanted = select(cases.c.citizen_id).where(cases.c.id.in_(case_ids)).distinct()
        return list(self._connection.execute(wanted).scalars())

    def papers(self, case_id: int) -> tuple[CasePaper, ...]:
        """The papers of a case, by position."""
        return tuple(paper(row) for row in self._connection.execute(_PAPERS, {"case": case_id}))

    def _reused(self, case_id: int) -> tuple[tuple[int, int], ...]:
        """Positions of the papers for which a stored file stands now, each with the step that stored it."""
        rows = self._connection.execute(_REUSED, {"case": case_id})
        return tuple((row.paper_position, row.taken_from) for row in rows)

    def _summaries(self, wanted: Select[Any]) -> list[CaseSummary]:
        return [summary(row) for row in self._connection.execute(wanted)]

    def _one(self, statement: Select[Any], wanted: int | str) -> Case:
        row = self._connection.execute(statement, {"wanted": wanted}).one_or_none()
        if row is None:
            raise CodedError("CASE-006")
        return Case(
            id=row.id,
            code=row.code,
            state=CaseState(row.state),
            citizen_id=row.citizen_id,
            content=content(row, self.papers(row.id), self._reused(row.id)),
            officer_name=row.officer,
            history=self._history(row.id),
        )

    def _history(self, case_id: int) -> tuple[HistoryEntry, ...]:
        return tuple(history_entry(row) for row in self._connection.execute(_HISTORY, {"case": case_id}))
