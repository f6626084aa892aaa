"""The province's page."""

from pathlib import Path

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QVBoxLayout, QWidget

from desktop.records.day_records import Sending
from desktop.screens.building import button, card, label, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.province.connection_card import ConnectionCard
from desktop.screens.province.sent_panel import SentPanel
from desktop.screens.province.words import carried_text, courier_text
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.ports import Deliver
from desktop.workflows.province_link import ProvinceLink
from devices.errors import CodedError
from sync.carry import SUFFIX
from sync.desk.bundles import BundleFolder
from sync.desk.courier import CourierState
from sync.errors import ProtocolError

NARROW = 900  # logical pixels


class ProvinceScreen(QWidget):
    """Shows a `ProvinceLink`."""

    def __init__(self, link: ProvinceLink, bundles: BundleFolder, deliver: Deliver, messages: Messages) -> None:
        super().__init__()
        self._link = link
        self._bundles = bundles
        self._deliver = deliver
        self._messages = messages
        self.notice = Notice()
        self.connection = ConnectionCard()
        self.connection.file_chosen.connect(self.take_connection_file)
        self.connection.confirmed.connect(link.connect)
        self.sent = SentPanel()
        self.sent.chosen.connect(self._on_sending)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.connection)
        left.addWidget(self._sending_card())
        left.addWidget(self._bundle_card())
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.sent, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))
        link.subscribe(self.refresh)

    def _sending_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Gửi số liệu"), "heading"))
        self._courier = label("", "", wrap=True)
        column.addWidget(self._courier)
        column.addWidget(self.notice)
        self.send = button(self.tr("Gửi ngay"), self._link.send_now, icon_name="refresh-cw", key="F11")
        self.to_usb = button(self.tr("Ghi ra USB…"), self._on_write, icon_name="save")
        self.from_usb = button(self.tr("Nhận từ USB…"), self._on_read, icon_name="archive")
        column.addLayout(row(self.send, None))
        column.addLayout(row(self.to_usb, self.from_usb, None))
        self._carried = label("", "caption", wrap=True)
        column.addWidget(self._carried)
        return frame

    def _bundle_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Gói của tỉnh"), "heading"))
        self._bundle = label("", "", wrap=True)
        column.addWidget(self._bundle)
        self.back = button(self.tr("Quay lại bản trước"), self._go_back, icon_name="undo-2")
        column.addLayout(row(self.back, None))
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the columns under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= NARROW
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what may have happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    # ---- showing

    def refresh(self) -> None:
        """Show what the link knows."""
        view = self._link.view
        if view is None:
            return
        self.connection.show_view(view)
        self._courier.setText(courier_text(view))
        connected = view.connection is not None
        busy = view.report.state is CourierState.ON_ITS_WAY
        self._courier.setVisible(connected)
        self.send.setEnabled(connected and bool(view.connection and view.connection.url) and not busy)
        self.to_usb.setEnabled(connected)
        self.from_usb.setEnabled(connected)
        self._carried.setVisible(view.carried is not None)
        if view.carried is not None:
            self._carried.setText(carried_text(view.carried))
        self._show_error(self._link.error or (CodedError(view.report.error) if view.report.error else None))
        self._show_bundle()
        if self.isVisible():
            self._deliver(self._link.history(), self.sent.show_sendings, self._show_error)

    def _show_error(self, error: CodedError | None) -> None:
        refused = self._link.view.report.visit if self._link.view is not None else None
        if error is None and refused is not None and refused.refused:
            error = CodedError(refused.refused[0])
        if error is None:
            self.notice.hide()
        else:
            self.notice.say_error(self._messages.explain(error))

    def _show_bundle(self) -> None:
        version = self._bundles.version
        notices = "\n".join(self._bundles.details().notices)
        if version:
            text = self.tr("Đang dùng gói số {0}; danh mục mới có hiệu lực khi mở lại chương trình.").format(version)
        else:
            text = self.tr("Chưa nhận gói nào: đang dùng danh mục kèm theo chương trình.")
        self._bundle.setText(f"{text}\n{notices}" if notices else text)
        self.back.setVisible(bool(version))

    # ---- what the officer does

    def take_connection_file(self, path: Path) -> None:
        """Read a connection file and ask for its fingerprint to be compared."""
        try:
            self.connection.ask(self._link.read_file(path))
        except CodedError as error:
            self._show_error(error)

    def _on_write(self) -> None:
        view = self._link.view
        proposal = f"so-lieu-{view.code}{SUFFIX}" if view is not None else ""
        kind = self.tr("Tệp số liệu (*{0})").format(SUFFIX)
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Ghi số liệu ra USB"), proposal, kind)
        if chosen:
            self._link.write_carry(Path(chosen))

    def _on_read(self) -> None:
        kind = self.tr("Tệp trả lời (*{0})").format(SUFFIX)
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Nhận tệp trả lời của tỉnh"), "", kind)
        if chosen:
            self._link.read_carry(Path(chosen))

    def _go_back(self) -> None:
        try:
            self._bundles.go_back()
        except ProtocolError as error:
            self._show_error(CodedError(error.code))
        self._show_bundle()

    def _on_sending(self, sending: Sending) -> None:
        wanted = self._link.sent_bytes(sending.day, sending.revision)
        self._deliver(wanted, self.sent.show_record, self._show_error)
