"""What a decoder, a scanner or a keyboard does to a payload's text: recognised, and undone only where that is provable.

The manglings were measured (12 % of Vietnamese payloads come out of zbar as if they were Shift-JIS) or follow from how
keyboard-wedge scanners work: they press the keys of a US keyboard and drop the letters that it does not have.
"""

import codecs
import re
from datetime import date
from enum import StrEnum

from devices.number import PROVINCES, is_number
from devices.qrcode.keyboard_layouts import Layout, keys_of, only_digit_keys, typed_on
from devices.qrcode.syllables import is_folded_syllable, strange_words
from devices.qrcode.vietnamese import is_address, is_name, proves_no_loss

ENCODINGS = ("cp932", "shift_jis", "cp1252", "latin-1", "big5", "cp1258", "gbk", "euc_kr", "cp437", "cp850")
WINDOWS_1252 = "windows-1252 with controls"  # Python's cp1252 has no letter for five bytes; Windows passes them
# Looked up, and so loaded, at the start: the first card would wait for it.
_CODECS = {encoding: codecs.lookup(encoding) for encoding in ENCODINGS}
FIELDS = 7
# An AIM symbology identifier (ISO/IEC 15424), which scanners can be set to send first, and the ECI number after it.
_AIM_PREFIX = re.compile(r"\A\][A-Za-z][0-9A-Za-z](?:\\\d{6})?(?=\S)")
_HEX = re.compile(r"\A(?:[0-9A-Fa-f]{2}){40,}\Z")
_PROVINCE_PREFIX = re.compile(r"\A(?:Tỉnh|Thành phố|TP\.?|T\.)\s*")
_PROVINCE_NAMES = frozenset(PROVINCES.values()) | {"Huế"}


class Damage(StrEnum):
    """What happened to a text on its way."""

    WRONG_ENCODING = "wrong_encoding"  # UTF-8 bytes read as another encoding
    LOST_LETTERS = "lost_letters"  # letters beyond ASCII, or beyond Latin-1, dropped or replaced by "?"
    FOLDED = "folded"  # letters came without their marks
    CAPS_LOCK = "caps_lock"  # upper and lower case swapped
    UPPER_CASE = "upper_case"  # the scanner makes everything upper case
    DOUBLED_KEYS = "doubled_keys"  # every key came twice
    WRONG_LAYOUT = "wrong_layout"  # the computer believes in another keyboard
    INPUT_METHOD = "input_method"  # Telex or VNI rewrote what was typed
    TRUNCATED = "truncated"
    MISSING_SUFFIX = "missing_suffix"  # no Enter or Tab after the text
    TOO_SLOW = "too_slow"  # typed so slowly that its first keys could not be told from a person's


def undo(text: str) -> tuple[str, frozenset[Damage]]:
    """Undo what can be undone exactly, and say what it was.

    Args:
        text: As it arrived, in no particular normalisation form: a form of Unicode is itself a change.

    Returns:
        The text as far as it could be brought back, and what was found. That a step could be undone does not prove that
        no letter was lost before it: for that see `letters_proved`.
    """
    damages: set[Damage] = set()
    text = hex_undone(without_aim_prefix(text))
    for damage, repair in (
        (Damage.DOUBLED_KEYS, repair_doubled),
        (Damage.WRONG_ENCODING, repair_encoding),
        (Damage.CAPS_LOCK, repair_caps_lock),
        (Damage.WRONG_LAYOUT, repair_layout),
    ):
        repaired = repair(text)
        if repaired is not None:
            text = repaired
            damages.add(damage)
    if _sex_field(text) in {"NAM", "NỮ", "NU"}:
        damages.add(Damage.UPPER_CASE)
    return text, frozenset(damages)


def without_aim_prefix(text: str) -> str:
    """The text without the symbology identifier that a scanner sent before it."""
    return _AIM_PREFIX.sub("", text)


def hex_undone(text: str) -> str:
    """The text that a scanner's hexadecimal mode sent as two digits for each byte; any other text as it is."""
    if not _HEX.match(text):
        return text
    try:
        plain = bytes.fromhex(text).decode("utf-8")
    except UnicodeDecodeError:
        return text
    return plain if is_number(plain[:12]) and plain.count("|") >= FIELDS - 1 else text


def repair_doubled(text: str) -> str | None:
    """Take every second key away, where each came twice."""
    if len(text) % 2 or text[::2] != text[1::2] or not is_number(text[:24:2]):
        return None
    return text[::2]


def repair_encoding(text: str) -> str | None:
    """Undo a wrong decoding of UTF-8 bytes, where the outcome proves itself.

    Returns:
        The repaired text: the given one's bytes in the wrong encoding are its UTF-8, it has a citizen payload's shape,
        and every letter is Vietnamese. None where no such text exists.
    """
    if text.isascii():
        return None
    for encoding in (*ENCODINGS, WINDOWS_1252):
        try:
            raw = _windows_1252(text) if encoding == WINDOWS_1252 else _CODECS[encoding].encode(text)[0]
            candidate = raw.decode("utf-8")
        except UnicodeError:
            continue
        if candidate != text and is_whole(candidate):
            return candidate
    return None


