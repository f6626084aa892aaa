"""What makes a well-formed catalogue wrong all the same: gaps, overlaps, names of things that do not exist."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

from desktop.records.case_codes import PREFIX
from desktop.records.catalogue.models import (
    FormSet,
    Holiday,
    LegalBase,
    OpeningHours,
    Procedure,
    TimeUnit,
    Unit,
    Waiver,
)
from desktop.records.folding import fold

HANDLERS = frozenset({"commune", "province", "police", "other"})
FORMS = frozenset({"receipt", "supplement", "refusal", "apology", "control_slip", "register"})
KINDS = frozenset({"province", "district", "commune"})
FEE_UNITS = frozenset({"case", "page", "copy"})
LONGEST_TERM = 3650  # of any unit: more is a slip of the keyboard


class Dated(Protocol):
    """An entry with days in force."""

    @property
    def valid_from(self) -> date:
        """The first day in force."""

    @property
    def valid_to(self) -> date | None:
        """The last day in force; None: still."""


P = TypeVar("P")
D = TypeVar("D", bound=Dated)
Problems = Iterator[tuple[P, str]]


def mistakes(  # noqa: PLR0917 - the six kinds of entries of a catalogue
    units: Sequence[tuple[Unit, P]],
    waivers: Sequence[tuple[Waiver, P]],
    holidays: Sequence[tuple[Holiday, P]],
    hours: Sequence[tuple[OpeningHours, P]],
    forms: Sequence[tuple[FormSet, P]],
    procedures: Sequence[tuple[Procedure, P]],
) -> Problems[P]:
    """Every mistake, with the place of its entry."""
    yield from _units(units)
    yield from _waivers(waivers)
    yield from _holidays(holidays)
    yield from _hours(hours)
    yield from _forms(forms)
    yield from _procedures(procedures, {waiver.id for waiver, _ in waivers})


def _spans(entries: Sequence[tuple[D, P]], key: Callable[[D], str]) -> Problems[P]:
    """Spans of one key must not overlap, and none may end before it begins."""
    by_key: defaultdict[str, list[tuple[D, P]]] = defaultdict(list)
    for entry, place in entries:
        if entry.valid_to is not None and entry.valid_to < entry.valid_from:
            yield place, f"{key(entry)}: hết hiệu lực trước khi có hiệu lực"
        by_key[key(entry)].append((entry, place))
    for name, versions in by_key.items():
        versions.sort(key=lambda pair: pair[0].valid_from)
        for (before, _), (after, place) in pairwise(versions):
            if before.valid_to is None or before.valid_to >= after.valid_from:
                yield place, f"{name}: hiệu lực chồng lên mục trước"


def _no_gap(entries: Sequence[tuple[D, P]], what: str) -> Problems[P]:
    """Something must be in force on every day from the first entry on."""
    ordered = sorted(entries, key=lambda pair: pair[0].valid_from)
    for (before, _), (after, place) in pairwise(ordered):
        if before.valid_to is not None and after.valid_from - before.valid_to > timedelta(days=1):
            yield place, f"{what}: không có gì từ sau {before.valid_to} đến trước {after.valid_from}"


def _grounds(name: str, base: LegalBase | None, place: P) -> Problems[P]:
    if base is not None and not base.text.strip():
        yield place, f"{name}: thiếu căn cứ pháp lý (legal_base.text)"


def _units(units: Sequence[tuple[Unit, P]]) -> Problems[P]:
    yield from _spans(units, lambda unit: unit.id)
    newest: dict[str, Unit] = {}
    for unit, _ in sorted(units, key=lambda pair: pair[0].valid_from):
        newest[unit.id] = unit
    for unit, place in units:
        if unit.kind not in KINDS:
            yield place, f"{unit.id}: loại đơn vị '{unit.kind}' không có"
        if unit.case_code_prefix and not PREFIX.fullmatch(unit.case_code_prefix):
            yield place, f"{unit.id}: case_code_prefix phải có dạng 000.00.00.H00"
        for other in (*unit.became, *((unit.parent,) if unit.parent else ())):
            if other not in newest:
                yield place, f"{unit.id}: không có đơn vị '{other}'"
        if unit.became and unit.valid_to is None:
            yield place, f"{unit.id}: còn hiệu lực mà đã thành đơn vị khác (became)"
        for other in unit.became:
            # Whoever follows `became` must come to an end: each step leads to a unit that lasted longer.
            if other in newest and unit.valid_to is not None and not _outlasts(newest[other], unit.valid_to):
                yield place, f"{unit.id}: '{other}' hết hiệu lực không sau đơn vị này"


def _outlasts(unit: Unit, day: date) -> bool:
    return unit.valid_to is None or unit.valid_to > day


def _waivers(waivers: Sequence[tuple[Waiver, P]]) -> Problems[P]:
    yield from _spans(waivers, lambda waiver: waiver.id)
    for waiver, place in waivers:
        yield from _grounds(waiver.id, waiver.legal_base, place)
        if not waiver.answered_by:
            yield place, f"{waiver.id}: không ghi lấy gì thay (answered_by)"


def _holidays(holidays: Sequence[tuple[Holiday, P]]) -> Problems[P]:
    seen: set[date] = set()
    for holiday, place in sorted(holidays, key=lambda pair: pair[0].day):
        if holiday.day in seen:
            yield place, f"{holiday.day}: có hai lần"
        elif seen and holiday.day.year - max(seen).year > 1:
            yield place, f"không có ngày nghỉ nào giữa năm {max(seen).year} và năm {holiday.day.year}"
        seen.add(holiday.day)
        yield from _grounds(str(holiday.day), holiday.legal_base, place)


def _hours(hours: Sequence[tuple[OpeningHours, P]]) -> Problems[P]:
    of_weekdays = ([pair for pair in hours if weekday in pair[0].weekdays] for weekday in range(1, 8))
    yield from dict.fromkeys(problem for pairs in of_weekdays for problem in _spans(pairs, lambda _: "giờ làm việc"))
    for entry, place in hours:
        yield from _grounds("giờ làm việc", entry.legal_base, place)
        if not entry.weekdays or not set(entry.weekdays) <= set(range(1, 8)):
            yield place, "weekdays phải là các số từ 1 (thứ Hai) đến 7 (Chủ nhật)"
        if not entry.spans or not _ordered(entry.spans):
            yield place, "spans phải là các khoảng HH:MM tăng dần, không chồng nhau"


def _ordered(spans: Iterable[tuple[str, str]]) -> bool:
    moments = [moment for span in spans for moment in span]
    return all(map(_is_time, moments)) and all(before < after for before, after in pairwise(moments))


def _forms(forms: Sequence[tuple[FormSet, P]]) -> Problems[P]:
    yield from _spans(forms, lambda _: "bộ mẫu")
    yield from _no_gap(forms, "bộ mẫu")
    for form_set, place in forms:
        yield from _grounds(form_set.id, form_set.legal_base, place)
        if not form_set.labels.get("receipt"):
            yield place, f"{form_set.id}: thiếu nhãn của giấy tiếp nhận (labels.receipt)"
        for missing in sorted(FORMS - set(form_set.forms)):
            yield place, f"{form_set.id}: thiếu mẫu '{missing}'"
        for unknown in sorted(set(form_set.labels) - set(form_set.forms)):
            yield place, f"{form_set.id}: nhãn của mẫu không có '{unknown}'"


def _procedures(procedures: Sequence[tuple[Procedure, P]], waivers: set[str]) -> Problems[P]:
    yield from _spans(procedures, lambda procedure: procedure.code)
    fields: dict[str, str] = {}
    for procedure, place in procedures:
        spelt = fields.setdefault(fold(procedure.field), procedure.field)
        if spelt != procedure.field:
            yield place, f"{procedure.code}: lĩnh vực '{procedure.field}' chỗ khác viết '{spelt}'"
        for problem in (*_procedure(procedure), *_papers(procedure, waivers), *_fees(procedure)):
            yield place, f"{procedure.code}: {problem}"
        yield from _grounds(procedure.code, procedure.legal_base, place)


def _procedure(procedure: Procedure) -> Iterator[str]:
    if not (procedure.code.strip() and procedure.name.strip() and procedure.short_name.strip()):
        yield "mã, tên, tên ngắn không được trống"
    if not procedure.field.strip():
        yield "lĩnh vực không được trống"
    if procedure.handled_at not in HANDLERS:
        yield f"handled_at '{procedure.handled_at}' không có"
    if not procedure.channels:
        yield "không nhận qua kênh nào"
    if procedure.time_limit.unit is not TimeUnit.SAME_DAY and procedure.time_limit.amount < 1:
        yield "thời hạn phải từ 1"
    if procedure.time_limit.amount > LONGEST_TERM:
        yield f"thời hạn quá {LONGEST_TERM}"
    if procedure.time_limit.cutoff and not _is_time(procedure.time_limit.cutoff):
        yield "cutoff phải có dạng HH:MM"


def _papers(procedure: Procedure, waivers: set[str]) -> Iterator[str]:
    ids = [paper.id for paper in procedure.papers]
    for repeated in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"giấy tờ '{repeated}' có hai lần"
    for paper in procedure.papers:
        if paper.waived_by and paper.waived_by not in waivers:
            yield f"không có quy định miễn '{paper.waived_by}'"
        if not paper.required and not paper.condition:
            yield f"giấy tờ '{paper.id}' không bắt buộc mà không ghi khi nào (condition)"
        if min(paper.originals, paper.copies) < 0:
            yield f"giấy tờ '{paper.id}': số bản không được âm"
        if paper.valid_months is not None and paper.valid_months < 1:
            yield f"giấy tờ '{paper.id}': thời hạn dùng lại ít nhất 1 tháng"


def _fees(procedure: Procedure) -> Iterator[str]:
    for fee in procedure.fees:
        if fee.amount < 0:
            yield "phí không được âm"
        if fee.per not in FEE_UNITS:
            yield f"phí tính theo '{fee.per}' không có"


def _is_time(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII) is not None
