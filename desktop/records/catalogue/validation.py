"""What makes a well-formed catalogue wrong all the same: gaps, overlaps, names of things that do not exist."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Protocol, TypeVar

from desktop.records.catalogue.models import (
    FormSet,
    Holiday,
    OpeningHours,
    Procedure,
    TimeUnit,
    Unit,
    Waiver,
)

HANDLERS = frozenset({"commune", "province", "police", "other"})
FORMS = frozenset({"receipt", "supplement", "refusal", "apology", "control_slip", "register"})


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
    yield from _spans(waivers, lambda waiver: waiver.id)
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


def _units(units: Sequence[tuple[Unit, P]]) -> Problems[P]:
    yield from _spans(units, lambda unit: unit.id)
    known = {unit.id for unit, _ in units}
    for unit, place in units:
        if unit.kind not in {"province", "district", "commune"}:
            yield place, f"{unit.id}: loại đơn vị '{unit.kind}' không có"
        for other in (*unit.became, *((unit.parent,) if unit.parent else ())):
            if other not in known:
                yield place, f"{unit.id}: không có đơn vị '{other}'"


def _holidays(holidays: Sequence[tuple[Holiday, P]]) -> Problems[P]:
    seen: set[date] = set()
    for holiday, place in holidays:
        if holiday.day in seen:
            yield place, f"{holiday.day}: có hai lần"
        seen.add(holiday.day)


def _hours(hours: Sequence[tuple[OpeningHours, P]]) -> Problems[P]:
    yield from _spans(hours, lambda _: "giờ làm việc")
    for entry, place in hours:
        if not entry.weekdays or not set(entry.weekdays) <= set(range(1, 8)):
            yield place, "weekdays phải là các số từ 1 (thứ Hai) đến 7 (Chủ nhật)"
        if not entry.spans or not _ordered(entry.spans):
            yield place, "spans phải là các khoảng HH:MM tăng dần, không chồng nhau"


def _ordered(spans: Iterable[tuple[str, str]]) -> bool:
    try:
        moments = [time.fromisoformat(moment) for span in spans for moment in span]
    except ValueError:
        return False
    return all(before < after for before, after in pairwise(moments))


def _forms(forms: Sequence[tuple[FormSet, P]]) -> Problems[P]:
    yield from _spans(forms, lambda _: "bộ mẫu")
    for form_set, place in forms:
        for missing in sorted(FORMS - set(form_set.forms)):
            yield place, f"{form_set.id}: thiếu mẫu '{missing}'"
        for unknown in sorted(set(form_set.labels) - set(form_set.forms)):
            yield place, f"{form_set.id}: nhãn của mẫu không có '{unknown}'"


def _procedures(procedures: Sequence[tuple[Procedure, P]], waivers: set[str]) -> Problems[P]:
    yield from _spans(procedures, lambda procedure: procedure.code)
    for procedure, place in procedures:
        if procedure.handled_at not in HANDLERS:
            yield place, f"{procedure.code}: handled_at '{procedure.handled_at}' không có"
        if not procedure.channels:
            yield place, f"{procedure.code}: không nhận qua kênh nào"
        if procedure.time_limit.unit is not TimeUnit.SAME_DAY and procedure.time_limit.amount < 1:
            yield place, f"{procedure.code}: thời hạn phải từ 1"
        if procedure.time_limit.cutoff and not _is_time(procedure.time_limit.cutoff):
            yield place, f"{procedure.code}: cutoff phải có dạng HH:MM"
        ids = [paper.id for paper in procedure.papers]
        for repeated in sorted({name for name in ids if ids.count(name) > 1}):
            yield place, f"{procedure.code}: giấy tờ '{repeated}' có hai lần"
        for paper in procedure.papers:
            if paper.waived_by and paper.waived_by not in waivers:
                yield place, f"{procedure.code}: không có quy định miễn '{paper.waived_by}'"
            if not paper.required and not paper.condition:
                yield place, f"{procedure.code}: giấy tờ '{paper.id}' không bắt buộc mà không ghi khi nào (condition)"


def _is_time(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return True
