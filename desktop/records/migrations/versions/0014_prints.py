"""The log of what was printed, append-only, and where in the cases' history it began."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BEGUN = "INSERT INTO settings (name, value) SELECT 'prints.begun_after', COALESCE(MAX(id), 0) FROM case_history"


def upgrade() -> None:
    """Create the table; nothing of it is changed or deleted."""
    op.create_table(
        "prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_prints_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["case_history.id"], name=op.f("fk_prints_event_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_prints_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
    )
    op.create_index(op.f("ix_prints_case_id"), "prints", ["case_id"])
    op.create_index(op.f("ix_prints_sheet"), "prints", ["sheet"])
    op.execute(BEGUN)
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER prints_no_{verb} BEFORE {verb.upper()} ON prints "
            "BEGIN SELECT RAISE(ABORT, 'prints is append-only'); END"
        )
