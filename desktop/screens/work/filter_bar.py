"""What the list is narrowed to, and the filters that are kept."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.records.case_life_boards import BoardFacets, BoardFilter
from desktop.records.number_text import number_text
from desktop.screens.building import button, number_box, row
from desktop.screens.dialog import ask_text
from desktop.workflows.work_board import WorkBoard
from desktop.workflows.work_kinds import WorkKind

TYPING_PAUSE_MS = 40
MOST_DAYS = 365
DAYS_WIDTH = 96  # logical pixels


class FilterBar(QWidget):
    """Two lines: text and the kept filters; then part, officer, procedure and days.

    Signals:
        narrowed: A `BoardFilter`, and from how many days on a case hangs.
        used: Name of a kept filter to use.
        kept: Name to keep the filter under.
        dropped: Name of a kept filter to forget.
    """

    narrowed = Signal(object, int)
    used = Signal(str)
    kept = Signal(str)
    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._facets: BoardFacets | None = None
        self._names: tuple[str, ...] | None = None
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.text.setAccessibleName(self.tr("Lọc theo tên, mã hoặc số căn cước"))
        self.text.setPlaceholderText(self.tr("Lọc: tên, mã, số…  F3"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.text.textChanged.connect(lambda _text: self._pause.start())
        self.part = self._combo(self.tr("Bộ phận"))
        self.officer = self._combo(self.tr("Công chức"))
        self.procedure = self._combo(self.tr("Thủ tục"))
        self.system = self._combo(self.tr("Hệ thống chưa có hồ sơ"))
        self.saved = self._combo(self.tr("Bộ lọc đã lưu"))
        for combo in (self.part, self.officer, self.procedure, self.system):
            combo.activated.connect(lambda _place: self._tell())
        self.saved.activated.connect(self._on_saved)
        self.days = number_box(self.tr("Số ngày đứng yên"), 1, MOST_DAYS)
        self.days.valueChanged.connect(lambda _days: self._pause.start())
        self.days.setSuffix(self.tr(" ngày"))
        self.days.setToolTip(self.tr("Không có bước nào từ bấy nhiêu ngày trở lên"))
        self.days.setFixedWidth(DAYS_WIDTH)
        self.keep = button(self.tr("Lưu bộ lọc…"), self._on_keep, icon_name="save")
        self.drop = button(self.tr("Xóa"), self._on_drop, icon_name="trash-2")
        self.drop.setToolTip(self.tr("Xóa bộ lọc đã lưu đang chọn"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row(self.text, self.saved, self.keep, self.drop))
        column.addLayout(row(self.part, self.officer, self.procedure, self.system, self.days))

    @staticmethod
    def _combo(name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setMinimumWidth(60)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(10)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return made

    # ---- showing

    def show_board(self, board: WorkBoard) -> None:
        """Show what can be chosen, and what is."""
        if board.facets != self._facets:
            self._facets = board.facets
            self._fill(board)
        names = tuple(each.name for each in board.saved)
        if names != self._names:
            self._names = names
            chosen = self.saved.currentText()
            self.saved.clear()
            self.saved.addItem(self.tr("Bộ lọc đã lưu"))
            self.saved.addItems(names)
            self.saved.setCurrentIndex(max(0, self.saved.findText(chosen)))
        self._show_chosen(board)
        hung = board.kind is WorkKind.HUNG
        self.days.setVisible(hung)
        self.system.setVisible(board.kind is WorkKind.LACKING)
        self.drop.setEnabled(self.saved.currentIndex() > 0)

    def _fill(self, board: WorkBoard) -> None:
        facets = board.facets
        at_home = self.tr("{0} (tại quầy)").format(board.home)
        parts = [(part, part or at_home, count) for part, count in facets.parts]
        for combo, every, items in (
            (self.part, self.tr("Mọi bộ phận"), parts),
            (self.officer, self.tr("Mọi công chức"), facets.officers),
            (self.procedure, self.tr("Mọi thủ tục"), facets.procedures),
        ):
            self._offer(combo, every, items)
        self.system.clear()
        self.system.addItem(self.tr("Mọi hệ thống"), None)
        for each in board.systems:
            self.system.addItem(each.name, each.id)

    @staticmethod
    def _offer(combo: QComboBox, every: str, items: Iterable[tuple[object, str, int]]) -> None:
        combo.clear()
        combo.addItem(every, None)
        for key, name, count in items:
            combo.addItem(f"{name} ({number_text(count)})", key)

    def _show_chosen(self, board: WorkBoard) -> None:
        only = board.only
        self._choose(self.part, only.part)
        self._choose(self.officer, only.officer_id)
        self._choose(self.procedure, only.procedure or None)
        self._choose(self.system, only.system or None)
        if not self._pause.isActive():  # what is being typed is newer than what is listed
            for widget in (self.text, self.days):
                widget.blockSignals(True)
            if self.text.text().strip() != only.text:
                self.text.setText(only.text)
            self.days.setValue(board.hung_days)
            for widget in (self.text, self.days):
                widget.blockSignals(False)

    @staticmethod
    def _choose(combo: QComboBox, key: object) -> None:
        place = 0 if key is None else combo.findData(key)
        if place < 0:  # there is nothing of it now; the filter says so all the same
            combo.addItem(str(key), key)
            place = combo.count() - 1
        combo.setCurrentIndex(place)

    # ---- asking

    def _tell(self) -> None:
        self._pause.stop()
        only = BoardFilter(
            self.officer.currentData(),
            self.part.currentData(),
            self.procedure.currentData() or "",
            self.text.text().strip(),
            self.system.currentData() or "",
        )
        self.narrowed.emit(only, self.days.value())

    def _on_saved(self, place: int) -> None:
        self.drop.setEnabled(place > 0)
        if place > 0:
            self._pause.stop()
            self.used.emit(self.saved.itemText(place))

    def _on_keep(self) -> None:
        question = self.tr("Tên của bộ lọc (loại việc và mọi lựa chọn ở trên được lưu cùng; trùng tên thì thay):")
        name = ask_text(self, self.tr("Lưu bộ lọc"), question)
        if name:
            self.kept.emit(name)

    def _on_drop(self) -> None:
        if self.saved.currentIndex() > 0:
            self.dropped.emit(self.saved.currentText())
