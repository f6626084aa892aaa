"""An office's own wording of its forms: a file a version in the desk's folder, each version kept.

Nothing in them is about a citizen, so they are not encrypted, can be copied from desk to desk, and are read by eye.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from desktop.records.lasting import make_folder, replace_whole
from devices.errors import CodedError

FOLDER = "forms"


class OwnVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of an office's own wording.

    Attributes:
        text: The template; "" takes the form back to the program's own.
        based_on: The version of the program's template that it was made from.
        at: When, aware.
        by: The officer's name.
    """

    text: str
    based_on: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version with its number, from 1."""

    number: int
    version: OwnVersion


class OwnForms:
    """The versions in a folder, by the form's key (``set/form``)."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made when something is kept."""
        self._folder = folder / FOLDER

    def history(self, key: str) -> tuple[KeptVersion, ...]:
        """All versions, the oldest first.

        Raises:
            CodedError: FORM-008, one of the files cannot be read.
        """
        kept = []
        for number, path in self._files(key):
            try:
                kept.append(KeptVersion(number, msgspec.json.decode(path.read_bytes(), type=OwnVersion)))
            except (OSError, msgspec.DecodeError) as error:
                raise CodedError("FORM-008", file=path.name) from error
        return tuple(kept)

    def current(self, key: str) -> KeptVersion | None:
        """The office's wording that stands; None where the program's own does.

        Raises:
            CodedError: FORM-008.
        """
        history = self.history(key)
        return history[-1] if history and history[-1].version.text else None

    def keep(self, key: str, version: OwnVersion) -> KeptVersion:
        """Add a version; those before it stay.

        Raises:
            CodedError: FORM-009, the disk does not take it; nothing has changed then.
        """
        number = max((number for number, _ in self._files(key)), default=0) + 1
        path = self._of(key) / f"{number:04}.json"
        try:
            make_folder(path.parent)
            replace_whole(path, msgspec.json.format(msgspec.json.encode(version)))
        except OSError as error:
            raise CodedError("FORM-009") from error
        return KeptVersion(number, version)

    def _of(self, key: str) -> Path:
        form_set, _, form = key.partition("/")
        return self._folder / form_set / form

    def _files(self, key: str) -> list[tuple[int, Path]]:
        return sorted((int(path.stem), path) for path in self._of(key).glob("*.json") if path.stem.isdecimal())
