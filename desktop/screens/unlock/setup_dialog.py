"""Sets a new desk up: who it is, its block of case numbers, its first officer, and the recovery key."""

import re
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QFormLayout, QLineEdit, QWidget

from desktop.records.desk_folder import DeskSetup
from desktop.screens.building import button, label, number_box
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.unlock.recovery import print_key
from desktop.workflows.pin_policy import PeoplePolicy
from devices.errors import CodedError

PREFIX = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}")
LAST_NUMBER = 9999  # a case code has four digits for it


class SetupDialog(FittedDialog):
    """One page of questions, then the recovery key to write down.

    Attributes:
        login: The first officer's login once the desk is set up; "" before.

    Signals:
        restore_wanted: There is a backup of a desk to bring back instead.
    """

    restore_wanted = Signal()

    def __init__(
        self, set_up: Callable[[DeskSetup], str], messages: Messages, policy: PeoplePolicy | None = None
    ) -> None:
        super().__init__(width=640)
        self.login = ""
        self._set_up = set_up
        self._messages = messages
        self._policy = policy or PeoplePolicy()
        self.set_title(self.tr("Thiết lập bàn mới"))
        self.notice = Notice()
        self.unit = self._line(self.tr("Đơn vị (in trên giấy hẹn)"), self.tr("UBND XÃ …"))
        self.place = self._line(self.tr("Địa danh"), self.tr("tên xã, phường"))
        self.prefix = self._line(self.tr("Mã đơn vị trong mã hồ sơ"), "000.00.00.H00")
        self.first = number_box(self.tr("Số đầu của khoảng số"), 1, LAST_NUMBER)
        self.last = number_box(self.tr("Số cuối của khoảng số"), 1, LAST_NUMBER)
        self.last.setValue(LAST_NUMBER)
        self.login_line = self._line(self.tr("Tên đăng nhập"), self.tr("viết liền, không dấu"))
        self.name = self._line(self.tr("Họ tên phụ trách bàn"), "")
        self.pin = self._line(self.tr("Mã PIN (ít nhất {0} ký tự)").format(self._policy.least(second_factor=False)), "")
        self.again = self._line(self.tr("Nhập lại mã PIN"), "")
        self.factor = QCheckBox(self.tr("Phụ trách bàn phải có thêm mã điện thoại hoặc thẻ công vụ (cấp độ 3)"))
        self.factor.setChecked(True)
        for secret in (self.pin, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._page = self._questions()
        self.restore = button(self.tr("Khôi phục từ bản sao lưu…"), self.restore_wanted.emit, role="link")
        self.restore.setAutoDefault(False)
        self._leave = button(self.tr("Thoát"), self.reject)
        self._go = button(self.tr("Tạo bàn"), self._on_create, role="primary")
        self._go.setDefault(True)
        self.body.addWidget(self.notice)
        self.body.addWidget(self._page)
        self.body.addStretch(1)
        self.buttons.insertWidget(0, self.restore)
        self.buttons.addWidget(self._leave)
        self.buttons.addWidget(self._go)

    @staticmethod
    def _line(name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        return made

    def _questions(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        for widget in (self.unit, self.place, self.prefix, self.first, self.last):
            form.addRow(label(widget.accessibleName(), "fieldLabel"), widget)
        hint = self.tr(
            "Tỉnh giao cho mỗi bàn một khoảng số riêng, nhờ đó hai bàn không có mạng vẫn không bao giờ trùng mã hồ sơ."
        )
        form.addRow(label(hint, "caption", wrap=True))
        for line in (self.login_line, self.name, self.pin, self.again):
            form.addRow(label(line.accessibleName(), "fieldLabel"), line)
        form.addRow(self.factor)
        return page

    def _show_recovery_key(self, recovery_key: str) -> None:
        for gone in (self._page, self.restore, self._leave, self._go):
            gone.hide()
        self.set_title(self.tr("Khóa khôi phục"))
        text = self.tr(
            "Ghi khóa này ra giấy, cất nơi an toàn, không để cùng máy. Khi mọi người quên mã PIN hoặc máy hỏng, "
            "chỉ khóa này mở lại được dữ liệu. Nó chỉ hiện một lần."
        )
        self.body.insertWidget(0, label(text, "", wrap=True))
        self.recovery = QLineEdit(recovery_key)
        self.recovery.setReadOnly(True)
        self.recovery.setAccessibleName(self.tr("Khóa khôi phục"))
        self.body.insertWidget(1, self.recovery)
        self.buttons.addWidget(button(self.tr("In"), lambda: print_key(self, recovery_key), icon_name="printer"))
        done = button(self.tr("Tôi đã ghi lại"), self.accept, role="primary")
        done.setAutoDefault(False)  # a second Enter after the one that made the desk must not hide the key
        self.buttons.addWidget(done)
        self.recovery.setFocus()

    def reject(self) -> None:
        """Leave; not by Escape while the recovery key is shown, for it is shown only once."""
        if not self.login:
            super().reject()

    def _weak(self, pin: str) -> bool:
        try:
            self._policy.check(pin, second_factor=False)
        except CodedError:
            return True
        return False

    def _mistake(self) -> str:
        """The first thing wrong with the answers, or ""."""
        checks = (
            (not self.unit.text().strip(), self.tr("Chưa có tên đơn vị"), self.unit),
            (
                not PREFIX.fullmatch(self.prefix.text().strip()),
                self.tr("Mã đơn vị có dạng 000.00.00.H00 (tỉnh cấp)"),
                self.prefix,
            ),
            (self.first.value() > self.last.value(), self.tr("Khoảng số: số đầu lớn hơn số cuối"), self.first),
            (
                not re.fullmatch(r"[a-z0-9._-]{2,32}", self.login_line.text().strip()),
                self.tr("Tên đăng nhập: chữ thường không dấu, số, từ 2 ký tự"),
                self.login_line,
            ),
            (not self.name.text().strip(), self.tr("Chưa có họ tên công chức"), self.name),
            (self._weak(self.pin.text()), self.tr("Mã PIN quá ngắn hoặc quá dễ đoán"), self.pin),
            (self.pin.text() != self.again.text(), self.tr("Hai lần nhập mã PIN không giống nhau"), self.again),
        )
        for wrong, text, widget in checks:
            if wrong:
                widget.setFocus()
                return text
        return ""

    def _on_create(self) -> None:
        mistake = self._mistake()
        if mistake:
            self.notice.say(mistake)
            return
        setup = DeskSetup(
            self.unit.text().strip(),
            self.place.text().strip(),
            self.prefix.text().strip(),
            self.first.value(),
            self.last.value(),
            self.login_line.text().strip(),
            " ".join(self.name.text().split()),
            self.pin.text(),
            self.factor.isChecked(),
        )
        QApplication.processEvents()
        try:
            recovery_key = self._set_up(setup)
        except CodedError as error:
            self.notice.say_error(self._messages.explain(error))
            return
        self.pin.clear()
        self.again.clear()
        self.notice.hide()
        self.login = setup.login
        self._show_recovery_key(recovery_key)
