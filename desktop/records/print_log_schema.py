"""The table of what was printed: which form of which case, when, by whom, which copy. Never what stood on it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from desktop.records.schema import metadata

prints = Table(
    "prints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("event_id", Integer, ForeignKey("case_history.id"), nullable=False),  # what of the case's life it tells
    Column("form", String, nullable=False),
    Column("version", String, nullable=False),  # template, its version and the office's own
    Column("copy", Integer, nullable=False),  # 0: the original, n: the n-th copy
    Column("way", String, nullable=False),
    Column("sheet", String, nullable=False, default=""),  # the same for cases that stand on one sheet together
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Index(None, "case_id"),
    Index(None, "sheet"),
)
