"""The tables. `province_code` is first in every key, so that they distribute on Citus by it, unchanged.

`records` (every revision that ever arrived) and `standing` (the one that counts, of each desk and day) are partitioned
by year on PostgreSQL. `months` are each desk's sums: they change in the transaction that changes `standing`, so a page
adds up some hundred rows, not some hundred thousand. Moments are ISO 8601 text with offset, months their first day.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key(name: str) -> Column[str]:
    return Column(name, String(64), primary_key=True)


provinces = Table(
    "provinces",
    metadata,
    _key("province_code"),
    Column("name", String(200), nullable=False),
    Column("place", String(200), nullable=False, server_default=""),
)

units = Table(
    "units",
    metadata,
    _key("province_code"),
    _key("unit"),
    Column("name", String(200), nullable=False),
)

desks = Table(
    "desks",
    metadata,
    _key("province_code"),
    _key("desk"),
    Column("unit", String(64), nullable=False),
    Column("name", String(200), nullable=False, server_default=""),
    Column("since", Date, nullable=False),  # first day that is expected of it
    Column("until", Date),  # last day, of a desk that was closed
    Column("head", String(64), nullable=False, server_default=""),  # hash of its newest record
    Column("heard_at", String(40), nullable=False, server_default=""),
    Column("audit_sequence", Integer, nullable=False, server_default="0"),  # head of its audit log
    Column("audit_hash", String(64), nullable=False, server_default=""),
    Index(None, "province_code", "unit"),
)

desk_keys = Table(
    "desk_keys",
    metadata,
    _key("province_code"),
    _key("key"),
    Column("desk", String(64), nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", String(40), nullable=False),
    Column("decided_at", String(40), nullable=False, server_default=""),
    Column("decided_by", String(64), nullable=False, server_default=""),
    Index(None, "province_code", "desk"),
)

records = Table(
    "records",
    metadata,
    _key("province_code"),
    _key("desk"),
    Column("day", Date, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("via", String(16), nullable=False),
    Index(None, "province_code", "desk", "previous"),
    postgresql_partition_by="RANGE (day)",
)

standing = Table(
    "standing",
    metadata,
    _key("province_code"),
    _key("desk"),
    Column("day", Date, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("counts", Text, nullable=False),  # JSON
    Column("first_at", String(40), nullable=False),  # when its first record came
    Column("received_at", String(40), nullable=False),
    Index(None, "province_code", "day"),
    postgresql_partition_by="RANGE (day)",
)

months = Table(
    "months",
    metadata,
    _key("province_code"),
    Column("month", Date, primary_key=True),
    _key("desk"),
    Column("days", Integer, nullable=False),  # how many have a record
    Column("timely", Integer, nullable=False),  # how many of them came by the end of the next day
    Column("last_day", Date, nullable=False),  # whose stocks stand
    Column("counts", Text, nullable=False),  # JSON
)

alarms = Table(
    "alarms",
    metadata,
    _key("province_code"),
    _key("alarm"),
    Column("kind", String(16), nullable=False),
    Column("desk", String(64), nullable=False),
    Column("day", Date),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("detail", String(200), nullable=False, server_default=""),
    Column("body", LargeBinary),  # the record that does not stand
    Column("at", String(40), nullable=False),
    Column("seen_at", String(40), nullable=False, server_default=""),
    Column("seen_by", String(64), nullable=False, server_default=""),
    Index(None, "province_code", "at"),
)

periods = Table(
    "periods",
    metadata,
    _key("province_code"),
    Column("month", Date, primary_key=True),
    Column("lock", Integer, primary_key=True),  # 1, 2… each time it was locked
    Column("locked_at", String(40), nullable=False),
    Column("locked_by", String(64), nullable=False),
    Column("unlocked_at", String(40), nullable=False, server_default=""),
    Column("unlocked_by", String(64), nullable=False, server_default=""),
    Column("reason", String(500), nullable=False, server_default=""),
    Column("frozen", Text, nullable=False),  # JSON: each desk's sums when it was locked
)

bundles = Table(
    "bundles",
    metadata,
    _key("province_code"),
    Column("version", Integer, primary_key=True),
    Column("envelope", LargeBinary, nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("issued_by", String(64), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    _key("province_code"),
    _key("login"),
    Column("name", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("unit", String(64), nullable=False, server_default=""),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    _key("province_code"),
    _key("token_hash"),
    Column("login", String(64), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires_at", String(40), nullable=False),
)

login_failures = Table(
    "login_failures",
    metadata,
    _key("province_code"),
    _key("failure"),
    Column("login", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", String(40), nullable=False),
    Index(None, "province_code", "at"),
)

deeds = Table(
    "deeds",
    metadata,
    _key("province_code"),
    _key("deed"),
    Column("at", String(40), nullable=False),
    Column("login", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("detail", String(300), nullable=False, server_default=""),
    Index(None, "province_code", "at"),
)
