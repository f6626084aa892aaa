"""A whole desk over a real encrypted database, with devices that stay silent unless a test speaks for them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import Hardware
from desktop.records.desk_folder import DeskFolder, DeskSetup
from desktop.records.keys import Cost
from devices.documents.sources.source import PageSource
from devices.errors import CodedError
from devices.qrcode.capture import Capture
from devices.simulated.card_reader import SimulatedReaders, examine_nothing
from devices.smartcard.doctor import Examination, examine
from tests.helpers.ready_made import Files, made_once, put
from tests.helpers.shipped import shipped_catalogue

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZONE)
SETUP = DeskSetup("UBND XÃ THỬ", "Xã Thử", "000.00.00.H00", 101, 199, "lan", "Trần Thị Lan", "mot-hai-ba-bon")
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)  # a test unlocks many desks; the real cost has tests of its own


def no_camera() -> Capture:
    """A PC without a camera."""
    raise CodedError("CAM-001")


HARDWARE = Hardware(lambda _setting: no_camera, lambda: (), lambda: SimulatedReaders(()), examine_nothing)


def folder_at(path: Path) -> DeskFolder:
    """A desk's folder whose keys are cheap to derive."""
    return DeskFolder(path, CHEAP)


@cache
def _ready(setup: DeskSetup, today: date) -> Files:
    return made_once(lambda path: folder_at(path).set_up(setup, today))


def ready_folder(path: Path, setup: DeskSetup = SETUP, today: date | None = None) -> DeskFolder:
    """A desk's folder that has been set up; every one of the same set-up has the same keys."""
    put(_ready(setup, today or NOW.date()), path)
    return folder_at(path)


def with_readers(readers: SimulatedReaders) -> Hardware:
    """The silent devices, with these chip readers."""

    def look(ask_cards: bool, last_error: str) -> Examination:
        return examine(readers, ask_cards=ask_cards, last_error=last_error)

    return replace(HARDWARE, card_readers=lambda: readers, examine_readers=look)


@contextmanager
def open_desk(
    path: Path,
    now: datetime = NOW,
    readers: SimulatedReaders | None = None,
    page_scanners: Callable[[], Sequence[PageSource]] = tuple,
) -> Iterator[Desk]:
    """The desk in a folder, set up if it is new; the camera is off, and there are no readers but those given."""
    folder = folder_at(path)
    if not folder.is_set_up:
        ready_folder(path)
    desk = Desk(
        folder.unlock(SETUP.login, SETUP.pin),
        SETUP.login,
        replace(HARDWARE if readers is None else with_readers(readers), page_scanners=page_scanners),
        trust_folder=folder.path / "trust",
        catalogue=None if (folder.path / "bundles").exists() else shipped_catalogue(),
        clock=lambda: now,
    )
    desk.camera.set_wanted(False)
    try:
        yield desk
    finally:
        desk.window.close()
        desk.close()
