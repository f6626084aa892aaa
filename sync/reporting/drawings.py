"""Charts as drawings: vectors in a PDF, a picture for whoever cannot take them."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from reportlab.graphics import renderPDF
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from sync.indicators import Share
from sync.reporting.letter import SERIES, Chart, Table, Value, column_names, value_text
from sync.reporting.text import number

REGULAR, BOLD, ITALIC = "BaoCao", "BaoCao-Dam", "BaoCao-Nghieng"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf", ITALIC: "NotoSans-Italic.ttf"}
WIDTH, HEIGHT = 250 * mm, 78 * mm
DPI = 200
_GRID = colors.HexColor("#dde3e9")


def register(fonts: Path) -> None:
    """Make the shipped fonts known to reportlab; `fonts` is their folder."""
    for name, file in _FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(fonts / file)))


def draw(chart: Chart, table: Table, fonts: Path) -> Drawing:
    """A chart of a table's columns."""
    register(fonts)
    drawing = Drawing(WIDTH, HEIGHT)
    drawing.add(String(WIDTH / 2, HEIGHT - 12, chart.title, fontName=BOLD, fontSize=10.5, textAnchor="middle"))
    lines = [line for line in table.lines if not line.heading]
    series = [[_point(line.values[column]) for line in lines] for column in chart.columns]
    is_percent = any(isinstance(line.values[column], Share) for line in lines for column in chart.columns)
    plot: Any = VerticalBarChart() if chart.bars else HorizontalLineChart()
    plot.x, plot.y, plot.width, plot.height = 42, 42, WIDTH - 60, HEIGHT - 72
    plot.data = [[0 if value is None else value for value in each] if chart.bars else each for each in series]
    _axes(plot, [value_text(line.values[0]) for line in lines], series, is_percent=is_percent)
    for place, _ in enumerate(series):
        colour = colors.HexColor(SERIES[place % len(SERIES)])
        if chart.bars:
            plot.bars[place].fillColor, plot.bars[place].strokeColor = colour, None
        else:
            plot.lines[place].strokeColor, plot.lines[place].strokeWidth = colour, 1.8
            plot.lines[place].symbol = makeMarker("FilledCircle", size=4, fillColor=colour, strokeColor=colour)
    if chart.bars:
        plot.groupSpacing, plot.barSpacing = 6, 1
    drawing.add(plot)
    names = column_names(table)
    drawing.add(_legend([names[column] for column in chart.columns]))
    return drawing


def picture(drawing: Drawing) -> bytes:
    """A drawing as PNG."""
    document = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))
    try:
        out = BytesIO()
        document[0].render(scale=DPI / 72).to_pil().save(out, "PNG", optimize=True)
        return out.getvalue()
    finally:
        document.close()


def _point(value: Value) -> float | None:
    if isinstance(value, Share):
        return value.percent
    return float(value) if isinstance(value, int) else None


def _axes(plot: Any, names: list[str], series: list[list[float | None]], *, is_percent: bool) -> None:
    axis, values = plot.categoryAxis, plot.valueAxis
    axis.categoryNames = names
    axis.labels.fontName = values.labels.fontName = REGULAR
    axis.labels.fontSize = values.labels.fontSize = 8.5
    axis.labels.dy = -2
    axis.strokeColor = values.strokeColor = _GRID
    values.visibleGrid, values.gridStrokeColor = True, _GRID
    values.valueMin = 0
    if is_percent:
        most = max((value for each in series for value in each if value is not None), default=0)
        values.valueMax, values.valueStep = (100, 20) if most <= 100 else (most * 1.05, None)
        values.labelTextFormat = lambda value: f"{value:.0f} %"
    else:
        most = max((value for each in series for value in each if value is not None), default=0)
        values.valueMax = max(most * 1.1, 4)
        values.labelTextFormat = lambda value: number(round(value))


def _legend(names: list[str]) -> Legend:
    legend = Legend()
    legend.colorNamePairs = [(colors.HexColor(SERIES[place % len(SERIES)]), name) for place, name in enumerate(names)]
    legend.fontName, legend.fontSize = REGULAR, 8.5
    legend.x, legend.y, legend.boxAnchor = WIDTH / 2, 4, "s"
    legend.alignment, legend.columnMaximum = "right", 1
    legend.dx, legend.dy, legend.deltax, legend.dxTextSpace = 8, 8, 110, 4
    legend.strokeWidth = 0
    return legend
