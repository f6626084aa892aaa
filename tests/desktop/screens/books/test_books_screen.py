"""The page of civil-status books on a whole desk: a book from its first page to approval, and a crash in the middle."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.book_sheet import RESULT_TEXTS
from desktop.records.books import BookKind, Deed, MatchResult, NewBook, Stage
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.books.dialogs import BookDialog, CorrectionDialog, EntriesDialog, PackageDialog, RecountDialog
from desktop.screens.books.page import BooksPage
from desktop.screens.scrolling import ColumnArea
from devices.documents.sources.source import PageSource
from devices.simulated.page_source import Sheet, SimulatedPageSource
from tests.helpers.books import CHILD
from tests.helpers.pages import page_png
from tests.helpers.real_desk import NOW, open_desk
from tests.helpers.themed import themed

LONG = 30_000
CONTROL = Qt.KeyboardModifier.ControlModifier
TYPED = ("02031998", "Nguyễn Thị Ẩn", "Nữ", "02031998")


class World:
    """A desk whose officer has a book of births before them, and a colleague."""

    def __init__(self, desk: Desk, feeder: SimulatedPageSource, qtbot: QtBot) -> None:
        self.desk = desk
        self.feeder = feeder
        self.page: BooksPage = desk.books
        self.screen = desk.books.screen
        self.bench = desk.books.screen.bench
        self._qtbot = qtbot
        desk.window.resize(1366, 728)
        desk.window.show()
        desk.window.show_page("books")
        desk.papers.look_for_scanners()

    def until(self, done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(done, timeout=LONG)

    def do(self, work: Callable[[UnitOfWork], object]) -> None:
        """Do something as another program would, and see it."""

        def run(uow: UnitOfWork) -> None:
            work(uow)
            uow.commit()

        self.desk._worker.submit(run).result()
        self.look()

    def look(self) -> None:
        before = self.page.desk.view
        self.page.desk.refresh()
        self.until(lambda: self.page.desk.view is not before)

    def counts(self) -> dict[Stage, int]:
        return dict(self.page.desk.view.counts)

    def dialog(self, kind: type[QDialog]) -> QDialog:
        found = self.screen.findChildren(kind)
        self.until(lambda: bool(found))
        return found[-1]

    def collect(self, entries: int = 4) -> None:
        """Add a book by its dialog, with pictures of its two pages and entries on them, all for this officer."""
        self.screen._on_collect()
        dialog = self.dialog(BookDialog)
        assert isinstance(dialog, BookDialog)
        assert not dialog.take.isEnabled()
        assert dialog.focusWidget() is dialog.kind, "Enter at once would press the way out"
        area = dialog.findChild(ColumnArea)
        assert area is not None
        assert area.inside.width() <= area.viewport().width(), "nothing is cut at the right edge"
        dialog.unit.setText("UBND xã Thử (cũ)")
        dialog.first.setValue(1998)
        dialog.last.setValue(1998)
        dialog.pages.setValue(2)
        dialog.entries.setValue(entries)
        dialog.take.click()
        self.until(lambda: self.page.desk.view.book is not None)

    def capture(self) -> None:
        self.feeder.put_in(Sheet(page_png("Trang một")), Sheet(page_png("Trang hai")))
        self.until(self.screen.capture.start.isEnabled)
        self.screen.capture.start.click()
        self.until(lambda: len(self.page.desk.view.pictures) == 2)

    def add(self, page: int, numbers: str) -> None:
        before = len(self.page.desk.view.entries)
        self.screen.add.click()
        dialog = self.dialog(EntriesDialog)
        assert isinstance(dialog, EntriesDialog)
        dialog.page.setValue(page)
        dialog.numbers.setText(numbers)
        dialog.take.click()
        self.until(lambda: len(self.page.desk.view.entries) > before)

    def give_all(self) -> None:
        self.screen.give.click()
        dialog = self.dialog(PackageDialog)
        assert isinstance(dialog, PackageDialog)
        dialog.take.click()
        self.until(lambda: bool(self.page.desk.view.mine))

    def activate(self) -> None:
        """Have the keyboard in the window, as after a dialog that is gone."""
        self.until(lambda: not any(each.isVisible() for each in self.screen.findChildren(QDialog)))
        self.desk.window.activateWindow()
        self.until(self.desk.window.isActiveWindow)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, modifier)

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard, as a person does."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QComboBox):
            focused.setCurrentText(text)
            return
        assert isinstance(focused, QLineEdit)
        focused.clear()
        focused.insert(text)
        focused.textEdited.emit(text)


@pytest.fixture
def world(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    feeder = SimulatedPageSource()

    def scanners() -> tuple[PageSource, ...]:
        return (feeder,)

    with themed(qapp), open_desk(tmp_path / "desk", page_scanners=scanners) as desk:
        yield World(desk, feeder, qtbot)


def ready(world: World) -> None:
    world.collect()
    world.capture()
    world.add(1, "1-2")
    world.add(2, "3, 4")
    world.give_all()
    world.activate()


def number_open(world: World) -> str:
    """The entry that is open, once the keyboard is in its fields."""
    opened = world.page.entering.opened
    focused = QApplication.focusWidget()
    there = focused is not None and world.bench.fields.isAncestorOf(focused)
    return opened.entry.number if opened is not None and there else ""


def test_a_book_is_entered_with_the_keyboard_alone(world: World) -> None:
    ready(world)
    assert world.counts() == {Stage.CAPTURED: 4}
    world.activate()
    QTest.keyClick(world.desk.window, Qt.Key.Key_F6)
    world.until(lambda: number_open(world) == "1")
    world.until(lambda: world.bench.picture.has_picture)
    for text in TYPED:
        world.type(text)
        world.key(Qt.Key.Key_Return)
    world.key(Qt.Key.Key_Return, CONTROL)
    world.until(lambda: number_open(world) == "2")
    world.look()
    assert world.counts() == {Stage.CAPTURED: 3, Stage.ENTERED: 1}
    entry = next(each for each in world.page.desk.view.entries if each.number == "1")
    assert entry.fields["child_name"] == "Nguyễn Thị Ẩn"
    assert entry.fields["registered_on"] == "02/03/1998"


def test_what_is_missing_is_said_at_its_field(world: World) -> None:
    ready(world)
    world.screen.enter_mine.click()
    world.until(lambda: number_open(world) == "1")
    world.key(Qt.Key.Key_Return, CONTROL)
    assert world.page.entering.error is not None
    assert world.page.entering.error.code == "BOOK-014"
    assert QApplication.focusWidget() is world.bench.fields.field("registered_on")
    assert world.bench.notice.isVisible()


def test_typing_survives_the_end_of_the_program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    def scanners() -> tuple[PageSource, ...]:
        return (feeder,)

    feeder = SimulatedPageSource()
    with themed(qapp):
        with open_desk(tmp_path / "desk", page_scanners=scanners) as desk:
            world = World(desk, feeder, qtbot)
            ready(world)
            world.screen.enter_mine.click()
            world.until(lambda: number_open(world) == "1")
            world.type("02031998")
            world.key(Qt.Key.Key_Return)
            world.type("Nguyễn Thị")
        with open_desk(tmp_path / "desk", page_scanners=scanners) as desk:
            world = World(desk, feeder, qtbot)
            world.activate()
            world.page.desk.choose(1)
            world.until(world.screen.enter_mine.isEnabled)
            world.screen.enter_mine.click()
            world.until(lambda: number_open(world) == "1")
            field = world.bench.fields.field("child_name")
            assert isinstance(field, QLineEdit)
            assert field.text() == "Nguyễn Thị"
            assert world.bench.notice.isVisible()


def entered_by_a_colleague(world: World) -> None:
    world.collect()
    world.capture()

    def work(uow: UnitOfWork) -> None:
        colleague = uow.officers.add("hoa", "Lê Thị Hoa")
        uow.books.give_package(1, (1, 2), colleague.id, Deed(1, NOW))
        for number in range(1, 5):
            entry = uow.book_entries.capture(1, (number + 1) // 2, str(number), Deed(1, NOW))
            uow.book_entries.enter(entry.id, CHILD, Deed(colleague.id, NOW))

    world.do(work)


def shown(world: World) -> str:
    return world.bench.checked.entry.number if world.bench.checked is not None else ""


def test_check_one_goes_from_entry_to_entry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entered_by_a_colleague(world)
    monkeypatch.setattr("desktop.screens.books.bench.ask_text", lambda *_: "sai năm sinh")
    world.activate()
    QTest.keyClick(world.desk.window, Qt.Key.Key_F7)
    for number in ("1", "2"):
        world.until(lambda number=number: shown(world) == number)  # type: ignore[misc]
        world.key(Qt.Key.Key_Return, CONTROL)
    world.until(lambda: shown(world) == "3")
    field = world.bench.fields.field("child_name")
    assert isinstance(field, QLineEdit)
    assert field.isReadOnly()
    assert field.text() == CHILD["child_name"]
    world.key(Qt.Key.Key_R, CONTROL)
    world.until(lambda: shown(world) == "4")
    world.key(Qt.Key.Key_Return, CONTROL)
    world.until(lambda: world.screen.currentIndex() == 0)
    world.look()
    assert world.counts() == {Stage.CHECKED_ONCE: 3, Stage.CAPTURED: 1}


def all_the_way_to_updated(world: World) -> None:
    entered_by_a_colleague(world)
    ids = [entry.id for entry in world.page.desk.view.entries]
    world.page.desk.step(ids, Stage.CHECKED_ONCE)
    world.until(lambda: world.counts() == {Stage.CHECKED_ONCE: 4})
    world.screen.draw.click()
    world.until(lambda: bool(world.page.desk.view.draws))
    assert world.page.desk.view.draws[0].seed in world.screen._seed.text()
    for entry_id in world.page.desk.view.draws[0].drawn:
        world.page.desk.step([entry_id], Stage.CHECKED_TWICE)
    world.until(lambda: len(world.page.desk.ready_for(Stage.UPDATED)) == 4)
    world.screen.updated.click()
    world.until(lambda: world.counts() == {Stage.UPDATED: 4})


def test_the_files_go_out_and_come_back_with_what_was_matched(world: World, tmp_path: Path) -> None:
    all_the_way_to_updated(world)
    out = tmp_path / "out"
    out.mkdir()
    world.page.export_to(out)
    world.until(lambda: len(list(out.iterdir())) == 2)
    excel, archive = sorted(out.iterdir(), key=lambda path: path.suffix == ".zip")
    with ZipFile(archive) as opened:
        names = opened.namelist()
        assert len(names) == 4
        document = pypdfium2.PdfDocument(BytesIO(opened.read(names[0])))
        assert len(document) == 1
        document.close()
    workbook = load_workbook(excel)
    sheet = workbook["Dữ liệu"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Kết quả đối chiếu CSDLQGVDC")
    for line in range(2, 6):
        sheet.cell(line, column).value = RESULT_TEXTS[MatchResult.MATCH]
    workbook.save(excel)
    world.page.import_from(excel)
    world.until(lambda: world.counts() == {Stage.MATCHED: 4})
    assert "4" in world.screen.notice._text.text()
    world.screen.approve.click()
    world.until(lambda: world.counts() == {Stage.APPROVED: 4})
    assert world.screen.board.topLevelItem(0).text(1) == "0"  # type: ignore[union-attr]


def test_an_excel_of_another_book_is_refused_and_said(world: World, tmp_path: Path) -> None:
    all_the_way_to_updated(world)
    (tmp_path / "other.xlsx").write_bytes(b"PK no such thing")
    world.page.import_from(tmp_path / "other.xlsx")
    world.until(world.screen.notice.isVisible)
    assert "BOOK-023" in world.screen.notice._title.text() + world.screen.notice._text.text()
    assert world.counts() == {Stage.UPDATED: 4}


def test_what_was_mistyped_is_put_right_with_a_reason(world: World) -> None:
    ready(world)
    world.screen.table.selectRow(0)
    world.until(world.screen.correct.isEnabled)
    world.screen.correct.click()
    dialog = world.dialog(CorrectionDialog)
    assert isinstance(dialog, CorrectionDialog)
    dialog.number.setText("9")
    assert not dialog.take.isEnabled()
    dialog.reason.setText("gõ nhầm")
    dialog.take.click()
    world.until(lambda: any(entry.number == "9" for entry in world.page.desk.view.entries))
    chosen = world.screen.chosen()
    assert chosen is not None
    assert chosen.number == "9"
    world.screen.recount.click()
    recount = world.dialog(RecountDialog)
    assert isinstance(recount, RecountDialog)
    recount.entries.setValue(3)
    recount.reason.setText("đếm lại")
    recount.take.click()
    world.until(world.screen.notice.isVisible)  # there are four already
    assert "BOOK-017" in world.screen.notice._title.text() + world.screen.notice._text.text()


def test_the_board_leads_to_a_book(world: World) -> None:
    world.collect()
    world.do(
        lambda uow: uow.books.collect(NewBook(BookKind.DEATHS, "UBND xã Thử", 2001, 2003, "02", 9, 7), Deed(1, NOW))
    )
    deaths = world.screen.board.topLevelItem(0)
    assert deaths is not None
    assert (deaths.text(0), deaths.text(1)) == ("Khai sinh", "4")
    other = world.screen.board.topLevelItem(1)
    assert other is not None
    assert (other.text(0), other.text(1)) == ("Khai tử", "7")
    year = other.child(0)
    assert year is not None
    book = year.child(0)
    assert book is not None
    world.screen.board.setCurrentItem(book)
    world.until(lambda: world.page.desk.view.book is not None and world.page.desk.view.book.id == 2)
    assert "Khai tử" in world.screen._title.text()
