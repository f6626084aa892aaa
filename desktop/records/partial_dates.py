"""Dates as old books have them: whole, the year alone, or with parts that nobody can read.

Written dd/mm/yyyy, ddmmyyyy or yyyy. A part that is not known is written ``--`` (the year ``----``); ``?``, ``_``,
``.`` and ``x`` are taken for a dash as well. A date with only the year known is written as the year.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from desktop.records.books import EARLIEST_YEAR, LATEST_YEAR

_UNKNOWN = r"[-?_.xX]{1,2}"
_WHOLE = re.compile(rf"([0-9]{{1,2}}|{_UNKNOWN})[/]([0-9]{{1,2}}|{_UNKNOWN})[/]([0-9]{{4}}|[-?_.xX]{{4}})")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
_LEAP_YEAR = 2000  # where the year is not known 29/02 may have been


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with None for what is not known; its text is the one way of writing it."""

    day: int | None
    month: int | None
    year: int | None

    def __str__(self) -> str:
        """As written in a form."""
        if self.day is None and self.month is None and self.year is not None:
            return f"{self.year:04d}"
        day = "--" if self.day is None else f"{self.day:02d}"
        month = "--" if self.month is None else f"{self.month:02d}"
        return f"{day}/{month}/" + ("----" if self.year is None else f"{self.year:04d}")

    def is_after(self, day: date) -> bool:
        """Whether it is surely after a day, whatever the unknown parts are."""
        if self.year is None or self.year < day.year:
            return False
        if self.year > day.year:
            return True
        if self.month is None or self.month < day.month:
            return False
        return self.month > day.month or (self.day is not None and self.day > day.day)


def partial_date(text: str) -> PartialDate | None:
    """Read a date; None if it is none, or its year is not one of 1860 to 2100."""
    text = text.strip()
    if _YEAR.fullmatch(text):
        return _checked(None, None, int(text))
    match = _WHOLE.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return None
    day, month, year = (int(part) if part.isdecimal() else None for part in match.groups())
    return _checked(day, month, year)


def _checked(day: int | None, month: int | None, year: int | None) -> PartialDate | None:
    if year is not None and not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    if month is not None and not 1 <= month <= 12:
        return None
    longest = monthrange(_LEAP_YEAR if year is None else year, month)[1] if month is not None else 31
    return None if day is not None and not 1 <= day <= longest else PartialDate(day, month, year)
