"""Data cleaning: what was found doubtful, and what was done about it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

APPEND_ONLY = ("data_flags", "data_flag_events")
ADD = (
    "INSERT INTO data_flag_tallies VALUES ({row}.kind, {row}.how, {amount}) "
    "ON CONFLICT (kind, how) DO UPDATE SET flags = flags + excluded.flags; "
)
TRIGGERS = {
    "data_flag_standings_first AFTER INSERT ON data_flag_standings": ADD.format(row="NEW", amount=1),
    "data_flag_standings_change AFTER UPDATE OF how ON data_flag_standings": (
        ADD.format(row="OLD", amount=-1) + ADD.format(row="NEW", amount=1)
    ),
    "data_flag_standings_no_delete BEFORE DELETE ON data_flag_standings": (
        "SELECT RAISE(ABORT, 'data_flag_standings are never deleted');"
    ),
}


def upgrade() -> None:
    """Create the tables and keep all but the mirror of the newest events append-only."""
    _flags()
    _mirrors()
    for trigger, body in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {trigger} BEGIN {body} END")
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _flags() -> None:
    op.create_table(
        "data_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_data_flags_citizen_id")),
        sa.ForeignKeyConstraint(["other_id"], ["citizens.id"], name=op.f("fk_data_flags_other_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_data_flags_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_flags")),
        sa.UniqueConstraint("citizen_id", "kind", "evidence", name=op.f("uq_data_flags_citizen_id_kind_evidence")),
    )
    op.create_index(op.f("ix_data_flags_other_id"), "data_flags", ["other_id"])
    op.create_table(
        "data_flag_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["data_flags.id"], name=op.f("fk_data_flag_events_flag_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_data_flag_events_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_flag_events")),
    )
    op.create_index(op.f("ix_data_flag_events_flag_id"), "data_flag_events", ["flag_id"])


def _mirrors() -> None:
    op.create_table(
        "data_flag_standings",
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("citizen_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["data_flags.id"], name=op.f("fk_data_flag_standings_flag_id")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_data_flag_standings_citizen_id")),
        sa.PrimaryKeyConstraint("flag_id", name=op.f("pk_data_flag_standings")),
    )
    op.create_index(op.f("ix_data_flag_standings_how_kind_flag_id"), "data_flag_standings", ["how", "kind", "flag_id"])
    op.create_index(op.f("ix_data_flag_standings_citizen_id"), "data_flag_standings", ["citizen_id"])
    op.create_table(
        "data_flag_tallies",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "how", name=op.f("pk_data_flag_tallies")),
    )
    op.create_table(
        "citizen_keys",
        sa.Column("citizen_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_citizen_keys_citizen_id")),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("pk_citizen_keys")),
    )
    op.create_index(op.f("ix_citizen_keys_person"), "citizen_keys", ["person"])
