"""How a date was counted, said in the language of the window; what is kept and printed stays Vietnamese."""

from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from desktop.records.appointments import SENTENCES, WEEKEND, appointment, read_step
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.catalogue.models import TimeLimit, TimeUnit
from desktop.records.resources import resources_folder
from desktop.screens.appearance.translation import ProgramWords, load_texts
from desktop.screens.intake.count_words import step_text

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CATALOGUE = load_catalogue(resources_folder() / "catalogue")
RECEIVED = ("2026-02-12T10:00", "2026-11-25T09:00", "2026-11-28T10:00", "2026-11-24T18:00", "2026-12-28T15:30")
LIMITS = (
    TimeLimit(TimeUnit.WORKING_DAYS, 5),
    TimeLimit(TimeUnit.CALENDAR_DAYS, 3),
    TimeLimit(TimeUnit.CALENDAR_DAYS, 10),
    TimeLimit(TimeUnit.WORKING_HOURS, 8),
    TimeLimit(TimeUnit.SAME_DAY, cutoff="15:00"),
)
VIETNAMESE = "ăâđêôơưạảãáàấầẩẫậắằẳẵặẹẻẽéèếềểễệịỉĩíìọỏõóòốồổỗộớờởỡợụủũúùứừửữựỵỷỹýỳ"


def lines() -> list[str]:
    made = product(RECEIVED, LIMITS)
    return [
        line
        for text, limit in made
        for line in appointment(datetime.fromisoformat(text).replace(tzinfo=ZONE), limit, CATALOGUE.calendar).steps
    ]


def test_every_line_of_a_count_is_read_back() -> None:
    found = {}
    for line in lines():
        read = read_step(line)
        assert read is not None, line
        sentence, parts = read
        assert sentence.format(**parts) == line
        found[sentence] = parts
    assert set(found) == set(SENTENCES)


def test_in_a_vietnamese_window_a_line_is_what_is_kept() -> None:
    assert [step_text(line) for line in lines()] == lines()


def test_in_an_english_window_only_names_of_holidays_are_vietnamese(qapp: QApplication) -> None:
    words = ProgramWords(load_texts(resources_folder(), "en"), qapp)
    QCoreApplication.installTranslator(words)
    try:
        said = {line: step_text(line) for line in lines()}
    finally:
        QCoreApplication.removeTranslator(words)
    for line, english in said.items():
        read = read_step(line)
        assert read is not None
        name = read[1].get("name", "")
        holiday = "" if name == WEEKEND else name  # of the calendar, which is data
        assert english.endswith(holiday)
        assert not set(english.removesuffix(holiday).lower()) & set(VIETNAMESE), english
    assert "The day of receipt, Wednesday 25/11/2026, is not counted" in said.values()


@pytest.mark.parametrize("line", ["Đếm theo cách khác", ""])
def test_a_line_of_another_program_stays_as_it_is(line: str) -> None:
    assert step_text(line) == line