def repair_caps_lock(text: str) -> str | None:
    """Swap the case back, where the sex was typed as ``nAM`` or ``nỮ`` or what is left of it."""
    sex = _sex_field(text)
    if not sex.startswith("n") or sex.lower() not in {"nam", "nữ", "nu", "n"}:
        return None
    swapped = text.swapcase()
    return swapped if swapped.swapcase() == text else None


def repair_layout(text: str) -> str | None:
    """Undo the keys of another keyboard, where number, dates and sex then have their shape.

    Only digits, dates and the sex of such a text are proved: what its letters lost is not known.
    """
    if has_shape(text):
        return None
    for layout in Layout:
        candidate = keys_of(text, layout)
        if typed_on(candidate, layout) == text and has_shape(candidate):
            return candidate
    return None


def split_scans(text: str) -> list[str]:
    """Part scans that arrived glued together, where the digits show the joint; the text itself if there is none.

    The joint is an issue date (8 digits), or the empty tail of an eleven-field code, followed by a number (12 digits);
    or a line's end between two texts that each begin with a number.
    """
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    if len(lines) > 1 and all(is_number(line.strip()[:12]) and "|" in line for line in lines):
        return [scan for line in lines for scan in split_scans(line.strip())]
    fields = text.split("|")
    for place in (FIELDS - 1, 10):
        if len(fields) <= place + FIELDS - 1:
            continue
        head = fields[place][:8] if place == FIELDS - 1 else ""
        number = fields[place][len(head) :]
        if is_number(number) and (place != FIELDS - 1 or is_payload_date(head)):
            first = "|".join([*fields[:place], head])
            return [first, *split_scans("|".join([number, *fields[place + 1 :]]))]
    return [text]


def other_layout(text: str) -> Layout | None:
    """The keyboard on which a text's beginning would be a 12-digit number; None where it is one, or never can be."""
    if is_number(text[:12]) or not only_digit_keys(text[:12]):
        return None
    return next((layout for layout in Layout if is_number(keys_of(text[:12], layout)[:12])), None)


def letters_proved(name: str, address: str, sex: str) -> bool:
    """Whether the letters that arrived prove that none was lost on a way that may lose them.

    Letters get lost by class, all beyond ASCII or all beyond Latin-1, and a keyboard that is too slow loses single
    ones. So every word must be a Vietnamese syllable, and a letter of the highest class must have come. One would do,
    were it not for input methods, which can bring back a mark (``Kar`` → ``Kả`` under Telex) after all were lost: it
    must stand where it is known to belong, in the province's name or the sex, or there must be several.

    Names of other peoples of the country (``Y Wang Niê``) therefore prove nothing: the officer compares them.
    """
    if not (is_name(name) and (not address or is_address(address))):
        return False
    places, province = part_province(address)
    if strange_words(f"{name} {places}"):
        return False
    marked = {word for word in f"{name} {address}".split() if proves_no_loss(word)}
    return proves_no_loss(province) or sex == "Nữ" or len(marked) >= 3


def part_province(address: str) -> tuple[str, str]:
    """What stands before the province that ends an address, and the province; the whole and "" if it is unknown."""
    places, _, last = address.rpartition(",")
    province = _PROVINCE_PREFIX.sub("", last.strip())
    return (places, province) if province in _PROVINCE_NAMES else (address, "")


def loss_seen(name: str, address: str) -> Damage:
    """How letters that did not prove themselves were lost: folded to plain ones, or dropped."""
    words = [word for word in re.split(r"[^A-Za-z]+", f"{name} {address}") if len(word) > 1]
    plain = f"{name}{address}".isascii() and "?" not in address + name
    return Damage.FOLDED if plain and words and all(map(is_folded_syllable, words)) else Damage.LOST_LETTERS


def is_whole(text: str) -> bool:
    """Whether a text has a citizen payload's shape and its letters prove that none was lost."""
    fields = text.split("|")
    return (
        len(fields) >= FIELDS
        and is_number(fields[0])
        and is_name(fields[2])
        and is_address(fields[5])
        and fields[4] in {"Nam", "Nữ"}
        and proves_no_loss(fields[2] + fields[5] + fields[4])
    )


def has_shape(text: str) -> bool:
    """Whether the digits, the dates and the sex of a text are a citizen payload's, whatever its letters are."""
    fields = [field.strip() for field in text.strip().split("|")]
    return (
        len(fields) >= FIELDS
        and is_number(fields[0])
        and is_payload_date(fields[3])
        and is_payload_date(fields[6])
        and fields[4].lower() in {"nam", "nữ", "nu", "n", "n?"}
    )


def is_payload_date(text: str) -> bool:
    """Whether a text is a day of the calendar as ``ddmmyyyy``."""
    if len(text) != 8 or not text.isascii() or not text.isdecimal():
        return False
    try:
        date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return False
    return True


def _sex_field(text: str) -> str:
    fields = text.split("|")
    return fields[4].strip() if len(fields) >= FIELDS else ""


def _windows_1252(text: str) -> bytes:
    """Windows-1252 as Windows has it: the five bytes that have no letter are control characters."""
    return b"".join(
        letter.encode("latin-1") if letter in "\x81\x8d\x8f\x90\x9d" else letter.encode("cp1252") for letter in text
    )
