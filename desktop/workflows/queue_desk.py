"""The queue of a day: who takes a number, which one is called where. Numbers alone."""

from collections.abc import Callable
from datetime import datetime

from desktop.records.queue_tickets import Call, QueueBoard
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

Change = Callable[[UnitOfWork], object]


class QueueDesk:
    """Gives and calls numbers; all of it is in the database before it is shown.

    Attributes:
        board: The queue as it stands.
        error: What went wrong last; None if nothing did.
        busy: Whether an answer of the database is awaited: a second press meanwhile does nothing.
    """

    def __init__(self, worker: DatabaseWorker, deliver: Deliver, clock: Callable[[], datetime]) -> None:
        self._worker = worker
        self._deliver = deliver
        self._clock = clock
        self._observers: list[Callable[[], None]] = []
        self._hearers: list[Callable[[Call], None]] = []
        self.board = QueueBoard(clock().date())
        self.error: CodedError | None = None
        self.busy = False

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def on_call(self, hearer: Callable[[Call], None]) -> None:
        """Have a function called when a number is called, for the first time or again."""
        self._hearers.append(hearer)

    def current(self, counter: str) -> Call | None:
        """What a counter called last."""
        return next((call for call in self.board.called if call.counter == counter), None)

    def refresh(self) -> None:
        """Read the queue, of a new day where one has begun."""
        self._submit(lambda _uow: None)

    def new_day(self) -> None:
        """Begin again where the day has changed; to be called now and then."""
        if self._clock().date() != self.board.day:
            self.refresh()

    def take(self, told: Callable[[int, int], None] = lambda _number, _ahead: None) -> None:
        """Give the next number; `told` hears it, and how many wait before it."""
        day = self._clock().date()
        self._submit(
            lambda uow: uow.queue.take(day),
            lambda number: told(number, len(self.board.waiting) - 1) if isinstance(number, int) else None,
        )

    def call_next(self, counter: str) -> None:
        """Call the first number that waits."""
        day = self._clock().date()
        self._submit(lambda uow: uow.queue.call_next(day, counter), self._say)

    def call(self, number: int, counter: str) -> None:
        """Call a number again, also one that was put aside."""
        day = self._clock().date()

        def work(uow: UnitOfWork) -> int:
            uow.queue.call(day, number, counter)
            return number

        self._submit(work, self._say)

    def skip(self, counter: str) -> None:
        """Nobody came with the number that a counter called last."""
        day, current = self._clock().date(), self.current(counter)
        if current is not None:
            self._submit(lambda uow: uow.queue.skip(day, current.number))

    def _say(self, number: object) -> None:
        call = next((call for call in self.board.called if call.number == number), None)
        if call is not None:
            for hearer in tuple(self._hearers):
                hearer(call)

    def _submit(self, change: Change, then: Callable[[object], None] = lambda _found: None) -> None:
        if self.busy:
            return
        day = self._clock().date()
        self.busy, self.error = True, None

        def work(uow: UnitOfWork) -> tuple[object, QueueBoard]:
            answer = change(uow), uow.queue.board(day)
            uow.commit()
            return answer

        def done(answer: tuple[object, QueueBoard]) -> None:
            self.busy = False
            found, self.board = answer
            self._tell()
            then(found)

        self._deliver(self._worker.submit(work), done, self._fail)

    def _fail(self, error: CodedError) -> None:
        self.busy = False
        self.error = error
        self._tell()

    def _tell(self) -> None:
        for observer in tuple(self._observers):
            observer()
