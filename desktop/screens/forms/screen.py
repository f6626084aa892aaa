"""The page of forms: the list by version of law, the office's wording, the real paper beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.records.form_fields import FIELDS, GUIDANCE
from desktop.records.form_templates import FormTemplate
from desktop.records.own_forms import KeptVersion
from desktop.screens.building import button, card, label, row
from desktop.screens.forms.maker import EXTRA, GUIDE, FormMaker
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.printing.page_view import Fit, PageView
from desktop.screens.printing.pages import PdfPages
from desktop.screens.scrolling import ColumnArea
from desktop.screens.wrapped_items import wrap_items
from devices.errors import CodedError

TYPING_PAUSE_MS = 350
ROOM_FOR_THREE = 1000  # logical pixels; with less everything is under one another
LIST_WIDTH = 300


class FormsScreen(QWidget):
    """Adjusts the wording of forms.

    Attributes:
        forms: The list.
        editor: The wording.
        view: The paper.

    Signals:
        guidance_wanted: Key of a guidance slip or the poster to print.
    """

    guidance_wanted = Signal(str)

    def __init__(self, maker: FormMaker, messages: Messages, set_names: Sequence[tuple[str, str]]) -> None:
        """Build it; `set_names` are the ids and titles of the sets of forms, the newest first."""
        super().__init__()
        self._maker = maker
        self._messages = messages
        self._set_names = (*set_names, (EXTRA, self.tr("Phiếu thêm")), (GUIDE, self.tr("Tờ hướng dẫn, áp phích")))
        self._template: FormTemplate | None = None
        self._pages: PdfPages | None = None
        self._stale = False  # another form was chosen, and nobody has looked at its paper yet
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.preview)
        self.notice = Notice()
        self.forms = QListWidget()
        self.forms.setAccessibleName(self.tr("Các biểu mẫu"))
        wrap_items(self.forms)
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(self.tr("Câu chữ của biểu mẫu"))
        self.editor.setTabChangesFocus(True)
        self.editor.textChanged.connect(self._on_typed)
        self.view = PageView()
        self.fields = QComboBox()
        self.fields.setAccessibleName(self.tr("Chèn trường"))
        self.fields.activated.connect(self._insert)
        self.versions = QComboBox()
        self.versions.setAccessibleName(self.tr("Các bản đã lưu"))
        self.versions.activated.connect(self._show_version)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        for part, share in ((self._left(), 2), (self._middle(), 4), (self._right(), 4)):
            self._columns.addWidget(part, share)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))
        self.forms.currentItemChanged.connect(self._on_chosen)
        self.forms.setCurrentRow(1)

    # ---- building

    def _left(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Biểu mẫu"), "title"))
        column.addWidget(self.forms, 1)
        for group, name in self._set_names:
            templates = [each for each in self._maker.templates if each.set == group]
            if not templates:
                continue
            head = QListWidgetItem(name)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            font = self.forms.font()
            font.setBold(True)
            head.setFont(font)
            self.forms.addItem(head)
            for template in templates:
                item = QListWidgetItem(" · ".join(part for part in (template.number, template.name) if part))
                item.setData(Qt.ItemDataRole.UserRole, template)
                self.forms.addItem(item)
        self._left_card = frame
        return frame

    def _middle(self) -> QWidget:
        frame, column = card()
        self._title = label("", "heading", wrap=True)
        self._standing = label("", "caption", wrap=True)
        self._pending = label(self.tr("Chưa đối chiếu văn bản"), "tagWarn")
        self.save = button(self.tr("Lưu"), self._on_save, role="primary", icon_name="save", key="Ctrl+S")
        self.back = button(self.tr("Về mẫu gốc"), self.take_back, icon_name="undo-2")
        column.addWidget(self._title)
        column.addLayout(row(self._pending, None))
        column.addWidget(self._standing)
        column.addWidget(self.notice)
        column.addLayout(self._named(self.tr("Chèn trường"), self.fields))
        column.addWidget(self.editor, 1)
        column.addLayout(self._named(self.tr("Các bản"), self.versions))
        column.addLayout(row(self.back, None, self.save))
        return frame

    def _named(self, text: str, box: QComboBox) -> QBoxLayout:
        caption = label(text, "fieldLabel")
        caption.setBuddy(box)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        made = row(caption, box)
        made.setStretch(1, 1)
        return made

    def _right(self) -> QWidget:
        frame, column = card()
        self.print_guidance = button(self.tr("In tờ hướng dẫn…"), self._on_guidance, icon_name="printer")
        column.addWidget(label(self.tr("Bản in thử, số liệu giả"), "heading"))
        column.addWidget(self.view, 1)
        column.addLayout(row(None, self.print_guidance))
        return frame

    def showEvent(self, event: QShowEvent) -> None:
        """Make the paper now that somebody looks."""
        super().showEvent(event)
        if self._stale:
            self.preview()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        beside = event.size().width() >= ROOM_FOR_THREE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._left_card.setMinimumWidth(LIST_WIDTH if beside else 0)
        self.forms.setMinimumHeight(0 if beside else 200)
        self.editor.setMinimumHeight(160 if beside else 220)
        self.view.setMinimumHeight(200 if beside else 320)

    # ---- choosing

    @property
    def template(self) -> FormTemplate | None:
        """The form that is looked at."""
        return self._template

    def choose(self, key: str) -> None:
        """Look at a form by its key (``set/form``)."""
        for place in range(self.forms.count()):
            template = self.forms.item(place).data(Qt.ItemDataRole.UserRole)
            if isinstance(template, FormTemplate) and template.key == key:
                self.forms.setCurrentRow(place)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        template = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if not isinstance(template, FormTemplate):
            return
        self._template = template
        self.notice.hide()
        self._title.setText(template.name)
        self._pending.setVisible(template.pending)
        self._pending.setToolTip("; ".join((*template.unsure, *template.sources)))
        self._pending.setAccessibleDescription(self._pending.toolTip())
        self.print_guidance.setVisible(template.form in GUIDANCE and template.form != "procedure")
        self.fields.clear()
        self.fields.addItem(self.tr("Chọn trường để chèn"), "")
        self.fields.setEnabled(template.form in FIELDS)
        for name, meaning in FIELDS.get(template.form, {}).items():
            self.fields.addItem(f"{meaning}  {{{name}}}", name)
        self._read()

    def _read(self) -> None:
        """Show the wording that stands, and the versions before it."""
        template = self._template
        if template is None:
            return
        history: Sequence[KeptVersion] = ()
        text = template.text
        try:
            history = self._maker.own.history(template.key)
            text = self._maker.wording(template)
        except CodedError as error:
            self._tell(error)
        self._show_standing(template, history)
        self.editor.setPlainText(text)
        self._stale = True
        if self.isVisible():
            self.preview()

    def _show_standing(self, template: FormTemplate, history: Sequence[KeptVersion]) -> None:
        newest = history[-1] if history else None
        base = self.tr("{0}, bản {1}").format(template.legal_base.text, template.version)
        if newest is None or not newest.version.text:
            self._standing.setText(self.tr("Đang dùng mẫu gốc: {0}").format(base))
        else:
            text = self.tr("Đang dùng bản {0} của cơ quan. Mẫu gốc: {1}").format(newest.number, base)
            if newest.version.based_on != template.version:
                text += self.tr(". Mẫu gốc đã đổi từ khi soạn bản này: hãy xem lại")
            self._standing.setText(text)
        self.back.setEnabled(newest is not None and bool(newest.version.text))
        self.versions.clear()
        self.versions.addItem(self.tr("Mẫu gốc"), template.text)
        for kept in reversed(history):
            when = f"{kept.version.at:%d/%m/%Y %H:%M}"
            what = self.tr("bản {0}") if kept.version.text else self.tr("bản {0}: về mẫu gốc")
            name = f"{what.format(kept.number)} · {when} · {kept.version.by}"
            self.versions.addItem(name, kept.version.text or template.text)
        self.versions.setCurrentIndex(1 if self.versions.count() > 1 else 0)

    # ---- editing

    def _on_typed(self) -> None:
        self._pause.start()

    def _insert(self) -> None:
        if name := self.fields.currentData():
            self.editor.insertPlainText("{" + name + "}")
            self.fields.setCurrentIndex(0)
            self.editor.setFocus()

    def _show_version(self) -> None:
        """Put a version into the editor; nothing is saved by it."""
        self.editor.setPlainText(self.versions.currentData())

    def preview(self) -> None:
        """Make the paper anew from what is typed; what is wrong is said, and the last good paper stays."""
        self._pause.stop()
        self._stale = False
        if self._template is None:
            return
        try:
            pdf = self._maker.sample(self._template, self.editor.toPlainText())
        except CodedError as error:
            self._tell(error)
            return
        self.notice.hide()
        old, self._pages = self._pages, PdfPages(pdf)
        self.view.fit(Fit.PAGE)
        self.view.show_pages(self._pages)
        if old is not None:
            old.close()

    def _on_save(self) -> None:
        template = self._template
        if template is None:
            return
        try:
            self._maker.keep(template, self.editor.toPlainText().strip())
        except CodedError as error:
            self._tell(error)
            return
        self._read()
        self.notice.say(self.tr("Đã lưu bản của cơ quan"), self.tr("Từ nay in theo câu chữ này."), role="noteGood")

    def take_back(self) -> None:
        """Use the program's own template again; the office's versions are kept."""
        if self._template is None:
            return
        try:
            self._maker.keep(self._template, "")
        except CodedError as error:
            self._tell(error)
            return
        self._read()
        self.notice.say(self.tr("Đã về mẫu gốc"), role="noteGood")

    def _on_guidance(self) -> None:
        if self._template is not None:
            self.guidance_wanted.emit(self._template.form)

    def _tell(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))

    def close_pages(self) -> None:
        """Free the paper that is shown, and make no other."""
        self._pause.stop()
        self._template = None
        self.view.show_pages(None)
        if self._pages is not None:
            self._pages.close()
            self._pages = None
