"""Names in the order of the Vietnamese alphabet. Databases order by bytes, or as whoever set them up chose."""

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; none comes first


def alphabetical(text: str) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """What names are sorted by: word by word their letters, and their tones where all letters are the same."""
    words = [_parts(word) for word in text.casefold().split()]
    return [letters for letters, _ in words], [tones for _, tones in words]


def _parts(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The places of a word's letters in the alphabet, digits and marks before them, and the tone of each letter."""
    letters: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", word):
        apart = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES))
        place = _ALPHABET.find(bare)
        letters.append(place if place >= 0 else ord(bare[0]) - 0x110000)
        tones.append(max(_TONES.find(mark) + 1 for mark in apart))
    return tuple(letters), tuple(tones)
