"""The PINs that officers had before, as hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "pin_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_pin_history_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin_history")),
    )
    op.create_index(op.f("ix_pin_history_officer_id"), "pin_history", ["officer_id"])
