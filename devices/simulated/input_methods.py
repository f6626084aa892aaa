"""A Vietnamese input method left on while a scanner types: Telex and VNI as UniKey runs them.

Each key goes into the word being typed; a key that marks a letter rewrites the word, which the computer does by sending
Backspaces and the new letters. Free marking is on, as UniKey ships it: the mark may come anywhere after its letter. The
spelling check that UniKey can also do is off here, so that as much is rewritten as ever may be.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

BACKSPACE = "\b"
_VOWELS = frozenset("aăâeêioôơuưy")
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}


@dataclass(frozen=True, slots=True)
class _Letter:
    base: str  # lower case, with its quality (â, ơ, đ) and without tone
    tone: str
    upper: bool

    def __str__(self) -> str:
        text = unicodedata.normalize("NFC", self.base + self.tone)
        return text.upper() if self.upper else text


_Word = list[_Letter]
_Rule = Callable[[_Word, str], bool]


def telex(text: str) -> str:
    """What is left on the screen when Telex is on and a scanner types `text`."""
    return _shown(telex_stream(text))


def vni(text: str) -> str:
    """What is left on the screen when VNI is on and a scanner types `text`."""
    return _shown(vni_stream(text))


def telex_stream(text: str) -> str:
    """The characters that reach the program under Telex, each Backspace as `BACKSPACE`."""
    return _stream(text, _telex_key)


def vni_stream(text: str) -> str:
    """The characters that reach the program under VNI, each Backspace as `BACKSPACE`."""
    return _stream(text, _vni_key)


def _shown(stream: str) -> str:
    shown: list[str] = []
    for character in stream:
        if character == BACKSPACE:
            shown.pop()
        else:
            shown.append(character)
    return "".join(shown)


def _stream(text: str, rule: _Rule) -> str:
    word: _Word = []
    sent: list[str] = []
    for character in text:
        before = "".join(str(letter) for letter in word)
        if word and rule(word, character):
            after = "".join(str(letter) for letter in word)
            same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
            sent.append(BACKSPACE * (len(before) - same) + after[same:])
            continue
        if character.isalpha() and character.isascii():
            word.append(_Letter(character.lower(), "", character.isupper()))
        else:
            word.clear()
        sent.append(character)
    return "".join(sent)


def _telex_key(word: _Word, key: str) -> bool:
    low = key.lower()
    if low in _TELEX_TONES:
        return _set_tone(word, _TELEX_TONES[low])
    if low == "z":
        return _set_tone(word, "")
    if low in _HATS:
        return _replace_last(word, {low: _HATS[low]})
    if low == "w":
        return _horn(word)
    return low == "d" and _replace_last(word, {"d": "đ"})


def _vni_key(word: _Word, key: str) -> bool:
    if key in _VNI_TONES:
        return _set_tone(word, _VNI_TONES[key])
    if key == "0":
        return _set_tone(word, "")
    if key == "6":
        return _replace_last(word, _HATS)
    if key == "7":
        return _replace_last(word, {"o": "ơ", "u": "ư"})
    if key == "8":
        return _replace_last(word, {"a": "ă"})
    return key == "9" and _replace_last(word, {"d": "đ"})


def _horn(word: _Word) -> bool:
    bases = "".join(letter.base for letter in word)
    place = bases.rfind("uo")
    if place >= 0:
        for offset, base in enumerate("ươ"):
            word[place + offset] = _Letter(base, word[place + offset].tone, word[place + offset].upper)
        return True
    return _replace_last(word, _HORNS)


def _replace_last(word: _Word, changes: dict[str, str]) -> bool:
    for place in range(len(word) - 1, -1, -1):
        letter = word[place]
        if letter.base in changes:
            word[place] = _Letter(changes[letter.base], letter.tone, letter.upper)
            return True
    return False


def _set_tone(word: _Word, tone: str) -> bool:
    """Put the tone on the word's vowel: the marked one, else the last but one of two at its end, else the last."""
    places = [place for place, letter in enumerate(word) if letter.base in _VOWELS]
    if not places or (not tone and not any(letter.tone for letter in word)):
        return False
    marked = [place for place in places if word[place].base in "ăâêôơư"]
    ends_open = places[-1] == len(word) - 1 and len(places) > 1
    chosen = marked[-1] if marked else places[-2] if ends_open else places[-1]
    for place in places:
        letter = word[place]
        word[place] = _Letter(letter.base, tone if place == chosen else "", letter.upper)
    return True
