"""Synthetic pages: the same from the same seed, of the right size, spoilt in the way that was asked for."""

import numpy as np
import pytest

from devices.simulated.pages.damages import DAMAGES, damage
from devices.simulated.pages.photographs import photograph_with_corners
from devices.simulated.pages.scans import scanned, turned
from devices.simulated.pages.sheets import Kind, draw_sheet


@pytest.mark.parametrize("kind", Kind)
def test_a_sheet_is_a4_and_comes_again_from_its_seed(kind: Kind) -> None:
    sheet = draw_sheet(7, kind, 100)
    assert sheet.shape == (1169, 827, 3)
    assert np.array_equal(sheet, draw_sheet(7, kind, 100))
    assert not np.array_equal(sheet, draw_sheet(12, kind, 100))
    assert draw_sheet(7, kind, 100, landscape=True).shape == (827, 1169, 3)


def test_nothing_is_written_in_the_margins() -> None:
    for seed in range(10):
        sheet = draw_sheet(seed, dpi=50)
        rim = np.concatenate([sheet[:16].ravel(), sheet[-16:].ravel(), sheet[:, :16].ravel(), sheet[:, -8:].ravel()])
        assert int(rim.min()) == 255, seed


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_seeded_and_changes_the_scan(name: str) -> None:
    sheet = draw_sheet(3, dpi=75)
    spoilt = scanned(sheet, 3, 75, damage(name, 0.5))
    height, width = sheet.shape[:2]
    assert spoilt.shape[:2] == ((width, height) if name == "sideways" else (height, width))
    assert spoilt.dtype == np.uint8
    assert np.array_equal(spoilt, scanned(sheet, 3, 75, damage(name, 0.5)))
    assert not np.array_equal(spoilt, scanned(sheet, 3, 75))


def test_an_unknown_damage_is_refused() -> None:
    with pytest.raises(KeyError):
        damage("folded", 0.5)


def test_turning_is_counter_clockwise() -> None:
    page = np.full((100, 100, 3), 255, np.uint8)
    page[48:52, 80:90] = 0
    rows = np.nonzero(turned(page, 20.0)[:, :, 0] < 128)[0]
    assert rows.max() < 48


def test_a_photographed_sheet_is_where_its_corners_are_said_to_be() -> None:
    photo, corners = photograph_with_corners(np.full((1169, 827, 3), 255, np.uint8), 5)
    assert photo.shape == (1080, 1920, 3)
    assert corners.shape == (4, 2)
    assert (corners >= 0).all()
    assert (corners < (1920, 1080)).all()
    x, y = corners.mean(axis=0).astype(int)
    assert photo[y, x].mean() > photo[2, 2].mean() + 30
