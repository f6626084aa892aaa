"""The page scanner in software: what its script says, in its order, and as a `PageSource` has to."""

import io
import threading
import time

import pytest
from PIL import Image

from devices.documents.sources.source import Colour, Ended, PageSource, RawPage, ScanOutcome, ScanProfile
from devices.simulated.page_source import Hang, Sheet, SimulatedPageSource, Trouble, drawn_page

SMALL = ScanProfile(dpi=50, page_mm=(40, 60))


def scan(source: PageSource, profile: ScanProfile = SMALL) -> tuple[list[RawPage], ScanOutcome]:
    pages: list[RawPage] = []
    return pages, source.scan(profile, pages.append, threading.Event())


def code(outcome: ScanOutcome) -> str:
    assert outcome.ended is Ended.FAILED
    assert outcome.error is not None
    return outcome.error.code


def test_the_sheets_come_in_their_order_and_a_file_as_it_is() -> None:
    given = drawn_page("given", SMALL)
    pages, outcome = scan(SimulatedPageSource([Sheet("one"), Sheet(given)]))
    assert outcome == ScanOutcome(2, Ended.EMPTY)
    assert [page.number for page in pages] == [1, 2]
    assert pages[1].data == given != pages[0].data


def test_duplex_sees_the_backs() -> None:
    pages, outcome = scan(SimulatedPageSource([Sheet("one", "back"), Sheet("two")]), ScanProfile(dpi=50, duplex=True))
    assert outcome == ScanOutcome(4, Ended.EMPTY)
    assert len({page.data for page in pages}) == 4


def test_without_the_feeder_it_is_one_page() -> None:
    source = SimulatedPageSource([Sheet("one"), Sheet("two")])
    assert scan(source, ScanProfile(dpi=50, feeder=False))[1] == ScanOutcome(1, Ended.EMPTY)
    assert scan(source)[1] == ScanOutcome(1, Ended.EMPTY)


def test_an_empty_feeder_is_told() -> None:
    assert code(scan(SimulatedPageSource())[1]) == "PAGE-001"


@pytest.mark.parametrize("trouble", ["PAGE-002", "PAGE-003", "PAGE-006"])
def test_after_a_trouble_it_goes_on_where_it_was(trouble: str) -> None:
    source = SimulatedPageSource([Sheet("one"), Trouble(trouble), Sheet("two")])
    pages, outcome = scan(source)
    assert (len(pages), outcome.pages, code(outcome)) == (1, 1, trouble)
    source.put_in(Sheet("three"))
    assert scan(source)[1] == ScanOutcome(2, Ended.EMPTY)


def test_a_hang_is_given_up_or_cancelled() -> None:
    pages, outcome = scan(SimulatedPageSource([Sheet("one"), Hang()], hang_limit=0.05))
    assert (len(pages), code(outcome)) == (1, "PAGE-007")
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    before = time.monotonic()
    assert SimulatedPageSource([Hang()], hang_limit=60).scan(SMALL, pages.append, cancel).ended is Ended.CANCELLED
    assert time.monotonic() - before < 30


def test_the_next_sheet_feeds_only_after_the_page_is_kept_and_cancelling_leaves_it() -> None:
    source = SimulatedPageSource([Sheet("one"), Sheet("two"), Sheet("three")])
    cancel = threading.Event()
    fed: list[int] = []

    def keep(page: RawPage) -> None:
        fed.append(source.fed)
        if page.number == 2:
            cancel.set()

    assert source.scan(SMALL, keep, cancel) == ScanOutcome(2, Ended.CANCELLED)
    assert fed == [1, 2]
    assert scan(source)[1] == ScanOutcome(1, Ended.EMPTY)


@pytest.mark.parametrize(("colour", "mode"), [(Colour.COLOUR, "RGB"), (Colour.GREY, "L"), (Colour.BLACK_WHITE, "1")])
def test_a_drawn_page_has_the_profile(colour: Colour, mode: str) -> None:
    image = Image.open(io.BytesIO(drawn_page("Đơn đề nghị", ScanProfile(dpi=100, colour=colour))))
    assert (image.mode, image.size) == (mode, (827, 1169))
