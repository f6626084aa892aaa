"""What a card says is shown and never acted on, in tool tips either."""

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from desktop.records.cases import CaseState, CaseSummary
from desktop.records.catalogue.models import ReceptionChannel
from desktop.screens.building import ElidedLabel, plain_tip
from desktop.screens.cases.model import CasesModel
from tests.helpers.intake_world import NOW

NAMES = (
    "Nguyễn <img src='//evil.example/share/x.png'>",
    "<b>Trần</b> Thị <a href='file:///etc/passwd'>B</a>",
    "<qt><img src=x></qt>\n<h1>hai dòng</h1>",
)


class Fetching(QTextDocument):
    """As a tool tip lays its text out; takes note of what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.setHtml(text)
        self.idealWidth()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        self.fetched.append(name if isinstance(name, str) else name.toString())
        return super().loadResource(kind, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_tip_shows_a_name_as_it_is_and_fetches_nothing(qtbot: QtBot, name: str) -> None:
    assert Fetching(f"<qt>{name}</qt>").fetched or "img" not in name, "Qt would have"
    shown = ElidedLabel(name)
    qtbot.addWidget(shown)
    tips = [shown.toolTip(), plain_tip(name)]
    shown.say("ngắn", name)
    tips.append(shown.toolTip())
    model = CasesModel()
    summary = CaseSummary(1, "x", name, "", "Khai sinh", NOW, NOW, CaseState.RECEIVED, ReceptionChannel.COUNTER)
    model.show_cases([summary], NOW)
    tips.append(model.data(model.index(0, 1), Qt.ItemDataRole.ToolTipRole))
    for tip in tips:
        document = Fetching(tip)
        assert document.toPlainText() == name
        assert document.fetched == []


@pytest.mark.parametrize("text", ["Nguyễn Thị Ẩn", "1 < 2", "a & b", "hai\ndòng"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain_tip(text) == text
