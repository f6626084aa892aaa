"""The head of a report's table with cells over several columns and rows, as it is on paper."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.screens.appearance.theme import theme_colour
from sync.reporting.letter import Head, Table, placed

PADDING = 6  # logical pixels on each side of a text
FONT_SIZE = 13  # pixels
WRAPPED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


class GroupedHeader(QHeaderView):
    """Paints the rows of a table's head; each is as tall as its tallest text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._cells: list[tuple[int, int, Head]] = []
        self._rows = 0
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.sectionResized.connect(lambda *_: self.updateGeometry())

    def show_table(self, table: Table) -> None:
        """Show a table's head."""
        self._cells, self._rows = placed(table), len(table.head)
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """As tall as the rows."""
        return QSize(super().sizeHint().width(), sum(self._heights()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw every cell."""
        painter = QPainter(self.viewport())
        painter.setFont(self._bold())
        heights = self._heights()
        painter.fillRect(self.viewport().rect(), theme_colour("ground"))
        for row, column, cell in self._cells:
            left, top = self.sectionViewportPosition(column), sum(heights[:row])
            place = QRect(left, top, self._width(column, cell), sum(heights[row : row + cell.down]))
            painter.setPen(theme_colour("line"))
            painter.drawRect(place.adjusted(-1, -1, -1, -1))
            painter.setPen(theme_colour("quiet"))
            painter.drawText(place.adjusted(PADDING, 3, -PADDING, -3), WRAPPED, cell.text)
        painter.end()

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(FONT_SIZE)
        font.setBold(True)
        return font

    def _width(self, column: int, cell: Head) -> int:
        return sum(self.sectionSize(each) for each in range(column, min(column + cell.across, self.count())))

    def _heights(self) -> list[int]:
        """How tall each row is; what a cell over several rows needs more than these goes to its last one."""
        metrics = QFontMetrics(self._bold())
        heights = [0] * self._rows
        for down in sorted({cell.down for _, _, cell in self._cells}):
            for row, column, cell in self._cells:
                if cell.down == down:
                    room = QRect(0, 0, max(1, self._width(column, cell) - 2 * PADDING), 10_000)
                    wanted = metrics.boundingRect(room, WRAPPED, cell.text).height() + 10
                    heights[row + down - 1] += max(0, wanted - sum(heights[row : row + down]))
        return heights
