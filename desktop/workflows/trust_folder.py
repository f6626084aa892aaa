"""The desk's trust store, looked at and changed in the background."""

from concurrent.futures import Executor, Future
from pathlib import Path

from devices.smartcard.authenticity.trust_store import FileReport, TrustStore, inspect_file, install, remove


class DeskTrust:
    """The store in one folder; every call is carried out by `helpers` and answers at once."""

    def __init__(self, folder: Path, helpers: Executor) -> None:
        self._folder = folder
        self._helpers = helpers

    def load(self) -> Future[TrustStore]:
        """What is installed."""
        return self._helpers.submit(TrustStore.load, self._folder)

    def inspect(self, path: Path) -> Future[FileReport]:
        """What a file is; an `AuthenticityError` where it is none of the store's kinds."""
        return self._helpers.submit(inspect_file, path)

    def install(self, path: Path, *, confirmed: bool) -> Future[TrustStore]:
        """Install a file; what is installed then."""

        def work() -> TrustStore:
            install(path, self._folder, confirmed=confirmed)
            return TrustStore.load(self._folder)

        return self._helpers.submit(work)

    def remove(self, name: str) -> Future[TrustStore]:
        """Take a file out; what is installed then."""

        def work() -> TrustStore:
            remove(name, self._folder)
            return TrustStore.load(self._folder)

        return self._helpers.submit(work)
