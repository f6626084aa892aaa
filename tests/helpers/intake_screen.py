"""The intake screen over the small world of `intake_world`, and hands for its widgets."""

import unicodedata
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.records.catalogue.models import Procedure
from desktop.records.drafts import KeptDraft
from desktop.records.resources import resources_folder
from desktop.screens.dialog import TextDialog
from desktop.screens.intake.drafts_menu import DraftsButton
from desktop.screens.intake.screen import IntakeScreen
from desktop.screens.messages import load_messages
from devices.identity import Field
from tests.helpers.intake_world import AN, BIRTH, NOW, ONLINE_ONLY, MemoryStore, deliver, new_intake


def done(value: list[KeptDraft]) -> Future[list[KeptDraft]]:
    """A future that is done already."""
    future: Future[list[KeptDraft]] = Future()
    future.set_result(value)
    return future


class ScreenWorld:
    """A shown intake screen.

    Attributes:
        screen: The screen.
        store: What it saves to.
        reading: Stands for the camera.
    """

    def __init__(self, qtbot: QtBot, store: MemoryStore | None = None) -> None:
        self.intake, self.store = new_intake(store)
        self.reading = QPushButton("camera")
        self.saved_at: datetime = NOW
        drafts = DraftsButton(self._kept, deliver)
        self.screen = IntakeScreen(
            self.intake,
            _search,
            lambda procedure: f"{procedure.time_limit.amount} ngày làm việc",
            load_messages(resources_folder()),
            reading=self.reading,
            drafts=drafts,
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1270, 680)
        self.screen.show()
        qtbot.waitExposed(self.screen)
        self.screen.activateWindow()
        self.screen.procedure.search_line.setFocus()

    def _kept(self) -> Future[list[KeptDraft]]:
        return done([KeptDraft(key, self.saved_at, text) for key, text in self.store.drafts.items()])

    # ---- eyes

    def notice(self) -> str:
        """What the bar says; "" while it is hidden."""
        bar = self.screen.notice.bar
        return texts(bar) if bar.isVisible() else ""

    def focus(self) -> QWidget | None:
        """Where the keys go."""
        return QApplication.focusWidget()

    # ---- hands

    def press(self, name: str) -> None:
        """Click the visible button of this name."""
        press(self.screen, name)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self.focus() or self.screen, key, modifier)


def _search(text: str) -> list[Procedure]:
    return [procedure for procedure in (BIRTH, ONLINE_ONLY) if text.lower() in procedure.name.lower()]


def texts(widget: QWidget) -> str:
    """Everything that visible labels and buttons under a widget say."""
    QApplication.processEvents()  # what was just added to a layout is shown with the next events
    shown = [each for each in widget.findChildren(QWidget) if isinstance(each, QLabel | QPushButton)]
    said = " | ".join(each.text() for each in shown if each.isVisible())
    assert unicodedata.is_normalized("NFC", said)
    return said


def button(where: QWidget, name: str) -> QPushButton:
    """The visible button of this accessible name."""
    QApplication.processEvents()
    found = [each for each in where.findChildren(QPushButton) if each.accessibleName() == name and each.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)} of {[each.accessibleName() for each in found]}"
    return found[0]


def press(where: QWidget, name: str) -> None:
    """Click the visible button of this accessible name."""
    QTest.mouseClick(button(where, name), Qt.MouseButton.LeftButton)


def type_into(line: QLineEdit, text: str) -> None:
    """Replace a line's text as an officer does, and leave it."""
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    line.insert(text)
    QTest.keyClick(line, Qt.Key.Key_Tab)


def line(world: ScreenWorld, field: Field) -> QLineEdit:
    """The line in which a field of the applicant is typed."""
    return world.screen.applicant.rows[field].line


def choose(world: ScreenWorld, text: str = "khai sinh") -> None:
    """Find a procedure by typing and take it with Enter."""
    world.key(Qt.Key.Key_F3)
    world.screen.procedure.search_line.setText(text)
    QTest.keyClick(world.screen.procedure.search_line, Qt.Key.Key_Return)


def in_dialog(act: Callable[[QDialog], None]) -> None:
    """Do something in the dialog that the next click opens."""

    def find() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            try:
                act(dialog)
            finally:
                if dialog.isVisible():  # a failed check must not leave it open
                    dialog.reject()
        else:
            QTimer.singleShot(10, find)

    find()


def answer(text: str) -> Callable[[QDialog], None]:
    """Types this text into a dialog that asks for one."""

    def act(dialog: QDialog) -> None:
        assert isinstance(dialog, TextDialog)
        assert not button(dialog, "Đồng ý").isEnabled()
        dialog.line.setText(text)
        press(dialog, "Đồng ý")

    return act


def ready(world: ScreenWorld) -> None:
    """A card, a procedure and all its papers: what is left is to save."""
    world.screen.take(AN)
    choose(world)
    world.key(Qt.Key.Key_F6)
