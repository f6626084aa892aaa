"""Several frames together: what no single one gives, and never two codes mixed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from devices.qrcode.decoding import zxing
from devices.qrcode.decoding.burst_decoder import BurstDecoder
from devices.qrcode.decoding.evidence import Evidence
from devices.qrcode.decoding.locate import likely_places
from devices.simulated.citizens import citizen
from devices.simulated.frames.cards import draw_card
from devices.simulated.frames.scenes import HD, View, burst, render

HARD_BURSTS = (110, 119, 123, 149, 152)  # zxing reads none of their first frames


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> BurstDecoder:
    """A decoder with all the time it wants: what it can do must not depend on how busy the machine is."""
    monkeypatch.setattr("devices.qrcode.decoding.burst_decoder.FRAME_MS", 10_000.0)
    monkeypatch.setattr("devices.qrcode.decoding.burst_decoder.SINGLE_FRAME_MS", 10_000.0)
    return BurstDecoder()


@pytest.mark.parametrize("seed", HARD_BURSTS)
def test_frames_that_say_nothing_alone_say_it_together(
    patient: BurstDecoder, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for limit in ("SINGLE_FRAME_MS", "SINGLE_FRAME_WITH_OTHERS_MS"):  # no ladder for single frames: only zxing
        monkeypatch.setattr(f"devices.qrcode.decoding.burst_decoder.{limit}", 0.0)
    for frame in burst(seed, frames=12):
        assert zxing.read(frame.image) == []
        result = patient.decode(frame.image)
        assert result.payload in {None, frame.text.encode()}
        if result.payload is not None:
            break
    assert result.payload is not None
    assert "frames" in result.decoder


def test_two_codes_shown_in_turn_never_give_a_third_text(patient: BurstDecoder) -> None:
    one, other = burst(110, frames=12), burst(132, frames=12)
    texts = {one[0].text.encode(), other[0].text.encode()}
    mixed = [frame for pair in zip(one, other, strict=True) for frame in pair]
    for frame in mixed:
        assert patient.decode(frame.image).payload in {None, *texts}


def test_another_card_is_not_added_to_the_evidence() -> None:
    def frame(seed: int) -> NDArray[np.uint8]:
        image, _ = render(draw_card(citizen(seed), new_card=False), View(), HD, np.random.default_rng(3))
        return image

    first = frame(1)
    evidence = Evidence(first, likely_places(first)[0])
    assert evidence.add(first)
    assert not evidence.add(frame(2))
    assert not evidence.add(np.full_like(first, 128))
    assert not evidence.add(first[:600])
    assert evidence.frames == 2


def test_evidence_takes_bounded_memory_and_forgets_slowly() -> None:
    image, _ = render(draw_card(citizen(1), new_card=False), View(defocus=3.0), HD, np.random.default_rng(3))
    evidence = Evidence(image, likely_places(image)[0])
    size = evidence.combined().size
    for _ in range(60):
        assert evidence.add(image)
    assert evidence.combined().size == size
    assert evidence.frames <= 24


def test_nothing_in_view_drops_what_was_gathered(patient: BurstDecoder) -> None:
    frames = burst(110, frames=4)
    empty = np.full((720, 1280), 120, np.uint8)
    for frame in frames[:2]:
        patient.decode(frame.image)
    for _ in range(5):
        assert patient.decode(empty).payload is None
    assert patient.decode(frames[2].image).payload is None  # it begins anew with one frame
