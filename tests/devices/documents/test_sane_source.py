"""SANE against Debian's test device: feeding, every refusal, a driver that hangs, one that dies."""

import io
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from devices.documents.sources.sane_source import SaneSource, sources
from devices.documents.sources.source import (
    Colour,
    Ended,
    PageSource,
    RawPage,
    ScanOutcome,
    ScanProfile,
    SourceInfo,
    SourceKind,
)
from devices.errors import CodedError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SANE is Linux's")
DEVICE = SourceInfo("test:0", "Noname frontend-tester", SourceKind.SCANNER)
PATIENCE = 20.0  # seconds for a page; a busy machine may be slow, never that slow
SMALL = ScanProfile(dpi=50, page_mm=(40, 60))


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """SANE with its test device alone."""
    (tmp_path / "dll.conf").write_text("test\n", encoding="utf-8")
    shutil.copy("/etc/sane.d/test.conf", tmp_path)
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    return tmp_path


class Kept:
    """The pages that were kept, and what happens at each."""

    def __init__(self) -> None:
        self.pages: list[RawPage] = []

    def __call__(self, page: RawPage) -> None:
        time.sleep(0.02)  # lets the test device's reader come to its end
        self.pages.append(page)


def scan(source: PageSource, profile: ScanProfile = SMALL, attempts: int = 3) -> tuple[list[RawPage], ScanOutcome]:
    """A scan and its pages.

    SANE's test device itself stands still in its reading, once in some hundred scans on a busy machine: its reader of
    one page and the start of the next get in each other's way. Such a scan is done again.
    """
    while True:
        kept = Kept()
        outcome = source.scan(profile, kept, threading.Event())
        attempts -= 1
        if not attempts or outcome.error is None or outcome.error.code != "PAGE-007":
            return kept.pages, outcome


def code(outcome: ScanOutcome) -> str:
    assert outcome.ended is Ended.FAILED
    assert outcome.error is not None
    return outcome.error.code


def worker(tmp_path: Path, body: str) -> tuple[str, ...]:
    """A command that serves the scanning process's part with a driver of the test's own."""
    script = tmp_path / "driver.py"
    script.write_text(
        "import os, sys, time\n"
        "from PIL import Image\n"
        "from devices.documents.sources.sane_process import Worker\n"
        "class Device:\n"
        "    opt = {}\n"
        "    pages = 0\n"
        "    def start(self):\n"
        "        self.pages += 1\n"
        "        if self.pages > 3:\n"
        f"            {body}\n"
        "    def snap(self, no_cancel): return Image.new('RGB', (30, 40), 'white')\n"
        "    def cancel(self): pass\n"
        "    def close(self): pass\n"
        "class Sane:\n"
        "    def init(self): pass\n"
        "    def get_devices(self): time.sleep(60)\n"
        "    def open(self, name): return Feeder()\n"
        "class Option:\n"
        "    constraint = ['Flatbed', 'ADF']\n"
        "    def is_active(self): return True\n"
        "    def is_settable(self): return True\n"
        "class Feeder(Device):\n"
        "    opt = {'source': Option()}\n"
        "Worker(sys.stdin.buffer, sys.stdout.buffer, Sane()).run()\n",
        encoding="utf-8",
    )
    run = f"import sys; sys.path[0] = ''; exec(open({str(script)!r}, encoding='utf-8').read())"
    return (sys.executable, "-c", run)


def test_the_devices_are_listed_and_one_that_was_plugged_in_is_seen_when_asked_again(configuration: Path) -> None:
    assert [info.id for info in sources()] == ["test:0", "test:1"]
    assert sources()[0] == DEVICE
    text = (configuration / "test.conf").read_text(encoding="utf-8")
    (configuration / "test.conf").write_text(
        text.replace("number_of_devices 2", "number_of_devices 3"), encoding="utf-8"
    )
    assert [info.id for info in sources()] == ["test:0", "test:1", "test:2"]


def test_the_feeder_gives_its_ten_pages_at_the_resolution_and_size_asked_for() -> None:
    pages, outcome = scan(SaneSource(DEVICE, page_limit=PATIENCE))
    assert outcome == ScanOutcome(10, Ended.EMPTY)
    assert [page.number for page in pages] == list(range(1, 11))
    image = Image.open(io.BytesIO(pages[4].data))
    assert (image.format, image.mode) == ("PNG", "RGB")
    assert image.size == pytest.approx((40 / 25.4 * 50, 60 / 25.4 * 50), abs=1)
    assert pages[4].dpi == 50
    assert pages[4].origin == "test:0"


def test_an_area_beyond_the_glass_is_cut_to_it() -> None:
    pages, _ = scan(SaneSource(DEVICE, page_limit=PATIENCE), ScanProfile(dpi=20, feeder=False))
    assert Image.open(io.BytesIO(pages[0].data)).size == pytest.approx((200 / 25.4 * 20, 200 / 25.4 * 20), abs=1)


@pytest.mark.parametrize(("colour", "mode"), [(Colour.COLOUR, "RGB"), (Colour.GREY, "L"), (Colour.BLACK_WHITE, "1")])
def test_the_glass_gives_one_page_in_the_colour_asked_for(colour: Colour, mode: str) -> None:
    pages, outcome = scan(
        SaneSource(DEVICE, page_limit=PATIENCE), ScanProfile(dpi=50, colour=colour, feeder=False, page_mm=(20, 20))
    )
    assert outcome == ScanOutcome(1, Ended.EMPTY)
    assert Image.open(io.BytesIO(pages[0].data)).mode == mode


