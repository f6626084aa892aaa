"""What the officer sees of single frames: hints that last, outlines that do not blink, codes told once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from devices.qrcode.decoding.frame_decoder import FrameResult, Hint
from devices.qrcode.live_events import Sight
from devices.qrcode.steadying import HINT_AFTER, LEAVES_VIEW_AFTER, READ_SHOWN, CodesInView, SteadyHint, SteadySight

QUAD = np.array([[0, 0], [9, 0], [9, 9], [0, 9]], np.float32)
FRAME = 1 / 30
NOTHING = FrameResult(None, "", None, Hint.NOTHING_SEEN, 1.0)
UNREAD = FrameResult(None, "", QUAD, Hint.CLOSER, 1.0)
READ = FrameResult(b"text", "zxing", QUAD, Hint.NONE, 1.0)


def test_a_hint_is_shown_once_it_has_lasted() -> None:
    hints = SteadyHint()
    shown = [hints.update(Hint.CLOSER, number * FRAME) for number in range(30)]
    first = shown.index(Hint.CLOSER)
    assert shown[:first] == [Hint.NOTHING_SEEN] * first
    assert HINT_AFTER <= first * FRAME < HINT_AFTER + 2 * FRAME
    assert set(shown[first:]) == {Hint.CLOSER}


def test_a_hint_that_flickers_never_shows() -> None:
    hints = SteadyHint()
    flicker = [Hint.CLOSER, Hint.HOLD_STILL] * 60
    assert {hints.update(hint, number * FRAME) for number, hint in enumerate(flicker)} == {Hint.NOTHING_SEEN}


def test_a_code_is_told_once_while_it_stays_and_again_when_it_comes_back() -> None:
    codes = CodesInView()
    assert codes.is_new(b"a", 0.0)
    assert not any(codes.is_new(b"a", at / 10) for at in range(1, 100))
    assert codes.is_new(b"a", 9.9 + LEAVES_VIEW_AFTER + 0.01)


def test_a_short_loss_of_sight_is_no_departure() -> None:
    codes = CodesInView()
    codes.is_new(b"a", 0.0)
    codes.forget_departed(LEAVES_VIEW_AFTER - 0.1)
    assert not codes.is_new(b"a", LEAVES_VIEW_AFTER - 0.05)


def test_a_different_code_is_told_at_once() -> None:
    codes = CodesInView()
    codes.is_new(b"a", 0.0)
    assert codes.is_new(b"b", 0.1)


@given(st.lists(st.sampled_from([b"a", b"b", b"c"]), max_size=60))
def test_codes_side_by_side_are_told_once_each_whatever_their_order(readings: list[bytes]) -> None:
    codes = CodesInView()
    told = [code for number, code in enumerate(readings) if codes.is_new(code, number * LEAVES_VIEW_AFTER / 100)]
    assert sorted(told) == sorted(set(readings))


def test_a_departed_code_is_forgotten() -> None:
    codes = CodesInView()
    codes.is_new(b"personal", 0.0)
    codes.forget_departed(LEAVES_VIEW_AFTER)
    assert "personal" not in repr(vars(codes))


def test_a_place_seen_in_a_single_frame_is_not_outlined() -> None:
    sight = SteadySight()
    assert sight.update(UNREAD, 0.0)[0] is Sight.SEARCHING
    assert sight.update(NOTHING, FRAME)[:2] == (Sight.SEARCHING, None)


def test_a_lasting_place_is_outlined_and_does_not_blink() -> None:
    sight = SteadySight()
    shown = [sight.update(NOTHING if number % 5 == 4 else UNREAD, number * FRAME)[0] for number in range(40)]
    first = shown.index(Sight.SEEN)
    assert first * FRAME < 0.2
    assert set(shown[first:]) == {Sight.SEEN}


def test_an_outline_goes_when_the_card_has_gone() -> None:
    sight = SteadySight()
    for number in range(20):
        sight.update(UNREAD, number * FRAME)
    assert sight.update(NOTHING, 20 * FRAME + 0.3)[:2] == (Sight.SEARCHING, None)


def test_it_never_says_that_nothing_is_seen_over_an_outline() -> None:
    sight = SteadySight()
    for number in range(40):
        state, _, hint = sight.update(UNREAD, number * FRAME)
        assert (state, hint) != (Sight.SEEN, Hint.NOTHING_SEEN)


def test_a_reading_is_shown_for_a_while_without_a_hint() -> None:
    sight = SteadySight()
    assert sight.update(READ, 10.0)[0] is Sight.READ
    assert sight.update(UNREAD, 10.0 + READ_SHOWN * 0.9)[::2] == (Sight.READ, Hint.NONE)
    assert sight.update(UNREAD, 10.0 + READ_SHOWN * 1.1)[0] is Sight.SEEN
