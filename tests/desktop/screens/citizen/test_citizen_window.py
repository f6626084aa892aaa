"""The second window over a real desk: what it shows of one citizen is nowhere once another thing begins."""

import random
from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.citizen_settings import CitizenSettings, ScreenUse
from desktop.records.queue_tickets import QueueBoard
from desktop.screens.citizen.waiting import Waiting
from desktop.screens.citizen.window import CitizenWindow
from desktop.screens.main_window import MainWindow
from desktop.workflows.citizen_pages import CitizenPage, CitizenStage, NeededPaper, SparedPaper
from desktop.workflows.intake import Decision, IntakeState
from desktop.workflows.intake_rules import Role
from devices.identity import Field
from tests.helpers.intake_world import AN, BINH, card
from tests.helpers.real_desk import open_desk
from tests.helpers.themed import themed

CUC = card("082093993003", "Lê Thị Cúc", born="1993-03-04")
PEOPLE = (AN, BINH, CUC)
SETTINGS = CitizenSettings(enabled=True, mask_number=False, queue=True, touch_tickets=True)
PROCEDURE = "đăng ký lại khai sinh"


@pytest.fixture(scope="module")
def whole(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with themed(qapp), open_desk(tmp_path_factory.mktemp("second") / "desk") as made:
        made.start()
        made.citizen.placing.toggle_preview()
        yield made
        made.window.deleteLater()


@pytest.fixture
def desk(whole: Desk) -> Desk:
    """The desk with nobody at it."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog):
        dialog.reject()
    whole.intake.discard()
    whole.citizen.view.reveal()
    whole.citizen.use(SETTINGS)
    whole.intake.discard()
    QTest.qWait(20)
    return whole


def said_by(widget: QWidget) -> str:
    """Everything that a widget and what is in it say, in whatever way."""
    said = []
    for each in (widget, *widget.findChildren(QWidget)):
        said += [each.accessibleName(), each.accessibleDescription(), each.toolTip(), each.windowTitle()]
        for name in ("text", "placeholderText", "toPlainText"):
            told = getattr(each, name, None)
            said.append(str(told()) if callable(told) else "")
    for model in widget.findChildren(QAbstractItemModel):
        said += [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    return "\n".join(said)


def of_citizens_window(desk: Desk) -> str:
    """What the second window says, with every widget that has no window any more but is not freed yet."""
    officers = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]
    loose = [each for each in QApplication.topLevelWidgets() if each.parent() is None and each not in officers]
    assert desk.citizen.window in loose
    return "\n".join(said_by(each) for each in loose)


def picture(window: CitizenWindow) -> QImage:
    return window.grab().toImage()


def marks(person: object) -> tuple[str, str, str]:
    return person.text(Field.FULL_NAME), person.text(Field.NUMBER), person.text(Field.NUMBER)[-4:]  # type: ignore[attr-defined]


def receive(desk: Desk, qtbot: QtBot) -> None:
    desk.intake.choose_procedure(desk.catalogue.search(PROCEDURE, desk.clock().date())[0])
    desk.intake.answer_papers()
    desk.intake.save()
    qtbot.waitUntil(lambda: desk.intake.state is IntakeState.SAVED)


def stage_of(desk: Desk) -> CitizenStage:
    return desk.citizen.view.page.stage


def press(window: CitizenWindow, name: str) -> None:
    buttons = [*window.findChildren(QPushButton), *window.findChildren(QToolButton)]
    next(each for each in buttons if each.accessibleName() == name).click()


def test_a_case_on_both_screens(desk: Desk, qtbot: QtBot) -> None:
    window, view = desk.citizen.window, desk.citizen.view
    assert window.isVisible()
    desk.screen.take(AN)
    assert "Nguyễn Thị An" in said_by(window)
    assert "082190991001" in said_by(window)
    press(window, "Chưa đúng")
    assert "Công dân: chưa đúng" in said_by(desk.window)
    press(window, "Đúng")
    assert view.page.answer is True
    receive(desk, qtbot)
    assert desk.intake.saved is not None
    assert desk.intake.saved.code in said_by(window)
    assert any(not each.pixmap().isNull() for each in window.findChildren(QLabel))
    view.show(CitizenStage.FACES)
    press(window, "Hài lòng")
    assert "Cảm ơn" in said_by(window)
    desk.day.refresh()
    qtbot.waitUntil(lambda: desk.day.view is not None and desk.day.view.counts["satisfaction.satisfied"] == 1)
    assert desk.day_page.facts.faces.text() == "Đánh giá hôm nay: 1 hài lòng · 0 bình thường · 0 không hài lòng"


def _lock(desk: Desk) -> None:
    desk.citizen.view.obscure()


def _close_day(desk: Desk) -> None:
    desk.day_page.closed.emit(None)


def _discard(desk: Desk) -> None:
    desk.intake.discard()


def _aside(desk: Desk) -> None:
    desk.intake.set_aside()


def _board(desk: Desk) -> None:
    desk.citizen.use(msgspec.structs.replace(desk.citizen.view.settings, use=ScreenUse.BOARD))


@pytest.mark.parametrize("wipe", [_lock, _close_day, _discard, _aside, _board])
def test_it_is_gone_at_once_and_to_the_pixel(desk: Desk, qtbot: QtBot, wipe: Callable[[Desk], None]) -> None:
    """No event is let through between: what is not gone when the call returns would be seen."""
    window = desk.citizen.window
    idle = picture(window)
    desk.screen.take(AN)
    assert picture(window) != idle
    wipe(desk)
    assert not any(mark in of_citizens_window(desk) for mark in marks(AN))
    if wipe is not _board:
        assert picture(window) == idle
    del qtbot


def test_the_code_of_a_receipt_goes_too(desk: Desk, qtbot: QtBot) -> None:
    window = desk.citizen.window
    idle = picture(window)
    desk.screen.take(AN)
    receive(desk, qtbot)
    code = desk.intake.saved.code if desk.intake.saved else ""
    assert code in said_by(window)
    shown = [each for each in window.findChildren(QLabel) if not each.pixmap().isNull()]
    desk.intake.discard()
    assert all(each.pixmap().isNull() for each in shown)
    assert code not in of_citizens_window(desk)
    assert picture(window) == idle


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_only_the_open_draft_is_seen(desk: Desk, seed: int) -> None:
    draw = random.Random(seed)
    intake, view = desk.intake, desk.citizen.view
    procedure = desk.catalogue.search(PROCEDURE, desk.clock().date())[0]
    steps: list[Callable[[], object]] = [
        lambda: intake.scan(draw.choice(PEOPLE)),
        lambda: intake.decide(draw.choice(list(Decision))),
        lambda: intake.choose_procedure(procedure),
        intake.answer_papers,
        intake.save,
        intake.discard,
        intake.set_aside,
        lambda: intake.type_field(Role.APPLICANT, Field.FULL_NAME, draw.choice(PEOPLE).text(Field.FULL_NAME)),
        lambda: view.answer(right=draw.random() < 0.5),
        lambda: view.show(draw.choice(list(CitizenStage))),
        view.hide,
        view.obscure,
        view.reveal,
        QApplication.processEvents,
    ]
    for _ in range(60):
        draw.choice(steps)()
        forms = [form for form in (intake.draft.applicant, intake.draft.submitter) if form is not None]
        own = {form.text(Field.FULL_NAME) for form in forms} | {form.number for form in forms}
        seen = said_by(desk.citizen.window)
        for person in PEOPLE:
            for mark in marks(person)[:2]:
                assert mark in own or mark not in seen


def test_it_never_takes_the_keys(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.screen.procedure.search_line.setFocus()
    QTest.qWait(20)
    before = QApplication.focusWidget()
    window = desk.citizen.window
    desk.citizen.placing.toggle_preview()
    desk.citizen.placing.toggle_preview()
    for use in ScreenUse:
        desk.citizen.use(msgspec.structs.replace(desk.citizen.view.settings, use=use))
        for each in (window, *window.findChildren(QWidget)):
            assert each.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert QApplication.focusWidget() is before


def test_faces_on_the_number_pad(desk: Desk, qtbot: QtBot) -> None:
    desk.citizen.use(msgspec.structs.replace(desk.citizen.view.settings, keypad=True))
    view = desk.citizen.view
    desk.screen.take(AN)
    receive(desk, qtbot)
    view.show(CitizenStage.FACES)
    pad = Qt.KeyboardModifier.KeypadModifier
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()
    typed = QLineEdit(desk.window)
    typed.show()

    def has_keys() -> bool:
        desk.window.activateWindow()
        typed.setFocus()
        return typed.hasFocus()

    qtbot.waitUntil(has_keys)
    QTest.keyClick(typed, Qt.Key.Key_2, pad)
    assert stage_of(desk) is CitizenStage.FACES
    assert typed.text() == "2"
    desk.window.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_2)
    assert stage_of(desk) is CitizenStage.FACES
    QTest.keyClick(desk.window, Qt.Key.Key_2, pad)
    assert stage_of(desk) is CitizenStage.THANKS


def test_numbers_by_touch_and_by_the_officer(desk: Desk, qtbot: QtBot) -> None:
    window, queue, page = desk.citizen.window, desk.citizen.queue, desk.citizen.page
    calls: list[int] = []
    queue.on_call(lambda call: calls.append(call.number))
    qtbot.waitUntil(lambda: not queue.busy)
    press(window, "Lấy số thứ tự")
    qtbot.waitUntil(lambda: "001" in said_by(window))
    page.take.click()
    qtbot.waitUntil(lambda: queue.board.waiting == (1, 2))
    page.next.click()
    qtbot.waitUntil(lambda: calls == [1])
    page.again.click()
    qtbot.waitUntil(lambda: calls == [1, 1])
    page.skip.click()
    qtbot.waitUntil(lambda: queue.board.skipped == (1,))
    press(page, "Gọi lại số 001")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: calls == [1, 1, 1])
    _board(desk)
    assert all(text in said_by(window) for text in ("Mời số", "001", "đến Quầy 1", "Đang chờ: 1 người"))


def test_the_numbers_of_a_day_are_read_again(desk: Desk, qtbot: QtBot) -> None:
    queue = desk.citizen.queue
    qtbot.waitUntil(lambda: not queue.busy)
    queue.take()
    qtbot.waitUntil(lambda: not queue.busy)
    kept = queue.board
    assert kept.waiting
    queue.board = QueueBoard(desk.clock().date().replace(day=1))
    queue.new_day()
    qtbot.waitUntil(lambda: queue.board == kept)


def test_the_card_tells_each_change(desk: Desk) -> None:
    card_ = desk.citizen.card
    told: list[CitizenSettings] = []
    card_.changed.connect(told.append)
    card_.only_last.click()
    card_.fields[Field.SEX].click()
    card_.counters.setText("Bàn A, , Bàn B, Bàn A")
    card_.counters.editingFinished.emit()
    card_.announcements.setPlainText("Nghỉ trưa 11 giờ 30\n\n Chiều 13 giờ 30 ")
    card_.announcements.left.emit()
    assert told[0].mask_number != told[1].mask_number or told[1].fields != told[0].fields
    assert Field.SEX in told[-1].fields
    assert told[-1].counters == ("Bàn A", "Bàn B")
    assert told[-1].announcements == ("Nghỉ trưa 11 giờ 30", "Chiều 13 giờ 30")
    assert desk.citizen.view.settings == told[-1]
    assert desk.citizen.page.counter.count() == 2


@pytest.mark.parametrize("size", [(683, 384), (960, 540), (1366, 768), (1920, 1080)])
def test_every_page_fits_its_monitor(desk: Desk, size: tuple[int, int]) -> None:
    name = "Giấy tờ, tài liệu chứng minh việc hộ tịch đã thay đổi, có xác nhận của cơ quan có thẩm quyền, bản chính"
    crowded = CitizenPage(
        CitizenStage.PAPERS,
        procedure="Thủ tục cấp bản sao trích lục hộ tịch và bản sao giấy khai sinh cho người ở xa",
        needed=tuple(NeededPaper(f"{nth}. {name}", given=bool(nth % 2)) for nth in range(9)),
        spared=tuple(SparedPaper(f"{nth}. {name}", "Thông tin đã có trong Cơ sở dữ liệu quốc gia") for nth in range(3)),
    )
    window = CitizenWindow("Xã", "Trung tâm Phục vụ hành chính công", desk.clock, lambda: False)
    window.resize(*size)
    window.show()
    for page in (crowded, CitizenPage(CitizenStage.FACES), CitizenPage(CitizenStage.THANKS)):
        window.show_page(page, Waiting(), board=False, keypad=True)
        assert (window.width(), window.height()) == size
        for each in window.findChildren(QLabel):
            assert window.rect().contains(QRect(each.mapTo(window, QPoint(0, 0)), each.size()))
    window.close()
    window.deleteLater()
