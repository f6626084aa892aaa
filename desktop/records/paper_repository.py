"""What becomes of each paper: steps that are only ever added, each counted in the transaction that adds it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Connection, Row, Select, and_, case, exists, func, insert, select, type_coerce, update

from desktop.records.case_repository import CaseRepository
from desktop.records.cases import CasePaper, CaseState, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.desk_facts import DeskFactRepository, FactKind
from desktop.records.file_store import StoredFile
from desktop.records.folding import fold
from desktop.records.officers import counted_officers
from desktop.records.paper_files import (
    FINISHED,
    RESULT,
    CaseWork,
    DigitizationState,
    LeftKind,
    PaperEvent,
    PaperProgress,
    Reusable,
    WorkFacets,
    WorkFilter,
)
from desktop.records.schema import case_papers, cases, files, officers, pages, paper_events, paper_work
from devices.errors import CodedError

COUNTED_AS = {
    DigitizationState.SCANNED: FactKind.DIGITIZED_SCANNED,
    DigitizationState.CHECKED: FactKind.DIGITIZED_CHECKED,
    DigitizationState.SIGNED: FactKind.DIGITIZED_SIGNED,
    DigitizationState.STORED: FactKind.DIGITIZED_STORED,
    DigitizationState.REUSED_PAPER: FactKind.REUSED_PAPER,
    DigitizationState.REUSED_RESULT: FactKind.REUSED_RESULT,
}
# What may follow what. A step back to SCANNED begins the paper again, with a reason.
AFTER: dict[DigitizationState, frozenset[DigitizationState]] = {
    DigitizationState.NOT_YET: frozenset(
        {DigitizationState.SCANNED, DigitizationState.REUSED_PAPER, DigitizationState.REUSED_RESULT}
    ),
    DigitizationState.SCANNED: frozenset({DigitizationState.CHECKED}),
    DigitizationState.CHECKED: frozenset({DigitizationState.SIGNED, DigitizationState.SCANNED}),
    DigitizationState.SIGNED: frozenset({DigitizationState.STORED, DigitizationState.SCANNED}),
    DigitizationState.STORED: frozenset({DigitizationState.SCANNED}),
    DigitizationState.REUSED_PAPER: frozenset({DigitizationState.SCANNED}),
    DigitizationState.REUSED_RESULT: frozenset({DigitizationState.SCANNED}),
}
_EVENT = select(paper_events, files.c.name, files.c.key, files.c.digest, files.c.size).outerjoin(
    files, files.c.id == paper_events.c.file_id
)
OPEN_STATES = (
    CaseState.RECEIVED,
    CaseState.IN_PROGRESS,
    CaseState.AWAITING_SUPPLEMENT,
    CaseState.AWAITING_PAYMENT,
)
_HANDED_IN = (PaperState.HANDED_IN, PaperState.SHOWN)


class PaperRepository:
    """The papers of cases and their files, within one transaction."""

    def __init__(self, connection: Connection, case_repository: CaseRepository, facts: DeskFactRepository) -> None:
        self._connection = connection
        self._cases = case_repository
        self._facts = facts

    def add(
        self,
        case_id: int,
        position: int,
        state: DigitizationState,
        *,
        at: datetime,
        officer_id: int,
        file_id: int | None = None,
        pages_in: int = 0,
        taken_from: int | None = None,
        note: str = "",
    ) -> int:
        """Add a step; its id. Beginning again takes back what the paper was counted as.

        Raises:
            CodedError: PAPER-001: it does not follow from how far the paper is; PAPER-002: a paper is begun again
                without a reason.
        """
        latest = self.latest(case_id, position)
        before = DigitizationState.NOT_YET if latest is None else latest.state
        if state not in AFTER[before]:
            raise CodedError("PAPER-001")
        if state is DigitizationState.SCANNED and latest is not None:
            if not note.strip():
                raise CodedError("PAPER-002")
            self._uncount(case_id, position, at, officer_id)
        inserted = self._connection.execute(
            insert(paper_events).values(
                case_id=case_id,
                paper_position=position,
                state=state,
                file_id=file_id,
                pages=pages_in,
                taken_from=taken_from,
                note=note.strip(),
                at=at.isoformat(),
                officer_id=officer_id,
            )
        )
        if position != RESULT:
            self._count(COUNTED_AS[state], case_id, position, at, officer_id)
        elif state is DigitizationState.STORED:
            self._count(FactKind.RESULT_FILE, case_id, position, at, officer_id)
        self._left(case_id, position, state)
        key = inserted.inserted_primary_key
        return int(key[0]) if key is not None else 0

    def _count(self, kind: FactKind, case_id: int, position: int, at: datetime, officer_id: int) -> None:
        self._facts.put(kind, at, officer_id, case_id=case_id, paper_position=position, amount=1)

    def _uncount(self, case_id: int, position: int, at: datetime, officer_id: int) -> None:
        """A paper that is begun again counts once: what it was counted as is taken back, on the day it was."""
        for (kind, day), amount in self._facts.of_paper(case_id, position).items():
            if amount > 0:
                self._facts.put(kind, at, officer_id, case_id=case_id, paper_position=position, amount=-amount, day=day)

    def _left(self, case_id: int, position: int, state: DigitizationState) -> None:
        """Note how far a paper is among the unfinished ones; a finished one is not among them."""
        here = (paper_work.c.case_id == case_id) & (paper_work.c.paper_position == position)
        self._connection.execute(paper_work.delete().where(here))
        if state not in FINISHED:
            values = {"case_id": case_id, "paper_position": position, "state": state}
            self._connection.execute(insert(paper_work).values(values))

    def change_answer(self, case_id: int, position: int, answer: PaperAnswer, reason: str) -> None:
        """Give a paper another of the four answers.

        Raises:
            CodedError: PAPER-002: without a reason; PAPER-003: there is no such paper.
        """
        if not reason.strip():
            raise CodedError("PAPER-002")
        this = (case_papers.c.case_id == case_id) & (case_papers.c.position == position)
        changed = self._connection.execute(update(case_papers).where(this).values(answer=answer, reason=reason.strip()))
        if changed.rowcount != 1:
            raise CodedError("PAPER-003")
        if answer is PaperAnswer.DIGITIZE:
            latest = self.latest(case_id, position)
            self._left(case_id, position, DigitizationState.NOT_YET if latest is None else latest.state)
        else:
            here = (paper_work.c.case_id == case_id) & (paper_work.c.paper_position == position)
            self._connection.execute(paper_work.delete().where(here))

    # ---- reading

    def latest(self, case_id: int, position: int) -> PaperEvent | None:
        """The newest step of a paper."""
        return next(iter(self.history(case_id, position)), None)

    def history(self, case_id: int, position: int) -> list[PaperEvent]:
        """The steps of a paper, the newest first."""
        here = (paper_events.c.case_id == case_id) & (paper_events.c.paper_position == position)
        return self._events(_EVENT.where(here).order_by(paper_events.c.id.desc()))

    def event(self, event_id: int) -> PaperEvent | None:
        """One step."""
        return next(iter(self._events(_EVENT.where(paper_events.c.id == event_id))), None)

    def file_id(self, event_id: int) -> int | None:
        """Id of the file of a step."""
        wanted = select(paper_events.c.file_id).where(paper_events.c.id == event_id)
        found: int | None = self._connection.execute(wanted).scalar_one_or_none()
        return found

    def of_case(self, case_id: int, result_name: str = "") -> list[PaperProgress]:
        """The papers of a case that were handed in or shown, and how far each is.

        Args:
            case_id: The case.
            result_name: What its procedure gives; it comes last. "" for a procedure that gives no paper.
        """
        steps = self._events(_EVENT.where(paper_events.c.case_id == case_id).order_by(paper_events.c.id))
        latest = {step.position: step for step in steps}
        lying = select(pages.c.paper_position, func.count().label("lying")).where(
            pages.c.case_id == case_id, pages.c.event_id.is_(None), ~pages.c.dropped
        )
        rows = self._connection.execute(lying.group_by(pages.c.paper_position))
        waiting = {row.paper_position: int(row.lying) for row in rows}
        named = list(enumerate(self._cases.papers(case_id)))
        shown = [(position, paper) for position, paper in named if paper.state in _HANDED_IN]
        if result_name:
            shown.append((RESULT, CasePaper(result_name, PaperAnswer.DIGITIZE, PaperState.HANDED_IN)))
        return [
            PaperProgress(
                position,
                paper,
                latest[position].state if position in latest else DigitizationState.NOT_YET,
                latest.get(position),
                waiting.get(position, 0),
            )
            for position, paper in shown
        ]

    def reusable(self, citizen_id: int, *, besides: int = 0) -> list[Reusable]:
        """What is stored of a citizen's other cases, the newest first; of a name that came twice the newest alone."""
        newer = paper_events.alias("newer")
        overtaken = exists().where(
            newer.c.case_id == paper_events.c.case_id,
            newer.c.paper_position == paper_events.c.paper_position,
            newer.c.id > paper_events.c.id,
        )
        wanted = (
            _EVENT.add_columns(cases.c.code, case_papers.c.name.label("paper"), cases.c.procedure_name)
            .join(cases, cases.c.id == paper_events.c.case_id)
            .outerjoin(
                case_papers,
                and_(
                    case_papers.c.case_id == paper_events.c.case_id,
                    case_papers.c.position == paper_events.c.paper_position,
                ),
            )
            .where(
                cases.c.citizen_id == citizen_id,
                cases.c.id != besides,
                paper_events.c.state == DigitizationState.STORED,
                ~overtaken,
            )
            .order_by(paper_events.c.id.desc())
        )
        found: dict[str, Reusable] = {}
        for row in self._connection.execute(wanted):
            is_result = row.paper_position == RESULT
            name = row.procedure_name if is_result else row.paper
            found.setdefault(fold(name), Reusable(_event(row), name, row.code, is_result))
        return list(found.values())

    def board(self, limit: int, wanted_work: WorkFilter | None = None, now: datetime | None = None) -> list[CaseWork]:
        """The cases with something to scan, to check or to sign, oldest first.

        Args:
            limit: The most that are given.
            wanted_work: Which of them; None for all.
            now: Tells which are late; without it none is.
        """
        only = wanted_work or WorkFilter()
        lying = exists().where(
            pages.c.case_id == paper_work.c.case_id,
            pages.c.paper_position == paper_work.c.paper_position,
            pages.c.event_id.is_(None),
            ~pages.c.dropped,
        )
        signed = (DigitizationState.CHECKED, DigitizationState.SIGNED)
        to_sign = func.sum(case((paper_work.c.state.in_(signed), 1), else_=0))
        to_check = func.sum(case((paper_work.c.state.not_in(signed) & lying, 1), else_=0))
        to_scan = func.sum(case((paper_work.c.state.not_in(signed) & ~lying, 1), else_=0))
        late = cases.c.state.in_(OPEN_STATES) & (cases.c.due_at < ("" if now is None else now.isoformat()))
        counted = {LeftKind.TO_SCAN: to_scan > 0, LeftKind.TO_CHECK: to_check > 0, LeftKind.TO_SIGN: to_sign > 0}
        where = [
            column == value
            for column, value in (
                (cases.c.officer_id, only.officer_id),
                (cases.c.procedure_code, only.procedure_code),
                (cases.c.received_day, only.day),
            )
            if value is not None
        ]
        if only.kind is LeftKind.LATE:
            where.append(late)
        named = (cases.c.id, cases.c.code, cases.c.full_name, cases.c.procedure_name)
        wanted = (
            select(*named, to_scan, to_check, to_sign, type_coerce(late, Boolean))
            .select_from(paper_work.join(cases))
            .where(*where)
            .group_by(paper_work.c.case_id)
            .order_by(paper_work.c.case_id)
            .limit(limit)
        )
        if only.kind is not None and only.kind in counted:
            wanted = wanted.having(counted[only.kind])
        return [CaseWork(*row) for row in self._connection.execute(wanted)]

    def cases_left(self) -> int:
        """How many cases have something to scan, to check or to sign."""
        return int(self._connection.execute(select(func.count(paper_work.c.case_id.distinct()))).scalar_one())

    def board_facets(self) -> WorkFacets:
        """How many papers are left, by who received the case, what for, and when."""
        left = paper_work.join(cases)
        count = func.count()
        by_officer = (
            select(officers.c.id, officers.c.full_name, count)
            .select_from(left.join(officers, officers.c.id == cases.c.officer_id))
            .group_by(officers.c.id)
        )
        by_procedure = (
            select(cases.c.procedure_code, func.max(cases.c.procedure_name), count)
            .select_from(left)
            .group_by(cases.c.procedure_code)
            .order_by(count.desc(), cases.c.procedure_code)
        )
        day = cases.c.received_day.concat("")  # as it is, SQLite goes through all cases in its order
        by_day = select(day, count).select_from(left).group_by(day)
        execute = self._connection.execute
        return WorkFacets(
            counted_officers(execute(by_officer)),
            tuple((str(row[0]), str(row[1]), int(row[2])) for row in execute(by_procedure)),
            tuple((str(row[0]), int(row[1])) for row in execute(by_day.order_by(day))),
        )

    def unsigned(self, limit: int) -> list[PaperEvent]:
        """The newest steps that made a file which nobody signed, oldest first."""
        here = (paper_events.c.case_id == paper_work.c.case_id) & (
            paper_events.c.paper_position == paper_work.c.paper_position
        )
        checked = DigitizationState.CHECKED
        newest = (
            select(func.max(paper_events.c.id))
            .select_from(paper_work.join(paper_events, here))
            .where(paper_work.c.state == checked, paper_events.c.state == checked)
            .group_by(paper_work.c.case_id, paper_work.c.paper_position)
        )
        return self._events(_EVENT.where(paper_events.c.id.in_(newest)).order_by(paper_events.c.id).limit(limit))

    def _events(self, wanted: Select[Any]) -> list[PaperEvent]:
        return [_event(row) for row in self._connection.execute(wanted)]


def _event(row: Row[Any]) -> PaperEvent:
    return PaperEvent(
        id=row.id,
        case_id=row.case_id,
        position=row.paper_position,
        state=DigitizationState(row.state),
        file=None if row.file_id is None else StoredFile(row.name, bytes(row.key), row.digest, row.size),
        pages=row.pages,
        taken_from=row.taken_from,
        note=row.note,
        at=datetime.fromisoformat(row.at),
        officer_id=row.officer_id,
    )
