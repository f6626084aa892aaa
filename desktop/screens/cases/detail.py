"""One case in full: what was handed in, and its life."""

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from desktop.records.cases import Case, CasePaper
from desktop.records.people import PersonDetails
from desktop.screens.building import button, card, clear, label, row
from desktop.screens.cases.life_panel import LifePanel
from desktop.screens.scrolling import ColumnArea
from desktop.screens.words import (
    answer_name,
    case_state_name,
    channel_name,
    day_text,
    moment_text,
    money_text,
    paper_state_name,
    return_method_name,
    waiver_reason_name,
)

SETTLED_MS = (50, 500)  # what wraps has its height a little later, on a slow PC much later
FORMS_KEY = "F6"
THERE_AND_BACK = "Ctrl+J"  # between a case and its place in the day's work


class CaseDetail(ColumnArea):
    """Shows a case; nothing is shown until one is chosen.

    Attributes:
        case: The one shown.

    Signals:
        receipt_wanted: The case whose receipt is to be shown again.
        copy_wanted: The case that is to be copied into another system.
        forms_wanted: The case that another form is to be printed for.
        work_wanted: The case is to be shown among the day's work.
    """

    receipt_wanted = Signal(object)
    copy_wanted = Signal(object)
    forms_wanted = Signal(object)
    work_wanted = Signal()

    def __init__(self, life: LifePanel | None = None) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 4, 0)
        self._top, self._rest = QVBoxLayout(), QVBoxLayout()
        self._life = life
        column.addLayout(self._top)
        if life is not None:
            column.addWidget(life)
            life.offer.shown.connect(self._to_offer)
        column.addLayout(self._rest)
        column.addStretch(1)
        super().__init__(column)
        self.show_case(None)

    def show_case(self, case: Case | None) -> None:
        """Show a case, or the hint that one may be chosen."""
        self.show_again(case)
        if self._life is not None:
            self._life.show_case(case)

    def show_again(self, case: Case | None) -> None:
        """Show what has become of the case; its life knows already."""
        self.case = case
        clear(self._top)
        clear(self._rest)
        if case is None:
            self._top.addWidget(label(self.tr("Chọn một hồ sơ để xem"), "caption"))
            return
        self._top.addWidget(self._head(case))
        self._rest.addWidget(self._person(self.tr("Chủ hồ sơ"), case.content.applicant))
        if case.content.submitter is not None:
            self._rest.addWidget(self._person(self.tr("Người nộp thay"), case.content.submitter))
        self._rest.addWidget(self._papers(case.content.papers))
        if self._life is None:
            self._rest.addWidget(self._history(case))
        elif not self._life.offer.isHidden():
            self._to_offer()

    def _to_offer(self) -> None:
        """Scroll to the form that is offered, once everything has its place again."""
        if self._life is not None:
            show = partial(self.ensureWidgetVisible, self._life.offer, 0, 20)
            for pause in SETTLED_MS:
                QTimer.singleShot(pause, self, show)

    def _head(self, case: Case) -> QWidget:
        frame, column = card()
        content = case.content
        column.addWidget(label(case.code, "title"))
        column.addLayout(row(label(case_state_name(case.state), "tagBlue"), None))
        column.addWidget(label(content.procedure_name, "strong", wrap=True))
        form = self._form(
            (self.tr("Nhận"), moment_text(content.received_at)),
            (self.tr("Hẹn trên giấy"), moment_text(content.appointment.due_at)),
            (self.tr("Kênh"), channel_name(content.channel)),
            (self.tr("Trả kết quả"), return_method_name(content.return_method)),
            (self.tr("Phí, lệ phí"), money_text(content.fee_amount)),
            (self.tr("Người nhận"), case.officer_name),
            (self.tr("Ghi chú"), content.note),
        )
        column.addLayout(form)
        show = button(self.tr("Xem và in giấy hẹn"), lambda: self.receipt_wanted.emit(case), icon_name="printer")
        self.forms = button(self.tr("In phiếu…"), lambda: self.forms_wanted.emit(case), key=FORMS_KEY)
        column.addLayout(row(show, self.forms, None))
        copy = button(self.tr("Chép sang hệ thống khác"), lambda: self.copy_wanted.emit(case), icon_name="files")
        column.addLayout(row(copy, None))
        work = button(
            f"{self.tr('Xem ở Việc hôm nay')}  ({THERE_AND_BACK})", self.work_wanted.emit, icon_name="list-todo"
        )
        work.setAccessibleName(self.tr("Xem ở Việc hôm nay"))
        column.addLayout(row(work, None))
        return frame

    def _person(self, title: str, person: PersonDetails) -> QWidget:
        frame, column = card()
        column.addWidget(label(title, "heading"))
        column.addLayout(
            self._form(
                (self.tr("Họ tên"), person.full_name),
                (self.tr("Số căn cước"), person.number),
                (self.tr("Số CMND cũ"), person.old_number),
                (self.tr("Ngày sinh"), day_text(person.birth_date)),
                (self.tr("Giới tính"), person.sex),
                (self.tr("Nơi cư trú"), person.residence),
                (self.tr("Điện thoại"), person.phone),
                (self.tr("Thư điện tử"), person.email),
            )
        )
        return frame

    def _papers(self, papers: tuple[CasePaper, ...]) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Giấy tờ"), "heading"))
        for paper in papers:
            facts = answer_name(paper.answer)
            if paper.waiver_reason is not None:
                facts = self.tr("đã có trong {0}").format(waiver_reason_name(paper.waiver_reason))
            if paper.reason:
                facts += self.tr(" · lý do: {0}").format(paper.reason)
            line = row(label(paper.name, "", wrap=True), label(paper_state_name(paper.state), "tag"))
            line.setStretch(0, 1)
            column.addLayout(line)
            column.addWidget(label(facts, "caption", wrap=True))
        return frame

    def _history(self, case: Case) -> QWidget:
        frame, column = card()
        column.addWidget(label(self.tr("Đã xảy ra"), "heading"))
        for entry in case.history:
            text = f"{moment_text(entry.at)} · {case_state_name(entry.state)}"
            column.addWidget(label(f"{text} · {entry.note}" if entry.note else text, "caption", wrap=True))
        return frame

    @staticmethod
    def _form(*lines: tuple[str, str]) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        for name, text in lines:
            if text:
                form.addRow(label(name, "fieldLabel"), label(text, "", wrap=True))
        return form
