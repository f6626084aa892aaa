"""A covered lens, a picture that stands still, one that is too small: told apart from what is only dark or short."""

import numpy as np
import pytest
from numpy.typing import NDArray

from devices.qrcode.picture_health import COVERED_AFTER, STILL_AFTER, PictureHealth

RNG = np.random.default_rng(5)
SHAPE = (720, 1280, 3)


def desk(brightness: float = 1.0) -> NDArray[np.uint8]:
    ramp = np.linspace(30, 220, SHAPE[1])[None, :, None] * np.ones(SHAPE)
    return noisy(ramp * brightness)


def noisy(picture: NDArray[np.float64], sigma: float = 1.5) -> NDArray[np.uint8]:
    return np.clip(picture + RNG.normal(0, sigma, picture.shape), 0, 255).astype(np.uint8)


def codes(health: PictureHealth, pictures: list[NDArray[np.uint8]], step: float = 0.25) -> list[str]:
    found = [health.check(picture, number * step) for number, picture in enumerate(pictures)]
    return [error.code if error else "" for error in found]


@pytest.mark.parametrize("level", [0.0, 2.0, 90.0, 255.0])
def test_a_covered_lens_is_told_after_a_moment(level: float) -> None:
    found = codes(PictureHealth(0.0), [noisy(np.full(SHAPE, level)) for _ in range(12)])
    first = found.index("CAM-004")
    assert first * 0.25 == pytest.approx(COVERED_AFTER)
    assert set(found[first:]) == {"CAM-004"}


def test_a_hand_passing_by_is_no_cover() -> None:
    dark = [noisy(np.zeros(SHAPE)) for _ in range(3)]
    assert set(codes(PictureHealth(0.0), [desk(), *dark, desk(), *dark, desk()])) == {""}


def test_a_dim_room_is_no_cover() -> None:
    assert set(codes(PictureHealth(0.0), [desk(0.15) for _ in range(8)])) == {""}


def test_identical_pictures_are_told_as_standing_still() -> None:
    picture = desk()
    found = codes(PictureHealth(0.0), [picture] * 20)
    first = found.index("CAM-005")
    assert first * 0.25 == pytest.approx(STILL_AFTER)
    assert set(found[first:]) == {"CAM-005"}


def test_a_quiet_desk_does_not_stand_still() -> None:
    assert set(codes(PictureHealth(0.0), [desk() for _ in range(20)])) == {""}


def test_all_is_well_again_at_the_first_good_picture() -> None:
    health = PictureHealth(0.0)
    assert codes(health, [noisy(np.zeros(SHAPE)) for _ in range(6)])[-1] == "CAM-004"
    assert health.check(desk(), 2.0) is None


def test_a_small_picture_is_told_with_its_size() -> None:
    error = PictureHealth(0.0).check(desk()[:480, :640], 0.0)
    assert error is not None
    assert (error.code, error.details) == ("CAM-008", {"width": 640, "height": 480})
