"""What is past its time: drafts of the day, pages that were put away, cases, entries of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select, union_all

from desktop.records.book_schema import book_pictures
from desktop.records.cases import CaseState
from desktop.records.erasures import ERASED_NAME
from desktop.records.schema import cases, drafts, files, pages, paper_events


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case that is past its time of keeping, without anybody's name."""

    id: int
    code: str
    procedure_name: str
    received_at: datetime
    state: CaseState


class RetentionRepository:
    """Finds and wipes, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def wipe_drafts(self, before: date | None, *, keep: str = "") -> int:
        """Wipe the drafts last saved before a day, or all where it is None, but for one; how many."""
        gone: ColumnElement[bool] = drafts.c.id != keep
        if before is not None:
            gone &= drafts.c.day < before.isoformat()
        return self._connection.execute(delete(drafts).where(gone)).rowcount

    def wipe_put_away(self, before: date) -> list[str]:
        """Delete the pages that were put away before a day and became part of no file; names of files to be removed."""
        away = (pages.c.dropped.is_(True)) & pages.c.event_id.is_(None) & (pages.c.at < before.isoformat())
        rows = self._connection.execute(select(pages.c.id, pages.c.file_id, pages.c.as_fed_id).where(away)).all()
        self._connection.execute(delete(pages).where(pages.c.id.in_([row.id for row in rows])))
        ids = {each for row in rows for each in (row.file_id, row.as_fed_id) if each is not None}
        return self._forget_files(sorted(ids))

    def _forget_files(self, ids: Sequence[int]) -> list[str]:
        """Delete the rows, and with them the keys, of files that nothing uses any more."""
        used = union_all(
            select(pages.c.file_id),
            select(pages.c.as_fed_id).where(pages.c.as_fed_id.is_not(None)),
            select(paper_events.c.file_id).where(paper_events.c.file_id.is_not(None)),
            select(book_pictures.c.file_id),
        )
        unused = files.c.id.in_(ids) & files.c.id.not_in(used)
        names = list(self._connection.execute(select(files.c.name).where(unused)).scalars())
        self._connection.execute(delete(files).where(files.c.name.in_(names)))
        return names

    def past_cases(self, before: date, most: int) -> list[PastCase]:
        """Cases that were received before a day and not deleted yet, the oldest first."""
        columns = (cases.c.id, cases.c.code, cases.c.procedure_name, cases.c.received_at, cases.c.state)
        wanted = select(*columns).where(self._past(before)).order_by(cases.c.received_day, cases.c.id).limit(most)
        return [
            PastCase(
                row.id, row.code, row.procedure_name, datetime.fromisoformat(row.received_at), CaseState(row.state)
            )
            for row in self._connection.execute(wanted)
        ]

    def count_past(self, before: date, most: int) -> int:
        """How many there are, counted up to `most`."""
        found = select(cases.c.id).where(self._past(before)).limit(most).subquery()
        return int(self._connection.execute(select(func.count()).select_from(found)).scalar_one())

    @staticmethod
    def _past(before: date) -> ColumnElement[bool]:
        return (cases.c.received_day < before.isoformat()) & (cases.c.full_name != ERASED_NAME)

    def is_kept(self, case_id: int, since: date) -> bool:
        """Whether a case was received on a day or later."""
        wanted = select(cases.c.id).where(cases.c.id == case_id, cases.c.received_day >= since.isoformat())
        return self._connection.execute(wanted).first() is not None
