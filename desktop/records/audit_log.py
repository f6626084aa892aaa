"""The audit log: who saw and did what. Only ever added to, each entry chained to the one before it.

An entry is written in the transaction of what it speaks of: either both are there or neither is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, insert, select

from desktop.records.audit_entries import (
    NO_ENTRY,
    AuditAction,
    AuditEntry,
    AuditFault,
    AuditHead,
    SubjectKind,
    Verdict,
    canonical,
    entry_hash,
    utc_text,
)
from desktop.records.audit_schema import audit, audit_anchors, audit_people

MOST_FAULTS = 100
LAST_LETTER = chr(0x10FFFF)
_COLUMNS = (*(column for column in audit.c if column.name not in {"previous", "hash"}), audit.c.previous, audit.c.hash)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who works, and when it is.

    Attributes:
        officer_id: None for the program by itself.
        clock: The desk's time, aware.
    """

    officer_id: int | None
    clock: Callable[[], datetime]


NOBODY = Actor(None, lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are looked at; what is None or "" is not asked for.

    Attributes:
        officer_id: Whose deeds.
        citizen_id: About whom.
        action: A code, or the beginning of codes up to the dot.
        first, last: Between these moments, both included.
    """

    officer_id: int | None = None
    citizen_id: int | None = None
    action: str = ""
    first: datetime | None = None
    last: datetime | None = None


class AuditLog:
    """The log within one transaction."""

    def __init__(self, connection: Connection, actor: Actor = NOBODY) -> None:
        self._connection = connection
        self._actor = actor

    @property
    def officer_id(self) -> int | None:
        """Who works in this transaction."""
        return self._actor.officer_id

    def now(self) -> datetime:
        """The desk's time."""
        return self._actor.clock()

    def add(
        self,
        action: AuditAction,
        kind: SubjectKind = SubjectKind.NONE,
        subject: object = "",
        *,
        people: Iterable[int] = (),
        count: int | None = None,
        fields: Sequence[str] = (),
        **details: object,
    ) -> AuditEntry:
        """Add an entry.

        Args:
            action: What was done.
            kind: What it was done to.
            subject: The desk's own key of it.
            people: Ids of the citizens whose data were seen or touched.
            count: How many people, where not all of them have an id.
            fields: Names of the fields that were seen or touched.
            **details: Codes, keys and counts. No personal data.
        """
        whom = sorted(set(people))
        told = details | ({"people": whom} if whom else {}) | ({"fields": sorted(fields)} if fields else {})
        head = self.head()
        values = (
            head.sequence + 1,
            utc_text(self._actor.clock()),
            self._actor.officer_id,
            str(action),
            str(kind),
            str(subject),
            len(whom) if count is None else count,
            canonical(told),
        )
        entry = AuditEntry(*values, head.hash, entry_hash(values, head.hash))
        self._connection.execute(insert(audit).values(_row(entry)))
        if whom:
            rows = [{"citizen_id": each, "sequence": entry.sequence} for each in whom]
            self._connection.execute(insert(audit_people), rows)
        return entry

    def head(self) -> AuditHead:
        """The newest entry; number 0 and "" before the first."""
        newest = select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)
        row = self._connection.execute(newest).one_or_none()
        return self._anchor() if row is None else AuditHead(row.sequence, row.hash)

    # ---- looking

    def entries(self, wanted: AuditFilter, limit: int) -> list[AuditEntry]:
        """The newest entries that are asked for.

        They are found in the indexes alone and then read: a row of the log is long, and the log as well.
        """
        narrow = replace(wanted, citizen_id=None) != AuditFilter()
        order = audit.c.sequence + 0 if narrow else audit.c.sequence  # else SQLite reads all rows from the newest on
        newest = self._found(wanted).order_by(order.desc()).limit(limit)
        found = select(*_COLUMNS).where(audit.c.sequence.in_(newest)).order_by(audit.c.sequence.desc())
        return [_entry(row) for row in self._connection.execute(found)]

    def count(self, wanted: AuditFilter, most: int) -> int:
        """How many entries are asked for, counted up to `most` and one more."""
        some = self._found(wanted).limit(most + 1).subquery()
        return self._connection.execute(select(func.count()).select_from(some)).scalar_one()

    @staticmethod
    def _found(wanted: AuditFilter) -> Select[tuple[int]]:
        return select(audit.c.sequence).where(*conditions(wanted))

    def each(self, wanted: AuditFilter) -> Iterator[AuditEntry]:
        """Every entry that is asked for, the oldest first, without holding them all."""
        found = select(*_COLUMNS).where(*conditions(wanted)).order_by(audit.c.sequence)
        for row in self._connection.execute(found).yield_per(1000):
            yield _entry(row)

    def oldest(self) -> datetime | None:
        """When the oldest entry that is kept was made."""
        found = self._connection.execute(select(func.min(audit.c.at))).scalar_one()
        return None if found is None else datetime.fromisoformat(found)

    # ---- verifying

    def verify(self, heads: Iterable[AuditHead] = (), *, too_young: Iterable[AuditHead] = ()) -> Verdict:
        """Read the whole chain and compare it with heads that were kept elsewhere.

        Args:
            heads: Of day records, or as the province shows them. One that was pruned meanwhile is passed over.
            too_young: Those of them whose entries no pruning of the program's takes yet.
        """
        anchor = self._anchor()
        early = sorted({head.sequence for head in too_young if head.sequence <= anchor.sequence})
        expected, faults = anchor, []
        kept = {anchor.sequence: anchor.hash}
        anchored = anchor.sequence == 0
        wanted = {head.sequence: head.hash for head in heads if head.sequence >= anchor.sequence}
        first = last = entries = 0
        for entry in self.each(AuditFilter()):
            entries, last, first = entries + 1, entry.sequence, first or entry.sequence
            faults += [AuditFault(entry.sequence, kind) for kind in _wrong(entry, expected)]
            anchored |= entry.action == AuditAction.AUDIT_PRUNED and entry.subject == str(anchor.sequence)
            if entry.sequence in wanted:
                kept[entry.sequence] = entry.hash
            expected = AuditHead(entry.sequence, entry.hash)
        if not anchored:  # what no entry tells of was not removed by the program
            faults.append(AuditFault(anchor.sequence, "anchor"))
        faults += [AuditFault(sequence, "early") for sequence in early]
        for sequence, digest in sorted(wanted.items()):
            if kept.get(sequence) != digest:
                faults.append(AuditFault(sequence, "head" if sequence in kept else "cut"))
        faults += [AuditFault(sequence, "people") for sequence in self._wrong_people()]
        return Verdict(first, last, entries, len(wanted), tuple(faults[:MOST_FAULTS]))

    def _wrong_people(self) -> list[int]:
        """Entries whose list of people is not what the index says: as many, and the very same."""
        people = func.coalesce(func.json_array_length(audit.c.details, "$.people"), 0)
        of_entry = audit_people.c.sequence == audit.c.sequence
        indexed = select(func.count()).where(of_entry).scalar_subquery()
        wrong = select(audit.c.sequence).where(people != indexed).limit(MOST_FAULTS)
        named = func.json_each(audit.c.details, "$.people").table_valued("value").alias("named")
        strange = of_entry & audit_people.c.citizen_id.not_in(select(named.c.value).correlate(audit))
        others = select(audit.c.sequence).where(exists().where(strange)).limit(MOST_FAULTS)
        return sorted({*self._connection.execute(wrong).scalars(), *self._connection.execute(others).scalars()})

    # ---- pruning

    def prune(self, before: datetime) -> int:
        """Remove the entries before a moment; how many. An anchor keeps what is left verifiable, and an entry tells.

        Args:
            before: Begin of a month: only whole months go.
        """
        gone = select(audit.c.sequence, audit.c.hash).where(audit.c.at < utc_text(before))
        row = self._connection.execute(gone.order_by(audit.c.sequence.desc()).limit(1)).one_or_none()
        if row is None:
            return 0
        moment = utc_text(self._actor.clock())
        self._connection.execute(insert(audit_anchors).values(sequence=row.sequence, hash=row.hash, at=moment))
        self._connection.execute(audit_people.delete().where(audit_people.c.sequence <= row.sequence))
        removed = self._connection.execute(audit.delete().where(audit.c.sequence <= row.sequence)).rowcount
        self.add(AuditAction.AUDIT_PRUNED, SubjectKind.LOG, row.sequence, removed=removed, hash=row.hash)
        return removed

    def _anchor(self) -> AuditHead:
        newest = select(audit_anchors).order_by(audit_anchors.c.sequence.desc()).limit(1)
        row = self._connection.execute(newest).one_or_none()
        return AuditHead(0, NO_ENTRY) if row is None else AuditHead(row.sequence, row.hash)


