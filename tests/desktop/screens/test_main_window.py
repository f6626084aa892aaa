"""The window: its pages and keys, and what it gives up where there is little room."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from desktop.screens.main_window import MainWindow, Page
from desktop.screens.shortcuts import ShortcutsDialog, shortcut_list
from tests.helpers.intake_screen import press, texts
from tests.helpers.intake_world import NOW
from tests.helpers.themed import themed

CONTROL = Qt.KeyboardModifier.ControlModifier
NAMES = ("Tiếp nhận", "Hồ sơ", "Kiểm tra\nmáy quét", "Cài đặt")
KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)
DESK = "UBND XÃ MẪU · TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk_name=DESK, officer_name="Cán bộ Mẫu", demo=True, clock=lambda: NOW)
    qtbot.addWidget(made)
    for name, icon, key in zip(NAMES, ("clipboard-pen", "files", "scan-qr-code", "settings"), "1234", strict=True):
        made.add_page(Page(key, name, icon, f"Ctrl+{key}", QLineEdit()))
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def rail(window: MainWindow) -> dict[str, QToolButton]:
    return {each.accessibleName(): each for each in window.findChildren(QToolButton) if each.accessibleName()}


def test_each_page_has_its_key(qtbot: QtBot, window: MainWindow) -> None:
    assert window.current_page == "1"
    for page in (3, 1, 2, 0):
        with qtbot.waitSignal(window.page_changed) as changed:
            QTest.keyClick(window, KEYS[page], CONTROL)
        assert changed.args == [window.current_page] == [str(page + 1)]
        checked = [name for name, each in rail(window).items() if each.isChecked()]
        assert checked == [NAMES[page].replace("\n", " ")]


def test_the_rail_shows_a_page_and_names_its_key(qtbot: QtBot, window: MainWindow) -> None:
    button = rail(window)["Cài đặt"]
    assert button.toolTip() == "Cài đặt (Ctrl+4)"
    with qtbot.waitSignal(window.page_changed):
        button.click()
    assert window.current_page == "4"


def test_ctrl_f_wants_to_find_a_case(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.find_wanted):
        QTest.keyClick(window, Qt.Key.Key_F, CONTROL)


def test_f1_shows_every_key_and_leaves_nothing_behind(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    (dialog,) = window.findChildren(ShortcutsDialog)
    said = texts(dialog)
    for key, what in shortcut_list():
        assert key in said
        assert what in said
    press(dialog, "Đóng")
    qtbot.waitUntil(lambda: not window.findChildren(ShortcutsDialog))


def test_the_bar_tells_desk_officer_and_time(window: MainWindow) -> None:
    said = texts(window)
    for part in (DESK, "Cán bộ Mẫu", "09:30 · 25/11/2026", "dữ liệu giả"):
        assert part in said


@pytest.mark.parametrize(
    ("size", "time", "desk", "names"),
    [((1366, 728), True, True, True), ((960, 500), False, True, False), ((683, 364), False, False, False)],
)
def test_with_little_room_time_and_desk_go_first(
    window: MainWindow, size: tuple[int, int], time: bool, desk: bool, names: bool
) -> None:
    window.resize(*size)
    QTest.qWait(1)
    assert (window.width(), window.height()) == size, "nothing holds the window larger"
    said = texts(window)
    assert ("09:30" in said) is time
    assert (DESK in said) is desk
    assert "Cán bộ Mẫu" in said
    assert "BÀN THỬ" in said
    for each in (each for each in rail(window).values() if each.isVisible()):
        assert window.rect().contains(each.rect().translated(each.mapTo(window, each.rect().topLeft())))
        assert (each.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon) is names
    for said_there in window.findChildren(QLabel):
        if said_there.isVisible() and said_there.text() != DESK:
            assert said_there.width() >= said_there.sizeHint().width(), said_there.text()


def test_closing_is_told(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()


def test_what_is_seldom_needed_is_in_a_menu_and_has_its_key(qtbot: QtBot, window: MainWindow) -> None:
    window.add_page(Page("chip", "Đầu đọc chip", "id-card", "Ctrl+Shift+C", QLineEdit(), seldom=True))
    more = rail(window)["Khác"]
    more.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert not more.isChecked()  # nothing else is shown yet
    assert [action.text() for action in menu.actions()] == ["Đầu đọc chip\tCtrl+Shift+C"]
    with qtbot.waitSignal(window.page_changed) as changed:
        menu.actions()[0].trigger()
    assert changed.args == [window.current_page] == ["chip"]
    assert more.isChecked()
    menu.close()
    QTest.keyClick(window, KEYS[0], CONTROL)
    assert not more.isChecked()
    QTest.keyClick(window, Qt.Key.Key_C, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert window.current_page == "chip"
    assert [page.id for page in window.pages][-1] == "chip"


class Painted(QLineEdit):
    """Notes when it is painted."""

    def __init__(self, said: list[str]) -> None:
        super().__init__()
        self._said = said

    def paintEvent(self, event: QPaintEvent) -> None:
        self._said.append("painted")
        super().paintEvent(event)


def test_a_page_is_painted_before_what_works_beside_it_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    said: list[str] = []
    window.add_page(Page("5", "Số hóa", "files", "Ctrl+5", Painted(said)))
    window.paint_first(lambda: said.append("held"), lambda: said.append("on"))
    window.show_page("5")
    assert said == ["held"]
    qtbot.waitUntil(lambda: "on" in said)
    assert said[:2] == ["held", "painted"]
    assert said.count("on") == 1
