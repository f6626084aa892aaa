"""The card of language and contrast."""

from collections.abc import Callable

import msgspec
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QVBoxLayout

from desktop.records.look import LANGUAGES, Look
from desktop.screens.building import label

# Each in its own language, whatever the program speaks.
NAMES = {"vi": "Tiếng Việt", "en": "English"}


class LookCard(QFrame):
    """Chooses how the program looks; contrast at once, language at the next start."""

    def __init__(self, look: Look, chosen: Callable[[Look], None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = look
        self._chosen = chosen
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Giao diện"), "heading"))
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Ngôn ngữ"))
        for code in LANGUAGES:
            self.language.addItem(NAMES[code], code)
        self.language.setCurrentIndex(LANGUAGES.index(look.language))
        self.language.activated.connect(lambda place: self._change(language=LANGUAGES[place]))
        column.addWidget(label(self.tr("Ngôn ngữ (Language)"), "fieldLabel"))
        column.addWidget(self.language)
        self.note = label(self.tr("Ngôn ngữ đổi từ lần mở chương trình sau."), "caption", wrap=True)
        column.addWidget(self.note)
        self.contrast = QCheckBox(self.tr("Tương phản cao"))
        self.contrast.setChecked(look.high_contrast)
        self.contrast.toggled.connect(lambda on: self._change(high_contrast=on))
        column.addWidget(self.contrast)

    def _change(self, **changes: object) -> None:
        self._look = msgspec.structs.replace(self._look, **changes)
        self._chosen(self._look)
