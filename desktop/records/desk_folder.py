"""A desk's folder: its encrypted database and the vault of its key; set up once, unlocked every day."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.records.desk_settings import DeskSettings, save_desk_settings
from desktop.records.keys import Vault, wipe
from desktop.records.number_blocks import NumberBlock
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError

DATABASE = "desk.db"
VAULT = "keys.json"


@dataclass(frozen=True, slots=True)
class DeskSetup:
    """What is asked once. The PIN is wiped from the form after use."""

    unit_name: str
    place: str
    case_code_prefix: str
    first_number: int
    last_number: int
    login: str
    officer_name: str
    pin: str


class DeskFolder:
    """A desk's files: the encrypted database and the vault of its key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.vault = Vault(path / VAULT)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.path / DATABASE

    @property
    def is_set_up(self) -> bool:
        """Whether there is a desk in the folder."""
        return self.vault.exists

    def set_up(self, setup: DeskSetup, today: date) -> str:
        """Make a new desk; gives the recovery key, to be shown once.

        All of it is made in a folder beside and then takes its place in one step, so that a set-up that is cut off
        leaves nothing that the next one would trip over.

        Raises:
            CodedError: KEY-004, there is a desk already; KEY-005, DB-…: it cannot be made.
        """
        if self.vault.exists or self.database.exists():
            raise CodedError("KEY-004")
        making = DeskFolder(self.path.with_name(self.path.name + ".new"))
        try:
            shutil.rmtree(making.path, ignore_errors=True)
            making.path.mkdir(parents=True)
            recovery_key = making.fill(setup, today)
            making.path.replace(self.path)
        except OSError:
            raise CodedError("DB-002") from None
        return recovery_key

    def fill(self, setup: DeskSetup, today: date) -> str:
        """Make the vault and the database of a new desk in an empty folder; gives the recovery key."""
        key, recovery_key = self.vault.create(setup.login, setup.pin)
        worker = DatabaseWorker(self.database, key, create=True)
        wipe(key)

        def fill(uow: UnitOfWork) -> None:
            uow.officers.add(setup.login, setup.officer_name)
            uow.blocks.add(NumberBlock(setup.case_code_prefix, setup.first_number, setup.last_number, today))
            settings = DeskSettings(
                unit_name=setup.unit_name, place=setup.place, case_code_prefix=setup.case_code_prefix
            )
            save_desk_settings(uow.settings, settings)
            uow.commit()

        try:
            worker.submit(fill).result()
        finally:
            worker.close()
        return recovery_key

    def unlock(self, login: str, pin: str) -> DatabaseWorker:
        """Open the database with an officer's PIN.

        Raises:
            CodedError: KEY-001, KEY-002, DB-….
        """
        key = self.vault.unlock(login, pin)
        try:
            return DatabaseWorker(self.database, key)
        finally:
            wipe(key)
