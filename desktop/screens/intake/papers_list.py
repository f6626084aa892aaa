"""The papers of the chosen procedure: what is needed and handed in, what is not needed and why."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.records.cases import PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.screens.building import button, card, clear, label, name_button, restyle, row
from desktop.screens.dialog import ask_text
from desktop.screens.intake.counts_dialog import CountsDialog
from desktop.screens.scrolling import ColumnArea
from desktop.screens.words import answer_name, paper_state_name
from desktop.workflows.intake_draft import DraftPaper
from desktop.workflows.paper_reuse import TakenPaper

STATE_ROLES = {
    PaperState.HANDED_IN: "tagGood",
    PaperState.SHOWN: "tagGood",
    PaperState.MISSING: "tagBad",
    PaperState.NOT_APPLICABLE: "tag",
    PaperState.WAIVED: "tagGood",
}

SMALLEST = 120  # logical pixels of the list while it scrolls by itself


class PapersList(QWidget):
    """Every paper with its answer; one key answers all that is as usual.

    Signals:
        all_answered: The officer confirms that all is there as usual.
        answered: Index, state, reason.
        all_taken: What was digitized before shall stand for every paper that it is offered for.
        taken: Index of a paper that what was digitized before shall stand for.
        added: Name of a paper that the procedure does not name.
        removed: Index of an added paper.
        counted: Index of a paper, how many originals and copies of it were handed in.
    """

    all_answered = Signal()
    answered = Signal(int, object, str)
    all_taken = Signal()
    taken = Signal(int)
    added = Signal(str)
    removed = Signal(int)
    counted = Signal(int, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[DraftPaper, ...] | None = None
        self._offers: dict[int, TakenPaper] = {}
        self._today = date.min
        self._title = label("", "heading", wrap=True)
        self.all_button = button(self.tr("Đủ giấy tờ"), self.all_answered.emit, icon_name="circle-check", key="F6")
        self.take_button = button("", self.all_taken.emit, icon_name="history")
        QShortcut(QKeySequence("F5"), self.take_button).activated.connect(self.take_button.click)
        self.take_button.hide()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._rows.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._rows.setContentsMargins(0, 0, 4, 0)
        self._area = ColumnArea(self._rows)
        self._area.set_smallest_height(SMALLEST)
        self._add = button(self.tr("Thêm giấy tờ khác…"), self._on_add, role="link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = row(self._title, self.all_button)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addLayout(row(self.take_button, None))
        layout.addWidget(self._area, 1)
        layout.addLayout(row(self._add, None))

    def set_folded(self, folded: bool) -> None:
        """Whether the papers scroll by themselves or the page around them does."""
        self._area.set_folded(folded)

    def show_papers(
        self, papers: tuple[DraftPaper, ...], offers: dict[int, TakenPaper] | None = None, today: date = date.min
    ) -> None:
        """Show the papers; unchanged ones are not built again, so that the focus stays.

        Args:
            papers: The draft's.
            offers: What was digitized before, by the paper's index.
            today: Tells which of it has run out.
        """
        if papers == self._shown and (offers or {}) == self._offers:
            return
        self._shown, self._offers, self._today = papers, offers or {}, today
        open_offers = [i for i, each in self._offers.items() if papers[i].answered is None and each.is_valid(today)]
        name_button(self.take_button, self.tr("Dùng lại {0} bản số hóa").format(len(open_offers)), "F5")
        self.take_button.setVisible(bool(open_offers))
        had_focus = self.isAncestorOf(QApplication.focusWidget() or self)
        clear(self._rows)
        asked = [(i, paper) for i, paper in enumerate(papers) if not self._is_waived(paper)]
        waived = [paper for paper in papers if self._is_waived(paper)]
        open_count = sum(paper.answered is None for _, paper in asked)
        self._title.setText(
            self.tr("Giấy tờ · còn {0} chưa trả lời").format(open_count) if open_count else self.tr("Giấy tờ · đã đủ")
        )
        self.all_button.setEnabled(open_count > 0)
        for index, paper in asked:
            self._rows.addWidget(self._paper_row(index, paper))
        if waived:
            self._rows.addWidget(label(self.tr("Không phải nộp · {0}").format(len(waived)), "heading"))
        for paper in waived:
            self._rows.addWidget(self._waived_row(paper))
        if had_focus:
            self._focus_next(asked)

    def focus_first(self) -> None:
        """Go to the button that answers all, or to what can be added once all is answered."""
        (self.all_button if self.all_button.isEnabled() else self._add).setFocus()

    def _focus_next(self, asked: list[tuple[int, DraftPaper]]) -> None:
        """After an answer by keyboard, go to the first paper that still wants one."""
        for place, (_, paper) in enumerate(asked):
            item = self._rows.itemAt(place)
            if paper.answered is None and item is not None and (widget := item.widget()) is not None:
                first = widget.findChild(QPushButton)
                if first is not None:
                    first.setFocus()
                return

    @staticmethod
    def _is_waived(paper: DraftPaper) -> bool:
        return paper.answered is not None and paper.answered.state is PaperState.WAIVED

    def _paper_row(self, index: int, paper: DraftPaper) -> QWidget:
        frame, column = card(margin=8, spacing=4)
        state = paper.answered.state if paper.answered is not None else None
        mark = label(paper_state_name(state) if state else self.tr("Chưa trả lời"), "tagWarn")
        if state is not None:
            restyle(mark, STATE_ROLES[state])
        head = row(label(paper.name, "strong" if paper.required else "", wrap=True), mark)
        head.setStretch(0, 1)
        column.addLayout(head)
        column.addLayout(self._choices(index, paper, self._facts(paper)))
        if index in self._offers:
            column.addLayout(self._offer(index, self._offers[index]))
        if paper.taken is not None and paper.answered is not None:
            restyle(mark, "tagGood")
            mark.setText(self.tr("Dùng lại"))
            column.addWidget(label(self.tr("Không phải nộp: {0}").format(paper.answered.reason), "goodText", wrap=True))
        elif paper.answered is not None and paper.answered.reason:
            reason = self.tr("Lý do: {0}").format(paper.answered.reason)
            column.addWidget(label(reason, "warnText", wrap=True))
        return frame

    def _offer(self, index: int, offered: TakenPaper) -> QHBoxLayout:
        """What was digitized before, with its date and how long it is accepted, and the button that takes it."""
        what = self.tr("kết quả đã cấp") if offered.is_result else self.tr("bản số hóa")
        text = self.tr("Đã có {0} ngày {1:%d/%m/%Y}").format(what, offered.stored_on)
        valid = offered.is_valid(self._today)
        if offered.valid_until is not None:
            until = self.tr("dùng được đến {0:%d/%m/%Y}") if valid else self.tr("hết hạn dùng lại từ {0:%d/%m/%Y}")
            text += " · " + until.format(offered.valid_until)
        line = row(label(text, "goodText" if valid else "warnText", wrap=True), spacing=2)
        line.setStretch(0, 1)
        if valid:
            take = button(self.tr("Dùng lại"), partial(self.taken.emit, index), role="link")
            take.setAccessibleName(self.tr("Dùng lại: {0}").format(offered.name))
            line.addWidget(take)
        return line

    def _facts(self, paper: DraftPaper) -> str:
        taken = paper.answered or paper.usual
        facts = [] if paper.required else [paper.condition or self.tr("nếu có")]
        if taken is not None:
            facts.append(answer_name(taken.answer))
            if taken.originals and taken.answer is not PaperAnswer.SHOWN:
                facts.append(self.tr("{0} bản chính").format(taken.originals))
            if taken.copies:
                facts.append(self.tr("{0} bản sao").format(taken.copies))
        return " · ".join(facts)

    def _choices(self, index: int, paper: DraftPaper, facts: str) -> QHBoxLayout:
        caption = label(facts, "caption", wrap=True)
        line = row(caption, spacing=2)
        line.setStretch(0, 1)
        shown = paper.usual is not None and paper.usual.answer is PaperAnswer.SHOWN
        there = PaperState.SHOWN if shown else PaperState.HANDED_IN
        absent = PaperState.MISSING if paper.required else PaperState.NOT_APPLICABLE
        if paper.answered is None or paper.taken is not None or paper.answered.state is not there:
            line.addWidget(self._choice(index, paper_state_name(there), there))
        if paper.taken is None and paper.answered is not None and paper.answered.state is PaperState.HANDED_IN:
            count = button(self.tr("Số bản…"), partial(self._on_count, index), role="link")
            count.setAccessibleName(self.tr("Số bản: {0}").format(paper.name))
            line.addWidget(count)
        if not paper.spec_id:
            line.addWidget(button(self.tr("Bỏ"), partial(self.removed.emit, index), role="link"))
        elif paper.answered is None or paper.answered.state is not absent:
            text = self.tr("Chưa có…") if paper.required else self.tr("Không có")
            line.addWidget(self._choice(index, text, absent))
        return line

    def _choice(self, index: int, text: str, state: PaperState) -> QPushButton:
        made = button(text, partial(self._on_choice, index, state), role="link")
        made.setAccessibleName(f"{text}: {self._shown[index].name if self._shown else ''}")
        return made

    def _waived_row(self, paper: DraftPaper) -> QWidget:
        frame, column = card("noteGood", margin=8, spacing=2)
        column.addWidget(label(paper.name, "strong", wrap=True))
        column.addWidget(label(paper.because, "goodText", wrap=True))
        if paper.legal_text:
            column.addWidget(label(paper.legal_text, "caption", wrap=True))
        return frame

    def _on_choice(self, index: int, state: PaperState) -> None:
        reason = ""
        if state is PaperState.MISSING:
            question = self.tr("Vì sao vẫn tiếp nhận khi chưa có giấy tờ này?")
            reason = ask_text(self, self.tr("Giấy tờ chưa có"), question)
            if not reason:
                return
        self.answered.emit(index, state, reason)

    def _on_count(self, index: int) -> None:
        paper = self._shown[index] if self._shown else None
        if paper is None or paper.answered is None:
            return
        dialog = CountsDialog(paper.name, paper.answered.originals, paper.answered.copies, self)
        if dialog.exec():
            self.counted.emit(index, dialog.originals.value(), dialog.copies.value())

    def _on_add(self) -> None:
        name = ask_text(self, self.tr("Thêm giấy tờ"), self.tr("Tên giấy tờ"))
        if name:
            self.added.emit(name)
