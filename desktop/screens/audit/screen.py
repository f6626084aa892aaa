"""The page of the log: who saw and did what, whether the chain holds, and what a person may ask for."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.records.audit_log import AuditFilter
from desktop.records.number_text import number_text
from desktop.screens.audit.case_card import CaseCard
from desktop.screens.audit.filter_bar import FilterBar
from desktop.screens.audit.in_charge import InCharge
from desktop.screens.audit.model import ACTION, AT, COUNT, OFFICER, SEQUENCE, SUBJECT, LogModel
from desktop.screens.audit.past_card import PastCard
from desktop.screens.audit.words import action_name, fault_text, field_names
from desktop.screens.building import button, card, label, number_box, row
from desktop.screens.messages import Messages
from desktop.screens.notice import Notice
from desktop.screens.rows_table import rows_table
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.audit_desk import COUNTED, AuditDesk
from devices.errors import CodedError

ROOM_FOR_THREE = 1000  # logical pixels; with less everything is under one another
ROOM_FOR_SUBJECT, ROOM_FOR_SEQUENCE, ROOM_FOR_OFFICER = 1500, 1240, 620
SIDE = 262
WIDTHS = {SEQUENCE: 52, AT: 168, OFFICER: 128, SUBJECT: 130, COUNT: 84}
MOST_FAULTS = 5
MOST_MONTHS = 1200


class AuditScreen(QWidget):
    """Shows an `AuditDesk`.

    Signals:
        export_wanted: The log as a file: ``xlsx`` or ``csv``.
        notice_export_wanted: The answer to whose data were touched, as a file.
        person_wanted: What is held on the person who is looked at.
        erase_wanted: That person's data are to be deleted.
        erase_case_wanted: The case that is looked at is to be deleted.
        certificate_wanted: The certificate of the last deletion is to be shown again.
        case_wanted: Id of a case to open.
    """

    export_wanted = Signal(str)
    notice_export_wanted = Signal()
    person_wanted = Signal()
    erase_wanted = Signal()
    erase_case_wanted = Signal()
    certificate_wanted = Signal()
    case_wanted = Signal(int)

    def __init__(self, desk: AuditDesk, messages: Messages) -> None:
        super().__init__()
        self._desk = desk
        self._messages = messages
        self.notice = Notice()
        self.filter = FilterBar(desk.filter)
        self.filter.wanted.connect(self._on_filter)
        self.filter.citizen_wanted.connect(desk.look_at_citizen)
        self.model = LogModel(self)
        self.table = self._table()
        self.table.activated.connect(lambda index: self._on_entry(index.row()))
        self.case = CaseCard(desk.look_at_case)
        self.case.erase_wanted.connect(self.erase_case_wanted)
        self.case.certificate_wanted.connect(self.certificate_wanted)
        self.past = PastCard(desk.look_at_past)
        self.past.chosen.connect(self._on_past)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(12)
        self._left = self._column(self.filter, self._chain())
        self.in_charge = InCharge(desk)
        self._right = self._column(self._person(), self.past, self.case, self._whose(), self._keeping(), self.in_charge)
        self._columns.addWidget(self._left, 2)
        self._columns.addWidget(self._middle(), 5)
        self._columns.addWidget(self._right, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ColumnArea(self._columns))
        desk.subscribe(self.refresh)
        self.refresh()

    # ---- building

    @staticmethod
    def _column(*parts: QWidget) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for each in parts:
            column.addWidget(each)
        column.addStretch(1)
        return made

    def _chain(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Nhật ký có nguyên vẹn không"), "heading"))
        self.verify = button(self.tr("Kiểm tra"), self._desk.verify, icon_name="list-checks")
        self._verdict = label("", "caption", wrap=True)
        column.addLayout(row(self.verify, None))
        column.addWidget(self._verdict)
        return frame

    def _middle(self) -> QWidget:
        frame, column = card()
        self._title = label("", "title", wrap=True)
        self.xlsx = button(self.tr("Xuất Excel"), lambda: self.export_wanted.emit("xlsx"), icon_name="save")
        self.csv = button(self.tr("Xuất CSV"), lambda: self.export_wanted.emit("csv"))
        column.addWidget(self._title)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addLayout(row(self.xlsx, self.csv, None))
        return frame

    def _table(self) -> QTableView:
        table = rows_table(self.model, self.tr("Các mục nhật ký"))
        header = table.horizontalHeader()
        header.setSectionResizeMode(ACTION, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            table.setColumnWidth(column, width)
        return table

    def _person(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Quyền của công dân"), "heading"))
        self._citizen = label("", "caption", wrap=True)
        self.person = button(self.tr("Xuất dữ liệu…"), self.person_wanted.emit, icon_name="save")
        self.erase = button(self.tr("Xóa dữ liệu…"), self.erase_wanted.emit, icon_name="trash-2")
        column.addWidget(self._citizen)
        column.addLayout(row(self.person, None))
        column.addLayout(row(self.erase, None))
        return frame

    def _whose(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Báo cáo sự cố trong 72 giờ"), "heading"))
        hint = self.tr("Dữ liệu của ai, dữ liệu gì, bao nhiêu người: theo bộ lọc đang chọn.")
        column.addWidget(label(hint, "caption", wrap=True))
        self.ask = button(self.tr("Lập danh sách"), self._desk.ask_notice, icon_name="list-checks")
        self._answer = label("", "", wrap=True)
        self.notice_export = button(self.tr("Xuất Excel danh sách"), self.notice_export_wanted.emit, icon_name="save")
        column.addLayout(row(self.ask, None))
        column.addWidget(self._answer)
        column.addLayout(row(self.notice_export, None))
        return frame

    def _keeping(self) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Thời hạn lưu"), "heading"))
        self.audit_months = number_box(self.tr("Giữ nhật ký, tháng"), 12, MOST_MONTHS)
        self.case_months = number_box(self.tr("Giữ hồ sơ, tháng; 0 là chưa đặt"), 0, MOST_MONTHS)
        self.keep = button(self.tr("Lưu thời hạn"), self._on_keep)
        column.addLayout(row(label(self.tr("Nhật ký (tháng)"), "fieldLabel"), None, self.audit_months))
        column.addLayout(row(label(self.tr("Hồ sơ (tháng)"), "fieldLabel"), None, self.case_months))
        column.addWidget(label(self.tr("Hồ sơ: 0 là chưa đặt, khi đó không hồ sơ nào bị xóa."), "caption", wrap=True))
        column.addLayout(row(self.keep, None))
        return frame

    # ---- showing

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything under one another where there is little room."""
        super().resizeEvent(event)
        width = event.size().width()
        beside = width >= ROOM_FOR_THREE
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        for side in (self._left, self._right):
            side.setMinimumWidth(SIDE if beside else 0)
        self.table.setMinimumHeight(220)
        self.table.setColumnHidden(SUBJECT, width < ROOM_FOR_SUBJECT)
        self.table.setColumnHidden(OFFICER, width < ROOM_FOR_OFFICER)
        self.table.setColumnHidden(SEQUENCE, width < (ROOM_FOR_SEQUENCE if beside else ROOM_FOR_OFFICER))

    def showEvent(self, event: QShowEvent) -> None:
        """Look again at what happened meanwhile."""
        super().showEvent(event)
        self._desk.refresh()

    def refresh(self) -> None:
        """Show what the desk knows."""
        desk = self._desk
        view = desk.view
        self.filter.show_view(view, desk.filter)
        self.model.show_view(view)
        shown = len(view.entries)
        if view.total > COUNTED:
            said = self.tr("Hơn {0} mục, đang hiện {1} mục mới nhất").format(number_text(COUNTED), shown)
        elif view.total > shown:
            said = self.tr("{0} mục, đang hiện {1} mục mới nhất").format(number_text(view.total), shown)
        else:
            said = self.tr("{0} mục").format(number_text(view.total))
        self._title.setText(said)
        self._show_verdict()
        self._show_citizen()
        self._show_notice()
        self.case.show_case(desk.case)
        self.past.show_past(desk.past)
        self.past.look.setEnabled(not desk.busy)
        for box, months in (
            (self.audit_months, view.protection.audit_months),
            (self.case_months, view.protection.case_months),
        ):
            if not box.hasFocus():
                box.setValue(months)
        for each in (self.verify, self.ask):
            each.setEnabled(not desk.busy)
        if desk.error is not None:
            self.say_error(desk.error)
        else:
            self.notice.hide()

    def _show_verdict(self) -> None:
        verdict = self._desk.verdict
        if verdict is None:
            self._verdict.setText(self.tr("Chưa kiểm tra từ khi mở chương trình."))
        elif verdict.holds:
            said = self.tr("Nguyên vẹn: mục {0} đến {1}, khớp {2} bản chốt ngày.")
            self._verdict.setText(said.format(verdict.first, verdict.last, verdict.heads))
        else:
            faults = "\n".join(fault_text(each) for each in verdict.faults[:MOST_FAULTS])
            self._verdict.setText(self.tr("KHÔNG nguyên vẹn, {0} chỗ:").format(len(verdict.faults)) + f"\n{faults}")

    def _show_citizen(self) -> None:
        citizen = self._desk.view.citizen
        for each in (self.person, self.erase):
            each.setEnabled(citizen is not None)
        if citizen is None:
            self._citizen.setText(self.tr("Nhập số căn cước hoặc họ tên ở bên trái rồi bấm Xem."))
        else:
            self._citizen.setText(f"{citizen.details.full_name} · {citizen.details.number}".strip(" ·"))

    def _show_notice(self) -> None:
        found = self._desk.notice
        self._answer.setVisible(found is not None)
        self.notice_export.setVisible(found is not None)
        if found is not None:
            names = field_names()
            fields = ", ".join(names.get(each, each) for each in found.fields)
            done = ", ".join(f"{action_name(name)} ({times})" for name, times in found.actions.items())
            said = self.tr("{0} người, {1} lần.\nDữ liệu: {2}.\nViệc: {3}.")
            self._answer.setText(said.format(found.count, found.entries, fields, done))

    def say_error(self, error: CodedError) -> None:
        """Show what went wrong."""
        self.notice.say_error(self._messages.explain(error))

    def say_done(self, title: str, text: str = "") -> None:
        """Show what was done."""
        self.notice.say(title, text, role="noteGood")

    # ---- wishes

    def _on_entry(self, row: int) -> None:
        """Open the case that an entry is about."""
        case_id = self.model.case_id(row)
        if case_id is not None:
            self.case_wanted.emit(case_id)

    def _on_past(self, code: str) -> None:
        """Look up a case of the list, to be deleted."""
        self.case.code.setText(code)
        self._desk.look_at_case(code)

    def _on_filter(self, wanted: AuditFilter) -> None:
        self._desk.filter = wanted  # the citizen that is looked up next completes it

    def _on_keep(self) -> None:
        self._desk.keep_for(audit_months=self.audit_months.value(), case_months=self.case_months.value())
