"""The Vietnamese alphabet, and what a text's letters prove about the way it came.

A scanner or a keyboard that loses letters loses a whole class of them: all beyond ASCII, all beyond Latin-1, or all
that take three bytes in UTF-8. A text in which a three-byte letter arrived has come through a way that loses none.
"""

import unicodedata

_BASES = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = "".join(unicodedata.normalize("NFC", base + tone) for base in _BASES for tone in _TONES)
_CONSONANTS = "bcdđghklmnpqrstvx"
_OTHERS = "fjwz"  # not in Vietnamese words, but in names of other peoples of the country
LOWER = frozenset(_VOWELS + _CONSONANTS + _OTHERS)
LETTERS = LOWER | frozenset(letter.upper() for letter in LOWER)
# Every letter in both cases, as printed on the scanner check's code.
ALL_LETTERS = "".join(sorted(_VOWELS + _CONSONANTS)) + "".join(sorted((_VOWELS + _CONSONANTS).upper()))
NAME_MARKS = frozenset(" '’-.")
ADDRESS_MARKS = frozenset(" ,./-'’()&:;+º°“”\"") | frozenset("0123456789")


def is_name(text: str) -> bool:
    """Whether every character may stand in a name."""
    return bool(text) and all(letter in LETTERS or letter in NAME_MARKS for letter in text)


def is_address(text: str) -> bool:
    """Whether every character may stand in an address."""
    return bool(text) and all(letter in LETTERS or letter in ADDRESS_MARKS for letter in text)


def has_marks(text: str) -> bool:
    """Whether a single letter is beyond ASCII."""
    return not text.isascii()


def proves_no_loss(text: str) -> bool:
    """Whether a Vietnamese letter of three UTF-8 bytes arrived, so that no class of letters was lost."""
    return any(letter in LETTERS and len(letter.encode()) == 3 for letter in text)
