"""The page of settings: each change is told once, and what is plugged in is asked anew."""

from concurrent.futures import Future

import msgspec
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.records.desk_settings import DeskSettings
from desktop.records.file_store import StoreReport
from desktop.records.look import Look
from desktop.screens.settings.look_card import LookCard
from desktop.screens.settings.screen import LINES, SettingsScreen
from desktop.workflows.store_room import GB, StoreUse
from devices.errors import CodedError
from tests.helpers.intake_screen import press, texts, type_into
from tests.helpers.intake_world import deliver

SETTINGS = DeskSettings(unit_name="UBND XÃ MẪU", place="Xã Mẫu", case_code_prefix="000.99.09.H58", serial_port="COM7")


class Surroundings:
    """What is plugged in and how many numbers are left."""

    def __init__(self) -> None:
        self.ports: tuple[tuple[str, str], ...] = (("COM3", "Máy quét 1 (COM3)"),)
        self.left: int | CodedError = 42
        self.looks: list[Look] = []
        self.use = StoreUse(3 * GB, 0, 50 * GB)
        self.files: StoreReport | CodedError = StoreReport(7, (), (), ())

    def check_files(self) -> Future[StoreReport]:
        future: Future[StoreReport] = Future()
        if isinstance(self.files, CodedError):
            future.set_exception(self.files)
        else:
            future.set_result(self.files)
        return future

    def store_use(self) -> Future[StoreUse]:
        future: Future[StoreUse] = Future()
        future.set_result(self.use)
        return future

    def numbers_left(self) -> Future[int]:
        future: Future[int] = Future()
        if isinstance(self.left, CodedError):
            future.set_exception(self.left)
        else:
            future.set_result(self.left)
        return future


@pytest.fixture
def around() -> Surroundings:
    return Surroundings()


@pytest.fixture
def screen(qtbot: QtBot, around: Surroundings) -> SettingsScreen:
    made = SettingsScreen(
        SETTINGS,
        ports=lambda: around.ports,
        numbers_left=around.numbers_left,
        check_files=around.check_files,
        store_use=around.store_use,
        deliver=deliver,
        words=QWidget(),
        cards=(LookCard(Look(), around.looks.append),),
    )
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.show()
    return made


@pytest.mark.parametrize("name", [*LINES, "scan_folder", "signing_token", "signing_certificate", "timestamp_url"])
def test_a_line_is_kept_when_it_is_left(qtbot: QtBot, screen: SettingsScreen, name: str) -> None:
    with qtbot.waitSignal(screen.changed) as changed:
        type_into(screen.lines[name], "  Xã Mới ")
    (settings,) = changed.args or []
    assert getattr(settings, name) == "Xã Mới"
    assert settings.case_code_prefix == SETTINGS.case_code_prefix


def test_changes_add_up_and_no_change_is_told_of(qtbot: QtBot, screen: SettingsScreen) -> None:
    told: list[DeskSettings] = []
    screen.changed.connect(told.append)
    type_into(screen.lines["place"], "Xã Mẫu")
    assert told == []
    type_into(screen.lines["place"], "Tân Hương")
    screen.number_in_qr.click()
    assert [settings.place for settings in told] == ["Tân Hương", "Tân Hương"]
    assert told[-1].number_in_receipt_qr


def test_a_port_is_chosen_and_an_absent_one_stays_in_the_list(
    qtbot: QtBot, screen: SettingsScreen, around: Surroundings
) -> None:
    assert [screen.port.itemText(place) for place in range(screen.port.count())] == [
        "Không dùng",
        "Máy quét 1 (COM3)",
        "COM7 (đang không cắm)",
    ]
    assert screen.port.currentData() == "COM7"
    around.ports = (*around.ports, ("COM7", "Máy quét 2 (COM7)"))
    press(screen, "Tìm lại")
    assert screen.port.currentText() == "Máy quét 2 (COM7)"
    with qtbot.waitSignal(screen.changed) as changed:
        screen.port.setCurrentIndex(0)
        screen.port.activated.emit(0)
    (settings,) = changed.args or []
    assert settings.serial_port == ""


def test_the_numbers_left_are_asked_whenever_the_page_is_shown(screen: SettingsScreen, around: Surroundings) -> None:
    assert "Hôm nay bàn này còn 42 số." in texts(screen)
    assert "000.99.09.H58" in texts(screen)
    around.left = 41
    screen.hide()
    screen.show()
    assert "còn 41 số" in texts(screen)
    around.left = CodedError("DB-004")
    screen.hide()
    screen.show()
    assert "[DB-004]" in texts(screen)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (StoreReport(7, (), (), ()), "7 tệp còn nguyên, 0 hỏng, 0 thiếu."),
        (
            StoreReport(5, ("a",), ("b",), ()),
            "5 tệp còn nguyên, 1 hỏng, 1 thiếu. Gọi kỹ thuật để lấy lại từ bản sao lưu.",
        ),
        (CodedError("DB-005"), "Không kiểm tra được (DB-005)."),
    ],
)
def test_stored_files_are_checked(
    screen: SettingsScreen, around: Surroundings, found: StoreReport | CodedError, said: str
) -> None:
    around.files = found
    screen.check_button.click()
    assert screen.checked.text() == said
    assert screen.check_button.isEnabled()


def test_what_was_changed_elsewhere_is_not_undone(qtbot: QtBot, screen: SettingsScreen) -> None:
    elsewhere = msgspec.structs.replace(SETTINGS, camera="2", signing_certificate="officer.p12")
    screen.know(elsewhere)
    assert screen.lines["signing_certificate"].text() == "officer.p12"
    with qtbot.waitSignal(screen.changed) as told:
        type_into(screen.lines["phone"], "0190 000 001")
        screen.lines["phone"].editingFinished.emit()
    assert told.args == [msgspec.structs.replace(elsewhere, phone="0190 000 001")]


def test_the_quota_of_the_files_is_kept_and_said_when_it_is_near(
    qtbot: QtBot, screen: SettingsScreen, around: Surroundings
) -> None:
    assert "3,0 GB" in screen.use.text()
    assert screen.use.objectName() == "caption"
    with qtbot.waitSignal(screen.changed) as changed:
        screen.quota.setValue(10)
        screen.quota.editingFinished.emit()
    (settings,) = changed.args or []
    assert settings.files_quota_gb == 10
    around.use = StoreUse(int(9.5 * GB), 10 * GB, 50 * GB)
    screen.hide()
    screen.show()
    assert screen.use.objectName() == "warnText"


def test_language_and_contrast_are_told(screen: SettingsScreen, around: Surroundings) -> None:
    card = screen.findChild(LookCard)
    assert isinstance(card, LookCard)
    card.contrast.setChecked(True)
    assert around.looks == [Look("vi", high_contrast=True)]
