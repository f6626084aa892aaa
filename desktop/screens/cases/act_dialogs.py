"""Small dialogs, one for each act that needs something said: they stay open until the records have taken it."""

from collections.abc import Mapping
from datetime import date, datetime

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.records.case_life import (
    CodeFacts,
    CodeWay,
    HandOver,
    LifeAct,
    LifeStep,
    ResultFacts,
)
from desktop.records.case_life_acts import LONGEST_CODE
from desktop.records.case_life_rules import OutsideSystem
from desktop.records.cases import CasePaper, PaperState
from desktop.records.partial_dates import partial_date
from desktop.screens.building import button, label, number_box, row
from desktop.screens.cases.life_words import act_done, act_name, code_way_name, details_text, left_text, when_text
from desktop.screens.dialog import FittedDialog
from desktop.screens.messages import Message
from desktop.screens.notice import Notice
from desktop.screens.words import moment_text
from desktop.workflows.case_desk import CaseView

WIDTH = 480
MOST_PAID = 1_000_000_000  # đồng


class ActDialog(FittedDialog):
    """What every act's dialog has: an optional reason, a place for what went wrong, two buttons.

    Attributes:
        why: The reason.
        go: Carries it out.
        notice: What went wrong.

    Signals:
        wanted: A `LifeStep`; the dialog stays open until it is told how it went.
    """

    wanted = Signal(object)

    def __init__(self, act: LifeAct, view: CaseView, parent: QWidget | None = None, *, width: int = WIDTH) -> None:
        super().__init__(width=width, parent=parent)
        self.act, self.view = act, view
        self.set_title(act_name(act))
        self.notice = Notice()
        self.body.addWidget(self.notice)
        self.body.addWidget(label(view.case.code, "caption"))
        self.why = QPlainTextEdit()
        self.why.setTabChangesFocus(True)
        self.why.setMaximumHeight(76)
        self.go = button(act_name(act), self._on_go, role="primary")
        self.go.setDefault(True)
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(self.go)

        self._needs_why = False

    def ask_why(self, caption: str = "") -> None:
        """Add the reason's field; needed where the rules say so."""
        rule = None if self.view.version is None else self.view.version.rule(self.act)
        self._needs_why = self.act is LifeAct.CORRECTED or (rule is not None and rule.why)
        optional = self.tr("Ghi chú (không bắt buộc)")
        self.field(caption or (self.tr("Lý do (người dân sẽ đọc)") if self._needs_why else optional), self.why)
        self.why.textChanged.connect(self.check)

    def field(self, caption: str, widget: QWidget) -> None:
        """Add a captioned field."""
        named = label(caption, "fieldLabel", wrap=True)
        named.setBuddy(widget)
        widget.setAccessibleName(caption)
        self.body.addWidget(named)
        self.body.addWidget(widget)

    def complete(self) -> bool:
        """Whether what is needed is there."""
        return True

    def step(self) -> LifeStep:
        """What is to be done."""
        return LifeStep(self.act, self.reason)

    @property
    def reason(self) -> str:
        """The reason without blanks around it."""
        return self.why.toPlainText().strip()

    def check(self, _changed: object = None) -> None:
        """Let it be carried out only when it is complete."""
        self.go.setEnabled(self.complete() and (not self._needs_why or bool(self.reason)))

    def show_error(self, message: Message) -> None:
        """Say what went wrong; everything typed stays."""
        self.notice.say_error(message)
        self.check()

    def _on_go(self) -> None:
        self.go.setEnabled(False)
        self.wanted.emit(self.step())


