"""The log of what is printed without a case: what is asked for or refused before receipt, guidance, registers."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the table; nothing of it is changed or deleted."""
    op.create_table(
        "loose_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_loose_prints_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loose_prints")),
    )
    op.create_index(op.f("ix_loose_prints_at"), "loose_prints", ["at"])
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER loose_prints_no_{verb} BEFORE {verb.upper()} ON loose_prints "
            "BEGIN SELECT RAISE(ABORT, 'loose_prints is append-only'); END"
        )
