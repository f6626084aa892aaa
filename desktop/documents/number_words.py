"""Whole numbers in Vietnamese words, as papers have them beside the figures: 24 is ``hai mươi bốn``."""

from typing import Final

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
MOST: Final = 999_999


def number_words(number: int) -> str:
    """A number from 0 to 999.999 in words, in lower case.

    After tens 1 is "mốt" (but "mười một"), 5 is "lăm"; a missing ten is "linh", after thousands a missing hundred is
    "không trăm".

    Raises:
        ValueError: It is below 0 or above.
    """
    if not 0 <= number <= MOST:
        raise ValueError(f"{number} is not between 0 and {MOST}")
    thousands, rest = divmod(number, 1000)
    parts = [f"{_below_thousand(thousands, whole=False)} nghìn"] if thousands else []
    if rest or not thousands:
        parts.append(_below_thousand(rest, whole=bool(thousands)))
    return " ".join(parts)


def _below_thousand(number: int, *, whole: bool) -> str:
    """A group of three digits; `whole` says its hundred even where it is nought, since something stands before it."""
    hundreds, rest = divmod(number, 100)
    parts = [f"{DIGITS[hundreds]} trăm"] if hundreds or whole else []
    tens, ones = divmod(rest, 10)
    if not tens:
        if ones or not parts:
            parts.append(f"linh {DIGITS[ones]}" if parts else DIGITS[ones])
    else:
        parts.append("mười" if tens == 1 else f"{DIGITS[tens]} mươi")
        if ones:
            parts.append("lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else DIGITS[ones])
    return " ".join(parts)
