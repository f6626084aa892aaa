"""Facts that no case holds, closed days, and what the province answered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("desk_facts", "day_records", "day_answers")


def upgrade() -> None:
    """Create the tables, keep the first three append-only, and index what the counts look for."""
    op.create_table(
        "desk_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("paper_position", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_desk_facts_case_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_desk_facts_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_facts")),
    )
    op.create_index(op.f("ix_desk_facts_day_kind"), "desk_facts", ["day", "kind"])
    op.create_index(op.f("ix_desk_facts_case_id"), "desk_facts", ["case_id"])
    op.create_table(
        "day_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("closed_at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_day_records_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_records")),
        sa.UniqueConstraint("day", "revision", name=op.f("uq_day_records_day_revision")),
        sa.UniqueConstraint("hash", name=op.f("uq_day_records_hash")),
    )
    op.create_table(
        "day_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("holds", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("alarm", sa.String(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("held", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_answers")),
    )
    op.create_index(op.f("ix_day_answers_day"), "day_answers", ["day"])
    op.create_table(
        "sendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sendings")),
    )
    op.create_index(op.f("ix_sendings_day_revision"), "sendings", ["day", "revision"])
    op.create_index(op.f("ix_cases_state"), "cases", ["state"])
    op.execute("ALTER TABLE case_history ADD COLUMN day VARCHAR GENERATED ALWAYS AS (substr(at, 1, 10)) VIRTUAL")
    op.create_index(op.f("ix_case_history_day_state"), "case_history", ["day", "state"])
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
