"""The tables of data cleaning: what was found doubtful, and what was done about it.

A flag names fields and points to a citizen, a case or another citizen; it copies no value. ``data_flags`` and
``data_flag_events`` are only ever added to. ``data_flag_standings`` mirrors each flag's newest event, and triggers keep
``data_flag_tallies`` in step with it. ``citizen_keys`` holds a hash of folded name, birth date and sex, to find the
same person under two numbers.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from desktop.records.schema import metadata

data_flags = Table(
    "data_flags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("citizen_id", Integer, ForeignKey("citizens.id"), nullable=False),
    Column("other_id", Integer, ForeignKey("citizens.id")),  # of a pair the citizen who was known first
    Column("case_id", Integer, ForeignKey("cases.id")),  # whose content differs
    Column("kind", String, nullable=False),
    Column("fields", String, nullable=False),  # names, with spaces between
    Column("evidence", String, nullable=False),  # hash of the values: the same values are not flagged twice
    Column("at", String, nullable=False),
    UniqueConstraint("citizen_id", "kind", "evidence"),
    Index(None, "other_id"),
)

data_flag_events = Table(
    "data_flag_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("flag_id", Integer, ForeignKey("data_flags.id"), nullable=False),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id")),  # NULL: a check
    Column("how", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("answer", String, nullable=False, default=""),  # the commune of today that was chosen
    Index(None, "flag_id"),
)

data_flag_standings = Table(
    "data_flag_standings",
    metadata,
    Column("flag_id", Integer, ForeignKey("data_flags.id"), primary_key=True),
    Column("citizen_id", Integer, ForeignKey("citizens.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("how", String, nullable=False),
    Index(None, "how", "kind", "flag_id"),
    Index(None, "citizen_id"),
)

data_flag_tallies = Table(
    "data_flag_tallies",
    metadata,
    Column("kind", String, primary_key=True),
    Column("how", String, primary_key=True),
    Column("flags", Integer, nullable=False),
)

citizen_keys = Table(
    "citizen_keys",
    metadata,
    Column("citizen_id", Integer, ForeignKey("citizens.id"), primary_key=True),
    Column("person", Integer, nullable=False),
    Index(None, "person"),
)
