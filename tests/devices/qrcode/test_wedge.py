"""Scanner or person: no key of a person lost, late or out of order; no character of a scan leaked."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.qrcode.text_damage import Damage
from devices.qrcode.wedge import HOLD, Outcome, WedgeDetector
from devices.qrcode.wedge_keys import Key, KeyEvent, Suffix, WedgeScan, typed_text
from devices.simulated.citizens import citizen
from devices.simulated.input_methods import telex_stream
from devices.simulated.keystrokes import alt_code_keys, control_key, in_order, person_keys, quantised, scanner_keys
from devices.simulated.scanners import drop_beyond_ascii

CARD = drop_beyond_ascii(citizen(7).payload())


@dataclass
class Field:
    """A focused field behind the detector, and a clock that ticks in the pauses as the program's timer does."""

    delivered: list[tuple[float, KeyEvent]] = field(default_factory=list)
    scans: list[WedgeScan] = field(default_factory=list)

    def run(self, events: Iterable[KeyEvent], *, ticks: bool = True) -> "Field":
        detector = WedgeDetector()
        for event in events:
            while ticks and detector.deadline is not None and detector.deadline < event.at:
                at = detector.deadline + 0.01
                self._take(detector.tick(at), at)
            self._take(detector.feed(event), event.at)
        while detector.deadline is not None:
            at = detector.deadline + 0.01
            self._take(detector.tick(at), at)
        return self

    def _take(self, outcome: Outcome, at: float) -> None:
        self.delivered += [(at, event) for event in outcome.deliver]
        if outcome.scan is not None:
            self.scans.append(outcome.scan)

    @property
    def events(self) -> list[KeyEvent]:
        return [event for _, event in self.delivered]

    @property
    def text(self) -> str:
        return typed_text(self.events)[0]

    @property
    def typed(self) -> str:
        return "".join(event.text for event in self.events if event.pressed)


def shifted(events: Iterable[KeyEvent], by: float) -> list[KeyEvent]:
    return [replace(event, at=event.at + by) for event in events]


@pytest.mark.parametrize("suffix", list(Suffix))
@pytest.mark.parametrize("gap", [0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 14.5])
def test_a_scan_is_taken_whole_and_nothing_leaks(gap: float, suffix: Suffix) -> None:
    seen = Field().run(scanner_keys(CARD, gap=gap, suffix=suffix))
    assert [(scan.text, scan.suffix) for scan in seen.scans] == [(CARD, suffix)]
    assert seen.scans[0].damages == (frozenset() if suffix else {Damage.MISSING_SUFFIX})
    assert not [event for event in seen.events if event.text or event.key not in {Key.MODIFIER}]


@pytest.mark.parametrize("text", ["https://vneid.gov.vn/x", "WIFI:S:a;;", "8930000000000", "abcdefgh", "000.14.22"])
def test_other_codes_are_scans_too(text: str) -> None:
    seen = Field().run(scanner_keys(text, gap=5.0))
    assert [scan.text for scan in seen.scans] == [text]
    assert seen.typed == ""


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 9999), gap=st.floats(0.2, 8.0), jitter=st.floats(0.0, 4.0), marks=st.booleans())
def test_an_uneven_scanner_leaks_nothing(seed: int, gap: float, jitter: float, marks: bool) -> None:
    payload = citizen(seed).payload()
    text = payload if marks else drop_beyond_ascii(payload)
    seen = Field().run(scanner_keys(text, gap=gap, jitter=jitter, seed=seed))
    assert [scan.text for scan in seen.scans] == [text]
    assert seen.typed == ""


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet="abcdeôđ 0123456789|NT", min_size=1, max_size=60), seed=st.integers(0, 2**32))
def test_a_persons_keys_arrive_all_in_order_and_in_time(text: str, seed: int) -> None:
    events = person_keys(text, seed=seed)
    seen = Field().run(events)
    assert seen.events == events
    assert seen.scans == []
    assert max(at - event.at for at, event in seen.delivered) <= HOLD + 1


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="abc123", min_size=1, max_size=30), seed=st.integers(0, 2**32), gap=st.floats(3.0, 25.0))
def test_even_a_mashing_person_loses_nothing_short(text: str, seed: int, gap: float) -> None:
    """Up to seven keys at any pace are a person's; so is any text at a person's pace after a fast start."""
    rolled = person_keys(text[:7], seed=seed)
    rolled = [replace(event, at=event.at / 240 * gap) for event in rolled]
    later = shifted(person_keys(text, seed=seed, fastest=60.0), rolled[-1].at + 200)
    events = in_order([*rolled, *later])
    seen = Field().run(events)
    assert seen.events == events
    assert seen.scans == []


