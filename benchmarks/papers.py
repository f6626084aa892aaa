"""Papers: a page examined and stored, a PDF/A beside img2pdf's of the same pictures, papers among many."""

import os
import statistics
import time
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import cv2
import img2pdf
from sqlalchemy import text

from desktop.documents.paper_pdf import paper_pdf
from desktop.records.database import open_database
from desktop.records.file_store import FileStore
from desktop.records.number_blocks import NumberBlock
from desktop.records.paper_files import PageImage, PaperMetadata
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_intake import PageBatch
from desktop.workflows.page_look import look_at_page
from devices.documents.page_image import as_jpeg
from devices.simulated.pages.scans import scanned
from devices.simulated.pages.sheets import draw_sheet
from tests.helpers.desk import KEY, PREFIX, case_of

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DPI = 300
PAGES = 12
IN_A_FILE = 50
REST = (  # of a case's columns: as the first case has them
    "citizen_id, officer_id, state, channel, identity_source, procedure_code, procedure_name, procedure_valid_from, "
    "field, service_group, catalogue_version, form_set, received_day, received_at, due_at, full_name, name_fold, "
    "number, applicant, submitter, details"
)
FILES = int(os.environ.get("STORE_FILES", "200000"))


def main() -> None:
    sheets = [scanned(draw_sheet(seed, dpi=DPI), seed, DPI) for seed in range(PAGES)]
    with TemporaryDirectory(prefix="papers-") as folder:
        a_page(Path(folder), [cv2.imencode(".png", sheet)[1].tobytes() for sheet in sheets])
        a_file([as_jpeg(sheet, DPI) for sheet in sheets])
        many_files(Path(folder) / "many")


def a_page(folder: Path, sheets: list[bytes]) -> None:
    """From the bytes of a scanner to a page that is safe."""
    prepare(folder)
    worker = DatabaseWorker(folder / "desk.db", KEY)
    batch = PageBatch(worker, FileStore(folder / "files"), look_at_page, lambda: NOW, officer_id=1, source="benchmark")
    times = []
    for sheet in sheets:
        began = time.perf_counter()
        batch.keep(sheet, DPI, "benchmark")
        times.append((time.perf_counter() - began) * 1000)
    batch.end()
    worker.close()
    usual, most = statistics.median(times), max(times)
    print(f"a page of A4, 300 dpi, colour, examined and stored   {usual:.0f} ms, most {most:.0f} ms")


def a_file(pages: list[bytes]) -> None:
    """Fifty pages as PDF/A-2b, and the same pictures by img2pdf alone, in turns."""
    images = [pages[nth % len(pages)] for nth in range(IN_A_FILE)]
    about = PaperMetadata("Giấy chứng sinh", "birth", f"{PREFIX}-261125-0001", "1.001193", "", "Trần Thị Lan", NOW)
    ours, bare = [], []
    for _ in range(3):
        began = time.perf_counter()
        made = paper_pdf([PageImage(image) for image in images], about)
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        plain = img2pdf.convert(images)
        bare.append(time.perf_counter() - began)
    size = len(made) / len(plain)
    print(
        f"{IN_A_FILE} pages as one PDF/A-2b   {min(ours):6.2f} s   (img2pdf alone {min(bare):.2f} s)   size {size:.3f}x"
    )


def many_files(folder: Path) -> None:
    """The papers of one case, and the board, where the desk has so many files."""
    folder.mkdir()
    prepare(folder)
    database = open_database(folder / "desk.db", KEY)
    with UnitOfWork(database) as uow:
        case = uow.cases.receive(case_of(at=NOW))
        uow.commit()
    with database.connect() as connection:
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {FILES})"
        at = NOW.isoformat()
        columns = "case_id, paper_position, state, file_id, pages, note, at, officer_id"
        connection.execute(
            text(
                f"{numbers} INSERT INTO files (name, key, digest, size, kind, at) "
                f"SELECT printf('%064x', i), randomblob(32), printf('%064x', i), 300000, 'signed', '{at}' FROM n"
            )
        )
        connection.execute(
            text(
                f"{numbers} INSERT INTO cases SELECT {case.id} + i, 'x' || i, 'x' || i, i, NULL, {REST} "
                f"FROM n, cases WHERE cases.id = {case.id} AND i <= {FILES // 4}"
            )
        )
        connection.execute(
            text(
                f"{numbers} INSERT INTO paper_events ({columns}) "
                f"SELECT {case.id} + i % {FILES // 4}, i / {FILES // 4}, 'checked', i, 1, '', '{at}', 1 FROM n"
            )
        )
        connection.commit()
    print(f"{FILES:,} files in the store")
    with UnitOfWork(database) as uow:
        wanted = uow.cases.receive(case_of(at=NOW))
        for name, work in (
            ("a case's papers", lambda: uow.papers.of_case(wanted.id, "Giấy khai sinh")),
            ("the board", lambda: uow.papers.board(500)),
            ("what waits for a signature", lambda: uow.papers.unsigned(200)),
        ):
            began = time.perf_counter()
            work()
            print(f"  {name:<30} {(time.perf_counter() - began) * 1000:6.1f} ms")
    database.close()


def prepare(folder: Path) -> None:
    database = open_database(folder / "desk.db", KEY, create=True)
    with UnitOfWork(database) as uow:
        uow.officers.add("lan", "Trần Thị Lan")
        uow.blocks.add(NumberBlock(PREFIX, 1, 9999, date(2026, 1, 1)))
        uow.commit()
    database.close()


if __name__ == "__main__":
    main()
