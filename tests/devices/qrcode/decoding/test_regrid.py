"""A grid is found where a decoder finds none, and what is drawn from it is the symbol."""

import numpy as np
import pytest
import segno

from devices.qrcode.decoding import zxing
from devices.qrcode.decoding.enhance import sharpen
from devices.qrcode.decoding.function_patterns import DARK, LARGEST, SMALLEST, UNKNOWN, known_modules
from devices.qrcode.decoding.locate import crop, likely_places
from devices.qrcode.decoding.regrid import find_grid, redraw
from devices.simulated.citizens import citizen
from devices.simulated.frames.cards import draw_card, qr_matrix
from devices.simulated.frames.scenes import HD, View, render


@pytest.mark.parametrize("side", range(21, LARGEST + 1, 4))
def test_what_is_known_of_a_symbol_is_what_every_symbol_has(side: int) -> None:
    known = known_modules(side)
    for mask in range(8):
        code = segno.make_qr("x", version=(side - 17) // 4, mask=mask)
        drawn = np.array([[int(module) for module in line] for line in code.matrix], np.int8)
        assert np.array_equal(known[known != UNKNOWN] == DARK, drawn[known != UNKNOWN] == 1)
    assert int((known != UNKNOWN).sum()) > 3 * 64


@pytest.mark.parametrize(
    "how",
    [
        View(module=2.6, defocus=1.0),
        View(module=3.0, rotation=27.0, defocus=2.0),
        View(module=2.6, rotation=180.0, tilt=30.0),
        View(module=3.4, rotation=90.0, pan=-38.0, defocus=1.5),
        View(module=3.0, defocus=2.6, light=(0.4, 6.0)),
    ],
)
@pytest.mark.parametrize("new_card", [False, True])
def test_a_grid_lies_on_the_symbol(how: View, new_card: bool) -> None:
    person = citizen(4)
    image, quad = render(draw_card(person, new_card=new_card), how, HD, np.random.default_rng(2))
    place = likely_places(image)[0]
    cut, origin = crop(image, place)
    grid = find_grid(cut, (place.width, place.height))
    assert grid is not None
    assert grid.modules == len(qr_matrix(person.payload(11 if new_card else 7)))
    module = np.linalg.norm(quad[1] - quad[0]) / grid.modules
    # The first corner too: where the symbol's own top left is must not be mistaken.
    assert np.abs(grid.quad + np.array(origin) - quad).max() < module


def test_what_is_drawn_anew_is_read() -> None:
    person = citizen(4)
    image, _ = render(draw_card(person, new_card=True), View(module=2.6, defocus=1.6), HD, np.random.default_rng(2))
    place = likely_places(image)[0]
    cut, _ = crop(image, place)
    grid = find_grid(cut, (place.width, place.height))
    assert grid is not None
    assert [symbol.payload for symbol in zxing.read(redraw(sharpen(cut), grid))] == [person.payload(11).encode()]


def test_no_grid_lies_on_what_is_no_symbol() -> None:
    rng = np.random.default_rng(9)
    flat = np.full((200, 200), 130, np.uint8)
    noise = rng.integers(0, 256, (200, 200), np.uint8)
    blocks = np.kron(rng.integers(0, 2, (40, 40), np.uint8) * 255, np.ones((5, 5), np.uint8))
    for picture in (flat, noise, blocks, flat[:30, :30]):
        assert find_grid(picture, (150.0, 150.0)) is None


def test_only_sides_that_cards_may_have_are_sought() -> None:
    assert SMALLEST == 17 + 4 * 4
    assert LARGEST == 17 + 4 * 12
