"""The tables of a case's life. `schema.case_history` stays its spine: each happening is an entry there.

``case_event_details``, ``case_voids`` and ``outside_codes`` are only ever added to. ``case_due_spans`` mirrors what a
case whose due time has changed was held against and from which day on; ``case_standings`` mirrors every case that is
not at its end, a short list beside a long history; ``case_lacks`` names the other systems that a case is not in yet.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from desktop.records.schema import metadata

case_event_details = Table(
    "case_event_details",
    metadata,
    Column("event_id", Integer, ForeignKey("case_history.id"), primary_key=True),
    Column("details", Text, nullable=False),  # JSON of `case_life.Details`
)

case_voids = Table(
    "case_voids",
    metadata,
    Column("event_id", Integer, ForeignKey("case_history.id"), primary_key=True),  # what is taken back
    Column("by_event_id", Integer, ForeignKey("case_history.id"), nullable=False),
)

case_due_spans = Table(
    "case_due_spans",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("event_id", Integer, ForeignKey("case_history.id"), primary_key=True),
    Column("day", String, nullable=False),  # the first one
    Column("due_at", String, nullable=False),
    Column("remaining", Integer),  # of the term while the clock stands still, below 0: none; NULL while it runs
)

case_standings = Table(
    "case_standings",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("state", String, nullable=False),
    Column("due_at", String),  # NULL while the clock stands still, and after the result is there
    Column("part", String, nullable=False, default=""),
    Column("holder_id", Integer, ForeignKey("officers.id")),
    Column("moved_at", String, nullable=False),
    Index(None, "due_at"),
    Index(None, "part", "due_at"),
    Index(None, "holder_id", "due_at"),
    Index(None, "moved_at"),
    Index(None, "state", "moved_at"),
)

case_lacks = Table(
    "case_lacks",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id"), primary_key=True),
    Column("system", String, primary_key=True),
    Index(None, "system", "case_id"),
)

outside_codes = Table(
    "outside_codes",
    metadata,
    Column("event_id", Integer, ForeignKey("case_history.id"), primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("system", String, nullable=False),
    Column("code", String, nullable=False),
    Column("way", String, nullable=False),
    Index(None, "case_id"),
    Index(None, "code", "system"),
)