def test_a_person_before_and_after_a_scan_keeps_every_key() -> None:
    before = person_keys("nguyen van", seed=1)
    scan = scanner_keys(CARD, start=before[-1].at + 150, gap=3.0)
    after = person_keys("tân hương", start=scan[-1].at + 150, seed=2)
    seen = Field().run([*before, *scan, *after])
    assert [scan.text for scan in seen.scans] == [CARD]
    assert seen.typed == "nguyen vantân hương"


@pytest.mark.parametrize("gap", [26.0, 35.0, 44.0])
def test_a_persons_last_key_just_before_a_card_is_given_back(gap: float) -> None:
    key = person_keys("x", start=0.0)
    seen = Field().run(in_order([*key, *scanner_keys(CARD, start=gap, gap=2.0)]))
    assert [scan.text for scan in seen.scans] == [CARD]
    assert seen.typed == "x"


def test_a_busy_program_sees_the_scanners_pace_all_the_same() -> None:
    """No tick comes during a stall: the events wait, and are then fed one after the other."""
    before = person_keys("an", seed=3)
    scan = scanner_keys(CARD, start=before[-1].at + 100, gap=4.0)
    seen = Field().run([*before, *scan], ticks=False)
    assert [scan.text for scan in seen.scans] == [CARD]
    assert seen.typed == "an"


@pytest.mark.parametrize("gap", [1.0, 4.0, 8.0, 11.0])
def test_windows_coarse_clock_changes_nothing(gap: float) -> None:
    seen = Field().run(quantised(scanner_keys(CARD, gap=gap)))
    assert [scan.text for scan in seen.scans] == [CARD]
    assert seen.typed == ""


def test_a_radio_pause_inside_a_scan_does_not_cut_it() -> None:
    events = scanner_keys(CARD, gap=4.0)
    seen = Field().run([*events[:60], *shifted(events[60:], 120.0)])
    assert [scan.text for scan in seen.scans] == [CARD]


def test_two_scans_in_a_row_are_two_and_cr_lf_is_one_end() -> None:
    other = drop_beyond_ascii(citizen(8).payload())
    first = scanner_keys(CARD, gap=2.0)
    line_feed = control_key(Key.ENTER, first[-1].at + 2, 1)
    second = scanner_keys(other, start=first[-1].at + 120, gap=2.0)
    seen = Field().run([*first, *line_feed, *second])
    assert [scan.text for scan in seen.scans] == [CARD, other]
    assert [event for event in seen.events if event.key is Key.ENTER] == []


def test_a_later_enter_is_the_persons() -> None:
    scan = scanner_keys(CARD, gap=2.0)
    enter = control_key(Key.ENTER, scan[-1].at + 200, 50)
    seen = Field().run([*scan, *enter])
    assert seen.events[-2:] == enter


def test_control_characters_as_suffix() -> None:
    scan = scanner_keys(CARD, gap=2.0, suffix=Suffix.NONE)
    at = scan[-1].at + 2
    end = [KeyEvent(at, "\r", code=77, command=True), KeyEvent(at + 1, code=77, pressed=False)]
    seen = Field().run([*scan, *end])
    assert [(scan.text, scan.suffix) for scan in seen.scans] == [(CARD, Suffix.ENTER)]
    assert seen.typed == ""


