"""Every text of the window has its English, and the English fits: placeholders, keys, spaces, letters."""

from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QObject

from desktop.records.desk_facts import FactKind
from desktop.records.resources import resources_folder
from desktop.screens.appearance.translation import ProgramWords, load_texts
from desktop.screens.citizen.words import face_words
from tests.helpers.source_texts import as_json, faults, missing, texts_of, texts_of_window, translations


def test_every_text_of_the_window_has_its_english() -> None:
    wanted = missing("en")
    assert not wanted, f"fill in and put into resources/translations/en/<area>.json:\n{as_json(wanted)}"


def test_what_is_passed_to_the_language_is_plain_text() -> None:
    """A text put together before it is looked up would never be found."""
    assert texts_of_window()[1] == []


def test_english_fits_the_vietnamese() -> None:
    wrong = [
        f"{file}: {text!r} -> {english!r}: {fault}"
        for file, texts in translations("en").items()
        for text, english in texts.items()
        for fault in faults(text, english)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_text_stands_in_one_file() -> None:
    counts = Counter(text for texts in translations("en").values() for text in texts)
    assert [text for text, count in counts.items() if count > 1] == []


def test_texts_are_found_as_sources_spell_them() -> None:
    source = """
def _tr(text):
    return QCoreApplication.translate("Words", text)
class Card:
    def show(self, few):
        self.tr("Một " "câu")
        self.tr("Ít" if few else "Nhiều")
        QCoreApplication.translate("Card", "Thẻ")
        canvas.translate(*turned)
        self.tr(f"Còn {few}")
"""
    texts, unclear = texts_of(source, "card.py")
    assert list(texts) == ["Một câu", "Ít", "Nhiều", "Thẻ"]
    assert unclear == ["card.py:10"]


@pytest.mark.parametrize(
    ("text", "english", "fault"),
    [
        ("Còn {0} tệp", "Files left", "other placeholders"),
        ("Lưu", "Lưu lại", "Vietnamese letters"),
        (" Gần hết.", "Nearly full.", "other spaces at the ends"),
        ("&Máy in", "Printer", "mnemonic"),
        ("Chọn…", "Choose", "dots at the end"),
        ("Nhấn F9", "Press F8", "other keys"),
        ("Lưu", "", "empty"),
    ],
)
def test_english_that_does_not_fit_is_seen(text: str, english: str, fault: str) -> None:
    assert fault in list(faults(text, english))


@pytest.mark.usefixtures("qapp")
def test_the_window_speaks_english_and_leaves_what_it_does_not_know() -> None:
    application, owner = QCoreApplication.instance(), QObject()
    assert application is not None
    words = ProgramWords(load_texts(resources_folder(), "en"), owner)
    application.installTranslator(words)
    try:
        assert owner.tr("Tiếp nhận") == "Intake"
        assert owner.tr("Xã Mẫu") == "Xã Mẫu"
        assert face_words(FactKind.SATISFACTION_SATISFIED) == "Hài lòng"  # citizens read it
    finally:
        application.removeTranslator(words)
    assert owner.tr("Tiếp nhận") == "Tiếp nhận"
