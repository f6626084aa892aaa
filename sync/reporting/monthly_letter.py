"""The province's month as a letter: sentences, ratios against targets, figures, units, definitions."""

from datetime import date
from itertools import groupby

from sync.indicators import Ratio
from sync.reporting.letter import Annex, Change, Head, Letter, Line, Table
from sync.reporting.model import Figures, MonthlyReport, count_lines, ratio_lines, unit_ratios
from sync.reporting.text import GROUPS, OWN_LAYOUT, RECEIVERS, at_least, long_date, paragraphs, state, subject


def monthly_letter(report: MonthlyReport) -> Letter:
    """The report's letter."""
    return Letter(
        issuer=(f"UBND {report.province.upper()}",),
        number="Số: ……/BC-UBND",
        place_and_date=long_date(report.made_at, report.place),
        subject=subject(report),
        sections=paragraphs(report),
        remarks=(state(report), OWN_LAYOUT),
        receivers=RECEIVERS,
        signature=("TM. ỦY BAN NHÂN DÂN", "(Ký, ghi rõ họ tên, đóng dấu)"),
        author=report.province,
        annexes=(
            Annex("Phụ lục 1. Tỷ lệ và chỉ tiêu", "Tỷ lệ", ratio_table(report)),
            Annex("Phụ lục 2. Số liệu tổng hợp", "Số liệu", count_table(report)),
            Annex("Phụ lục 3. Các đơn vị", "Đơn vị", unit_table(report)),
            Annex("Phụ lục 4. Định nghĩa và căn cứ", "Định nghĩa", definitions(report)),
        ),
    )


def one_row(*names: str) -> tuple[tuple[Head, ...], ...]:
    """A head of one row."""
    return (tuple(Head(name) for name in names),)


def ratio_table(figures: Figures, now: str = "Tháng này", before: str = "Tháng trước") -> Table:
    """Ratios against targets."""
    lines = tuple(
        Line(
            (
                line.name,
                line.share.part,
                line.share.whole,
                line.share,
                line.before,
                at_least(line.target.at_least) if line.target else None,
                line.verdict,
            )
        )
        for line in ratio_lines(figures)
    )
    head = one_row("Tỷ lệ", "Số đạt", "Tổng số", now, before, "Chỉ tiêu", "Kết quả")
    return Table(head, lines, (46, 12, 12, 13, 13, 12, 18))


def count_table(figures: Figures, now: str = "Tháng này", before: str = "Tháng trước") -> Table:
    """Indicators under their headings."""
    lines: list[Line] = []
    for group, members in groupby(count_lines(figures), lambda line: line.group):
        lines.append(Line((GROUPS.get(group, group),), heading=True))
        lines += [
            Line(
                (line.name, line.unit, line.count, line.before, Change(line.count, line.before)),
                keys=("", "", line.id, "", ""),
            )
            for line in members
        ]
    head = one_row("Chỉ tiêu", "Đơn vị tính", now, before, "Tăng, giảm")
    return Table(head, tuple(lines), (62, 14, 13, 13, 13))


def unit_table(report: MonthlyReport) -> Table:
    """Units: completeness, cases received, ratios with a target."""
    chosen = [ratio for ratio in report.book.ratios if ratio.id in unit_ratios(report)]
    lines = []
    for unit in report.units:
        received = sum(count for name, count in unit.counts.items() if name.startswith("received."))
        late = unit.counts.get("finished.late", 0)
        shares = (ratio.of(unit.counts) for ratio in chosen)
        lines.append(Line((unit.name, unit.desks, unit.received, unit.expected, received, late, *shares)))
    names = ("Đơn vị", "Số bàn", "Ngày đã báo cáo", "Ngày phải báo cáo", "Hồ sơ nhận", "Quá hạn")
    head = one_row(*names, *(ratio.name for ratio in chosen))
    return Table(head, tuple(lines), (30, 9, 11, 11, 12, 10, *(16 for _ in chosen)))


def definitions(figures: Figures) -> Table:
    """What each figure means and stands on."""
    lines = []
    for indicator in figures.book.on(figures.day):
        source = indicator.source
        base = source.text if source.sure else f"{source.text} (chưa đối chiếu: {source.note})"
        lines.append(Line((indicator.name, indicator.definition, base)))
    lines += [
        Line((f"Tỷ lệ: {ratio.name}", ratio.definition, _asked(ratio, figures.day))) for ratio in figures.book.ratios
    ]
    return Table(one_row("Chỉ tiêu", "Định nghĩa", "Căn cứ"), tuple(lines), (44, 80, 60))


def _asked(ratio: Ratio, day: date) -> str | None:
    target = ratio.target_on(day)
    if target is None:
        return None
    note = "" if target.source.sure else f" (chưa đối chiếu: {target.source.note})"
    return f"{at_least(target.at_least)}: {target.source.text}{note}"
