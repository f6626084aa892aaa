"""The generated frames are what they say: decodable when clean, graded, reproducible."""

import numpy as np
import pytest

from devices.qrcode.decoding import zxing
from devices.simulated.citizens import citizen
from devices.simulated.frames import optics
from devices.simulated.frames.cards import draw_card, qr_matrix
from devices.simulated.frames.decoys import frames_without_code
from devices.simulated.frames.scenes import HD, View, burst, render, single_frames


def test_a_clean_view_of_either_card_gives_its_exact_text() -> None:
    for new_card, fields in ((False, 7), (True, 11)):
        person = citizen(5)
        card = draw_card(person, new_card=new_card)
        image, quad = render(card, View(), HD, np.random.default_rng(1))
        (symbol,) = zxing.read(image)
        assert symbol.payload == person.payload(fields).encode()
        assert np.abs(symbol.quad.mean(axis=0) - quad.mean(axis=0)).max() < 6


def test_the_code_is_byte_mode_utf8_without_a_charset_marker() -> None:
    """With ECI zbar would be right where it is wrong on real cards."""
    import segno

    for seed in range(50):
        text = citizen(seed).payload()
        code = segno.make_qr(text.encode(), error="M", mode="byte", boost_error=False)
        assert np.array_equal(qr_matrix(text), np.array([[bool(m) for m in line] for line in code.matrix]))
        assert 5 <= int(code.version) <= 11


def test_the_same_seed_gives_the_same_frames_and_another_seed_others() -> None:
    one, two, other = (next(single_frames(seed, rounds=1, counters=0)) for seed in (3, 3, 4))
    assert np.array_equal(one.image, two.image)
    assert one.text == two.text
    assert not np.array_equal(one.image, other.image)


def test_every_family_and_level_is_there() -> None:
    frames = list(single_frames(2, rounds=1, counters=2))
    families = {frame.family for frame in frames}
    assert families == {
        "clean",
        "small",
        "defocus",
        "motion",
        "tilt",
        "rotation",
        "low light",
        "glare",
        "shadow",
        "jpeg",
        "contrast",
        "counter",
    }
    assert {frame.image.shape for frame in frames} == {(720, 1280), (1080, 1920)}
    assert {frame.text.count("|") for frame in frames} == {6, 10}


def test_a_family_gets_harder_with_its_levels() -> None:
    sharpness: dict[float, float] = {}
    card = draw_card(citizen(1))
    for radius in (0.5, 2.0, 4.0):
        image, _ = render(card, View(defocus=radius), HD, np.random.default_rng(0))
        sharpness[radius] = float(np.abs(np.diff(image.astype(int), axis=1)).mean())
    assert sharpness[0.5] > sharpness[2.0] > sharpness[4.0]


def test_a_burst_is_one_card_in_a_moving_hand() -> None:
    frames = burst(7, frames=5)
    assert len({frame.text for frame in frames}) == 1
    assert not np.allclose(frames[0].quad, frames[-1].quad, atol=0.5)


@pytest.mark.parametrize("seed", [0, 1])
def test_frames_without_a_code_hold_none(seed: int) -> None:
    frames = list(frames_without_code(seed, 6))
    assert {frame.level for frame in frames} == {"card", "page"}
    for frame in frames:
        assert frame.text == ""
        assert zxing.read(frame.image) == []
        # Not an empty desk either: there are edges that a decoder could take for a code's.
        assert float(np.abs(np.diff(frame.image.astype(int), axis=1)).max()) > 30


def test_light_and_grey_are_one_another() -> None:
    levels = np.arange(256, dtype=np.uint8)[None]
    assert np.array_equal(optics.to_grey(optics.to_light(levels)), levels)


def test_glare_saturates_what_lies_within_its_radius_and_little_beyond() -> None:
    dark = optics.to_light(np.full((400, 400), 30, np.uint8))
    image = optics.to_grey(optics.glare(dark, (200.0, 200.0), 50.0))
    assert image[200, 200] == image[200, 248] == 255
    assert image[200, 350] < 40


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0])
def test_a_motion_spreads_a_point_over_its_length(angle: float) -> None:
    point = np.zeros((41, 41), np.float32)
    point[20, 20] = 1.0
    spread = optics.motion(point, 9.0, angle)
    y, x = np.nonzero(spread > 0.02)
    assert float(spread.sum()) == pytest.approx(1.0, abs=1e-4)
    assert np.hypot(np.ptp(x), np.ptp(y)) == pytest.approx(9.0, abs=1.6)
