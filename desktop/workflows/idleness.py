"""For how long an account was not used, by the days on which the desk itself was at work and not by a clock's word.

A clock that is wrong for a moment must disable nobody, and one that is turned back must keep nobody in use. So for each
account the days are kept on which the desk was at work since its officer was last there. They are a set: in whichever
order a clock tells them, each counts once. Between two of them that lie near each other the days in between count too
(a weekend, a holiday); over a longer time nobody was here to see it pass, and a clock alone proves nothing: it counts
as one day.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import pairwise

import msgspec

from desktop.records.officers import OfficerAct
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.pin_policy import PeoplePolicy

KEY = "open_days"  # the setting


class OpenDays(msgspec.Struct):
    """What is kept.

    Attributes:
        last: The day on which the desk was last at work; None before the first.
        of: By officer's id: the days since they were last there, the day of that among them.
    """

    last: date | None = None
    of: dict[int, set[date]] = msgspec.field(default_factory=dict)


def days_passed(days: Collection[date], closed_days: int) -> int:
    """How many days a set of them proves to have passed.

    Args:
        days: On which the desk was at work, in any order.
        closed_days: So long a desk may stand closed and the time counts.
    """
    gaps = ((later - earlier).days for earlier, later in pairwise(sorted(days)))
    return sum(gap if gap <= closed_days else 1 for gap in gaps)


def idle_of(uow: UnitOfWork, officers: Iterable[Officer], policy: PeoplePolicy) -> dict[int, int]:
    """By id, for how many days each was not there; whoever was never there, nor given a PIN, is not among them."""
    kept = _read(uow)
    return {each.id: days_passed(_days_of(uow, kept, each), policy.closed_days) for each in officers if _since(each)}


def note_day(uow: UnitOfWork, now: datetime) -> None:
    """Note that the desk is at work on this day; commits nothing."""
    kept, today = _read(uow), now.date()
    before = msgspec.to_builtins(kept)
    for each in uow.officers.all():
        if each.removed or not each.active:
            kept.of.pop(each.id, None)
        elif _since(each):
            kept.of[each.id] = {*_days_of(uow, kept, each), today}
    kept.last = today
    if msgspec.to_builtins(kept) != before:
        _write(uow, kept)


def note_jump(uow: UnitOfWork, officer_id: int, policy: PeoplePolicy, now: datetime) -> None:
    """Keep among the events that the clock went on, or back, over a time in which the desk was not at work."""
    last, today = _read(uow).last, now.date()
    if last is not None and abs((today - last).days) > policy.closed_days:
        uow.officers.note(officer_id, OfficerAct.CLOCK_JUMPED, now, None, f"{last} > {today}")


def came(uow: UnitOfWork, officer_id: int, now: datetime) -> None:
    """Note that somebody is there, or may be from now on: their days begin anew; commits nothing."""
    uow.officers.seen(officer_id, now)
    begin_anew(uow, officer_id, now)


def begin_anew(uow: UnitOfWork, officer_id: int, now: datetime) -> None:
    """Count an account's days from this one on; commits nothing."""
    kept = _read(uow)
    if kept.of.get(officer_id) != {now.date()}:
        kept.of[officer_id] = {now.date()}
        _write(uow, kept)


def _days_of(uow: UnitOfWork, kept: OpenDays, officer: Officer) -> set[date]:
    """What is kept of somebody; for an account from before anything was kept, what the log of the door says."""
    since = _since(officer)
    if officer.id in kept.of or since is None:
        return kept.of.get(officer.id, set())
    return {since.date(), *uow.sign_ins.days_since(since)}


def _since(officer: Officer) -> datetime | None:
    return officer.last_seen or officer.pin_changed


def _read(uow: UnitOfWork) -> OpenDays:
    return msgspec.convert(uow.settings.get(KEY, {}), OpenDays, strict=False)


def _write(uow: UnitOfWork, kept: OpenDays) -> None:
    ordered = {str(each): sorted(day.isoformat() for day in days) for each, days in kept.of.items()}
    uow.settings.set(KEY, {"last": kept.last.isoformat() if kept.last else None, "of": ordered})
