"""A desk's folder: its encrypted database and the vault of its key; set up once, unlocked every day."""

import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from desktop.records.desk_settings import DeskSettings, save_desk_settings
from desktop.records.factor_rule import set_heads_need_factor
from desktop.records.key_wrappers import Cost, Opened
from desktop.records.keys import Vault, wipe
from desktop.records.keystore import KeyStore
from desktop.records.lasting import flush_folder, make_folder, move
from desktop.records.local_time import ZONE
from desktop.records.migration_backup import MigrationBackup
from desktop.records.number_blocks import NumberBlock
from desktop.records.people import Role
from desktop.records.pin_history import pin_hash
from desktop.records.tries import TryBook, TryRules
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError

DATABASE = "desk.db"
VAULT = "keys.json"


@dataclass(frozen=True, slots=True)
class DeskSetup:
    """What is asked once. The PIN is wiped from the form after use.

    Attributes:
        head_factor: Whether a head of desk needs a second factor, which is asked for at the first unlocking.
    """

    unit_name: str
    place: str
    case_code_prefix: str
    first_number: int
    last_number: int
    login: str
    officer_name: str
    pin: str = field(repr=False)
    head_factor: bool = False


class DeskFolder:
    """A desk's files: the encrypted database and the vault of its key.

    Attributes:
        path: The folder.
        vault: Of the database's key.
        guard: Makes a backup before the data are brought to a newer schema.
    """

    def __init__(self, path: Path, cost: Cost | None = None, keystore: KeyStore | None = None) -> None:
        """Begin with a folder, which need not exist; `cost` is of new wrappers, None for that of the others."""
        self.path = path
        self._cost, self._keystore = cost, keystore
        self.vault = Vault(path / VAULT, cost, keystore)
        self.guard = MigrationBackup(path)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.path / DATABASE

    @property
    def is_set_up(self) -> bool:
        """Whether there is a desk in the folder."""
        return self.vault.exists

    def set_up(self, setup: DeskSetup, today: date, cost: Cost | None = None) -> str:
        """Make a new desk; gives the recovery key, to be shown once.

        All of it is made in a folder beside and then takes its place in one step, so that a set-up that is cut off
        leaves nothing that the next one would trip over.

        The first officer is head of desk. `cost` is of the wrappers; see `key_wrappers.calibrated`.

        Raises:
            CodedError: KEY-004, there is a desk already; KEY-005, DB-…: it cannot be made.
        """
        if self.vault.exists or self.database.exists():
            raise CodedError("KEY-004")
        making = DeskFolder(self.path.with_name(self.path.name + ".new"), cost or self._cost, self._keystore)
        try:
            shutil.rmtree(making.path, ignore_errors=True)
            make_folder(making.path)
            recovery_key = making.fill(setup, today)
            TryBook(making.path, TryRules()).begin()
            flush_folder(making.path)
            move(making.path, self.path)
        except OSError:
            raise CodedError("DB-002") from None
        return recovery_key

    def fill(self, setup: DeskSetup, today: date) -> str:
        """Make the vault and the database of a new desk in an empty folder; gives the recovery key."""
        key, recovery_key = self.vault.create(setup.login, setup.pin)
        worker = DatabaseWorker(self.database, key, create=True)
        wipe(key)
        hashed = pin_hash(setup.pin, self.vault.cost)

        def fill(uow: UnitOfWork) -> None:
            first = uow.officers.add(setup.login, setup.officer_name, Role.HEAD)
            uow.pins.remember(first.id, hashed, datetime.combine(today, time(), ZONE), 1)
            uow.blocks.add(NumberBlock(setup.case_code_prefix, setup.first_number, setup.last_number, today))
            settings = DeskSettings(
                unit_name=setup.unit_name, place=setup.place, case_code_prefix=setup.case_code_prefix
            )
            save_desk_settings(uow.settings, settings)
            set_heads_need_factor(uow.settings, setup.head_factor)
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
        return self.open(self.vault.open(login, pin))

    def open(self, opened: Opened) -> DatabaseWorker:
        """Open the database with what a wrapper held, and end a change of the key that was cut off; wipes the keys.

        Raises:
            CodedError: DB-…; KEY-005, the vault cannot be written.
        """
        try:
            if not opened.pending:
                return DatabaseWorker(self.database, opened.key, guard=self.guard)
            try:
                worker, following = DatabaseWorker(self.database, opened.pending, guard=self.guard), True
            except CodedError as error:
                if error.code not in {"DB-003", "DB-004", "DB-009"}:  # else it is not about the key
                    raise
                worker, following = DatabaseWorker(self.database, opened.key, guard=self.guard), False
            try:
                worker.fold().result()
                self.vault.settle_rotation(following=following)
            except CodedError:
                worker.close()
                raise
            return worker
        finally:
            opened.wipe()

    def rotate(self, worker: DatabaseWorker, opened: Opened) -> None:
        """Change the database key for everybody, with the database open; wipes the keys.

        The vault holds both keys before the first page is written anew, and one again after the last: whenever the
        power fails, everybody's PIN and the recovery key open the desk. Files beside the database have keys of their
        own, which lie in it.

        Raises:
            CodedError: KEY-008, a wrapper is damaged; KEY-005; DB-…: nothing has changed then.
        """
        try:
            following = self.vault.begin_rotation(opened.key)
            try:
                worker.rekey(following).result()
            finally:
                wipe(following)
            self.vault.settle_rotation(following=True)
        finally:
            opened.wipe()
