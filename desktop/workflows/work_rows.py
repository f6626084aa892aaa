"""A list of any length of which only the pages that are looked at are read, the last asked for first."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from enum import StrEnum

from desktop.records.case_life_boards import BoardCase
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

PAGE = 50  # rows
KEPT = 100  # pages
WAITING = 3  # pages asked for while one is read; older ones are dropped, and asked for again where they are looked at

Page = Mapping[int, BoardCase]
Read = Callable[[Sequence[int]], Future[Page]]


class RowsChange(StrEnum):
    """What has become of the rows."""

    RESET = "reset"  # another list
    GROWN = "grown"  # more of the same list
    FILLED = "filled"  # a page was read


Observer = Callable[[RowsChange, int, int], None]


class WorkRows:
    """The rows by place; a row that was not read yet is None, is asked for, and is told of when it is there.

    Attributes:
        ids: Ids of the cases of the list, in its order.
        passing: The rows are only passed by: what is not read yet is not asked for, so that it is not in the log as
            seen either. Whoever looks on again asks for rows again.
    """

    def __init__(self, read: Read, deliver: Deliver, failed: Callable[[CodedError], None]) -> None:
        self._read = read
        self._deliver = deliver
        self._failed = failed
        self._observers: list[Observer] = []
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._waiting: list[int] = []
        self._reading: int | None = None
        self._list = 0
        self.ids: tuple[int, ...] = ()
        self.passing = False

    def subscribe(self, observer: Observer) -> None:
        """Have a function called with every change, its first and its last place."""
        self._observers.append(observer)

    def reset(self, ids: tuple[int, ...], first_page: Page | None = None) -> None:
        """Begin another list; its first page may be known already."""
        self._list += 1
        self._pages.clear()
        self._waiting.clear()
        self._reading = None
        self.ids = ids
        if first_page is not None:
            self._pages[0] = first_page
        self._tell(RowsChange.RESET, 0, len(ids) - 1)

    def grow(self, ids: tuple[int, ...]) -> None:
        """The whole of the list that was begun; another list where it begins otherwise."""
        known = len(self.ids)
        if ids[:known] != self.ids:
            self.reset(ids)
        elif len(ids) > known:
            # What was a short last page is a whole one now.
            if known % PAGE:
                self._pages.pop(known // PAGE, None)
            self.ids = ids
            self._tell(RowsChange.GROWN, known, len(ids) - 1)

    def row(self, place: int) -> BoardCase | None:
        """The row of a place; None while it is being read, or where its case is gone."""
        number = place // PAGE
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        return page.get(self.ids[place])

    def _want(self, number: int) -> None:
        if self.passing or number == self._reading or number in self._waiting:
            return
        self._waiting.append(number)
        del self._waiting[:-WAITING]
        self._next()

    def _next(self) -> None:
        if self._reading is not None or not self._waiting:
            return
        number, of_list = self._waiting.pop(), self._list
        self._reading = number

        def show(page: Page) -> None:
            if of_list != self._list:
                return
            self._reading = None
            self._pages[number] = page
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)
            self._tell(RowsChange.FILLED, number * PAGE, min((number + 1) * PAGE, len(self.ids)) - 1)
            self._next()

        def fail(error: CodedError) -> None:
            if of_list == self._list:
                self._reading = None
                self._waiting.clear()
                self._failed(error)

        self._deliver(self._read(self.ids[number * PAGE : (number + 1) * PAGE]), show, fail)

    def _tell(self, change: RowsChange, first: int, last: int) -> None:
        for observer in tuple(self._observers):
            observer(change, first, last)
