"""The day and its way to the province put together: counts and closing, the link, a page of each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.people import Officer
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.day.screen import DayScreen
from desktop.screens.messages import Messages
from desktop.screens.province.screen import ProvinceScreen
from desktop.workflows.day_closing import DayCounts
from desktop.workflows.day_desk import DayDesk
from desktop.workflows.desk_clock import DeskClock
from desktop.workflows.province_bundle import DeskBundles
from desktop.workflows.province_link import ProvinceLink
from sync.desk.bundles import BundleFolder
from sync.indicators import IndicatorBook


class DayParts:
    """What belongs to the days of a desk.

    Attributes:
        link: The way to the province.
        desk: The day that is looked at.
        page: Its figures and the list of days.
        province: The page of the link.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        deliver: Background,
        helpers: ThreadPoolExecutor,
        messages: Messages,
        *,
        bundles: BundleFolder,
        trust_folder: Path,
        catalogue: Catalogue,
        book: IndicatorBook,
        officer: Officer,
        clock: DeskClock,
        post: Callable[[Callable[[], None]], None],
        permit: Callable[[], None],
    ) -> None:
        """Build it; nothing is sent before the link is opened.

        `post` brings a call to the main thread; `permit` raises where who is there may not set the link up.
        """
        self.link = ProvinceLink(
            worker,
            lambda code: DeskBundles(bundles, worker, trust_folder, code),
            deliver=deliver,
            helpers=helpers,
            clock=clock,
            post=post,
            permit=permit,
        )
        without_result = {each.code for each in catalogue.procedures if not each.result}
        counts = DayCounts(book, without_result, catalogue.version)
        self.desk = DayDesk(worker, counts, self.link.identity, deliver, clock, officer=officer)
        self.page = DayScreen(self.desk, book, deliver, messages)
        self.province = ProvinceScreen(self.link, bundles, deliver, messages)

    def connect(self) -> None:
        """Send a day as soon as it is closed, and show what the province answers."""
        self.page.closed.connect(lambda _record: self.link.send_now())
        self.link.subscribe(self._on_link)

    def _on_link(self) -> None:
        if self.page.isVisible():
            self.desk.refresh()
