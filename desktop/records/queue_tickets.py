"""The queue numbers of a day: taken, called, called again, put aside. Numbers alone; nobody's name."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Column, Connection, func, insert, select, update

from desktop.records.citizen_schema import queue_tickets as tickets


class TicketState(StrEnum):
    """Where a number stands."""

    WAITING = "waiting"
    CALLED = "called"
    SKIPPED = "skipped"  # called, and nobody came


@dataclass(frozen=True, slots=True)
class Call:
    """A number and the counter that called it; `nth` is the how many-eth call of the day it was."""

    number: int
    counter: str
    nth: int


@dataclass(frozen=True, slots=True)
class QueueBoard:
    """The queue as it stands.

    Attributes:
        day: Its day.
        waiting: Numbers not called yet, in their order.
        called: The last call of each number that was called and not put aside, the newest first.
        skipped: Numbers that nobody came with.
    """

    day: date
    waiting: tuple[int, ...] = ()
    called: tuple[Call, ...] = ()
    skipped: tuple[int, ...] = ()


class QueueRepository:
    """Gives and calls the numbers of one day; each day begins with 1."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, day: date) -> int:
        """Give the next number."""
        number = self._newest(day, tickets.c.number) + 1
        values = {"day": day.isoformat(), "number": number, "state": TicketState.WAITING, "counter": "", "called": 0}
        self._connection.execute(insert(tickets).values(**values))
        return number

    def call_next(self, day: date, counter: str) -> int | None:
        """Call the first number that waits; None where none does."""
        this = (tickets.c.day == day.isoformat()) & (tickets.c.state == TicketState.WAITING)
        number: int | None = self._connection.execute(select(func.min(tickets.c.number)).where(this)).scalar_one()
        if number is not None:
            self.call(day, number, counter)
        return number

    def call(self, day: date, number: int, counter: str) -> None:
        """Call a number, for the first time or again; one that was never given changes nothing."""
        nth = self._newest(day, tickets.c.called) + 1
        self._set(day, number, state=TicketState.CALLED, counter=counter, called=nth)

    def skip(self, day: date, number: int) -> None:
        """Put a number aside whose holder did not come; it can be called again."""
        self._set(day, number, state=TicketState.SKIPPED)

    def board(self, day: date) -> QueueBoard:
        """The queue of a day."""
        this = tickets.c.day == day.isoformat()
        rows = self._connection.execute(select(tickets).where(this).order_by(tickets.c.number)).all()
        called = [Call(row.number, row.counter, row.called) for row in rows if row.state == TicketState.CALLED]
        return QueueBoard(
            day,
            tuple(row.number for row in rows if row.state == TicketState.WAITING),
            tuple(sorted(called, key=lambda call: -call.nth)),
            tuple(row.number for row in rows if row.state == TicketState.SKIPPED),
        )

    def _newest(self, day: date, column: Column[int]) -> int:
        highest = func.coalesce(func.max(column), 0)
        found: int = self._connection.execute(select(highest).where(tickets.c.day == day.isoformat())).scalar_one()
        return found

    def _set(self, day: date, number: int, **values: str | int) -> None:
        this = (tickets.c.day == day.isoformat()) & (tickets.c.number == number)
        self._connection.execute(update(tickets).where(this).values(**values))
