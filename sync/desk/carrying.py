"""The carry file at the desk: what waits written out, what came back read in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sync.carry import CarryKind, Header, Line, read_carry, write_carry
from sync.desk.connection import Connection
from sync.desk.exchange import SENT, Exchange
from sync.desk.identity import DeskIdentity
from sync.desk.ports import Outbox, Via
from sync.desk.verification import heard_of, standing_of
from sync.errors import ProtocolError
from sync.protocol import KeyState


@dataclass(frozen=True, slots=True)
class CarriedBack:
    """What came back.

    Attributes:
        answered: Days that were answered.
        refused: Codes of what was refused, or could not be verified.
        bundle: Version of a bundle that was taken; 0 for none.
        state: What the province makes of this desk's key, where the file says it.
        whole: Whether all of the file was there.
    """

    answered: int
    refused: tuple[str, ...]
    bundle: int
    state: KeyState | None
    whole: bool


class Carrier:
    """Writes and reads carry files."""

    def __init__(
        self,
        connection: Connection,
        identity: DeskIdentity,
        outbox: Outbox,
        exchange: Exchange,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._identity = identity
        self._outbox = outbox
        self._exchange = exchange
        self._clock = clock

    def write(self, save: Callable[[bytes], None]) -> int:
        """Write everything that waits; how many days. They count as sent once `save` returns.

        Raises:
            Whatever `save` raises; nothing is noted as sent then.
        """
        waiting = self._outbox.waiting()
        header = Header(1, CarryKind.RECORDS, self._connection.province, self._identity.code)
        lines = [Line(enrolment=self._identity.enrolment(self._clock()))]
        lines += [Line(record=self._identity.sealed(day.envelope)) for day in waiting]
        save(write_carry(header, lines))
        for day in waiting:
            self._outbox.note(day, Via.USB, SENT)
        return len(waiting)

    def read(self, data: bytes) -> CarriedBack:
        """Take the province's answers, in whatever order they stand.

        Raises:
            ProtocolError: SYNC-030, SYNC-031: it is no such file; SYNC-032: it is another desk's or province's.
        """
        carried = read_carry(data, CarryKind.ANSWERS)
        if (carried.header.province, carried.header.desk) != (self._connection.province, self._identity.code):
            raise ProtocolError("SYNC-032")
        answered, bundle, refused = 0, 0, []
        state: KeyState | None = None
        for line in carried.lines:
            try:
                if line.answer is not None:
                    self._outbox.heard(heard_of(line.answer, self._connection, self._identity), Via.USB)
                    answered += 1
                elif line.standing is not None:
                    state = KeyState(standing_of(line.standing, self._connection, self._identity).state)
                elif line.bundle is not None:
                    bundle = self._exchange.take_bundle(line.bundle)
            except ProtocolError as error:
                if error.code != "SYNC-051":  # a bundle that is there already comes with every file
                    refused.append(error.code)
        return CarriedBack(answered, tuple(refused), bundle, state, carried.whole)
