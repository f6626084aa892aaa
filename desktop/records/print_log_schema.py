"""What was printed: which form of which case, when, by whom, which copy; and what was printed without a case.

Neither table has what stood on the paper. ``loose_prints`` is what is given before there is a case, and to nobody in
particular: it names the procedure and never a person.
"""

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

loose_prints = Table(
    "loose_prints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("form", String, nullable=False),
    Column("version", String, nullable=False),
    Column("procedure", String, nullable=False, default=""),  # its code; "" where it is about none
    Column("way", String, nullable=False),
    Column("at", String, nullable=False),
    Column("officer_id", Integer, ForeignKey("officers.id"), nullable=False),
    Index(None, "at"),
)
