"""Records received: verified, kept, and only then answered with a signed receipt.

Nothing here knows how a record travelled: the network's and a USB stick's go the same way. Each is a transaction of its
own, so that one that is refused leaves the rest of its batch unharmed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import ProtocolError
from sync.protocol import (
    Alarm,
    Answer,
    DayRecord,
    Enrolment,
    Envelope,
    Held,
    KeyState,
    Message,
    Outcome,
    Receipt,
    Standing,
    decode,
    encode,
    enrolment_of,
    has_moved,
    public_key,
    record_hash,
    seal,
    unseal,
)
from sync.province.metrics import Metrics
from sync.province.store.alarms import AlarmKind, AlarmRepository
from sync.province.store.bundles import BundleRepository
from sync.province.store.database import Database
from sync.province.store.desks import DeskKey, DeskRepository
from sync.province.store.records import Arrival, RecordRepository

MOST_PENDING = 2000  # keys that wait: whoever floods the province with more is refused
MOVED = "moved"  # who decided: the desk's own former key
_log = structlog.get_logger("reception")


@dataclass(frozen=True, slots=True)
class _Taken:
    outcome: Outcome
    held: Held
    alarm: Alarm
    other: Envelope | None  # the record that is held, where it is another


class Reception:
    """Takes what desks send.

    Safe to use from any thread.
    """

    def __init__(
        self, database: Database, key: Ed25519PrivateKey, clock: Callable[[], datetime], metrics: Metrics
    ) -> None:
        """Serve from a database.

        Args:
            database: Where everything is kept.
            key: The province's signing key.
            clock: The province's time, aware, in its zone.
            metrics: Counts what becomes of records.
        """
        self._database = database
        self._key = key
        self._clock = clock
        self._metrics = metrics

    # ---- keys

    def enrol(self, province: str, envelope: Envelope) -> Envelope:
        """Keep a desk's request, or say how an earlier one stands; the signed `Standing`.

        A key that the desk's approved key vouches for takes its place at once, and that one is over: the desk was
        restored on another PC, and what the former one still sends is refused (SYNC-012). Whoever comes second with the
        word of a key that is over waits for a person like every other.

        Raises:
            ProtocolError: SYNC-002 to SYNC-005: it is malformed or not signed by the key it names; SYNC-010: there is
                no such province; SYNC-015: too many requests wait; SYNC-020: the database.
        """
        asked, key = enrolment_of(envelope)
        with self._database.read() as connection:
            desks = DeskRepository(connection, province)
            if desks.province() is None:
                raise ProtocolError("SYNC-010")
            known = desks.key(key)
            bundle = BundleRepository(connection, province).newest_version()
        if known is None:
            self._ask(province, key, asked)
        state = KeyState.PENDING if known is None else known.state
        desk = asked.desk if known is None else known.desk
        if state is KeyState.PENDING and asked.before and self._take_over(province, key, asked):
            state = KeyState.APPROVED
        return self._sealed(Standing(desk, key, state, self._moment(), bundle))

    def _ask(self, province: str, key: str, asked: Enrolment) -> None:
        with self._database.write() as connection:
            desks = DeskRepository(connection, province)
            if desks.key(key) is not None:
                return
            if desks.pending() >= MOST_PENDING:
                raise ProtocolError("SYNC-015")
            desks.ask(key, asked.desk, asked.public_key, self._moment())
        _log.info("enrolment", province=province, desk=asked.desk, key=key)

    def _take_over(self, province: str, key: str, asked: Enrolment) -> bool:
        with self._database.write() as connection:
            desks = DeskRepository(connection, province)
            locked = desks.lock(asked.before)
            if locked is None or locked[1].state is not KeyState.APPROVED or locked[1].desk != asked.desk:
                return False
            if not has_moved(asked, public_key(locked[1].public_key)):
                return False
            desks.decide(asked.before, KeyState.REVOKED, at=self._moment(), by=MOVED)
            desks.decide(key, KeyState.APPROVED, at=self._moment(), by=MOVED)
        _log.info("moved", province=province, desk=asked.desk, key=key, before=asked.before)
        return True

    def state_of(self, province: str, key: str) -> KeyState:
        """How a key stands."""
        with self._database.read() as connection:
            known = DeskRepository(connection, province).key(key)
        return KeyState.UNKNOWN if known is None else known.state

    # ---- records

    def take(self, province: str, envelopes: Sequence[Envelope], via: str) -> list[Answer]:
        """Take records; an answer for each, in order.

        Raises:
            ProtocolError: SYNC-020: the database; what was answered before stays kept, the desk asks again.
        """
        return [self.take_one(province, envelope, via) for envelope in envelopes]

    def take_one(self, province: str, envelope: Envelope, via: str) -> Answer:
        """Take one record.

        Raises:
            ProtocolError: SYNC-020: the database.
        """
        try:
            record, taken = self._keep(province, envelope, via)
        except ProtocolError as error:
            if error.code == "SYNC-020":
                raise
            self._metrics.records.labels(error.code).inc()
            _log.warning("refused", province=province, key=envelope.key[:32], code=error.code, via=via)
            self._remember_refusal(province, envelope.key, error.code)
            return Answer(error=error.code)
        self._metrics.records.labels(taken.outcome).inc()
        _log.info("taken", province=province, desk=record.desk, day=record.day, outcome=taken.outcome, via=via)
        receipt = Receipt(
            record.desk, record.day, taken.held.revision, taken.held.hash, taken.outcome, self._moment(), taken.alarm
        )
        return Answer(self._sealed(receipt), held=taken.other)

    def _keep(self, province: str, envelope: Envelope, via: str) -> tuple[DayRecord, _Taken]:
        """In one transaction, with the desk locked; it is over, and on the disk, when this returns.

        The lock comes before the signature is looked at, so that neither key nor desk changes between the two, and no
        second way to the database is needed. Whoever forges holds up nobody but the desk that he names, for as long as
        a signature takes to verify.
        """
        with self._database.write() as connection:
            desks, records = DeskRepository(connection, province), RecordRepository(connection, province)
            locked = desks.lock(envelope.key)
            arrival = self._verified(envelope, desks.key(envelope.key) if locked is None else locked[1], via)
            if locked is None or locked[1].state is KeyState.PENDING:
                raise ProtocolError("SYNC-011")
            desk, key = locked
            if key.state is not KeyState.APPROVED:
                raise ProtocolError("SYNC-012")
            record = arrival.record
            fork = record.previous != desk.head and records.follows_another(arrival)
            back = records.audit_went_back(arrival, desk.head, desk.audit_sequence)
            outcome, held = records.take(arrival)
            if outcome is not Outcome.STORED:
                desks.heard(record.desk, arrival.at)
            alarms = AlarmRepository(connection, province)
            if outcome is Outcome.CONFLICT:
                alarms.sound(AlarmKind.MISMATCH, arrival, arrival.digest)
            if fork:
                alarms.sound(AlarmKind.FORK, arrival, record.previous)
            if back and outcome is Outcome.STORED:
                alarms.sound(AlarmKind.AUDIT, arrival, arrival.digest)
            other = None if held.hash == arrival.digest else _held(records, record.desk, arrival.day, held.revision)
        return record, _Taken(outcome, held, Alarm.FORK if fork else Alarm.NONE, other)

    def _verified(self, envelope: Envelope, key: DeskKey | None, via: str) -> Arrival:
        if key is None:
            raise ProtocolError("SYNC-004")
        body = unseal(envelope, {key.id: public_key(key.public_key)})
        record = decode(body)
        if not isinstance(record, DayRecord):
            raise ProtocolError("SYNC-002")
        if record.desk != key.desk:
            raise ProtocolError("SYNC-013")
        now = self._clock()
        if date.fromisoformat(record.day) > now.date():
            raise ProtocolError("SYNC-014")
        return Arrival(record, body, record_hash(body), envelope, now.isoformat(timespec="seconds"), via)

    def _remember_refusal(self, province: str, key: str, code: str) -> None:
        """A known key's refused record is somebody's to look at; a stranger's is only in the log."""
        with self._database.write() as connection:
            known = DeskRepository(connection, province).key(key)
            if known is not None and code != "SYNC-011":
                AlarmRepository(connection, province).refused(known.desk, code, self._moment())

    def _sealed(self, message: Message) -> Envelope:
        return seal(encode(message), self._key)

    def _moment(self) -> str:
        return self._clock().isoformat(timespec="seconds")


def _held(records: RecordRepository, desk: str, day: date, revision: int) -> Envelope | None:
    found = records.revision(desk, day, revision)
    return None if found is None else found.envelope
