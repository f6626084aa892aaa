"""Who may do what: a table of tasks for each role, asked at the entry of workflows and of the records themselves.

The officer is a value that is handed to whoever acts for them. What a screen hides is a courtesy; what refuses is here.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from desktop.records.people import Officer, Role
from devices.errors import CodedError


class Task(StrEnum):
    """Something that somebody may be allowed to do."""

    CITIZENS = "citizens"  # intake, cases, papers, books, cleaning: whatever shows a citizen
    DAYS = "days"
    REPORTS = "reports"
    PROVINCE = "province"
    SETTINGS = "settings"
    DEVICES = "devices"
    BACKUP = "backup"
    PEOPLE = "people"
    AUDIT = "audit"
    SIGN_INS = "sign_ins"  # who unlocked the desk, and the list of accounts: nothing of a citizen
    OWN_PIN = "own_pin"


_OFFICER = frozenset({Task.CITIZENS, Task.DEVICES, Task.OWN_PIN})
RIGHTS: Mapping[Role, frozenset[Task]] = MappingProxyType(
    {
        Role.OFFICER: _OFFICER,
        Role.HEAD: _OFFICER
        | {Task.DAYS, Task.REPORTS, Task.PROVINCE, Task.SETTINGS, Task.BACKUP, Task.PEOPLE, Task.AUDIT, Task.SIGN_INS},
        Role.TECHNICIAN: frozenset(
            {Task.PROVINCE, Task.SETTINGS, Task.DEVICES, Task.BACKUP, Task.SIGN_INS, Task.OWN_PIN}
        ),
    }
)
# Pages of the window by what they need; one that is not named here is the head's alone.
PAGES: Mapping[str, Task] = MappingProxyType(
    {
        "intake": Task.CITIZENS,
        "cases": Task.CITIZENS,
        "papers": Task.CITIZENS,
        "books": Task.CITIZENS,
        "cleaning": Task.CITIZENS,
        "forms": Task.CITIZENS,
        "day": Task.DAYS,
        "reports": Task.REPORTS,
        "province": Task.PROVINCE,
        "settings": Task.SETTINGS,
        "scanner_check": Task.DEVICES,
        "chip_reader": Task.DEVICES,
        "people": Task.PEOPLE,
        "sign_ins": Task.SIGN_INS,
        "backup": Task.BACKUP,
        "check": Task.DEVICES,
        "queue": Task.CITIZENS,
        "work": Task.CITIZENS,
        "audit": Task.AUDIT,
        "updates": Task.SETTINGS,
    }
)


def allowed(officer: Officer | None, task: Task) -> bool:
    """Whether somebody may do something; nobody may do nothing."""
    return officer is not None and officer.active and not officer.removed and task in RIGHTS[officer.role]


def require(officer: Officer | None, task: Task) -> None:
    """See that somebody may do something.

    Raises:
        CodedError: USER-010, they may not.
    """
    if not allowed(officer, task):
        raise CodedError("USER-010", task=task.value)


def sees_page(officer: Officer, page_id: str) -> bool:
    """Whether a page of the window is shown to somebody."""
    return allowed(officer, PAGES.get(page_id, Task.PEOPLE))


def admission(officer: Officer) -> Callable[[str], None]:
    """What `DatabaseWorker.admit_by` asks: whoever may see no citizen gets no repository that holds them."""

    def admit(_repository: str) -> None:
        require(officer, Task.CITIZENS)

    return admit
