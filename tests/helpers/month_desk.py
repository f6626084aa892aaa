"""A desk's workflows over a real encrypted database, wired as the program wires them, with a clock set by hand."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from desktop.documents.period_report.tables import TREND
from desktop.records.case_life_rules import load_life_rules
from desktop.records.cases import Case
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.models import Procedure, ServiceGroup, TimeLimit, TimeUnit
from desktop.records.day_records import StoredDay
from desktop.records.file_store import FileStore
from desktop.records.people import Officer, Role
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.case_desk import CaseDesk
from desktop.workflows.day_closing import DayCounts
from desktop.workflows.day_desk import DayDesk
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.desk_rules import CatalogueRules
from desktop.workflows.intake import Intake
from desktop.workflows.intake_store import RecordsIntakeStore
from desktop.workflows.paper_desk import PaperDesk
from desktop.workflows.period_report import PeriodReports
from desktop.workflows.report_desk import ReportDesk
from devices.errors import CodedError
from sync.indicators import load_indicators
from tests.helpers.desk import NOW
from tests.helpers.real_desk import SETUP, ready_folder
from tests.helpers.shipped import shipped_catalogue

RESOURCES = Path(__file__).parents[2] / "resources"
HOME = "Một cửa"
PARTS = ("Địa chính", "Tư pháp", "Văn thư", HOME)


@dataclass
class Later:
    """A `Deliver` whose outcomes are handed over by `settle`, in the caller's thread."""

    waiting: list[Callable[[], None]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __call__(
        self, future: "Future[Any]", success: Callable[[Any], None], failure: Callable[[CodedError], None]
    ) -> None:
        def hand_over() -> None:
            try:
                value = future.result()
            except CodedError as error:
                self.errors.append(error.code)
                failure(error)
                return
            success(value)

        self.waiting.append(hand_over)

    def settle(self) -> None:
        """Hand over all that waits and what follows from it; nothing may have failed."""
        while self.waiting:
            self.waiting.pop(0)()
        assert self.errors == [], self.errors


@dataclass
class HandClock:
    """A clock set by hand."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


class PlainSigner:
    """Signs without a key."""

    def sign(self, pdf: bytes, at: datetime, reason: str) -> bytes:
        return pdf + f"{at} {reason}".encode()

    def close(self) -> None:
        pass


HEAD = Officer(1, "lan", "Trần Thị Lan", role=Role.HEAD)


def catalogue_with_hours() -> Catalogue:
    """The shipped catalogue, and what it lacks: terms in hours and in days of the calendar, the third group."""
    shipped = shipped_catalogue()
    model = shipped.procedure("1.004873", NOW.date())
    assert model is not None
    more: list[Procedure] = []
    for code, group, limit, result in (
        ("BMC.T1", ServiceGroup.OTHER, TimeLimit(TimeUnit.WORKING_HOURS, 4), "Giấy xác nhận"),
        ("BMC.T2", ServiceGroup.ESSENTIAL_OTHER, TimeLimit(TimeUnit.WORKING_HOURS, 16), ""),
        ("BMC.T3", ServiceGroup.ESSENTIAL_OTHER, TimeLimit(TimeUnit.CALENDAR_DAYS, 9), "Quyết định"),
    ):
        name = f"Thủ tục thử {code}"
        made = msgspec.structs.replace(model, code=code, name=name, short_name=name, group=group, time_limit=limit)
        more.append(msgspec.structs.replace(made, result=result, field="Lĩnh vực thử"))
    return Catalogue(
        version=shipped.version,
        units=shipped.units,
        waivers=shipped.waivers,
        holidays=shipped.holidays,
        hours=shipped.hours,
        form_sets=shipped.form_sets,
        procedures=(*shipped.procedures, *more),
    )


class MonthDesk:
    """The workflows of one desk."""

    def __init__(self, worker: DatabaseWorker, folder: Path, helpers: ThreadPoolExecutor, clock: HandClock) -> None:
        self.worker, self.clock, self.later = worker, clock, Later()
        self.catalogue = catalogue_with_hours()
        self.book = load_indicators(RESOURCES / "indicators")
        rules = load_life_rules(RESOURCES / "catalogue", RESOURCES / "catalogue", self.catalogue)
        self.store = FileStore(folder)
        intake_store = RecordsIntakeStore(worker, clock, None, rules.expected_systems)
        self.intake = Intake(intake_store, self.later, CatalogueRules(self.catalogue), clock, 1)
        self.cases = CaseDesk(worker, rules, self.later, clock, officer_id=1, parts=lambda: PARTS, home=lambda: HOME)
        self.papers = PaperDesk(
            worker,
            self.store,
            lambda _pages, about: about.case_code.encode(),
            self.later,
            helpers,
            clock=clock,
            officer_id=1,
            officer_name="Trần Thị Lan",
            procedure_of=self._procedure_of,
        )
        without_result = {each.code for each in self.catalogue.procedures if not each.result}
        self._counts = DayCounts(self.book, without_result, self.catalogue.version)
        self.day = DayDesk(worker, self._counts, desk_identity, self.later, clock, officer=HEAD)
        reports = PeriodReports(self.book, without_result, self._sheets)
        self.report = ReportDesk(worker, reports, TREND, self.later, clock, officer=HEAD)

    def _procedure_of(self, case: Case) -> Procedure | None:
        return self.catalogue.procedure(case.content.procedure_code, case.content.received_at.date())

    def _sheets(self, code: str, day: date, paper: str) -> int:
        procedure = self.catalogue.procedure(code, day)
        specs = () if procedure is None else procedure.papers
        return sum(spec.originals + spec.copies for spec in specs if spec.id == paper)

    def feed(self, case_id: int, position: int) -> int:
        """A page lies in the tray; its id."""
        stored, at = self.store.put(f"{case_id} {position}".encode()), self.clock()

        def keep(uow: UnitOfWork) -> int:
            batch = uow.pages.begin(at, 1, "máy quét")
            page = uow.pages.add(batch, 1, stored, dpi=200, origin="", at=at)
            uow.commit()
            return page

        return self.worker.submit(keep).result()

    def close(self, day: date) -> StoredDay:
        """Close a day without looking at the page of days."""
        now = self.clock()
        return self.worker.submit(
            lambda uow: self._counts.close(uow, day, desk_identity(uow), now=now, officer_id=1)
        ).result()

    def settle(self) -> None:
        """Let everything that was asked for happen."""
        self.later.settle()


@contextmanager
def month_desk(folder: Path, now: datetime) -> Iterator[MonthDesk]:
    """A new desk with numbers enough for a busy day."""
    kept = ready_folder(folder / "desk", replace(SETUP, first_number=1, last_number=999), now.date())
    worker = kept.unlock(SETUP.login, SETUP.pin)
    helpers = ThreadPoolExecutor(max_workers=1)
    try:
        yield MonthDesk(worker, folder / "files", helpers, HandClock(now))
    finally:
        helpers.shutdown()
        worker.close()
