"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

FIRST_YEAR, LAST_YEAR = 2023, 2035


def upgrade() -> None:
    """Create every table; on PostgreSQL with a partition a year, and one for whatever lies outside."""
    op.create_table(
        "accounts",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), server_default="", nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "login", name=op.f("pk_accounts")),
    )
    op.create_table(
        "alarms",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("alarm", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("detail", sa.String(length=200), server_default="", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("seen_at", sa.String(length=40), server_default="", nullable=False),
        sa.Column("seen_by", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("province_code", "alarm", name=op.f("pk_alarms")),
    )
    op.create_index(op.f("ix_alarms_province_code_at"), "alarms", ["province_code", "at"], unique=False)
    op.create_table(
        "bundles",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.String(length=40), nullable=False),
        sa.Column("issued_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "version", name=op.f("pk_bundles")),
    )
    op.create_table(
        "deeds",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("deed", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=300), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("province_code", "deed", name=op.f("pk_deeds")),
    )
    op.create_index(op.f("ix_deeds_province_code_at"), "deeds", ["province_code", "at"], unique=False)
    op.create_table(
        "desk_keys",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.String(length=40), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(length=64), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("province_code", "key", name=op.f("pk_desk_keys")),
    )
    op.create_index(op.f("ix_desk_keys_province_code_desk"), "desk_keys", ["province_code", "desk"], unique=False)
    op.create_table(
        "desks",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("head", sa.String(length=64), server_default="", nullable=False),
        sa.Column("heard_at", sa.String(length=40), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("province_code", "desk", name=op.f("pk_desks")),
    )
    op.create_index(op.f("ix_desks_province_code_unit"), "desks", ["province_code", "unit"], unique=False)
    op.create_table(
        "login_failures",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("failure", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "failure", name=op.f("pk_login_failures")),
    )
    op.create_index(op.f("ix_login_failures_province_code_at"), "login_failures", ["province_code", "at"], unique=False)
    op.create_table(
        "months",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("timely", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "month", "desk", name=op.f("pk_months")),
    )
    op.create_table(
        "periods",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.String(length=40), nullable=False),
        sa.Column("locked_by", sa.String(length=64), nullable=False),
        sa.Column("unlocked_at", sa.String(length=40), server_default="", nullable=False),
        sa.Column("unlocked_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "month", "lock", name=op.f("pk_periods")),
    )
    op.create_table(
        "provinces",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("province_code", name=op.f("pk_provinces")),
    )
    op.create_table(
        "records",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "desk", "day", "revision", name=op.f("pk_records")),
        postgresql_partition_by="RANGE (day)",
    )
    op.create_index(
        op.f("ix_records_province_code_desk_previous"), "records", ["province_code", "desk", "previous"], unique=False
    )
    op.create_table(
        "sessions",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "token_hash", name=op.f("pk_sessions")),
    )
    op.create_table(
        "standing",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("first_at", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "desk", "day", name=op.f("pk_standing")),
        postgresql_partition_by="RANGE (day)",
    )
    op.create_index(op.f("ix_standing_province_code_day"), "standing", ["province_code", "day"], unique=False)
    op.create_table(
        "units",
        sa.Column("province_code", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("province_code", "unit", name=op.f("pk_units")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("records", "standing"):
            for year in range(FIRST_YEAR, LAST_YEAR + 1):
                span = f"FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
                op.execute(f"CREATE TABLE {table}_{year} PARTITION OF {table} {span}")
            op.execute(f"CREATE TABLE {table}_other PARTITION OF {table} DEFAULT")
