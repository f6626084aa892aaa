"""The real window with a scanner that types into it, and a person."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.screens.scanning.wedge_filter import EventClock, HeldKey, WedgeFilter, key_event
from devices.qrcode.text_damage import Damage
from devices.qrcode.wedge_keys import Key, Suffix, WedgeScan
from devices.simulated.citizens import citizen
from devices.simulated.scanners import drop_beyond_ascii

CARD = drop_beyond_ascii(citizen(7).payload())


class Form(QWidget):
    """Two fields and a button, behind a filter."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.button = QPushButton("Lưu")
        self.pressed = 0
        column = QVBoxLayout(self)
        for widget in (self.first, self.second, self.button):
            column.addWidget(widget)
        self.button.clicked.connect(self._on_clicked)
        self.wedge = WedgeFilter(self)
        self.scans: list[WedgeScan] = []
        self.wedge.scanned.connect(self.scans.append)

    def _on_clicked(self) -> None:
        self.pressed += 1

    @property
    def window_handle(self) -> QWindow:
        handle = self.windowHandle()
        assert handle is not None
        return handle

    def scan(self, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        for character in text:
            QTest.keyClick(self.window_handle, character)  # type: ignore[call-overload]  # stubs lack the str overload
        if end is not None:
            QTest.keyClick(self.window_handle, end)

    def person(self, text: str) -> None:
        for character in text:
            QTest.keyClick(self.window_handle, character)  # type: ignore[call-overload]  # stubs lack the str overload
            QTest.qWait(60)


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    app = QCoreApplication.instance()
    assert app is not None
    app.installEventFilter(made.wedge)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.first.setFocus()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is not None)
    yield made
    app.removeEventFilter(made.wedge)


def test_a_scan_is_told_and_no_field_sees_it(form: Form, qtbot: QtBot) -> None:
    form.scan(CARD)
    qtbot.waitUntil(lambda: bool(form.scans))
    QTest.qWait(100)
    assert [(scan.text, scan.suffix) for scan in form.scans] == [(CARD, Suffix.ENTER)]
    assert form.first.text() == ""


def test_a_scan_without_suffix_ends_by_itself(form: Form, qtbot: QtBot) -> None:
    form.scan(CARD, end=None)
    qtbot.waitUntil(lambda: bool(form.scans))
    assert form.scans[0].damages == {Damage.MISSING_SUFFIX}
    assert form.first.text() == ""


def test_what_a_person_types_arrives(form: Form, qtbot: QtBot) -> None:
    form.person("Nguyen 12")
    qtbot.waitUntil(lambda: form.first.text() == "Nguyen 12")
    assert form.scans == []


def test_a_scan_between_a_persons_keys(form: Form, qtbot: QtBot) -> None:
    form.person("ab")
    form.scan(CARD)
    QTest.qWait(200)
    form.person("cd")
    qtbot.waitUntil(lambda: form.first.text() == "abcd")
    assert [scan.text for scan in form.scans] == [CARD]


def test_the_scanners_enter_presses_no_button(form: Form, qtbot: QtBot) -> None:
    form.button.setFocus()
    QShortcut(QKeySequence("Return"), form).activated.connect(form.button.click)
    form.scan(CARD)
    qtbot.waitUntil(lambda: bool(form.scans))
    QTest.qWait(100)
    assert form.pressed == 0
    QTest.keyClick(form.window_handle, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.pressed == 1)


def test_no_shortcut_of_a_plain_key_acts_on_a_scan_and_a_person_still_has_it(form: Form, qtbot: QtBot) -> None:
    acted: list[str] = []
    form.button.setFocus()  # a field would take the key for itself
    QShortcut(QKeySequence("1"), form).activated.connect(lambda: acted.append("1"))
    form.scan(CARD.replace("0", "1"))
    qtbot.waitUntil(lambda: bool(form.scans))
    QTest.qWait(100)
    assert acted == []
    form.person("1")
    qtbot.waitUntil(lambda: acted == ["1"])


def test_a_fast_tab_moves_the_focus_in_its_turn(form: Form, qtbot: QtBot) -> None:
    """All within the time that a key is held: the second letter belongs to the second field."""
    for key in (Qt.Key.Key_A, Qt.Key.Key_Tab, Qt.Key.Key_B):
        QTest.keyClick(form.window_handle, key)
    qtbot.waitUntil(lambda: form.second.text() == "b")
    assert form.first.text() == "a"


def test_a_shortcut_finds_what_was_typed_just_before(form: Form, qtbot: QtBot) -> None:
    seen: list[str] = []
    QShortcut(QKeySequence("F5"), form).activated.connect(lambda: seen.append(form.first.text()))
    QTest.keyClick(form.window_handle, Qt.Key.Key_A)
    QTest.keyClick(form.window_handle, Qt.Key.Key_F5)
    assert seen == ["a"]
    qtbot.waitUntil(lambda: form.first.text() == "a")


