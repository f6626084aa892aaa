"""The page of papers on a whole desk: from the feeder, a folder and SANE's test device to signed files, and back."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pikepdf
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.documents.signing.verification import verify
from desktop.records.cases import Case, CasePaper, NewCase, PaperState
from desktop.records.catalogue.models import PaperAnswer, PaperSpec
from desktop.records.paper_files import DigitizationState, PaperProgress
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.papers.page import TAKEN
from desktop.screens.papers.signing_dialog import SigningDialog
from desktop.screens.printing.document_viewer import DocumentViewer
from desktop.workflows.feed_run import FeedState
from desktop.workflows.paper_desk import Scope
from devices.documents.sources.sane_source import SaneSource, sources
from devices.documents.sources.source import PageSource
from devices.simulated.page_source import Sheet, SimulatedPageSource, Trouble
from tests.helpers.desk import case_of, person
from tests.helpers.pages import card_png, page_png, receipt_png
from tests.helpers.real_desk import NOW, open_desk
from tests.helpers.signing_world import PASSWORD, officer

LONG = 60_000
PAGE = "papers"
FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)
BIRTH = CasePaper("Giấy chứng sinh", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="birth", originals=1)
CARD = CasePaper("Thẻ căn cước", PaperAnswer.SHOWN, PaperState.SHOWN, spec_id="card")
NAMES = ("Nguyễn Thị Ẩn", "Lê Văn Hai", "Phạm Thị Ba")


class World:
    """A desk with three cases, and a feeder."""

    def __init__(self, desk: Desk, feeder: SimulatedPageSource, qtbot: QtBot) -> None:
        self.desk = desk
        self.feeder = feeder
        self.page = desk.papers
        self._qtbot = qtbot
        self.cases = [
            self.receive(case_of(person(name, f"08219099100{nth + 1}"), NOW, papers=(FORM, CARD)))
            for nth, name in enumerate(NAMES)
        ]
        desk.window.show_page(PAGE)
        self.until(lambda: bool(self.page.desk.view.board))

    def receive(self, new: NewCase) -> Case:
        def work(uow: UnitOfWork) -> Case:
            saved = uow.cases.receive(new)
            uow.commit()
            return saved

        return self.desk._worker.submit(work).result()

    def until(self, done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(done, timeout=LONG)

    def scan(self) -> None:
        """Press the button and wait until the source has come to its end."""
        button = self.page.screen.scan_bar.scan
        self.until(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.until(lambda: self.page.run.progress.outcome is not None)
        self.look(self.page.desk.view.scope)

    def look(self, scope: Scope) -> None:
        """Look at something, as it is now."""
        before = self.page.desk.view
        self.page.desk.choose(scope)
        self.until(lambda: self.page.desk.view is not before and self.page.desk.view.scope == scope)

    def press(self, text: str, where: QWidget | None = None) -> None:
        """Press the first button that says so; one that was just made is shown a moment later."""
        inside = where or self.page.screen

        def found() -> list[QPushButton]:
            buttons = inside.findChildren(QPushButton)
            return [each for each in buttons if each.isVisibleTo(inside) and each.text().startswith(text)]

        self.until(lambda: bool(found()) and found()[0].isEnabled())
        found()[0].click()

    def paper(self, position: int) -> PaperProgress:
        return next(each for each in self.page.desk.view.papers if each.position == position)

    def check(self, case: Case, position: int = 0) -> None:
        """The officer has looked at the pages of a paper."""
        self.look(Scope(case.id, position))
        self.press("Kiểm xong", self.page.screen.papers)
        self.until(lambda: self.paper(position).state is DigitizationState.CHECKED)

    def sign(self, tmp_path: Path) -> None:
        """Sign all that waits, with one password."""
        certificate = tmp_path / "officer.p12"
        certificate.write_bytes(officer().p12())
        self.press("Ký số")
        dialog = self.page.screen.findChild(SigningDialog)
        assert dialog is not None
        dialog.certificate = str(certificate)
        dialog.pin.setText(PASSWORD)
        self.press("Ký", dialog)
        self.until(lambda: self.page.desk.done > 0 or self.page.desk.error is not None)
        assert self.page.desk.error is None
        self.until(lambda: self.page.desk.view.unsigned == 0)

    def file(self, case: Case, position: int = 0) -> bytes:
        self.look(Scope(case.id, position))
        latest = self.paper(position).latest
        assert latest is not None
        return self.page.desk.document(latest)


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    feeder = SimulatedPageSource()
    with open_desk(tmp_path / "desk", page_scanners=lambda: (feeder,)) as desk:
        desk.start()
        desk.window.activateWindow()
        yield World(desk, feeder, qtbot)


def pile(cases: Sequence[Case], pages: int) -> list[Sheet]:
    """Each case's receipt, and so many pages under it."""
    return [
        Sheet(sheet)
        for case in cases
        for sheet in (
            receipt_png(case.code),
            *(page_png(f"{case.content.applicant.full_name} trang {nth}") for nth in range(pages)),
        )
    ]


