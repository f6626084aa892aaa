"""A province and its desks for tests: the real service over a real database, served on a free port."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.bundle import Bundle
from sync.desk.connection import Connection
from sync.desk.exchange import Exchange
from sync.desk.identity import DeskIdentity, identity_of, new_key
from sync.desk.ports import Heard, OutgoingDay, Via
from sync.indicators import load_indicators
from sync.protocol import AuditHead, DayRecord, Envelope, encode, public_digits, record_hash, seal
from sync.province.app import make_app
from sync.province.approval import approve_key
from sync.province.service import RESOURCES, Service
from sync.province.store.accounts import AccountRepository, Role
from sync.province.store.database import Database
from sync.province.store.desks import DeskRepository, Unit
from sync.working_days import load_working_days

PROVINCE, UNIT = "82", Unit("xa-mau", "Xã Mẫu")
NOW = datetime.fromisoformat("2026-11-25T17:05:00+07:00")
TODAY = NOW.date()
PASSWORD = "mat-khau-thu-nghiem"
BOOK = load_indicators(RESOURCES / "indicators")
WORKING = load_working_days(RESOURCES / "catalogue")


class Clock:
    """A clock set by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class TestProvince:
    """A province with one unit and an account; `service` is the real one."""

    __test__ = False
    database: Database
    clock: Clock = field(default_factory=Clock)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def __post_init__(self) -> None:
        self.service = Service(self.database, self.key, BOOK, WORKING, clock=self.clock)
        with self.database.write() as connection:
            desks = DeskRepository(connection, PROVINCE)
            desks.name_province("tỉnh Mẫu", "Mẫu")
            desks.keep_unit(UNIT)
            accounts = AccountRepository(connection, PROVINCE)
            accounts.keep("quantri", "Quản trị Mẫu", Role.PROVINCE, PASSWORD)
            accounts.keep("xem", "Người xem", Role.READER, PASSWORD)
            accounts.keep("xa", "Xã Mẫu", Role.UNIT, PASSWORD, UNIT.id)

    def approve(self, identity: DeskIdentity, since: date = date(2026, 11, 1), unit: Unit = UNIT) -> None:
        """Let a desk in: it asks, and somebody approves."""
        self.service.reception.enrol(PROVINCE, identity.enrolment(self.clock()))
        with self.database.write() as connection:
            approve_key(
                connection,
                PROVINCE,
                identity.key_id,
                unit,
                name=identity.code,
                since=since,
                at=self.service.moment(),
                by="t",
            )

    def connection(self, url: str = "", certificate: str = "") -> Connection:
        """What a desk must know."""
        return Connection(PROVINCE, "tỉnh Mẫu", public_digits(self.key.public_key()), url, certificate)


class TestDesk:
    """A desk without a program around it: its closed days in memory. It is an `Outbox`."""

    __test__ = False

    def __init__(self, code: str = "000.00.00.H58-1", key: bytes | None = None) -> None:
        self.identity = identity_of(code, key or new_key())
        self.closed: dict[str, list[DayRecord]] = {}
        self.audit: AuditHead | None = None  # what the next records name
        self.chain: list[DayRecord] = []  # in the order of closing
        self.head = ""
        self.answers: list[tuple[Heard, Via]] = []
        self.notes: list[tuple[str, int, Via, str]] = []
        self.bundles = TestBundles()

    def close(self, day: date | str, counts: dict[str, int], revision: int = 0) -> DayRecord:
        """Close a day."""
        text = day if isinstance(day, str) else day.isoformat()
        before = self.closed.setdefault(text, [])
        held = max((heard.revision for heard, _ in self.answers if heard.day == text), default=0)
        number = revision or max(before[-1].revision if before else 0, held) + 1
        record = DayRecord(self.identity.code, text, number, "2026.11.25-2", dict(counts), self.head, audit=self.audit)
        before.append(record)
        self.chain.append(record)
        self.head = record_hash(encode(record))
        return record

    def sealed(self, record: DayRecord) -> Envelope:
        return seal(encode(record), self.identity.key)

    def newest(self, day: str) -> DayRecord:
        return self.closed[day][-1]

    # ---- an Outbox

    def waiting(self) -> list[OutgoingDay]:
        answered = {heard.day: 0 for heard, _ in self.answers}
        for heard, _ in self.answers:
            answered[heard.day] = max(answered[heard.day], heard.revision)
        return [
            OutgoingDay(record.day, record.revision, record_hash(encode(record)), self.sealed(record))
            for record in self.chain
            if record.revision > answered.get(record.day, 0)
        ]

    def note(self, day: OutgoingDay, via: Via, result: str) -> None:
        self.notes.append((day.day, day.revision, via, result))

    def heard(self, answer: Heard, via: Via) -> None:
        self.answers.append((answer, via))

    def exchange(self, connection: Connection, clock: Clock) -> Exchange:
        """What visits the province for this desk."""
        return Exchange(connection, self.identity, self, self.bundles, clock=clock)

    def greens(self) -> list[str]:
        """The days that the desk would show as held by the province."""
        green = []
        for day, records in self.closed.items():
            digest, revision = record_hash(encode(records[-1])), records[-1].revision
            about = [heard for heard, _ in self.answers if heard.day == day and heard.revision >= revision]
            if about and about[-1].holds == digest:
                green.append(day)
        return green


class TestBundles:
    """Bundles in memory."""

    __test__ = False

    def __init__(self) -> None:
        self.taken: list[Bundle] = []

    @property
    def highest(self) -> int:
        return max((bundle.version for bundle in self.taken), default=0)

    def take(self, bundle: Bundle) -> None:
        self.taken.append(bundle)


@contextmanager
def served(service: Service, certificate: Path | None = None, key: Path | None = None) -> Iterator[str]:
    """The service on a free port; its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        make_app(service), log_config=None, access_log=False, ssl_certfile=certificate, ssl_keyfile=key
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        scheme = "https" if certificate else "http"
        yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


def json_of(envelope: Envelope) -> object:
    """As it stands in a request."""
    return msgspec.to_builtins(envelope)
