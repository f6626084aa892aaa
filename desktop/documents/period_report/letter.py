"""A desk's period as a letter: sentences of the numbers alone, and the annexes that the screen shows too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.documents.period_report.decision_766 import Group
from desktop.documents.period_report.tables import (
    digitization_table,
    essential_table,
    field_table,
    groups_table,
    trend_table,
    waiver_table,
)
from desktop.records.indicator_facets import WAIVERS
from desktop.records.period_facts import MonthCounts, PeriodFacts
from sync.indicators import IndicatorBook
from sync.reporting.letter import Annex, Chart, Letter
from sync.reporting.model import RatioLine, ratio_lines
from sync.reporting.monthly_letter import count_table, definitions, ratio_table
from sync.reporting.text import change, long_date, number, percent

OWN_LAYOUT = (
    "Bố cục do chương trình lập theo thể thức của Nghị định 30/2020/NĐ-CP; mẫu báo cáo Đề án 06 của Công an tỉnh và "
    "mẫu 06a chính thức chưa có trong chương trình."
)
NOTES = {
    "06a": (
        (
            "Cột của biểu 06a theo bản in của một hệ thống đang chạy (chưa đối chiếu Thông tư 01/2020/TT-VPCP). Đúng "
            "hạn gồm cả hồ sơ trả lại, xin rút, từ chối, dừng; so theo ngày. Hồ sơ chờ bổ sung vẫn là đang giải quyết."
        ),
    ),
    "QĐ 766": (
        (
            "Hai cách tính đặt cạnh nhau. Điểm là điểm mà cách chấm đọc được của một hệ thống cho tỷ lệ ấy; nơi không "
            "có cách chấm thì để trống. Điểm của đơn vị do Cổng Dịch vụ công quốc gia chấm."
        ),
    ),
    "Số hóa": (
        (
            "Đếm theo giấy tờ, không theo trang. Tỷ lệ: giấy tờ phải số hóa của hồ sơ nhận trong kỳ đã có tệp ký số, "
            "đã lưu, hoặc được tái sử dụng, tính đến hết ngày nhận, trên tất cả giấy tờ phải số hóa của các hồ sơ ấy; "
            "giấy tờ tái sử dụng có ở cả hai vế."
        ),
        (
            "Việc đã làm trong kỳ gồm cả việc cho hồ sơ nhận trước kỳ và việc làm sau ngày nhận, nên không chia cho số "
            "phải số hóa của kỳ."
        ),
    ),
    "Miễn nộp": (
        (
            "Số bản: tổng số bản chính và bản sao mà thủ tục trong danh mục vẫn lấy nếu không được miễn; giấy tờ ngoài "
            "danh mục không cộng vào. Mỗi bản có ít nhất một trang nên số trang tiết kiệm được ít nhất bằng số bản."
        ),
    ),
    "Xu hướng": ("Mười hai tháng, đến tháng cuối của kỳ báo cáo.",),
}
CHARTS = (
    Chart("Hồ sơ nhận theo tháng", (2, 3), bars=True),
    Chart("Tỷ lệ trực tuyến và tỷ lệ số hóa theo tháng", (4, 5)),
)


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The period as `sync.reporting.model.Figures`."""

    book: IndicatorBook
    facts: PeriodFacts

    @property
    def day(self) -> date:
        """Targets and definitions are those of the last day."""
        return self.facts.period.last

    @property
    def counts(self) -> dict[str, int]:
        """Of the period."""
        return dict(self.facts.counts)

    @property
    def previous(self) -> dict[str, int]:
        """Of the period before."""
        return dict(self.facts.previous)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who reports, as it stands on the desk's papers.

    Attributes:
        parent: The unit above; "" for none.
        unit: The unit.
        office: Its office.
        place: The place name before the date.
    """

    parent: str
    unit: str
    office: str
    place: str


def annexes(
    facts: PeriodFacts,
    months: Sequence[MonthCounts],
    book: IndicatorBook,
    groups: Sequence[Group],
    waiver: Callable[[str], tuple[str, str]],
) -> tuple[Annex, ...]:
    """Every table of a period; without months the trends are left out."""
    figures = PeriodFigures(book, facts)
    made = [
        ("Tỷ lệ và chỉ tiêu", "Tỷ lệ", ratio_table(figures, "Kỳ này", "Kỳ trước")),
        ("Số liệu Đề án 06", "Đề án 06", count_table(figures, "Kỳ này", "Kỳ trước")),
        ("Tình hình, kết quả giải quyết thủ tục hành chính (biểu 06a)", "06a", field_table(facts.fields)),
        ("Các nhóm chỉ số theo Quyết định 766/QĐ-TTg", "QĐ 766", groups_table(groups, facts.counts)),
        ("Số hóa giấy tờ", "Số hóa", digitization_table(facts.fields, facts.counts)),
        ("Dịch vụ công thiết yếu so với chỉ tiêu", "Thiết yếu", essential_table(book, facts.counts, figures.day)),
        ("Giấy tờ không phải nộp", "Miễn nộp", waiver_table(facts, waiver, WAIVERS)),
    ]
    if months:
        made.append(("Xu hướng mười hai tháng", "Xu hướng", trend_table(months)))
    made.append(("Định nghĩa và căn cứ", "Định nghĩa", definitions(figures)))
    return tuple(
        Annex(f"Phụ lục {place}. {title}", sheet, table, NOTES.get(sheet, ()), CHARTS if sheet == "Xu hướng" else ())
        for place, (title, sheet, table) in enumerate(made, start=1)
    )


def period_letter(facts: PeriodFacts, book: IndicatorBook, issuer: Issuer, parts: tuple[Annex, ...]) -> Letter:
    """The letter in front of the annexes."""
    above = tuple(name.upper() for name in (issuer.parent, issuer.unit or issuer.office) if name)
    return Letter(
        issuer=above or ("",),
        number="Số: ……/BC-……",
        place_and_date=long_date(facts.made_at, issuer.place),
        subject=f"Kết quả thực hiện Đề án 06 và giải quyết thủ tục hành chính {facts.period.name}",
        sections=_sections(facts, ratio_lines(PeriodFigures(book, facts))),
        remarks=(state(facts), f"Hồ sơ đang giải quyết tính đến hết ngày {facts.stock_day:%d/%m/%Y}.", OWN_LAYOUT),
        receivers=("- Công an tỉnh (PC06);", "- UBND tỉnh;", "- Lưu: VT."),
        signature=("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu)"),
        author=issuer.unit or issuer.office,
        annexes=parts,
    )


def state(facts: PeriodFacts) -> str:
    """Whether the numbers are those of closed days."""
    if facts.period.last >= facts.made_at.date():
        said = f"Kỳ báo cáo chưa hết; số liệu lúc {facts.made_at:%H:%M ngày %d/%m/%Y}."
    else:
        said = "Kỳ báo cáo đã hết."
    if not facts.unclosed and not facts.changed:
        return f"{said} Mọi ngày có số liệu đã chốt; số liệu bằng tổng các ngày đã chốt."
    lacks = []
    if facts.unclosed:
        lacks.append(f"{len(facts.unclosed)} ngày chưa chốt ({_days(facts.unclosed)})")
    if facts.changed:
        lacks.append(f"{len(facts.changed)} ngày thay đổi sau khi chốt ({_days(facts.changed)})")
    return f"{said} CÒN {'; '.join(lacks)}."


def _days(days: Sequence[date], most: int = 5) -> str:
    named = ", ".join(f"{day:%d/%m}" for day in days[:most])
    return named if len(days) <= most else f"{named}…"


def _sections(facts: PeriodFacts, lines: Sequence[RatioLine]) -> list[tuple[str, list[str]]]:
    counts = facts.counts
    received, before = (
        sum(count for name, count in each.items() if name.startswith("received.")) for each in (counts, facts.previous)
    )
    finished = sum(counts.get(f"finished.{when}", 0) for when in ("early", "on_time", "late"))
    waived = sum(each.papers for each in facts.waivers)
    sheets = sum(each.sheets for each in facts.waivers)
    reused = counts.get("reused.paper", 0) + counts.get("reused.result", 0)
    running = counts.get("open.in_time", 0) + counts.get("open.late", 0)
    done = [
        (
            f"Bộ phận Một cửa tiếp nhận {number(received)} hồ sơ, kỳ trước {number(before)} "
            f"({change(received, before)}); có kết quả {number(finished)} hồ sơ, trong đó quá hạn "
            f"{number(counts.get('finished.late', 0))}; đang giải quyết {number(running)} hồ sơ, trong đó quá hạn "
            f"{number(counts.get('open.late', 0))}."
        ),
        (
            f"Công dân không phải nộp {number(waived)} giấy tờ (ít nhất {number(sheets)} bản) nhờ thẻ căn cước, "
            f"dữ liệu dùng chung hoặc quy định; {number(reused)} giấy tờ được tái sử dụng từ dữ liệu đã số hóa."
        ),
        (
            f"Số hóa {number(counts.get('digitized.stored', 0))} giấy tờ có tệp đã ký, đã lưu; hướng dẫn VNeID "
            f"{number(counts.get('vneid.guided', 0))} lượt."
        ),
    ]
    reached = [f"{line.name} ({percent(line.share)})" for line in lines if line.verdict == "Đạt"]
    missed = [
        f"{line.name}: {percent(line.share)}, chỉ tiêu {line.target.at_least} %"
        for line in lines
        if line.verdict == "Chưa đạt" and line.target is not None
    ]
    judged = "Đạt chỉ tiêu: " + "; ".join(reached) + "." if reached else "Chưa có tỷ lệ nào đạt chỉ tiêu."
    lacks = "Chưa đạt chỉ tiêu: " + "; ".join(missed) + "." if missed else "Không có tỷ lệ nào dưới chỉ tiêu."
    return [("I. KẾT QUẢ THỰC HIỆN", done), ("II. ĐÁNH GIÁ", [judged]), ("III. TỒN TẠI", [lacks])]
