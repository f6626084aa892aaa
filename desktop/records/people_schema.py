"""What was done to accounts, and by whom: added to, never changed. The PINs that somebody had, as hashes."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from desktop.records.schema import metadata

officer_events = Table(
    "officer_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),  # whose account
    Column("by_id", Integer, ForeignKey("officers.id")),  # who did it; NULL for the program and the recovery key
    Column("event", String, nullable=False),
    Column("detail", String, nullable=False, default=""),
    Index(None, "officer_id", "at"),
)

pin_history = Table(
    "pin_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Column("at", String, nullable=False),
    Column("hash", String, nullable=False),  # Argon2id of a PIN that they had; wiped when they leave
    Index(None, "officer_id"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id")),  # NULL: a login that there is not, the recovery key
    Column("kind", String, nullable=False),
    Column("detail", String, nullable=False, default=""),
    Column("pc", String, nullable=False, default=""),
    Index(None, "at"),
)
