"""The window: a rail of pages on the left, the desk's bar on top, one page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.screens.appearance.icons import icon
from desktop.screens.building import ElidedLabel, label
from desktop.screens.shortcuts import ShortcutsDialog

RAIL_WIDTH, THIN_RAIL_WIDTH = 96, 56  # logical pixels
LOW = 684  # a window lower than this has only icons on its rail
NARROW = 1060  # one narrower than this does without the time,
SELDOM = 1000  # the button of the menu, among those of the pages
VERY_NARROW = 800  # and one narrower than this without the desk's name and with a short badge
PAINTED_MS = 2  # a timer comes after the events that are posted already: those that lay a page out and paint it


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the window.

    Attributes:
        id: What the program calls it.
        name: On the rail, or in the menu of what is seldom needed.
        key: Shows it from anywhere.
        seldom: In the menu instead of on the rail.
    """

    id: str
    name: str
    icon: str
    key: str
    widget: QWidget
    seldom: bool = False


class MainWindow(QMainWindow):
    """The officer's window.

    Signals:
        closing: The window is about to close.
        page_changed: Id of the page now shown.
        find_wanted: The officer wants to look for a case.
        help_wanted: The officer wants the help of the page in front.
    """

    closing = Signal()
    page_changed = Signal(str)
    find_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, *, desk_name: str, officer_name: str, demo: bool, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._pages: list[Page] = []
        self._hold: Callable[[], object] = lambda: None
        self._go_on: Callable[[], object] = lambda: None
        self.setWindowTitle(self.tr("Bàn Một Cửa"))
        self.setMinimumSize(640, 360)
        self.resize(1366, 728)
        self._badge = label()
        self._badge.setParent(self)
        self._stack = QStackedWidget()
        self._stack.setObjectName("page")
        self._rail_buttons = QButtonGroup(self)
        self._rail_buttons.setExclusive(True)
        self._rail_buttons.idClicked.connect(self._on_rail)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._top_bar(desk_name, officer_name, demo=demo))
        self._above = QVBoxLayout()
        right.addLayout(self._above)
        right.addWidget(self._stack, 1)
        whole = QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._rail())
        whole.addLayout(right, 1)
        middle = QWidget()
        middle.setObjectName("page")
        middle.setLayout(whole)
        self.setCentralWidget(middle)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.open_shortcuts)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.find_wanted)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(10_000)
        self._tick()

    def _rail(self) -> QWidget:
        self._rail_frame = rail = QFrame()
        rail.setObjectName("rail")
        rail.setFixedWidth(RAIL_WIDTH)
        self._rail_column = QVBoxLayout(rail)
        self._rail_column.setContentsMargins(6, 8, 6, 8)
        self._rail_column.setSpacing(4)
        self._seldom = QMenu(self)
        self._seldom.setToolTipsVisible(True)
        self._more = self._rail_button(self.tr("Khác"), "layout-grid", "Ctrl+0", self._open_seldom)
        self._more.setCheckable(True)
        self._more.toggled.connect(lambda on: self._more.setIcon(icon("layout-grid", "blueDeep" if on else "white")))
        self._more.hide()
        self._rail_column.addWidget(self._more)
        self._rail_column.addStretch(1)
        self._rail_column.addWidget(
            self._rail_button(self.tr("Trợ giúp"), "circle-help", "Shift+F1", self.help_wanted.emit)
        )
        return rail

    def _on_rail(self, place: int) -> None:
        if place != SELDOM:
            self.show_page(self._pages[place].id)

    def open_shortcuts(self) -> None:
        """Show every key."""
        dialog = ShortcutsDialog(self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @staticmethod
    def _rail_button(text: str, icon_name: str, key: str, on_click: Callable[[], object] | None) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        name = text.replace("\n", " ")
        made.setAccessibleName(name)
        made.setToolTip(f"{name} ({key})")
        made.setIcon(icon(icon_name, "white"))
        made.setIconSize(QSize(24, 24))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        if on_click is not None:
            made.clicked.connect(on_click)
        return made

    def _top_bar(self, desk_name: str, officer_name: str, *, demo: bool) -> QWidget:
        bar = QFrame()
        bar.setObjectName("topBar")
        line = QHBoxLayout(bar)
        line.setContentsMargins(16, 8, 16, 8)
        line.setSpacing(12)
        self._desk = ElidedLabel(desk_name, "heading")
        line.addWidget(self._desk, 1)
        line.addStretch(0)
        if demo:
            self._badge.setObjectName("demoBadge")
            line.addWidget(self._badge)
        self._officer = label(officer_name, "strong")
        self._time = label("", "caption")
        line.addWidget(self._officer)
        line.addWidget(self._time)
        return bar

    @property
    def page_ids(self) -> tuple[str, ...]:
        """Every page that there is for this officer, in the order of the rail and its menu."""
        return tuple(page.id for page in self._pages)

    def add_page(self, page: Page) -> None:
        """Add a page after the others, on the rail or in its menu; its key shows it from anywhere."""
        place = len(self._pages)
        self._pages.append(page)
        self._stack.addWidget(page.widget)
        if page.seldom:
            self._add_seldom(page)
        else:
            self._add_to_rail(page, place)
        QShortcut(QKeySequence(page.key), self).activated.connect(lambda: self.show_page(page.id))

    def _add_to_rail(self, page: Page, place: int) -> None:
        made = self._rail_button(page.name, page.icon, page.key, None)
        made.setCheckable(True)
        made.toggled.connect(lambda on: made.setIcon(icon(page.icon, "blueDeep" if on else "white")))
        self._rail_buttons.addButton(made, place)
        self._rail_column.insertWidget(self._rail_column.indexOf(self._more), made)
        if place == 0:
            made.setChecked(True)

    def _add_seldom(self, page: Page) -> None:
        self.add_action(f"{page.name}\t{page.key}", page.icon, lambda: self.show_page(page.id))

    def add_action(self, name: str, icon_name: str, act: Callable[[], object]) -> None:
        """Add something to do to the menu of what is seldom needed."""
        if self._more.isHidden():
            self._more.show()
            self._rail_buttons.addButton(self._more, SELDOM)
            QShortcut(QKeySequence("Ctrl+0"), self).activated.connect(self._open_seldom)
        action = self._seldom.addAction(icon(icon_name, "blueDeep"), name)
        action.triggered.connect(lambda _checked=False: act())

    def own(self, *parts: QObject) -> None:
        """Have parts without a place in the window end with it.

        A function that is connected to a signal lives as long as the signal's object, and with it all that the function
        knows. Python's collector does not see into Qt, so one such object that nobody deletes keeps a whole desk.
        """
        for part in parts:
            part.setParent(self)
            if isinstance(part, QWidget):
                part.hide()  # else it is shown with the window, in a corner of it

    def end(self) -> None:
        """Close it, and free it with all that it owns once the events that wait were handled."""
        self.close()
        self.deleteLater()

    def add_above_pages(self, widget: QWidget) -> None:
        """Put a bar between the desk's bar and whatever page is in front."""
        self._above.addWidget(widget)

    def _open_seldom(self) -> None:
        self._mark_shown()  # a press on the button alone shows no other page
        self._seldom.popup(self._more.mapToGlobal(self._more.rect().topRight()))

    def paint_first(self, hold: Callable[[], object], go_on: Callable[[], object]) -> None:
        """Have what works beside the window wait while a page is brought to the front and painted."""
        self._hold, self._go_on = hold, go_on

    def show_page(self, page_id: str) -> None:
        """Bring a page to the front.

        Raises:
            StopIteration: There is no page of this name.
        """
        place = next(place for place, page in enumerate(self._pages) if page.id == page_id)
        self._hold()
        QTimer.singleShot(PAINTED_MS, self, self._go_on)
        self._stack.setCurrentIndex(place)
        self._mark_shown()
        self.page_changed.emit(page_id)

    def _mark_shown(self) -> None:
        place = self._stack.currentIndex()
        shown = self._rail_buttons.button(SELDOM if self._pages[place].seldom else place)
        shown.setChecked(True)

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page, in the order of the rail and then of its menu."""
        return tuple(sorted(self._pages, key=lambda page: page.seldom))

    @property
    def current_page(self) -> str:
        """Id of the page in front."""
        return self._pages[self._stack.currentIndex()].id

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give up what can be done without where there is little room: the time first, then the desk's name."""
        super().resizeEvent(event)
        width, low = event.size().width(), event.size().height() < LOW
        self._time.setVisible(width >= NARROW)
        self._desk.setVisible(width >= VERY_NARROW)
        badge = self.tr("BÀN THỬ · dữ liệu giả, không phải công dân thật")
        self._badge.setText(badge if width >= NARROW else self.tr("BÀN THỬ · dữ liệu giả"))
        self._rail_frame.setFixedWidth(THIN_RAIL_WIDTH if low else RAIL_WIDTH)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if low else Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        for made in self._rail_frame.findChildren(QToolButton):
            made.setToolButtonStyle(style)
            made.setFixedWidth(self._rail_frame.maximumWidth() - 12)

    def _tick(self) -> None:
        self._time.setText(f"{self._clock():%H:%M · %d/%m/%Y}")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell whoever holds devices and files, then close."""
        self.closing.emit()
        super().closeEvent(event)
