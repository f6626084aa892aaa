"""The page of the chip reader: what the doctor finds in words, and whom the desk trusts."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.records.resources import resources_folder
from desktop.screens.background import Background
from desktop.screens.chip_page.doctor_panel import DoctorPanel
from desktop.screens.chip_page.screen import ChipScreen
from desktop.screens.chip_page.trust_panel import TrustPanel
from desktop.screens.messages import load_messages
from desktop.workflows.trust_folder import DeskTrust
from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.citizens import citizen
from devices.smartcard.doctor import Examination, examine
from devices.smartcard.readers import ReaderCondition, ServiceCondition
from tests.helpers.chip_world import maker, rival, usual_profile
from tests.helpers.themed import themed

MESSAGES = load_messages(resources_folder())


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def helpers() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def readers() -> SimulatedReaders:
    return SimulatedReaders(("Đầu đọc A",))


@pytest.fixture
def page(qtbot: QtBot, helpers: Executor, readers: SimulatedReaders, tmp_path: Path) -> ChipScreen:
    def look() -> Future[Examination]:
        return helpers.submit(lambda: examine(readers, last_error="PCSC-020"))

    background = Background()
    trust = TrustPanel(DeskTrust(tmp_path / "trust", helpers, lambda *_: None), background, MESSAGES)
    made = ChipScreen(DoctorPanel(look, background, MESSAGES), trust)
    made.background = background  # type: ignore[attr-defined] # it must live as long
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def words(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.text() and each.isVisible())


def until(qtbot: QtBot, widget: QWidget, text: str) -> None:
    qtbot.waitUntil(lambda: text in words(widget), timeout=5000)


def test_an_empty_reader_and_the_last_error(qtbot: QtBot, page: ChipScreen) -> None:
    until(qtbot, page.doctor, "Đầu đọc A: sẵn sàng, chưa có thẻ")
    assert "Dịch vụ đầu đọc thẻ đang chạy" in words(page.doctor)
    assert "Lỗi gần nhất: Thẻ đã rời đầu đọc  [PCSC-020]" in words(page.doctor)


def test_a_card_in_plain_words(qtbot: QtBot, page: ChipScreen, readers: SimulatedReaders) -> None:
    readers.put_down(SimulatedChip(usual_profile()))
    page.refresh()
    until(qtbot, page.doctor, "Đầu đọc A: có thẻ căn cước")
    assert "thẻ không tiếp xúc" in words(page.doctor)


@pytest.mark.parametrize(
    ("make", "title", "cure"),
    [
        (lambda it: it.set_service(ServiceCondition.STOPPED), "Dịch vụ đầu đọc thẻ đang dừng", "khởi động Smart Card"),
        (lambda it: it.unplug("Đầu đọc A"), "Không thấy đầu đọc thẻ", "Cắm lại đầu đọc"),
        (
            lambda it: it.put_down(SimulatedChip(usual_profile()), None, ReaderCondition.MUTE),
            "Thẻ không trả lời",
            "Chỉ để một thẻ",
        ),
        (
            lambda it: it.put_down(SimulatedChip(usual_profile()), None, ReaderCondition.IN_USE),
            "Thẻ đang bị chương trình khác giữ",
            "Đóng chương trình khác",
        ),
        (
            lambda it: it.put_down(SimulatedChip(usual_profile()), None, ReaderCondition.PASSED_OVER),
            "Không thấy đầu đọc thẻ",
            "bỏ qua",
        ),
    ],
    ids=["service", "reader", "mute", "in use", "virtual"],
)
def test_what_is_wrong_and_what_to_do(
    make: Callable[[SimulatedReaders], None],
    title: str,
    cure: str,
    qtbot: QtBot,
    page: ChipScreen,
    readers: SimulatedReaders,
) -> None:
    make(readers)
    with qtbot.waitSignal(page.doctor.retry_wanted):
        page.doctor.retry.click()
    until(qtbot, page.doctor, title)
    assert cure in words(page.doctor)


def test_a_support_text_without_a_citizen(qtbot: QtBot, page: ChipScreen, readers: SimulatedReaders) -> None:
    readers.put_down(SimulatedChip(usual_profile()))
    page.refresh()
    until(qtbot, page.doctor, "có thẻ căn cước")
    page.doctor.copy.click()
    text = QApplication.clipboard().text()
    assert "Đầu đọc A" in text
    assert "PCSC-020" in text
    assert citizen(7).number not in text


# ---- trust


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_nothing_is_trusted_at_first(qtbot: QtBot, page: ChipScreen) -> None:
    until(qtbot, page.trust, "Máy này chưa có chứng thư gốc nào.")


def test_a_root_is_installed_after_its_fingerprint_was_compared(qtbot: QtBot, page: ChipScreen, tmp_path: Path) -> None:
    root = write(tmp_path, "root.cer", maker().issuer.root.certificate)
    page.trust.ask_to_install(root)
    qtbot.waitUntil(lambda: hasattr(page.trust, "dialog"), timeout=5000)
    dialog = page.trust.dialog
    shown = words(dialog)
    assert "CSCA Simulated" in shown
    assert shown.count(" ") > 20
    with qtbot.waitSignal(page.trust.changed):
        dialog.take.click()
    until(qtbot, page.trust, "Đang dùng")
    assert "Chứng thư gốc (CSCA)" in words(page.trust)
    assert len(list((tmp_path / "trust").iterdir())) == 1


def test_a_file_that_changed_while_its_fingerprint_was_compared_is_not_installed(
    qtbot: QtBot, page: ChipScreen, tmp_path: Path
) -> None:
    """A stick may give something else at the second reading, and whoever can write to a share can replace a file."""
    path = write(tmp_path, "root.cer", maker().issuer.root.certificate)
    page.trust.ask_to_install(path)
    qtbot.waitUntil(lambda: hasattr(page.trust, "dialog"), timeout=5000)
    path.write_bytes(rival().root.certificate)
    page.trust.dialog.take.click()
    until(qtbot, page.trust, "Tệp chứng thư đã đổi sau khi so dấu vân tay")
    assert not (tmp_path / "trust").exists()


def test_giving_up_installs_nothing(qtbot: QtBot, page: ChipScreen, tmp_path: Path) -> None:
    page.trust.ask_to_install(write(tmp_path, "root.cer", maker().issuer.root.certificate))
    qtbot.waitUntil(lambda: hasattr(page.trust, "dialog"), timeout=5000)
    page.trust.dialog.reject()
    assert not (tmp_path / "trust").exists()


def test_a_file_of_no_use_is_refused_in_words(qtbot: QtBot, page: ChipScreen, tmp_path: Path) -> None:
    page.trust.ask_to_install(write(tmp_path, "x.cer", b"rubbish"))
    until(qtbot, page.trust, "Tệp này không dùng được làm chứng thư gốc")


def test_a_master_list_shows_how_many_it_brings(qtbot: QtBot, page: ChipScreen, tmp_path: Path) -> None:
    roots = (maker().issuer.root.certificate, rival().root.certificate)
    page.trust.ask_to_install(write(tmp_path, "list.ml", maker().issuer.master_list(*roots)))
    qtbot.waitUntil(lambda: hasattr(page.trust, "dialog"), timeout=5000)
    assert "master list" in words(page.trust.dialog)
    page.trust.dialog.take.click()
    until(qtbot, page.trust, "Đang dùng")


def test_removing_asks_first(qtbot: QtBot, page: ChipScreen, tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    write(tmp_path / "trust", "root.cer", maker().issuer.root.certificate)
    page.refresh()
    until(qtbot, page.trust, "root.cer")
    remove = next(each for each in page.trust.findChildren(QPushButton) if each.accessibleName() == "Gỡ root.cer")
    remove.click()
    until(qtbot, page.trust, "Gỡ tệp này khỏi kho chứng thư gốc?")
    assert (tmp_path / "trust" / "root.cer").exists()
    yes = next(each for each in page.trust.notice.findChildren(QPushButton) if each.accessibleName() == "Gỡ")
    with qtbot.waitSignal(page.trust.changed):
        yes.click()
    until(qtbot, page.trust, "Máy này chưa có chứng thư gốc nào.")
    assert not (tmp_path / "trust" / "root.cer").exists()
