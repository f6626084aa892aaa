"""A case's life at the counter, on a whole desk: the next act, the others, who gets the result, what went wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.case_life import HandOver, LifeAct, LifeStep, Receiver, ReturnFacts
from desktop.records.cases import Appointment, CaseState, IdentitySource, PaperState, ReturnMethod
from desktop.records.desk_settings import DeskSettings
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.cases.act_dialogs import (
    ActDialog,
    CodeDialog,
    CorrectionDialog,
    HandOverDialog,
    OtherDueDialog,
    PaymentDialog,
    ResultDialog,
    SupplementDialog,
    typed_day,
)
from desktop.screens.cases.copy_out import CopyOutDialog
from desktop.screens.cases.return_dialog import ReturnDialog
from desktop.screens.scanning.camera_view import CameraView
from desktop.screens.settings.screen import parts_in
from desktop.screens.words import moment_text
from devices.errors import CodedError
from devices.identity import CitizenIdentity, Field, FieldValue, InputDevice, Source
from tests.helpers.desk import AN, case_of, person
from tests.helpers.real_desk import NOW, open_desk
from tests.helpers.themed import themed

LONG = 15_000
DUE = NOW.replace(month=12, day=1, hour=17, minute=0)
BINH = person("Trần Văn Bính", "079200000001")


@pytest.fixture(scope="module")
def whole(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all of these tests."""
    folder: Path = tmp_path_factory.mktemp("life")
    with themed(qapp), open_desk(folder / "desk") as made:
        made._on_settings(DeskSettings(unit_name="UBND XÃ THỬ", parts=("Tư pháp - Hộ tịch", "Địa chính")))
        made.start()
        yield made


@pytest.fixture
def desk(whole: Desk, qtbot: QtBot) -> Iterator[Desk]:
    """The desk with a case that was just received and is looked at."""

    def fill(uow: UnitOfWork) -> int:
        expected = whole.case_life.rules.expected_systems("Hộ tịch", NOW.date())
        case = case_of(at=NOW, submitter=BINH, appointment=Appointment(DUE), expected_in=expected)
        saved = uow.cases.receive(replace(case, fee_amount=8000))
        uow.commit()
        return saved.id

    case_id = whole._worker.submit(fill).result()
    whole.intake.discard()
    whole._open_case(case_id)
    life = whole.case_life.desk
    qtbot.waitUntil(lambda: life.view is not None and life.view.case.id == case_id, timeout=LONG)
    yield whole
    if whole.case_life.panel.dialog is not None:
        whole.case_life.panel.dialog.reject()


def do(desk: Desk, qtbot: QtBot, step: LifeStep | LifeAct) -> None:
    """Carry out an act without its dialog."""
    before = desk.case_life.desk.done
    desk.case_life.desk.act(step if isinstance(step, LifeStep) else LifeStep(step))
    qtbot.waitUntil(lambda: desk.case_life.desk.done > before, timeout=LONG)


def start(desk: Desk, qtbot: QtBot, act: LifeAct) -> ActDialog:
    """Open an act's dialog."""
    desk.case_life.panel.start(act)
    dialog = desk.case_life.panel.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible, timeout=LONG)
    return dialog


def finish(desk: Desk, qtbot: QtBot) -> None:
    """Press the dialog's button and wait until the records have taken it."""
    dialog = desk.case_life.panel.dialog
    assert dialog is not None
    assert dialog.go.isEnabled()
    dialog.go.click()
    qtbot.waitUntil(lambda: desk.case_life.panel.dialog is None, timeout=LONG)


def state(desk: Desk) -> CaseState:
    view = desk.case_life.desk.view
    assert view is not None
    return view.life.standing.state


def texts(desk: Desk) -> str:
    return "\n".join(each.text() for each in desk.cases.detail.findChildren(QLabel) if not each.isHidden())


def says(desk: Desk, qtbot: QtBot, text: str) -> None:
    """Wait until the page says something."""
    qtbot.waitUntil(lambda: text in texts(desk), timeout=LONG)


