"""What is asked for: the procedure by search or favourite, then its papers."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.records.catalogue.models import Procedure, ServiceGroup
from desktop.screens.building import button, label, name_button, row
from desktop.screens.intake.papers_list import PapersList
from desktop.screens.words import group_name

RESULTS_HEIGHT = 300  # logical pixels of the list where the page scrolls and not the list
Search = Callable[[str], list[Procedure]]


class ProcedurePanel(QWidget):
    """Search for a procedure, then show it with its papers.

    Attributes:
        search_line: Where the officer types a few letters.
        papers: The list of papers.

    Signals:
        chosen: The procedure that the officer took.
        guidance_wanted: The key of a guidance slip, and the procedure that it is about.
        slip_wanted: The key of a form to give before the case is received.
    """

    chosen = Signal(object)
    guidance_wanted = Signal(str, object)
    slip_wanted = Signal(str)

    def __init__(self, search: Search, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = search
        self._shown: Procedure | None = None
        self._looking = False
        self.search_line = QLineEdit()
        self.search_line.setObjectName("search")
        self.search_line.setPlaceholderText(self.tr("Tìm thủ tục, không cần dấu   F3"))
        self.search_line.setAccessibleName(self.tr("Tìm thủ tục"))
        self.search_line.setClearButtonEnabled(True)
        self.search_line.textChanged.connect(self.refresh)
        self.search_line.installEventFilter(self)
        self.results = QListWidget()
        self.results.setAccessibleName(self.tr("Các thủ tục tìm thấy"))
        self.results.setUniformItemSizes(True)
        self.results.itemActivated.connect(self._on_activated)
        self.results.itemClicked.connect(self._on_activated)
        self._caption = label("", "caption")
        self.papers = PapersList()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._search_page())
        self._stack.addWidget(self._chosen_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.refresh()

    def _search_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self._keep = button("", self._on_keep, role="link", icon_name="undo-2")
        self._keep.hide()
        QShortcut(QKeySequence("Esc"), page, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            self._on_keep
        )
        column.addWidget(self.search_line)
        column.addLayout(row(self._keep, None))
        column.addWidget(self._caption)
        column.addWidget(self.results, 1)
        return page

    def _chosen_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._name = label("", "heading", wrap=True)
        change = button(self.tr("Đổi thủ tục"), self.look_again, role="link")
        change.setToolTip(self.tr("Chọn thủ tục khác (F3)"))
        head = row(self._name, change)
        head.setStretch(0, 1)
        self._group = label("", "tagBlue")
        self._unsure = label(self.tr("Chưa đối chiếu văn bản"), "tagWarn")
        self._legal = label("", "caption", wrap=True)
        self.guidance = button(self.tr("In phiếu…"), self._offer_guidance, role="link", icon_name="printer")
        column.addLayout(head)
        below = row(self._legal, self.guidance)
        below.setStretch(0, 1)
        column.addLayout(below)
        column.addLayout(row(self._group, self._unsure, None))
        column.addWidget(self.papers, 1)
        return page

    def guidance_menu(self) -> QMenu:
        """What there is to take home."""
        menu = QMenu(self)
        for key, name in (
            ("procedure", self.tr("Mã QR trang của thủ tục này")),
            ("vneid", self.tr("Kích hoạt VNeID")),
            ("online", self.tr("Nộp hồ sơ trên Cổng Dịch vụ công quốc gia")),
            ("poster", self.tr("Áp phích mã QR")),
        ):
            menu.addAction(name).triggered.connect(partial(self._want_guidance, key))
        menu.addSeparator()
        for key, name in (
            ("supplement", self.tr("Phiếu yêu cầu bổ sung, khi chưa tiếp nhận…")),
            ("refusal", self.tr("Phiếu từ chối tiếp nhận…")),
        ):
            menu.addAction(name).triggered.connect(partial(self._want_slip, key))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _want_guidance(self, key: str) -> None:
        self.guidance_wanted.emit(key, self._shown)

    def _want_slip(self, form: str, _checked: bool = False) -> None:
        self.slip_wanted.emit(form)

    def _offer_guidance(self) -> None:
        self.guidance_menu().popup(self.guidance.mapToGlobal(self.guidance.rect().bottomLeft()))

    def refresh(self) -> None:
        """Search again for what is typed."""
        text = self.search_line.text()
        found = self._search(text)
        self.results.clear()
        for procedure in found:
            second = procedure.name if procedure.name != procedure.short_name else procedure.field
            item = QListWidgetItem(f"{procedure.short_name}\n{second}")
            item.setToolTip(procedure.name)
            item.setData(Qt.ItemDataRole.UserRole, procedure)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, procedure.name)
            item.setSizeHint(QSize(10, 54))
            self.results.addItem(item)
        if found:
            self.results.setCurrentRow(0)
        if text.strip():
            self._caption.setText(
                self.tr("{0} thủ tục · ↑ ↓ rồi Enter để chọn").format(len(found))
                if found
                else self.tr("Không có thủ tục nào như vậy; thử ít chữ hơn")
            )
        else:
            self._caption.setText(self.tr("Hay dùng"))

    def show_procedure(self, procedure: Procedure | None) -> None:
        """Show the chosen procedure, or the search where there is none or the officer looks for another one."""
        if procedure is not self._shown:
            self._shown = procedure
            self._looking = False
            self.search_line.clear()
        self._stack.setCurrentIndex(0 if procedure is None or self._looking else 1)
        self._keep.setVisible(procedure is not None)
        if procedure is None:
            return
        name_button(self._keep, self.tr("Giữ: {0}").format(procedure.short_name), self.tr("Esc"))
        self._name.setText(procedure.name)
        self._group.setText(group_name(procedure.group))
        self._group.setVisible(procedure.group is not ServiceGroup.OTHER)
        self._legal.setText(" · ".join((procedure.code, procedure.field, procedure.legal_base.text)))
        unsure = [*procedure.unsure, *([procedure.legal_base.note] if procedure.legal_base.note else [])]
        self._unsure.setVisible(bool(unsure) or not procedure.legal_base.sure)
        text = self.tr("Chưa đối chiếu văn bản chính thức: {0}").format("; ".join(unsure) or "—")
        self._unsure.setToolTip(text)
        self._unsure.setAccessibleDescription(text)

    def look_again(self) -> None:
        """Search for another procedure; the chosen one stays until another is taken."""
        self._looking = True
        self.search_line.clear()
        self._stack.setCurrentIndex(0)
        self.search_line.setFocus()

    def _on_keep(self) -> None:
        if self._shown is not None:
            self._looking = False
            self._stack.setCurrentIndex(1)
            self.papers.focus_first()

    def set_folded(self, folded: bool) -> None:
        """Whether results and papers scroll by themselves or the page around them does."""
        self.results.setMinimumHeight(0 if folded else RESULTS_HEIGHT)
        self.papers.set_folded(folded)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys and Enter work in the results while the officer types in the search line."""
        if watched is self.search_line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.results.setCurrentRow(min(max(self.results.currentRow() + step, 0), self.results.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.results.currentItem()
                if item is not None:
                    self._on_activated(item)
                return True
        return super().eventFilter(watched, event)

    def _on_activated(self, item: QListWidgetItem) -> None:
        procedure = item.data(Qt.ItemDataRole.UserRole)
        self._looking = False
        if self._shown is not None and procedure.code == self._shown.code:
            self._on_keep()
        else:
            self.chosen.emit(procedure)
