"""Indexes that hold all of a case that is counted: a report reads no case's own long row."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

FEE = (
    "CASE WHEN json_extract(details, '$.fee_amount') > 0 "
    "THEN CASE WHEN json_extract(details, '$.fee_paid') = 1 THEN 2 ELSE 1 END ELSE 0 END"
)
BY_DAY = ["received_day", "channel", "service_group", "field", "identity_source"]


def upgrade() -> None:
    """Say of each case whether a fee was due and paid; put a longer index in the place of one, and make another."""
    op.add_column("cases", sa.Column("fee", sa.Integer(), sa.Computed(FEE, persisted=False)))
    op.drop_index(op.f("ix_cases_received_day_channel_service_group"), "cases")
    columns = [*BY_DAY, "procedure_code", "procedure_valid_from", "fee"]
    op.create_index(op.f("ix_cases_counted_by_day"), "cases", columns)
    columns = ["id", "received_day", "field", "procedure_code", "due_at", "by_hour"]
    op.create_index(op.f("ix_cases_counted_by_id"), "cases", columns)
