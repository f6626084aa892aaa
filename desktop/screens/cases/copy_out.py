"""A case copied into another system field by field: Enter copies the next one, the officer pastes it there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QListWidget, QWidget

from desktop.records.cases import Case
from desktop.records.catalogue.copy_out import CopyOutForm, values_of
from desktop.screens.building import button, label
from desktop.screens.cases.copy_out_words import copied_name
from desktop.screens.dialog import FittedDialog

KEPT_MS = 60_000  # so long a citizen's data stays in the clipboard at most


class CopyOutDialog(FittedDialog):
    """Stays above the other system's window; what it copied is wiped from the clipboard when it is closed.

    Attributes:
        forms: The choice of the system.
        list: The fields, the next one chosen.

    Signals:
        code_wanted: All is in the other system; the code that the case has there is to be noted.
    """

    code_wanted = Signal()

    def __init__(self, case: Case, forms: Sequence[CopyOutForm], parent: QWidget | None = None) -> None:
        super().__init__(width=460, parent=parent)
        self._case = case
        self._forms = tuple(forms)
        self._values: tuple[tuple[str, str], ...] = ()
        self._last = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEPT_MS)
        self._timer.timeout.connect(self._wipe)
        self.set_title(self.tr("Chép sang hệ thống khác"))
        self.forms = QComboBox()
        self.forms.setAccessibleName(self.tr("Hệ thống"))
        for form in forms:
            self.forms.addItem(form.name)
        self.forms.currentIndexChanged.connect(lambda _index: self._show())
        self._unsure = label("", "caption", wrap=True)
        self._said = label("", "goodText", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Các ô, theo thứ tự của hệ thống kia"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(260)
        self.list.itemDoubleClicked.connect(lambda _item: self._copy())
        for each in (self.forms, self._unsure, self.list, self._said):
            self.body.addWidget(each)
        copy = button(self.tr("Chép ô này"), self._copy, role="primary")
        copy.setDefault(True)
        self.buttons.addWidget(button(self.tr("Ghi mã ở hệ thống kia…"), self._on_code))
        self.buttons.addWidget(button(self.tr("Đóng"), self.reject))
        self.buttons.addWidget(copy)
        self._show()
        self.list.setFocus()

    def _show(self) -> None:
        form = self._forms[self.forms.currentIndex()]
        self._values = values_of(self._case, form)
        unsure = self.tr("Thứ tự các ô chưa đối chiếu với hệ thống này; kỹ thuật sửa được trong copy_out.yaml.")
        self._unsure.setText("" if form.sure else unsure)
        self.list.clear()
        self.list.addItems([f"{copied_name(name)}: {value}" for name, value in self._values])
        self.list.setCurrentRow(0)

    def _copy(self) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self._values):
            return
        name, value = self._values[row]
        self._last = value
        QGuiApplication.clipboard().setText(value)
        self._timer.start()
        self._said.setText(self.tr("Đã chép {0}. Dán ở hệ thống kia rồi bấm Enter ở đây.").format(copied_name(name)))
        self.list.setCurrentRow(min(row + 1, len(self._values) - 1))

    def _on_code(self) -> None:
        self.accept()
        self.code_wanted.emit()

    def _wipe(self) -> None:
        """Nothing of the citizen stays behind, unless something else was copied meanwhile."""
        clipboard = QGuiApplication.clipboard()
        if self._last and clipboard.text() == self._last:
            clipboard.clear()
        self._last = ""

    def done(self, result: int) -> None:
        """Wipe what was copied."""
        self._wipe()
        super().done(result)
