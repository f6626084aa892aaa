"""What the second screen shows to whoever waits: the desk's name, the numbers that are called, announcements."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.records.queue_tickets import QueueBoard
from desktop.screens.citizen.parts import MIDDLE, Parts
from desktop.screens.citizen.ticker import Ticker
from desktop.screens.citizen.words import ticket_words

EARLIER = 4  # calls that stay beside the newest
MOST_LINES = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("CitizenWaiting", text)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is shown while nobody's case is.

    Attributes:
        queue: The numbers; None where there are none.
        announcements: Lines of text.
        touch: Whether a number can be taken by touch.
    """

    queue: QueueBoard | None = None
    announcements: tuple[str, ...] = ()
    touch: bool = False


def idle_widget(parts: Parts, waiting: Waiting, take: Callable[[], None]) -> QWidget:
    """At the counter: a greeting, what to have ready, who is called."""
    made = QWidget()
    column = parts.column(made, 48, 20)
    column.addStretch(1)
    column.addWidget(parts.text(_tr("Kính chào ông/bà"), "citizenTitle", middle=True))
    lead = _tr("Mời ông/bà chuẩn bị sẵn thẻ căn cước hoặc ứng dụng VNeID")
    column.addWidget(parts.text(lead, "citizenLead", middle=True))
    if waiting.queue is not None and waiting.queue.called:
        call = waiting.queue.called[0]
        frame, inside = parts.card(margin=20, spacing=0)
        inside.addWidget(parts.text(_tr("Đang mời số"), "citizenName", middle=True))
        inside.addWidget(parts.text(ticket_words(call.number), "citizenTicket", middle=True))
        inside.addWidget(parts.text(call.counter, "citizenHeading", middle=True))
        column.addLayout(parts.row((None, frame, None)))
    if waiting.touch:
        button = parts.press(_tr("Lấy số thứ tự"), "citizenTake", take)
        column.addLayout(parts.row((None, button, None)))
    column.addStretch(1)
    _add_lines(parts, column, waiting.announcements)
    return made


def _add_lines(parts: Parts, column: QVBoxLayout, lines: tuple[str, ...]) -> None:
    if lines:
        frame, inside = parts.card(margin=22, spacing=6)
        for line in lines[:MOST_LINES]:
            inside.addWidget(parts.text(line, "citizenPlain", middle=True))
        column.addWidget(frame)


def board_widget(parts: Parts, waiting: Waiting) -> QWidget:
    """For a LED board: the number called last, those before it, running text."""
    made = QWidget()
    whole = parts.column(made, spacing=0)
    middle = QWidget()
    column = parts.column(middle, 36, 20)
    queue = waiting.queue
    if queue is not None and queue.called:
        both = parts.row((_newest(parts, queue), _earlier(parts, queue)), spacing=28)
        both.setStretch(0, 3)
        both.setStretch(1, 2)
        column.addLayout(both, 1)
    else:
        column.addStretch(1)
        column.addWidget(parts.text(_tr("Kính chào quý công dân"), "citizenTitle", middle=True))
        lead = _tr("Chưa gọi số nào hôm nay") if queue is not None else _tr("Mời ông/bà đến quầy để được hướng dẫn")
        column.addWidget(parts.text(lead, "citizenLead", middle=True))
        column.addStretch(1)
    whole.addWidget(middle, 1)
    if waiting.announcements:
        ticker = Ticker(waiting.announcements)
        ticker.setFixedHeight(parts.px(76))
        ticker.setIndent(parts.px(36))
        whole.addWidget(ticker)
    return made


def _newest(parts: Parts, queue: QueueBoard) -> QWidget:
    frame, column = parts.card(spacing=0)
    call = queue.called[0]
    column.addStretch(1)
    column.addWidget(parts.text(_tr("Mời số"), "citizenTitle", middle=True))
    column.addWidget(parts.text(ticket_words(call.number), "citizenNumber", middle=True))
    column.addWidget(parts.text(_tr("đến {0}").format(call.counter), "citizenCounter", middle=True))
    column.addStretch(1)
    return frame


def _earlier(parts: Parts, queue: QueueBoard) -> QWidget:
    frame, column = parts.card()
    column.addWidget(parts.text(_tr("Đã mời"), "citizenHeading"))
    for call in queue.called[1 : 1 + EARLIER]:
        number = parts.text(ticket_words(call.number), "citizenCall")
        number.setWordWrap(False)
        line = parts.row((number, parts.text(call.counter, "citizenCall")))
        line.setStretch(1, 1)
        column.addLayout(line)
    column.addStretch(1)
    column.addWidget(parts.text(_tr("Đang chờ: {0} người").format(len(queue.waiting)), "citizenHeading"))
    return frame


def ticket_widget(parts: Parts, number: int, ahead: int) -> QWidget:
    """A number that was just taken, to be remembered."""
    made = QWidget()
    column = parts.column(made, 40, 12)
    column.addStretch(1)
    column.addWidget(parts.text(_tr("Số thứ tự của ông/bà"), "citizenTitle", middle=True))
    column.addWidget(parts.text(ticket_words(number), "citizenNumber", middle=True), alignment=MIDDLE)
    before = _tr("Trước ông/bà còn {0} người").format(ahead) if ahead else _tr("Ông/bà là người tiếp theo")
    column.addWidget(parts.text(before, "citizenLead", middle=True))
    column.addStretch(1)
    return made
