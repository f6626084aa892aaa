"""This desk's link to its province: who they are to one another, the courier, the USB stick, what left this PC.

Secrets stay in the encrypted database; what leaves it is a public key, a fingerprint, and signed counts.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop.records.day_records import Sending, StoredDay
from desktop.records.lasting import replace_whole
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.desk_clock import DeskClock
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.outbox import RecordsOutbox
from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from sync.desk.carrying import CarriedBack, Carrier
from sync.desk.client import ProvinceClient
from sync.desk.connection import Connection, read_connection
from sync.desk.courier import Courier, Report
from sync.desk.exchange import Exchange
from sync.desk.identity import DeskIdentity
from sync.desk.ports import BundleTaker
from sync.errors import ProtocolError
from sync.protocol import KeyState

CONNECTION = "province.connection"
HISTORY = 200
T = TypeVar("T")
LARGEST_CARRY = 65 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class LinkView:
    """What is known of the link.

    Attributes:
        connection: The province; None for a desk that was never connected.
        code: This desk's code.
        fingerprint: Of this desk's key.
        report: What the courier says.
        key_state: What the province makes of the key; None until it said so.
        carried: What the last carry file brought; None without one.
    """

    connection: Connection | None
    code: str
    fingerprint: str
    report: Report
    key_state: KeyState | None
    carried: CarriedBack | None


class ProvinceLink:
    """The link of one desk.

    Attributes:
        view: What is known; None until `open` has looked it up.
        error: What went wrong last.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        bundles: Callable[[Callable[[], str]], BundleTaker],
        *,
        deliver: Deliver,
        helpers: Executor,
        clock: DeskClock,
        post: Callable[[Callable[[], None]], None],
        permit: Callable[[], None] = lambda: None,
    ) -> None:
        """Build it; nothing is sent before `open`.

        Args:
            worker: The database.
            bundles: Where bundles go, told how to find this desk's code.
            deliver: Brings outcomes to this thread.
            helpers: Reads and writes carry files.
            clock: The desk's time; it learns from the province.
            post: Has a call made on this thread, from any other.
            permit: Asked before what an officer does; raises to refuse. What runs by itself does not ask.
        """
        self._permit = permit
        self._worker = worker
        self._deliver = deliver
        self._helpers = helpers
        self._clock = clock
        self._post = post
        self._bundles = bundles(lambda: self._code)
        self._outbox = RecordsOutbox(worker, clock)
        self._observers: list[Callable[[], None]] = []
        self._courier: Courier | None = None
        self._carrier: Carrier | None = None
        self._identity: DeskIdentity | None = None
        self._code = ""
        self._closed = False
        self.view: LinkView | None = None
        self.error: CodedError | None = None

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    # ---- beginning and ending

    def open(self) -> None:
        """Look up who this desk is, and begin to carry if it is connected."""
        self._deliver(self._worker.submit(_read_link), self._on_read, self._fail)

    def close(self) -> None:
        """Stop carrying."""
        self._closed = True
        if self._courier is not None:
            self._courier.close()

    def identity(self, uow: UnitOfWork) -> DeskIdentity:
        """Code and key of this desk; on the database's thread."""
        return desk_identity(uow)

    # ---- what an officer does

    def read_file(self, path: Path) -> Connection:
        """What a connection file says, to be shown and confirmed.

        Raises:
            CodedError: SYNC-060: it is none.
        """
        try:
            with path.open("rb") as file:
                return read_connection(file.read(LARGEST_CARRY))
        except OSError:
            raise CodedError("SYNC-060") from None
        except ProtocolError as error:
            raise CodedError(error.code) from None

    def connect(self, connection: Connection) -> None:
        """Belong to a province from now on; the officer has compared its fingerprint.

        Raises:
            CodedError: USER-010: they may not.
        """
        self._permit()
        text = msgspec.json.encode(connection).decode()

        def keep(uow: UnitOfWork) -> tuple[Connection | None, DeskIdentity]:
            uow.settings.set(CONNECTION, text)
            uow.commit()
            return _read_link(uow)

        self._deliver(self._worker.submit(keep), self._on_read, self._fail)

    def send_now(self) -> None:
        """Try at once."""
        self.error = None
        if self._courier is not None:
            self._courier.now()

    def write_carry(self, path: Path) -> None:
        """Write everything that waits to a file.

        Raises:
            CodedError: USER-010: they may not.
        """
        self._permit()
        carrier = self._carrier
        if carrier is None:
            self._fail(CodedError("SYNC-069"))
            return

        def save(data: bytes) -> None:
            replace_whole(path, data)

        self._file_work(lambda: carrier.write(save), lambda _count: self._tell())

    def read_carry(self, path: Path) -> None:
        """Take the province's answers from a file.

        Raises:
            CodedError: USER-010: they may not.
        """
        self._permit()
        carrier = self._carrier
        if carrier is None:
            self._fail(CodedError("SYNC-069"))
            return

        def read() -> CarriedBack:
            with path.open("rb") as file:
                return carrier.read(file.read(LARGEST_CARRY))

        self._file_work(read, self._on_carried)

    def history(self) -> Future[list[Sending]]:
        """The newest tries."""
        return self._worker.submit(lambda uow: uow.days.sendings(HISTORY))

    def sent_bytes(self, day: date, revision: int) -> Future[StoredDay | None]:
        """The very bytes of a record."""

        def find(uow: UnitOfWork) -> StoredDay | None:
            return next((each for each in uow.days.revisions(day) if each.revision == revision), None)

        return self._worker.submit(find)

    # ---- the parts

    def _file_work(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self.error = None

        def guarded() -> T:
            try:
                return work()
            except ProtocolError as error:
                raise CodedError(error.code) from None
            except OSError:
                raise CodedError("SYNC-033") from None

        self._deliver(self._helpers.submit(guarded), done, self._fail)

    def _on_read(self, found: tuple[Connection | None, DeskIdentity]) -> None:
        connection, identity = found
        if self._courier is not None:
            self._courier.close()
            self._courier = None
        self._identity, self._code = identity, identity.code
        self.error = None
        self.view = LinkView(connection, identity.code, identity.fingerprint, Report(), None, None)
        if connection is not None and not self._closed:
            exchange = Exchange(connection, identity, self._outbox, self._bundles, clock=self._clock)
            self._carrier = Carrier(connection, identity, self._outbox, exchange, clock=self._clock)
            if connection.url:
                self._courier = Courier(
                    exchange, lambda: ProvinceClient(connection), self._on_report, clock=self._clock
                )
                self._courier.start()
        self._tell()

    def _on_report(self, report: Report) -> None:
        """On the courier's thread."""
        self._post(lambda: self._take_report(report))

    def _take_report(self, report: Report) -> None:
        if self.view is None or self._closed:
            return
        before = self.view.report.visit
        if report.visit is not None and report.visit is not before:
            self._clock.learn(report.visit.clock_error)
        state = report.visit.state if report.visit is not None else self.view.key_state
        self.view = LinkView(
            self.view.connection, self.view.code, self.view.fingerprint, report, state, self.view.carried
        )
        self._tell()

    def _on_carried(self, carried: CarriedBack) -> None:
        if self.view is not None:
            state = carried.state or self.view.key_state
            self.view = LinkView(
                self.view.connection, self.view.code, self.view.fingerprint, self.view.report, state, carried
            )
        self._tell()

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()


def _read_link(uow: UnitOfWork) -> tuple[Connection | None, DeskIdentity]:
    text = uow.settings.get(CONNECTION)
    connection = None
    if isinstance(text, str):
        try:
            connection = read_connection(text.encode())
        except ProtocolError as error:
            raise CodedError(error.code) from None
    return connection, desk_identity(uow)