class ReasonDialog(ActDialog):
    """An act that needs no more than a reason, or a yes."""

    def __init__(self, act: LifeAct, view: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(act, view, parent)
        stop, due = view.life.standing.stop, _due_from_now(view)
        if act is LifeAct.SUPPLEMENTED and stop is not None and due is not None:
            text = self.tr("Đồng hồ dừng từ {0}, {1}. Chạy tiếp từ bây giờ, hẹn trả:")
            if stop.left < 0:
                text = self.tr("Đồng hồ dừng từ {0}, {1}. Giữ nguyên ngày đã hẹn với người dân:")
            self.body.addWidget(label(text.format(when_text(stop.since), left_text(stop)), "", wrap=True))
            self.body.addWidget(label(moment_text(due), "strong", wrap=True))
        self.ask_why()
        self.check()
        ends = act in {LifeAct.WITHDRAWN, LifeAct.REFUSED, LifeAct.STOPPED}  # by no second Enter that was not meant
        (self.why if self._needs_why or ends else self.go).setFocus()


class SupplementDialog(ActDialog):
    """What is missing, and why.

    Attributes:
        papers: A box for each paper of the case.
    """

    def __init__(self, act: LifeAct, view: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(act, view, parent)
        self.body.addWidget(label(self.tr("Giấy tờ phải bổ sung, hoàn thiện"), "fieldLabel"))
        self.papers: list[QCheckBox] = []
        for paper in sorted(view.case.content.papers, key=lambda paper: paper.state is PaperState.WAIVED):
            self._offer(paper)
        if view.clock_stops:
            text = self.tr("Đồng hồ sẽ dừng từ bây giờ đến khi nộp bổ sung.")
            self.body.addWidget(label(text, "caption", wrap=True))
        self.ask_why(self.tr("Nội dung và lý do (in trên phiếu)"))
        self.check()
        self.why.setFocus()

    def _offer(self, paper: CasePaper) -> None:
        """A paper to ask for; one that the law lets nobody ask for says so."""
        box = QCheckBox()
        box.setAccessibleName(paper.name)
        named = label(paper.name, "", wrap=True)
        named.setBuddy(box)
        told = QVBoxLayout()
        told.addWidget(named)
        line = row(box)
        line.setAlignment(box, Qt.AlignmentFlag.AlignTop)
        line.addLayout(told, 1)
        self.body.addLayout(line)
        self.papers.append(box)
        if paper.state is PaperState.WAIVED:
            text = self.tr(
                "Không phải nộp. Chỉ yêu cầu khi không khai thác được dữ liệu hoặc dữ liệu sai; ghi rõ lý do."
            )
            box.setAccessibleDescription(text)
            told.addWidget(label(text, "warnText", wrap=True))

    def step(self) -> LifeStep:
        """The request."""
        names = tuple(box.accessibleName() for box in self.papers if box.isChecked())
        return LifeStep(self.act, self.reason, papers=names)


class HandOverDialog(ActDialog):
    """From where the case is to a part and a person.

    Attributes:
        part: The part.
        person: The person; officers of this program can be chosen, others typed.
    """

    def __init__(
        self, act: LifeAct, view: CaseView, parts: tuple[str, ...], home: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(act, view, parent)
        standing = view.life.standing
        here = standing.part or home
        text = f"{here} ({standing.holder_name})" if standing.holder_name else here
        self.body.addWidget(label(self.tr("Đang ở: {0}").format(text), "", wrap=True))
        self.part, self.person = QComboBox(), QComboBox()
        for combo in (self.part, self.person):
            combo.setEditable(True)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(12)
        self.part.addItems([part for part in parts if part != here])
        self.person.addItem("", None)
        for officer in view.officers:
            self.person.addItem(officer.full_name, officer.id)
        self.field(self.tr("Bàn giao cho bộ phận"), self.part)
        self.field(self.tr("Người nhận"), self.person)
        self.ask_why()
        self.part.editTextChanged.connect(self.check)
        self.check()
        self.part.setFocus()

    def complete(self) -> bool:
        """A part is named."""
        return bool(self.part.currentText().strip())

    def step(self) -> LifeStep:
        """The slip's line."""
        name = self.person.currentText().strip()
        at = self.person.findText(name)
        officer = self.person.itemData(at) if at > 0 else None
        return LifeStep(self.act, self.reason, HandOver("", self.part.currentText().strip(), name, officer))


class OtherDueDialog(ActDialog):
    """Another due time, which the program proposes, and the apology's reason.

    Attributes:
        moment: The new time.
    """

    def __init__(self, act: LifeAct, view: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(act, view, parent)
        due = view.life.standing.due_at
        self._zone = due.tzinfo
        began = view.proposal or due
        self.body.addWidget(label(self.tr("Hẹn trả hiện nay: {0}").format(moment_text(due)), "", wrap=True))
        if act is LifeAct.APOLOGISED:
            text = self.tr("Hồ sơ đã quá hạn: vẫn tính là quá hạn, ngày mới chỉ để báo người dân.")
            self.body.addWidget(label(text, "caption", wrap=True))
        self.moment = QDateTimeEdit(QDateTime(began.year, began.month, began.day, began.hour, began.minute, 0))
        self.moment.setDisplayFormat("HH:mm dd/MM/yyyy")
        self.moment.setCalendarPopup(True)
        self.field(self.tr("Hẹn trả mới"), self.moment)
        self.ask_why()
        self.check()
        self.why.setFocus()

    def step(self) -> LifeStep:
        """The apology."""
        day, time = self.moment.date(), self.moment.time()
        due = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=self._zone)
        return LifeStep(self.act, self.reason, due_at=due)


class ResultDialog(ActDialog):
    """The result's number and day, where it has them.

    Attributes:
        number: The number.
        day: The day, as it is typed.
    """

    def __init__(self, act: LifeAct, view: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(act, view, parent)
        self.number, self.day = QLineEdit(), QLineEdit(f"{view.at:%d/%m/%Y}")
        self.number.setMaxLength(LONGEST_CODE)
        self.field(self.tr("Số của kết quả (nếu có)"), self.number)
        self.field(self.tr("Ngày của kết quả"), self.day)
        self.ask_why()
        self.day.textChanged.connect(self.check)
        self.check()
        self.number.setFocus()

    def complete(self) -> bool:
        """The day is one of the calendar, or there is none."""
        return not self.day.text().strip() or typed_day(self.day.text()) is not None

    def step(self) -> LifeStep:
        """The result."""
        return LifeStep(self.act, self.reason, ResultFacts(self.number.text().strip(), typed_day(self.day.text())))


class PaymentDialog(ActDialog):
    """What was paid, and how.

    Attributes:
        amount: In đồng.
        online: Paid online.
    """

    def __init__(self, act: LifeAct, view: CaseView, parent: QWidget | None = None) -> None:
        super().__init__(act, view, parent)
        caption = self.tr("Số tiền (đồng)")
        self.amount = number_box(caption, 0, MOST_PAID)
        self.amount.setValue(view.case.content.fee_amount)
        self.amount.setSingleStep(1000)
        self.amount.setGroupSeparatorShown(True)
        self.online = QCheckBox(self.tr("Thanh toán trực tuyến"))
        self.field(caption, self.amount)
        self.body.addWidget(self.online)
        if (due := _due_from_now(view)) is not None:
            text = self.tr("Hẹn trả từ bây giờ: {0}").format(moment_text(due))
            self.body.addWidget(label(text, "caption", wrap=True))
        self.ask_why()
        self.check()
        self.amount.setFocus()

    def step(self) -> LifeStep:
        """The payment."""
        return LifeStep(self.act, self.reason, amount=self.amount.value(), online=self.online.isChecked())


class CodeDialog(ActDialog):
    """What the case is called in another system.

    Attributes:
        system: The system; those that still lack the case come first.
        code: The code there.
    """

    def __init__(
        self, act: LifeAct, view: CaseView, systems: tuple[OutsideSystem, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(act, view, parent)
        self.system, self.code = QComboBox(), QLineEdit()
        for each in sorted(systems, key=lambda system: system.id not in view.life.lacks):
            self.system.addItem(each.name, each.id)
        self.code.setMaxLength(LONGEST_CODE)
        self.code.setPlaceholderText(self.tr("Dán mã ở đây"))
        self.field(self.tr("Hệ thống"), self.system)
        self.field(self.tr("Mã hồ sơ ở hệ thống đó"), self.code)
        self._ways = QButtonGroup(self)
        for place, way in enumerate((CodeWay.CARRIED, CodeWay.BROUGHT)):
            radio = QRadioButton(code_way_name(way))
            radio.setChecked(place == 0)
            self._ways.addButton(radio, place)
            self.body.addWidget(radio)
        self.ask_why()
        self.code.textChanged.connect(self.check)
        self.check()
        self.code.setFocus()

    def complete(self) -> bool:
        """There is a code."""
        return bool(self.code.text().strip()) and self.system.currentData() is not None

    def step(self) -> LifeStep:
        """The code."""
        way = (CodeWay.CARRIED, CodeWay.BROUGHT)[self._ways.checkedId()]
        return LifeStep(self.act, self.reason, CodeFacts(self.system.currentData(), self.code.text().strip(), way))


class CorrectionDialog(ActDialog):
    """Which step was a mistake, and why. It stays to be read.

    Attributes:
        event_box: The steps that can be taken back, the newest first.
        told: What else is known of the chosen one.
    """

    def __init__(self, act: LifeAct, view: CaseView, systems: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Build it; `systems` are the other systems' names by id."""
        super().__init__(act, view, parent)
        self._systems = systems
        text = self.tr("Bước bị thu hồi vẫn còn trong lịch sử; trạng thái, hẹn trả và số liệu ngày đó được tính lại.")
        self.body.addWidget(label(text, "", wrap=True))
        self.event_box = QComboBox()
        self.event_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.event_box.setMinimumContentsLength(24)
        for event in reversed(view.life.standing_events):
            if event.id != view.life.basis.received_event_id:
                self.event_box.addItem(f"{when_text(event.at)} · {act_done(event)}", event.id)
        self.field(self.tr("Bước ghi nhầm"), self.event_box)
        self.told = label("", "caption", wrap=True)
        self.body.addWidget(self.told)
        self.event_box.currentIndexChanged.connect(self._tell)
        self._tell()
        self.ask_why(self.tr("Vì sao là nhầm"))
        self.check()
        self.why.setFocus()

    @property
    def event_id(self) -> int:
        """Id of the chosen step."""
        return int(self.event_box.currentData() or 0)

    def _tell(self, _place: int = 0) -> None:
        """What the chosen step held, who noted it, and why."""
        for event in self.view.life.standing_events:
            if event.id == self.event_id:
                held = details_text(event, self._systems)
                self.told.setText(" · ".join(part for part in (held, event.officer_name, event.why) if part))

    def complete(self) -> bool:
        """There is a step."""
        return self.event_box.count() > 0


def _due_from_now(view: CaseView) -> datetime | None:
    """What the citizen may be told once what is waited for has come; a case that was late keeps what was promised."""
    standing = view.life.standing
    late = standing.stop is not None and standing.stop.left < 0
    return standing.promised_at if late else view.due_after


def typed_day(text: str) -> date | None:
    """A whole date as it was typed; None if it is none."""
    found = partial_date(text)
    if found is None or found.day is None or found.month is None or found.year is None:
        return None
    return date(found.year, found.month, found.day)
