"""Opening the desk while the window stays alive: what takes long, a backup before an upgrade of the data, is said."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from desktop.screens.background import MainThread
from desktop.screens.building import label

T = TypeVar("T")
LOOK = 20  # milliseconds
WIDTH = 460  # logical pixels
Tell = Callable[[str, int, int], None]
UPGRADE = "upgrade"


def tr(text: str) -> str:
    """A text of this window."""
    return QCoreApplication.translate("Patience", text)


def phase_text(phase: str) -> str:
    """What is going on."""
    return {
        "database": tr("Đang sao lưu trước khi nâng cấp dữ liệu…"),
        "check": tr("Đang mở thử và kiểm tra bản sao lưu…"),
        UPGRADE: tr("Đang nâng cấp dữ liệu…"),
    }.get(phase, tr("Đang chuẩn bị nâng cấp dữ liệu…"))


class PatienceWindow(QFrame):
    """A window without buttons that says what goes on.

    Attributes:
        phase: The text.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint)
        self.setWindowTitle(tr("Nâng cấp dữ liệu"))
        self.setFixedWidth(WIDTH)
        self.phase = label("", "strong", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Nâng cấp dữ liệu"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.phase)
        column.addWidget(self._bar)
        text = tr("Có thể mất vài phút. Đừng tắt máy; nếu mất điện, lần sau chương trình làm lại từ đầu, không mất gì.")
        column.addWidget(label(text, "caption", wrap=True))

    def tell(self, phase: str, done: int, of_all: int) -> None:
        """Say how far it is."""
        self.phase.setText(phase_text(phase))
        self._bar.setRange(0, of_all if of_all > 1 else 0)
        self._bar.setValue(done)
        self.show()


def patiently(work: Callable[[Tell], T], parent: QWidget | None = None) -> T:
    """Do something on another thread while this one goes on drawing; what is typed and clicked meanwhile waits.

    Args:
        work: Handed what it tells its phases; a window appears when it tells the first.
        parent: The window that this one stands before.

    Returns:
        What the work returns; what it raises is raised here.
    """
    window, post, loop, timer = PatienceWindow(parent), MainThread(), QEventLoop(), QTimer()

    def tell(phase: str, done: int, of_all: int) -> None:
        if done % max(1, of_all // 100) == 0:
            post(lambda: window.tell(phase, done, of_all))

    with ThreadPoolExecutor(1, thread_name_prefix="opening") as helper:
        future = helper.submit(work, tell)
        timer.timeout.connect(lambda: loop.quit() if future.done() else None)
        timer.start(LOOK)
        if not future.done():
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        timer.stop()
    post.close()
    window.hide()
    window.deleteLater()
    return future.result()
