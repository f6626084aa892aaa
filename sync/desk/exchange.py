"""One visit to the province: the key asked for, what waits sent, answers verified and kept, a newer bundle taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sync.bundle import open_bundle
from sync.desk.client import LostAnswerError
from sync.desk.connection import Connection
from sync.desk.identity import DeskIdentity
from sync.desk.ports import BundleTaker, Outbox, OutgoingDay, Via
from sync.desk.verification import heard_of, standing_of
from sync.errors import ProtocolError
from sync.protocol import Answer, Envelope, KeyState

BATCH = 50  # records in one request
SENT = "sent"
Progress = Callable[[int, int], None]


class Province(Protocol):
    """What `sync.desk.client.ProvinceClient` does."""

    def enrol(self, request: Envelope) -> Envelope:
        """Ask that a key be known."""

    def send(self, records: list[Envelope]) -> list[Answer]:
        """Send records."""

    def bundle(self, after: int) -> Envelope | None:
        """A newer bundle."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a visit.

    Attributes:
        state: What the province makes of this desk's key.
        answered: Days that were answered.
        refused: Codes with which records were refused.
        left: Days that still wait.
        bundle: Version of a bundle that was taken; 0 for none.
        bundle_error: Why one was not; "" otherwise.
        clock_error: How far this PC's clock is ahead of the province's; negative: behind.
    """

    state: KeyState
    answered: int = 0
    refused: tuple[str, ...] = ()
    left: int = 0
    bundle: int = 0
    bundle_error: str = ""
    clock_error: timedelta = timedelta()


class Exchange:
    """Makes visits."""

    def __init__(
        self,
        connection: Connection,
        identity: DeskIdentity,
        outbox: Outbox,
        bundles: BundleTaker,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._identity = identity
        self._outbox = outbox
        self._bundles = bundles
        self._clock = clock

    def visit(self, province: Province, progress: Progress = lambda _done, _all: None) -> Visit:
        """Do everything that there is to do.

        Args:
            province: Where to.
            progress: Told how many of how many days were answered.

        Raises:
            ProtocolError: SYNC-061 to SYNC-067, or the province's own code: it ended early; what was answered before
                is kept.
        """
        standing = standing_of(
            province.enrol(self._identity.enrolment(self._clock())), self._connection, self._identity
        )
        clock_error = self._clock() - datetime.fromisoformat(standing.at)
        state = KeyState(standing.state)
        if state is not KeyState.APPROVED:
            return Visit(state, left=len(self._outbox.waiting()), clock_error=clock_error)
        answered, refused = self._send(province, progress)
        bundle, bundle_error = self._fetch(province) if standing.bundle > self._bundles.highest else (0, "")
        left = len(self._outbox.waiting())
        return Visit(state, answered, refused, left, bundle, bundle_error, clock_error)

    def _send(self, province: Province, progress: Progress) -> tuple[int, tuple[str, ...]]:
        waiting = self._outbox.waiting()
        answered, refused = 0, []
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            try:
                answers = province.send([self._identity.sealed(day.envelope) for day in batch])
            except LostAnswerError:
                self._note(batch, SENT)  # it may well be there: only the answer is missing
                raise
            except ProtocolError as error:
                self._note(batch, error.code)
                raise
            for day, answer in zip(batch, answers, strict=True):
                code = self._keep(day, answer)
                answered += not code
                refused += [code] if code else []
            progress(answered + len(refused), len(waiting))
        return answered, tuple(refused)

    def _keep(self, day: OutgoingDay, answer: Answer) -> str:
        """Keep one answer; the code of what is wrong with it, "" for nothing."""
        try:
            heard = heard_of(answer, self._connection, self._identity, day=day.day)
        except ProtocolError as error:
            self._outbox.note(day, Via.NETWORK, error.code)
            return error.code
        self._outbox.note(day, Via.NETWORK, SENT)
        self._outbox.heard(heard, Via.NETWORK)
        return ""

    def _note(self, batch: list[OutgoingDay], result: str) -> None:
        for day in batch:
            self._outbox.note(day, Via.NETWORK, result)

    def _fetch(self, province: Province) -> tuple[int, str]:
        """Take a newer bundle; its version, or why it was not taken. Counts go through whatever becomes of it."""
        try:
            envelope = province.bundle(self._bundles.highest)
            return (0, "") if envelope is None else (self.take_bundle(envelope), "")
        except ProtocolError as error:
            return 0, error.code

    def take_bundle(self, envelope: Envelope) -> int:
        """Verify and apply a bundle; its version.

        Raises:
            ProtocolError: SYNC-002, SYNC-004, SYNC-005, SYNC-050 to SYNC-053: everything is as before.
        """
        bundle = open_bundle(
            envelope,
            self._connection.keys,
            province=self._connection.province,
            newer_than=self._bundles.highest,
            today=self._clock().date(),
        )
        self._bundles.take(bundle)
        return bundle.version
