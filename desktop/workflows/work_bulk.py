"""One act on many cases, each in a transaction of its own: what is refused for one holds nothing up for the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

Act = Callable[[UnitOfWork, int], None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that an act was refused for; nothing of it has changed.

    Attributes:
        code: The case's code.
    """

    case_id: int
    code: str
    error: CodedError


class BulkRun:
    """Goes through the cases, one at a time, so that whatever else is asked of the records comes between them.

    Attributes:
        case_ids: All of them.
        place: How many were gone through.
        refused: Those that the act was refused for.
        error: What ended the run before its time, a full disk or the like; None if nothing did.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Deliver,
        act: Act,
        case_ids: Sequence[int],
        moved: Callable[[], None],
    ) -> None:
        """Prepare; `moved` is called after each case, and a last time when the run has ended."""
        self._worker = worker
        self._deliver = deliver
        self._act = act
        self._moved = moved
        self._stopped = False
        self.case_ids = tuple(case_ids)
        self.place = 0
        self.refused: list[Refused] = []
        self.error: CodedError | None = None

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._stopped or self.place == len(self.case_ids)

    @property
    def left(self) -> tuple[int, ...]:
        """What it did not come to."""
        return self.case_ids[self.place :]

    def stop(self) -> None:
        """End it after the case that is at work."""
        self._stopped = True

    def go_on(self) -> None:
        """Do the next case."""
        case_id = self.case_ids[self.place]

        def work(uow: UnitOfWork) -> Refused | None:
            try:
                self._act(uow, case_id)
            except CodedError as error:  # the transaction ends without a commit: nothing of it stays
                return Refused(case_id, "".join(case.code for case in uow.cases.summaries((case_id,))), error)
            uow.commit()
            return None

        def done(refused: Refused | None) -> None:
            self.place += 1
            if refused is not None:
                self.refused.append(refused)
            over = self.over
            self._moved()
            if not over:
                self.go_on()

        def fail(error: CodedError) -> None:
            self.error, self._stopped = error, True
            self._moved()

        self._deliver(self._worker.submit(work), done, fail)
