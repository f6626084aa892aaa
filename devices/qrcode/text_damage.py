"""What a decoder, a scanner or a keyboard does to a payload's text: recognised, and undone only where that is provable.

The manglings were measured (12 % of Vietnamese payloads come out of zbar as if they were Shift-JIS) or follow from how
keyboard-wedge scanners work: they type the characters that their keyboard layout has and drop the others.
"""

from enum import StrEnum

from devices.qrcode.number import is_number
from devices.qrcode.vietnamese import is_address, is_name, proves_no_loss

ENCODINGS = ("cp932", "shift_jis", "cp1252", "latin-1", "big5", "cp1258", "gbk", "euc_kr")
# The unshifted digit row of a French keyboard, for 1 2 3 … 0.
AZERTY_DIGITS = frozenset("&é\"'(-è_çà")
FIELDS = 7


class Damage(StrEnum):
    """What happened to a text on its way."""

    WRONG_ENCODING = "wrong_encoding"  # UTF-8 bytes read as another encoding
    LOST_LETTERS = "lost_letters"  # letters beyond ASCII, or beyond Latin-1, dropped
    FOLDED = "folded"  # letters came without their marks
    CAPS_LOCK = "caps_lock"  # upper and lower case swapped
    WRONG_LAYOUT = "wrong_layout"  # the scanner types for another keyboard
    INPUT_METHOD = "input_method"  # Telex or VNI rewrote what was typed
    TRUNCATED = "truncated"
    MISSING_SUFFIX = "missing_suffix"  # no Enter or Tab after the text


def repair_encoding(text: str) -> str | None:
    """Undo a wrong decoding of UTF-8 bytes, where the outcome proves itself.

    Returns:
        The repaired text: its bytes come back through the wrong encoding to the text given, it has a citizen payload's
        shape, and every letter is Vietnamese. None where no such text exists.
    """
    if text.isascii():
        return None
    for encoding in ENCODINGS:
        try:
            raw = text.encode(encoding)
            candidate = raw.decode("utf-8")
        except UnicodeError:
            continue
        if candidate != text and raw.decode(encoding, "replace") == text and is_whole(candidate):
            return candidate
    return None


def repair_caps_lock(text: str) -> str | None:
    """Swap the case back, where every word of the name then begins with its only capital and the sex is a known one."""
    fields = text.split("|")
    if len(fields) < FIELDS or fields[4] not in {"nAM", "nỮ"}:
        return None
    swapped = text.swapcase()
    name = swapped.split("|")[2]
    return swapped if all(word == word.capitalize() for word in name.split()) and is_whole(swapped) else None


def repair_separator(text: str) -> str | None:
    """Put ``|`` back where another layout typed something else for it; the digits then fit the payload's shape.

    Only digits, dates and the sex of such a text are proved: its letters may be swapped too.
    """
    if not is_number(text[:12]) or len(text) < 14 or text[12] in "| \t" or text[12].isalnum():
        return None
    separator = text[12]
    fields = text.split(separator)
    dates = len(fields) >= FIELDS and all(_is_digits(fields[place], 8) for place in (3, 6))
    return text.replace(separator, "|") if dates else None


def split_scans(text: str) -> list[str]:
    """Part scans that arrived glued together, where the digits show the joint; the text itself if there is none.

    The joint is an issue date (8 digits), or the empty tail of an eleven-field code, followed by a number (12 digits).
    """
    fields = text.split("|")
    for place in (FIELDS - 1, 10):
        if len(fields) <= place + FIELDS - 1:
            continue
        head = fields[place][:8] if place == FIELDS - 1 else ""
        number = fields[place][len(head) :]
        if is_number(number) and (place != FIELDS - 1 or _is_digits(head, 8)):
            first = "|".join([*fields[:place], head])
            return [first, *split_scans("|".join([number, *fields[place + 1 :]]))]
    return [text]


def looks_like_other_layout(text: str) -> bool:
    """Whether a text begins as a 12-digit number does when a scanner types for a French keyboard."""
    return len(text) >= 12 and all(letter in AZERTY_DIGITS for letter in text[:12])


def letters_proved(name: str, address: str, sex: str) -> bool:
    """Whether the letters that arrived prove that none was lost on the way."""
    return is_name(name) and (not address or is_address(address)) and proves_no_loss(name + address + sex)


def is_whole(text: str) -> bool:
    """Whether a text is a citizen payload in which every letter arrived: shape, alphabet and a three-byte letter."""
    fields = text.split("|")
    return (
        len(fields) >= FIELDS
        and is_number(fields[0])
        and is_name(fields[2])
        and is_address(fields[5])
        and fields[4] in {"Nam", "Nữ"}
        and proves_no_loss(fields[2] + fields[5] + fields[4])
    )


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdecimal()
