"""A synthetic desk with years of cases and all that happened to them: ends, papers digitized, waivers, satisfaction.

Cases come from `benchmarks.records_seed`; the rest is written by statements over them, so that a million takes minutes.
"""

from pathlib import Path

from sqlalchemy import Connection

from benchmarks.records_seed import build

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
# A case has come to its end but for those of the last days, and a few that hang; of the ends 3 % are other ones than a
# result, and of the results one of 250 still waits for its citizen.
_ENDED = "id % 700 <> 0 AND received_day < '2026-11-20'"
_OTHERWISE = f"{_ENDED} AND id % 100 < 3"
_DONE = f"{_ENDED} AND id % 100 >= 3"
_FETCHED = f"{_DONE} AND id % 250 <> 7"
_SPREAD = (
    "UPDATE cases SET officer_id = 1 + id % 6, field = CASE id % 7 WHEN 0 THEN 'Đất đai' WHEN 1 THEN 'Chứng thực' "
    "WHEN 2 THEN 'Bảo trợ xã hội' ELSE 'Hộ tịch' END, service_group = CASE id % 5 WHEN 0 THEN 'essential_25' "
    "WHEN 1 THEN 'essential_other' ELSE 'other' END, channel = CASE id % 6 WHEN 0 THEN 'online' WHEN 1 THEN 'postal' "
    f"WHEN 2 THEN 'vneid' ELSE channel END, state = CASE WHEN {_OTHERWISE} THEN CASE id % 100 WHEN 0 THEN 'refused' "
    f"ELSE 'withdrawn' END WHEN {_FETCHED} THEN 'returned' WHEN {_DONE} THEN 'done' WHEN id % 41 = 0 THEN "
    "'awaiting_supplement' WHEN id % 2 = 0 AND received_day < '2026-11-24' THEN 'in_progress' ELSE 'received' END"
)
_WAIVED = (
    "INSERT INTO case_papers (case_id, position, spec_id, name, answer, state, originals, copies, waiver_id, "
    "waiver_reason, reason) SELECT id, 2, 'residence', 'Giấy xác nhận cư trú', 'data_exists', 'waived', 0, 0, "
    "'residence', 'qr', '' FROM cases WHERE id % 3 = 0"
)
STANDS = (
    "INSERT INTO case_standings (case_id, state, due_at, part, holder_id, moved_at) SELECT id, state, "
    "CASE WHEN state = 'done' THEN NULL ELSE due_at END, CASE id % 3 WHEN 0 THEN '' ELSE 'Địa chính' END, officer_id, "
    "received_at FROM cases WHERE state NOT IN ('returned', 'refused', 'stopped', 'withdrawn')"
)
_SPANS = (
    "INSERT INTO case_due_spans (case_id, event_id, day, due_at, remaining) "
    "SELECT id, id, received_day, due_at, NULL FROM cases WHERE id % 50 = 0"  # the entry of its receipt has its id
)
_OFFICER = "INSERT INTO officers (id, login, full_name, active, role) VALUES (?, ?, ?, 1, 'officer')"
OFFICERS = ("Lê Văn Bình", "Phạm Thị Cúc", "Võ Minh Đức", "Đặng Thị Hoa", "Hồ Quốc Khánh")


def statements() -> list[str]:
    """What makes cases a desk's work."""
    made = [
        _SPREAD,
        _WAIVED,
        _HISTORY.format(
            at=_AT.format(days=1),
            event="handed_over",
            state="in_progress",
            which="id % 2 = 0 AND received_day < '2026-11-24'",
        ),
        _HISTORY.format(
            at=_AT.format(days=2),
            event="supplement_asked",
            state="awaiting_supplement",
            which="id % 41 = 0 AND received_day < '2026-11-22'",
        ),
        _HISTORY.format(at=_AT.format(days="' || (id % 5) || '"), event="finished", state="done", which=_DONE),
        _HISTORY.format(at=_AT.format(days=5), event="returned", state="returned", which=_FETCHED),
        _HISTORY.format(
            at=_AT.format(days=2), event="refused", state="refused", which=f"{_OTHERWISE} AND id % 100 = 0"
        ),
        _HISTORY.format(
            at=_AT.format(days=2), event="withdrawn", state="withdrawn", which=f"{_OTHERWISE} AND id % 100 <> 0"
        ),
    ]
    digitized = ("digitized_scanned", "digitized_checked", "digitized_signed", "digitized_stored")
    made.extend(_FACT.format(kind=kind, position=0, which="id % 10 < 9") for kind in digitized)
    made.append(_FACT.format(kind="reused_paper", position=0, which="id % 10 = 9 AND id % 20 < 10"))
    made.append(_FACT.format(kind="result_file", position="NULL", which=f"{_DONE} AND id % 4 <> 0"))
    made.append(_FACT.format(kind="satisfaction_very", position="NULL", which="id % 9 = 0"))
    made += [STANDS, _SPANS]
    return made


def work(connection: Connection) -> None:
    """Let a desk's cases have been worked on."""
    for nth, name in enumerate(OFFICERS, 2):
        connection.exec_driver_sql(_OFFICER, (nth, f"officer{nth}", name))
    for statement in statements():
        connection.exec_driver_sql(statement)
        connection.commit()


def build_worked_desk(path: Path, count: int) -> None:
    """Write a desk of `count` cases to a new database file."""
    build(path, count, work)
