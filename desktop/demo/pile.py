"""The pile in the demo desk's scanner: receipts, each on the papers of its case, and a sheet that lost its way."""

import threading
from collections.abc import Callable, Iterator
from io import BytesIO

import cv2
import pypdfium2

from desktop.documents.receipt import ReceiptLayout
from desktop.records.cases import Case
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_landing import wants_pages
from devices.documents.sources.source import Ended, RawPage, ScanOutcome, ScanProfile, SourceInfo, SourceKind
from devices.simulated.pages.sheets import draw_sheet

CASES = 3
POINTS_PER_INCH = 72


class DemoPile:
    """A `PageSource` whose feeder is filled anew for every scan, from the cases that have papers to digitize.

    Attributes:
        receipt: Makes a case's receipt; without it there are none in the pile.
    """

    def __init__(self, worker: DatabaseWorker) -> None:
        self._worker = worker
        self.receipt: Callable[[Case, ReceiptLayout], bytes] | None = None

    @property
    def info(self) -> SourceInfo:
        """What it is called."""
        return SourceInfo("demo:pile", "Máy quét mô phỏng", SourceKind.SIMULATED)

    def scan(self, profile: ScanProfile, keep: Callable[[RawPage], None], cancel: threading.Event) -> ScanOutcome:
        """Feed the pile."""
        pages = 0
        for sheet in self._sheets(profile.dpi):
            if cancel.is_set():
                return ScanOutcome(pages, Ended.CANCELLED)
            pages += 1
            keep(RawPage(pages, sheet, profile.dpi, self.info.id))
        return ScanOutcome(pages, Ended.EMPTY)

    def _sheets(self, dpi: int) -> Iterator[bytes]:
        yield _drawn(1, dpi)
        for case, papers in self._worker.submit(_to_digitize).result():
            if self.receipt is not None:
                yield _page_of(self.receipt(case, ReceiptLayout.A5), dpi)
            for nth in range(papers):
                yield _drawn(case.id * 7 + nth, dpi)


def _to_digitize(uow: UnitOfWork) -> list[tuple[Case, int]]:
    """The first cases with papers to digitize, and how many papers those are."""
    found: list[tuple[Case, int]] = []
    for work in uow.papers.board(50):
        papers = [each for each in uow.papers.of_case(work.case_id) if wants_pages(each) and not each.waiting]
        if papers and len(found) < CASES:
            found.append((uow.cases.get(work.case_id), len(papers)))
    return found


def _page_of(pdf: bytes, dpi: int) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=dpi / POINTS_PER_INCH).to_pil().convert("RGB")
    finally:
        document.close()
    written = BytesIO()
    picture.save(written, "PNG", dpi=(dpi, dpi))
    return written.getvalue()


def _drawn(seed: int, dpi: int) -> bytes:
    _, png = cv2.imencode(".png", draw_sheet(seed, dpi=dpi))
    return png.tobytes()