def press_main_key(desk: Desk, qtbot: QtBot) -> None:
    """Press the key of what is done next."""
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=LONG)
    QTest.keyClick(desk.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def menu(desk: Desk) -> QMenu:
    view = desk.case_life.desk.view
    assert view is not None
    return desk.case_life.panel.menu(view)


def card_of(number: str, name: str) -> CitizenIdentity:
    fields = {Field.NUMBER: FieldValue(number, Source.QR), Field.FULL_NAME: FieldValue(name, Source.QR)}
    return CitizenIdentity(fields, InputDevice.WEDGE_SCANNER)


def test_by_keyboard_from_hand_over_to_result(desk: Desk, qtbot: QtBot) -> None:
    press_main_key(desk, qtbot)
    dialog = desk.case_life.panel.dialog
    assert isinstance(dialog, HandOverDialog)
    assert [dialog.part.itemText(row) for row in range(dialog.part.count())] == ["Tư pháp - Hộ tịch", "Địa chính"]
    dialog.person.setEditText("Lê Văn Tư")
    finish(desk, qtbot)
    assert state(desk) is CaseState.IN_PROGRESS
    says(desk, qtbot, "Tư pháp - Hộ tịch (Lê Văn Tư)")
    says(desk, qtbot, "Đang xử lý")
    qtbot.waitUntil(lambda: desk.cases.model.case(0).state is CaseState.IN_PROGRESS, timeout=LONG)
    press_main_key(desk, qtbot)
    dialog = desk.case_life.panel.dialog
    assert isinstance(dialog, ResultDialog)
    dialog.number.setText("12/KS")
    dialog.day.setText("31/02/2026")
    assert not dialog.go.isEnabled()
    dialog.day.setText("25/11/2026")
    finish(desk, qtbot)
    says(desk, qtbot, "Có kết quả: 12/KS ngày 25/11/2026")
    says(desk, qtbot, "Xong trước hạn")
    desk.case_life.panel.start(LifeAct.RESULT_RECEIVED)
    qtbot.waitUntil(lambda: "Nhận kết quả về quầy" in texts(desk), timeout=LONG)


def test_the_menu_says_why_not(desk: Desk) -> None:
    actions = {action.text(): action for action in menu(desk).actions() if action.text()}
    assert actions["Yêu cầu bổ sung"].isEnabled()
    late = actions["Xin lỗi, hẹn lại vì quá hạn (Hồ sơ chưa quá hạn)"]
    assert (late.isEnabled(), "hồ sơ đã quá hạn" in late.toolTip()) == (False, True)
    assert "trạng thái" in actions["Trả kết quả"].toolTip()
    actions["Dừng giải quyết"].trigger()


def test_supplement_stops_the_clock_and_the_answer_says_the_new_date(desk: Desk, qtbot: QtBot) -> None:
    dialog = start(desk, qtbot, LifeAct.SUPPLEMENT_ASKED)
    assert isinstance(dialog, SupplementDialog)
    assert not dialog.go.isEnabled()
    dialog.papers[0].setChecked(True)
    dialog.why.setPlainText("Tờ khai thiếu chữ ký")
    finish(desk, qtbot)
    says(desk, qtbot, "Đồng hồ dừng, còn 4 ngày làm việc")
    says(desk, qtbot, "Yêu cầu bổ sung: Tờ khai")
    dialog = start(desk, qtbot, LifeAct.SUPPLEMENTED)
    assert any("17:00, thứ Ba, 01/12/2026" in each.text() for each in dialog.findChildren(QLabel))
    finish(desk, qtbot)
    assert state(desk) is CaseState.IN_PROGRESS


def test_an_extension_is_proposed_and_a_refused_one_keeps_what_was_typed(desk: Desk, qtbot: QtBot) -> None:
    dialog = start(desk, qtbot, LifeAct.EXTENDED)
    assert isinstance(dialog, OtherDueDialog)
    assert dialog.step().due_at == DUE.replace(day=4)
    dialog.moment.setDateTime(dialog.moment.dateTime().addDays(1))  # a Saturday
    dialog.why.setPlainText("Chờ xác minh")
    dialog.go.click()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=LONG)
    assert any("LIFE-005" in each.text() for each in dialog.notice.findChildren(QLabel))
    assert dialog.reason == "Chờ xác minh"
    dialog.moment.setDateTime(dialog.moment.dateTime().addDays(2))
    finish(desk, qtbot)
    says(desk, qtbot, "Hẹn trả hiện nay: 17:00, thứ Hai, 07/12/2026 (hẹn đầu: 17:00 01/12/2026)")


def test_payment(desk: Desk, qtbot: QtBot) -> None:
    do(desk, qtbot, LifeAct.PAYMENT_ASKED)
    dialog = start(desk, qtbot, LifeAct.PAID)
    assert isinstance(dialog, PaymentDialog)
    assert dialog.amount.value() == 8000
    dialog.online.setChecked(True)
    finish(desk, qtbot)
    says(desk, qtbot, "8.000 đ, trực tuyến")


