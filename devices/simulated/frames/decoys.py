"""What else a desk's camera sees: cards without a code, pages of text, a bank's code, and that beside a card's."""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from devices.simulated.citizens import citizen
from devices.simulated.frames.cards import CCCD_QR_MM, PIXELS_PER_MM, DrawnCard, draw_card
from devices.simulated.frames.scenes import HD, Frame, View, counter_view, render

# The shape of a payment code that many a desk has standing on it (EMVCo, NAPAS 247), to an account of noughts.
BANK_TEXT = "00020101021138570010A00000072701270006970400011300000000000000208QRIBFTTA53037045802VN63040000"
NO_CODE = np.zeros((4, 2), np.float32)


def frames_without_code(seed: int, count: int, size: tuple[int, int] = HD) -> Iterator[Frame]:
    """Nothing to read, under a counter's light: a card's other side or a page of print, by turns."""
    rng = np.random.default_rng(seed + 55_000)
    for number in range(count):
        what = text_page(rng) if number % 3 == 2 else draw_card(citizen(number), text="", new_card=bool(number % 3))
        view = replace(counter_view(rng), module=float(rng.uniform(2.0, 3.5)), glare=(0.0, 0.0, 0.0))
        image, _ = render(what, view, size, rng)
        yield Frame("no code", "page" if number % 3 == 2 else "card", image, "", NO_CODE)


def text_page(rng: np.random.Generator) -> DrawnCard:
    """A sheet of print as large as two cards: rows of letters, a table, a stamp."""
    height, width = 108 * PIXELS_PER_MM, 171 * PIXELS_PER_MM
    page = np.full((height, width), 225, np.uint8)
    for y in range(70, height - 40, 75):
        letters = "".join(chr(int(code)) for code in rng.integers(97, 123, 70))
        words = letters.translate({ord("q"): " ", ord("j"): " ", ord("x"): " "})
        cv2.putText(page, words, (60, y), cv2.FONT_HERSHEY_COMPLEX, 2.0, 50, 4, cv2.LINE_AA)
    left, top = (int(value) for value in rng.integers(200, 1200, 2))
    for step in range(0, 721, 90):
        cv2.line(page, (left + step, top), (left + step, top + 720), 40, 6)
        cv2.line(page, (left, top + step), (left + 720, top + step), 40, 6)
    cv2.circle(page, (width - 700, height - 600), 350, 120, 22)
    return DrawnCard(page, NO_CODE, 45, CCCD_QR_MM)


def bank_code(seed: int, size: tuple[int, int] = HD) -> Frame:
    """A bank's code alone: right is the bank's text, which is no citizen's."""
    rng = np.random.default_rng(seed + 56_000)
    view = View(module=float(rng.uniform(3, 6)), rotation=float(rng.normal(0, 5)))
    image, quad = render(draw_card(citizen(seed), text=BANK_TEXT, new_card=True), view, size, rng)
    return Frame("bank", "", image, BANK_TEXT, quad)


def card_beside_a_bank_code(seed: int, view: View) -> Frame:
    """A citizen's card in the left half of a frame, a clear bank's code in the right one: right is the card's text."""
    rng = np.random.default_rng(seed + 57_000)
    person = citizen(seed)
    left, quad = render(draw_card(person, new_card=False), replace(view, offset=(-0.25, 0.0)), HD, rng)
    bank = draw_card(citizen(seed + 1), text=BANK_TEXT, new_card=True)
    right, _ = render(bank, View(module=5.0, offset=(0.25, 0.0)), HD, rng)
    middle = HD[0] // 2
    image = np.concatenate([left[:, :middle], right[:, middle:]], axis=1)
    return Frame("bank beside", "", image, person.payload(7), quad)
