"""A pile of three cases through SANE itself: a driver in its own process, feeding from a machine on the network."""

import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.documents.receipt import receipt_pdf
from desktop.records.cases import Case, CasePaper, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.paper_files import Page
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.documents.sources.sane_source import SaneSource
from devices.documents.sources.source import Ended, SourceInfo, SourceKind
from devices.simulated.pages.sheets import Kind, draw_sheet
from tests.helpers.desk import case_of, person
from tests.helpers.network_scanner import A4, DPI, network_scanner
from tests.helpers.real_desk import NOW, open_desk
from tests.helpers.receipt_world import DESK, FORMS

LONG = 250_000
FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)
PER_CASE = 10


def jpeg(picture: Image.Image) -> bytes:
    """As the machine sends it: A4 whatever lies on it."""
    glass = Image.new("RGB", (A4[0] * DPI // 300, A4[1] * DPI // 300), (250, 250, 250))
    glass.paste(picture)
    written = BytesIO()
    glass.save(written, "JPEG", quality=85, dpi=(DPI, DPI))
    return written.getvalue()


def receipt(case: Case) -> bytes:
    """The desk's own receipt, printed and scanned."""
    document = pypdfium2.PdfDocument(receipt_pdf(case, DESK, FORMS))
    picture = document[0].render(scale=DPI / 72).to_pil().convert("RGB")
    document.close()
    return jpeg(picture)


def paper(seed: int) -> bytes:
    """A page of a citizen's paper."""
    sheet = draw_sheet(seed, Kind.FORM if seed % 2 else Kind.LETTER, DPI)
    return jpeg(Image.fromarray(sheet[:, :, ::-1]))


@pytest.mark.timeout(300)  # the driver itself waits a second between two sheets
@pytest.mark.skipif(sys.platform != "linux", reason="SANE is Linux's")
def test_thirty_pages_of_three_cases_through_sane(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path / "sane.d"))
    found: list[SaneSource] = []
    with open_desk(tmp_path / "desk", page_scanners=lambda: found) as desk:
        desk.start()
        cases = [received(desk._worker, f"08219099100{nth}") for nth in range(3)]
        pile = [
            sheet
            for nth, case in enumerate(cases)
            for sheet in (receipt(case), *(paper(100 * nth + each) for each in range(PER_CASE)))
        ]
        with network_scanner(pile, tmp_path / "sane.d") as machine:
            found.append(SaneSource(SourceInfo(machine.device, "Máy quét mạng", SourceKind.SCANNER)))
            desk.window.show_page("papers")
            desk.papers.look_for_scanners()
            button = desk.papers.screen.scan_bar.scan
            qtbot.waitUntil(lambda: desk.papers.screen.scan_bar.source.currentData() == machine.device, timeout=LONG)
            qtbot.waitUntil(button.isEnabled, timeout=LONG)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: desk.papers.run.progress.outcome is not None, timeout=LONG)
        progress = desk.papers.run.progress
        assert progress.outcome is not None
        assert (progress.outcome.error, progress.outcome.ended) == (None, Ended.EMPTY)
        assert (progress.pages, progress.separators, progress.tray, progress.refused) == (33, 3, 0, ())
        assert "<pwg:InputSource>Feeder</pwg:InputSource>" in machine.orders[0]
        assert machine.pile == []
        for nth, case in enumerate(cases):
            pages = on_paper(desk._worker, case)
            before = nth * (PER_CASE + 1) + 1  # the receipts before it, this case's among them
            assert [page.number for page in pages] == [before + each for each in range(1, PER_CASE + 1)]
            assert not any("duplicate" in page.defects for page in pages)


def on_paper(worker: DatabaseWorker, case: Case) -> list[Page]:
    """The pages on a case's paper, in order."""
    return worker.submit(lambda uow: uow.pages.loose(case.id, 0)).result()


def received(worker: DatabaseWorker, number: str) -> Case:
    """A case of one paper to digitize."""

    def work(uow: UnitOfWork) -> Case:
        saved = uow.cases.receive(case_of(person(f"Người {number[-1]}", number), NOW, papers=(FORM,)))
        uow.commit()
        return saved

    return worker.submit(work).result()
