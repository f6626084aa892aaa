"""What the audit log says: actions, entries, and the hash that chains them.

An entry's hash is SHA-256 over the canonical JSON (RFC 8785) of a list: the format's version, then the entry's columns
in the order of `AuditEntry`, the hash of the entry before it last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

import rfc8785

FORMAT = 1
NO_ENTRY = ""  # in place of a hash: there is none before the first


class AuditAction(StrEnum):
    """What was done. The codes stay in the log: none is renamed."""

    CASES_LISTED = "cases.listed"
    CASE_SEEN = "case.seen"
    CITIZEN_SEEN = "citizen.seen"
    CITIZENS_LISTED = "citizens.listed"
    CASE_RECEIVED = "case.received"
    DRAFTS_LISTED = "drafts.listed"
    DRAFTS_WIPED = "drafts.wiped"
    PAPERS_LISTED = "papers.listed"
    PAPER_SEEN = "paper.seen"
    PAPERS_CHANGED = "papers.changed"
    CASE_EXPORTED = "case.exported"
    CASE_PRINTED = "case.printed"
    FORM_PRINTED = "form.printed"
    CASE_COPIED = "case.copied"
    BOOK_LISTED = "book.listed"
    BOOK_ENTRY_SEEN = "book.entry_seen"
    BOOK_PAGE_SEEN = "book.page_seen"
    BOOK_EXPORTED = "book.exported"
    PERSON_EXPORTED = "person.exported"
    ERASED = "data.erased"
    ERASED_AGAIN = "data.erased_again"
    COPIES_REMOVED = "copies.removed"
    RETENTION_RUN = "retention.run"
    PROTECTION_SET = "protection.set"
    FACTOR_RULE_SET = "protection.factor_rule"
    TRUST_CHANGED = "trust.changed"
    DAY_CLOSED = "day.closed"
    AUDIT_SEEN = "audit.seen"
    AUDIT_VERIFIED = "audit.verified"
    AUDIT_EXPORTED = "audit.exported"
    AUDIT_PRUNED = "audit.pruned"
    DESK_OPENED = "desk.opened"
    DESK_CLOSED = "desk.closed"
    REFUSED = "refused"


class SubjectKind(StrEnum):
    """What an entry is about."""

    NONE = ""
    CASE = "case"
    CITIZEN = "citizen"
    DAY = "day"
    BOOK = "book"
    BOOK_ENTRY = "book_entry"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry.

    Attributes:
        sequence: 1, 2, 3…
        at: UTC, ISO 8601 to the millisecond.
        officer_id: Who; None for the program by itself.
        action: An `AuditAction`.
        subject_kind: What it is about.
        subject: The desk's own key of it.
        count: How many people's data were seen or touched.
        details: Canonical JSON; nothing personal in clear.
        previous: Hash of the entry before.
        hash: Of this one, 64 hexadecimal digits.
    """

    sequence: int
    at: str
    officer_id: int | None
    action: str
    subject_kind: str
    subject: str
    count: int
    details: str
    previous: str
    hash: str

    @property
    def moment(self) -> datetime:
        """When, aware."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest entry: its number and hash. Whoever keeps them sees later whether the log was cut or changed."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class AuditFault:
    """Where a chain does not hold.

    Attributes:
        kind: ``gap``, ``changed``, ``unlinked``, ``people``, ``head``, ``cut``, ``anchor`` or ``early``.
    """

    sequence: int
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    Attributes:
        first: First entry that is there; 0 where there is none.
        last: Newest entry.
        entries: How many were read.
        heads: How many heads in day records were compared.
        faults: What does not hold; empty for a whole chain.
    """

    first: int
    last: int
    entries: int
    heads: int
    faults: tuple[AuditFault, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or put between."""
        return not self.faults


def utc_text(at: datetime) -> str:
    """A moment as the log writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def canonical(details: Mapping[str, object]) -> str:
    """The one text that these details have."""
    return rfc8785.dumps(dict(details)).decode()  # type: ignore[arg-type]


def entry_hash(values: Sequence[object], previous: str) -> str:
    """The hash of an entry: of its columns up to the details, and the hash before it."""
    return sha256(rfc8785.dumps([FORMAT, *values, previous])).hexdigest()  # type: ignore[list-item]
