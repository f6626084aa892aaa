"""Accounts: roles, when somebody was last here, and what was done to accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add to the officers; the first one there is becomes head of desk."""
    for column in (
        sa.Column("role", sa.String(), nullable=False, server_default="officer"),
        sa.Column("last_seen", sa.String(), nullable=True),
        sa.Column("pin_changed", sa.String(), nullable=True),
        sa.Column("second_factor", sa.Boolean(), nullable=False, server_default=sa.text("0")),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.text("0")),
    ):
        op.add_column("officers", column)
    op.execute("UPDATE officers SET role = 'head' WHERE id = (SELECT min(id) FROM officers WHERE active)")
    op.create_table(
        "officer_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_officer_events_officer_id")),
        sa.ForeignKeyConstraint(["by_id"], ["officers.id"], name=op.f("fk_officer_events_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_events")),
    )
    op.create_index(op.f("ix_officer_events_officer_id_at"), "officer_events", ["officer_id", "at"])
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER officer_events_no_{verb} BEFORE {verb.upper()} ON officer_events "
            "BEGIN SELECT RAISE(ABORT, 'officer_events is append-only'); END"
        )
