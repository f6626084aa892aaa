"""A desk as the first released schema had it, with a case in it."""

from pathlib import Path

from desktop.records.database import open_database

OLD_CODE = "000.99.09.H58-261125-0001"
# As a program of the first schema wrote it.
FIRST_SCHEMA_CASE = (
    "INSERT INTO officers VALUES (1, 'lan', 'Trần Thị Lan', 1)",
    "INSERT INTO citizens VALUES (1, '082190991001', '', 'Nguyễn Thị Ẩn', '', '', '', '', '', '', '{}', '2026-11-25')",
    """INSERT INTO cases VALUES (1, '000.99.09.H58-261125-0001', '261125-0001', 1, NULL, 1, 1, 'received', 'counter',
    'qr', '1.001193', 'Đăng ký khai sinh', '2025-07-01', 'Hộ tịch', 'essential_25', '2026-11', 'tt03-2025',
    '2026-11-25', '2026-11-25T09:30:00+07:00', '2026-11-26T09:30:00+07:00', 'Nguyễn Thị Ẩn', 'nguyen thi an',
    '082190991001', '{"full_name": "Nguyễn Thị Ẩn"}', NULL,
    '{"appointment": {"due_at": "2026-11-26T09:30:00+07:00"}, "dossiers": 1, "time_limit_text": "", "fee_amount": 0,
    "fee_paid": false, "return_method": "desk", "note": ""}')""",
    "INSERT INTO case_history VALUES (1, 1, '2026-11-25T09:30:00+07:00', 1, 'received', 'received', '')",
)


def first_schema_desk(path: Path, key: bytes | bytearray) -> None:
    """Make a closed database of the first schema."""
    database = open_database(path, key, create=True, schema="0001")
    try:
        with database.connect() as connection:
            for statement in FIRST_SCHEMA_CASE:
                connection.exec_driver_sql(statement)
            connection.commit()
    finally:
        database.close()
