"""The one thread that touches the database."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from desktop.records.audit_log import NOBODY, Actor
from desktop.records.database import Database, open_database
from desktop.records.database_copies import DatabaseCopies
from desktop.records.migration_backup import MigrationBackup
from desktop.records.unit_of_work import GuardedUnit, UnitOfWork

T = TypeVar("T")
HELD_SECONDS = 0.1  # at most, if nobody says that it is over


class DatabaseWorker:
    """Runs functions of a unit of work on the database's own thread, in the order of submission."""

    def __init__(
        self, path: Path, key: bytes | bytearray, *, create: bool = False, guard: MigrationBackup | None = None
    ) -> None:
        """Open the database on the worker's thread; `guard` as `open_database`.

        Raises:
            CodedError: As `open_database`.
        """
        self._admit: Callable[[str], None] | None = None
        self._may_begin = threading.Event()
        self._may_begin.set()
        self._actor = NOBODY
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        try:
            self._thread, self._database = self._executor.submit(self._open, path, key, create, guard).result()
        except BaseException:
            self._executor.shutdown()
            raise

    @staticmethod
    def _open(path: Path, key: bytes | bytearray, create: bool, guard: MigrationBackup | None) -> tuple[int, Database]:
        return threading.get_ident(), open_database(path, key, create=create, guard=guard)

    def admit_by(self, admit: Callable[[str], None]) -> None:
        """Have `admit` asked with a repository's name whenever work reaches for it; it raises to refuse."""
        self._admit = admit

    def rekey(self, key: bytes | bytearray) -> Future[None]:
        """Encrypt the file with another key, as `Database.rekey`."""
        return self._executor.submit(self._database.rekey, key)

    def fold(self) -> Future[None]:
        """Fold the write-ahead log in, as `Database.fold`."""
        return self._executor.submit(self._database.fold)

    def work_for(self, actor: Actor) -> None:
        """From now on what is submitted is logged as this officer's; called once, when the desk is unlocked."""
        self._actor = actor

    def submit(self, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """Run `work` in a unit of work of its own; what it does not commit is rolled back.

        The future can be cancelled while it waits its turn: that is how a newer search outruns an older one.
        """
        return self._executor.submit(self._run, work)

    def hold(self) -> None:
        """Begin nothing more that was submitted until `go_on`, or for 0.1 s: the window is painted meanwhile.

        Both threads need Python's lock; a page that waits for it at every turn takes twice as long to appear.
        """
        self._may_begin.clear()

    def go_on(self) -> None:
        """Begin what has waited."""
        self._may_begin.set()

    def check(self) -> Future[list[str]]:
        """What is wrong with the file, as `Database.check`."""
        return self._executor.submit(self._database.check)

    @property
    def copies(self) -> DatabaseCopies:
        """Makes copies of the file beside the work on it, from any thread."""
        return self._database.copies

    def _run(self, work: Callable[[UnitOfWork], T]) -> T:
        if threading.get_ident() != self._thread:
            raise AssertionError("the database was touched from another thread")
        self._may_begin.wait(HELD_SECONDS)
        admit = self._admit
        database, actor = self._database, self._actor
        with UnitOfWork(database, actor) if admit is None else GuardedUnit(database, admit, actor) as unit:
            return work(unit)

    def close(self) -> None:
        """Finish what was submitted, then close the file. Calling it twice is harmless."""
        self.go_on()
        self._executor.shutdown(wait=True)
        self._database.close()
