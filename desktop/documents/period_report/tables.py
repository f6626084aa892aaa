"""The tables of a period's report."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from desktop.documents.period_report.decision_766 import Group
from desktop.records.catalogue.models import ReceptionChannel, ServiceGroup
from desktop.records.indicator_expressions import SOLVED
from desktop.records.period_facts import FieldCounts, MonthCounts, PeriodFacts
from sync.indicators import IndicatorBook, Share
from sync.reporting.letter import Head, Line, Table, Value
from sync.reporting.model import NOTHING
from sync.reporting.monthly_letter import one_row
from sync.reporting.text import at_least

ONLINE = (ReceptionChannel.ONLINE, ReceptionChannel.ONLINE_ASSISTED, ReceptionChannel.VNEID)
DIRECT = (ReceptionChannel.COUNTER, ReceptionChannel.POSTAL)
NO_CASE = "Không thuộc hồ sơ nào"
TOTAL = "Tổng số"
GROUP_NAMES = {
    ServiceGroup.ESSENTIAL_25: "25 dịch vụ công thiết yếu",
    ServiceGroup.ESSENTIAL_OTHER: "Dịch vụ thiết yếu khác",
    ServiceGroup.OTHER: "Thủ tục còn lại",
}
CHANNEL_NAMES = {
    ReceptionChannel.COUNTER: "Trực tiếp",
    ReceptionChannel.ONLINE: "Trực tuyến tự nộp",
    ReceptionChannel.ONLINE_ASSISTED: "Trực tuyến có hỗ trợ",
    ReceptionChannel.POSTAL: "Bưu chính",
    ReceptionChannel.VNEID: "VNeID",
}
OWED = (
    ("Phải số hóa", "papers.digitize"),
    ("Đã có tệp", "papers.with_file"),
    ("Trong đó tái sử dụng", "papers.reused"),
)
DIGITIZATION = (
    ("Đã quét", "digitized.scanned"),
    ("Đã kiểm", "digitized.checked"),
    ("Đã ký số", "digitized.signed"),
    ("Đã lưu", "digitized.stored"),
    ("Tái sử dụng giấy tờ", "reused.paper"),
    ("Tái sử dụng kết quả", "reused.result"),
)
NOT_DIGITIZED = (
    ("Bản sao", "papers.copy"),
    ("Chỉ xuất trình", "papers.shown"),
    ("Đã có dữ liệu", "papers.data_exists"),
)
TREND = tuple(
    [f"received.{channel}.{group}" for channel in ReceptionChannel for group in ServiceGroup]
    + ["papers.digitize", "papers.with_file"]
)


def field_table(fields: Sequence[FieldCounts]) -> Table:
    """Form 06a: received, solved and in progress by field; what a desk counts is in cases."""
    mine = [each for each in fields if each.field]
    lines = [_field_line(str(place), each.field, each.counts, each.carried) for place, each in enumerate(mine, start=1)]
    total = _total([each.counts for each in mine])
    lines.append(_field_line("", TOTAL, total, sum(each.carried for each in mine), strong=True))
    head = (
        (
            Head("STT", down=3),
            Head("Lĩnh vực", down=3),
            Head("Số hồ sơ nhận giải quyết", across=4),
            Head("Số lượng hồ sơ đã giải quyết", across=4),
            Head("Số lượng hồ sơ đang giải quyết", across=3),
        ),
        (
            Head("Tổng số", down=2),
            Head("Trong kỳ", across=2),
            Head("Từ kỳ trước", down=2),
            *(Head(name, down=2) for name in ("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn")),
            *(Head(name, down=2) for name in ("Tổng số", "Đúng hạn", "Quá hạn")),
        ),
        (Head("Trực tuyến"), Head("Trực tiếp, dịch vụ bưu chính")),
    )
    return Table(head, tuple(lines), (9, 40, *(14,) * 11))


def _field_line(number: str, name: str, counts: Mapping[str, int], carried: int, *, strong: bool = False) -> Line:
    online, direct = (
        sum(counts.get(f"received.{channel}.{group}", 0) for channel in channels for group in ServiceGroup)
        for channels in (ONLINE, DIRECT)
    )
    solved = [counts.get(name, 0) for name in SOLVED]
    running = [counts.get(name, 0) for name in ("open.in_time", "open.late")]
    values: tuple[Value, ...] = (
        *(number, name, online + direct + carried, online, direct, carried),
        *(sum(solved), *solved, sum(running), *running),
    )
    keys = ("",) * 7 + (*SOLVED, "", "open.in_time", "open.late")
    return Line(values, strong=strong, keys=keys, about="" if strong else name)


def groups_table(groups: Sequence[Group], counts: Mapping[str, int]) -> Table:
    """QĐ 766: both ways of counting side by side, and points where it is known how they are given."""
    lines = []
    for group in groups:
        lines.append(Line((f"{group.name} (tối đa {points(group.points)} điểm)",), heading=True))
        for each in group.components:
            strict = each.strict.share(counts) if each.strict else None
            loose = each.loose.share(counts) if each.loose else None
            scores = [
                None if share is None or (score := each.score(share)) is None else points(score)
                for share in (strict, loose)
            ]
            mark = each.note if each.sure else f"Chưa đối chiếu: {each.note}"
            lines.append(
                Line((each.name, points(each.points), *_three(strict), scores[0], *_three(loose), scores[1], mark))
            )
    head = (
        (
            Head("Thành phần", down=2),
            Head("Điểm tối đa", down=2),
            Head("Cách chặt (kiểm được)", across=4),
            Head("Cách rộng (theo QĐ 766)", across=4),
            Head("Ghi chú", down=2),
        ),
        tuple(Head(name) for _ in range(2) for name in ("Số đạt", "Trên", "Tỷ lệ", "Điểm")),
    )
    return Table(head, tuple(lines), (44, 10, *(13, 14, 12, 10) * 2, 56))


def _three(share: Share | None) -> tuple[Value, ...]:
    return (None, None, None) if share is None else (share.part, share.whole, share)


def points(value: float) -> str:
    """Points as they are written: ``3,2``."""
    return f"{value:g}".replace(".", ",")


def digitization_table(fields: Sequence[FieldCounts], total: Mapping[str, int]) -> Table:
    """The board of digitization: what had to be and was, what need not be, and the work that was done, by field."""
    columns = (*OWED, *NOT_DIGITIZED, *DIGITIZATION)
    rows = [each for each in fields if any(each.counts.get(name, 0) for _, name in columns)]
    lines = [_digitized(each.field or NO_CASE, each.counts, columns, about=each.field) for each in rows]
    lines.append(_digitized(TOTAL, total, columns, strong=True))
    names = [name for name, _ in columns]
    head = (
        (
            Head("Lĩnh vực", down=2),
            Head("Giấy tờ phải số hóa, hồ sơ nhận trong kỳ", across=len(OWED)),
            Head("Tỷ lệ (kiểm được tệp)", down=2),
            Head("Không thuộc diện số hóa", across=len(NOT_DIGITIZED)),
            Head("Việc đã làm trong kỳ", across=len(DIGITIZATION)),
        ),
        tuple(Head(name) for name in names),
    )
    return Table(head, tuple(lines), (36, *(14,) * 3, 15, *(14,) * 9))


def digitized_share(counts: Mapping[str, int]) -> Share:
    """Papers with a file among those that had to be digitized; reused ones are in both."""
    return Share(counts.get("papers.with_file", 0), counts.get("papers.digitize", 0))


def _digitized(
    name: str,
    counts: Mapping[str, int],
    columns: Sequence[tuple[str, str]],
    *,
    about: str = "",
    strong: bool = False,
) -> Line:
    ids = [each for _, each in columns]
    values: list[Value] = [counts.get(each, 0) for each in ids]
    values.insert(len(OWED), digitized_share(counts))
    keys = list(ids) if about or strong else [""] * len(ids)
    keys.insert(len(OWED), "")
    return Line((name, *values), strong=strong, keys=("", *keys), about=about)


def essential_table(book: IndicatorBook, counts: Mapping[str, int], day: date) -> Table:
    """Groups of services by channel, the online share against what is asked of it."""
    ratios = {ratio.id: ratio for ratio in book.ratios}
    lines = []
    for group, name in GROUP_NAMES.items():
        ids = [f"received.{channel}.{group}" for channel in CHANNEL_NAMES]
        values = [counts.get(each, 0) for each in ids]
        ratio = ratios.get(f"online.{group}")
        share = None if ratio is None else ratio.of(counts)
        target = None if ratio is None else ratio.target_on(day)
        asked = verdict = base = NOTHING
        if target is not None and share is not None:
            reached = share.reaches(target)
            asked = at_least(target.at_least)
            verdict = "Chưa có số liệu" if reached is None else "Đạt" if reached else "Chưa đạt"
            base = target.source.text
        lines.append(
            Line((name, sum(values), *values, share, asked, verdict, base), keys=("", "", *ids, "", "", "", ""))
        )
    names = ("Nhóm dịch vụ", TOTAL, *CHANNEL_NAMES.values(), "Tỷ lệ trực tuyến", "Chỉ tiêu", "Kết quả", "Căn cứ")
    return Table(one_row(*names), tuple(lines), (36, 13, *(14,) * 5, 16, 14, 17, 36))


def waiver_table(facts: PeriodFacts, waiver: Callable[[str], tuple[str, str]], known: Sequence[str]) -> Table:
    """Papers that citizens did not have to hand in; `waiver` gives a waiver's title and legal base."""
    lines = []
    for each in facts.waivers:
        title, base = waiver(each.waiver)
        key = f"waived.{each.waiver if each.waiver in known else 'other'}"
        lines.append(Line((title, each.papers, each.sheets, base), keys=("", key, "", "")))
    sums = (sum(each.papers for each in facts.waivers), sum(each.sheets for each in facts.waivers))
    lines.append(Line((TOTAL, *sums, ""), strong=True))
    names = ("Giấy tờ không phải nộp", "Số giấy tờ", "Số bản (ít nhất bấy nhiêu trang)", "Căn cứ")
    return Table(one_row(*names), tuple(lines), (80, 18, 24, 90))


def trend_table(months: Sequence[MonthCounts]) -> Table:
    """A year of months."""
    lines = []
    for each in months:
        received = {
            channels: sum(each.counts.get(f"received.{c}.{group}", 0) for c in channels for group in ServiceGroup)
            for channels in (ONLINE, DIRECT)
        }
        total = sum(received.values())
        digitized = digitized_share(each.counts)
        online = Share(received[ONLINE], total)
        lines.append(Line((f"{each.month:%m/%Y}", total, received[ONLINE], received[DIRECT], online, digitized)))
    names = ("Tháng", "Hồ sơ nhận", "Trực tuyến", "Trực tiếp, bưu chính", "Tỷ lệ trực tuyến", "Tỷ lệ số hóa (chặt)")
    return Table(one_row(*names), tuple(lines), (14, 14, 14, 18, 16, 18))


def _total(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in parts:
        for name, count in counts.items():
            total[name] = total.get(name, 0) + count
    return total
