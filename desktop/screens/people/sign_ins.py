"""The page of the door: who came in, who was refused, locks and who lifted them; and the accounts to review."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QTableWidget, QTableWidgetItem, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from desktop.documents.account_list import account_list
from desktop.documents.desk import DeskDetails
from desktop.records.officers import OfficerAct, OfficerEvent
from desktop.records.resources import resources_folder
from desktop.records.sign_ins import SignInEvent, SignInKind
from desktop.screens.building import button, card, label, plain_tip, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.people.words import act_name, door_name, last_seen, role_name, standing
from desktop.screens.printing.preview import PrintPreview
from desktop.screens.rows_table import texts_table
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.account_review import Account
from desktop.workflows.ports import Deliver
from desktop.workflows.sign_in_desk import DoorLine, DoorView, SignInDesk
from devices.errors import CodedError

ALL, REFUSALS, LOCKS = "all", "refusals", "locks"


class SignInsScreen(Widget):
    """Shows the log of the door and the list of accounts.

    Attributes:
        accounts: A line for each account, those that need a decision marked.
        log: A line for each event, the newest first.
        which: What of the log is shown.
        notice: What went wrong.
    """

    def __init__(self, desk: SignInDesk, deliver: Deliver, messages: Messages) -> None:
        super().__init__()
        self._desk, self._deliver, self._messages = desk, deliver, messages
        self._view: DoorView | None = None
        self.notice = Notice()
        column = QVBoxLayout()
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        for each in (self.notice, self._accounts_card(), self._log_card()):
            column.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(column))

    def _accounts_card(self) -> Widget:
        frame, column = card()
        column.addWidget(label(self.tr("Tài khoản cần rà soát"), "heading"))
        self.said = label("", "caption", wrap=True)
        column.addWidget(self.said)
        heads = (
            self.tr("Họ tên"),
            self.tr("Vai trò"),
            self.tr("Tình trạng"),
            self.tr("Dùng lần cuối"),
            self.tr("Xác thực thêm"),
        )
        self.accounts = texts_table(heads, self.tr("Danh sách tài khoản"))
        self.accounts.setMinimumHeight(150)
        column.addWidget(self.accounts)
        self.print_button = button(self.tr("In danh sách"), self._on_print, icon_name="printer")
        self.print_button.setEnabled(False)
        column.addLayout(row(self.print_button, None))
        return frame

    def _log_card(self) -> Widget:
        frame, column = card()
        column.addWidget(label(self.tr("Ra vào bàn"), "heading"))
        self.which = QComboBox()
        self.which.setAccessibleName(self.tr("Xem những việc nào"))
        self.which.addItem(self.tr("Mọi việc"), ALL)
        self.which.addItem(self.tr("Chỉ lần bị từ chối"), REFUSALS)
        self.which.addItem(self.tr("Chỉ khóa và mở khóa"), LOCKS)
        self.which.currentIndexChanged.connect(lambda _index: self._show_log())
        column.addLayout(row(self.which, None))
        heads = (self.tr("Lúc"), self.tr("Tài khoản"), self.tr("Việc"), self.tr("Ai làm"), self.tr("Máy"))
        self.log = texts_table(heads, self.tr("Nhật ký ra vào"))
        self.log.setMinimumHeight(260)
        column.addWidget(self.log)
        return frame

    def showEvent(self, event: QShowEvent) -> None:
        """Look again."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Look at everything again."""
        self._deliver(self._desk.look(), self._show, self._fail)

    def _fail(self, error: CodedError) -> None:
        self.notice.say_error(self._messages.explain(error))

    def _show(self, view: DoorView) -> None:
        self._view = view
        self.print_button.setEnabled(bool(view.people.accounts))
        self.said.setText(self._rules(view))
        _fill(self.accounts, [account_texts(each) for each in view.people.accounts])
        self._show_log()

    def _rules(self, view: DoorView) -> str:
        done = f"{view.people.reviewed:%d/%m/%Y}" if view.people.reviewed else self.tr("chưa lần nào")
        rules = self.tr("Không dùng {0} ngày thì tự ngừng; rà soát {1} tháng một lần, lần trước: {2}.")
        text = rules.format(view.people.idle_days, view.people.review_months, done)
        return text + (self.tr(" Đã đến hạn.") if view.people.review_due else "")

    def _show_log(self) -> None:
        view, which = self._view, self.which.currentData()
        if view is not None:
            _fill(self.log, [self._texts(line) for line in view.lines if which == ALL or kind_of(line) == which])

    def _texts(self, line: DoorLine) -> tuple[str, ...]:
        who = line.who.full_name if line.who is not None else self.tr("(không có tài khoản này)")
        if isinstance(line.what, OfficerEvent):
            by = line.by.full_name if line.by is not None else ""
            return (f"{line.at:%d/%m/%Y %H:%M}", who, act_name(line.what.act), by, "")
        what = door_name(line.what.kind)
        if line.what.detail:
            title = self._messages.explain(CodedError(line.what.detail)).title
            what = f"{what}: {title} [{line.what.detail}]"
        return (f"{line.at:%d/%m/%Y %H:%M}", who, what, "", line.what.pc)

    def _on_print(self) -> None:
        view = self._view
        if view is None:
            return
        rows = [account_texts(each) for each in view.people.accounts]
        model = self.accounts.model()
        heads = [
            str(model.headerData(column, Qt.Orientation.Horizontal)) for column in range(self.accounts.columnCount())
        ]

        def make(_layout: str) -> bytes:
            details, fonts = DeskDetails.of(view.settings), resources_folder() / "fonts"
            return account_list(rows, heads, details, self._rules(view), made_at=self._desk.now(), fonts=fonts)

        preview = PrintPreview(
            make,
            self.tr("Danh sách tài khoản"),
            f"ra-soat-tai-khoan-{self._desk.now():%Y%m%d}",
            {"a4": self.tr("A4 ngang")},
            self._messages,
            parent=self.window(),
        )
        preview.finished.connect(preview.deleteLater)
        preview.open()


def kind_of(line: DoorLine) -> str:
    """Which of the choices a line belongs to."""
    if isinstance(line.what, SignInEvent):
        return {SignInKind.REFUSED: REFUSALS, SignInKind.OPENED: ""}.get(line.what.kind, LOCKS)
    changes = {OfficerAct.PIN, OfficerAct.FACTOR}
    return "" if line.what.act in changes else LOCKS


def account_texts(account: Account) -> tuple[str, ...]:
    """What is told of an account."""
    officer = account.officer
    return (
        f"{officer.full_name} ({officer.login})",
        role_name(officer.role),
        standing(account),
        last_seen(account),
        "✓" if officer.second_factor else "—",
    )


def _fill(table: QTableWidget, rows: list[tuple[str, ...]]) -> None:
    table.setRowCount(len(rows))
    for place, texts in enumerate(rows):
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip(text))
            table.setItem(place, column, item)
