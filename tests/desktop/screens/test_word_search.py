"""Words on pages on a whole desk: turned on, read by the real program, found and gone to; and a desk without them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.cases import Case, CasePaper, NewCase, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.desk_settings import load_desk_settings
from desktop.records.page_words import ReadingCounts
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.papers.word_search import NO_BREAK
from desktop.workflows.paper_desk import Scope
from devices.simulated.page_source import Sheet, SimulatedPageSource
from devices.simulated.pages.sheets import Kind, draw_sheet
from tests.helpers.desk import case_of, person
from tests.helpers.pages import receipt_png
from tests.helpers.real_desk import NOW, open_desk

LONG = 60_000
DPI = 150
FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)
SHEET = bytes(cv2.imencode(".png", draw_sheet(3, Kind.FORM, DPI))[1])


class World:
    """A desk with one case and a feeder."""

    def __init__(self, desk: Desk, feeder: SimulatedPageSource, qtbot: QtBot) -> None:
        self.desk = desk
        self.search, self.panel, self.reading = desk.words.search, desk.words.panel, desk.words.reading
        self._feeder = feeder
        self._qtbot = qtbot
        self.case = self.receive(case_of(person("Nguyễn Thị Ẩn", "082190991001"), NOW, papers=(FORM,)))

    def receive(self, new: NewCase) -> Case:
        def work(uow: UnitOfWork) -> Case:
            saved = uow.cases.receive(new)
            uow.commit()
            return saved

        return self.desk._worker.submit(work).result()

    def until(self, done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(done, timeout=LONG)

    def scan(self, *sheets: bytes) -> None:
        self.desk.window.show_page("papers")
        for each in sheets:
            self._feeder.put_in(Sheet(each))
        button = self.desk.papers.screen.scan_bar.scan
        self.until(button.isEnabled)
        button.click()
        self.until(lambda: self.desk.papers.run.progress.outcome is not None)

    def turn(self, *, on: bool) -> None:
        """Click the setting, and wait until it is kept."""
        self.desk.window.show_page("settings")
        assert self.panel.box.isChecked() != on
        self.panel.box.click()
        self.until(self.panel.box.isEnabled)
        self.until(lambda: self.kept() is self.panel.box.isChecked())

    def kept(self) -> bool:
        return self.desk._worker.submit(lambda uow: load_desk_settings(uow.settings)).result().read_words

    def counts(self) -> ReadingCounts:
        return self.reading.counts().result()

    def found(self, typed: str) -> list[str]:
        """What the list has for it, once it was looked for."""
        self.search.count.clear()
        self.search.line.setText("")
        QTest.keyClicks(self.search.line, typed)
        self.until(lambda: bool(self.search.count.text()))
        return [self.search.list.item(row).text().replace(NO_BREAK, " ") for row in range(self.search.list.count())]

    def notice(self) -> str:
        labels = self.panel.notice.findChildren(QLabel)
        return " ".join(each.text() for each in labels if each.isVisibleTo(self.panel))


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    feeder = SimulatedPageSource()
    with open_desk(tmp_path / "desk", page_scanners=lambda: (feeder,)) as desk:
        desk.start()
        desk.window.activateWindow()
        yield World(desk, feeder, qtbot)


def test_a_desk_that_does_not_want_it_has_no_line_and_reads_nothing(world: World) -> None:
    world.scan(receipt_png(world.case.code), SHEET)
    assert not world.search.isVisible()
    assert world.desk.papers.screen.board.list.isVisible()
    assert not world.kept()
    assert not world.reading.busy
    assert world.counts() == ReadingCounts(0, 1, 0)
    world.desk.window.show_page("settings")
    assert not world.panel.box.isChecked()
    assert not world.panel.state.isVisible()


def test_a_paper_is_read_after_the_scan_found_by_its_words_and_gone_to(world: World) -> None:
    world.turn(on=True)
    world.scan(receipt_png(world.case.code), SHEET)
    world.until(lambda: world.counts() == ReadingCounts(1, 0, 0))
    board = world.desk.papers.screen.board
    tail = world.case.code.partition("-")[2]
    assert world.found("to khai dang ky") == [f"Nguyễn Thị Ẩn\n{tail}\nTờ khai · 1 trang"]
    assert not board.list.isVisible()
    QTest.keyClick(world.search.line, Qt.Key.Key_Down)
    assert world.search.list.hasFocus()
    QTest.keyClick(world.search.list, Qt.Key.Key_Return)
    world.until(lambda: world.desk.papers.desk.view.scope == Scope(world.case.id, 0))
    assert len(world.desk.papers.desk.view.pages) == 1
    assert world.found("khongcochunay") == []
    assert "Không có trang nào" in world.search.count.text()
    world.found("t")
    assert "ít nhất 2" in world.search.count.text()
    QTest.keyClick(world.search.line, Qt.Key.Key_Escape)
    assert board.list.isVisible()
    assert not world.search.list.isVisible()


def test_turned_off_it_stops_and_what_was_read_can_be_deleted(world: World) -> None:
    world.scan(SHEET)
    world.turn(on=True)  # what waited is read
    world.until(lambda: world.counts() == ReadingCounts(1, 0, 0))
    world.until(lambda: "Đã đọc 1 trang" in world.panel.state.text())
    assert not world.panel.forget.isVisible()
    world.desk.window.show_page("papers")
    assert world.found("to khai") == ["Khay chờ\n1 trang"]
    world.turn(on=False)
    world.until(world.panel.forget.isVisible)
    world.panel.forget.click()
    world.until(lambda: not world.panel.forget.isVisible())
    assert world.counts() == ReadingCounts(0, 1, 0)
    world.desk.window.show_page("papers")
    assert not world.search.isVisible()
    assert world.desk.papers.screen.board.list.isVisible()


def test_without_the_program_it_is_said_with_a_cure_and_stays_off(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        world.turn(on=True)
        assert not world.panel.box.isChecked()
        assert "OCR-001" in world.notice()
        assert "tesseract-ocr-vie" in world.notice()
        assert not world.kept()
    with monkeypatch.context() as without:
        without.setenv("TESSDATA_PREFIX", str(tmp_path))
        world.turn(on=True)
        assert "OCR-002" in world.notice()
    world.turn(on=True)
    assert world.panel.box.isChecked()
    assert not world.panel.notice.isVisible()


def test_a_program_that_is_gone_later_is_told_on_the_page_of_settings(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world.turn(on=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    world.scan(SHEET)
    world.until(lambda: world.reading.error is not None and not world.reading.busy)
    world.desk.window.show_page("settings")
    world.until(lambda: "OCR-001" in world.notice())
    assert "còn 1 trang" in world.panel.state.text()
    assert world.panel.box.isChecked()  # it goes on once the program is there again
