"""The text of a page: what it is for, how it is done, what to do when it does not work."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from desktop.screens.building import button
from desktop.screens.dialog import FittedDialog

HEIGHT = 440  # logical pixels of the text


def help_text(resources: Path, language: str, page_id: str, figures: Mapping[str, int]) -> str:
    """The Markdown of a page's help; in Vietnamese where the language has none.

    Args:
        resources: The folder of resources.
        language: The window's.
        page_id: The page.
        figures: What stands for a name in braces: figures of rules, which are data and not the help's.

    Raises:
        FileNotFoundError: There is none for this page; a test makes sure that every page has one.
    """
    path = resources / "help" / language / f"{page_id}.md"
    if not path.is_file():
        path = resources / "help" / "vi" / f"{page_id}.md"
    text = path.read_text(encoding="utf-8")
    for name, figure in figures.items():
        text = text.replace("{" + name + "}", str(figure))
    return text


class HelpDialog(FittedDialog):
    """Shows one page's help.

    Attributes:
        text: The browser that shows it.

    Signals:
        keys_wanted: The officer wants to see the keys.
    """

    keys_wanted = Signal()

    def __init__(self, title: str, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(width=680, parent=parent)
        self.set_title(title)
        self.text = QTextBrowser()
        self.text.setAccessibleName(title)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(12)
        self.text.setMarkdown(markdown.partition("\n")[2])  # its first line is the dialog's title
        self.text.setMinimumHeight(HEIGHT)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.text.setOpenLinks(False)  # nothing here leads out of the program
        self.body.addWidget(self.text)
        self.buttons.insertWidget(0, button(self.tr("Phím tắt"), self.keys_wanted.emit, icon_name="keyboard", key="F1"))
        close = button(self.tr("Đóng"), self.accept)
        close.setDefault(True)
        self.buttons.addWidget(close)
