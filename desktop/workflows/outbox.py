"""The desk's closed days as the courier needs them: each call is a function of the database's own thread."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from desktop.records.day_records import Sending, StoredAnswer
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError
from sync.desk.ports import Heard, OutgoingDay, Via
from sync.errors import ProtocolError
from sync.protocol import pack, unpack

T = TypeVar("T")


class RecordsOutbox:
    """A `sync.desk.ports.Outbox` over the records.

    Its methods wait for the database. What that cannot do comes as a `ProtocolError` with the database's own code: who
    carries the days knows no other family, and an officer should read that the disk is full, not that sending failed.
    """

    def __init__(self, worker: DatabaseWorker, clock: Callable[[], datetime]) -> None:
        self._worker = worker
        self._clock = clock

    def waiting(self) -> list[OutgoingDay]:
        """What waits, in the order it was closed."""

        def read(uow: UnitOfWork) -> list[OutgoingDay]:
            return [
                OutgoingDay(day.day.isoformat(), day.revision, day.hash, unpack(day.envelope))
                for day in uow.days.waiting()
            ]

        return self._do(read)

    def note(self, day: OutgoingDay, via: Via, result: str) -> None:
        """Something was tried."""
        size = len(pack(day.envelope))
        sending = Sending(self._clock(), via, date.fromisoformat(day.day), day.revision, size, result)

        def keep(uow: UnitOfWork) -> None:
            uow.days.sent(sending)
            uow.commit()

        self._do(keep)

    def heard(self, answer: Heard, via: Via) -> None:
        """Keep an answer."""
        kept = StoredAnswer(
            self._clock(),
            via,
            date.fromisoformat(answer.day),
            answer.revision,
            answer.holds,
            answer.outcome,
            answer.alarm,
            pack(answer.receipt),
            None if answer.held is None else pack(answer.held),
        )

        def keep(uow: UnitOfWork) -> None:
            uow.days.answer(kept)
            uow.commit()

        self._do(keep)

    def _do(self, work: Callable[[UnitOfWork], T]) -> T:
        try:
            return self._worker.submit(work).result()
        except CodedError as error:
            raise ProtocolError(error.code) from None
