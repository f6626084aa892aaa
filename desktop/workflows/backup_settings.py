"""Where a desk is backed up to, how often, how much is kept, and what became of it."""

import msgspec

from desktop.records.backup_place import Keep
from desktop.records.unit_of_work import UnitOfWork

KEY, STATE = "backup", "backup.state"


class BackupSettings(msgspec.Struct, frozen=True):
    """The settings.

    Attributes:
        local: Folder on this PC; "" for one beside the desk's own.
        second: Second disk or share; "" for none.
        stick: Whether a marked USB stick is backed up to when it is there.
        hours: Between two backups to a place.
        warn_days: From how old a last good backup is warned of.
        keep: How many are kept.
    """

    local: str = ""
    second: str = ""
    stick: bool = True
    hours: int = 4
    warn_days: int = 3
    keep: Keep = Keep()


class PlaceState(msgspec.Struct, frozen=True):
    """What became of a place's backups.

    Attributes:
        good_at: When the last good one was made, ISO 8601; "" for never.
        tried_at: When it was last tried.
        error: Code of what went wrong then; "" for nothing.
        size: Bytes that the last good one wrote.
        files: Files that belong to it.
        missing: Files that the desk had lost.
    """

    good_at: str = ""
    tried_at: str = ""
    error: str = ""
    size: int = 0
    files: int = 0
    missing: int = 0


def load_backup(uow: UnitOfWork) -> tuple[BackupSettings, dict[str, PlaceState]]:
    """What was kept; defaults where nothing was, or what cannot be read."""
    try:
        settings = msgspec.convert(uow.settings.get(KEY, {}), BackupSettings)
        states = msgspec.convert(uow.settings.get(STATE, {}), dict[str, PlaceState])
    except msgspec.ValidationError:
        return BackupSettings(), {}
    return settings, states


def save_backup_settings(uow: UnitOfWork, settings: BackupSettings) -> None:
    """Keep the settings."""
    uow.settings.set(KEY, msgspec.to_builtins(settings))
    uow.commit()


def save_place_state(uow: UnitOfWork, place: str, state: PlaceState) -> None:
    """Keep what became of one place."""
    _, states = load_backup(uow)
    uow.settings.set(STATE, msgspec.to_builtins({**states, place: state}))
    uow.commit()
