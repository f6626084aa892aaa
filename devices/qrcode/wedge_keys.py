"""Key events as a keyboard-wedge scanner and a person make them, and the text that a burst of them typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from devices.qrcode.text_damage import Damage


class Suffix(StrEnum):
    """The key that ended a scan."""

    ENTER = "enter"
    TAB = "tab"
    NONE = ""


class Key(StrEnum):
    """The keys that mean something here; any other key is `OTHER` and told by its text."""

    ENTER = "enter"
    TAB = "tab"
    BACKSPACE = "backspace"
    ALT = "alt"
    MODIFIER = "modifier"  # Shift, Control, Caps Lock, AltGr
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One press or release of a key.

    Attributes:
        at: When it happened, in milliseconds of the system's event clock; not when the program got to it.
        text: The characters that the key typed; "" for none.
        key: Which key, as far as it matters.
        code: Tells keys apart, so that a release finds its press.
        pressed: A press, else a release.
        repeat: Made by holding the key down.
        command: Control, Meta or (but for the numeric pad) Alt is down: a command, not text.
        alt_digit: The digit typed on the numeric pad while Alt is down; -1 for none.
        composed: The text came from an input method.
        token: The caller's own mark, given back untouched.
    """

    at: float
    text: str = ""
    key: Key = Key.OTHER
    code: int = 0
    pressed: bool = True
    repeat: bool = False
    command: bool = False
    alt_digit: int = -1
    composed: bool = False
    token: int = 0

    @property
    def types(self) -> bool:
        """Whether it is a press that may be one key of a scan."""
        return self.pressed and not self.repeat and not self.command and (bool(self.text) or self.alt_digit >= 0)


@dataclass(frozen=True, slots=True)
class WedgeScan:
    """One scan of a keyboard-wedge scanner.

    Attributes:
        text: What it typed, in no normalisation form.
        suffix: The key that ended it.
        damages: What its keys show and its text does not: an input method's Backspaces, no suffix, too slow.
        milliseconds: From its first key to its last.
        leaked: How many of its first characters reached the focused field, because it typed as slowly as a person.
    """

    text: str
    suffix: Suffix
    damages: frozenset[Damage]
    milliseconds: float
    leaked: int = 0

    def __repr__(self) -> str:
        """Never shows the text: a repr ends up in logs."""
        return f"WedgeScan({len(self.text)} characters, suffix={self.suffix!r}, damages={sorted(self.damages)})"


def typed_text(events: Sequence[KeyEvent]) -> tuple[str, frozenset[Damage]]:
    """The text that a burst's events leave on the screen, and the damage that they show.

    Alt and digits of the numeric pad are one character. Windows gives it as a key of its own after the digits; where it
    did not come, the code speaks: up to 255 a byte, as the character of the same number, above it a character.
    """
    shown: list[str] = []
    damages: set[Damage] = set()
    code = ""
    waiting: int | None = None  # an ALT code that is complete and whose character may still come
    for event in events:
        if event.alt_digit >= 0 and event.pressed:
            shown += _character(waiting)
            waiting, code = None, code + str(event.alt_digit)
        elif event.key is Key.ALT and not event.pressed and code:
            waiting, code = int(code), ""
        elif event.pressed and event.key is Key.BACKSPACE:
            damages.add(Damage.INPUT_METHOD)
            del shown[-1:]
        elif event.types:
            if not _is_characters_of(waiting, event.text):
                shown += _character(waiting)
            waiting = None
            shown.append(event.text)
            if event.composed:
                damages.add(Damage.INPUT_METHOD)
    shown += _character(waiting)
    return "".join(shown), frozenset(damages)


def _is_characters_of(code: int | None, text: str) -> bool:
    """Whether the system made the text from an ALT code; beyond ASCII its code page decides which letter it is."""
    if code is None:
        return False
    return text == chr(code) if code < 0x80 else not text.isascii()


def _character(code: int | None) -> list[str]:
    return [chr(code)] if code is not None and 0 < code < 0xD800 else []