def test_a_held_key_is_no_scan() -> None:
    first = KeyEvent(0.0, "1", code=1)
    repeats = [KeyEvent(250.0 + 5 * n, "1", code=1, repeat=True) for n in range(40)]
    seen = Field().run([first, *repeats, KeyEvent(500.0, code=1, pressed=False)])
    assert len(seen.events) == 42
    assert seen.scans == []


def test_a_command_never_overtakes_what_was_typed() -> None:
    events = [
        KeyEvent(0.0, "a", code=1),
        KeyEvent(10.0, code=2, command=True, text="v"),
        KeyEvent(20.0, code=3),
        KeyEvent(30.0, "b", code=4),
    ]
    assert Field().run(events).events == events


def test_backspaces_of_an_input_method_are_a_sign() -> None:
    """With a payload that Telex rewrites: A Kar, of Ea Kar."""
    payload = CARD.replace(CARD.split("|")[2], "A Kar")
    seen = Field().run(scanner_keys(telex_stream(payload), gap=3.0))
    assert [scan.text for scan in seen.scans] == [payload.replace("Kar", "Kả")]
    assert seen.scans[0].damages == {Damage.INPUT_METHOD}
    assert seen.typed == ""


@pytest.mark.parametrize("word", ["truowng", "nghieeng", "dduwowcj", "Nguyeexn"])
def test_a_person_who_types_telex_gets_every_key_and_correction(word: str) -> None:
    """The corrections come as bursts of Backspaces and letters, each after a key that was never passed on."""
    events: list[KeyEvent] = []
    at = 0.0
    for position in range(1, len(word) + 1):
        before, now = telex_stream(word[: position - 1]), telex_stream(word[:position])
        events += scanner_keys(now[len(before) :], start=at, gap=1.0, suffix=Suffix.NONE)
        at += 150.0
    seen = Field().run(events)
    assert seen.events == events
    assert seen.scans == []


@pytest.mark.parametrize("system_characters", [True, False])
def test_alt_codes_of_bytes_and_of_characters(system_characters: bool) -> None:
    """Windows makes the characters itself; elsewhere the codes are read. Bytes come out as Latin-1 reads them."""
    payload = citizen(7).payload()
    raw = payload.encode()
    characters = raw.decode("latin-1") if system_characters else ""
    seen = Field().run(alt_code_keys(raw, characters=characters))
    assert [scan.text for scan in seen.scans] == [raw.decode("latin-1")]
    seen = Field().run(alt_code_keys([ord(letter) for letter in payload], characters=payload * system_characters))
    assert [scan.text for scan in seen.scans] == [payload]
    assert seen.typed == ""


@pytest.mark.parametrize("gap", [20.0, 40.0, 70.0])
def test_a_slow_scanner_is_told_with_what_it_leaked(gap: float) -> None:
    seen = Field().run(scanner_keys(CARD, gap=gap))
    assert [scan.text for scan in seen.scans] == [CARD]
    assert Damage.TOO_SLOW in seen.scans[0].damages
    assert seen.typed == CARD[: seen.scans[0].leaked]
    assert seen.scans[0].leaked <= 12


def test_flush_gives_what_is_held_but_never_a_scan() -> None:
    detector = WedgeDetector()
    key = KeyEvent(0.0, "a", code=1)
    assert detector.feed(key) == Outcome()
    assert detector.flush() == Outcome((key,))
    assert detector.flush() == Outcome()
    for event in scanner_keys(CARD[:20], start=100.0, suffix=Suffix.NONE):
        detector.feed(event)
    assert detector.scanning
    assert detector.flush() == Outcome()


def test_a_scan_shows_no_text_in_logs() -> None:
    scan = Field().run(scanner_keys(CARD)).scans[0]
    assert "082158990007" not in repr(scan)
