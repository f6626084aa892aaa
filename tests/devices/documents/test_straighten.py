"""Pages set straight, and sheets found in a webcam's photos."""

import numpy as np
import pytest

from devices.documents.quality.examine import examine_page
from devices.documents.quality.quadrilateral import find_quadrilateral
from devices.documents.quality.report import Defect
from devices.documents.quality.sides import sharpen_corners
from devices.documents.quality.straighten import find_page, straighten
from devices.simulated.pages.photographs import photograph_with_corners, photographed
from devices.simulated.pages.scans import scanned, turned
from devices.simulated.pages.sheets import Kind, draw_sheet


@pytest.mark.parametrize("angle", [-8.0, 3.0])
def test_a_crooked_page_is_straight_afterwards(angle: float) -> None:
    page = turned(draw_sheet(1, Kind.FORM, 150), angle)
    report = examine_page(page, 150)
    assert report.skew == pytest.approx(angle, abs=0.3)
    straight = straighten(page, report.skew)
    assert straight.shape == page.shape
    assert abs(examine_page(straight, 150).skew) < 0.3


def test_what_was_not_on_the_page_becomes_white() -> None:
    straight = straighten(np.full((400, 300, 3), 90, np.uint8), 10.0)
    assert straight[0, 0].tolist() == straight[-1, -1].tolist() == [255, 255, 255]
    assert straight[200, 150].tolist() == [90, 90, 90]


def test_a_grey_page_stays_grey() -> None:
    assert straighten(np.full((40, 30), 200, np.uint8), 3.0).shape == (40, 30)


def test_nothing_is_moved_at_no_angle() -> None:
    page = draw_sheet(2, dpi=50)
    assert np.array_equal(straighten(page, 0.0), page)


@pytest.mark.parametrize("seed", range(3))
def test_a_sheet_on_a_desk_is_found_to_some_pixels(seed: int) -> None:
    page = scanned(draw_sheet(seed, dpi=100, landscape=seed % 3 == 2), seed, 100)
    photo, corners = photograph_with_corners(page, seed)
    rough = find_quadrilateral(photo)
    assert rough is not None
    assert float(np.abs(sharpen_corners(photo, rough) - corners).max()) < 4.0
    found = find_page(photo)
    assert found is not None
    assert max(found.shape) / min(found.shape[:2]) == pytest.approx(2**0.5, abs=0.02)
    assert (found.shape[1] > found.shape[0]) == (page.shape[1] > page.shape[0])


def test_a_found_sheet_is_evenly_white_and_its_writing_dark() -> None:
    found = find_page(photographed(scanned(draw_sheet(6, Kind.FORM, 150), 6, 150), 6))
    assert found is not None
    blocks = found[: found.shape[0] // 50 * 50, : found.shape[1] // 50 * 50, 1]
    paper = np.percentile(blocks.reshape(-1, 50, blocks.shape[1] // 50, 50), 80, axis=(1, 3))
    assert float(paper.min()) > 225
    assert float(np.percentile(found, 0.5)) < 150


def test_a_found_sheet_can_be_examined() -> None:
    found = find_page(photographed(scanned(draw_sheet(6, Kind.FORM, 150), 6, 150), 6))
    assert found is not None
    report = examine_page(found, round(found.shape[0] / 11.69))
    assert set(report.defects) <= {Defect.LOW_RESOLUTION, Defect.BLURRED}


@pytest.mark.parametrize("shape", [(1, 1, 3), (30, 200, 3), (720, 1280, 3)])
def test_no_sheet_is_found_where_there_is_none(shape: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(1)
    assert find_page(np.clip(rng.normal(110, 12, shape), 0, 255).astype(np.uint8)) is None
    assert find_page(np.full(shape, 255, np.uint8)) is None
    assert find_page(np.zeros(shape, np.uint8)) is None
