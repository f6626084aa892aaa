"""Every error code: found by typing, with cause, cure and who acts."""

from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.records.folding import fold
from desktop.screens.building import label
from desktop.screens.check.words import actor_name
from desktop.screens.messages import Message, Messages

HEIGHT = 190  # logical pixels


class CodesCard(QFrame):
    """A search line, the list, and the entry that is chosen."""

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self.setObjectName("card")
        self._all = messages.all()
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Tìm mã lỗi"))
        self.search.setPlaceholderText(self.tr("Mã hoặc chữ, ví dụ: DB-001, máy in"))
        self.search.setClearButtonEnabled(True)
        self.codes = QListWidget()
        self.codes.setAccessibleName(self.tr("Các mã lỗi"))
        self.codes.setMinimumHeight(HEIGHT)
        self.codes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.codes.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._title = label("", "strong", wrap=True)
        self._text = label("", "", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Mã lỗi và cách xử lý"), "heading"))
        column.addWidget(self.search)
        column.addWidget(self.codes, 1)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.search.textChanged.connect(self._on_text)
        self.codes.currentItemChanged.connect(lambda *_: self._on_chosen())
        self._on_text("")

    @cached_property
    def _folded(self) -> dict[str, str]:
        """What is searched of each entry, by its code; made with the first word that is typed."""
        return {each.code: fold(f"{each.code} {each.title} {each.cause} {each.cure}") for each in self._all}

    def _on_text(self, text: str) -> None:
        words = fold(text).split()
        self.codes.clear()
        for message in self._all:
            if all(word in self._folded[message.code] for word in words):
                item = QListWidgetItem(f"{message.code}  {message.title}")
                item.setData(Qt.ItemDataRole.UserRole, message)
                self.codes.addItem(item)
        self.codes.setCurrentRow(0)

    def _on_chosen(self) -> None:
        message = self.codes.currentIndex().data(Qt.ItemDataRole.UserRole)
        if not isinstance(message, Message):
            self._title.setText(self.tr("Không có mã nào như vậy."))
            self._text.setText("")
            return
        self._title.setText(f"{message.code} · {message.title}")
        who = self.tr("Ai xử lý: {0}").format(actor_name(message.actor))
        self._text.setText(f"{message.cause}\n{message.cure}\n{who}")