def test_duplex_that_the_device_has_not_is_refused_rather_than_half_done() -> None:
    pages, outcome = scan(SaneSource(DEVICE, page_limit=PATIENCE), ScanProfile(duplex=True))
    assert (pages, code(outcome)) == ([], "PAGE-011")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("SANE_STATUS_NO_DOCS", "PAGE-001"),
        ("SANE_STATUS_JAMMED", "PAGE-002"),
        ("SANE_STATUS_COVER_OPEN", "PAGE-003"),
        ("SANE_STATUS_DEVICE_BUSY", "PAGE-004"),
        ("SANE_STATUS_ACCESS_DENIED", "PAGE-005"),
        ("SANE_STATUS_IO_ERROR", "PAGE-006"),
        ("SANE_STATUS_NO_MEM", "PAGE-009"),
        ("SANE_STATUS_EOF", "PAGE-009"),
    ],
)
def test_every_refusal_of_the_driver_has_its_code(status: str, expected: str) -> None:
    pages, outcome = scan(SaneSource(DEVICE, {"read-return-value": status}))
    assert (pages, code(outcome)) == ([], expected)


def test_a_device_that_is_gone_and_an_option_that_is_not_there_are_told() -> None:
    assert code(scan(SaneSource(SourceInfo("test:7", "x", SourceKind.SCANNER)))[1]) == "PAGE-006"
    assert code(scan(SaneSource(DEVICE, {"read-return-value": "nonsense"}))[1]) == "PAGE-009"


def test_what_a_driver_prints_does_not_come_between_the_messages() -> None:
    source = SaneSource(DEVICE, {"enable-test-options": True, "int": 42}, page_limit=PATIENCE)
    assert scan(source)[1] == ScanOutcome(10, Ended.EMPTY)


def test_a_driver_that_hangs_is_ended_within_the_limit_with_no_process_left() -> None:
    source = SaneSource(DEVICE, {"read-delay": True, "read-delay-duration": 200_000}, page_limit=2.0)
    before = time.monotonic()
    pages, outcome = scan(source, ScanProfile(dpi=600), attempts=1)
    assert (pages, code(outcome)) == ([], "PAGE-007")
    assert time.monotonic() - before < 20


def test_the_next_sheet_feeds_only_after_the_page_is_kept(tmp_path: Path) -> None:
    fed = tmp_path / "fed"
    body = f"open({str(fed)!r}, 'w').close(); raise RuntimeError('Document feeder out of documents')"
    seen: list[bool] = []

    def keep(page: RawPage) -> None:
        if page.number == 3:
            time.sleep(0.5)
        seen.append(fed.exists())

    source = SaneSource(DEVICE, command=worker(tmp_path, body))
    assert source.scan(SMALL, keep, threading.Event()) == ScanOutcome(3, Ended.EMPTY)
    assert seen == [False, False, False]
    assert fed.exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("raise RuntimeError('Document feeder jammed')", "PAGE-002"),
        ("os._exit(9)", "PAGE-008"),
        ("os.kill(os.getpid(), 11)", "PAGE-008"),
        ("sys.stdout.buffer.write(b'nonsense' * 99); sys.stdout.flush(); time.sleep(60)", "PAGE-008"),
        ("time.sleep(60)", "PAGE-007"),
    ],
)
def test_what_was_kept_before_a_failure_stays(tmp_path: Path, body: str, expected: str) -> None:
    pages, outcome = scan(SaneSource(DEVICE, command=worker(tmp_path, body), page_limit=8.0), attempts=1)
    assert [page.number for page in pages] == [1, 2, 3]
    assert (outcome.pages, code(outcome)) == (3, expected)


def test_a_scan_is_cancelled_between_pages() -> None:
    cancel = threading.Event()
    kept: list[int] = []

    def keep(page: RawPage) -> None:
        time.sleep(0.02)
        kept.append(page.number)
        if page.number == 4:
            cancel.set()

    assert SaneSource(DEVICE, page_limit=PATIENCE).scan(SMALL, keep, cancel) == ScanOutcome(4, Ended.CANCELLED)
    assert kept == [1, 2, 3, 4]


def test_a_scan_is_cancelled_in_the_middle_of_a_page() -> None:
    cancel = threading.Event()
    source = SaneSource(DEVICE, {"read-delay": True, "read-delay-duration": 200_000})
    threading.Timer(1.5, cancel.set).start()
    before = time.monotonic()
    assert source.scan(ScanProfile(dpi=600), Kept(), cancel) == ScanOutcome(0, Ended.CANCELLED)
    assert time.monotonic() - before < 20


def test_what_keep_raises_comes_out_and_ends_the_driver() -> None:
    def keep(_: RawPage) -> None:
        raise OSError(28, "no room")

    with pytest.raises(OSError, match="no room"):
        SaneSource(DEVICE, page_limit=PATIENCE).scan(SMALL, keep, threading.Event())


def test_a_search_that_hangs_or_dies_is_told(tmp_path: Path) -> None:
    with pytest.raises(CodedError, match="PAGE-012"):
        sources(worker(tmp_path, "pass"), limit=3.0)
    with pytest.raises(CodedError, match="PAGE-008"):
        sources((sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(CodedError, match="PAGE-008"):
        sources((str(tmp_path / "not-there"),))
    cancelled = threading.Event()
    cancelled.set()
    assert sources(cancel=cancelled) == ()


def test_a_computer_without_sane_says_so(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['sane'] = None; from devices.documents.sources.sane_process import main; main()"
    with pytest.raises(CodedError, match="PAGE-010"):
        sources((sys.executable, "-c", hidden))
