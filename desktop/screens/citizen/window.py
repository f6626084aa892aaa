"""The second window: one page at a time, nothing of the page before."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.records.resources import resources_folder
from desktop.screens.building import label
from desktop.screens.citizen.pages import (
    appointment_widget,
    confirm_widget,
    faces_widget,
    papers_widget,
    thanks_widget,
)
from desktop.screens.citizen.parts import Parts, empty
from desktop.screens.citizen.style import scale_of, style_sheet
from desktop.screens.citizen.waiting import Waiting, board_widget, idle_widget, ticket_widget
from desktop.workflows.citizen_pages import CitizenPage, CitizenStage

PREVIEW = QSize(960, 540)
SHRINK = (1.0, 0.9, 0.8, 0.7, 0.6)  # of a page with much on it


class CitizenWindow(QWidget):
    """Shows one `CitizenPage`; never takes the keys.

    Signals:
        answered: Whether the citizen pressed that the data are right.
        voted: A `FactKind`, the face that was pressed.
        ticket_wanted: A queue number is wanted.
        closed: Somebody closed the preview.
    """

    answered = Signal(bool)
    voted = Signal(object)
    ticket_wanted = Signal()
    closed = Signal()

    def __init__(
        self, unit: str, office: str, clock: Callable[[], datetime], high_contrast: Callable[[], bool]
    ) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("citizen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setWindowTitle(self.tr("Màn hình công dân"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clock = clock
        self._high_contrast = high_contrast
        self._page = CitizenPage()
        self._waiting = Waiting()
        self._board = self._keypad = False
        self._body: QWidget | None = None
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)  # as large as its monitor, never more
        self._whole.addWidget(self._head(unit, office))
        self._style()
        self.resize(PREVIEW)

    def _head(self, unit: str, office: str) -> QWidget:
        head = QFrame()
        head.setObjectName("citizenHead")
        self._head_frame = head
        self._names = names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(label(unit, "citizenUnit"))
        names.addWidget(label(office, "citizenOffice"))
        self._time = label("", "citizenClock")
        self._head_line = QHBoxLayout(head)
        self._head_line.addLayout(names, 1)
        self._head_line.addWidget(self._time)
        return head

    # ---- where it stands

    def place_full(self, geometry: QRect) -> None:
        """Fill a monitor."""
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint, on=True)
        self.setGeometry(geometry)
        self.show()

    def place_preview(self) -> None:
        """Stand beside the officer's window as an ordinary small one."""
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint, on=False)
        self.resize(PREVIEW)
        self.show()

    # ---- what it shows

    def show_page(self, page: CitizenPage, waiting: Waiting, *, board: bool, keypad: bool) -> None:
        """Show a page in the place of the one before, of which nothing is kept; drawn when this returns."""
        if (page, waiting, board, keypad) == (self._page, self._waiting, self._board, self._keypad) and self._body:
            return
        self._page, self._waiting, self._board, self._keypad = page, waiting, board, keypad
        self._build()

    def tick(self) -> None:
        """Show the time."""
        self._time.setText(f"{self._clock():%H:%M}")

    def restyle(self) -> None:
        """Follow the theme's colours."""
        self._style()
        self._build()

    def _style(self) -> None:
        parts = Parts(scale_of(self.size()), self.devicePixelRatioF())
        self.setStyleSheet(self._sheet(parts))
        side, edge = parts.px(32), parts.px(12)
        self._head_line.setContentsMargins(side, edge, side, edge)

    def _sheet(self, parts: Parts) -> str:
        return style_sheet(resources_folder(), parts.scale, high_contrast=self._high_contrast())

    def _fitting(self) -> QWidget:
        """The page in letters as large as there is room for all of it."""
        room = self.height() - self._head_frame.sizeHint().height()
        for shrink in SHRINK:
            parts = Parts(scale_of(self.size()) * shrink, self.devicePixelRatioF())
            body = self._made(parts)
            body.setParent(self)
            body.setStyleSheet(self._sheet(parts))
            layout = body.layout()
            if layout is None or layout.totalHeightForWidth(self.width()) <= room or shrink == SHRINK[-1]:
                break
            self._let_go(body)
        return body

    @staticmethod
    def _let_go(body: QWidget) -> None:
        empty(body)
        body.hide()
        body.setParent(None)
        body.deleteLater()

    def _build(self) -> None:
        old, self._body = self._body, self._fitting()
        if old is not None:
            self._whole.removeWidget(old)
            self._let_go(old)
        self._whole.addWidget(self._body, 1)
        self._body.show()
        self.tick()
        if self.isVisible():
            self._whole.activate()
            self.repaint()

    def _made(self, parts: Parts) -> QWidget:
        page = self._page
        if page.stage is CitizenStage.CONFIRM:
            return confirm_widget(parts, page, self.answered.emit)
        if page.stage is CitizenStage.PAPERS:
            return papers_widget(parts, page)
        if page.stage is CitizenStage.APPOINTMENT:
            return appointment_widget(parts, page)
        if page.stage is CitizenStage.FACES:
            return faces_widget(parts, self.voted.emit, keypad=self._keypad)
        if page.stage is CitizenStage.THANKS:
            return thanks_widget(parts)
        if page.stage is CitizenStage.TICKET and page.ticket is not None:
            return ticket_widget(parts, *page.ticket)
        if self._board:
            return board_widget(parts, self._waiting)
        return idle_widget(parts, self._waiting, self.ticket_wanted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow and shrink with the window."""
        super().resizeEvent(event)
        self.restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Be sharp on a monitor of another density."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.restyle()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the preview was closed."""
        super().closeEvent(event)
        self.hide()
        self.closed.emit()
