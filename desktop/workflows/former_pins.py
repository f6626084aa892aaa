"""PINs that somebody had before are not taken again, and one of their own choice is kept for a while."""

from datetime import datetime, timedelta

from desktop.records.officers import OfficerAct
from desktop.records.people import Officer
from desktop.records.pin_history import is_one_of
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.pin_policy import PeoplePolicy
from devices.errors import CodedError


def refuse_former(worker: DatabaseWorker, officer: Officer, pin: str, policy: PeoplePolicy) -> None:
    """See that a PIN is none of somebody's last ones. Derivations are made on the calling thread, not the database's.

    Raises:
        CodedError: USER-014, it is one of them.
    """
    most = policy.remembered(officer.role)
    if is_one_of(pin, worker.submit(lambda uow: uow.pins.last(officer.id, most)).result()):
        raise CodedError("USER-014", most=most)


def refuse_early(worker: DatabaseWorker, officer: Officer, policy: PeoplePolicy, now: datetime) -> None:
    """See that somebody has had the PIN of their own choice long enough; one that was given to them may go at once.

    Raises:
        CodedError: USER-015, it is too early.
    """

    def own_since(uow: UnitOfWork) -> datetime | None:
        given = {OfficerAct.ADDED, OfficerAct.PIN, OfficerAct.RECOVERED}
        last = next(
            (each for each in uow.officers.events() if each.officer_id == officer.id and each.act in given), None
        )
        own = last is not None and last.by_id == officer.id and last.act is OfficerAct.PIN
        return last.at if last is not None and own else None

    since = worker.submit(own_since).result()
    if since is not None and since <= now < since + timedelta(days=policy.pin_least_days):
        raise CodedError("USER-015", days=policy.pin_least_days)
