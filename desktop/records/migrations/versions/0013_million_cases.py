"""Indexes for a desk of a million cases: the newest case of a day, what files take, the log without its long rows."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create two, and put longer ones in the place of two."""
    op.create_index(op.f("ix_cases_received_day"), "cases", ["received_day"])
    op.create_index(op.f("ix_files_size"), "files", ["size"], sqlite_where=sa.text("key <> x''"))
    for former, columns in (("at", ["at", "officer_id", "action"]), ("officer_id", ["officer_id", "at", "action"])):
        op.drop_index(op.f(f"ix_audit_{former}"), "audit")
        op.create_index(op.f(f"ix_audit_{'_'.join(columns)}"), "audit", columns)
