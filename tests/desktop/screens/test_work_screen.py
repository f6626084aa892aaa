"""The page of the day's work on a whole desk, by keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.case_life import HandOver, LifeAct, LifeStep
from desktop.records.cases import Appointment
from desktop.records.number_blocks import NumberBlock
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.work.dialogs import ApologyManyDialog, HandOverManyDialog
from desktop.screens.work.model import CODE, NAME, TICK, UNREAD, WHERE
from desktop.workflows.work_kinds import WorkKind
from desktop.workflows.work_reading import MOST_LACKING
from desktop.workflows.work_rows import PAGE, RowsChange
from tests.helpers.desk import case_of, person
from tests.helpers.real_desk import NOW, SETUP, open_desk
from tests.helpers.shipped import shipped_rules
from tests.helpers.themed import themed

LONG = 15_000
LATE = NOW - timedelta(hours=3)
PEOPLE = ("Nguyễn Văn Một", "Trần Thị Hai", "Lê Văn Ba")


def fill(uow: UnitOfWork) -> None:
    """Three late cases; the second was handed over, and waits for its citizen."""
    rules = shipped_rules()
    for nth, name in enumerate(PEOPLE):
        due = NOW - timedelta(days=3, minutes=-nth)
        case = uow.cases.receive(case_of(person(name), at=LATE, appointment=Appointment(due)))
        if nth == 1:
            slip = HandOver("Một cửa", "Dia chinh", to_officer_id=1)
            for step in (
                LifeStep(LifeAct.HANDED_OVER, details=slip),
                LifeStep(LifeAct.SUPPLEMENT_ASKED, "Thiếu giấy"),
            ):
                uow.case_life.act(case.id, step, rules, at=LATE, officer_id=1)
    uow.commit()


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with themed(qapp), open_desk(tmp_path / "desk") as made:
        made._worker.submit(fill).result()
        made.start()
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow, timeout=LONG)
        QTest.keyClick(made.window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
        assert made.window.current_page == "work"
        board = made.work.board
        qtbot.waitUntil(lambda: len(board.counts) == len(WorkKind) and len(board.rows.ids) == 3, timeout=LONG)
        qtbot.waitUntil(made.work.screen.table.hasFocus, timeout=LONG)
        yield made


def key(desk: Desk, key: Qt.Key, *, shift: bool = False, ctrl: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    if shift:
        modifiers |= Qt.KeyboardModifier.ShiftModifier
    if ctrl:
        modifiers |= Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(QApplication.focusWidget() or desk.window, key, modifiers)


def texts(desk: Desk, column: int) -> list[str]:
    model = desk.work.screen.model
    return [str(model.data(model.index(row, column))) for row in range(model.rowCount())]


def go_to(desk: Desk, qtbot: QtBot, kind: WorkKind, count: int) -> None:
    key(desk, Qt.Key.Key_F4)
    kinds = desk.work.screen.kinds.list
    qtbot.waitUntil(kinds.hasFocus, timeout=LONG)
    while kinds.currentRow() != list(WorkKind).index(kind):
        key(desk, Qt.Key.Key_Down)
    board = desk.work.board
    qtbot.waitUntil(lambda: board.kind is kind and board.whole and len(board.rows.ids) == count, timeout=LONG)


def test_where_a_case_lies_is_said_only_where_that_differs(desk: Desk, qtbot: QtBot) -> None:
    desk.window.resize(1366, 728)
    table = desk.work.screen.table
    assert table.isColumnHidden(WHERE), "all that waits for the officer lies with them"
    go_to(desk, qtbot, WorkKind.OVERDUE, 3)
    assert not table.isColumnHidden(WHERE)


def test_kinds_are_gone_through_and_a_case_opens(desk: Desk, qtbot: QtBot) -> None:
    screen = desk.work.screen
    said = [screen.kinds.list.item(row).text() for row in range(screen.kinds.list.count())]
    assert said[:3] == ["Chờ tôi\n3 hồ sơ", "Đến hạn hôm nay\n0 hồ sơ", "Quá hạn\n3 hồ sơ"]
    assert said[-1] == "Ngày chưa chốt\n1 ngày"
    go_to(desk, qtbot, WorkKind.CITIZEN, 1)
    key(desk, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.table.hasFocus, timeout=LONG)
    qtbot.waitUntil(lambda: texts(desk, NAME) == [PEOPLE[1]], timeout=LONG)
    key(desk, Qt.Key.Key_Return)
    assert desk.window.current_page == "cases"
    qtbot.waitUntil(lambda: desk.cases.detail.case is not None, timeout=LONG)
    assert desk.cases.detail.case is not None
    assert desk.cases.detail.case.content.applicant.full_name == PEOPLE[1]


def test_the_arrow_keys_go_on_where_they_were(desk: Desk, qtbot: QtBot) -> None:
    table, board = desk.work.screen.table, desk.work.board
    key(desk, Qt.Key.Key_Down)
    key(desk, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 2
    resets: list[object] = []
    board.rows.subscribe(lambda change, *_: resets.append(change))
    board.refresh()
    qtbot.waitUntil(lambda: bool(resets), timeout=LONG)
    assert table.currentIndex().row() == 2
    go_to(desk, qtbot, WorkKind.OVERDUE, 3)
    assert table.currentIndex().row() == 0


def test_a_count_that_was_not_brought_to_its_end_says_so(desk: Desk) -> None:
    board, kinds = desk.work.board, desk.work.screen.kinds
    board.counts[WorkKind.LACKING] = MOST_LACKING
    kinds.show_counts(board)
    assert "10.000+" in kinds.list.item(list(WorkKind).index(WorkKind.LACKING)).text()


def test_what_is_scrolled_past_is_not_read(desk: Desk, qtbot: QtBot) -> None:
    """A page that only passed by is not asked for, and so not in the log of what was seen."""
    many = 3 * PAGE + 20

    def receive_more(uow: UnitOfWork) -> None:
        uow.blocks.add(NumberBlock(SETUP.case_code_prefix, SETUP.last_number + 1, 999, NOW.date()))
        for nth in range(many - len(PEOPLE)):
            due = NOW - timedelta(days=1, minutes=nth)
            uow.cases.receive(case_of(person(f"Người Thứ {nth}"), at=LATE, appointment=Appointment(due)))
        uow.commit()

    desk._worker.submit(receive_more).result()
    table, board = desk.work.screen.table, desk.work.board
    board.choose(WorkKind.OVERDUE)
    qtbot.waitUntil(lambda: board.whole and len(board.rows.ids) == many, timeout=LONG)
    qtbot.waitUntil(lambda: UNREAD not in shown(desk) and not board.rows.passing, timeout=LONG)
    filled: list[int] = []
    board.rows.subscribe(lambda change, first, _last: filled.append(first) if change is RowsChange.FILLED else None)
    bar = table.verticalScrollBar()
    bar.setValue(PAGE + 5)
    table.viewport().repaint()
    assert board.rows.passing
    assert UNREAD in shown(desk)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: not board.rows.passing and UNREAD not in shown(desk), timeout=LONG)
    assert PAGE not in filled
    assert 3 * PAGE in filled
    for value in range(bar.maximum(), -1, -2):  # one that does not end is looked into all the same
        bar.setValue(value)
        qtbot.wait(10)
    qtbot.waitUntil(lambda: PAGE in filled, timeout=LONG)


def shown(desk: Desk) -> list[str]:
    """The names in view."""
    table, model = desk.work.screen.table, desk.work.screen.model
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    return [str(model.data(model.index(row, NAME))) for row in range(first, last + 1)]


def test_papers_and_days_lead_to_their_pages(desk: Desk, qtbot: QtBot) -> None:
    go_to(desk, qtbot, WorkKind.PAPERS, 0)
    key(desk, Qt.Key.Key_Return)
    assert desk.window.current_page == "papers"
    desk.window.show_page("work")
    desk.window.activateWindow()
    go_to(desk, qtbot, WorkKind.DAYS, 0)
    assert desk.work.screen.go.isVisible()
    desk.work.screen.go.click()
    assert desk.window.current_page == "day"


def test_ticks_by_key_and_by_mouse(desk: Desk, qtbot: QtBot) -> None:
    screen, board = desk.work.screen, desk.work.board
    ids = board.rows.ids
    assert not screen.bulk.hand_over.isEnabled()
    key(desk, Qt.Key.Key_Space)
    assert board.ticked == {ids[0]}
    key(desk, Qt.Key.Key_Space)
    assert board.ticked == set()
    key(desk, Qt.Key.Key_Down, shift=True)
    assert (board.ticked, screen.table.currentIndex().row()) == (set(ids[:2]), 1)
    key(desk, Qt.Key.Key_Escape)
    assert board.ticked == set()
    key(desk, Qt.Key.Key_A, ctrl=True)
    assert board.ticked == set(ids)
    assert "Đang chọn 3" in screen.bulk.said.text()
    assert screen.bulk.hand_over.isEnabled()
    box = screen.table.visualRect(screen.model.index(2, TICK))
    QTest.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert board.ticked == set(ids[:2])


def test_a_selection_is_handed_over_and_the_refused_one_is_named(desk: Desk, qtbot: QtBot) -> None:
    screen, board = desk.work.screen, desk.work.board
    qtbot.waitUntil(lambda: texts(desk, NAME) == list(PEOPLE), timeout=LONG)
    waits = board.rows.ids[1]
    code = texts(desk, CODE)[1]
    key(desk, Qt.Key.Key_A, ctrl=True)
    key(desk, Qt.Key.Key_F6)
    dialog = screen.dialog
    assert isinstance(dialog, HandOverManyDialog)
    dialog.part.setFocus()
    dialog.part.setEditText("")
    QTest.keyClicks(dialog.part, "Dia chinh")
    QTest.keyClick(dialog.part, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: board.run is None and board.done == 2 and len(board.rows.ids) == 1, timeout=LONG)
    assert board.ticked == {waits}
    shown = screen.bulk.refused
    assert shown.isVisible()
    assert (shown.count(), shown.item(0).text().split("   ")[0].endswith(code)) == (1, True)
    assert "[LIFE-011]" in shown.item(0).text()
    assert "Đã làm xong 2 hồ sơ · chưa làm được 1" in screen.bulk.said.text()
    screen.bulk.refused.itemActivated.emit(shown.item(0))
    assert desk.window.current_page == "cases"
    desk.window.show_page("work")
    desk.window.activateWindow()
    qtbot.waitUntil(screen.table.hasFocus, timeout=LONG)
    go_to(desk, qtbot, WorkKind.HUNG, 0)
    assert not shown.isVisible()


def test_all_that_is_late_is_apologised_for_at_once(desk: Desk, qtbot: QtBot) -> None:
    screen, board = desk.work.screen, desk.work.board
    go_to(desk, qtbot, WorkKind.OVERDUE, 3)
    key(desk, Qt.Key.Key_F8)
    dialog = screen.dialog
    assert isinstance(dialog, ApologyManyDialog)
    assert (dialog.days.value(), dialog.go.isEnabled()) == (3, False)
    dialog.why.setPlainText("Mất điện ba ngày")
    dialog.go.click()
    qtbot.waitUntil(lambda: board.run is None and board.done == 2, timeout=LONG)
    life = desk._worker.submit(lambda uow: uow.cases.life(board.rows.ids[0])).result()
    assert (life.events[-1].act, life.events[-1].why) == (LifeAct.APOLOGISED, "Mất điện ba ngày")
    assert screen.bulk.refused.count() == 1


def test_a_filter_narrows_and_is_kept_for_the_next_start(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, board = desk.work.screen, desk.work.board
    key(desk, Qt.Key.Key_F3)
    qtbot.waitUntil(screen.filters.text.hasFocus, timeout=LONG)
    QTest.keyClicks(screen.filters.text, "le van")
    qtbot.waitUntil(lambda: len(board.rows.ids) == 1, timeout=LONG)
    monkeypatch.setattr("desktop.screens.work.filter_bar.ask_text", lambda *_: "Ông Ba")
    screen.filters.keep.click()
    qtbot.waitUntil(lambda: screen.filters.saved.findText("Ông Ba") == 1, timeout=LONG)
    screen.filters.text.clear()
    qtbot.waitUntil(lambda: len(board.rows.ids) == 3, timeout=LONG)
    screen.filters.saved.setCurrentIndex(1)
    screen.filters.saved.activated.emit(1)
    qtbot.waitUntil(lambda: len(board.rows.ids) == 1, timeout=LONG)
    assert screen.filters.text.text() == "le van"
    screen.filters.drop.click()
    qtbot.waitUntil(lambda: screen.filters.saved.count() == 1, timeout=LONG)
    assert texts(desk, WHERE)
