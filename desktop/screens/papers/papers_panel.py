"""The papers of a case: how far each is, and the one thing that comes next."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QRadioButton, QVBoxLayout, QWidget

from desktop.records.catalogue.models import PaperAnswer
from desktop.records.paper_files import WITH_FILE, DigitizationState, PaperProgress
from desktop.screens.building import button, card, clear, label, row
from desktop.screens.dialog import ask_text
from desktop.screens.papers.words import digitization_name, digitization_role
from desktop.screens.scrolling import ColumnArea
from desktop.screens.words import answer_name, day_text
from desktop.workflows.paper_desk import PaperDesk, PaperView, Scope, step_of
from desktop.workflows.paper_reuse import TakenPaper


class PapersPanel(ColumnArea):
    """Shows a case's papers.

    Signals:
        document_wanted: A `PaperEvent` whose file is to be shown.
        export_wanted: The officer wants the case as an archive.
        case_wanted: Id of a case to open.
        code_wanted: Code of a case to open.
    """

    document_wanted = Signal(object)
    export_wanted = Signal()
    case_wanted = Signal(int)
    code_wanted = Signal(str)

    def __init__(self, desk: PaperDesk) -> None:
        self._desk = desk
        self._shown: PaperView | None = None
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 4, 0)
        super().__init__(self._column)

    def show_view(self, view: PaperView) -> None:
        """Show the papers of the case that is looked at."""
        if view is self._shown:
            return
        self._shown = view
        clear(self._column)
        if view.case is None:
            text = self.tr("Chọn trang trong khay, rồi chọn hồ sơ bên trái và bấm «Đưa sang giấy tờ».")
            self._column.addWidget(label(text, "caption", wrap=True))
        else:
            self._column.addWidget(label(view.case.content.applicant.full_name, "title", wrap=True))
            opens = button(view.case.code, partial(self.case_wanted.emit, view.case.id), role="link")
            opens.setToolTip(self.tr("Mở hồ sơ này"))
            self._column.addLayout(row(opens, None))
            self._column.addWidget(label(view.case.content.procedure_name, "caption", wrap=True))
            if view.undealt:
                text = self.tr("{0} trang chưa chia vào giấy tờ").format(view.undealt)
                self._column.addWidget(self._choice(text, Scope(view.case.id), view.scope.position is None))
            for each in view.papers:
                self._column.addWidget(self._paper(view, each))
            export = button(self.tr("Xuất cả hồ sơ (ZIP)…"), self.export_wanted.emit, icon_name="save")
            export.setEnabled(any(each.latest is not None and each.latest.file is not None for each in view.papers))
            export.setToolTip(self.tr("Tệp PDF, dữ liệu hồ sơ và mã băm, để nạp vào hệ thống của tỉnh hoặc bộ"))
            self._column.addLayout(row(export, None))
        self._column.addStretch(1)

    def _choice(self, text: str, scope: Scope, chosen: bool) -> QRadioButton:
        made = QRadioButton(text)
        made.setChecked(chosen)
        made.clicked.connect(lambda: self._desk.choose(scope))
        return made

    def _paper(self, view: PaperView, each: PaperProgress) -> QWidget:
        frame, column = card(margin=10, spacing=4)
        case_id = view.scope.case_id or 0
        chosen = view.scope.position == each.position
        name = self.tr("Kết quả: {0}").format(each.paper.name) if each.position < 0 else each.paper.name
        head = QRadioButton()
        head.setAccessibleName(name)
        head.setChecked(chosen)
        head.clicked.connect(lambda: self._desk.choose(Scope(case_id, each.position)))
        title = label(name, "strong", wrap=True)
        title.setBuddy(head)
        digitized = each.paper.answer is PaperAnswer.DIGITIZE
        line = row(head, title)
        line.setStretch(1, 1)
        column.addLayout(line)
        if digitized:
            column.addLayout(row(label(digitization_name(each.state), digitization_role(each.state)), None))
        else:
            column.addWidget(label(answer_name(each.paper.answer), "caption"))
        self._facts(column, each)
        self._actions(column, view, each)
        if chosen:
            frame.setObjectName("noteGood")
        return frame

    def _facts(self, column: QVBoxLayout, each: PaperProgress) -> None:
        if each.waiting:
            column.addWidget(label(self.tr("{0} trang trên giấy tờ này").format(each.waiting), "caption"))
        if each.latest is not None and each.latest.file is not None:
            when = day_text(each.latest.at.date())
            column.addWidget(label(self.tr("{0} trang · {1}").format(each.latest.pages, when), "caption"))
        if each.paper.reason:
            column.addWidget(label(self.tr("Lý do: {0}").format(each.paper.reason), "caption", wrap=True))

    def _actions(self, column: QVBoxLayout, view: PaperView, each: PaperProgress) -> None:
        offered = view.offers.get(each.position)
        if offered is not None:
            column.addWidget(self._offer(each, offered))
        buttons: list[QWidget] = []
        if step_of(each) is DigitizationState.CHECKED:
            check = button(self.tr("Kiểm xong"), partial(self._desk.check, each.position), icon_name="check")
            check.setEnabled(not self._desk.busy)
            buttons.append(check)
        if each.state in WITH_FILE:
            show = partial(self.document_wanted.emit, each.latest)
            buttons.append(button(self.tr("Xem tệp"), show, role="link"))
            buttons.append(button(self.tr("Số hóa lại"), partial(self._again, each.position), role="link"))
        elif each.state is DigitizationState.NOT_YET and each.position >= 0:
            buttons.append(button(self.tr("Đổi cách xử lý"), partial(self._change, each), role="link"))
        if buttons:
            column.addLayout(row(*buttons, None))

    def _offer(self, each: PaperProgress, offered: TakenPaper) -> QFrame:
        """What was digitized before, from where and how long it is accepted; the button takes it."""
        valid = offered.is_valid(self._desk.who.at.date())
        frame, column = card("noteGood" if valid else "noteWarn", margin=8, spacing=4)
        what = self.tr("kết quả đã cấp") if offered.is_result else self.tr("bản số hóa")
        text = self.tr("Đã có {0} ngày {1}, hồ sơ {2}").format(what, day_text(offered.stored_on), offered.case_code)
        column.addWidget(label(text, "", wrap=True))
        opens = button(self.tr("Mở hồ sơ đó"), partial(self.code_wanted.emit, offered.case_code), role="link")
        if offered.valid_until is not None:
            until = self.tr("Dùng được đến {0}") if valid else self.tr("Hết hạn dùng lại ngày {0}: quét bản mới")
            role = "caption" if valid else "warnText"
            column.addWidget(label(until.format(day_text(offered.valid_until)), role, wrap=True))
        if not valid:
            column.addLayout(row(opens, None))
            return frame
        take = button(self.tr("Dùng lại"), partial(self._desk.reuse, each.position), icon_name="check")
        column.addLayout(row(take, opens, None))
        return frame

    def _again(self, position: int) -> None:
        reason = ask_text(self, self.tr("Số hóa lại"), self.tr("Vì sao phải số hóa lại giấy tờ này?"))
        if reason:
            self._desk.begin_again(position, reason)

    def _change(self, each: PaperProgress) -> None:
        """Between digitizing and not: the two answers that an officer has a reason to exchange at the counter."""
        digitized = each.paper.answer is PaperAnswer.DIGITIZE
        wanted = PaperAnswer.COPY if digitized else PaperAnswer.DIGITIZE
        title = self.tr("Đổi sang: {0}").format(answer_name(wanted))
        reason = ask_text(self, title, self.tr("Lý do đổi cách xử lý «{0}»").format(each.paper.name))
        if reason:
            self._desk.change_answer(each.position, wanted, reason)
