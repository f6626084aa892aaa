"""Indexes that hold all of a fact that is counted: a month is then counted without the facts' own rows."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Put longer ones in the place of two."""
    for former, columns in (
        ("day_kind", ["day", "kind", "case_id", "amount"]),
        ("case_id", ["case_id", "paper_position", "kind", "day", "amount"]),
    ):
        op.drop_index(op.f(f"ix_desk_facts_{former}"), "desk_facts")
        op.create_index(op.f(f"ix_desk_facts_{'_'.join(columns)}"), "desk_facts", columns)
