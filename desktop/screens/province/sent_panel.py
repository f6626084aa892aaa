"""What left this PC: every try, and the very bytes of the record that is chosen."""

import json
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QTableWidgetItem, QVBoxLayout, QWidget

from desktop.records.day_records import Sending, StoredDay
from desktop.screens.building import card, label
from desktop.screens.province.words import sending_cells
from desktop.screens.rows_table import texts_table


class SentPanel(QWidget):
    """Shows tries and bytes.

    Signals:
        chosen: The `Sending` whose bytes are wanted.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        frame, column = card()
        column.addWidget(label(self.tr("Những gì đã rời máy này"), "heading"))
        text = self.tr("Chỉ có mã và số đếm, không có thông tin công dân. Chọn một dòng để xem đúng những byte đã gửi.")
        column.addWidget(label(text, "caption", wrap=True))
        heads = (self.tr("Lúc"), self.tr("Ngày số liệu"), self.tr("Đường"), self.tr("Kết quả"))
        self.table = texts_table(heads, self.tr("Các lần gửi"))
        self.table.setMinimumHeight(160)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._on_selected)
        self.bytes = QPlainTextEdit()
        self.bytes.setReadOnly(True)
        self.bytes.setTabChangesFocus(True)
        self.bytes.setAccessibleName(self.tr("Nội dung đã gửi"))
        self.bytes.setPlaceholderText(self.tr("Chưa chọn lần gửi nào."))
        self.bytes.setMinimumHeight(120)
        self._sendings: list[Sending] = []
        column.addWidget(self.table, 2)
        column.addWidget(self.bytes, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def show_sendings(self, sendings: Sequence[Sending]) -> None:
        """Show these tries, the newest first."""
        if list(sendings) == self._sendings:
            return
        self._sendings = list(sendings)
        self.table.setRowCount(len(sendings))
        for line, sending in enumerate(sendings):
            for column, text in enumerate(sending_cells(sending)):
                self.table.setItem(line, column, QTableWidgetItem(text))

    def show_record(self, record: StoredDay | None) -> None:
        """Show a record's signed bytes, and the envelope around them, as they travel."""
        if record is None:
            self.bytes.setPlainText("")
            return
        signed = json.dumps(json.loads(record.body), ensure_ascii=False, indent=1)
        head = self.tr("Nội dung được ký ({0} byte):").format(len(record.body))
        around = self.tr("Phong bì như khi gửi ({0} byte):").format(len(record.envelope))
        self.bytes.setPlainText(f"{head}\n{signed}\n\n{around}\n{record.envelope.decode()}")

    def _on_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.chosen.emit(self._sendings[rows[0].row()])
