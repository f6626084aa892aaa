"""Which days are worked: Monday to Friday, without the holidays and with the days worked in exchange."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import msgspec
import yaml

from sync.errors import ProtocolError

LARGEST_FILE = 1_000_000  # bytes
_FRIDAY = 5


class _Holiday(msgspec.Struct, frozen=True):
    day: date
    working: bool = False


class WorkingDays:
    """The calendar of a province's desks."""

    def __init__(self, exceptions: Mapping[date, bool]) -> None:
        """Take the days that break the week's pattern, and whether each is worked."""
        self._exceptions = dict(exceptions)

    def is_worked(self, day: date) -> bool:
        """Whether desks are open on a day."""
        return self._exceptions.get(day, day.isoweekday() <= _FRIDAY)

    def between(self, first: date, last: date) -> Iterator[date]:
        """The worked days from `first` to `last`."""
        day = first
        while day <= last:
            if self.is_worked(day):
                yield day
            day += timedelta(days=1)

    def before(self, day: date, count: int) -> date:
        """The worked day that many worked days before a day."""
        while count:
            day -= timedelta(days=1)
            count -= self.is_worked(day)
        return day


def load_working_days(catalogue: Path) -> WorkingDays:
    """Read ``holidays.yaml`` of a catalogue's folder.

    Raises:
        ProtocolError: SYNC-006: it is missing or malformed.
    """
    path = catalogue / "holidays.yaml"
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ProtocolError("SYNC-006")
        plain = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        holidays = msgspec.convert(plain, list[_Holiday])
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError, RecursionError) as error:
        raise ProtocolError("SYNC-006") from error
    return WorkingDays({holiday.day: holiday.working for holiday in holidays})
