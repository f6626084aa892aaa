"""WIA through the same process and messages as on Windows, with a stand-in for Windows' objects."""

import io
import json
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from devices.documents.sources.source import Colour, Ended, RawPage, ScanOutcome, ScanProfile, SourceInfo, SourceKind
from devices.documents.sources.wia_process import status_of
from devices.documents.sources.wia_source import WiaSource, wia_sources
from devices.errors import CodedError

PATIENCE = 30.0  # seconds for a page
SCANNER = {"id": "{6BDD1FC6}\\0000", "maker": "Thử", "name": "Máy quét 7", "able": 0x3}
DUPLEX = {**SCANNER, "able": 0x7}
GLASS = {**SCANNER, "able": 0x2}
CAMERA = {"id": "{6BDD1FC6}\\0001", "maker": "Thử", "name": "Máy ảnh", "type": 2}
DEVICE = SourceInfo(str(SCANNER["id"]), "Thử Máy quét 7", SourceKind.SCANNER)


class Desk:
    """Runs scans with a script for the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "set.txt"

    def command(self, **script: object) -> tuple[str, ...]:
        said = json.dumps({"sheets": 3, "devices": [SCANNER, CAMERA], "log": str(self.log), **script})
        run = "import runpy; runpy.run_module('tests.helpers.wia_stand_in', None, '__main__')"
        return (sys.executable, "-c", run, said)

    def scan(
        self, profile: ScanProfile | None = None, limit: float = PATIENCE, **script: object
    ) -> tuple[list[RawPage], ScanOutcome]:
        pages: list[RawPage] = []
        source = WiaSource(DEVICE, self.command(**script), limit)
        outcome = source.scan(profile or ScanProfile(dpi=100, page_mm=(100, 150)), pages.append, threading.Event())
        return pages, outcome

    def was_set(self) -> dict[int, int]:
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return {int(number): int(value) for number, _, value in (line.partition("=") for line in lines)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def code(outcome: ScanOutcome) -> str:
    assert outcome.ended is Ended.FAILED
    assert outcome.error is not None
    return outcome.error.code


def test_scanners_are_listed_and_cameras_are_not(desk: Desk) -> None:
    assert wia_sources(desk.command()) == (DEVICE,)


def test_a_name_that_begins_with_its_maker_is_said_once(desk: Desk) -> None:
    (found,) = wia_sources(desk.command(devices=[{**SCANNER, "name": "Thử X"}]))
    assert found.name == "Thử X"


def test_the_feeder_gives_every_sheet_at_the_resolution_and_size_asked_for(desk: Desk) -> None:
    pages, outcome = desk.scan(ScanProfile(dpi=300, colour=Colour.GREY, page_mm=(100, 150)))
    assert outcome == ScanOutcome(3, Ended.EMPTY)
    assert [(page.number, page.dpi, page.origin) for page in pages] == [(n, 300, DEVICE.id) for n in (1, 2, 3)]
    image = Image.open(io.BytesIO(pages[0].data))
    assert (image.format, image.mode, image.size) == ("PNG", "L", (118, 177))  # a tenth of the area that was set
    assert desk.was_set() == {
        3088: 1,  # the feeder
        3096: 1,  # a sheet at a time
        6146: 2,  # grey
        6147: 300,
        6148: 300,
        6149: 0,
        6150: 0,
        6151: 1182,
        6152: 1772,
    }


def test_a_resolution_between_two_becomes_the_better_one_and_an_area_beyond_the_reach_is_cut(desk: Desk) -> None:
    pages, _ = desk.scan(ScanProfile(dpi=250, page_mm=(210, 297)))
    assert pages[0].dpi == 300
    assert [desk.was_set()[number] for number in (6147, 6148, 6151, 6152)] == [300, 300, 2000, 3508]


def test_the_glass_gives_one_page(desk: Desk) -> None:
    _, outcome = desk.scan(ScanProfile(dpi=100, feeder=False))
    assert outcome == ScanOutcome(1, Ended.EMPTY)
    assert desk.was_set()[3088] == 2
    _, outcome = desk.scan(devices=[GLASS])  # it has no feeder
    assert outcome == ScanOutcome(1, Ended.EMPTY)


def test_duplex_is_set_where_there_is_one_and_refused_where_there_is_none(desk: Desk) -> None:
    _, outcome = desk.scan(ScanProfile(dpi=100, duplex=True), devices=[DUPLEX])
    assert (outcome.ended, desk.was_set()[3088]) == (Ended.EMPTY, 5)
    pages, outcome = desk.scan(ScanProfile(dpi=100, duplex=True))
    assert (pages, code(outcome)) == ([], "PAGE-011")


def test_duplex_that_would_lose_the_backs_is_refused(desk: Desk) -> None:
    """A driver that counts pages by two has no single sides to give."""
    pages, outcome = desk.scan(ScanProfile(dpi=100, duplex=True), devices=[{**DUPLEX, "count_by": 2}])
    assert (pages, code(outcome)) == ([], "PAGE-011")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0x80210002, "PAGE-002"),
        (0x80210016, "PAGE-003"),
        (0x80210006, "PAGE-004"),
        (0x8021000D, "PAGE-004"),
        (0x80070005, "PAGE-005"),
        (0x80210005, "PAGE-006"),
        (0x80210008, "PAGE-006"),
        (0x8021000A, "PAGE-006"),
        (0x80210001, "PAGE-009"),
    ],
)
def test_every_refusal_of_the_driver_has_its_code_and_what_came_before_stays(
    desk: Desk, status: int, expected: str
) -> None:
    pages, outcome = desk.scan(fail=status, sheets=2)
    assert (len(pages), outcome.pages, code(outcome)) == (2, 2, expected)


def test_an_empty_feeder_is_told(desk: Desk) -> None:
    _, outcome = desk.scan(sheets=0)
    assert code(outcome) == "PAGE-001"


def test_a_lamp_that_warms_up_is_waited_for(desk: Desk) -> None:
    _, outcome = desk.scan(warming=1, sheets=1)
    assert outcome == ScanOutcome(1, Ended.EMPTY)


def test_a_device_that_is_gone_or_locked_is_told(desk: Desk) -> None:
    _, outcome = desk.scan(devices=[CAMERA])
    assert code(outcome) == "PAGE-006"
    _, outcome = desk.scan(connect=0x80210006)
    assert code(outcome) == "PAGE-004"


def test_a_driver_that_hangs_or_dies_takes_nothing_with_it(desk: Desk) -> None:
    pages, outcome = desk.scan(limit=3.0, hang=True)
    assert (len(pages), code(outcome)) == (3, "PAGE-007")
    pages, outcome = desk.scan(die=True)
    assert (len(pages), code(outcome)) == (3, "PAGE-008")


def test_a_scan_is_stopped_between_two_sheets(desk: Desk) -> None:
    cancel = threading.Event()
    source = WiaSource(DEVICE, desk.command(sheets=50), PATIENCE)
    outcome = source.scan(ScanProfile(dpi=100, page_mm=(50, 50)), lambda _page: cancel.set(), cancel)
    assert outcome == ScanOutcome(1, Ended.CANCELLED)


def test_a_search_that_hangs_is_told(desk: Desk) -> None:
    with pytest.raises(CodedError) as caught:
        wia_sources(desk.command(slow=True), limit=2.0)
    assert caught.value.code == "PAGE-012"


@pytest.mark.skipif(sys.platform == "win32", reason="there is WIA there")
def test_a_computer_without_wia_says_so() -> None:
    with pytest.raises(CodedError) as caught:
        wia_sources()  # the real process
    assert caught.value.code == "PAGE-013"


def test_an_error_without_a_status_has_none() -> None:
    assert status_of(ValueError("x")) is None
