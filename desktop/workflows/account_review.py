"""Accounts that nobody uses are disabled, and all of them are gone through every so often."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from desktop.records.factor_rule import heads_need_factor
from desktop.records.officers import OfficerAct, OfficerEvent
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.idleness import idle_of, note_day
from desktop.workflows.pin_policy import PeoplePolicy

MONTH_DAYS = 30.44


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it stands.

    Attributes:
        officer: Whose.
        locked: Whether wrong tries have locked it.
        has_key: Whether it can open the desk at all.
        idle_days: Days since it was last used, as `idleness` counts them; None where it never was.
        pin_due: Whether the PIN is older than the rules want.
    """

    officer: Officer
    locked: bool
    has_key: bool
    idle_days: int | None
    pin_due: bool


@dataclass(frozen=True, slots=True)
class PeopleView:
    """All accounts, and what was done to them.

    Attributes:
        review_due: Whether the list must be gone through again: it is time, or the clock jumped.
        reviewed: When it last was; None for never.
        idle_days: After so many days without use an account is disabled.
        review_months: How many months may lie between two reviews.
        heads_need_factor: Whether a head of desk needs a second factor.
    """

    accounts: tuple[Account, ...]
    events: tuple[OfficerEvent, ...]
    review_due: bool
    reviewed: datetime | None
    idle_days: int = 0
    review_months: int = 0
    heads_need_factor: bool = False


def disable_idle(uow: UnitOfWork, policy: PeoplePolicy, now: datetime) -> set[int]:
    """Disable every account that was not used for too long, and commit; which ones.

    It is asked whenever somebody comes in: who never comes back would never be asked otherwise. What counts is in
    `idleness`.
    """
    note_day(uow, now)
    active = [each for each in uow.officers.all() if each.active and not each.removed]
    gone = {each for each, days in idle_of(uow, active, policy).items() if days > policy.idle_days}
    for each in gone:
        uow.officers.set_active(each, False)
        uow.officers.note(each, OfficerAct.IDLE, now, None)
    if gone:
        uow.commit()
    return gone


def people_view(
    uow: UnitOfWork, policy: PeoplePolicy, now: datetime, *, logins: set[str], locked: frozenset[str]
) -> PeopleView:
    """The accounts as they stand.

    Args:
        uow: Where they are read.
        policy: The rules.
        now: The moment.
        logins: Who has a key.
        locked: Whom wrong tries have locked out.
    """
    events, officers = uow.officers.events(), [each for each in uow.officers.all() if not each.removed]
    idle = idle_of(uow, officers, policy)
    accounts = tuple(
        Account(
            each,
            each.login in locked,
            each.login in logins,
            None if each.last_seen is None else idle.get(each.id, 0),
            policy.pin_due(each, now),
        )
        for each in officers
    )
    reviewed = next((event.at for event in events if event.act is OfficerAct.REVIEWED), None)
    since = reviewed or min((event.at for event in events), default=now)
    unseen = takewhile(lambda event: event.act is not OfficerAct.REVIEWED, events)  # the newest come first
    jumped = any(event.act is OfficerAct.CLOCK_JUMPED for event in unseen)
    due = jumped or now - since > timedelta(days=policy.review_months * MONTH_DAYS)
    return PeopleView(
        accounts,
        tuple(events),
        due,
        reviewed,
        policy.idle_days,
        policy.review_months,
        heads_need_factor(uow.settings),
    )
