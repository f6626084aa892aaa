"""The head of each desk's audit log, as its newest record names it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; desks that never named a head have none."""
    op.add_column("desks", sa.Column("audit_sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("desks", sa.Column("audit_hash", sa.String(length=64), server_default="", nullable=False))
