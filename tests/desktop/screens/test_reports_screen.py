"""The page of reports on a whole desk: a period chosen, its parts read, its three files opened again."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.periods import PeriodKind, period_of
from desktop.workflows.intake import IntakeState
from devices.identity import InputDevice
from devices.simulated.citizens import citizen
from tests.helpers.real_desk import NOW, open_desk
from tests.helpers.themed import themed

LONG = 30_000
CASES = 3
PADDED = 24  # logical pixels: what the style puts around the text of a cell


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """A desk with three cases of today, looked at over this month."""
    with themed(qapp), open_desk(tmp_path / "desk") as made:
        for seed in range(CASES):
            made.reading.deliver(citizen(seed + 20).payload(), InputDevice.CAMERA)
            made.intake.choose_procedure(made.catalogue.search("tthn", NOW.date())[0])
            made.intake.answer_papers()
            made.intake.save()
            qtbot.waitUntil(lambda: made.intake.state is IntakeState.SAVED, timeout=LONG)
            made.intake.set_aside()
        made.window.resize(1366, 728)
        made.window.show()
        made.window.show_page("reports")
        made.reports.desk.choose(period_of(PeriodKind.MONTH, NOW.date()))
        qtbot.waitUntil(lambda: bool(made.reports.desk.months), timeout=LONG)
        yield made


def test_every_part_is_there_and_the_cases_are_counted(desk: Desk) -> None:
    facts = desk.reports.desk.facts
    assert facts is not None
    assert sum(count for name, count in facts.counts.items() if name.startswith("received.")) == CASES
    sheets = [part.sheet for part in desk.reports.screen.parts]
    assert {"Đề án 06", "06a", "QĐ 766", "Số hóa", "Thiết yếu", "Miễn nộp", "Xu hướng", "Định nghĩa"} <= set(sheets)
    assert facts.unclosed == (NOW.date(),)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_files_can_be_opened_and_hold_the_same(qtbot: QtBot, desk: Desk, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"report.{kind}"
    desk.reports.export_to(kind, path)
    qtbot.waitUntil(path.is_file, timeout=LONG)
    content = path.read_bytes()
    if kind == "docx":
        document = docx.Document(BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        said = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    elif kind == "xlsx":
        workbook = load_workbook(BytesIO(content))
        values = (value for sheet in workbook for row in sheet.iter_rows(values_only=True) for value in row)
        said = "\n".join(str(value) for value in values if value is not None)
    else:
        pdf = pypdfium2.PdfDocument(content)
        said = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
        pdf.close()
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    if kind != "xlsx":  # figures alone
        assert "UBND XÃ THỬ" in said.upper()
    assert "Hộ tịch" in said
    assert "766" in said
    assert not any(citizen(seed + 20).number in said for seed in range(CASES))
    assert not any(citizen(seed + 20).full_name in said for seed in range(CASES))


def test_another_period_is_another_report(qtbot: QtBot, desk: Desk) -> None:
    desk.reports.desk.choose(period_of(PeriodKind.MONTH, NOW.date()).moved(-1))
    qtbot.waitUntil(lambda: desk.reports.desk.facts is not None and bool(desk.reports.desk.months), timeout=LONG)
    facts = desk.reports.desk.facts
    assert facts is not None
    assert sum(count for name, count in facts.counts.items() if name.startswith("received.")) == 0


def test_no_text_of_a_table_is_cut(desk: Desk) -> None:
    screen = desk.reports.screen
    names = [part.sheet for part in screen.parts]
    screen.sections.setCurrentRow(names.index("Định nghĩa"))
    table, metrics = screen.table, screen.table.fontMetrics()
    for row in range(screen.model.rowCount()):
        for column in range(screen.model.columnCount()):
            text = str(screen.model.data(screen.model.index(row, column)) or "")
            width = table.columnWidth(column) - PADDED
            drawn = metrics.boundingRect(QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap), text)
            assert drawn.height() <= table.rowHeight(row), text
