"""Key events as scanners, people and input methods make them, for the wedge detector."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace

from devices.qrcode.wedge_keys import Key, KeyEvent, Suffix
from devices.simulated.input_methods import BACKSPACE

_SUFFIX_KEYS = {Suffix.ENTER: [Key.ENTER], Suffix.TAB: [Key.TAB], Suffix.NONE: []}
SHIFT_CODE = 0x10
ALT_CODE = 0x12


def _code(character: str) -> int:
    return 0x100 + ord(character.lower()[0])


def press_and_release(character: str, at: float, down: float) -> list[KeyEvent]:
    """One key, down for so many ms; capitals and the bar with Shift around."""
    code = _code(character)
    pressed = KeyEvent(at, character, code=code)
    released = KeyEvent(at + down, character, code=code, pressed=False)
    if not (character.isupper() or character == "|"):
        return [pressed, released]
    shift = (
        KeyEvent(at, key=Key.MODIFIER, code=SHIFT_CODE),
        KeyEvent(at + down, key=Key.MODIFIER, code=SHIFT_CODE, pressed=False),
    )
    return [shift[0], pressed, released, shift[1]]


def control_key(key: Key, at: float, down: float) -> list[KeyEvent]:
    """Enter, Tab or Backspace."""
    code = 0x20 + list(Key).index(key)
    return [KeyEvent(at, key=key, code=code), KeyEvent(at + down, key=key, code=code, pressed=False)]


def scanner_keys(
    text: str,
    *,
    start: float = 0.0,
    gap: float = 4.0,
    suffix: Suffix = Suffix.ENTER,
    jitter: float = 0.0,
    seed: int = 0,
) -> list[KeyEvent]:
    """A scanner that types every character of `text`, one each `gap` ms, give or take `jitter`.

    A `BACKSPACE` character is the Backspace that an input method sends.
    """
    draw = random.Random(seed)  # noqa: S311 - reproducible test data, not a secret
    events: list[KeyEvent] = []
    at = start
    for character in text:
        make = control_key(Key.BACKSPACE, at, gap / 2) if character == BACKSPACE else None
        events += make or press_and_release(character, at, gap / 2)
        at += max(gap + draw.uniform(-jitter, jitter), 0.0)
    for key in _SUFFIX_KEYS[suffix]:
        events += control_key(key, at, gap / 2)
        at += gap
    return in_order(events)


def person_keys(text: str, *, start: float = 0.0, seed: int = 0, fastest: float = 26.0) -> list[KeyEvent]:
    """A person who types: uneven gaps, keys that overlap, some rolled as fast as `fastest` ms apart."""
    draw = random.Random(seed)  # noqa: S311 - reproducible test data, not a secret
    events: list[KeyEvent] = []
    at = start
    for character in text:
        events += press_and_release(character, at, draw.uniform(30, 120))
        at += draw.uniform(fastest, fastest * 2) if draw.random() < 0.2 else draw.uniform(60, 240)
    return in_order(events)


def alt_code_keys(
    codes: Iterable[int], *, start: float = 0.0, gap: float = 2.0, characters: Iterable[str] = ()
) -> list[KeyEvent]:
    """A scanner in ALT mode: for each code Alt, 0 and its digits; then the system's character, where there is one."""
    given = iter(characters)
    events: list[KeyEvent] = []
    at = start
    for number in codes:
        events.append(KeyEvent(at, key=Key.ALT, code=ALT_CODE))
        for digit in f"0{number}":
            at += gap
            code = 0x60 + int(digit)
            events.append(KeyEvent(at, alt_digit=int(digit), code=code))
            events.append(KeyEvent(at + gap / 4, code=code, pressed=False))
        at += gap
        events.append(KeyEvent(at, key=Key.ALT, code=ALT_CODE, pressed=False))
        if (character := next(given, None)) is not None:
            events += [KeyEvent(at, character, code=0), KeyEvent(at, character, code=0, pressed=False)]
        at += gap
    return [*events, *control_key(Key.ENTER, at, gap / 2)]


def in_order(events: Iterable[KeyEvent]) -> list[KeyEvent]:
    """By time; events of one moment stay in the order given."""
    return sorted(events, key=lambda event: event.at)


def quantised(events: Iterable[KeyEvent], step: float = 15.625) -> Iterator[KeyEvent]:
    """The same events with the time stamps of a clock that ticks every `step` ms, as Windows' message time does."""
    for event in events:
        yield replace(event, at=event.at // step * step)
