"""The list of the day's work, and its keys."""

from PySide6.QtCore import QElapsedTimer, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.screens.work.model import CODE, DUE, NAME, PROCEDURE, STANDING, TICK, WHERE, WorkModel

ROW_HEIGHT = 32  # logical pixels
WIDTHS = {TICK: 34, CODE: 116, NAME: 178, WHERE: 150, DUE: 104, STANDING: 248}
WIDE, WIDE_WIDTHS = 1300, {NAME: 206, WHERE: 216}  # from this width on, the longest usual names whole
LONG_STANDING = 248  # where nothing is said about where, and the longest usual standing is read whole
# Logical pixels of the table from which on a column is shown.
SCROLL_PAUSE_MS = 80  # after the last step of a scroll, before what is in view is read
GLANCE_MS = 300  # of a scroll that does not end; then what is in view is read all the same
ROOM_FOR = {PROCEDURE: 1010, WHERE: 900, DUE: 700}


class WorkTable(QTableView):
    """Shows a `WorkModel`. Space ticks a row, Shift with an arrow ticks on the way, Ctrl+A ticks all, Esc none.

    Signals:
        wanted: Row of a case to open.
        all_wanted: Everything shall be ticked.
        none_wanted: Nothing shall be ticked.
    """

    wanted = Signal(int)
    all_wanted = Signal()
    none_wanted = Signal()

    def __init__(self, model: WorkModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Danh sách việc"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # nothing is measured row by row
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(WIDTHS[TICK])
        header.setSectionResizeMode(TICK, QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(False)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self.doubleClicked.connect(self._on_double)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SCROLL_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._glance = QElapsedTimer()
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._on_scrolled())

    def _on_scrolled(self) -> None:
        """Do not read what is only passed by: a page that is read and logged takes its time from the painting."""
        if self._pause.isActive() and self._glance.hasExpired(GLANCE_MS):
            self._pause.stop()
            self._look()
            return
        if not self._pause.isActive():
            self._glance.start()
        self._model.pass_by(True)
        self._pause.start()

    def _look(self) -> None:
        self._model.pass_by(False)
        self.viewport().update()

    def share_room(self, width: int, *, mine: bool) -> None:
        """Show the columns that there is room for; what is left goes to the procedure, or to the name.

        Args:
            width: Logical pixels that there are.
            mine: Whether every case lies with the officer, so that nothing is to be said about where.
        """
        room = width + WIDTHS[WHERE] + WIDTHS[STANDING] - LONG_STANDING if mine else width
        for column, least in ROOM_FOR.items():
            self.setColumnHidden(column, room < least or (mine and column == WHERE))
        self.setColumnWidth(STANDING, LONG_STANDING if mine else WIDTHS[STANDING])
        widths = WIDTHS | (WIDE_WIDTHS if width >= WIDE else {})
        self.setColumnWidth(WHERE, widths[WHERE])
        mode = QHeaderView.ResizeMode
        named = not self.isColumnHidden(PROCEDURE)
        self.horizontalHeader().setSectionResizeMode(NAME, mode.Interactive if named else mode.Stretch)
        self.horizontalHeader().setSectionResizeMode(PROCEDURE, mode.Stretch if named else mode.Interactive)
        if named:
            self.setColumnWidth(NAME, widths[NAME])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick, open, or go on as every list does."""
        row, key = self.currentIndex().row(), event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            self.none_wanted.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.wanted.emit(row)
        elif key == Qt.Key.Key_Space and row >= 0:
            self._toggle(row)
        elif shift and key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and row >= 0:
            self._tick_on_the_way(row, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _on_double(self, index: QModelIndex) -> None:
        if index.column() != TICK:
            self.wanted.emit(index.row())

    def _toggle(self, row: int) -> None:
        index = self._model.index(row, TICK)
        ticked = self._model.data(index, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        self._model.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def _tick_on_the_way(self, row: int, step: int) -> None:
        after = min(max(row + step, 0), self._model.rowCount() - 1)
        for each in (row, after):
            self._model.setData(self._model.index(each, TICK), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
        self.selectRow(after)
