"""The day's work over real records: kinds and counts, filters that stay, pages, and acts on many with one refused."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.records.audit_entries import AuditAction
from desktop.records.audit_log import AuditFilter
from desktop.records.case_life import CaseLife, CodeFacts, CodeWay, HandOver, LifeAct, LifeStep
from desktop.records.case_life_boards import BoardFilter
from desktop.records.cases import Appointment, CaseState
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.work_board import DeskWays, WorkBoard
from desktop.workflows.work_filters import MOST
from desktop.workflows.work_kinds import WorkKind
from desktop.workflows.work_rows import PAGE
from tests.helpers.desk import case_of, person
from tests.helpers.pump import Pump
from tests.helpers.real_desk import NOW, SETUP, folder_at, ready_folder
from tests.helpers.shipped import shipped_rules

RULES = shipped_rules()
EARLY = NOW - timedelta(days=9)
WAIT = 20


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[DatabaseWorker]:
    folder = ready_folder(tmp_path / "desk", replace(SETUP, last_number=999), EARLY.date())
    opened = folder.unlock(SETUP.login, SETUP.pin)
    yield opened
    opened.close()


def board_of(worker: DatabaseWorker, pump: Pump) -> WorkBoard:
    ways = DeskWays(parts=lambda: ("Địa chính",), home=lambda: "Một cửa")
    return WorkBoard(worker, RULES, pump, lambda: NOW, ways, officer_id=1)


@pytest.fixture
def board(worker: DatabaseWorker, pump: Pump) -> WorkBoard:
    return board_of(worker, pump)


def received(
    worker: DatabaseWorker,
    name: str,
    due: datetime,
    at: datetime = EARLY,
    *acts: LifeStep,
    expected_in: tuple[str, ...] = (),
) -> int:
    def receive(uow: UnitOfWork) -> int:
        content = case_of(person(name), at=at, appointment=Appointment(due))
        case = uow.cases.receive(replace(content, expected_in=expected_in))
        for nth, act in enumerate(acts, 1):
            uow.case_life.act(case.id, act, RULES, at=at + timedelta(minutes=nth), officer_id=1)
        uow.commit()
        return case.id

    return worker.submit(receive).result()


def state_of(worker: DatabaseWorker, case_id: int) -> CaseState:
    return worker.submit(lambda uow: uow.cases.life(case_id).standing.state).result()


AWAY = LifeStep(LifeAct.HANDED_OVER, details=HandOver("", "Địa chính"))
GONE = LifeStep(LifeAct.WITHDRAWN, "Đổi ý")
READY = LifeStep(LifeAct.FINISHED)
HOURS = timedelta(hours=6)


@pytest.fixture
def day(worker: DatabaseWorker) -> dict[str, int]:
    """One case of each kind."""
    return {
        "today": received(worker, "Nguyễn Văn Hôm", NOW + HOURS, NOW - timedelta(days=1)),
        "late": received(worker, "Trần Thị Muộn", NOW - timedelta(days=2)),
        "away": received(worker, "Lê Văn Đi", NOW - timedelta(days=1), EARLY, AWAY),
        "ready": received(worker, "Phạm Thị Xong", NOW - timedelta(days=4), EARLY, READY),
        "asked": received(
            worker, "Đỗ Văn Chờ", NOW + timedelta(days=9), EARLY, LifeStep(LifeAct.SUPPLEMENT_ASKED, "Thiếu")
        ),
    }


def note_code(uow: UnitOfWork, case_id: int, step: LifeStep) -> None:
    uow.case_life.act(case_id, step, RULES, at=NOW, officer_id=1)
    uow.commit()


def life_of(case_id: int, uow: UnitOfWork) -> CaseLife:
    return uow.cases.life(case_id)


def code_of(board: WorkBoard) -> str:
    return "" if board.error is None else board.error.code


def listed(board: WorkBoard, pump: Pump, kind: WorkKind) -> list[int]:
    board.choose(kind)
    pump.run()
    assert board.whole
    return list(board.rows.ids)


def test_each_kind_has_its_count_and_its_list(board: WorkBoard, pump: Pump, day: dict[str, int]) -> None:
    board.refresh()
    pump.run()
    expected = {
        WorkKind.MINE: ["late", "today", "asked"],
        WorkKind.DUE_TODAY: ["today"],
        WorkKind.OVERDUE: ["late", "away"],
        WorkKind.HUNG: ["late", "away", "asked"],
        WorkKind.CITIZEN: ["asked"],
        WorkKind.TO_RETURN: ["ready"],
    }
    for kind, names in expected.items():
        assert listed(board, pump, kind) == [day[name] for name in names], kind
        assert board.counts[kind] == len(names)
    assert board.counts[WorkKind.PAPERS] == len(day)
    assert board.counts[WorkKind.DAYS] == 2
    assert listed(board, pump, WorkKind.DAYS) == []


def test_what_another_system_lacks_is_a_kind_of_work(board: WorkBoard, pump: Pump, worker: DatabaseWorker) -> None:
    """Also of cases at their end: they have to be in the other system all the same."""
    both, one = (
        received(worker, "Nguyễn Văn Thiếu", NOW + HOURS, EARLY, expected_in=systems)
        for systems in (("civil_status", "province"), ("province",))
    )
    withdrawn = received(worker, "Lê Văn Rút", NOW + HOURS, EARLY, GONE, expected_in=("civil_status",))
    received(worker, "Phạm Thị Đủ", NOW + HOURS)
    board.refresh()
    assert listed(board, pump, WorkKind.LACKING) == [withdrawn, one, both]
    assert board.counts[WorkKind.LACKING] == 3
    board.narrow(BoardFilter(system="province"))
    pump.run()
    assert board.rows.ids == (one, both)
    board.save_filter("Chưa lên tỉnh")
    board.choose(WorkKind.MINE)
    board.narrow(BoardFilter())
    pump.run()
    board.use_filter("Chưa lên tỉnh")
    note = LifeStep(LifeAct.CODE_NOTED, details=CodeFacts("province", "H20-1", CodeWay.CARRIED))
    worker.submit(lambda uow: note_code(uow, one, note)).result()
    board.refresh()
    pump.run()
    assert board.kind is WorkKind.LACKING
    assert list(board.rows.ids) == [both]
    board.rows.row(0)  # is read because somebody looks
    pump.run()
    row = board.rows.row(0)
    assert row is not None
    assert row.lacks == ("civil_status", "province")


def test_a_list_is_narrowed(board: WorkBoard, pump: Pump, day: dict[str, int], worker: DatabaseWorker) -> None:
    board.refresh()
    listed(board, pump, WorkKind.OVERDUE)
    assert board.facets.parts == (("", 3), ("Địa chính", 1))
    assert [(name, count) for _, name, count in board.facets.officers] == [(SETUP.officer_name, 4)]
    code = worker.submit(lambda uow: uow.cases.get(day["away"]).code).result()
    for only, expected in (
        (BoardFilter(part="Địa chính"), ["away"]),
        (BoardFilter(part=""), ["late"]),
        (BoardFilter(officer_id=1), ["late"]),
        (BoardFilter(procedure="1.001193"), ["late", "away"]),
        (BoardFilter(procedure="9"), []),
        (BoardFilter(text="muon"), ["late"]),
        (BoardFilter(text="Văn đ"), ["away"]),
        (BoardFilter(text=code[-8:].lower()), ["away"]),
        (BoardFilter(text='" OR 1'), []),
        (BoardFilter(text="%1"), []),
    ):
        board.narrow(only)
        pump.run()
        assert list(board.rows.ids) == [day[name] for name in expected], only
    board.choose(WorkKind.HUNG)
    board.narrow(BoardFilter(), 20)
    pump.run()
    assert (board.rows.ids, board.counts[WorkKind.HUNG]) == ((), 0)


def test_rows_are_read_as_they_are_looked_at(worker: DatabaseWorker, board: WorkBoard, pump: Pump) -> None:
    many = 2 * PAGE + 5

    def fill(uow: UnitOfWork) -> None:
        for nth in range(many):
            late = NOW - timedelta(days=1, minutes=nth)
            uow.cases.receive(case_of(person(f"Người Thứ {nth}"), at=EARLY, appointment=Appointment(late)))
        uow.commit()

    worker.submit(fill).result()
    changes: list[tuple[str, int, int]] = []
    board.rows.subscribe(lambda change, first, last: changes.append((change, first, last)))
    listed(board, pump, WorkKind.OVERDUE)
    assert changes == [("reset", 0, PAGE - 1), ("grown", PAGE, many - 1)]
    board.rows.passing = True  # scrolled past: neither read nor logged
    assert board.rows.row(many - 1) is None
    pump.run()
    assert (board.rows.row(many - 1), changes[2:]) == (None, [])
    board.rows.passing = False
    first, last = board.rows.row(0), board.rows.row(many - 1)
    assert first is not None
    assert (first.summary.full_name, last) == (f"Người Thứ {many - 1}", None)
    pump.run()
    assert changes[2:] == [("filled", 2 * PAGE, many - 1)]
    read = board.rows.row(many - 1)
    assert read is not None
    assert read.summary.full_name == "Người Thứ 0"
    # Only what came to the officer's eyes is in the log.
    listed_rows = AuditFilter(action=str(AuditAction.CASES_LISTED))
    assert worker.submit(lambda uow: uow.audit.count(listed_rows, 10)).result() == 2


def test_a_list_that_was_overtaken_before_it_was_read_is_neither_read_nor_in_the_log(
    worker: DatabaseWorker, board: WorkBoard, pump: Pump, day: dict[str, int]
) -> None:
    board.rows.passing = True
    busy = threading.Event()
    working = worker.submit(lambda uow: busy.wait(WAIT))
    for kind in (WorkKind.HUNG, WorkKind.TO_RETURN, WorkKind.OVERDUE):
        board.choose(kind)
    busy.set()
    assert working.result()
    pump.run()
    assert board.rows.ids == (day["late"], day["away"])
    listed_rows = AuditFilter(action=str(AuditAction.CASES_LISTED))
    assert worker.submit(lambda uow: uow.audit.count(listed_rows, 10)).result() == 1


def test_many_are_handed_over_and_the_refused_one_stays_as_it_was(
    worker: DatabaseWorker, board: WorkBoard, pump: Pump, day: dict[str, int]
) -> None:
    listed(board, pump, WorkKind.HUNG)
    board.tick_all()
    told: list[int] = []
    board.subscribe(lambda: told.append(board.run.place if board.run is not None else -1))
    board.hand_over(HandOver("", "Địa chính"), "Theo phân công")
    board.hand_over(HandOver("", "Khác"), "")  # one thing at a time
    pump.run()
    assert {0, 1, 2} <= set(told)
    # What lies there already cannot be handed over to there; the others were, each with its own slip.
    refused = {each.case_id: each.error.code for each in board.refused}
    assert refused == {day["away"]: "LIFE-011"}
    assert board.refused[0].code == worker.submit(lambda uow: uow.cases.get(day["away"]).code).result()
    assert (board.ticked, board.done, board.run, board.error) == ({day["away"]}, 2, None, None)
    for name, slips in (("late", [("Một cửa", "Địa chính")]), ("away", [("", "Địa chính")])):
        assert [(slip.from_part, slip.to_part) for slip in _slips(worker, day[name])] == slips
    assert board.rows.ids == (day["away"],)


def test_results_that_come_together_are_noted_together(
    worker: DatabaseWorker, board: WorkBoard, pump: Pump, day: dict[str, int]
) -> None:
    """With the result the case is back at the desk; what waits for the citizen has none."""
    listed(board, pump, WorkKind.HUNG)
    board.tick_all()
    board.finish(NOW.date(), "Ký chiều nay", here=True)
    pump.run()
    assert {each.case_id: each.error.code for each in board.refused} == {day["asked"]: "LIFE-001"}
    assert board.done == 2
    assert state_of(worker, day["asked"]) is CaseState.AWAITING_SUPPLEMENT
    for name in ("late", "away"):
        life = worker.submit(partial(life_of, day[name])).result()
        assert (life.standing.state, life.standing.result_here, life.standing.part) == (CaseState.DONE, True, "")
    assert set(listed(board, pump, WorkKind.TO_RETURN)) == {day["ready"], day["late"], day["away"]}


def test_all_that_is_late_gets_one_apology_each_with_a_lawful_day(
    worker: DatabaseWorker, board: WorkBoard, pump: Pump, day: dict[str, int]
) -> None:
    listed(board, pump, WorkKind.OVERDUE)
    board.apologise("", 2)
    pump.run()
    assert {each.error.code for each in board.refused} == {"LIFE-002"}
    board.untick_all()
    board.apologise("Cán bộ nghỉ ốm", 2)
    pump.run()
    assert (board.refused, board.done) == ((), 2)
    for name in ("late", "away"):
        life = worker.submit(partial(life_of, day[name])).result()
        assert life.events[-1].act is LifeAct.APOLOGISED
        assert life.standing.promised_at.date() == NOW.date() + timedelta(days=2)  # a Wednesday; Friday
        assert life.standing.due_at < NOW  # it stays late
    listed(board, pump, WorkKind.MINE)
    board.tick([day["today"]])
    board.apologise("Sớm quá", 2)
    pump.run()
    assert [each.error.code for each in board.refused] == ["LIFE-015"]


def test_what_is_ticked_is_of_the_list_that_was_asked_for(board: WorkBoard, pump: Pump, day: dict[str, int]) -> None:
    listed(board, pump, WorkKind.HUNG)
    board.choose(WorkKind.OVERDUE)
    board.toggle(day["late"])  # of the list that is still shown
    assert board.ticked == set()
    board.tick_all()
    board.hand_over(HandOver("", "Tư pháp"), "")
    assert board.run is None
    pump.run()
    assert board.ticked == {day["late"], day["away"]}
    board.untick_all()
    assert board.ticked == set()


def test_results_are_noted_as_come_to_the_desk_once(board: WorkBoard, pump: Pump, day: dict[str, int]) -> None:
    listed(board, pump, WorkKind.TO_RETURN)
    board.result_received()
    assert board.run is None  # nothing is ticked
    board.toggle(day["ready"])
    board.result_received()
    pump.run()
    assert (board.done, board.ticked) == (1, set())
    board.toggle(day["ready"])
    board.result_received()
    pump.run()
    assert [(each.case_id, each.error.code) for each in board.refused] == [(day["ready"], "LIFE-004")]


def test_a_run_that_is_stopped_leaves_the_rest_ticked(
    worker: DatabaseWorker, board: WorkBoard, pump: Pump, day: dict[str, int]
) -> None:
    ids = listed(board, pump, WorkKind.OVERDUE)
    board.tick_all()
    board.hand_over(HandOver("", "Tư pháp"), "")
    board.stop()
    pump.run()
    assert (board.done, board.ticked, board.run) == (1, {ids[1]}, None)
    assert state_of(worker, ids[0]) is CaseState.IN_PROGRESS
    assert [slip.to_part for slip in _slips(worker, ids[1])] == ["Địa chính"]


def _slips(worker: DatabaseWorker, case_id: int) -> list[HandOver]:
    return worker.submit(lambda uow: [slip for _, slip in uow.cases.life(case_id).hand_overs]).result()


def test_kept_filters_are_there_after_a_restart(
    worker: DatabaseWorker, board: WorkBoard, pump: Pump, tmp_path: Path, day: dict[str, int]
) -> None:
    listed(board, pump, WorkKind.HUNG)
    board.narrow(BoardFilter(part="Địa chính", text="di"), 5)
    board.save_filter(" Địa chính chậm ")
    board.save_filter("an")
    pump.run()
    board.save_filter("")
    pump.run()
    assert code_of(board) == "WORK-001"
    worker.close()
    again = folder_at(tmp_path / "desk").unlock(SETUP.login, SETUP.pin)
    try:
        board = board_of(again, pump)
        board.refresh()
        pump.run()
        assert [each.name for each in board.saved] == ["an", "Địa chính chậm"]
        board.use_filter("Địa chính chậm")
        pump.run()
        assert (board.kind, board.only, board.hung_days) == (WorkKind.HUNG, BoardFilter(None, "Địa chính", "", "di"), 5)
        assert board.rows.ids == (day["away"],)
        board.drop_filter("an")
        for nth in range(MOST):
            board.save_filter(f"Bộ lọc {nth}")
        pump.run()
        assert (len(board.saved), code_of(board)) == (MOST, "WORK-001")
    finally:
        again.close()
