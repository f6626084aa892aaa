"""The machine-readable zone of a synthetic Vietnamese card, made from what is printed on it."""

import unicodedata
from datetime import date

from devices.simulated.citizens import SyntheticCitizen

FILLER = "<"
FOREVER = "991231"


def digit(text: str) -> str:
    """The check digit: weights 7, 3, 1 over 0-9, A-Z as 10-35, fillers as 0."""
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(letter) for letter in text]
    return str(sum(max(value, 0) * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def plain(name: str) -> str:
    """A name without marks, in capitals."""
    bare = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).upper()


def expiry(citizen: SyntheticCitizen) -> date | None:
    """The card's last day, after the holder's age; None without one."""
    ages = (14, 25, 40, 60) if citizen.has_new_card else (25, 40, 60)
    birthdays = [_birthday(citizen.birth_date, age) for age in ages]
    ahead = [day for day in birthdays if day > citizen.issue_date]
    if ahead and (ahead[0] - citizen.issue_date).days <= 730:
        ahead = ahead[1:]
    return ahead[0] if ahead else None


def zone(citizen: SyntheticCitizen, state: str = "VNM") -> str:
    """Ninety characters."""
    number = citizen.number
    short = number[3:]
    last = expiry(citizen)
    dates = (f"{citizen.birth_date:%y%m%d}", f"{last:%y%m%d}" if last else FOREVER)
    first = f"ID{state}{short}{digit(short)}{number}<<{digit(number)}"
    sex = "F" if citizen.sex == "Nữ" else "M"
    second = f"{dates[0]}{digit(dates[0])}{sex}{dates[1]}{digit(dates[1])}{state}" + FILLER * 11
    whole = digit(first[5:] + second[:7] + second[8:15] + second[18:])
    family, *others = plain(citizen.full_name).split()
    third = f"{family}<<{FILLER.join(others)}"[:30].ljust(30, FILLER)
    return first + second + whole + third


def key_information(text: str) -> str:
    """Document number, birth date and expiry date of a TD1 zone, each with its check digit."""
    return text[5:15] + text[30:37] + text[38:45]


def _birthday(born: date, age: int) -> date:
    if born.month == 2 and born.day == 29:
        return date(born.year + age, 2, 28)
    return born.replace(year=born.year + age)
