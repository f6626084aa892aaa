"""Indexes that answer a month's report, and a day's open cases, without reading the cases themselves."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Put longer indexes in the place of three."""
    op.drop_index(op.f("ix_cases_received_day"), "cases")
    op.create_index(
        op.f("ix_cases_received_day_channel_service_group"), "cases", ["received_day", "channel", "service_group"]
    )
    op.drop_index(op.f("ix_case_history_case_id"), "case_history")
    op.create_index(op.f("ix_case_history_case_id_state"), "case_history", ["case_id", "state"])
    op.drop_index(op.f("ix_case_history_day_state"), "case_history")
    op.create_index(op.f("ix_case_history_day_state_case_id"), "case_history", ["day", "state", "case_id"])
