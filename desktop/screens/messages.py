"""From an error's code to the words for an officer: title, cause, cure, from ``resources/errors.toml``."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices.errors import CodedError

UNKNOWN = "SYNC-063"
UNSAID = "…"


@dataclass(frozen=True, slots=True)
class Message:
    """An error in words.

    Attributes:
        actor: Who must act: ``officer``, ``technician``, ``province`` or ``developer``.
    """

    code: str
    title: str
    cause: str
    cure: str
    actor: str


class Messages:
    """The error catalogue, read once.

    Attributes:
        heard: Told the code of every error that is explained to an officer.
        language: Of the texts.
    """

    def __init__(self, entries: dict[str, dict[str, str]], language: str = "vi") -> None:
        self.heard: Callable[[str], None] = lambda _code: None
        self.language = language
        self._entries = entries
        self._suffix = "" if language == "vi" else f"_{language}"

    def explain(self, error: CodedError) -> Message:
        """The error's texts with its details filled in; a placeholder without a detail shows as an ellipsis.

        A code that is not in the catalogue can only be one that a province of a later version sent.
        """
        self.heard(error.code)
        return self._explain(error)

    def all(self) -> list[Message]:
        """Every entry, by code, its details as ellipses."""
        return [self._explain(CodedError(code)) for code in sorted(self._entries)]

    def _explain(self, error: CodedError) -> Message:
        entry = self._entries.get(error.code) or self._entries[UNKNOWN]
        details = _Details({name: str(value) for name, value in error.details.items()})

        def text(key: str) -> str:
            return entry.get(key + self._suffix, entry[key]).format_map(details).replace(UNSAID + ".", UNSAID)

        return Message(error.code, text("title"), text("cause"), text("cure"), entry["actor"])


class _Details(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNSAID


def load_messages(resources: Path, language: str = "vi") -> Messages:
    """Read the catalogue.

    Raises:
        tomllib.TOMLDecodeError: The file is damaged; tests make sure that a released one is not.
    """
    return Messages(tomllib.loads((resources / "errors.toml").read_text(encoding="utf-8")), language)
