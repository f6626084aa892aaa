"""The program's own texts in another language: the sources are Vietnamese, ``resources/translations`` has the rest."""

import json
from pathlib import Path

from PySide6.QtCore import QObject, QTranslator

# What citizens read on their own screen is Vietnamese in whatever language the officer works.
FOR_CITIZENS = frozenset({"CitizenPages", "CitizenWaiting", "CitizenWords", "CitizenWindow"})


class ProgramWords(QTranslator):
    """Gives the program's texts in one language, by their Vietnamese.

    The same Vietnamese has the same translation wherever it stands; what has none yet stays Vietnamese.
    """

    def __init__(self, texts: dict[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts

    def isEmpty(self) -> bool:
        """Not empty, or Qt would not ask."""
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The translation, or None to leave the text as it is."""
        del disambiguation, n
        return source if context in FOR_CITIZENS else self._texts.get(source)


def load_texts(resources: Path, language: str) -> dict[str, str]:
    """From the Vietnamese texts to those of a language; nothing for Vietnamese itself.

    The files of a language (``resources/translations/<language>/*.json``) are a part of the program each.

    Raises:
        json.JSONDecodeError: A file is damaged; tests make sure that a released one is not.
    """
    texts: dict[str, str] = {}
    for path in sorted((resources / "translations" / language).glob("*.json")):
        texts.update(json.loads(path.read_text(encoding="utf-8")))
    return texts
