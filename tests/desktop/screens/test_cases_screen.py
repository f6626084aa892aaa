"""The page of cases: searching while typing, late cases, one case in full, and little room."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.records.cases import Case, CaseState, CaseSummary, HistoryEntry, PaperState
from desktop.records.catalogue.models import ReceptionChannel
from desktop.records.resources import resources_folder
from desktop.screens.appearance.theme import COLOURS
from desktop.screens.cases.screen import DUE, NAME, PROCEDURE, RECEIVED, STATE, CasesScreen
from desktop.screens.messages import load_messages
from devices.errors import CodedError
from tests.helpers.intake_screen import button, press, texts
from tests.helpers.intake_world import NOW, deliver
from tests.helpers.receipt_world import CASE
from tests.helpers.themed import themed

DAY = timedelta(days=1)


def summary(number: int, name: str, due_at: datetime = NOW + DAY, state: CaseState = CaseState.RECEIVED) -> CaseSummary:
    return CaseSummary(
        number,
        f"000.99.09.H58-261125-{number:04d}",
        name,
        "082190991001",
        "Đăng ký khai sinh",
        NOW - DAY,
        due_at,
        state,
        ReceptionChannel.COUNTER,
    )


class HeldQueries:
    """`CaseQueries` whose answers come when the test says so."""

    def __init__(self) -> None:
        self.searches: list[tuple[str, Future[Sequence[CaseSummary]]]] = []
        self.cases: list[tuple[int, Future[Case]]] = []

    def find(self, text: str) -> Future[Sequence[CaseSummary]]:
        self.searches.append((text, Future()))
        return self.searches[-1][1]

    def case(self, case_id: int) -> Future[Case]:
        self.cases.append((case_id, Future()))
        return self.cases[-1][1]


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def queries() -> HeldQueries:
    return HeldQueries()


@pytest.fixture
def screen(qtbot: QtBot, queries: HeldQueries) -> CasesScreen:
    made = CasesScreen(queries, deliver, load_messages(resources_folder()), lambda: NOW)
    qtbot.addWidget(made)
    made.resize(1270, 680)
    made.show()
    qtbot.waitExposed(made)
    return made


def names(screen: CasesScreen) -> list[str]:
    return [screen.model.case(row).full_name for row in range(screen.model.rowCount())]


def show(screen: CasesScreen, queries: HeldQueries, *found: CaseSummary) -> None:
    screen.refresh()
    queries.searches[-1][1].set_result(found)


def test_what_is_typed_is_searched_after_a_pause(qtbot: QtBot, screen: CasesScreen, queries: HeldQueries) -> None:
    for letter in "an":
        QTest.keyClicks(screen.search_line, letter)
    qtbot.waitUntil(lambda: bool(queries.searches))
    assert [text for text, _ in queries.searches] == ["an"], "one search for quick typing"
    queries.searches[0][1].set_result([summary(1, "Nguyễn Thị An")])
    assert names(screen) == ["Nguyễn Thị An"]
    assert "1 hồ sơ phù hợp nhất" in texts(screen)


def test_the_list_has_the_part_of_the_code_that_differs_and_tells_the_whole(
    screen: CasesScreen, queries: HeldQueries
) -> None:
    show(screen, queries, summary(1, "Nguyễn Thị An"))
    code, index = screen.model.case(0).code, screen.model.index(0, 0)
    assert code.endswith(screen.model.data(index))
    assert len(screen.model.data(index)) == len("261125-0001")
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        assert screen.model.data(index, role) == code


def test_a_newer_search_outruns_an_older_one(screen: CasesScreen, queries: HeldQueries) -> None:
    screen.search_line.setText("an")
    screen.refresh()
    screen.search_line.setText("binh")
    screen.refresh()
    (_, older), (_, newer) = queries.searches
    newer.set_result([summary(2, "Trần Văn Bình")])
    older.set_result([summary(1, "Nguyễn Thị An")])
    assert names(screen) == ["Trần Văn Bình"]


def test_nothing_found_is_said(screen: CasesScreen, queries: HeldQueries) -> None:
    screen.search_line.setText("không có ai")
    show(screen, queries)
    assert "Không có hồ sơ nào như vậy" in texts(screen)


def test_a_late_case_is_red_and_says_so_a_closed_one_is_not(screen: CasesScreen, queries: HeldQueries) -> None:
    show(
        screen,
        queries,
        summary(1, "Muộn", NOW - DAY, CaseState.IN_PROGRESS),
        summary(2, "Đã trả", NOW - DAY, CaseState.RETURNED),
        summary(3, "Còn hạn"),
    )
    index = screen.model.index
    for column in (DUE, STATE):
        assert index(0, column).data(Qt.ItemDataRole.ForegroundRole) == QColor(COLOURS["bad"])
    assert index(0, STATE).data() == "Đang xử lý · quá hạn"
    assert index(0, NAME).data(Qt.ItemDataRole.ForegroundRole) is None
    for row in (1, 2):
        assert index(row, DUE).data(Qt.ItemDataRole.ForegroundRole) is None
        assert "quá hạn" not in index(row, STATE).data()


def test_a_cut_text_is_whole_in_its_tool_tip(screen: CasesScreen, queries: HeldQueries) -> None:
    show(screen, queries, summary(1, "Nguyễn Thị An"))
    assert screen.model.index(0, PROCEDURE).data(Qt.ItemDataRole.ToolTipRole) == "Đăng ký khai sinh"


def test_a_selected_case_is_shown_in_full(qtbot: QtBot, screen: CasesScreen, queries: HeldQueries) -> None:
    show(screen, queries, summary(7, "Nguyễn Thị An"), summary(8, "Trần Văn Bình"))
    screen.search_line.setFocus()
    QTest.keyClick(screen.search_line, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is screen.table
    wanted, future = queries.cases[-1]
    assert wanted == 7
    history = (HistoryEntry(NOW, 7, "received", CaseState.RECEIVED, "nhận tại quầy"),)
    paper = replace(CASE.content.papers[0], state=PaperState.MISSING, reason="nộp sau")
    content = replace(CASE.content, papers=(paper, *CASE.content.papers[1:]))
    case = replace(CASE, id=7, content=content, history=history)
    future.set_result(case)
    said = texts(screen.detail)
    for part in (
        CASE.code,
        CASE.content.applicant.full_name,
        CASE.content.procedure_name,
        "lý do: nộp sau",
        "nhận tại",
    ):
        assert part in said
    with qtbot.waitSignal(screen.receipt_wanted) as receipt:
        press(screen.detail, "Xem và in giấy hẹn")
    assert receipt.args == [case]


def test_an_older_case_s_answer_does_not_replace_a_newer_one(screen: CasesScreen, queries: HeldQueries) -> None:
    screen.open_case(7)
    screen.open_case(8)
    (_, first), (_, second) = queries.cases
    second.set_result(replace(CASE, id=8, code="MỚI"))
    first.set_result(replace(CASE, id=7, code="CŨ"))
    assert "MỚI" in texts(screen.detail)


def test_a_failure_is_said_and_goes_away_with_the_next_answer(screen: CasesScreen, queries: HeldQueries) -> None:
    screen.refresh()
    queries.searches[-1][1].set_exception(CodedError("DB-004"))
    assert "[DB-004]" in texts(screen.notice)
    show(screen, queries)
    assert not screen.notice.isVisible()


def test_with_little_room_a_case_takes_the_list_s_place(screen: CasesScreen, queries: HeldQueries) -> None:
    screen.resize(600, 300)
    show(screen, queries, summary(7, "Nguyễn Thị An"), summary(8, "Trần Văn Bình"))
    for column in (RECEIVED, PROCEDURE, DUE):
        assert screen.table.isColumnHidden(column)
    screen.search_line.setFocus()
    QTest.keyClick(screen.search_line, Qt.Key.Key_Return)
    queries.cases[-1][1].set_result(replace(CASE, id=7))
    assert screen.table.isVisible(), "going through the list opens nothing"
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    assert not screen.table.isVisible()
    assert screen.detail.isVisible()
    button(screen, "Về danh sách")
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.table.isVisible()
    assert not screen.detail.isVisible()
    screen.resize(1270, 680)
    QTest.qWait(1)
    assert screen.table.isVisible()
    assert screen.detail.isVisible()
