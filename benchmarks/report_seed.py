"""A synthetic desk with years of cases and all that happened to them: ends, papers digitized, waivers, satisfaction.

Cases come from `benchmarks.records_seed`; the rest is written by statements over them, so that a million takes minutes.
"""

from pathlib import Path

from benchmarks.records_seed import KEY, build
from desktop.records.database import open_database

# Every moment is derived from the case's own, and every choice from its id: the same desk each time.
_LATER = "datetime(substr(received_at, 1, 19), '+{days} days')"
_AT = f"replace({_LATER}, ' ', 'T') || '+07:00'"
_HISTORY = (
    "INSERT INTO case_history (case_id, at, officer_id, event, state, note) "
    "SELECT id, {at}, 1, '{event}', '{state}', '' FROM cases WHERE {which}"
)
_FACT = (
    "INSERT INTO desk_facts (at, day, kind, case_id, paper_position, amount, officer_id) "
    "SELECT received_at, received_day, '{kind}', id, {position}, 1, 1 FROM cases WHERE {which}"
)
_SPREAD = (
    "UPDATE cases SET field = CASE id % 7 WHEN 0 THEN 'Đất đai' WHEN 1 THEN 'Chứng thực' WHEN 2 THEN 'Bảo trợ xã hội' "
    "ELSE 'Hộ tịch' END, service_group = CASE id % 5 WHEN 0 THEN 'essential_25' WHEN 1 THEN 'essential_other' "
    "ELSE 'other' END, channel = CASE id % 6 WHEN 0 THEN 'online' WHEN 1 THEN 'postal' WHEN 2 THEN 'vneid' "
    "ELSE channel END"
)
_WAIVED = (
    "INSERT INTO case_papers (case_id, position, spec_id, name, answer, state, originals, copies, waiver_id, "
    "waiver_reason, reason) SELECT id, 2, 'residence', 'Giấy xác nhận cư trú', 'data_exists', 'waived', 0, 0, "
    "'residence', 'qr', '' FROM cases WHERE id % 3 = 0"
)
STANDS = (
    "INSERT INTO case_standings (case_id, state, due_at, part, holder_id, moved_at) SELECT id, state, "
    "CASE WHEN state = 'done' THEN NULL ELSE due_at END, CASE id % 3 WHEN 0 THEN '' ELSE 'Địa chính' END, 1, "
    "received_at FROM cases WHERE state NOT IN ('returned', 'refused', 'stopped', 'withdrawn')"
)
_SPANS = (
    "INSERT INTO case_due_spans (case_id, event_id, day, due_at, remaining) SELECT id, (SELECT min(id) FROM "
    "case_history AS h WHERE h.case_id = cases.id), received_day, due_at, NULL FROM cases WHERE id % 50 = 0"
)
_DONE = "id % 400 <> 0 AND received_day < '2026-11-20'"


def statements() -> list[str]:
    """What makes cases a desk's work."""
    made = [
        _SPREAD,
        _WAIVED,
        _HISTORY.format(at=_AT.format(days=1), event="handed over", state="in_progress", which="id % 2 = 0"),
        _HISTORY.format(at=_AT.format(days="' || (id % 5) || '"), event="done", state="done", which=_DONE),
        _HISTORY.format(at=_AT.format(days=5), event="returned", state="returned", which=f"{_DONE} AND id % 10 < 8"),
        f"UPDATE cases SET state = CASE WHEN id % 10 < 8 THEN 'returned' ELSE 'done' END WHERE {_DONE}",
    ]
    digitized = ("digitized_scanned", "digitized_checked", "digitized_signed", "digitized_stored")
    made.extend(_FACT.format(kind=kind, position=0, which="id % 10 < 9") for kind in digitized)
    made.append(_FACT.format(kind="reused_paper", position=0, which="id % 10 = 9 AND id % 20 < 10"))
    made.append(_FACT.format(kind="result_file", position="NULL", which=f"{_DONE} AND id % 4 <> 0"))
    made.append(_FACT.format(kind="satisfaction_very", position="NULL", which="id % 9 = 0"))
    made += [STANDS, _SPANS]
    return made


def build_worked_desk(path: Path, count: int) -> None:
    """Write a desk of `count` cases to a new database file."""
    build(path, count)
    database = open_database(path, KEY)
    with database.connect() as connection:
        for statement in statements():
            connection.exec_driver_sql(statement)
            connection.commit()
    database.close()