def test_the_camera_reads_while_a_result_is_given_out(desk: Desk, qtbot: QtBot) -> None:
    """The page of the intake, where its picture is, is not in front then."""
    do(desk, qtbot, LifeAct.FINISHED)
    desk.camera.set_wanted(True)
    qtbot.waitUntil(lambda: not desk.camera.running, timeout=LONG)
    dialog = start(desk, qtbot, LifeAct.RETURNED)
    picture = dialog.findChild(CameraView)
    assert picture is not None
    assert picture.isVisible()
    assert desk.camera.running
    dialog.reject()
    qtbot.waitUntil(lambda: not desk.camera.running, timeout=LONG)
    desk.camera.set_wanted(False)


def test_a_result_that_came_to_the_desk_is_said_to_be_there(desk: Desk, qtbot: QtBot) -> None:
    do(desk, qtbot, LifeStep(LifeAct.HANDED_OVER, details=HandOver("", "Địa chính", "Lê Văn Tư")))
    do(desk, qtbot, LifeAct.FINISHED)
    says(desk, qtbot, "Đang ở: Địa chính · Lê Văn Tư")
    do(desk, qtbot, LifeAct.RESULT_RECEIVED)
    says(desk, qtbot, "Kết quả đã về quầy, chờ trả")
    assert "Đang ở" not in texts(desk)
    view = desk.case_life.desk.view
    assert view is not None
    case_id = view.case.id
    row = desk._worker.submit(lambda uow: uow.case_life.of_ids([case_id])[case_id]).result()
    assert (row.part, row.holder_id) == ("", desk.officer.id)


def test_other_acts_and_forms_have_keys(desk: Desk, qtbot: QtBot) -> None:
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=LONG)
    with qtbot.waitSignal(desk.cases.detail.forms_wanted, timeout=LONG):
        QTest.keyClick(desk.window, Qt.Key.Key_F6)
    QTest.keyClick(desk.window, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu), timeout=LONG)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_after_copying_the_code_in_the_other_system_is_noted(desk: Desk, qtbot: QtBot) -> None:
    view = desk.case_life.desk.view
    assert view is not None
    desk.cases.detail.copy_wanted.emit(view.case)
    copying = next(each for each in desk.window.findChildren(CopyOutDialog) if each.isVisible())
    note = next(each for each in copying.findChildren(QPushButton) if "Ghi mã" in each.text())
    QTest.mouseClick(note, Qt.MouseButton.LeftButton)
    assert not copying.isVisible()
    dialog = desk.case_life.panel.dialog
    assert isinstance(dialog, CodeDialog)
    dialog.code.setText("H20.25-261127-0001")
    finish(desk, qtbot)
    says(desk, qtbot, "H20.25-261127-0001")


def test_what_nobody_may_ask_for_is_said_where_papers_are_asked_for(desk: Desk, qtbot: QtBot) -> None:
    view = desk.case_life.desk.view
    assert view is not None
    paper = view.case.content.papers[0]
    waived = replace(paper, name="Giấy xác nhận cư trú", state=PaperState.WAIVED)
    content = replace(view.case.content, papers=(waived, paper))
    dialog = SupplementDialog(LifeAct.SUPPLEMENT_ASKED, replace(view, case=replace(view.case, content=content)))
    qtbot.addWidget(dialog)
    assert [box.accessibleName() for box in dialog.papers] == [paper.name, "Giấy xác nhận cư trú"]
    assert ["Không phải nộp" in box.accessibleDescription() for box in dialog.papers] == [False, True]
    dialog.show()
    texts_of = {each.text(): each for each in dialog.findChildren(QLabel)}
    why, name = texts_of[dialog.papers[1].accessibleDescription()], texts_of["Giấy xác nhận cư trú"]
    qtbot.waitUntil(lambda: why.x() == name.x() > 0, timeout=LONG)  # under the name that it speaks of


