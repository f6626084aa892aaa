"""The report's words: headings, numbers as they are written in Vietnamese, and sentences made of the numbers alone."""

import re
from datetime import date, datetime

from sync.indicators import Share
from sync.reporting.model import NOTHING, MonthlyReport, ratio_lines

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OWN_LAYOUT = (
    "Bố cục do chương trình lập theo thể thức của Nghị định 30/2020/NĐ-CP; "
    "mẫu báo cáo Đề án 06 của Công an tỉnh chưa có trong chương trình."
)
GROUPS = {
    "received": "Tiếp nhận theo kênh và nhóm dịch vụ",
    "papers": "Thành phần hồ sơ",
    "digitized": "Số hóa và tái sử dụng",
    "waived": "Giấy tờ không phải nộp",
    "finished": "Tiến độ giải quyết",
    "events": "Diễn biến hồ sơ",
    "results": "Kết quả điện tử",
    "identity": "Định danh công dân",
    "satisfaction": "Mức độ hài lòng",
    "payment": "Thanh toán",
    "books": "Sổ hộ tịch",
    "data": "Làm sạch dữ liệu",
    "other": "Chỉ tiêu chưa có tên trong danh mục",
}
_TOGETHER = re.compile(r"\d %|(?:ngày \d+ )?tháng \d+ năm \d+|quý [IV]+ năm \d+|năm \d+")
_PLACE = re.compile(r"\b(?:TỈNH|THÀNH PHỐ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU) .{1,20}$")
RECEIVERS = ("- Công an tỉnh (PC06);", "- Văn phòng UBND tỉnh;", "- Lưu: VT.")


def number(count: int) -> str:
    """``1.234``."""
    return f"{count:,}".replace(",", ".")


def percent(share: Share) -> str:
    """``56,7 %``, or a dash."""
    return NOTHING if share.percent is None else f"{share.percent:.1f} %".replace(".", ",")


def change(now: int, before: int) -> str:
    """How much more or less: ``+12``, ``-3``, ``0``."""
    return f"{'+' if now > before else '-' if now < before else ''}{number(abs(now - before))}"


def kept_together(text: str) -> str:
    """The text with no break of a line inside a date or between a number and its percent sign."""
    return _TOGETHER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def issuer_name(name: str) -> str:
    """A unit's name in capitals; a long one breaks before the place's and not inside it."""
    if len(name) <= 24:
        return name
    return _PLACE.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), name)


def at_least(percent_asked: int) -> str:
    """What is asked of a ratio; the shipped fonts have no sign for it."""
    return f"từ {percent_asked} %"


def long_date(day: date | datetime, place: str) -> str:
    """``Place, ngày 05 tháng 12 năm 2026``."""
    text = f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    return f"{place}, {text}" if place else text.capitalize()


def subject(report: MonthlyReport) -> str:
    """What the report is about."""
    month = f"tháng {report.month:%m} năm {report.month.year}"
    return f"Kết quả thực hiện Đề án 06 tại Bộ phận Một cửa các cấp {month}"


def state(report: MonthlyReport) -> str:
    """Whether the numbers may still change."""
    if not report.locked_at:
        return "SỐ LIỆU CHƯA KHÓA: còn có thể thay đổi."
    text = f"Số liệu khóa lúc {datetime.fromisoformat(report.locked_at):%H:%M ngày %d/%m/%Y}."
    return f"{text} Sau khi khóa có {report.changed} bàn thay đổi số liệu." if report.changed else text


def paragraphs(report: MonthlyReport) -> list[tuple[str, list[str]]]:
    """Headings with the sentences under them."""
    counts = report.counts
    received = sum(count for name, count in counts.items() if name.startswith("received."))
    before = sum(count for name, count in report.previous.items() if name.startswith("received."))
    waived = sum(count for name, count in counts.items() if name.startswith("waived."))
    reused = counts.get("reused.paper", 0) + counts.get("reused.result", 0)
    done = [
        (
            f"Các Bộ phận Một cửa tiếp nhận {number(received)} hồ sơ, tháng trước {number(before)} "
            f"({change(received, before)}); có kết quả "
            f"{number(sum(counts.get(f'finished.{when}', 0) for when in ('early', 'on_time', 'late')))} hồ sơ, "
            f"trong đó quá hạn {number(counts.get('finished.late', 0))}."
        ),
        (
            f"Công dân không phải nộp {number(waived)} giấy tờ nhờ thẻ căn cước, dữ liệu dùng chung hoặc quy định; "
            f"{number(reused)} giấy tờ được tái sử dụng từ dữ liệu đã số hóa."
        ),
        (
            f"Số hóa {number(counts.get('digitized.stored', 0))} giấy tờ có tệp đã ký, đã lưu; hướng dẫn VNeID "
            f"{number(counts.get('vneid.guided', 0))} lượt."
        ),
    ]
    lines = ratio_lines(report)
    reached = [f"{line.name} ({percent(line.share)})" for line in lines if line.verdict == "Đạt"]
    missed = [
        f"{line.name}: {percent(line.share)}, chỉ tiêu {line.target.at_least} %"
        for line in lines
        if line.verdict == "Chưa đạt" and line.target is not None
    ]
    judged = ["Đạt chỉ tiêu: " + "; ".join(reached) + "." if reached else "Chưa có tỷ lệ nào đạt chỉ tiêu."]
    lacks = ["Chưa đạt chỉ tiêu: " + "; ".join(missed) + "."] if missed else ["Không có tỷ lệ nào dưới chỉ tiêu."]
    missing = max(0, report.expected - report.received)
    lacks.append(
        f"Còn thiếu số liệu của {number(missing)} ngày làm việc trên {number(report.expected)} ngày của các bàn."
        if missing
        else "Các bàn báo cáo đủ số ngày làm việc."
    )
    return [("I. KẾT QUẢ THỰC HIỆN", done), ("II. ĐÁNH GIÁ", judged), ("III. TỒN TẠI", lacks)]
