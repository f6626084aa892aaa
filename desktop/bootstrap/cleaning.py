"""Data cleaning put together: the table of units, the checks, the work list, its page, the hint at the intake."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import date, datetime

from desktop.records.addresses import read_residence
from desktop.records.data_checks import DataChecks
from desktop.records.data_rules import load_date_rules
from desktop.records.former_units import FormerUnits, load_former_units
from desktop.records.people import Officer
from desktop.records.resources import resources_folder
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.cleaning.screen import CleaningScreen
from desktop.screens.cleaning.words import residence_hint, short_hint
from desktop.screens.messages import Messages
from desktop.workflows.data_cleaning import DataCleaning
from devices.errors import CodedError


class CleaningParts:
    """What belongs to data cleaning.

    Attributes:
        checks: For the saving of cases.
        desk: The work list.
        screen: Its page.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Background,
        helpers: Executor,
        messages: Messages,
        *,
        officer: Officer,
        clock: Callable[[], datetime],
    ) -> None:
        """Begin to read the table on a helper's thread; nobody waits for it but the first check."""
        self._loading = helpers.submit(_load_units)
        self.checks = DataChecks(self._units, load_date_rules(resources_folder() / "cleaning"))
        self.desk = DataCleaning(worker, self.checks, self._units, deliver, clock, officer_id=officer.id)
        self.screen = CleaningScreen(self.desk, messages)

    def _units(self) -> FormerUnits | None:
        """The table, or None where it cannot be read: then addresses are left alone, and everything else goes on."""
        try:
            return self._loading.result()
        except CodedError:
            return None

    def unit_of_today(self, printed: str, issued: date | None) -> tuple[str, str]:
        """Beside a printed address: which unit it is today, shortly and in full; "" where nothing is to be said yet."""
        units = self._units() if self._loading.done() else None
        if units is None or not printed:
            return "", ""
        found = read_residence(printed, units, issued)
        return short_hint(found), residence_hint(found)


def _load_units() -> FormerUnits:
    units = load_former_units(resources_folder() / "units")
    read_residence("Phường 1, Quận 1, Hồ Chí Minh", units)  # makes the indexes, which the first address needs
    return units
