"""A chart of a report's table, painted: bars or lines, an axis, names of the series."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.screens.appearance.theme import theme_colour
from sync.indicators import Share
from sync.reporting.letter import SERIES, Chart, Table, Value, column_names, value_text

HEIGHT = 190  # logical pixels
LEFT, RIGHT, TOP, BOTTOM = 52, 24, 28, 42
STEPS = 4


class ChartView(QWidget):
    """Paints one chart; its accessible text is the title with the newest values."""

    def __init__(self, chart: Chart, table: Table) -> None:
        super().__init__()
        lines = [line for line in table.lines if not line.heading]
        names = column_names(table)
        self._chart = chart
        self._labels = [value_text(line.values[0]) for line in lines]
        self._names = [names[column] for column in chart.columns]
        self._series = [[_point(line.values[column]) for line in lines] for column in chart.columns]
        self._percent = any(isinstance(line.values[column], Share) for line in lines for column in chart.columns)
        known = [value for each in self._series for value in each if value is not None]
        self._most = 100.0 if self._percent and max(known, default=0) <= 100 else round_top(max(known, default=0))
        newest = [f"{names[column]}: {value_text(lines[-1].values[column])}" for column in chart.columns if lines]
        self.setAccessibleName(f"{chart.title}. {self._labels[-1]}: {', '.join(newest)}" if newest else chart.title)
        self.setToolTip(self.accessibleName())
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(480, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axis, series and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(12)
        painter.setFont(font)
        plot = QRectF(LEFT, TOP, max(1, self.width() - LEFT - RIGHT), self.height() - TOP - BOTTOM)
        self._title(painter)
        self._axis(painter, plot)
        for place, values in enumerate(self._series):
            colour = QColor(SERIES[place % len(SERIES)])
            if self._chart.bars:
                self._bars(painter, plot, place, values, colour)
            else:
                self._line(painter, plot, values, colour)
        self._legend(painter)
        painter.end()

    def _title(self, painter: QPainter) -> None:
        painter.save()
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme_colour("ink"))
        painter.drawText(QRectF(0, 0, self.width(), TOP - 6), Qt.AlignmentFlag.AlignCenter, self._chart.title)
        painter.restore()

    def _axis(self, painter: QPainter, plot: QRectF) -> None:
        for step in range(STEPS + 1):
            y = plot.bottom() - plot.height() * step / STEPS
            painter.setPen(theme_colour("line"))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            value = round(self._most * step / STEPS)
            text = f"{value} %" if self._percent else value_text(value)
            painter.setPen(theme_colour("quiet"))
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 9, LEFT - 6, 18), side, text)
        wide = plot.width() / max(1, len(self._labels))
        every = 1 if wide >= 48 else 2 if wide >= 26 else 4
        for place, text in enumerate(self._labels):
            if (len(self._labels) - 1 - place) % every == 0:
                middle = plot.left() + wide * (place + 0.5)
                painter.drawText(QRectF(middle - 40, plot.bottom() + 2, 80, 18), Qt.AlignmentFlag.AlignCenter, text)

    def _bars(self, painter: QPainter, plot: QRectF, place: int, values: list[float | None], colour: QColor) -> None:
        wide = plot.width() / max(1, len(values))
        each = wide * 0.8 / len(self._series)
        for nth, value in enumerate(values):
            tall = plot.height() * (value or 0) / self._most
            left = plot.left() + wide * (nth + 0.1) + each * place
            painter.fillRect(QRectF(left, plot.bottom() - tall, max(1, each - 1), tall), colour)

    def _line(self, painter: QPainter, plot: QRectF, values: list[float | None], colour: QColor) -> None:
        wide = plot.width() / max(1, len(values))
        points = QPolygonF()
        painter.setPen(QPen(colour, 2))
        for nth, value in enumerate([*values, None]):
            if value is None:
                painter.drawPolyline(points)
                points = QPolygonF()
                continue
            point = QPointF(plot.left() + wide * (nth + 0.5), plot.bottom() - plot.height() * value / self._most)
            points.append(point)
            painter.setBrush(colour)
            painter.drawEllipse(point, 2.5, 2.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _legend(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        widths = [metrics.horizontalAdvance(name) + 34 for name in self._names]
        x, y = max(0.0, (self.width() - sum(widths)) / 2), self.height() - 18
        for place, (name, width) in enumerate(zip(self._names, widths, strict=True)):
            painter.fillRect(QRectF(x, y + 4, 10, 10), QColor(SERIES[place % len(SERIES)]))
            painter.setPen(theme_colour("ink"))
            painter.drawText(QPointF(x + 15, y + 14), name)
            x += width


def round_top(most: float) -> int:
    """Where an axis ends so that its `STEPS` are round numbers."""
    step = 1
    while step * STEPS < most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2  # 1, 2, 5, 10, 20, 50 …
    return step * STEPS


def _point(value: Value) -> float | None:
    if isinstance(value, Share):
        return value.percent
    return float(value) if isinstance(value, int) else None
