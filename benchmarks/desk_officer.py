"""Somebody who works at a whole desk in a benchmark: makes wishes, waits for what comes, types, scrolls, looks."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit

from benchmarks.heart import Heart
from desktop.bootstrap.desk import Desk
from desktop.screens.work.model import NAME, UNREAD
from desktop.workflows.work_rows import RowsChange

KEY_MS = 120  # between two keys of somebody who types well
LOOK_MS = 1500  # at what has come
WHEEL = 120  # one notch
PATIENCE_S = 240


class Officer:
    """Works at a desk: makes wishes, waits for what comes, looks at it.

    Attributes:
        desk: The desk.
        heart: Hears how long nothing was painted.
    """

    def __init__(self, application: QApplication, desk: Desk, *, who: bool = False) -> None:
        self._application = application
        self.desk = desk
        self.heart = Heart(who=who)
        self.resets = 0
        desk.work.board.rows.subscribe(self._on_rows)

    def _on_rows(self, change: RowsChange, _first: int, _last: int) -> None:
        self.resets += change is RowsChange.RESET

    def turn(self) -> None:
        """Let the event loop take what has come, as it does by itself: asleep until then."""
        self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def until(self, done: Callable[[], bool]) -> float:
        """Milliseconds until something is so and painted."""
        began = time.perf_counter()
        while not done():
            self.turn()
            if time.perf_counter() - began > PATIENCE_S:
                raise SystemExit("the desk did not answer")
        self._application.processEvents()
        return (time.perf_counter() - began) * 1000

    def look(self, milliseconds: float = LOOK_MS) -> None:
        """Look for a while."""
        end = time.perf_counter() + milliseconds / 1000
        while time.perf_counter() < end:
            self.turn()

    def another(self, value: Callable[[], object]) -> Callable[[], bool]:
        """Whether a value is another than it is now."""
        before = value()
        return lambda: value() is not before

    def type(self, line: QLineEdit, text: str) -> None:
        """Type letter by letter."""
        line.clear()
        for letter in text:
            QTest.keyClicks(line, letter)
            self.look(KEY_MS)

    def scroll(self, view: QAbstractItemView, notches: int, each_ms: float) -> None:
        """Turn the wheel down."""
        place = QPointF(20, 20)
        for _ in range(notches):
            event = QWheelEvent(
                place,
                QPointF(view.viewport().mapToGlobal(QPoint(20, 20))),
                QPoint(),
                QPoint(0, -WHEEL),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(view.viewport(), event)
            self.look(each_ms)

    def work_shown(self) -> bool:
        """Whether every row of the day's work in view was read."""
        table, model = self.desk.work.screen.table, self.desk.work.screen.model
        first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        last = model.rowCount() - 1 if last < 0 else last
        rows = range(max(0, first), last + 1)
        return not self.desk.work.board.listing and all(model.data(model.index(row, NAME)) != UNREAD for row in rows)
