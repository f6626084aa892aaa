"""The desk's trust store, looked at and changed in the background."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path

from desktop.records.audit_entries import AuditAction
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.rights import Task, allowed
from devices.errors import CodedError
from devices.smartcard.authenticity.trust_store import FileReport, TrustStore, inspect_file, install, remove


def permit_by(worker: DatabaseWorker, officer: Officer) -> Callable[[str, str], None]:
    """What `DeskTrust` asks before a change: whoever sets the desk up may, and it is in the log before it is done.

    Whose root certificate is trusted decides which forged chips are called genuine.
    """

    def permit(change: str, file: str) -> None:
        may = allowed(officer, Task.SETTINGS)

        def note(uow: UnitOfWork) -> None:
            if may:
                uow.audit.add(AuditAction.TRUST_CHANGED, change=change, file=file)
            else:
                uow.audit.add(AuditAction.REFUSED, wish="trust")
            uow.commit()

        worker.submit(note).result()
        if not may:
            raise CodedError("USER-010", task=Task.SETTINGS.value)

    return permit


class DeskTrust:
    """The store in one folder; every call is carried out by `helpers` and answers at once."""

    def __init__(self, folder: Path, helpers: Executor, permit: Callable[[str, str], None]) -> None:
        """Begin with a folder, which need not exist.

        Args:
            folder: The store.
            helpers: Carry out what is asked.
            permit: Asked before each change (``install``, ``remove``) with the file's fingerprint or name; raises to
                refuse.
        """
        self._folder = folder
        self._helpers = helpers
        self._permit = permit

    def load(self) -> Future[TrustStore]:
        """What is installed."""
        return self._helpers.submit(TrustStore.load, self._folder)

    def inspect(self, path: Path) -> Future[FileReport]:
        """What a file is; an `AuthenticityError` where it is none of the store's kinds."""
        return self._helpers.submit(inspect_file, path)

    def install(self, path: Path, *, fingerprint: str) -> Future[TrustStore]:
        """Install a file whose fingerprint a person has compared; what is installed then."""

        def work() -> TrustStore:
            self._permit("install", fingerprint)
            install(path, self._folder, fingerprint=fingerprint, confirmed=True)
            return TrustStore.load(self._folder)

        return self._helpers.submit(work)

    def remove(self, name: str) -> Future[TrustStore]:
        """Take a file out; what is installed then."""

        def work() -> TrustStore:
            self._permit("remove", name)
            remove(name, self._folder)
            return TrustStore.load(self._folder)

        return self._helpers.submit(work)
