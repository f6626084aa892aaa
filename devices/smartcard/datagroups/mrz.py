"""The machine-readable zone (ICAO 9303-3, -4, -5, -6): TD1, TD2, TD3, every check digit, and Vietnam's own addition.

The Vietnamese card is a TD1. Its document number is the last nine digits of the personal number; its optional data hold
the twelve digits, two fillers and, as the thirtieth character of the line, their check digit. A card without an expiry
date says 991231.
"""

from dataclasses import dataclass
from datetime import date

from devices.smartcard.channel.passwords import NEVER_EXPIRES, check_digit
from devices.smartcard.errors import DataGroupError

NEVER = NEVER_EXPIRES
_SIZES = {90: (30, 3), 72: (36, 2), 88: (44, 2)}
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
PERSONAL_NUMBER = 12  # digits
# Years that an expiry date may lie ahead at most; a birth date never does. A Vietnamese card given shortly before the
# holder is forty is valid to sixty, 22 years; no chip has expired so long ago that the window could be too wide.
_AHEAD = 50
_CENTURIES = {digit: 1900 + 100 * (int(digit) // 2) for digit in "0123456789"}  # fourth digit of a personal number


@dataclass(frozen=True, slots=True, repr=False)
class Mrz:
    """A machine-readable zone, taken apart. Every text is as in the zone, without fillers.

    Attributes:
        document_code: "I", "P", "ID"…
        issuing_state: Three letters as in the zone, "D" for Germany.
        document_number: Without check digit.
        optional: Optional data, in the order of the zone.
        birth_date: None where it is incomplete or none.
        sex: "M", "F" or "".
        expiry_date: None where the document never expires, or the date is none.
        never_expires: Whether the zone says so.
        nationality: Three letters.
        surname: Primary identifier; words separated by spaces.
        given_names: Secondary identifier.
        personal_number: The 12-digit number of a Vietnamese card, "" where there is none.
        bad_check_digits: Which check digits do not fit.
    """

    document_code: str
    issuing_state: str
    document_number: str
    optional: tuple[str, ...]
    birth_date: date | None
    sex: str
    expiry_date: date | None
    never_expires: bool
    nationality: str
    surname: str
    given_names: str
    personal_number: str
    bad_check_digits: tuple[str, ...]

    def __repr__(self) -> str:
        """Never shows the holder."""
        return f"Mrz({self.issuing_state}, bad_check_digits={self.bad_check_digits})"


def parse_mrz(text: str, *, today: date) -> Mrz:
    """Take a zone apart; two-digit years are resolved as of `today`.

    Raises:
        DataGroupError: LDS-010: it has not the size or the characters of a machine-readable zone.
    """
    if len(text) not in _SIZES or not _ALPHABET.issuperset(text):
        raise DataGroupError("LDS-010")
    width, _ = _SIZES[len(text)]
    lines = [text[start : start + width] for start in range(0, len(text), width)]
    return _td1(lines, today) if width == 30 else _two_lines(lines, today)


def _td1(lines: list[str], today: date) -> Mrz:
    first, second, third = lines
    state = _text(first[2:5])
    number, number_digit, optional = _number(first[5:14], first[14], first[15:30])
    bad = _bad(
        ("document_number", number, number_digit),
        ("birth_date", second[0:6], second[6]),
        ("expiry_date", second[8:14], second[14]),
        ("composite", first[5:30] + second[0:7] + second[8:15] + second[18:29], second[29]),
    )
    personal = optional[:PERSONAL_NUMBER]
    if state == "VNM" and personal.isdigit() and len(personal) == PERSONAL_NUMBER:
        bad += _bad(("personal_number", personal, first[29]))
        if _text(number) != personal[-9:]:
            bad += ("personal_number",)
    else:
        personal = ""
    return _mrz(
        code=first[0:2],
        state=state,
        number=number,
        optional=(optional, second[18:29]),
        dates=(second[0:6], second[8:14]),
        sex=second[7],
        nationality=second[15:18],
        names=third,
        personal=personal,
        bad=bad,
        today=today,
    )


def _two_lines(lines: list[str], today: date) -> Mrz:
    first, second = lines
    td3 = len(first) == 44
    number, number_digit, optional = second[0:9], second[9], second[28:42] if td3 else second[28:35]
    if not td3:
        number, number_digit, optional = _number(number, number_digit, optional)
    checks = [
        ("document_number", number, number_digit),
        ("birth_date", second[13:19], second[19]),
        ("expiry_date", second[21:27], second[27]),
        ("composite", second[0:10] + second[13:20] + second[21 : 43 if td3 else 35], second[-1]),
    ]
    if td3 and optional.strip("<"):
        checks.append(("optional", optional, second[42]))
    return _mrz(
        code=first[0:2],
        state=_text(first[2:5]),
        number=number,
        optional=(optional,),
        dates=(second[13:19], second[21:27]),
        sex=second[20],
        nationality=second[10:13],
        names=first[5:],
        personal="",
        bad=_bad(*checks),
        today=today,
    )


def _mrz(
    *,
    code: str,
    state: str,
    number: str,
    optional: tuple[str, ...],
    dates: tuple[str, str],
    sex: str,
    nationality: str,
    names: str,
    personal: str,
    bad: tuple[str, ...],
    today: date,
) -> Mrz:
    never = dates[1] == NEVER
    surname, _, given = names.rstrip("<").partition("<<")
    return Mrz(
        document_code=_text(code),
        issuing_state=state,
        document_number=_text(number),
        optional=tuple(_text(each) for each in optional),
        birth_date=_birth_date(dates[0], personal, today),
        sex=_text(sex),
        expiry_date=None if never else _date(dates[1], today.year + _AHEAD),
        never_expires=never,
        nationality=_text(nationality),
        surname=_text(surname),
        given_names=_text(given),
        personal_number=personal,
        bad_check_digits=tuple(dict.fromkeys(bad)),
    )


def _number(number: str, number_digit: str, optional: str) -> tuple[str, str, str]:
    """A document number, its check digit, and the optional data that are left.

    A number of more than nine characters goes on in the optional data, up to a filler, with its check digit last (ICAO
    9303-5, section 4.2.2, and 9303-6, section 4.2.2; TD3 has no such rule).
    """
    rest, filler, left = optional.partition("<")
    if number_digit != "<" or not filler or len(rest) < 2:
        return number, number_digit, optional
    return number + rest[:-1], rest[-1], left


def _bad(*checks: tuple[str, str, str]) -> tuple[str, ...]:
    return tuple(name for name, text, digit in checks if check_digit(text) != (digit if digit != "<" else "0"))


def _text(field: str) -> str:
    return " ".join(field.replace("<", " ").split())


def _birth_date(text: str, personal: str, today: date) -> date | None:
    """A birth date: in the century that a Vietnamese number names, or the latest that is not in the future.

    The number's fourth digit stands for century and sex, the next two for the year (Circular 59/2021/TT-BCA, article
    4); where they are not those of the zone, the number says nothing.
    """
    if personal and personal[4:6] == text[:2]:
        named = _date(text, _CENTURIES[personal[3]] + 99)
        if named is not None and named <= today:
            return named
    found = _date(text, today.year)
    return found if found is None or found <= today else _date(text, today.year - 1)


def _date(text: str, last_year: int) -> date | None:
    """A date whose century is the latest that keeps it within `last_year`."""
    if not text.isdigit():
        return None
    year = last_year - (last_year - int(text[:2])) % 100
    try:
        return date(year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None
