"""The page of settings: who this desk is, its scanner, how it prints. Kept as soon as a field is left."""

from collections.abc import Callable
from concurrent.futures import Future

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.records.desk_settings import DeskSettings
from desktop.records.file_store import StoreReport
from desktop.records.number_text import size_text
from desktop.screens.building import button, card, label, number_box, restyle, row
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.ports import Deliver
from desktop.workflows.store_room import StoreUse
from devices.errors import CodedError

LINES = ("unit_name", "parent_name", "office_name", "place", "address", "phone")
NARROW = 900  # logical pixels
LARGEST_QUOTA = 100_000  # GB
NEAR = 0.9  # of the quota: time to say so
PARTS_BETWEEN = "; "


def parts_in(text: str) -> tuple[str, ...]:
    """The unit's parts as they are typed, each once."""
    return tuple(dict.fromkeys(part for piece in text.split(";") if (part := piece.strip())))


class SettingsScreen(QWidget):
    """Shows and changes the desk's settings.

    Signals:
        changed: The settings after a change.
    """

    changed = Signal(object)

    def __init__(
        self,
        settings: DeskSettings,
        *,
        ports: Callable[[], tuple[tuple[str, str], ...]],
        numbers_left: Callable[[], Future[int]],
        check_files: Callable[[], Future[StoreReport]],
        store_use: Callable[[], Future[StoreUse]],
        deliver: Deliver,
        words: QWidget,
        cards: tuple[QWidget, ...],
    ) -> None:
        """Build it; `cards` are those of other parts, `words` the setting of reading pages."""
        super().__init__()
        self._words = words
        self._settings = settings
        self._ports = ports
        self._numbers_left = numbers_left
        self._check_files = check_files
        self._store_use = store_use
        self._deliver = deliver
        left, right = QVBoxLayout(), QVBoxLayout()
        for each in (self._desk_card(), self._papers_card()):
            left.addWidget(each)
        for each in (self._devices_card(), self._receipt_card(), self._numbers_card(), *cards):
            right.addWidget(each)
        for column in (left, right):
            column.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addLayout(left, 3)
        self._columns.addLayout(right, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= NARROW
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)

    def _desk_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Bàn này trên giấy tờ"), "heading"))
        names = {
            "unit_name": self.tr("Đơn vị"),
            "parent_name": self.tr("Đơn vị cấp trên (in phía trên)"),
            "office_name": self.tr("Tên bộ phận"),
            "place": self.tr("Địa danh trước ngày tháng"),
            "address": self.tr("Địa chỉ"),
            "phone": self.tr("Điện thoại"),
        }
        form = QFormLayout()
        form.setVerticalSpacing(8)
        self.lines = {name: self._line(name, names[name]) for name in LINES}
        for name, line in self.lines.items():
            form.addRow(label(names[name], "fieldLabel"), line)
        self.parts = QLineEdit(PARTS_BETWEEN.join(self._settings.parts))
        self.parts.setCursorPosition(0)  # a long line is read from its beginning
        self.parts.setAccessibleName(self.tr("Các bộ phận nhận bàn giao"))
        self.parts.setPlaceholderText(self.tr("Tư pháp - Hộ tịch; Địa chính"))
        self.parts.editingFinished.connect(lambda: self._change(parts=parts_in(self.parts.text())))
        form.addRow(
            label(self.tr("Nơi nhận bàn giao hồ sơ (cách nhau bằng dấu ;)"), "fieldLabel", wrap=True), self.parts
        )
        column.addLayout(form)
        column.addWidget(label(self.tr("Thay đổi được giữ khi rời ô."), "caption"))
        return frame

    def _line(self, name: str, accessible: str) -> QLineEdit:
        made = QLineEdit(getattr(self._settings, name))
        made.setCursorPosition(0)
        made.setAccessibleName(accessible)
        made.editingFinished.connect(lambda: self._change(**{name: made.text().strip()}))
        return made

    def _devices_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Máy quét cổng COM (USB-COM)"), "heading"))
        self.port = QComboBox()
        self.port.setAccessibleName(self.tr("Cổng của máy quét"))
        self.port.activated.connect(lambda index: self._change(serial_port=self.port.itemData(index)))
        find = button(self.tr("Tìm lại"), self._list_ports, icon_name="refresh-cw")
        line = row(self.port, find)
        line.setStretch(0, 1)
        column.addLayout(line)
        text = self.tr(
            "Máy quét gõ như bàn phím thì không cần chọn gì: chương trình tự nhận ra. "
            "Chữ sai thì mở trang Kiểm tra máy quét."
        )
        column.addWidget(label(text, "caption", wrap=True))
        return frame

    def _papers_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Số hóa giấy tờ"), "heading"))
        names = {
            "scan_folder": self.tr("Thư mục máy đa năng quét vào"),
            "signing_token": self.tr("Thư viện thiết bị ký (PKCS#11)"),
            "signing_certificate": self.tr("Hoặc tệp chứng thư (.p12, .pfx)"),
            "timestamp_url": self.tr("Địa chỉ dấu thời gian (nếu có)"),
        }
        form = QFormLayout()
        form.setVerticalSpacing(8)
        for name, text in names.items():
            self.lines[name] = self._line(name, text)
            form.addRow(label(text, "fieldLabel", wrap=True), self.lines[name])
        column.addLayout(form)
        text = self.tr("Tệp trong thư mục được chuyển vào «da-nhan» sau khi mọi trang đã lưu an toàn.")
        column.addWidget(label(text, "caption", wrap=True))
        self.quota = number_box(self.tr("Hạn mức kho tệp, GB (0: không hạn)"), 0, LARGEST_QUOTA)
        self.quota.setValue(self._settings.files_quota_gb)
        self.quota.editingFinished.connect(lambda: self._change(files_quota_gb=self.quota.value()))
        column.addLayout(row(label(self.quota.accessibleName(), "fieldLabel"), self.quota, None))
        self.use = label("", "caption", wrap=True)
        column.addWidget(self.use)
        self.check_button = button(self.tr("Kiểm tra mọi tệp đã lưu"), self._on_check, icon_name="search")
        column.addLayout(row(self.check_button, None))
        self.checked = label("", "caption", wrap=True)
        self.checked.hide()
        column.addWidget(self.checked)
        column.addWidget(self._words)
        return frame

    def _on_check(self) -> None:
        self.check_button.setEnabled(False)
        self.checked.show()
        self.checked.setText(self.tr("Đang đọc lại từng tệp…"))
        self._deliver(self._check_files(), self._on_checked, self._on_not_checked)

    def _on_checked(self, report: StoreReport) -> None:
        self.check_button.setEnabled(True)
        text = self.tr("{0} tệp còn nguyên, {1} hỏng, {2} thiếu.").format(
            report.whole, len(report.damaged), len(report.missing)
        )
        wrong = bool(report.damaged or report.missing)
        restyle(self.checked, "badText" if wrong else "goodText")
        self.checked.setText(text + (self.tr(" Gọi kỹ thuật để lấy lại từ bản sao lưu.") if wrong else ""))

    def _on_not_checked(self, error: CodedError) -> None:
        self.check_button.setEnabled(True)
        restyle(self.checked, "badText")
        self.checked.setText(self.tr("Không kiểm tra được ({0}).").format(error.code))

    def _receipt_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Giấy hẹn"), "heading"))
        self.number_in_qr = QCheckBox(self.tr("In số căn cước trong mã QR của giấy hẹn"))
        self.number_in_qr.setChecked(self._settings.number_in_receipt_qr)
        self.number_in_qr.toggled.connect(lambda on: self._change(number_in_receipt_qr=on))
        column.addWidget(self.number_in_qr)
        text = self.tr("Thông tư 01/2023/TT-VPCP nêu mã định danh trong mã QR; mặc định tắt để giấy rơi không lộ số.")
        column.addWidget(label(text, "caption", wrap=True))
        return frame

    def _numbers_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Số hồ sơ"), "heading"))
        self._left = label("", "", wrap=True)
        column.addWidget(self._left)
        prefix = self._settings.case_code_prefix
        if prefix:
            column.addWidget(label(self.tr("Mã đơn vị: {0}").format(prefix), "caption"))
        return frame

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have changed meanwhile."""
        super().showEvent(event)
        self._list_ports()
        self._deliver(self._numbers_left(), self._show_left, self._on_left_unknown)
        self._deliver(self._store_use(), self._show_use, self._on_use_unknown)

    def _show_use(self, use: StoreUse) -> None:
        text = self.tr("Tệp đã quét chiếm {0}; ổ đĩa còn {1}.").format(size_text(use.used), size_text(use.free))
        near = bool(use.quota) and use.used > NEAR * use.quota
        restyle(self.use, "warnText" if near else "caption")
        self.use.setText(text + (self.tr(" Gần hết hạn mức.") if near else ""))

    def _on_use_unknown(self, error: CodedError) -> None:
        self.use.setText(self.tr("Không đọc được dung lượng ({0}).").format(error.code))

    def _on_left_unknown(self, error: CodedError) -> None:
        self._left.setText(self.tr("Không đọc được số còn lại  [{0}]").format(error.code))

    def _show_left(self, left: int) -> None:
        self._left.setText(self.tr("Hôm nay bàn này còn {0} số.").format(left))

    def _list_ports(self) -> None:
        self.port.clear()
        self.port.addItem(self.tr("Không dùng"), "")
        found = self._ports()
        for key, name in found:
            self.port.addItem(name, key)
        chosen = self._settings.serial_port
        if chosen and chosen not in {key for key, _ in found}:
            self.port.addItem(self.tr("{0} (đang không cắm)").format(chosen), chosen)
        self.port.setCurrentIndex(max(0, self.port.findData(chosen)))

    def know(self, settings: DeskSettings) -> None:
        """Take what was changed elsewhere (a camera chosen, a certificate), so that it is not undone from here."""
        self._settings = settings
        for name, line in self.lines.items():
            if not line.hasFocus():
                line.setText(getattr(settings, name))
                line.setCursorPosition(0)

    def _change(self, **changes: object) -> None:
        settings = msgspec.structs.replace(self._settings, **changes)
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)
