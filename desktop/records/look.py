"""How the program looks on this PC: language and contrast. Not encrypted: it is needed before the desk is unlocked."""

from contextlib import suppress
from pathlib import Path

import msgspec

from desktop.records.lasting import replace_whole

FILE = "look.json"
LANGUAGES = ("vi", "en")


class Look(msgspec.Struct, frozen=True):
    """The choice.

    Attributes:
        language: One of `LANGUAGES` (ISO 639-1).
        high_contrast: Black, white and yellow instead of the usual colours (WCAG 2.2, 1.4.6).
    """

    language: str = "vi"
    high_contrast: bool = False


def load_look(folder: Path) -> Look:
    """The choice made for the desk in a folder; the usual look where there is none that can be read."""
    try:
        look = msgspec.json.decode((folder / FILE).read_bytes(), type=Look)
    except (OSError, msgspec.DecodeError):
        return Look()
    return look if look.language in LANGUAGES else msgspec.structs.replace(look, language=LANGUAGES[0])


def save_look(folder: Path, look: Look) -> None:
    """Keep the choice, in one step; a disk that does not take it leaves what was chosen before."""
    with suppress(OSError):
        replace_whole(folder / FILE, msgspec.json.encode(look))
