"""The second window over a real desk: what it shows of one citizen is nowhere once another thing begins."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.citizen_settings import CitizenSettings, ScreenUse
from desktop.records.queue_tickets import QueueBoard
from desktop.records.satisfaction import FACES
from desktop.screens.citizen.window import CitizenWindow
from desktop.workflows.citizen_pages import CitizenStage
from desktop.workflows.intake import Decision, IntakeState
from desktop.workflows.intake_rules import Role
from devices.identity import Field
from tests.helpers.intake_world import AN, BINH, card
from tests.helpers.real_desk import open_desk
from tests.helpers.themed import themed

CUC = card("082093993003", "Lê Thị Cúc", born="1993-03-04")
PEOPLE = (AN, BINH, CUC)
PROCEDURE = "đăng ký khai sinh"


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with themed(qapp), open_desk(tmp_path / "desk") as made:
        made.start()
        made.citizen.use(CitizenSettings(enabled=True, mask_number=False, queue=True, touch_tickets=True))
        made.citizen.placing.toggle_preview()
        QTest.qWait(20)
        yield made


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
    own = desk.window
    loose = [each for each in QApplication.topLevelWidgets() if each is not own and each.parent() is None]
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
    counted = desk._worker.submit(lambda uow: uow.satisfaction.of_day(desk.clock().date())).result()
    assert counted == {FACES[0]: 1, FACES[1]: 0, FACES[2]: 0}


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
    typed = QLineEdit(desk.window)
    typed.show()
    typed.setFocus()
    qtbot.waitUntil(typed.hasFocus)
    QTest.keyClick(typed, Qt.Key.Key_2, pad)
    assert view.page.stage is CitizenStage.FACES
    assert typed.text() == "2"
    desk.window.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_2)
    assert view.page.stage is CitizenStage.FACES
    QTest.keyClick(desk.window, Qt.Key.Key_2, pad)
    assert view.page.stage is CitizenStage.THANKS


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


def test_numbers_begin_again_every_day_and_outlive_the_program(desk: Desk, qtbot: QtBot) -> None:
    queue = desk.citizen.queue
    qtbot.waitUntil(lambda: not queue.busy)
    queue.take()
    qtbot.waitUntil(lambda: queue.board.waiting == (1,))
    queue.board = QueueBoard(desk.clock().date().replace(day=1))
    queue.new_day()
    qtbot.waitUntil(lambda: queue.board.waiting == (1,))
    assert queue.board.day == desk.clock().date()


def test_the_card_tells_each_change(desk: Desk) -> None:
    card_, told = desk.citizen.card, []
    card_.changed.connect(told.append)
    card_.mask.click()
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
