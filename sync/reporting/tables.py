"""The report's tables as rows of text, the first row the head; a row with a first cell only is a heading."""

from collections.abc import Sequence
from itertools import groupby

from sync.reporting.model import CountLine, MonthlyReport, RatioLine, unit_ratios
from sync.reporting.text import GROUPS, change, number, percent

Rows = list[tuple[str, ...]]


def ratio_table(lines: Sequence[RatioLine]) -> Rows:
    """Ratios against targets."""
    head = ("Tỷ lệ", "Số đạt", "Tổng số", "Tháng này", "Tháng trước", "Chỉ tiêu", "Kết quả")
    return [
        head,
        *(
            (
                line.name,
                number(line.share.part),
                number(line.share.whole),
                percent(line.share),
                percent(line.before),
                f"≥ {line.target.at_least} %" if line.target else "–",
                line.verdict,
            )
            for line in lines
        ),
    ]


def count_table(lines: Sequence[CountLine]) -> Rows:
    """Indicators under their headings."""
    rows: Rows = [("Chỉ tiêu", "Đơn vị tính", "Tháng này", "Tháng trước", "Tăng, giảm")]
    for group, members in groupby(lines, lambda line: line.group):
        rows.append((GROUPS.get(group, group), "", "", "", ""))
        for line in members:
            values = (number(line.count), number(line.before), change(line.count, line.before))
            rows.append((line.name, line.unit, *values))
    return rows


def unit_table(report: MonthlyReport) -> Rows:
    """Units: completeness, cases received, ratios with a target."""
    ratios = [ratio for ratio in report.book.ratios if ratio.id in unit_ratios(report)]
    rows: Rows = [
        ("Đơn vị", "Số bàn", "Ngày báo cáo", "Hồ sơ nhận", "Quá hạn", *(ratio.name for ratio in ratios)),
    ]
    for unit in report.units:
        received = sum(count for name, count in unit.counts.items() if name.startswith("received."))
        shares = (percent(ratio.of(unit.counts)) for ratio in ratios)
        days = f"{unit.received}/{unit.expected}"
        late = number(unit.counts.get("finished.late", 0))
        rows.append((unit.name, number(unit.desks), days, number(received), late, *shares))
    return rows


def annex_table(report: MonthlyReport) -> Rows:
    """What each figure means and stands on."""
    rows: Rows = [("Chỉ tiêu", "Định nghĩa", "Căn cứ")]
    for indicator in report.book.on(report.month):
        source = indicator.source
        base = source.text if source.sure else f"{source.text} (chưa đối chiếu: {source.note})"
        rows.append((indicator.name, indicator.definition, base))
    for ratio in report.book.ratios:
        target = ratio.target_on(report.month)
        base = "–"
        if target is not None:
            note = "" if target.source.sure else f" (chưa đối chiếu: {target.source.note})"
            base = f"≥ {target.at_least} %: {target.source.text}{note}"
        rows.append((f"Tỷ lệ: {ratio.name}", ratio.definition, base))
    return rows
