"""What opens a chip: the CAN or the machine-readable zone; and how a Vietnamese card's are known before it is read.

The card access number of the Vietnamese card is the last six digits of the personal number. Its document number is the
last nine, so that BAC needs besides only the birth date, which the QR code holds, and the expiry date, which it does
not: that follows from the holder's age (Law 26/2023/QH15, article 21; Law 59/2014/QH13, article 21).
"""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha1

NEVER_EXPIRES = "991231"  # what the machine-readable zone of a card without an expiry date says
MILESTONES = (14, 25, 40, 60)  # ages at which the card is renewed
FOURTEEN_SINCE = date(2024, 7, 1)  # Law 26/2023/QH15; before, a card was first given at fourteen
RENEWED_EARLY_YEARS = 2  # a card given so shortly before a milestone is valid to the next
MOST_CANDIDATES = 3
_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True, repr=False)
class Can:
    """A card access number, 6 digits. Never shown, never logged."""

    digits: str

    @property
    def secret(self) -> bytes:
        """What PACE derives its key from (ICAO 9303-11, section 4.4.4.1)."""
        return self.digits.encode("latin-1")

    def __repr__(self) -> str:
        """Shows nothing."""
        return "Can(…)"


@dataclass(frozen=True, slots=True, repr=False)
class MrzKey:
    """The part of the machine-readable zone that opens a chip. Never shown, never logged.

    Attributes:
        document_number: As in the zone, without check digit; shorter than nine characters is filled up with "<".
        birth_date: YYMMDD.
        expiry_date: YYMMDD.
    """

    document_number: str
    birth_date: str
    expiry_date: str

    @property
    def information(self) -> bytes:
        """Number, birth date and expiry date, each with its check digit (ICAO 9303-11, section 4.3.2)."""
        parts = (self.document_number.ljust(9, "<"), self.birth_date, self.expiry_date)
        return "".join(part + check_digit(part) for part in parts).encode("latin-1")

    @property
    def secret(self) -> bytes:
        """What BAC and PACE derive their keys from: the SHA-1 of the information."""
        return sha1(self.information, usedforsecurity=False).digest()  # as the standard says

    def __repr__(self) -> str:
        """Shows nothing."""
        return "MrzKey(…)"


Password = Can | MrzKey


@dataclass(frozen=True, slots=True, repr=False)
class AccessKey:
    """Everything that may open one citizen's chip.

    Attributes:
        number: The personal number, 12 digits, that the chip must confirm; "" where it is not known.
        can: For PACE; None where it is not known.
        mrz: For BAC, the likeliest first; at most three.
    """

    number: str = ""
    can: Can | None = None
    mrz: tuple[MrzKey, ...] = field(default=())

    def __repr__(self) -> str:
        """Shows what there is, not what it says."""
        return f"AccessKey(can={self.can is not None}, mrz={len(self.mrz)})"


def check_digit(text: str) -> str:
    """The check digit over weights 7, 3, 1 (ICAO 9303-3, section 4.9).

    Raises:
        ValueError: A character that a machine-readable zone has not.
    """
    total = 0
    for index, character in enumerate(text):
        value = 0 if character == "<" else int(character, 36) if character.isascii() and character.isalnum() else -1
        if value < 0 or character.islower():
            raise ValueError("not a character of a machine-readable zone")
        total += value * _WEIGHTS[index % 3]
    return str(total % 10)


def access_key(number: str, birth_date: date | None = None, issue_date: date | None = None) -> AccessKey:
    """What opens the card of this personal number.

    The number alone is enough for PACE. With the birth date BAC can be tried too; the issue date makes the expiry
    date all but certain.

    Raises:
        ValueError: The number is not 12 digits.
    """
    if len(number) != 12 or not (number.isascii() and number.isdigit()):
        raise ValueError("a personal number has 12 digits")
    mrz: tuple[MrzKey, ...] = ()
    if birth_date is not None:
        born = birth_date.strftime("%y%m%d")
        mrz = tuple(MrzKey(number[-9:], born, expiry) for expiry in likely_expiry_dates(birth_date, issue_date))
    return AccessKey(number, Can(number[-6:]), mrz)


def likely_expiry_dates(birth_date: date, issue_date: date | None) -> tuple[str, ...]:
    """Expiry dates as YYMMDD, the likeliest first, at most three.

    A card is valid to the birthday at the next milestone age, or to the one after if it was given within two years
    before; after the last it never expires. Without the issue date the milestones nearest to the cards now in use
    are taken: those still to come, then never.
    """
    expiries = [_birthday(birth_date, age) for age in MILESTONES if age != 14 or _first_card_before_14(issue_date)]
    given = issue_date or FOURTEEN_SINCE
    ahead = [expiry for expiry in expiries if expiry > given]
    early = bool(ahead) and ahead[0] <= _birthday(given, RENEWED_EARLY_YEARS)
    texts = [expiry.strftime("%y%m%d") for expiry in ahead] + [NEVER_EXPIRES]
    likely = [texts[1], texts[0], *texts[2:]] if early else texts
    return tuple(likely[:MOST_CANDIDATES])


def _first_card_before_14(issue_date: date | None) -> bool:
    return issue_date is not None and issue_date >= FOURTEEN_SINCE


def _birthday(birth_date: date, age: int) -> date:
    """The birthday at an age; somebody born on 29 February has it on 28 February in the other years."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return birth_date.replace(year=birth_date.year + age, day=28)
