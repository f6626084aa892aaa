"""The chip's line under the camera: where the card stands, what is verified, and one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.screens.building import button, label, name_button, restyle
from desktop.screens.intake.chip_words import detail_name, state_text, verdict_mark, verdict_names, verdict_texts
from desktop.workflows.chip_desk import ChipDesk, ChipState
from devices.smartcard.authenticity.verdicts import Answer, Verdict
from devices.smartcard.channel.access import AccessMethod

_TAGS = {Answer.YES: "tagGood", Answer.NO: "tagBad", Answer.UNKNOWN: "tagWarn"}
_AT_WORK = frozenset({ChipState.READING, ChipState.TEXT})
_UNREADY = frozenset({ChipState.NO_SERVICE, ChipState.NO_READER, ChipState.MUTE, ChipState.IN_USE})
_TROUBLED = frozenset({ChipState.MUTE, ChipState.IN_USE})
_ALARMING = _TROUBLED | {ChipState.FORGED, ChipState.FAILED, ChipState.WRONG_NUMBER, ChipState.SEVERAL}
_UNJUDGED = _TROUBLED | {ChipState.SEVERAL, ChipState.NEEDS_NUMBER, ChipState.WRONG_NUMBER}
KEY = "F10"


class ChipStrip(QWidget):
    """Shows a `ChipDesk`.

    Signals:
        read_wanted: Read the card anew.
        stop_wanted: Stop reading it.
        doctor_wanted: Find out what is wrong with the reader.
    """

    read_wanted = Signal()
    stop_wanted = Signal()
    doctor_wanted = Signal()

    def __init__(self, desk: ChipDesk) -> None:
        super().__init__()
        self._desk = desk
        self.text = label("", "", wrap=True)
        self.text.setMinimumWidth(54)  # else a wrapping label asks for what its text would like
        self.action = button("", self._on_action, role="link", key=KEY)
        self.verdicts = tuple(label("", "tagWarn") for _ in range(3))
        self.method = label(self.tr("BAC"), "tagWarn")
        self.method.setToolTip(self.tr("Chip không mở được bằng PACE nên đã mở theo cách cũ, bảo vệ yếu hơn"))
        self.reason = label("", "caption", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(4)
        self.progress.setAccessibleName(self.tr("Tiến độ đọc chip"))
        line, judged = QHBoxLayout(), QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.text, 1)
        line.addWidget(self.action, alignment=Qt.AlignmentFlag.AlignVCenter)
        judged.setSpacing(4)
        for each in (self.method, *self.verdicts):
            judged.addWidget(each)
        judged.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addLayout(judged)
        column.addWidget(self.progress)
        column.addWidget(self.reason)
        self.refresh()

    def refresh(self) -> None:
        """Show the desk as it is now."""
        desk = self._desk
        self.text.setText(state_text(desk))
        restyle(self.text, "badText" if desk.state in _ALARMING else "")
        working = desk.state in _AT_WORK
        self.progress.setVisible(working)
        if desk.state is ChipState.TEXT:
            self.progress.setRange(0, 100)
            self.progress.setValue(round(desk.share * 100))
        elif working:
            self.progress.setRange(0, 0)
        self._show_action()
        self._show_verdicts()

    def _show_action(self) -> None:
        desk = self._desk
        if desk.state in _UNREADY:
            text = self.tr("Kiểm tra đầu đọc")
        elif desk.state in _AT_WORK:
            text = self.tr("Dừng")
        else:
            text = self.tr("Đọc lại")
        name_button(self.action, text, KEY)
        self.action.setVisible(desk.state in _UNREADY or desk.card_lies_there)

    def _show_verdicts(self) -> None:
        # While it is read it is not all judged yet; and a card that gives trouble is not the one that was judged.
        found = self._desk.verdicts if self._desk.state not in _AT_WORK | _UNJUDGED else None
        self.method.setVisible(found is not None and self._desk.method is AccessMethod.BAC)
        for tag in self.verdicts:
            tag.setVisible(found is not None)
        lines = [f"{detail_name(detail)}: {text}" for detail, text in self._desk.details]
        if found is not None:
            answers = (found.data_genuine, found.chip_genuine, found.not_revoked)
            texts = verdict_texts(*answers)
            for tag, name, verdict, text in zip(self.verdicts, verdict_names(), answers, texts, strict=True):
                tag.setText(f"{name} {verdict_mark(verdict)}")
                tag.setToolTip(text)
                tag.setAccessibleName(text)
                restyle(tag, _TAGS[verdict.answer])
            open_question = _gravest(answers)
            if open_question is not None:
                lines.insert(0, texts[open_question])
        self.reason.setText("\n".join(lines))
        self.reason.setVisible(bool(lines))

    def _on_action(self) -> None:
        if self._desk.state in _UNREADY:
            self.doctor_wanted.emit()
        elif self._desk.state in _AT_WORK:
            self.stop_wanted.emit()
        else:
            self.read_wanted.emit()


def _gravest(answers: tuple[Verdict, ...]) -> int | None:
    """Which answer most needs words: a no before an unknown."""
    for wanted in (Answer.NO, Answer.UNKNOWN):
        for index, verdict in enumerate(answers):
            if verdict.answer is wanted:
                return index
    return None