def test_the_card_decides_who_gets_the_result(desk: Desk, qtbot: QtBot) -> None:
    do(desk, qtbot, LifeAct.FINISHED)
    dialog = start(desk, qtbot, LifeAct.RETURNED)
    assert isinstance(dialog, ReturnDialog)
    assert not dialog.go.isEnabled()
    desk.codes.take(card_of("082190991009", "Phạm Thị Khác"))
    assert desk.intake.draft.is_empty
    assert (dialog.receiver, dialog.authority.isVisible()) == (Receiver.AUTHORISED, True)
    dialog.signed.setChecked(True)
    assert not dialog.go.isEnabled()  # without a paper
    desk.codes.take(card_of(BINH.number, BINH.full_name))
    assert (dialog.receiver, dialog.authority.isVisible()) == (Receiver.SUBMITTER, False)
    desk.codes.show_unread(CodedError("QR-001", looks_like="một địa chỉ web"))
    assert dialog.notice.isVisible()
    desk.codes.take(card_of(AN.number, AN.full_name))
    assert dialog.receiver is Receiver.APPLICANT
    assert not dialog.signed.isChecked()  # another one had signed
    dialog.signed.setChecked(True)
    desk.codes.take(card_of(AN.number, AN.full_name))
    finish(desk, qtbot)
    view = desk.case_life.desk.view
    assert view is not None
    facts = view.life.standing_events[-1].details
    assert facts == ReturnFacts(
        ReturnMethod.DESK, Receiver.APPLICANT, AN.full_name, AN.number, IdentitySource.QR, signed=True
    )
    assert view.main is None
    desk.codes.take(card_of(BINH.number, BINH.full_name))  # no dialog: an intake begins
    assert desk.intake.draft.applicant.number == BINH.number


def test_typed_or_by_post(desk: Desk, qtbot: QtBot) -> None:
    do(desk, qtbot, LifeAct.FINISHED)
    dialog = start(desk, qtbot, LifeAct.RETURNED)
    assert isinstance(dialog, ReturnDialog)
    dialog.take(card_of(AN.number, AN.full_name))
    QTest.keyClicks(dialog.name, "x")
    step = dialog.step()
    assert isinstance(step.details, ReturnFacts)
    assert step.details.source is IdentitySource.TYPED
    dialog._ways.button(1).setChecked(True)
    assert (dialog.tracking.isVisible(), dialog.go.isEnabled()) == (True, False)
    dialog.tracking.setText("EB123456789VN")
    finish(desk, qtbot)
    says(desk, qtbot, "Trả kết quả: Qua bưu chính công ích · mã bưu gửi EB123456789VN")
    assert desk.case_life.panel.offer.isHidden()  # nobody is there to sign a receipt of the result


@pytest.mark.parametrize("way", [ReturnMethod.DESK, ReturnMethod.POSTAL, ReturnMethod.ONLINE])
def test_what_the_way_of_the_case_asks_for_has_the_focus(desk: Desk, qtbot: QtBot, way: ReturnMethod) -> None:
    do(desk, qtbot, LifeAct.FINISHED)
    view = desk.case_life.desk.view
    assert view is not None
    wanted = replace(view, case=replace(view.case, content=replace(view.case.content, return_method=way)))
    dialog = ReturnDialog(LifeAct.RETURNED, wanted)
    qtbot.addWidget(dialog)
    dialog.show()
    focused = dialog.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    fields = {ReturnMethod.DESK: dialog.name, ReturnMethod.POSTAL: dialog.tracking, ReturnMethod.ONLINE: dialog.why}
    assert focused is fields[way]


def test_a_mistake_is_taken_back_and_stays_to_be_read(desk: Desk, qtbot: QtBot) -> None:
    do(desk, qtbot, LifeStep(LifeAct.STOPPED, "Trùng hồ sơ"))
    dialog = start(desk, qtbot, LifeAct.CORRECTED)
    assert isinstance(dialog, CorrectionDialog)
    assert (dialog.event_box.count(), dialog.go.isEnabled()) == (1, False)
    assert dialog.told.text() == f"{desk.officer.full_name} · Trùng hồ sơ"
    dialog.why.setPlainText("Nhầm người")
    finish(desk, qtbot)
    assert state(desk) is CaseState.RECEIVED
    says(desk, qtbot, "Trùng hồ sơ")
    says(desk, qtbot, "Đã thu hồi: Nhầm người")


def test_the_row_of_a_case_stays_chosen_after_an_act(desk: Desk, qtbot: QtBot) -> None:
    cases, view = desk.cases, desk.case_life.desk.view
    assert view is not None
    cases.refresh()
    qtbot.waitUntil(lambda: view.case.id in {each.id for each in cases.model.cases}, timeout=LONG)
    row = next(row for row, each in enumerate(cases.model.cases) if each.id == view.case.id)
    cases.table.selectRow(row)
    do(desk, qtbot, LifeStep(LifeAct.WITHDRAWN))
    qtbot.waitUntil(lambda: cases.model.case(row).state is CaseState.WITHDRAWN, timeout=LONG)
    assert [each.row() for each in cases.table.selectionModel().selectedRows()] == [row]


