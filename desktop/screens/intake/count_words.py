"""How a date was counted, in the language of the window; what is kept with the case is Vietnamese."""

from PySide6.QtCore import QCoreApplication

from desktop.records import appointments as count
from desktop.records.catalogue.calendar import WEEKDAYS
from desktop.screens.words import weekday_name


def _tr(text: str) -> str:
    return QCoreApplication.translate("CountWords", text)


def step_text(line: str) -> str:
    """A line of a count in the language of the window; one that an older or newer program wrote as it is."""
    found = count.read_step(line)
    if found is None:
        return line
    sentence, parts = found
    told = {name: _part(name, text) for name, text in parts.items()}
    return _sentences()[sentence].format(**told)


def _part(name: str, text: str) -> str:
    """A piece of a line: a day with its weekday, the word for weekends; names of holidays are data."""
    if name == "day":
        weekday = next((each for each in WEEKDAYS if text.startswith(f"{each} ")), "")
        return f"{weekday_name(WEEKDAYS.index(weekday))}{text[len(weekday) :]}" if weekday else text
    return _tr("cuối tuần") if text == count.WEEKEND else text


def _sentences() -> dict[str, str]:
    return {
        count.EXPECTED: _tr("Lịch nghỉ năm {year} là dự kiến, chưa có thông báo chính thức"),
        count.DUE: _tr("Hẹn trả: {time} {day}"),
        count.AFTER_HOURS: _tr("Nhận ngoài giờ làm việc: tính từ {day}"),
        count.NOT_COUNTED: _tr("Ngày nhận {day} không tính"),
        count.WORKING_DAYS: _tr("Đếm {amount} ngày làm việc: đến hết {day}"),
        count.DAYS: _tr("Đếm {amount} ngày: đến {day}"),
        count.MOVED: _tr("Ngày cuối là ngày nghỉ: chuyển sang {day}"),
        count.SAME_DAY: _tr("Trả trong ngày làm việc"),
        count.AFTER_CUTOFF: _tr("Nhận từ {time}: trả trong ngày làm việc tiếp theo"),
        count.HOURS: _tr("Đếm {amount} giờ làm việc"),
        count.OFF: _tr("Nghỉ {days}: {name}"),
    }
