"""Every defect is found on pages that have it, and none on pages that do not."""

import itertools
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from devices.documents.quality.examine import examine_page
from devices.documents.quality.fingerprint import is_same
from devices.documents.quality.report import Defect
from devices.simulated.pages.damages import DAMAGES, damage
from devices.simulated.pages.scans import scanned, turned
from devices.simulated.pages.sheets import Kind, draw_sheet

DPI = 200


@cache
def sheet(seed: int, kind: Kind) -> NDArray[np.uint8]:
    return draw_sheet(seed, kind, DPI)


def page(seed: int, kind: Kind, defect: str = "", strength: float = 0.6) -> NDArray[np.uint8]:
    return scanned(sheet(seed, kind), seed, DPI, damage(defect, strength) if defect else None)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("seed", [3, 4])
def test_a_sound_page_has_no_defect(kind: Kind, seed: int) -> None:
    report = examine_page(page(seed, kind), DPI)
    assert report.defects == ()
    assert abs(report.skew) < 0.6
    assert 0 < report.fingerprint < 2**256
    assert 190 < report.paper <= 255
    assert 0.2 < report.edge_width < 0.4
    assert 0.0005 < report.ink < 0.15


@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize("kind", [Kind.FORM, Kind.LETTER])
def test_a_defect_is_found(name: str, kind: Kind) -> None:
    assert Defect(name) in examine_page(page(11, kind, name), DPI).defects


@pytest.mark.parametrize("name", ["dark", "glare", "finger", "upside_down", "blank"])
def test_a_defect_is_not_taken_for_another(name: str) -> None:
    assert examine_page(page(11, Kind.FORM, name), DPI).defects == (Defect(name),)


def test_a_sheet_on_the_other_way_round_is_sound_in_both_formats() -> None:
    wide = scanned(draw_sheet(8, Kind.LIST, DPI, landscape=True), 8, DPI)
    assert wide.shape[1] > wide.shape[0]
    assert examine_page(wide, DPI).defects == ()
    assert examine_page(np.ascontiguousarray(wide[::-1, ::-1]), DPI).defects == (Defect.UPSIDE_DOWN,)


def test_low_resolution_is_what_the_scanner_says() -> None:
    coarse = scanned(draw_sheet(2, Kind.LETTER, 100), 2, 100)
    assert examine_page(coarse, 100).defects == (Defect.LOW_RESOLUTION,)


@pytest.mark.parametrize("degrees", [1.5, -1.5])
def test_skew_is_positive_counter_clockwise(degrees: float) -> None:
    # Straight lines that rise to the right are turned counter-clockwise.
    lines = np.full((1000, 800, 3), 255, np.uint8)
    for row in range(200, 800, 40):
        for x in range(100, 700):
            y = round(row - (x - 400) * np.tan(np.radians(degrees)))
            lines[y : y + 4, x] = 0
    report = examine_page(lines, DPI)
    assert report.skew == pytest.approx(degrees, abs=0.15)
    assert Defect.SKEWED in report.defects


def test_the_same_page_again_is_a_duplicate_and_another_is_not() -> None:
    one, other = sheet(11, Kind.LETTER), sheet(3, Kind.LETTER)
    first = examine_page(scanned(one, 1, DPI), DPI)
    second = examine_page(scanned(other, 2, DPI), DPI, [first.fingerprint])
    assert Defect.DUPLICATE not in second.defects
    again = examine_page(scanned(one, 3, DPI), DPI, [first.fingerprint, second.fingerprint])
    assert again.defects == (Defect.DUPLICATE,)


def test_blank_pages_are_no_duplicates() -> None:
    blank = examine_page(page(3, Kind.FORM, "blank"), DPI)
    assert blank.fingerprint == 0
    assert examine_page(page(11, Kind.FORM, "blank"), DPI, [blank.fingerprint]).defects == (Defect.BLANK,)


def test_a_grey_scan_is_examined_like_a_coloured_one() -> None:
    gray = np.ascontiguousarray(page(3, Kind.FORM)[:, :, 1])
    assert examine_page(gray, DPI).defects == ()
    assert examine_page(np.dstack([gray] * 3), DPI) == examine_page(gray, DPI)


