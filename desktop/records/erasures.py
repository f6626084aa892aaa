"""Deletion that cannot be undone: rows emptied, keys of files destroyed, and a list that restored copies are held to.

What counts (procedure, channel, days, states, officers) stays, so that no figure changes; whatever tells a person goes.
Each file has a key of its own in its row (`desktop.records.file_store`): with the key overwritten the file is gone in
every copy of it. A copy of the *database* made before still holds rows and keys: `apply_erasures` brings it to the
state of the list before anybody works with it. The list names cases and citizens by keyed hashes, so it may lie beside
backups in clear (Luật 91/2025/QH15, Điều 14: deletion is irreversible).
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from desktop.records.audit_entries import AuditAction, AuditEntry, SubjectKind, utc_text
from desktop.records.audit_log import AuditLog
from desktop.records.audit_schema import erasures
from desktop.records.case_life_schema import case_event_details, outside_codes
from desktop.records.case_rows import handed_in_by
from desktop.records.data_flags_schema import citizen_keys, data_flag_events, data_flags
from desktop.records.page_words_schema import page_words
from desktop.records.people import PersonDetails
from desktop.records.schema import (
    case_history,
    case_papers,
    cases,
    citizens,
    drafts,
    files,
    pages,
    paper_events,
    paper_work,
)
from desktop.records.settings import SettingsRepository
from devices.errors import CodedError

MARKING_KEY = "erasures.key"  # made with the schema
ERASED_NAME = "(đã xóa)"  # shown where a name was
# What an event of a case's life tells of a person, as `json_replace` takes it.
TOLD = ("$.name", "", "$.id_number", "", "$.tracking", "", "$.authority", "", "$.number", "")
CASE, CITIZEN = "case", "citizen"


class Erasure(msgspec.Struct, frozen=True):
    """One deletion, without personal data.

    Attributes:
        kind: ``case`` or ``citizen``.
        subject_id: The desk's own key of it at that time.
        mark: Keyed hash of the case's code or the citizen's number.
        at: UTC, ISO 8601.
        officer_id: Who deleted.
        reason: Why: a code of `resources/personal_data.yaml`'s rules, or ``request``.
        legal_base: The rule's.
        files: How many files' keys were destroyed.
    """

    kind: str
    subject_id: int
    mark: str
    at: str
    officer_id: int | None
    reason: str
    legal_base: str
    files: int


@dataclass(frozen=True, slots=True)
class Why:
    """Why something is deleted: a rule's id or ``request``, and the law."""

    reason: str
    legal_base: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What a deletion came to: what is on the list, and the entry of the log that tells of it.

    Attributes:
        erasure: The list's entry.
        code: The case's code; "" for a citizen.
        entry: Of the audit log.
        file_names: Files whose keys are gone; to be removed from the disk.
    """

    erasure: Erasure
    code: str
    entry: AuditEntry
    file_names: tuple[str, ...]


class ErasureRepository:
    """Deletes cases and citizens, within one transaction; whoever has erased cases ends with `sweep_names`."""

    def __init__(self, connection: Connection, log: AuditLog) -> None:
        self._connection = connection
        self._log = log

    def erase_case(self, case_id: int, why: Why) -> Erased:
        """Empty a case of everything that tells a person, and destroy the keys of its files.

        Raises:
            CodedError: CASE-006: there is no such case; DATA-011: it was erased before.
        """
        row = self._connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
        if row is None:
            raise CodedError("CASE-006")
        if row.full_name == ERASED_NAME:
            raise CodedError("DATA-011")
        names = self._file_names(case_id)
        erasure = self._list(CASE, case_id, row.code, why, len(names))
        self._empty_case(row)
        self._shred(names)
        entry = self._tell(AuditAction.ERASED, erasure, people=(row.citizen_id,))
        return Erased(erasure, row.code, entry, tuple(names))

    def erase_citizen(self, citizen_id: int, why: Why) -> Erased:
        """Empty what the desk knows of a person over all cases; the cases that name them must have been erased before.

        Raises:
            CodedError: DATA-010: there is no such citizen; DATA-011: erased before; DATA-012: a case is left.
        """
        row = self._connection.execute(select(citizens).where(citizens.c.id == citizen_id)).one_or_none()
        if row is None:
            raise CodedError("DATA-010")
        if row.full_name == ERASED_NAME:
            raise CodedError("DATA-011")
        if self._is_named(row):
            raise CodedError("DATA-012")
        erasure = self._list(CITIZEN, citizen_id, row.number or f"#{row.id}", why, 0)
        self._empty_citizen(row)
        entry = self._tell(AuditAction.ERASED, erasure, people=(citizen_id,))
        return Erased(erasure, "", entry, ())

    def sweep_names(self) -> None:
        """Write the index of names anew: what was deleted from it is only marked until then, and could still be read.

        Takes less than a second for a million cases.
        """
        self._connection.execute(text("INSERT INTO case_names (case_names) VALUES ('optimize')"))

    def people_of(self, case_id: int) -> list[int]:
        """Ids of the citizens whom a case names: whose it is, and who handed it in for them."""
        row = self._connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
        if row is None:
            return []
        number = msgspec.json.decode(row.submitter.encode(), type=PersonDetails).number if row.submitter else ""
        wanted = (citizens.c.id == row.citizen_id) | ((citizens.c.number == number) & (citizens.c.number != ""))
        return list(self._connection.execute(select(citizens.c.id).where(wanted).order_by(citizens.c.id)).scalars())

    def without_cases(self, citizen_ids: Iterable[int]) -> list[int]:
        """Those of several citizens whom no case names any more, and who were not erased yet."""
        there = citizens.c.id.in_(list(citizen_ids)) & (citizens.c.full_name != ERASED_NAME)
        rows = self._connection.execute(select(citizens).where(there).order_by(citizens.c.id)).all()
        return [row.id for row in rows if not self._is_named(row)]

    def _is_named(self, row: Row[Any]) -> bool:
        own = (cases.c.citizen_id == row.id) & (cases.c.full_name != ERASED_NAME)
        if self._connection.execute(select(cases.c.id).where(own).limit(1)).first() is not None:
            return True
        handed_in = handed_in_by(row.number).limit(1) if row.number else None
        return handed_in is not None and self._connection.execute(handed_in).first() is not None

    def is_erased(self, case_id: int) -> bool:
        """Whether a case was erased."""
        found = select(cases.c.id).where(cases.c.id == case_id, cases.c.full_name == ERASED_NAME)
        return self._connection.execute(found).first() is not None

    def all(self) -> list[Erasure]:
        """The whole list, the oldest first."""
        return [_erasure(row) for row in self._connection.execute(select(erasures).order_by(erasures.c.id))]

    def apply(self, wanted: Iterable[Erasure]) -> int:
        """Bring a restored copy to the state of a list: erase again what is there once more; how many that were."""
        known = {(each.kind, each.subject_id, each.at) for each in self.all()}
        again = 0
        for each in wanted:
            row = self._marked(each)
            if (each.kind, each.subject_id, each.at) not in known:
                self._connection.execute(insert(erasures).values(msgspec.to_builtins(each) | {"officer_id": None}))
            if row is None:
                continue
            if each.kind == CASE:
                self._shred(self._file_names(row.id))
                self._empty_case(row)
            else:
                self._empty_citizen(row)
            self._tell(AuditAction.ERASED_AGAIN, each)
            again += 1
        if again:
            self.sweep_names()
        return again

    # ---- the parts

    def _marked(self, erasure: Erasure) -> Row[Any] | None:
        """What a restored copy still holds of it: no newer than the erasure, and with the same mark."""
        if erasure.kind == CASE:
            here = select(cases).where(cases.c.id == erasure.subject_id, cases.c.full_name != ERASED_NAME)
            row = self._connection.execute(here).one_or_none()
            return row if row is not None and hmac.compare_digest(self._mark(row.code), erasure.mark) else None
        known = select(citizens).where(citizens.c.id == erasure.subject_id, citizens.c.full_name != ERASED_NAME)
        row = self._connection.execute(known).one_or_none()
        if row is None or not hmac.compare_digest(self._mark(row.number or f"#{row.id}"), erasure.mark):
            return None
        return row if utc_text(datetime.fromisoformat(row.updated_at)) <= erasure.at else None

    def _mark(self, name: str) -> str:
        key = SettingsRepository(self._connection).get(MARKING_KEY)
        return hmac.new(bytes.fromhex(str(key)), name.encode(), sha256).hexdigest()

    def _list(self, kind: str, subject_id: int, name: str, why: Why, count: int) -> Erasure:
        at, mark = utc_text(self._log.now()), self._mark(name)
        erasure = Erasure(kind, subject_id, mark, at, self._log.officer_id, why.reason, why.legal_base, count)
        self._connection.execute(insert(erasures).values(msgspec.to_builtins(erasure)))
        return erasure

    def _tell(self, action: AuditAction, erasure: Erasure, people: Sequence[int] = ()) -> AuditEntry:
        kind = SubjectKind.CASE if erasure.kind == CASE else SubjectKind.CITIZEN
        return self._log.add(
            action,
            kind,
            erasure.subject_id,
            people=people,
            mark=erasure.mark,
            reason=erasure.reason,
            files=erasure.files,
        )

    def _file_names(self, case_id: int) -> list[str]:
        """The case's files, but for those that a case still uses which is not erased."""
        ours = select(paper_events.c.file_id).where(paper_events.c.case_id == case_id)
        scans = select(pages.c.file_id).where(pages.c.case_id == case_id)
        fed = select(pages.c.as_fed_id).where(pages.c.case_id == case_id)
        used = (
            select(paper_events.c.file_id)
            .join(cases, cases.c.id == paper_events.c.case_id)
            .where(paper_events.c.case_id != case_id, paper_events.c.file_id.is_not(None))
            .where(cases.c.full_name != ERASED_NAME)
        )
        wanted = select(files.c.name).where(files.c.id.in_(ours.union(scans, fed)), files.c.id.not_in(used))
        return sorted(self._connection.execute(wanted.where(files.c.key != b"")).scalars())

    def _shred(self, names: Sequence[str]) -> None:
        """Overwrite keys, and the hash of what they opened: it would prove what the file was."""
        self._connection.execute(update(files).where(files.c.name.in_(names)).values(key=b"", digest=""))

    def _empty_case(self, row: Row[Any]) -> None:
        case_id = row.id
        nobody = msgspec.json.encode(PersonDetails(full_name=ERASED_NAME)).decode()
        details = msgspec.json.decode(row.details.encode()) | {"note": ""}
        self._connection.execute(
            update(cases)
            .where(cases.c.id == case_id)
            .values(
                full_name=ERASED_NAME,
                name_fold="",
                number="",
                applicant=nobody,
                submitter=None,
                draft_id=None,
                details=msgspec.json.encode(details).decode(),
            )
        )
        self._connection.execute(text("DELETE FROM case_names WHERE rowid = :id"), {"id": case_id})
        for table in (case_history, paper_events):
            noted = (table.c.case_id == case_id) & (table.c.note != "")
            self._connection.execute(update(table).where(noted).values(note=""))
        self._connection.execute(update(case_papers).where(case_papers.c.case_id == case_id).values(reason=""))
        self._connection.execute(
            update(pages).where(pages.c.case_id == case_id).values(origin="", fingerprint="", defects="")
        )
        of_case = select(pages.c.id).where(pages.c.case_id == case_id)
        self._connection.execute(delete(page_words).where(page_words.c.page_id.in_(of_case)))
        events = case_event_details.c.event_id.in_(select(case_history.c.id).where(case_history.c.case_id == case_id))
        emptied = func.json_replace(case_event_details.c.details, *TOLD)
        self._connection.execute(update(case_event_details).where(events).values(details=emptied))
        self._connection.execute(update(outside_codes).where(outside_codes.c.case_id == case_id).values(code=""))
        self._connection.execute(delete(paper_work).where(paper_work.c.case_id == case_id))
        if row.draft_id:
            self._connection.execute(delete(drafts).where(drafts.c.id == row.draft_id))

    def _empty_citizen(self, row: Row[Any]) -> None:
        nothing = dict.fromkeys(
            ("old_number", "birth_date", "sex", "residence", "issue_date", "phone", "email", "updated_at"), ""
        )
        here = citizens.c.id == row.id
        values = {**nothing, "number": None, "full_name": ERASED_NAME, "sources": "{}"}
        self._connection.execute(update(citizens).where(here).values(**values))
        self._connection.execute(delete(citizen_keys).where(citizen_keys.c.citizen_id == row.id))
        one_of = (data_flags.c.citizen_id == row.id) | (data_flags.c.other_id == row.id)
        flags = select(data_flags.c.id).where(one_of)
        about = data_flag_events.c.flag_id.in_(flags)
        self._connection.execute(update(data_flag_events).where(about).values(reason="", answer=""))
        for flag_id in list(self._connection.execute(flags).scalars()):
            mine = data_flags.c.id == flag_id
            self._connection.execute(update(data_flags).where(mine).values(evidence=f"erased{flag_id}"))


def _erasure(row: Row[Any]) -> Erasure:
    return Erasure(row.kind, row.subject_id, row.mark, row.at, row.officer_id, row.reason, row.legal_base, row.files)
