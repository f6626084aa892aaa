"""The generated frames are what they say: decodable when clean, graded, reproducible."""

import numpy as np
import pytest

from devices.qrcode.decoding import zxing
from devices.simulated.citizens import citizen
from devices.simulated.frames.cards import draw_card, qr_matrix
from devices.simulated.frames.scenes import HD, View, burst, frames_without_code, render, single_frames


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
    for frame in frames_without_code(seed, 4):
        assert frame.text == ""
        assert zxing.read(frame.image) == []
