"""The page of people: every account and when it was last used, what can be done to it, and the desk's keys."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QTableWidgetItem, QVBoxLayout, QWidget

from desktop.records.people import Officer, Role
from desktop.screens.building import button, card, label, plain_tip, restyle, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.people.dialogs import FormDialog, NewPinDialog, OwnPinDialog
from desktop.screens.people.words import last_seen, role_name, standing
from desktop.screens.rows_table import texts_table
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.account_review import PeopleView
from desktop.workflows.people_desk import PeopleDesk
from desktop.workflows.ports import Deliver
from devices.errors import CodedError


class PeopleScreen(QWidget):
    """Shows the accounts.

    Attributes:
        table: One line for each.
        notice: What came of the last act.
    """

    def __init__(
        self,
        desk: PeopleDesk,
        deliver: Deliver,
        messages: Messages,
        *,
        show_recovery_key: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._desk, self._deliver, self._messages = desk, deliver, messages
        self._show_recovery_key = show_recovery_key
        self._view = PeopleView((), (), review_due=False, reviewed=None)
        self.notice = Notice()
        column = QVBoxLayout()
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        for each in (self.notice, self._people_card(), self._keys_card()):
            column.addWidget(each)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(column))

    def _people_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Cán bộ của bàn"), "heading"))
        heads = (self.tr("Họ tên"), self.tr("Vai trò"), self.tr("Tình trạng"), self.tr("Dùng lần cuối"))
        self.table = texts_table(heads, self.tr("Danh sách cán bộ"))
        self.table.setMinimumHeight(160)
        self.table.itemSelectionChanged.connect(self._mark)
        column.addWidget(self.table)
        self.add_button = button(self.tr("Thêm cán bộ"), self._on_add, icon_name="user-plus")
        self.pin_button = button(self.tr("Đặt lại PIN"), self._on_reset)
        self.more_button = button(self.tr("Việc khác"), self._open_menu)
        self.menu = QMenu(self)
        column.addLayout(row(self.add_button, self.pin_button, self.more_button, None))
        self.review = label("", "caption", wrap=True)
        self.review_button = button(self.tr("Đã rà soát"), lambda: self._do(self._desk.review(), self.tr("Đã ghi.")))
        line = row(self.review, self.review_button)
        line.setStretch(0, 1)
        column.addLayout(line)
        return frame

    def _keys_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Khóa của bàn"), "heading"))
        text = self.tr(
            "Đổi khóa dữ liệu sau khi có người rời bàn. In lại khóa khôi phục khi tờ cũ mất: tờ cũ hết dùng."
        )
        column.addWidget(label(text, "caption", wrap=True))
        self.rotate_button = button(self.tr("Đổi khóa dữ liệu"), self._on_rotate, icon_name="refresh-cw")
        self.recovery_button = button(self.tr("Khóa khôi phục mới"), self._on_recovery, icon_name="printer")
        column.addLayout(row(self.rotate_button, self.recovery_button, None))
        self.factor_rule = label("", "caption", wrap=True)
        self.factor_button = button("", self._on_factor_rule)
        self.factor_button.hide()  # until it is known how the rule is
        line = row(self.factor_rule, self.factor_button)
        line.setStretch(0, 1)
        column.addLayout(line)
        return frame

    def showEvent(self, event: QShowEvent) -> None:
        """Look again."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Look at the accounts again."""
        self._deliver(self._desk.look(), self._show, self._fail)

    def _show(self, view: PeopleView) -> None:
        self._view, chosen = view, self._chosen()
        self.table.setRowCount(len(view.accounts))
        for place, each in enumerate(view.accounts):
            texts = (
                f"{each.officer.full_name} ({each.officer.login})",
                role_name(each.officer.role),
                standing(each),
                last_seen(each),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                item.setData(Qt.ItemDataRole.UserRole, each.officer.login)
                self.table.setItem(place, column, item)
        logins = [each.officer.login for each in view.accounts]
        if logins:
            self.table.selectRow(logins.index(chosen.login) if chosen and chosen.login in logins else 0)
        done = f"{view.reviewed:%d/%m/%Y}" if view.reviewed else self.tr("chưa lần nào")
        text = self.tr("Rà soát danh sách {0} tháng một lần; lần trước: {1}.").format(view.review_months, done)
        restyle(self.review, "warnText" if view.review_due else "caption")
        self.review.setText(text + (self.tr(" Đã đến hạn.") if view.review_due else ""))
        self._show_factor_rule(view.heads_need_factor)
        self._mark()

    def _show_factor_rule(self, on: bool) -> None:
        texts = {
            True: self.tr("Phụ trách bàn phải có thêm mã điện thoại hoặc thẻ công vụ: đang bắt buộc."),
            False: self.tr("Phụ trách bàn phải có thêm mã điện thoại hoặc thẻ công vụ: chưa bắt buộc."),
        }
        restyle(self.factor_rule, "caption" if on else "warnText")
        self.factor_rule.setText(texts[on])
        self.factor_button.setText(self.tr("Thôi bắt buộc") if on else self.tr("Bắt buộc"))
        self.factor_button.show()

    def _chosen(self) -> Officer | None:
        place = self.table.currentRow()
        item = self.table.item(place, 0)
        login = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        return next((each.officer for each in self._view.accounts if each.officer.login == login), None)

    def _mark(self) -> None:
        for each in (self.pin_button, self.more_button):
            each.setEnabled(self._chosen() is not None)

    def _open_menu(self) -> None:
        self.fill_menu()
        self.menu.popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def fill_menu(self) -> None:
        """What can be done to the account that is chosen."""
        self.menu.clear()
        officer = self._chosen()
        if officer is None:
            return
        account = next(each for each in self._view.accounts if each.officer.login == officer.login)
        desk, login = self._desk, officer.login
        if account.locked:
            self._offer(self.tr("Mở khóa do nhập sai"), lambda: desk.clear_tries(login))
        for role in Role:
            if role is not officer.role:
                text = self.tr("Đổi vai trò: {0}").format(role_name(role))
                self._offer(text, partial(desk.set_role, login, role))
        if officer.active:
            self._offer(self.tr("Ngừng tài khoản"), lambda: desk.set_active(login, False))
        else:
            self._offer(self.tr("Cho hoạt động lại"), lambda: desk.set_active(login, True))
        self._offer(self.tr("Xóa khỏi bàn"), lambda: desk.remove(login))

    def _offer(self, text: str, act: Callable[[], Future[None]]) -> None:
        action = self.menu.addAction(text)
        action.triggered.connect(lambda _checked=False: self._do(act(), self.tr("Đã xong: {0}.").format(text)))

    def _do(self, begun: Future[None], said: str) -> None:
        self._deliver(begun, lambda _: self._done(said), self._fail)

    def _done(self, said: str) -> None:
        self.notice.say(said, role="noteGood")
        self.refresh()

    def say_error(self, error: CodedError) -> None:
        """Show what went wrong elsewhere with accounts."""
        self._fail(error)

    def _fail(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))

    # ---- dialogs

    def _on_add(self) -> None:
        desk = self._desk
        self._open(self._pin_dialog(None, lambda own, code, who, pin: desk.add(own, who, pin, code)))

    def _on_reset(self) -> None:
        desk = self._desk
        dialog = self._pin_dialog(self._chosen(), lambda own, code, who, pin: desk.reset_pin(own, who.login, pin, code))
        self._open(dialog)

    def _pin_dialog(
        self, officer: Officer | None, act: Callable[[str, str, Officer, str], Future[None]]
    ) -> NewPinDialog:
        least = self._desk.door.policy.least(second_factor=False)
        return NewPinDialog(officer, act, self._deliver, self._messages, least=least, parent=self)

    def _on_rotate(self) -> None:
        text = self.tr(
            "Mọi trang dữ liệu được mã hóa lại bằng khóa mới. Mã PIN và khóa khôi phục của mọi người vẫn dùng."
        )
        dialog = OwnPinDialog(
            self.tr("Đổi khóa dữ liệu"),
            text,
            self.tr("Đổi khóa"),
            self._desk.rotate,
            deliver=self._deliver,
            messages=self._messages,
            parent=self,
        )
        self._open(dialog)

    def _on_factor_rule(self) -> None:
        on = not self._view.heads_need_factor
        if on:
            text = self.tr("Từ lần mở bàn tới, phụ trách nào chưa có thì phải thêm rồi mới vào. Bạn phải có trước.")
        else:
            text = self.tr("Phụ trách mở bàn bằng mã PIN là đủ. Cấp độ 3 đòi thêm xác thực: chỉ bỏ khi có lý do.")
        dialog = OwnPinDialog(
            self.tr("Bắt buộc xác thực thêm") if on else self.tr("Thôi bắt buộc xác thực thêm"),
            text,
            self.tr("Bắt buộc") if on else self.tr("Thôi bắt buộc"),
            lambda own, code: self._desk.demand_factor(own, on, code),
            deliver=self._deliver,
            messages=self._messages,
            parent=self,
        )
        self._open(dialog)

    def _on_recovery(self) -> None:
        dialog = OwnPinDialog(
            self.tr("Khóa khôi phục mới"),
            self.tr("Khóa khôi phục cũ không còn mở được gì nữa."),
            self.tr("Tạo khóa mới"),
            self._desk.renew_recovery_key,
            deliver=self._deliver,
            messages=self._messages,
            parent=self,
        )
        self._open(dialog, lambda: self._show_recovery_key(str(dialog.outcome)))

    def _open(self, dialog: FormDialog, then: Callable[[], None] | None = None) -> None:
        def on_accepted() -> None:
            self._done(self.tr("Đã xong: {0}.").format(dialog.windowTitle()))
            if then is not None:
                then()

        dialog.accepted.connect(on_accepted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
