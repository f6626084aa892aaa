"""The first-run guide as a bar above the pages: one step at a time, and how far one is."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.screens.building import ElidedLabel, button, label
from desktop.workflows.first_guide import FirstGuide, GuideStep

LOW = 440  # logical pixels of the window


class GuideBar(QFrame):
    """Says the next step; hidden once there is none.

    Attributes:
        short: The step in one line, where the window is low.
        away: Puts the guide away.
    """

    def __init__(self, guide: FirstGuide) -> None:
        super().__init__()
        self.setObjectName("guideBar")
        self._guide = guide
        self._count = label("", "tagBlue")
        self._text, self.short = label("", "", wrap=True), ElidedLabel("", "caption")
        self.away = button(self.tr("Tôi biết rồi"), guide.put_away, role="link")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 12, 6)
        line.setSpacing(12)
        line.addWidget(self._count)
        line.addWidget(self._text, 1)
        line.addWidget(self.short, 1)
        line.addWidget(self.away)
        guide.subscribe(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where the guide is."""
        step = self._guide.step
        self.setVisible(step is not None)
        if step is not None:
            self._count.setText(self.tr("Bước {0}/{1}").format(int(step), len(GuideStep)))
            self._text.setText(self._words(step))
            self.short.say(self._words(step))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep to one line, small and not counted, where the window is low: what is worked on needs the room."""
        super().resizeEvent(event)
        low = self.window().height() < LOW
        self._count.setVisible(not low)
        self._text.setVisible(not low)
        self.short.setVisible(low)

    def _words(self, step: GuideStep) -> str:
        return {
            GuideStep.CARD: self.tr("Đưa mã QR của thẻ trước camera, hoặc đặt thẻ lên đầu đọc: họ tên, số tự điền."),
            GuideStep.PROCEDURE: self.tr("Nhấn F3, gõ vài chữ của thủ tục (không cần dấu), Enter để chọn."),
            GuideStep.PAPERS: self.tr("Đủ giấy tờ thì nhấn F6; thiếu giấy nào thì bấm câu trả lời ở giấy ấy."),
            GuideStep.RECEIVE: self.tr("Nhấn F9: hồ sơ có mã, giấy hẹn hiện ra, Enter để in."),
            GuideStep.CLOSE_DAY: self.tr("Cuối ngày mở trang Chốt ngày (Ctrl+5), xem số liệu rồi nhấn F12."),
        }[step]
