"""A week of a desk, faster: the whole program with its window over a real vault, worked at through its own workflows.

Real are the program, its database and vault, its threads, its event loop, the province's reception over HTTP (in this
process too, so that what it holds counts as well), the serial line and the files. Simulated are the camera, the chip
reader with its cards, the feeder and the hands; the clock is set by hand, timers of minutes are ended early.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.bootstrap.desk import Desk
from desktop.bootstrap.hardware import Hardware
from desktop.demo.pile import DemoPile
from desktop.records.case_life import HandOver, LifeAct, LifeStep, Receiver, ReturnFacts
from desktop.records.cases import Case, IdentitySource, ReturnMethod
from desktop.records.catalogue.models import Procedure
from desktop.records.citizen_settings import CitizenSettings
from desktop.records.desk_settings import load_desk_settings, save_desk_settings
from desktop.records.drafts import KeptDraft
from desktop.records.satisfaction import FACES
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.backup_keeper import Place
from desktop.workflows.chip_desk import ChipState
from desktop.workflows.feed_run import FeedState
from desktop.workflows.intake import IntakeState
from desktop.workflows.page_landing import Target
from devices.documents.sources.source import ScanProfile
from devices.simulated.camera import SimulatedCamera
from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.citizens import SyntheticCitizen, citizen
from devices.simulated.serial_line import SimulatedSerialScanner
from sync.desk.day_states import DayState
from sync.protocol import KeyState
from sync.province.store.database import open_database
from tests.helpers.chip_world import store_in, usual_profile
from tests.helpers.province import Clock, TestProvince, served
from tests.helpers.real_desk import SETUP, ZONE, ready_folder, with_readers
from tests.helpers.soak_figures import Sample, take_sample
from tests.helpers.soak_loop import Script, Steps

MONDAY = date(2026, 11, 23)
SEARCHES = ("tthn", "ks", "khai tử", "chứng thực", "kết hôn")
CHIPS = 6  # citizens who come with a chip, again and again: making one takes longer than reading it
CITIZENS = 4000  # so that some come again
PARTS = ("Địa chính", "Tư pháp")
TEXT_DPI = 100  # of the feeder's pages; what is drawn is synthetic anyhow
CAMERA_FPS = 4.0  # so that most of the time is left for the desk
SELDOM = ("camera", "chip", "look", "vote", "lock", "pages")
LOOKS = 150  # whether the province holds a day, five times a second
FASTER = 2  # the camera's own clock: a card is held up for two seconds


@dataclass(frozen=True, slots=True)
class SoakPlan:
    """How long and how much; each number is "every so many cases".

    Attributes:
        days: Working days.
        cases: A day.
        camera: Held up to the camera instead of scanned.
        chip: With the card on the reader; every second of them is swapped for another in the middle of its reading.
        acts: That get on in their lives.
        look: Looked up and opened in the window.
        vote: Followed by a face and a queue number.
        lock: After which the desk is left alone and unlocked again.
        pages: After which a pile lies in the feeder.
    """

    days: int = 5
    cases: int = 2000
    camera: int = 100
    chip: int = 100
    acts: int = 4
    look: int = 100
    vote: int = 20
    lock: int = 250
    pages: int = 1000

    def less_seldom(self, times: float) -> "SoakPlan":
        """The same with every seldom thing so many times as often; for a shorter week."""
        seldom = {name: max(2, round(getattr(self, name) / times)) for name in SELDOM}
        return replace(self, **seldom)


@dataclass
class Around:
    """What is around the desk."""

    folder: Path
    clock: Clock
    camera: SimulatedCamera
    readers: SimulatedReaders
    scanner: SimulatedSerialScanner
    province: TestProvince
    url: str


@dataclass
class Soak:
    """The desk and whoever works at it.

    Attributes:
        saved: Ids of the cases received so far.
        held: Days that the province holds.
        samples: One for each day's end.
    """

    desk: Desk
    around: Around
    plan: SoakPlan
    temporary: Path
    draw: random.Random = field(default_factory=lambda: random.Random(20261123))
    saved: list[int] = field(default_factory=list)
    held: list[date] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    told: Callable[[Sample], None] = lambda _sample: None

    def run(self) -> None:
        """Work through the plan; afterwards there is a sample for each day."""
        self._script = Script(self._week())
        self._script.run()

    # ---- the week

    def _week(self) -> Steps:
        desk = self.desk
        desk.start()
        desk.citizen.placing.toggle_preview()
        yield lambda: desk.link.view is not None and desk.citizen.window.isVisible()
        yield from self._connect()
        day = MONDAY
        for _ in range(self.plan.days):
            yield from self._day(day)
            day += timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())

    def _connect(self) -> Steps:
        desk, around = self.desk, self.around
        file = around.folder / "ket-noi-tinh.json"
        file.write_bytes(msgspec.json.encode(around.province.connection(around.url)))
        desk.province_page.take_connection_file(file)
        desk.province_page.connection._ask.first_button().click()  # type: ignore[union-attr]
        yield lambda: desk.link.view is not None and desk.link.view.key_state is KeyState.PENDING
        around.province.approve(desk.link._identity)  # type: ignore[arg-type]
        desk.link.send_now()
        yield lambda: desk.link.view is not None and desk.link.view.key_state is KeyState.APPROVED

    def _day(self, day: date) -> Steps:
        begin, plan = datetime.combine(day, time(7, 30), tzinfo=ZONE), self.plan
        for nth in range(1, plan.cases + 1):
            self.around.clock.now = begin + timedelta(hours=9) * nth / (plan.cases + 1)
            yield from self._case(nth)
            if nth % plan.lock == 0:
                yield from self._leave_alone()
            if nth % plan.pages == 0:
                yield from self._scan_pile()
            if nth % max(1, plan.cases // 2) == 0:
                yield from self._back_up()
        yield from self._every_page()
        self.around.clock.now = begin + timedelta(hours=9, minutes=30)
        yield from self._close(day)
        self._sample()

    def _sample(self) -> None:
        def shrink() -> None:
            def work(uow: UnitOfWork) -> None:
                uow._connection.exec_driver_sql("PRAGMA shrink_memory")  # type: ignore[union-attr]

            self.desk._worker.submit(work).result()

        stalls = self._script.stalls, self._script.longest
        database = self.around.folder / "desk" / "desk.db"
        self.samples.append(take_sample(len(self.saved), database, self.temporary, shrink, stalls))
        self.told(self.samples[-1])
        self._script.measure_anew()

    # ---- one citizen

    def _case(self, nth: int) -> Steps:
        desk, plan, intake = self.desk, self.plan, self.desk.intake
        chip = nth % plan.chip == 0
        who = citizen(self.draw.randrange(CHIPS) if chip else CHIPS + self.draw.randrange(CITIZENS))
        if desk.window.current_page != "intake":
            desk.window.show_page("intake")
        yield from self._read(who, camera=nth % plan.camera == plan.camera // 2)
        if chip:
            yield from self._chip(who, swapped=nth // plan.chip % 2 == 0)
        intake.choose_procedure(self._procedure())
        intake.answer_papers()
        yield lambda: intake.can_save
        intake.save()
        yield lambda: intake.state is IntakeState.SAVED
        case = intake.saved
        assert case is not None
        self.saved.append(case.id)
        yield from self._receipt()
        if nth % plan.vote == 0:
            yield from self._vote()
        if nth % plan.acts == 0:
            yield from self._acts(case)
        if nth % plan.look == 0:
            yield from self._look(who, case)
        intake.set_aside()

    def _read(self, who: SyntheticCitizen, *, camera: bool) -> Steps:
        if camera:
            yield lambda: self.desk.camera.running
            self.around.camera.present(who)
        else:
            self.around.scanner.scan(who.payload().encode())
        yield lambda: self.desk.intake.draft.applicant.number == who.number

    def _procedure(self) -> Procedure:
        found = self.desk.catalogue.search(self.draw.choice(SEARCHES), self.desk.clock().date())
        return found[0]

    def _chip(self, who: SyntheticCitizen, *, swapped: bool) -> Steps:
        chip, readers = self.desk.chip, self.around.readers
        if swapped:
            seed = next(each for each in range(CHIPS) if citizen(each).number != who.number)
            readers.put_down(SimulatedChip(usual_profile(seed)))
            yield lambda: chip.state is not ChipState.IDLE
        seed = next(each for each in range(CHIPS) if citizen(each).number == who.number)
        readers.put_down(SimulatedChip(usual_profile(seed)))
        yield lambda: chip.state is ChipState.DONE
        readers.lift()
        yield lambda: chip.state is ChipState.IDLE

    def _receipt(self) -> Steps:
        """The window shows it by itself."""
        shown = self.desk.forms.papers.open
        yield lambda: any(shown)
        shown.close()
        yield lambda: not any(shown)

    def _vote(self) -> Steps:
        queue, view = self.desk.citizen.queue, self.desk.citizen.view
        view.vote(self.draw.choice(FACES))
        queue.take(view.show_ticket)
        yield lambda: not queue.busy
        queue.call_next("Quầy 1")
        yield lambda: not queue.busy

    def _acts(self, case: Case) -> Steps:
        steps = [LifeStep(LifeAct.HANDED_OVER, "", HandOver("", self.draw.choice(PARTS), "Lê Văn Tư"))]
        if self.draw.random() < 0.5:
            who = case.content.applicant
            facts = ReturnFacts(
                ReturnMethod.DESK, Receiver.APPLICANT, who.full_name, who.number, IdentitySource.QR, signed=True
            )
            steps += [LifeStep(LifeAct.FINISHED, "theo hồ sơ"), LifeStep(LifeAct.RETURNED, "", facts)]
        desk = self.desk.case_life.desk
        desk.choose(case.id)
        yield lambda: desk.view is not None and desk.view.case.id == case.id
        for step in steps:
            done = desk.done
            desk.act(step)
            yield lambda before=done: desk.done > before or desk.error is not None  # type: ignore[misc]
            if desk.error is not None:
                raise desk.error

    def _look(self, who: SyntheticCitizen, case: Case) -> Steps:
        cases = self.desk.cases
        self.desk._find()
        QTest.keyClicks(cases.search_line, who.number[-6:])
        self.desk._open_case(case.id)
        yield lambda: cases.detail.case is not None and cases.detail.case.id == case.id
        cases.search_line.clear()

    # ---- between citizens

    def _leave_alone(self) -> Steps:
        lock = self.desk.people.lock
        usual = lock._timer.interval()
        lock._timer.start(0)  # the minutes without a key are over
        yield lambda: lock.locked and isinstance(lock._dialog, UnlockDialog)
        lock._timer.setInterval(usual)
        dialog = lock._dialog
        assert isinstance(dialog, UnlockDialog)
        dialog.pin.setText(SETUP.pin)
        QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
        yield lambda: not lock.locked

    def _scan_pile(self) -> Steps:
        run, found = self.desk.papers.run, self.desk.papers.sources()
        self.desk.window.show_page("papers")
        run.start(found[0], ScanProfile(dpi=TEXT_DPI), Target())
        yield lambda: run.state is FeedState.IDLE and run.progress.outcome is not None

    def _back_up(self) -> Steps:
        keeper = self.desk.backup.keeper
        yield lambda: keeper.view.running is None  # the keeper makes one by itself when it is due
        self.around.clock.ahead(seconds=1)  # a backup is named by its second
        keeper.back_up([Place.LOCAL])
        yield lambda: keeper.view.running is None
        if keeper.error is not None:
            raise keeper.error

    def _every_page(self) -> Steps:
        for page in self.desk.window.pages:
            self.desk.window.show_page(page.id)
            yield lambda: True
            yield lambda: True
        self.desk.link.send_now()

    def _close(self, day: date) -> Steps:
        desk = self.desk
        desk.day.choose(day)
        desk.window.show_page("day")
        yield lambda: not desk.day.busy and desk.day_page.close_button.isEnabled()
        desk.day_page.close_button.click()
        for _ in range(LOOKS):
            yield lambda: not desk.day.busy
            before = desk.day.view
            desk.day.refresh()
            yield lambda old=before: desk.day.view is not old  # type: ignore[misc]
            if desk.day.view is not None and desk.day.view.state is DayState.HELD:
                break
            pause = datetime.now(ZONE) + timedelta(milliseconds=200)
            yield lambda until=pause: datetime.now(ZONE) >= until  # type: ignore[misc]
        else:
            raise AssertionError(f"{day} is not held by the province")
        self.held.append(day)
        kept: list[KeptDraft] = desk.store.drafts().result()
        if kept:
            raise AssertionError("a draft outlived the closing of its day")


@contextmanager
def soak_desk(folder: Path, plan: SoakPlan, temporary: Path) -> Iterator[Soak]:
    """The program over a new vault in a folder, connected devices and a province that serves; closed at the end."""
    clock = Clock(datetime.combine(MONDAY, time(7, 30), tzinfo=ZONE))
    with ExitStack() as stack:
        database = open_database(f"sqlite:///{folder / 'province.db'}")
        stack.callback(database.close)
        province = TestProvince(database, clock)
        around = Around(
            folder,
            clock,
            _camera(),
            SimulatedReaders(),
            stack.enter_context(SimulatedSerialScanner(folder / "scanner")),
            province,
            stack.enter_context(served(province.service)),
        )
        desk = _open(around)
        try:
            yield Soak(desk, around, plan, temporary)
        finally:
            desk.close()


def _camera() -> SimulatedCamera:
    import time as steady

    return SimulatedCamera(
        fps=CAMERA_FPS / FASTER,
        clock=lambda: steady.monotonic() * FASTER,
        sleep=lambda seconds: steady.sleep(seconds / FASTER),
    )


def _open(around: Around) -> Desk:
    path = around.folder / "desk"
    folder = ready_folder(path, replace(SETUP, first_number=1, last_number=9999), MONDAY)
    store_in(path / "trust")
    worker = folder.unlock(SETUP.login, SETUP.pin)

    def settings(uow: UnitOfWork) -> None:
        kept = load_desk_settings(uow.settings)
        save_desk_settings(uow.settings, msgspec.structs.replace(kept, serial_port=str(around.scanner.path)))
        uow.commit()

    worker.submit(settings).result()
    pile = DemoPile(worker)
    hardware: Hardware = replace(
        with_readers(around.readers),
        open_camera=lambda _setting: around.camera,
        camera_names=lambda: ("Camera mô phỏng",),
        page_scanners=lambda: (pile,),
    )
    desk = Desk(worker, SETUP.login, hardware, trust_folder=path / "trust", clock=around.clock)
    pile.receipt = desk.receipts.make
    desk.citizen.use(CitizenSettings(queue=True, counters=("Quầy 1",), announcements=("Giờ làm việc: 7 giờ 30.",)))
    return desk
