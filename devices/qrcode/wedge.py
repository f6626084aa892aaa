"""Tells a keyboard-wedge scanner from a person by timing and shape.

A scanner types four keys within 45 ms, or three digits within 30; a person hardly ever does. So every key that may
begin a scan is held for at most 45 ms. If a burst follows, everything is held until the burst ends and is then one
scan, of which no field saw a character; if none follows, or what followed is too short for a code, the keys are handed
on in their order. Only the events' own times count, so a program that was busy for a second still sees the scanner's
pace.

A scanner that takes more than 15 ms for a key cannot be told from a person by its first keys. It is recognised by the
twelve digits and the bar with which a card begins, and what reached the field until then is counted.
"""

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from devices.number import is_number
from devices.qrcode.text_damage import FIELDS, Damage, has_shape
from devices.qrcode.wedge_keys import Key, KeyEvent, Suffix, WedgeScan, typed_text

HOLD = 45.0  # ms that a person's key waits at most
BURST = (4, HOLD)  # that many keys within so many ms are a scanner's
BURST_DIGITS = (3, 30.0)  # the same for digits, with which a card's code begins
END_WHOLE = 50.0  # ms of silence after which a text with a card's shape is over
END_OTHER = 150.0  # the same for any other text: a radio scanner may pause inside
END_SLOW = 300.0  # the same for a scanner that types as slowly as a person
SLOWEST = 80.0  # ms between keys that a slow scanner may take; twelve digits and a bar at this pace are no person
SHORTEST = 8  # characters of a burst that is a scan
SHORTEST_ENDED = 6  # the same where Enter or Tab came in the burst too
PACE = 30.0  # ms between keys: the middle of a scan's gaps is below
TAIL = 60.0  # ms after a scan in which another end key belongs to it (CR and LF)
LEAD_KEYS = 3  # a person's keys that may have come just before the scanner's first
LEAD_GAP = 24.0  # ms between such a key and the scanner's first
_ENDS = {Key.ENTER: Suffix.ENTER, Key.TAB: Suffix.TAB}
_CONTROL_ENDS = {"\r": Suffix.ENTER, "\n": Suffix.ENTER, "\t": Suffix.TAB}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do now.

    Attributes:
        deliver: Events to hand on, in this order. The event just fed is among them, or it is held or swallowed.
        scan: A scan that has ended.
    """

    deliver: tuple[KeyEvent, ...] = ()
    scan: WedgeScan | None = None


class WedgeDetector:
    """Takes every key event of the program and says which to hand on, and when a scan has come.

    A person's key is never lost or reordered, and waits longer than `HOLD` only where it falls into a scanner's burst.
    """

    def __init__(self) -> None:
        self._held: list[KeyEvent] = []
        self._scanning = False
        self._last_at = 0.0
        self._tail_until = float("-inf")
        self._swallowed: set[int] = set()  # keys of a scan that are still down
        self._handed_on: deque[KeyEvent] = deque(maxlen=12)
        self._leaked: tuple[KeyEvent, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether keys are being held."""
        return bool(self._held)

    @property
    def scanning(self) -> bool:
        """Whether a scanner's burst is under way."""
        return self._scanning

    @property
    def deadline(self) -> float | None:
        """The time of the event clock at which `tick` has something to do, if no event comes before."""
        if not self._held:
            return None
        return self._last_at + self._end_after() if self._scanning else self._held[0].at + HOLD

    def feed(self, event: KeyEvent) -> Outcome:
        """Take the next event, in the order of the event clock."""
        before = self.tick(event.at)
        if event.pressed:
            self._swallowed.discard(event.code)
        now = self._take(event)
        self._note(now.deliver)
        return Outcome(before.deliver + now.deliver, now.scan or before.scan)

    def tick(self, at: float) -> Outcome:
        """Do what is due at a time of the event clock, when every event before it has been fed."""
        if self._scanning:
            quiet = at - self._last_at
            over = quiet > min(HOLD, END_WHOLE) and quiet > self._end_after()
            return self._finish(Suffix.NONE, None) if over else Outcome()
        due: list[KeyEvent] = []
        while self._held and self._held[0].at + HOLD <= at:
            due += self._pop_first()
        self._note(tuple(due))
        return Outcome(tuple(due))

    def flush(self) -> Outcome:
        """Hand on what is held unless a scan is under way: something that must come after it is about to happen."""
        if self._scanning:
            return Outcome()
        held, self._held = tuple(self._held), []
        return Outcome(held)

    def _take(self, event: KeyEvent) -> Outcome:
        if not event.pressed or event.key in {Key.ALT, Key.MODIFIER}:
            return self._take_companion(event)
        if event.key in _ENDS or event.key is Key.BACKSPACE or (event.command and self._scanning):
            return self._take_control(event)
        if not event.types:
            # An arrow, a function key, a command, a repeat: a person's; nothing of it may overtake what is held.
            return Outcome() if self._scanning and event.repeat else Outcome((*self.flush().deliver, event))
        self._held.append(event)
        self._last_at = event.at
        self._scanning = self._scanning or self._is_burst() or self._is_slow_scan(event)
        return Outcome()

    def _take_companion(self, event: KeyEvent) -> Outcome:
        """A release, or a modifier key: it goes the way of the keys around it."""
        if not event.pressed and event.code in self._swallowed:
            self._swallowed.discard(event.code)
            return Outcome()
        if not self._held:
            return Outcome((event,))
        self._held.append(event)
        return Outcome()

    def _take_control(self, event: KeyEvent) -> Outcome:
        """An end key or a Backspace: part of a burst if there is one, else a person's."""
        suffix = _CONTROL_ENDS.get(event.text, Suffix.NONE) if event.command else _ENDS.get(event.key, Suffix.NONE)
        if self._scanning:
            self._last_at = event.at
            if suffix is not Suffix.NONE:
                return self._finish(suffix, event)
            if event.key is Key.BACKSPACE:
                self._held.append(event)
            elif event.pressed:
                self._swallowed.add(event.code)
            return Outcome()
        if self._held and not event.repeat:
            self._held.append(event)
            return Outcome()
        if suffix is not Suffix.NONE and event.at <= self._tail_until:
            self._swallowed.add(event.code)
            return Outcome()
        return Outcome((*self.flush().deliver, event))

    def _is_burst(self) -> bool:
        presses = [event for event in self._held if event.types]
        for (count, within), digits in ((BURST_DIGITS, True), (BURST, False)):
            last = presses[-count:]
            fast = len(last) == count and last[-1].at - last[0].at <= within
            if fast and (not digits or all(event.text.isdecimal() for event in last)):
                return True
        return False

    def _is_slow_scan(self, event: KeyEvent) -> bool:
        """Whether twelve digits went by at a machine's pace and now comes the bar that no person types after them."""
        if event.text != "|":
            return False
        typed = [*self._handed_on, *(held for held in self._held if held.types)][-13:]
        gaps = [after.at - before.at for before, after in pairwise(typed)]
        if not is_number("".join(key.text for key in typed[:-1])) or max(gaps) > SLOWEST:
            return False
        self._leaked = tuple(key for key in typed[:-1] if key not in self._held)
        return True

    def _end_after(self) -> float:
        if self._leaked:
            return END_SLOW
        if sum(event.types for event in self._held) < SHORTEST:
            return HOLD
        bars = sum(event.text == "|" for event in self._held)
        return END_WHOLE if bars >= FIELDS - 1 and has_shape(typed_text(self._held)[0]) else END_OTHER

    def _finish(self, suffix: Suffix, end: KeyEvent | None) -> Outcome:
        """End the burst: a scan, or a person's keys after all."""
        events, self._held, self._scanning = self._held, [], False
        leaked, self._leaked = self._leaked, ()
        text, damages = typed_text([*leaked, *events])
        shortest = SHORTEST if suffix is Suffix.NONE else SHORTEST_ENDED
        if not leaked and (len(text) < shortest or _middle_gap(events) > PACE):
            return Outcome((*events, end) if end is not None else tuple(events))
        lead, events = self._part_lead(events, text)
        if lead:
            text, damages = typed_text(events)
        if suffix is Suffix.NONE:
            damages |= {Damage.MISSING_SUFFIX}
        if leaked:
            damages |= {Damage.TOO_SLOW}
        down = {event.code for event in events if event.pressed} | ({end.code} if end is not None else set())
        up = {event.code for event in events if not event.pressed}
        self._swallowed |= down - up
        self._tail_until = self._last_at + TAIL
        strangers = tuple(event for event in events if not event.pressed and event.code not in down)
        first = (leaked or tuple(events))[0].at
        return Outcome(lead + strangers, WedgeScan(text, suffix, damages, self._last_at - first, len(leaked)))

    @staticmethod
    def _part_lead(events: list[KeyEvent], text: str) -> tuple[tuple[KeyEvent, ...], list[KeyEvent]]:
        """Give back a person's keys that the burst took along: a card's number, or the pace, begins after them."""
        places = [place for place, event in enumerate(events) if event.types]
        if len(places) < 2 or any(event.alt_digit >= 0 for event in events):
            return (), events
        if text.count("|") >= FIELDS - 1:
            starts = (n for n in range(LEAD_KEYS + 1) if is_number(text[n : n + 12]) and text[n + 12 : n + 13] == "|")
            lead = next(starts, 0)
        else:
            gap = events[places[1]].at - events[places[0]].at
            lead = int(gap > LEAD_GAP and gap > 4 * _middle_gap(events))
        cut = places[lead] if lead else 0
        return tuple(events[:cut]), events[cut:]

    def _pop_first(self) -> list[KeyEvent]:
        """The first held press and what follows it up to the next press."""
        end = next((i for i, event in enumerate(self._held) if i and event.pressed and event.types), len(self._held))
        first, self._held = self._held[:end], self._held[end:]
        return first

    def _note(self, handed_on: tuple[KeyEvent, ...]) -> None:
        self._handed_on.extend(event for event in handed_on if event.types)


def _middle_gap(events: list[KeyEvent]) -> float:
    times = [event.at for event in events if event.types]
    return median(after - before for before, after in pairwise(times)) if len(times) > 1 else 0.0
