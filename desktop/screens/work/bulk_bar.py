"""What can be done with what is ticked, how far it has come, and what it was refused for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QProgressBar, QVBoxLayout, QWidget

from desktop.records.case_life import LifeAct
from desktop.records.number_text import number_text
from desktop.screens.building import button, label, row
from desktop.screens.cases.form_offer import FormOffer
from desktop.screens.cases.life_words import form_name
from desktop.screens.messages import Messages
from desktop.workflows.form_choice import AFTER
from desktop.workflows.work_board import Did, WorkBoard
from desktop.workflows.work_bulk import Refused
from desktop.workflows.work_kinds import WorkKind

CASE = Qt.ItemDataRole.UserRole
SHOWN = 500  # of what was refused
REFUSED_HEIGHT = 96  # logical pixels


class BulkBar(QWidget):
    """Shows the acts on many.

    Signals:
        hand_over_wanted, result_wanted, received_wanted, apology_wanted: The act is asked for.
        stop_wanted: The act that is at work shall end.
        case_wanted: Id of a case, of those that an act was refused for, to open.
    """

    hand_over_wanted = Signal()
    result_wanted = Signal()
    received_wanted = Signal()
    apology_wanted = Signal()
    stop_wanted = Signal()
    case_wanted = Signal(int)

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self._shown: tuple[Refused, ...] = ()
        self.said = label("", "caption", wrap=True)
        self.hand_over = button(self.tr("Bàn giao…"), self.hand_over_wanted.emit, icon_name="user-plus", key="F6")
        self.result = button(self.tr("Đã có kết quả…"), self.result_wanted.emit, icon_name="check", key="F5")
        self.received = button(self.tr("Nhận kết quả"), self.received_wanted.emit, icon_name="archive", key="F7")
        self.apologise = button(self.tr("Xin lỗi, hẹn lại…"), self.apology_wanted.emit, icon_name="history", key="F8")
        self.stop = button(self.tr("Dừng"), self.stop_wanted.emit, icon_name="x")
        self.offer = FormOffer()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Đã làm được"))
        self.progress.setTextVisible(False)
        self.refused = QListWidget()
        self.refused.setAccessibleName(self.tr("Hồ sơ chưa làm được"))
        self.refused.setMaximumHeight(REFUSED_HEIGHT)
        self.refused.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.refused.itemActivated.connect(lambda item: self.case_wanted.emit(int(item.data(CASE))))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.refused)
        column.addWidget(self.offer)
        column.addWidget(self.said)
        column.addLayout(row(self.progress, self.stop))
        self._acts = (self.result, self.hand_over, self.received, self.apologise)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        column.addLayout(row(self._grid, None))
        self.share_room(sum(each.sizeHint().width() for each in self._acts) * 2)

    def share_room(self, width: int) -> None:
        """Put the buttons beside one another where `width` logical pixels are enough for that, else two and two."""
        needed = sum(each.sizeHint().width() for each in self._acts) + self._grid.spacing() * (len(self._acts) - 1)
        across = len(self._acts) if needed <= width else 2
        for place, each in enumerate(self._acts):
            self._grid.addWidget(each, place // across, place % across)

    def show_board(self, board: WorkBoard) -> None:
        """Show what can be done now."""
        run, ticked = board.run, len(board.ticked)
        ready = run is None and board.whole
        self.hand_over.setEnabled(ready and ticked > 0)
        self.result.setEnabled(ready and ticked > 0)
        self.received.setEnabled(ready and ticked > 0)
        all_late = board.kind is WorkKind.OVERDUE and bool(board.rows.ids)
        self.apologise.setEnabled(ready and (ticked > 0 or all_late))
        self.progress.setVisible(run is not None)
        self.stop.setVisible(run is not None)
        if run is not None:
            self.progress.setMaximum(len(run.case_ids))
            self.progress.setValue(run.place)
            done = (number_text(run.place), number_text(len(run.case_ids)))
            self.said.setText(self.tr("Đã làm {0} trong {1} hồ sơ").format(*done))
        else:
            self.said.setText(self._summary(board, ticked))
        self._show_refused(board.refused)
        self._show_offer(board.did)

    def _show_offer(self, did: Did | None) -> None:
        """What belongs to the act that was done for many just now."""
        count = 0 if did is None else len(did.case_ids)
        if did is not None and did.act is LifeAct.HANDED_OVER:
            text = self.tr("Đã bàn giao {0} hồ sơ. In một giấy bàn giao cho tất cả?")
            self.offer.offer(text.format(number_text(count)), self.tr("In giấy bàn giao"))
        elif did is not None and did.act in AFTER:
            text = self.tr("Đã ghi {0} hồ sơ. In {1} cho từng hồ sơ, trong một lần in?")
            self.offer.offer(text.format(number_text(count), form_name(AFTER[did.act])), self.tr("In phiếu"))
        else:
            self.offer.offer("", "")

    def _summary(self, board: WorkBoard, ticked: int) -> str:
        parts = []
        if board.done or board.refused:
            parts.append(self.tr("Đã làm xong {0} hồ sơ").format(number_text(board.done)))
        if board.refused:
            parts.append(self.tr("chưa làm được {0}, lý do ở trên").format(number_text(len(board.refused))))
        keys = self.tr("Space chọn, Ctrl+A chọn hết, Enter mở hồ sơ")
        parts.append(self.tr("Đang chọn {0} · Esc bỏ chọn").format(number_text(ticked)) if ticked else keys)
        return " · ".join(parts)

    def _show_refused(self, refused: tuple[Refused, ...]) -> None:
        self.refused.setVisible(bool(refused))
        if refused is self._shown:
            return
        self._shown = refused
        self.refused.clear()
        for each in refused[:SHOWN]:
            message = self._messages.explain(each.error)
            item = QListWidgetItem(f"{each.code}   {message.title}  [{message.code}]")
            item.setData(CASE, each.case_id)
            item.setToolTip(f"{message.cause}\n{message.cure}")
            self.refused.addItem(item)
        if len(refused) > SHOWN:
            rest = self.tr("và {0} hồ sơ nữa").format(number_text(len(refused) - SHOWN))
            item = QListWidgetItem(rest)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.refused.addItem(item)
