"""The tables of the audit log and of erasures.

``audit`` is a chain: each entry holds the hash of the one before it. Triggers let nothing be changed, and let entries
be removed only up to an anchor, which keeps the hash of the last one removed. ``audit_people`` says which entry is
about whom, so that a person's entries are found without reading all. ``erasures`` names what was erased by keys and
hashes, without personal data; it is what allows notes of append-only tables to be emptied, and what a restored copy
is brought to the same state with.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from desktop.records.schema import metadata

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True),  # 1, 2, 3… without a gap
    Column("at", String, nullable=False),  # UTC, ISO 8601, milliseconds
    Column("officer_id", Integer, ForeignKey("officers.id")),  # NULL: the program by itself
    Column("action", String, nullable=False),
    Column("subject_kind", String, nullable=False, default=""),
    Column("subject", String, nullable=False, default=""),  # the desk's own key, never a number or a name
    Column("count", Integer, nullable=False, default=0),  # people whose data were seen or touched
    Column("details", Text, nullable=False, default="{}"),  # canonical JSON: keys, codes and counts
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False, unique=True),
    Index(None, "at", "officer_id", "action"),  # what is looked for in the log is found without its long rows
    Index(None, "action"),
    Index(None, "officer_id", "at", "action"),
)

audit_people = Table(
    "audit_people",
    metadata,
    Column("citizen_id", Integer, primary_key=True),  # stays when the citizen was erased
    Column("sequence", Integer, ForeignKey("audit.sequence"), primary_key=True),
    Index(None, "sequence"),
)

audit_anchors = Table(
    "audit_anchors",
    metadata,
    Column("sequence", Integer, primary_key=True),  # of the last entry that was removed
    Column("hash", String, nullable=False),
    Column("at", String, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # "case" or "citizen"
    Column("subject_id", Integer, nullable=False),
    Column("mark", String, nullable=False),  # keyed hash of the case code or the number, to find it in a restored copy
    Column("at", String, nullable=False),  # UTC
    Column("officer_id", Integer, ForeignKey("officers.id")),
    Column("reason", String, nullable=False),
    Column("legal_base", String, nullable=False),
    Column("files", Integer, nullable=False),  # whose keys were destroyed
    UniqueConstraint("kind", "subject_id", "at"),
    Index(None, "mark"),
)
