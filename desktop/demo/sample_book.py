"""A civil-status book for the demo desk: synthetic births, at every step of the work."""

from datetime import datetime
from pathlib import Path

import numpy as np

from desktop.records.books import BookKind, Deed, NewBook, Stage
from desktop.records.file_store import FileStore
from desktop.records.unit_of_work import UnitOfWork
from devices.documents.page_image import Bgr, as_jpeg
from devices.simulated.citizens import SyntheticCitizen, citizen
from devices.simulated.pages.sheets import Pen

PAGES, ENTRIES, ON_A_PAGE = 6, 12, 2
DPI = 150
FIRST_SEED = 900
COLLEAGUE = ("hoa", "Đồng nghiệp Mẫu")  # checks what the demo's officer entered, and the other way round


def add_sample_book(uow: UnitOfWork, folder: Path, now: datetime, officer_id: int) -> None:
    """A book whose first entries a colleague entered, and whose others wait for the officer."""
    store = FileStore(folder)
    colleague = uow.officers.add(*COLLEAGUE)
    by_officer, by_colleague = Deed(officer_id, now), Deed(colleague.id, now)
    book = uow.books.collect(
        NewBook(BookKind.BIRTHS, "UBND xã Mẫu (cũ)", 2004, 2004, "01", pages=PAGES, entries=ENTRIES), by_officer
    )
    uow.books.give_package(book.id, (1, 2), colleague.id, by_officer)
    uow.books.give_package(book.id, (3, PAGES), officer_id, by_officer)
    for page in range(1, PAGES):
        people = [citizen(FIRST_SEED + ON_A_PAGE * page + nth) for nth in range(ON_A_PAGE)]
        first = ON_A_PAGE * (page - 1) + 1
        stored = store.put(as_jpeg(_page(page, first, people), DPI))
        uow.book_pictures.add(book.id, page, stored, by_officer, dpi=DPI)
        for nth, someone in enumerate(people):
            entry = uow.book_entries.capture(book.id, page, str(first + nth), by_officer)
            if page <= 2:
                uow.book_entries.enter(entry.id, _fields(someone), by_colleague)
            if page == 1:
                uow.book_entries.step(entry.id, Stage.CHECKED_ONCE, by_officer)


def _fields(someone: SyntheticCitizen) -> dict[str, str]:
    born = someone.birth_date.strftime("%d/%m/%Y")
    return {
        "registered_on": born,
        "child_name": someone.full_name,
        "child_sex": someone.sex,
        "child_birth_date": born,
        "child_nationality": "Việt Nam",
    }


def _page(page: int, first: int, people: list[SyntheticCitizen]) -> Bgr:
    pen = Pen(DPI, np.random.default_rng(page))
    pen.line("SỔ ĐĂNG KÝ KHAI SINH", 15, "Bold")
    pen.line(f"Trang {page}", 11)
    for nth, someone in enumerate(people):
        pen.line(f"Số: {first + nth}", 13, "Bold", gap=2.2)
        for name, text in (
            ("Ngày, tháng, năm đăng ký", f"{someone.birth_date:%d/%m/%Y}"),
            ("Họ, chữ đệm, tên người được khai sinh", someone.full_name),
            ("Giới tính", someone.sex),
            ("Ngày, tháng, năm sinh", f"{someone.birth_date:%d/%m/%Y}"),
            ("Quốc tịch", "Việt Nam"),
        ):
            pen.line(f"{name}: {text}", 12)
    return np.ascontiguousarray(np.asarray(pen.image)[:, :, ::-1])
