"""A desk that is killed, or whose disk fills, while a batch of pages is fed; and the nursery that forks it quickly.

Run as a program (``python -m tests.helpers.page_lab``) it is the nursery: it draws the sheets once, and forks one child
for each order on its standard input. What a child was told is safe stands in a file afterwards.
"""

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import msgspec
from sqlalchemy import Engine, event

from desktop.records.file_store import FileStore
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_intake import PageBatch, PageLook
from devices.documents.page_image import Bgr
from devices.errors import CodedError
from tests.helpers.desk import KEY, NOW
from tests.helpers.kill_lab import ANSWERED, DATABASE
from tests.helpers.pages import page_png, receipt_png

FILES = "files"
DPI = 60  # small sheets: what is tried here is not the picture
TRAY = "tray"


class Fate(StrEnum):
    """What befalls the desk at some moment of a batch."""

    KILLED_WRITING = "killed_writing"  # while a file is being written
    KILLED_SPEAKING = "killed_speaking"  # while the records take a page
    FULL = "full"  # the disk is full for some files, and has room again


class PageOrder(msgspec.Struct, frozen=True):
    """One batch.

    Attributes:
        folder: The desk's folder.
        run: Its number.
        piles: For each pile in the feeder, the code of the case on its receipt ("" for no receipt), and how many pages.
        fate: What befalls it.
        nth: At the how-many-th file or statement.
    """

    folder: str
    run: int
    piles: list[tuple[str, int]]
    fate: Fate
    nth: int


def look(_picture: Bgr, _dpi: int, _earlier: Sequence[str]) -> PageLook:
    return PageLook()


def feed(order: PageOrder, page: bytes, receipts: Callable[[str], bytes]) -> None:
    """Feed the whole batch; every page's origin says which case it belongs to."""
    folder = Path(order.folder)
    answered = os.open(folder / ANSWERED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    worker = DatabaseWorker(folder / DATABASE, KEY)
    befall(order.fate, order.nth)
    batch = PageBatch(worker, FileStore(folder / FILES), look, lambda: NOW, officer_id=1, source="lab")
    nth = 0
    for code, count in order.piles:
        sheets = ([receipts(code)] if code else []) + [page] * count
        for sheet in sheets:
            nth += 1
            owner = "separator" if code and sheet is sheets[0] else code or TRAY
            try:
                kept = batch.keep(sheet, DPI, f"{order.run}-{nth} {owner}")
            except CodedError as error:
                os.write(answered, f"refused {order.run}-{nth} {error.code}\n".encode())
                if owner == "separator":
                    break  # the officer sees it and takes the pile out: its pages are not fed
                continue
            os.write(answered, f"kept {order.run}-{nth} {kept.page_id}\n".encode())
    batch.end()
    worker.close()


def befall(fate: Fate, nth: int) -> None:
    """Have it happen at the `nth` passage."""
    passed = 0
    real = os.fsync

    def synced(descriptor: Any) -> None:
        nonlocal passed
        passed += 1
        if fate is Fate.FULL and nth <= passed < nth + 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        if fate is Fate.KILLED_WRITING and passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        real(descriptor)

    def statement(*_: object) -> None:
        nonlocal passed
        passed += 1
        if passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    if fate is Fate.KILLED_SPEAKING:
        event.listen(Engine, "before_cursor_execute", statement)
        event.listen(Engine, "commit", statement)
    else:
        os.fsync = cast("Any", synced)


def nursery() -> None:
    """Fork a child for each order that is read, and say its end status."""
    page = page_png("Giấy tờ", dpi=DPI)
    drawn: dict[str, bytes] = {}
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=PageOrder)
        for code, _ in order.piles:
            if code and code not in drawn:
                drawn[code] = receipt_png(code)
        child = os.fork()
        if child == 0:
            try:
                feed(order, page, drawn.__getitem__)
            except BaseException:  # noqa: BLE001 - a child that fails must say so, and end
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{status}\n".encode())


if __name__ == "__main__":
    nursery()
