"""The citizen's screen: a day's faces, counted and nothing else, and a day's queue numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TRIGGERS = {
    "satisfaction_counts_begin BEFORE INSERT ON satisfaction_counts WHEN NEW.votes <> 0": "begin at nothing",
    "satisfaction_counts_grow BEFORE UPDATE ON satisfaction_counts "
    "WHEN NEW.votes <> OLD.votes + 1 OR NEW.day <> OLD.day OR NEW.kind <> OLD.kind": "grow one by one",
    "satisfaction_counts_no_delete BEFORE DELETE ON satisfaction_counts": "are never deleted",
}


def upgrade() -> None:
    """Create both tables; a count begins at nothing and only ever grows by one."""
    op.create_table(
        "satisfaction_counts",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name=op.f("pk_satisfaction_counts")),
    )
    op.create_table(
        "queue_tickets",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "number", name=op.f("pk_queue_tickets")),
    )
    op.create_index(op.f("ix_queue_tickets_day_state"), "queue_tickets", ["day", "state"])
    for trigger, rule in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {trigger} BEGIN SELECT RAISE(ABORT, 'satisfaction_counts {rule}'); END")
