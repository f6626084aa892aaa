"""The citizen's screen put together: what it may show, its window and where that stands, the faces, the queue."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from desktop.documents.qr import case_qr_text
from desktop.records.citizen_settings import (
    CitizenSettings,
    ScreenUse,
    load_citizen_settings,
    save_citizen_settings,
)
from desktop.records.desk_facts import FactKind
from desktop.records.desk_settings import DeskSettings
from desktop.records.queue_tickets import Call
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.citizen.bar import CitizenBar
from desktop.screens.citizen.keypad import KeypadFilter
from desktop.screens.citizen.placing import Monitor, Placing, plugged_in
from desktop.screens.citizen.waiting import Waiting
from desktop.screens.citizen.window import CitizenWindow
from desktop.screens.main_window import MainWindow, Page
from desktop.screens.messages import Messages
from desktop.screens.queue.screen import QueueScreen
from desktop.screens.settings.citizen_card import CitizenCard
from desktop.workflows.citizen_pages import CitizenStage
from desktop.workflows.citizen_view import CitizenView
from desktop.workflows.intake import Intake
from desktop.workflows.queue_desk import QueueDesk
from devices.errors import CodedError

QUEUE, PREVIEW_KEY = "queue", "Ctrl+Shift+M"
TICK_MS = 1000


class CitizenParts:
    """What belongs to the citizen's screen.

    Attributes:
        view: What is shown of the intake; `obscure` and `reveal` of it are for whoever locks the desk.
        queue: The numbers.
        window: The second window.
        placing: Where it stands.
        card: Its settings.
        page: The page of numbers.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Background,
        messages: Messages,
        *,
        intake: Intake,
        settings: DeskSettings,
        clock: Callable[[], datetime],
        high_contrast: Callable[[], bool],
        monitors: Callable[[], tuple[Monitor, ...]] = plugged_in,
    ) -> None:
        self._worker = worker
        self._deliver = deliver
        self._clock = clock
        self._monitors = monitors
        self._fail: Callable[[CodedError], None] = lambda _error: None
        chosen = worker.submit(lambda uow: load_citizen_settings(uow.settings)).result()
        self.view = CitizenView(
            intake, chosen, count=self._count, qr_text=lambda case: case_qr_text(case, with_number=False)
        )
        self.queue = QueueDesk(worker, deliver, clock)
        self.window = CitizenWindow(settings.unit_name, settings.office_name, clock, high_contrast)
        self.card = CitizenCard(chosen, lambda: tuple(each.name for each in monitors()))
        self.page = QueueScreen(self.queue, messages)
        self._timer = QTimer(self.window)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def install(self, window: MainWindow, fail: Callable[[CodedError], None], *, operated: bool = True) -> None:
        """Put the bar, the page and the key into the officer's window; `fail` shows what could not be kept.

        Whoever may see no citizen does not operate it: their window has none of them.
        """
        self._fail = fail
        self.placing = Placing(self.window, window, self._on_placed, self._monitors)
        if operated:
            self._put_into(window)
        else:
            window.own(self.page)
        self.window.answered.connect(lambda right: self.view.answer(right=right))
        self.window.voted.connect(self.view.vote)
        self.window.ticket_wanted.connect(lambda: self.queue.take(self.view.show_ticket))
        self.card.changed.connect(self.use)
        self.card.preview_wanted.connect(self.placing.toggle_preview)
        self.page.settings_wanted.connect(lambda: window.show_page("settings"))
        self.view.subscribe(self._show)
        self.queue.subscribe(self._show)
        self.queue.on_call(self._announce)
        self._keypad = KeypadFilter(self._asks, self.view.vote, self.window)

    def _put_into(self, window: MainWindow) -> None:
        window.add_above_pages(CitizenBar(self.view))
        window.add_page(Page(QUEUE, self._tr("Số thứ tự"), "ticket", "Ctrl+Shift+S", self.page, seldom=True))
        window.add_action(
            f"{self._tr('Xem thử màn hình công dân')}\t{PREVIEW_KEY}", "monitor", self.placing.toggle_preview
        )
        QShortcut(QKeySequence(PREVIEW_KEY), window).activated.connect(self.placing.toggle_preview)

    def follow_lock(self, locked: bool) -> None:
        """Show nothing while the desk is locked."""
        if locked:
            self.view.obscure()
        else:
            self.view.reveal()

    def start(self) -> None:
        """Open on the second monitor where that is wanted; the officer's window has been shown."""
        self.placing.follow_officer()
        self._apply(self.view.settings)
        self.queue.refresh()
        self._timer.start()

    def close(self) -> None:
        """Show nothing any more."""
        self._timer.stop()
        self.view.obscure()
        self._watch_pad(wanted=False)
        self.placing.close()
        self.window.deleteLater()

    def use(self, settings: CitizenSettings) -> None:
        """Take other settings and keep them."""

        def save(uow: UnitOfWork) -> None:
            save_citizen_settings(uow.settings, settings)
            uow.commit()

        self._deliver(self._worker.submit(save), lambda _: None, self._fail)
        self._apply(settings)

    def _apply(self, settings: CitizenSettings) -> None:
        self.view.use(settings)
        self.page.set_counters(settings.counters, on=settings.queue)
        self.placing.want(settings.monitor if settings.enabled else None)

    def _on_placed(self) -> None:
        self.view.set_open(self.window.isVisible())
        self._show()

    def _show(self) -> None:
        settings = self.view.settings
        queue = self.queue.board if settings.queue else None
        board = settings.use is ScreenUse.BOARD
        touch = settings.queue and settings.touch_tickets
        waiting = Waiting(queue, settings.announcements, touch)
        self.window.show_page(self.view.page, waiting, board=board, keypad=settings.keypad)
        self._watch_pad(wanted=self._asks())

    def _watch_pad(self, *, wanted: bool) -> None:
        """Look at the program's keys only while the faces wait: each event of every widget goes through a filter."""
        application = QCoreApplication.instance()
        if application is None:
            return
        application.removeEventFilter(self._keypad)
        if wanted:
            application.installEventFilter(self._keypad)

    def _asks(self) -> bool:
        return self.view.settings.keypad and self.view.page.stage is CitizenStage.FACES

    def _count(self, face: FactKind) -> None:
        day = self._clock().date()

        def work(uow: UnitOfWork) -> None:
            uow.satisfaction.vote(face, day)
            uow.commit()

        self._deliver(self._worker.submit(work), lambda _: None, self._fail)

    def _announce(self, _call: Call) -> None:
        if self.window.isVisible():
            QApplication.beep()

    def _tick(self) -> None:
        self.view.tick()
        self.queue.new_day()
        self.window.tick()

    @staticmethod
    def _tr(text: str) -> str:
        return QCoreApplication.translate("CitizenParts", text)