def test_a_finger_is_found_in_a_grey_scan() -> None:
    gray = np.ascontiguousarray(page(11, Kind.FORM, "finger")[:, :, 1])
    assert examine_page(gray, DPI).defects == (Defect.FINGER,)


@pytest.mark.parametrize("shape", [(2339, 1654, 3), (1654, 2339, 3), (2339, 1654)])
def test_all_white_is_blank_and_all_black_is_dark_too(shape: tuple[int, ...]) -> None:
    assert examine_page(np.full(shape, 255, np.uint8), DPI).defects == (Defect.BLANK,)
    assert examine_page(np.zeros(shape, np.uint8), DPI).defects == (Defect.BLANK, Defect.DARK)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 1), (2, 3000, 3), (3000, 1, 3), (17, 9, 3)])
def test_a_scrap_is_no_page(shape: tuple[int, ...]) -> None:
    report = examine_page(np.full(shape, 255, np.uint8), 300)
    assert report.defects == (Defect.LOW_RESOLUTION, Defect.BLANK)
    assert report.fingerprint == 0


@pytest.mark.parametrize("dpi", [1, 20, 72, 1200, 100_000])
def test_a_wrong_resolution_is_survived(dpi: int) -> None:
    assert Defect.UPSIDE_DOWN not in examine_page(page(3, Kind.FORM), dpi).defects


@pytest.mark.parametrize("dpi", [0, -300])
def test_no_resolution_is_refused(dpi: int) -> None:
    with pytest.raises(ValueError, match="dpi"):
        examine_page(page(3, Kind.FORM), dpi)


def test_an_empty_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="page of"):
        examine_page(np.zeros((0, 10, 3), np.uint8), DPI)


def test_noise_alone_is_examined_without_harm() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1169, 827, 3), dtype=np.uint8)
    report = examine_page(noise, 100)
    assert report.skew == 0.0
    assert Defect.BLANK not in report.defects


@pytest.mark.parametrize(("turns", "upright"), [(1, 90), (2, 180), (3, 270), (0, 0)])
@pytest.mark.parametrize("kind", [Kind.LETTER, Kind.LIST, Kind.SPARSE])
def test_it_says_how_a_page_is_turned_upright(kind: Kind, turns: int, upright: int) -> None:
    lying = np.ascontiguousarray(np.rot90(page(6, kind), turns))
    report = examine_page(lying, DPI)
    assert report.upright == upright
    assert report.defects == {0: (), 180: (Defect.UPSIDE_DOWN,)}.get(upright, (Defect.SIDEWAYS,))
    assert examine_page(np.ascontiguousarray(np.rot90(lying, -upright // 90)), DPI).defects == ()


@pytest.mark.parametrize("degrees", [0.0, 0.4, -0.5, 0.8, 1.2, -1.2])
def test_a_shadow_along_a_whole_side_is_no_writing(degrees: float) -> None:
    sound = page(6, Kind.LETTER)
    sound[:4] //= 3
    sound[:, -4:] //= 3
    assert Defect.CUT_EDGE not in examine_page(turned(sound, degrees), DPI).defects


@pytest.mark.parametrize("side", [0, 1, 2, 3])
def test_a_rule_at_the_edge_was_under_words_that_are_lost(side: int) -> None:
    whole = np.ascontiguousarray(np.rot90(page(6, Kind.SPARSE), side))
    assert Defect.CUT_EDGE not in examine_page(whole, DPI).defects
    middle = whole.shape[1] // 2
    whole[2:4, middle - 170 : middle + 170] = 30
    assert Defect.CUT_EDGE in examine_page(np.ascontiguousarray(np.rot90(whole, -side)), DPI).defects


def test_two_answers_to_one_form_are_two_pages() -> None:
    seeds = range(1, 60, 5)
    prints = [examine_page(page(seed, Kind.FORM), DPI).fingerprint for seed in seeds]
    assert not any(is_same(one, other) for one, other in itertools.combinations(prints, 2))
