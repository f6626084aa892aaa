"""Filters of the work board that an officer keeps by name: in the settings, each officer their own."""

from collections.abc import Sequence

import msgspec

from desktop.records.case_life_boards import BoardFilter
from desktop.records.desk_settings import SettingsTable
from desktop.records.folding import alphabetical
from devices.errors import CodedError

KEY = "work_filters.{officer_id}"
MOST = 30
LONGEST_NAME = 40


class SavedFilter(msgspec.Struct, frozen=True):
    """A filter with its name.

    Attributes:
        kind: What is looked for, a `WorkKind`; "" leaves it as it is.
        hung_days: Days without a movement.
        officer_id, part, procedure, text, system: As `BoardFilter`.
    """

    name: str
    kind: str = ""
    hung_days: int = 3
    officer_id: int | None = None
    part: str | None = None
    procedure: str = ""
    text: str = ""
    system: str = ""

    @property
    def only(self) -> BoardFilter:
        """What it narrows a board to."""
        return BoardFilter(self.officer_id, self.part, self.procedure, self.text, self.system)


def load_filters(table: SettingsTable, officer_id: int) -> tuple[SavedFilter, ...]:
    """An officer's filters by name; none where they are not in a form that this program knows."""
    try:
        found = msgspec.convert(table.get(KEY.format(officer_id=officer_id), []), tuple[SavedFilter, ...])
    except msgspec.ValidationError:
        return ()
    return tuple(sorted(found, key=lambda each: alphabetical(each.name)))


def with_filter(filters: Sequence[SavedFilter], added: SavedFilter) -> tuple[SavedFilter, ...]:
    """The filters and one more, which takes the place of one with its name.

    Raises:
        CodedError: WORK-001, no name, too long a name, or too many filters.
    """
    if not added.name.strip() or len(added.name) > LONGEST_NAME:
        raise CodedError("WORK-001", most=MOST, longest=LONGEST_NAME)
    others = [each for each in filters if each.name.casefold() != added.name.casefold()]
    if len(others) >= MOST:
        raise CodedError("WORK-001", most=MOST, longest=LONGEST_NAME)
    return tuple(sorted((*others, added), key=lambda each: alphabetical(each.name)))


def save_filters(table: SettingsTable, officer_id: int, filters: Sequence[SavedFilter]) -> None:
    """Keep an officer's filters."""
    table.set(KEY.format(officer_id=officer_id), msgspec.to_builtins(tuple(filters)))
