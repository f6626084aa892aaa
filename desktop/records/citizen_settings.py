"""What is set for the citizen's screen. Kept in the encrypted database."""

from enum import StrEnum

import msgspec

from desktop.records.desk_settings import SettingsTable
from devices.identity import Field

KEY = "citizen_screen"
CAN_BE_SHOWN = (Field.FULL_NAME, Field.BIRTH_DATE, Field.NUMBER, Field.SEX, Field.RESIDENCE)
USUALLY_SHOWN = (Field.FULL_NAME, Field.BIRTH_DATE, Field.NUMBER)


class ScreenUse(StrEnum):
    """What the second screen is for."""

    COUNTER = "counter"  # faces the citizen at the counter
    BOARD = "board"  # faces everybody who waits: numbers and announcements, never a citizen's data


class CitizenSettings(msgspec.Struct, frozen=True):
    """The citizen's screen.

    Attributes:
        enabled: Whether it opens on a second monitor. Off until it is wanted: it would cover an officer's own.
        use: What it is for.
        monitor: Name of the monitor; "" for the first one that the officer's window is not on.
        fields: What is shown to be confirmed, of `CAN_BE_SHOWN`.
        mask_number: Whether only the last four digits of the number are shown.
        faces: Whether citizens are asked how they found it.
        keypad: Whether 1, 2, 3 of a number pad press the faces.
        queue: Whether there are queue numbers.
        touch_tickets: Whether citizens take their number on the screen.
        counters: Names of the counters that call.
        announcements: Lines of text for whoever waits.
    """

    enabled: bool = False
    use: ScreenUse = ScreenUse.COUNTER
    monitor: str = ""
    fields: tuple[Field, ...] = USUALLY_SHOWN
    mask_number: bool = True
    faces: bool = True
    keypad: bool = False
    queue: bool = False
    touch_tickets: bool = False
    counters: tuple[str, ...] = ("Quầy 1",)
    announcements: tuple[str, ...] = ()


def load_citizen_settings(table: SettingsTable) -> CitizenSettings:
    """What was set; the usual where nothing was, or where a newer program set what is not known here."""
    try:
        return msgspec.convert(table.get(KEY, {}), CitizenSettings)
    except msgspec.ValidationError:
        return CitizenSettings()


def save_citizen_settings(table: SettingsTable, settings: CitizenSettings) -> None:
    """Keep the settings."""
    table.set(KEY, msgspec.to_builtins(settings))
