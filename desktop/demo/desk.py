"""The demo desk's folder and devices."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from desktop.bootstrap.desk import FILES, Desk
from desktop.bootstrap.hardware import Hardware, desk_clock
from desktop.bootstrap.updates import add_updates
from desktop.demo.hand import DemoHand
from desktop.demo.pile import DemoPile
from desktop.demo.sample_book import add_sample_book
from desktop.demo.sample_cases import PARTS, PEOPLE, RETURNING, finish_older, sample_cases
from desktop.demo.sample_update import sample_update
from desktop.records.case_life_rules import load_life_rules
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.citizen_settings import CitizenSettings, save_citizen_settings
from desktop.records.desk_folder import DeskFolder, DeskSetup
from desktop.records.desk_settings import DeskSettings, load_desk_settings, save_desk_settings
from desktop.records.look import Look, save_look
from desktop.records.resources import resources_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError
from devices.simulated.camera import SimulatedCamera
from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.profile import Maker
from devices.simulated.citizens import citizen
from devices.smartcard.doctor import Examination, examine

LOGIN, PIN = "demo", "demo-desk"
PREFIX = "000.00.00.H00"
CAMERA_NAME = "Camera mô phỏng"
TRUST = "trust"
_FIRST, _SECOND, _THIRD = RETURNING
SHOWN = [citizen(seed) for seed in (_FIRST, PEOPLE + 11, _SECOND, PEOPLE + 4, _THIRD)]
SETTINGS = DeskSettings(
    unit_name="UBND XÃ MẪU",
    parent_name="TỈNH ĐỒNG THÁP",
    office_name="TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    place="Xã Mẫu",
    address="Số 1, đường Mẫu, xã Mẫu, tỉnh Đồng Tháp",
    phone="0190 000 000",
    case_code_prefix=PREFIX,
    parts=PARTS,
)

CITIZEN = CitizenSettings(
    enabled=True,
    queue=True,
    counters=("Quầy 1", "Quầy 2"),
    announcements=(
        "Giờ làm việc: 7 giờ 30 đến 11 giờ 30, 13 giờ 30 đến 17 giờ, thứ Hai đến thứ Sáu.",
        "Ông/bà có thể nhờ cán bộ hướng dẫn cài đặt và sử dụng VNeID.",
    ),
)


class DemoDesk:
    """A desk with nothing real in it.

    Attributes:
        camera: Shows synthetic cards.
        maker: Makes their chips.
        readers: The simulated reader that they are laid on, once the desk is open.
        hand: Lays them there.
        updates: The page of versions; `sample` is the simulated stick with one.
        catalogue: The shipped one.
    """

    def __init__(self, path: Path, *, fresh: bool = False, look: Look | None = None) -> None:
        """Nothing is made before it is opened; `look` is how it shall look, None for as it is set in it."""
        self.camera = SimulatedCamera()
        self.maker = Maker()
        self.catalogue: Catalogue = load_catalogue(resources_folder() / "catalogue")
        if fresh:
            shutil.rmtree(path, ignore_errors=True)
        self._folder = DeskFolder(path)
        self._look = look

    def open(self, *, serial_port: str = "") -> Desk:
        """Open it, made anew where there is none or where it cannot be opened any more (an older program's).

        Args:
            serial_port: Of a real scanner that is read as well; kept in the demo desk's settings. "" leaves them.
        """
        now = desk_clock()
        worker = self._unlock()
        if worker is None:
            shutil.rmtree(self._folder.path, ignore_errors=True)
            worker = self._make(now)
        if self._look is not None:
            save_look(self._folder.path, self._look)
        if serial_port:
            worker.submit(lambda uow: _use_port(uow, serial_port)).result()
        self.readers = SimulatedReaders()
        pile = DemoPile(worker)
        hardware = Hardware(
            lambda _setting: self.camera,
            lambda: (CAMERA_NAME,),
            lambda: self.readers,
            self._examine,
            lambda: (pile,),
        )
        self._trust()
        trust = self._folder.path / TRUST
        desk = Desk(worker, LOGIN, hardware, catalogue=self.catalogue, trust_folder=trust, demo=True)
        pile.receipt = desk.receipts.make
        self.hand = DemoHand(desk, self.readers, self.maker, SHOWN)
        managed, self.sample = sample_update(self._folder.path, now)
        self.updates = add_updates(desk, managed, self._folder.path, self.sample)
        return desk

    def start_carousel(self) -> None:
        """Cards come before the camera and onto the reader by themselves, some of them of returning citizens."""
        self.camera.start_carousel(SHOWN, pause_seconds=9)

    def _examine(self, ask_cards: bool, last_error: str) -> Examination:
        return examine(self.readers, ask_cards=ask_cards, last_error=last_error)

    def _trust(self) -> None:
        """Trust the simulated issuer: on this desk nothing is real, and its cards shall read as genuine."""
        folder = self._folder.path / TRUST
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "simulated-root.cer").write_bytes(self.maker.issuer.root.certificate)
        now = datetime.now(UTC)
        (folder / "simulated-list.crl").write_bytes(self.maker.issuer.revocation_list(now=now))

    def _unlock(self) -> DatabaseWorker | None:
        if not self._folder.is_set_up:
            return None
        try:
            return self._folder.unlock(LOGIN, PIN)
        except CodedError as error:
            if error.code == "DB-006":  # another window has it open: that one is not to be thrown away
                raise
            return None

    def _make(self, now: datetime) -> DatabaseWorker:
        setup = DeskSetup(SETTINGS.unit_name, SETTINGS.place, PREFIX, 1, 9999, LOGIN, "Cán bộ Mẫu", PIN)
        self._folder.set_up(setup, date(2023, 1, 1))
        worker = self._folder.unlock(LOGIN, PIN)

        def fill(uow: UnitOfWork) -> None:
            save_desk_settings(uow.settings, SETTINGS)
            save_citizen_settings(uow.settings, CITIZEN)
            officer = uow.officers.by_login(LOGIN)
            if officer is not None:
                shipped = resources_folder() / "catalogue"
                rules = load_life_rules(shipped, shipped, self.catalogue)
                for case in sample_cases(self.catalogue, now, officer.id):
                    expected = rules.expected_systems(case.field, case.received_at.date())
                    uow.cases.receive(replace(case, expected_in=expected))
                finish_older(uow, rules, now, officer.id)
                add_sample_book(uow, self._folder.path / FILES, now, officer.id)
            uow.commit()

        worker.submit(fill).result()
        return worker


def _use_port(uow: UnitOfWork, serial_port: str) -> None:
    settings = load_desk_settings(uow.settings)
    save_desk_settings(uow.settings, msgspec.structs.replace(settings, serial_port=serial_port))
    uow.commit()
