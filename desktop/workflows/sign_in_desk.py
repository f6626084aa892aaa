"""Who came in, who was refused, who let whom in again: looked at by a head of desk and by a technician."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from desktop.records.desk_settings import DeskSettings, load_desk_settings
from desktop.records.officers import OfficerAct, OfficerEvent
from desktop.records.people import Officer
from desktop.records.sign_ins import SignInEvent
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.account_review import PeopleView, people_view
from desktop.workflows.rights import Task, require
from desktop.workflows.sign_in import SignIn

SHOWN = 500
# Of what is done to accounts, what belongs to coming in.
AT_THE_DOOR = {
    OfficerAct.IDLE,
    OfficerAct.CLOCK_JUMPED,
    OfficerAct.DISABLED,
    OfficerAct.ENABLED,
    OfficerAct.TRIES_CLEARED,
    OfficerAct.TRIES_PUT_BACK,
    OfficerAct.RECOVERED,
    OfficerAct.PIN,
    OfficerAct.FACTOR,
    OfficerAct.FACTOR_RULE,
    OfficerAct.REMOVED,
}


@dataclass(frozen=True, slots=True)
class DoorLine:
    """One line of the log of the door.

    Attributes:
        at: When.
        who: Whose account; None where there is no such login.
        what: What happened at the door, or was done to the account.
        by: Who did it, where that is somebody else; None for themselves or the program.
    """

    at: datetime
    who: Officer | None
    what: SignInEvent | OfficerEvent
    by: Officer | None


@dataclass(frozen=True, slots=True)
class DoorView:
    """The log of the door, the newest first, and the accounts; the desk's settings for the head of a printed list."""

    lines: tuple[DoorLine, ...]
    people: PeopleView
    settings: DeskSettings


class SignInDesk:
    """Looks at the log of the door."""

    def __init__(
        self, door: SignIn, worker: DatabaseWorker, clock: Callable[[], datetime], *, officer: Officer
    ) -> None:
        self._door, self._worker, self._clock, self._officer = door, worker, clock, officer

    @property
    def officer(self) -> Officer:
        """Who looks."""
        return self._officer

    def now(self) -> datetime:
        """The desk's time."""
        return self._clock()

    def look(self) -> Future[DoorView]:
        """Everything of the door. Fails with USER-010."""

        def look(uow: UnitOfWork) -> DoorView:
            require(self._officer, Task.SIGN_INS)
            logins, locked = set(self._door.logins()), self._door.tries.locked()
            people = people_view(uow, self._door.policy, self._clock(), logins=logins, locked=locked)
            known = {each.id: each for each in uow.officers.all()}
            lines = [
                DoorLine(each.at, known.get(each.officer_id or 0), each, None) for each in uow.sign_ins.newest(SHOWN)
            ]
            for act in people.events:
                if act.act in AT_THE_DOOR:
                    by = known.get(act.by_id or 0) if act.by_id != act.officer_id else None
                    lines.append(DoorLine(act.at, known.get(act.officer_id), act, by))
            newest = sorted(lines, key=lambda line: line.at, reverse=True)
            return DoorView(tuple(newest[:SHOWN]), people, load_desk_settings(uow.settings))

        return self._worker.submit(look)