def test_thirty_pages_of_three_cases(world: World, tmp_path: Path) -> None:
    world.feeder.put_in(*pile(world.cases, 10))
    world.scan()
    progress = world.page.run.progress
    assert (progress.pages, progress.separators, progress.tray, progress.refused) == (33, 3, 0, ())
    assert [(each.code, each.to_check) for each in world.page.desk.view.board] == [
        (case.code, 1) for case in world.cases
    ]
    for case in world.cases:
        world.check(case)
    world.sign(tmp_path)
    assert world.page.desk.done == 3
    assert world.page.desk.view.board == ()
    for case in world.cases:
        pdf = world.file(case)
        (signature,) = verify(pdf, [])
        assert (signature.intact, signature.covers_whole) == (True, True)
        with pikepdf.open(BytesIO(pdf)) as made, made.open_metadata() as packet:
            assert packet["dc:identifier"] == case.code
            assert len(made.pages) == 10
        document = pypdfium2.PdfDocument(pdf)
        grey = document[0].render(scale=1).to_pil().convert("L").getextrema()
        document.close()
        assert grey[0] < 180  # there is writing on it
    counts = world.desk._worker.submit(lambda uow: uow.indicators().counts(NOW.date())).result()
    assert (counts["digitized.stored"], counts["digitized.cases_strict"]) == (3, 3)


def test_a_stored_file_is_shown_with_its_signature(world: World, tmp_path: Path) -> None:
    world.feeder.put_in(*pile(world.cases[:1], 1))
    world.scan()
    world.check(world.cases[0])
    world.sign(tmp_path)
    world.look(Scope(world.cases[0].id, 0))
    world.press("Xem tệp", world.page.screen.papers)
    world.until(lambda: world.page.screen.findChild(DocumentViewer) is not None)
    viewer = world.page.screen.findChild(DocumentViewer)
    assert viewer is not None
    assert len(viewer.view.page_labels) == 1
    viewer.reject()


def test_a_case_leaves_as_an_archive(world: World, tmp_path: Path) -> None:
    world.feeder.put_in(*pile(world.cases[:1], 2))
    world.scan()
    world.check(world.cases[0])
    archive = tmp_path / "case.zip"
    world.page.export_to(archive)
    world.until(archive.exists)
    with ZipFile(archive) as opened:
        assert opened.namelist()[0] == f"{world.cases[0].code}_01_to-khai.pdf"
        assert opened.read(opened.namelist()[0]) == world.file(world.cases[0])
    world.page.export_to(tmp_path / "no-such-folder" / "case.zip")
    world.until(lambda: world.page.screen.notice.isVisibleTo(world.page.screen))


def test_a_jam_keeps_what_came_and_says_what_to_do(world: World) -> None:
    sheets = pile(world.cases[:1], 2)
    world.feeder.put_in(*sheets[:2], Trouble("PAGE-002"), Sheet(page_png("sau khi gỡ")))
    world.scan()
    assert world.page.screen.notice.isVisibleTo(world.page.screen)
    world.look(Scope(world.cases[0].id, 0))
    assert len(world.page.desk.view.pages) == 1
    world.scan()  # what lay behind the jam goes onto the paper that is looked at
    assert len(world.page.desk.view.pages) == 2


