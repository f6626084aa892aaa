"""The province that this desk belongs to: connected once, by a file and a fingerprint compared."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from desktop.screens.building import button, card, label, restyle, row
from desktop.screens.notice import Notice
from desktop.screens.province.words import key_state_text
from desktop.screens.scanner_check.code_view import CodeView
from desktop.workflows.province_link import LinkView
from sync.desk.connection import Connection
from sync.protocol import KeyState


class ConnectionCard(QWidget):
    """Shows the link.

    Signals:
        file_chosen: Path of a connection file.
        confirmed: The `Connection` whose fingerprint the officer compared.
    """

    file_chosen = Signal(object)
    confirmed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        frame, column = card()
        self._name = label("", "heading", wrap=True)
        self._state = label("", "tag")
        self._text = label("", "caption", wrap=True)
        self._own = label("", "strong", wrap=True)
        self._print = label("", "", wrap=True)
        self._code = CodeView("-", self.tr("Mã QR của dấu khóa bàn này"))
        self._code.setFixedSize(160, 160)
        self._ask = Notice()
        self.open = button(self.tr("Mở tệp kết nối…"), self._on_open, icon_name="plus")
        column.addLayout(row(self._name, None, self._state))
        column.addWidget(self._text)
        column.addWidget(self._ask)
        beside = QVBoxLayout()
        beside.addWidget(self._own)
        beside.addWidget(self._print)
        beside.addStretch(1)
        line = row(beside, self._code)
        line.setStretch(0, 1)
        column.addLayout(line)
        column.addLayout(row(self.open, None))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def show_view(self, view: LinkView) -> None:
        """Show the link as it is."""
        connection = view.connection
        self._state.setVisible(connection is not None)
        if connection is None:
            self._name.setText(self.tr("Chưa nối với tỉnh"))
            self._text.setText(
                self.tr(
                    "Xin tệp kết nối (ket-noi-tinh.json) ở trang của tỉnh, mục Các bàn. Không có mật khẩu nào trong đó."
                )
            )
        else:
            self._name.setText(connection.name)
            text, role = key_state_text(view.key_state)
            self._state.setText(text)
            restyle(self._state, role)
            self._text.setText(self._explanation(view, connection))
        self._own.setText(self.tr("Mã bàn: {0}").format(view.code))
        self._print.setText(self.tr("Dấu khóa của bàn này:\n{0}").format(_in_lines(view.fingerprint)))
        self._code.show_text(f"BMC {view.code} {view.fingerprint.replace(' ', '')}")
        waiting = view.key_state is not KeyState.APPROVED
        self._code.setVisible(waiting)
        self._print.setVisible(waiting)

    def ask(self, connection: Connection) -> None:
        """Have the officer compare the province's fingerprint before anything is kept."""
        text = self.tr("Dấu khóa của tỉnh:\n{0}\nGiống hệt với dấu tỉnh đọc cho bạn thì mới nối.").format(
            _in_lines(connection.fingerprint)
        )
        self._ask.say(
            self.tr("Nối bàn này với {0}?").format(connection.name),
            text,
            choices=(
                (self.tr("Giống, nối"), lambda: self._confirm(connection)),
                (self.tr("Không nối"), self._ask.hide),
            ),
        )

    def _confirm(self, connection: Connection) -> None:
        self._ask.hide()
        self.confirmed.emit(connection)

    def _explanation(self, view: LinkView, connection: Connection) -> str:
        where = connection.url or self.tr("không có mạng, dùng USB")
        if view.key_state is KeyState.APPROVED:
            return where
        return self.tr("{0}\nĐọc dấu khóa dưới đây cho người duyệt ở tỉnh.").format(where)

    def _on_open(self) -> None:
        title, kind = self.tr("Mở tệp kết nối"), self.tr("Tệp kết nối (*.json)")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", kind)
        if chosen:
            self.file_chosen.emit(Path(chosen))


def _in_lines(fingerprint: str) -> str:
    groups = fingerprint.split()
    return "\n".join(" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))
