"""The tables behind the citizen's screen: how many pressed which face on a day, and the day's queue numbers.

Neither knows a person, a case, an officer or a moment. ``satisfaction_counts`` is one row a day and face, which only
grows by one; a day's rows begin together and in one order, so that nothing in it tells who came first.
"""

from sqlalchemy import Column, Index, Integer, String, Table

from desktop.records.schema import metadata

satisfaction_counts = Table(
    "satisfaction_counts",
    metadata,
    Column("day", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("votes", Integer, nullable=False),
)

queue_tickets = Table(
    "queue_tickets",
    metadata,
    Column("day", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String, nullable=False),
    Column("counter", String, nullable=False),  # who called it; "" while it waits
    Column("called", Integer, nullable=False),  # the how many-eth call of the day was its last; 0 while it waits
    Index(None, "day", "state"),
)