def test_paste_and_select_all_work_at_once(form: Form) -> None:
    QGuiApplication.clipboard().setText(CARD)
    QTest.keyClick(form.window_handle, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form.first.text() == CARD
    QTest.keyClick(form.window_handle, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert form.first.selectedText() == CARD
    assert form.scans == []


class Native(QKeyEvent):
    """A key event as the system delivers it, with a time of our choice."""

    def spontaneous(self) -> bool:
        return True


def native(character: str, at: int, kind: QEvent.Type = QEvent.Type.KeyPress) -> Native:
    made = Native(kind, ord(character.upper()), Qt.KeyboardModifier.NoModifier, character)
    made.setTimestamp(at)
    return made


def test_a_stalled_program_leaks_nothing(form: Form, qtbot: QtBot) -> None:
    """The timer for the first key is overdue when the rest of the scan is still in the system's queue."""
    start = int(time.monotonic() * 1000)
    held = form.wedge.eventFilter(form.window_handle, native(CARD[0], start))

    def deliver_the_rest() -> None:
        for place, character in enumerate(CARD[1:], 1):
            form.wedge.eventFilter(form.window_handle, native(character, start + 3 * place))

    QTimer.singleShot(60, deliver_the_rest)
    time.sleep(0.25)
    qtbot.waitUntil(lambda: bool(form.scans))
    assert held
    assert [scan.text for scan in form.scans] == [CARD]
    assert form.first.text() == ""


def test_a_window_that_closes_takes_its_held_keys_with_it(form: Form, qtbot: QtBot) -> None:
    other = QWidget()
    other.show()
    qtbot.waitExposed(other)
    handle = other.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_X)
    other.deleteLater()
    QCoreApplication.sendPostedEvents(other, QEvent.Type.DeferredDelete.value)
    QTest.qWait(100)
    form.activateWindow()
    form.first.setFocus()
    form.first.clear()
    form.person("y")
    qtbot.waitUntil(lambda: form.first.text() == "y")


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "command", "digit"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", False, -1),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, "\x01", True, -1),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "\x1b", False, -1),
        (
            Qt.Key.Key_4,
            Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier,
            "4",
            False,
            4,
        ),
        (Qt.Key.Key_Bar, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "|", False, -1),
        (Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier, "4", True, -1),
    ],
)
def test_key_events_are_translated(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, command: bool, digit: int
) -> None:
    made = key_event(QKeyEvent(QEvent.Type.KeyPress, key.value, modifiers, text), 5.0, 9)
    assert (made.command, made.alt_digit, made.at, made.token, made.key) == (command, digit, 5.0, 9, Key.OTHER)
    assert made.types is ((not command and text.isprintable()) or digit >= 0)


def test_a_key_outside_the_table_of_keys_is_a_letter() -> None:
    made = key_event(QKeyEvent(QEvent.Type.KeyPress, 0x1EC4, Qt.KeyboardModifier.NoModifier, "ễ"), 0.0, 1)
    assert made.types
    assert made.text == "ễ"


def test_a_line_feed_ends_a_scan() -> None:
    made = key_event(QKeyEvent(QEvent.Type.KeyPress, 0x0100FF0A, Qt.KeyboardModifier.NoModifier, "\n"), 0.0, 1)
    assert (made.key, made.text) == (Key.ENTER, "")


def test_the_event_clock_trusts_the_least_delay() -> None:
    clock = EventClock()
    began = time.monotonic()
    real = int(began * 1000)
    clock.stamp(real - 500 - 300)  # an event of a clock that is 500 behind, 300 late
    clock.stamp(real - 500)
    wrong = clock.now() - (time.monotonic() * 1000 - 500)
    passed = (time.monotonic() - began) * 1000  # what the two lines above took, on a machine that does other things too
    assert abs(wrong) < 1 + passed
    clock.stamp(20)  # the counter began anew
    assert clock.now() - 20 < 1000


def press_of(code: int, *, repeat: bool) -> QKeyEvent:
    plain = Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2.value, plain, code, 0, 0, "2", repeat)


@pytest.mark.parametrize(
    ("presses", "repeats"),
    [
        pytest.param([(0, 2, False), (0, 2, True)], [False, False], id="a digit twice in one millisecond"),
        pytest.param([(0, 2, False), (3, 2, True), (6, 2, True)], [False] * 3, id="three times"),
        pytest.param([(0, 2, False), (250, 2, True), (280, 2, True)], [False, True, True], id="held down"),
        pytest.param([(0, 2, False), (250, 2, True), (260, 2, False), (263, 2, True)], [False, True, False, False]),
        pytest.param([(0, 3, False), (5, 2, True)], [False, True], id="another key's repeat"),
    ],
)
def test_a_key_pressed_twice_is_not_a_held_one(presses: list[tuple[int, int, bool]], repeats: list[bool]) -> None:
    held, found = HeldKey(), []
    for at, code, flagged in presses:
        event = press_of(code, repeat=flagged)
        found.append(held.repeats(event, float(at)))
        held.note(event, float(at))
    assert found == repeats
