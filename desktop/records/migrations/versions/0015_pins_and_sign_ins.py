"""The PINs that officers had before, as hashes; who unlocked the desk and who was refused."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Create the tables."""
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
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("pc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_sign_ins_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_at"), "sign_ins", ["at"])
    op.execute(
        "CREATE TRIGGER sign_ins_no_update BEFORE UPDATE ON sign_ins "
        "BEGIN SELECT RAISE(ABORT, 'sign_ins is append-only'); END"
    )
