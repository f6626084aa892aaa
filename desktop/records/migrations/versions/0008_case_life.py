"""A case's life after intake: what its happenings hold, what was taken back, codes elsewhere, what is left to do."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

APPEND_ONLY = ("case_event_details", "case_voids", "outside_codes")
FILL = (
    "INSERT INTO case_standings (case_id, state, due_at, part, holder_id, moved_at) SELECT c.id, c.state, "
    "CASE WHEN c.state = 'done' THEN NULL ELSE c.due_at END, '', c.officer_id, "
    "coalesce((SELECT max(h.at) FROM case_history AS h WHERE h.case_id = c.id), c.received_at) FROM cases AS c "
    "WHERE c.state IN ('submitted', 'received', 'in_progress', 'awaiting_supplement', 'awaiting_payment', 'done')"
)
BY_HOUR = "UPDATE cases SET by_hour = 1 WHERE json_extract(details, '$.time_limit_text') LIKE '% giờ làm việc'"


def upgrade() -> None:
    """Create the tables, keep the facts among them append-only, and list the cases that are not at their end."""
    op.add_column("cases", sa.Column("by_hour", sa.Boolean(), server_default="0", nullable=False))
    op.drop_index(op.f("ix_case_history_day_state_case_id"), "case_history")
    op.create_index(
        op.f("ix_case_history_day_state_case_id_event"), "case_history", ["day", "state", "case_id", "event"]
    )
    _facts()
    _mirrors()
    op.execute(BY_HOUR)
    op.execute(FILL)
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _facts() -> None:
    op.create_table(
        "case_event_details",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["case_history.id"], name=op.f("fk_case_event_details_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_case_event_details")),
    )
    op.create_table(
        "case_voids",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("by_event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["case_history.id"], name=op.f("fk_case_voids_event_id")),
        sa.ForeignKeyConstraint(["by_event_id"], ["case_history.id"], name=op.f("fk_case_voids_by_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_case_voids")),
    )
    op.create_table(
        "outside_codes",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["case_history.id"], name=op.f("fk_outside_codes_event_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outside_codes_case_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_outside_codes")),
    )
    op.create_index(op.f("ix_outside_codes_case_id"), "outside_codes", ["case_id"])
    op.create_index(op.f("ix_outside_codes_code_system"), "outside_codes", ["code", "system"])


def _mirrors() -> None:
    op.create_table(
        "case_due_spans",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("due_at", sa.String(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_due_spans_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_history.id"], name=op.f("fk_case_due_spans_event_id")),
        sa.PrimaryKeyConstraint("case_id", "event_id", name=op.f("pk_case_due_spans")),
    )
    op.create_table(
        "case_standings",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", sa.String(), nullable=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_standings_case_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["officers.id"], name=op.f("fk_case_standings_holder_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_standings")),
    )
    for columns in (["due_at"], ["part", "due_at"], ["holder_id", "due_at"], ["moved_at"], ["state", "moved_at"]):
        op.create_index(op.f(f"ix_case_standings_{'_'.join(columns)}"), "case_standings", columns)
    op.create_table(
        "case_lacks",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_lacks_case_id")),
        sa.PrimaryKeyConstraint("case_id", "system", name=op.f("pk_case_lacks")),
    )
    op.create_index(op.f("ix_case_lacks_system_case_id"), "case_lacks", ["system", "case_id"])