def test_a_card_is_refused_and_the_pile_goes_on(world: World) -> None:
    receipt, page = pile(world.cases[:1], 1)
    world.feeder.put_in(receipt, Sheet(card_png()), page)
    world.scan()
    assert [error.code for error in world.page.run.progress.refused] == ["PAPER-006"]
    assert world.page.screen.notice.isVisibleTo(world.page.screen)
    world.look(Scope(world.cases[0].id, 0))
    assert len(world.page.desk.view.pages) == 1


def test_the_tray_is_dealt_by_hand(world: World) -> None:
    world.feeder.put_in(*(Sheet(page_png(f"lạc {nth}")) for nth in range(3)))
    world.scan()
    screen = world.page.screen
    assert world.page.run.progress.tray == 3
    first, second, third = world.page.desk.view.pages
    screen.pages.choose([first.id, second.id])
    screen._menu.aboutToShow.emit()
    next(each for each in screen._menu.actions() if world.cases[1].code in each.text()).trigger()
    world.until(lambda: len(world.page.desk.view.pages) == 1)
    world.look(Scope(world.cases[1].id))
    assert [page.id for page in world.page.desk.view.pages] == [first.id, second.id]
    screen.pages.choose([second.id])
    screen._menu.aboutToShow.emit()
    screen._menu.actions()[0].trigger()
    world.until(lambda: world.page.desk.view.undealt == 1)
    world.look(Scope(world.cases[1].id, 0))
    assert [page.id for page in world.page.desk.view.pages] == [second.id]
    assert world.paper(0).state is DigitizationState.SCANNED
    assert third.case_id is None


def test_pages_are_turned_arranged_and_put_away(world: World) -> None:
    world.feeder.put_in(*pile(world.cases[:1], 3))
    world.scan()
    world.look(Scope(world.cases[0].id, 0))
    screen = world.page.screen
    one, two, three = (page.id for page in world.page.desk.view.pages)
    screen.pages.choose([two])
    world.press("Lên trước")
    world.until(lambda: [page.id for page in world.page.desk.view.pages] == [two, one, three])
    world.press("Xoay phải")
    world.until(lambda: world.page.desk.view.pages[0].rotation == 90)
    world.press("Bỏ trang")
    world.until(lambda: [page.id for page in world.page.desk.view.pages] == [one, three])
    screen.show_away.setChecked(True)
    assert [page.id for page in screen.model.pages] == [two]
    screen.pages.choose([two])
    world.press("Lấy lại trang")
    world.until(lambda: len(world.page.desk.view.pages) == 3)


def test_a_page_is_scanned_again(world: World) -> None:
    world.feeder.put_in(*pile(world.cases[:1], 2))
    world.scan()
    world.look(Scope(world.cases[0].id, 0))
    first, second = world.page.desk.view.pages
    world.page.screen.pages.choose([second.id])
    world.feeder.put_in(Sheet(page_png("trang hai, rõ hơn")), Sheet(page_png("không được lấy")))
    world.press("Quét lại trang")
    world.until(lambda: world.page.run.state is FeedState.IDLE and world.page.desk.view.pages[1] != second)
    assert [page.id for page in world.page.desk.view.pages] == [first.id, second.id]
    assert world.page.desk.view.pages[0] == first


def test_what_is_there_is_offered_to_the_next_case(world: World, tmp_path: Path) -> None:
    world.feeder.put_in(*pile(world.cases[:1], 1))
    world.scan()
    world.check(world.cases[0])
    world.sign(tmp_path)
    again = world.receive(case_of(person(NAMES[0], "082190991001"), NOW, papers=(FORM, BIRTH, CARD)))
    world.look(Scope(again.id, 0))
    assert list(world.page.desk.view.offers) == [0]
    world.press("Dùng lại", world.page.screen.papers)
    world.until(lambda: world.paper(0).state is DigitizationState.REUSED_PAPER)
    assert world.file(again) == world.file(world.cases[0])