def details_of(entry: AuditEntry) -> dict[str, Any]:
    """An entry's details as a value."""
    return msgspec.json.decode(entry.details.encode(), type=dict[str, Any])


def conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    """A filter as SQL over `audit`."""
    found: list[ColumnElement[bool]] = []
    if wanted.officer_id is not None:
        found.append(audit.c.officer_id == wanted.officer_id)
    if wanted.action:
        found.append(audit.c.action.between(wanted.action, wanted.action + LAST_LETTER))  # LIKE would use no index
    if wanted.first is not None:
        found.append(audit.c.at >= utc_text(wanted.first))
    if wanted.last is not None:
        found.append(audit.c.at <= utc_text(wanted.last))
    if wanted.citizen_id is not None:
        about = select(audit_people.c.sequence).where(audit_people.c.citizen_id == wanted.citizen_id)
        found.append(audit.c.sequence.in_(about))
    return found


def _wrong(entry: AuditEntry, before: AuditHead) -> list[str]:
    found = []
    if entry.sequence != before.sequence + 1:
        found.append("gap")
    elif entry.previous != before.hash:
        found.append("unlinked")
    if entry.hash != entry_hash(_values(entry), entry.previous):
        found.append("changed")
    return found


def _values(entry: AuditEntry) -> tuple[object, ...]:
    return (
        entry.sequence,
        entry.at,
        entry.officer_id,
        entry.action,
        entry.subject_kind,
        entry.subject,
        entry.count,
        entry.details,
    )


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in audit.c}


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**row._mapping)