def test_an_end_asks_for_the_reason_first(desk: Desk, qtbot: QtBot) -> None:
    """A second Enter that was not meant ends no case."""
    dialog = start(desk, qtbot, LifeAct.WITHDRAWN)
    assert dialog.go.isEnabled()
    assert dialog.focusWidget() is dialog.why


def test_papers_of_a_late_case_leave_the_day_that_was_promised(desk: Desk, qtbot: QtBot) -> None:
    promised = DUE + timedelta(days=8)
    clock, later = desk.case_life.desk._clock, DUE + timedelta(days=1)
    desk.case_life.desk._clock = lambda: later
    try:
        do(desk, qtbot, LifeStep(LifeAct.APOLOGISED, "Máy chủ ngừng", due_at=promised))
        do(desk, qtbot, LifeStep(LifeAct.SUPPLEMENT_ASKED, "Thiếu giấy"))
        dialog = start(desk, qtbot, LifeAct.SUPPLEMENTED)
    finally:
        desk.case_life.desk._clock = clock
    said = [each.text() for each in dialog.findChildren(QLabel)]
    assert any("Giữ nguyên ngày đã hẹn" in each for each in said)
    assert moment_text(promised) in said


def test_which_system_still_lacks_it(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: texts(desk).count("Chưa có") == 2, timeout=LONG)
    dialog = start(desk, qtbot, LifeAct.CODE_NOTED)
    assert isinstance(dialog, CodeDialog)
    dialog.code.setText("H20.25-261125-0007")
    finish(desk, qtbot)
    qtbot.waitUntil(lambda: texts(desk).count("Chưa có") == 1, timeout=LONG)
    desk.cases.search_line.setText("H20.25-261125-0007")
    qtbot.waitUntil(lambda: desk.cases.model.rowCount() == 1, timeout=LONG)


def test_what_somebody_else_did_meanwhile_is_seen_first(desk: Desk, qtbot: QtBot) -> None:
    dialog = start(desk, qtbot, LifeAct.HANDED_OVER)
    case_id = desk.case_life.desk.view.case.id if desk.case_life.desk.view else 0

    def elsewhere(uow: UnitOfWork) -> None:
        step = LifeStep(LifeAct.SUPPLEMENT_ASKED, "Thiếu tờ khai")
        uow.case_life.act(case_id, step, desk.case_life.rules, at=NOW, officer_id=1)
        uow.commit()

    desk._worker.submit(elsewhere).result()
    dialog.go.click()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=LONG)
    qtbot.waitUntil(lambda: state(desk) is CaseState.AWAITING_SUPPLEMENT, timeout=LONG)
    assert desk.case_life.panel.dialog is dialog
    finish(desk, qtbot)  # a hand-over is lawful then as well


def test_every_dialog_fits_the_screen_and_names_its_fields(desk: Desk, qtbot: QtBot) -> None:
    for act in set(LifeAct) - {LifeAct.RECEIVED, LifeAct.ACCEPTED, LifeAct.RESULT_RECEIVED}:
        dialog = start(desk, qtbot, act)
        most = dialog.screen().availableSize()
        assert (dialog.height() <= most.height(), dialog.width() <= most.width()) == (True, True)
        fields = (QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QAbstractSpinBox)
        shown = [each for kind in fields for each in dialog.findChildren(kind) if each.isVisible()]
        inner = (QComboBox, QAbstractSpinBox)
        own = [each for each in shown if not isinstance(each.parentWidget(), inner)]
        assert [each for each in own if not each.accessibleName() and not isinstance(each, QCheckBox)] == []
        assert [
            each for each in own if isinstance(each, QCheckBox) and not (each.text() or each.accessibleName())
        ] == []
        dialog.reject()
        qtbot.waitUntil(lambda: desk.case_life.panel.dialog is None, timeout=LONG)


def test_what_is_typed() -> None:
    assert parts_in(" Địa chính;; Tư pháp ; Địa chính") == ("Địa chính", "Tư pháp")
    assert typed_day("25/11/2026") == NOW.date()
    assert typed_day("2026") is None
