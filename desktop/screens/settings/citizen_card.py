"""The card of the citizen's screen: whether there is one, where, what it may show, the queue, the announcements."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QPlainTextEdit, QVBoxLayout

from desktop.records.citizen_settings import CAN_BE_SHOWN, CitizenSettings, ScreenUse
from desktop.screens.building import button, label, row
from desktop.screens.citizen.words import field_words


class _Lines(QPlainTextEdit):
    """Text of several lines.

    Signals:
        left: The focus went elsewhere.
    """

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that typing is over."""
        super().focusOutEvent(event)
        self.left.emit()


class CitizenCard(QFrame):
    """Shows and changes the settings; each change is told at once, text when its field is left.

    Signals:
        changed: The settings after a change.
        preview_wanted: The officer wants to see the screen in a window.
    """

    changed = Signal(object)
    preview_wanted = Signal()

    def __init__(self, settings: CitizenSettings, monitors: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._settings = settings
        self._monitors = monitors
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Màn hình công dân"), "heading"))
        self.enabled = self._box(self.tr("Mở trên màn hình thứ hai khi có"), "enabled")
        column.addWidget(self.enabled)
        self.use = QComboBox()
        self.use.setAccessibleName(self.tr("Màn hình dùng để"))
        self.use.addItem(self.tr("Quay về công dân tại quầy"), ScreenUse.COUNTER)
        self.use.addItem(self.tr("Bảng LED chung: chỉ số thứ tự, thông báo"), ScreenUse.BOARD)
        self.use.setCurrentIndex(self.use.findData(settings.use))
        self.use.activated.connect(lambda place: self._change(use=self.use.itemData(place)))
        column.addWidget(self.use)
        self.monitor = QComboBox()
        self.monitor.setAccessibleName(self.tr("Màn hình"))
        self.monitor.activated.connect(lambda place: self._change(monitor=self.monitor.itemData(place)))
        column.addWidget(self.monitor)
        preview = button(self.tr("Xem thử…"), self.preview_wanted.emit, icon_name="monitor")
        column.addLayout(row(preview, None))
        self._add_fields(column)
        self._add_faces(column)
        self._add_queue(column)
        self._list_monitors()

    def _add_fields(self, column: QVBoxLayout) -> None:
        column.addWidget(label(self.tr("Cho công dân xem để xác nhận"), "fieldLabel"))
        self.fields = {field: QCheckBox(field_words(field)) for field in CAN_BE_SHOWN}
        for field, box in self.fields.items():
            box.setChecked(field in self._settings.fields)
            box.toggled.connect(lambda _on: self._on_fields())
            column.addWidget(box)
        self.only_last = self._box(self.tr("Chỉ hiện bốn số cuối của số căn cước"), "mask_number")
        column.addWidget(self.only_last)

    def _add_faces(self, column: QVBoxLayout) -> None:
        column.addWidget(label(self.tr("Mức độ hài lòng"), "fieldLabel"))
        self.faces = self._box(self.tr("Hỏi sau khi tiếp nhận (chỉ đếm theo ngày)"), "faces")
        self.keypad = self._box(self.tr("Bấm được bằng phím 1, 2, 3 của bàn phím số"), "keypad")
        column.addWidget(self.faces)
        column.addWidget(self.keypad)

    def _add_queue(self, column: QVBoxLayout) -> None:
        column.addWidget(label(self.tr("Số thứ tự và thông báo"), "fieldLabel"))
        self.queue = self._box(self.tr("Dùng số thứ tự"), "queue")
        self.touch = self._box(self.tr("Công dân chạm màn hình để lấy số"), "touch_tickets")
        column.addWidget(self.queue)
        column.addWidget(self.touch)
        column.addWidget(label(self.tr("Tên các quầy, cách nhau bằng dấu phẩy"), "fieldLabel"))
        self.counters = QLineEdit(", ".join(self._settings.counters))
        self.counters.setAccessibleName(self.tr("Tên các quầy"))
        self.counters.editingFinished.connect(self._on_counters)
        column.addWidget(self.counters)
        column.addWidget(label(self.tr("Thông báo, mỗi dòng một câu"), "fieldLabel"))
        self.announcements = _Lines("\n".join(self._settings.announcements))
        self.announcements.setAccessibleName(self.tr("Thông báo"))
        self.announcements.setTabChangesFocus(True)
        self.announcements.setFixedHeight(84)
        self.announcements.left.connect(self._on_announcements)
        column.addWidget(self.announcements)

    def _box(self, text: str, name: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setChecked(getattr(self._settings, name))
        made.toggled.connect(lambda on: self._change(**{name: on}))
        return made

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what is plugged in."""
        super().showEvent(event)
        self._list_monitors()

    def _list_monitors(self) -> None:
        self.monitor.clear()
        self.monitor.addItem(self.tr("Màn hình không có cửa sổ cán bộ"), "")
        names, chosen = self._monitors(), self._settings.monitor
        for name in names:
            self.monitor.addItem(name, name)
        if chosen and chosen not in names:
            self.monitor.addItem(self.tr("{0} (đang không cắm)").format(chosen), chosen)
        self.monitor.setCurrentIndex(max(0, self.monitor.findData(chosen)))

    def _on_fields(self) -> None:
        self._change(fields=tuple(field for field, box in self.fields.items() if box.isChecked()))

    def _on_counters(self) -> None:
        names = tuple(dict.fromkeys(part.strip() for part in self.counters.text().split(",") if part.strip()))
        self._change(counters=names or CitizenSettings().counters)

    def _on_announcements(self) -> None:
        lines = self.announcements.toPlainText().splitlines()
        self._change(announcements=tuple(line.strip() for line in lines if line.strip()))

    def _change(self, **changes: object) -> None:
        settings = msgspec.structs.replace(self._settings, **changes)
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)