@pytest.mark.parametrize("valid_months", [1, 6])
def test_an_offer_says_how_long_it_may_be_taken(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, valid_months: int
) -> None:
    world.feeder.put_in(*pile(world.cases[:1], 1))
    world.scan()
    world.check(world.cases[0])
    world.sign(tmp_path)
    later = NOW + timedelta(days=60)
    again = world.receive(case_of(person(NAMES[0], "082190991001"), later, papers=(FORM, CARD)))
    form = PaperSpec("form", "Tờ khai", PaperAnswer.DIGITIZE, valid_months=valid_months)
    procedure = msgspec.structs.replace(world.desk.catalogue.procedures[0], papers=(form,))
    monkeypatch.setattr(world.desk.rules, "procedure", lambda _code, _day: procedure)
    monkeypatch.setattr(world.page.desk, "_clock", lambda: later)
    world.look(Scope(again.id, 0))
    panel = world.page.screen.papers
    texts = " ".join(each.text() for each in panel.findChildren(QLabel))
    take = [each for each in panel.findChildren(QPushButton) if each.text().startswith("Dùng lại")]
    assert "25/11/2026" in texts
    if valid_months == 1:
        assert "Hết hạn dùng lại ngày 25/12/2026" in texts
        assert take == []
    else:
        assert "Dùng được đến 25/05/2027" in texts
        assert len(take) == 1


def test_a_wrong_password_signs_nothing(world: World, tmp_path: Path) -> None:
    world.feeder.put_in(*pile(world.cases[:1], 1))
    world.scan()
    world.check(world.cases[0])
    (tmp_path / "officer.p12").write_bytes(officer().p12())
    world.press("Ký số")
    dialog = world.page.screen.findChild(SigningDialog)
    assert dialog is not None
    dialog.certificate = str(tmp_path / "officer.p12")
    dialog.pin.setText("sai")
    world.press("Ký", dialog)
    world.until(lambda: world.page.desk.error is not None)
    assert world.page.desk.error is not None
    assert world.page.desk.error.code == "SIGN-003"
    world.until(lambda: world.page.desk.view.unsigned == 1)


def test_papers_are_chosen_with_the_keyboard(world: World) -> None:
    world.look(Scope(world.cases[0].id))
    choices = world.page.screen.papers.findChildren(QRadioButton)
    assert [each.accessibleName() for each in choices][:2] == ["Tờ khai", "Thẻ căn cước"]
    choices[0].setFocus()
    QTest.keyClick(choices[0], Qt.Key.Key_Space)
    world.until(lambda: world.page.desk.view.scope == Scope(world.cases[0].id, 0))


def test_a_folder_that_an_office_machine_scans_to(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    with open_desk(tmp_path / "desk") as desk:
        desk.start()
        desk._keep(scan_folder=str(folder))
        world = World(desk, SimulatedPageSource(), qtbot)
        world.page.look_for_scanners()
        bar = world.page.screen.scan_bar
        world.until(lambda: bar.source.currentData() == str(folder))
        world.until(bar.scan.isEnabled)
        QTest.mouseClick(bar.scan, Qt.MouseButton.LeftButton)
        sheets = [receipt_png(world.cases[2].code), page_png("một"), page_png("hai")]
        for nth, sheet in enumerate(sheets):
            (folder / f"scan{nth}.png").write_bytes(sheet)
        world.until(lambda: world.page.run.progress.pages == len(sheets))
        world.until(lambda: not list(folder.glob("*.png")))
        world.press("Dừng")
        world.until(lambda: world.page.run.state is FeedState.IDLE)
        world.look(Scope(world.cases[2].id, 0))
        assert len(world.page.desk.view.pages) == 2
        assert len(list((folder / TAKEN).iterdir())) == len(sheets)  # nothing of an office machine is thrown away


@pytest.mark.skipif(sys.platform != "linux", reason="SANE is Linux's")
def test_sane_feeds_straight_onto_a_paper(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dll.conf").write_text("test\n", encoding="utf-8")
    shutil.copy("/etc/sane.d/test.conf", tmp_path)
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))

    def found() -> Sequence[PageSource]:
        return [SaneSource(info, {"test-picture": "Grid"}) for info in sources()[:1]]

    with open_desk(tmp_path / "desk", page_scanners=found) as desk:
        desk.start()
        world = World(desk, SimulatedPageSource(), qtbot)
        world.look(Scope(world.cases[0].id, 0))
        bar = world.page.screen.scan_bar
        bar.resolution.addItem("75", 75)
        bar.resolution.setCurrentIndex(bar.resolution.count() - 1)
        world.scan()
        assert world.page.run.progress.pages >= 1
        assert world.page.desk.view.pages or world.page.desk.view.put_away
