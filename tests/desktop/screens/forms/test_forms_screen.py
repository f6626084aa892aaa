"""The page of forms in a whole desk, and the ways to it: a case's menu, the register, guidance at the intake."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.demo.desk import PREFIX
from desktop.records.cases import PaperState
from desktop.records.form_fields import RECEIPT
from desktop.records.form_templates import FormTemplate
from desktop.screens.forms.register_dialog import RegisterDialog
from desktop.screens.printing.preview import PrintPreview
from tests.helpers.demo_desk import demo_desk

pytestmark = pytest.mark.xdist_group("demo desk")  # made once for all of them
KEY = "tt-03-2025/refusal"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = demo_desk(tmp_path / "demo").open()
    made.start()
    made.camera.set_wanted(False)
    made.window.show_page("forms")
    try:
        yield made
    finally:
        made.window.close()
        made.close()


def said(desk: Desk) -> str:
    screen = desk.forms.screen
    shown = screen.notice.isVisibleTo(screen)
    return " ".join(each.text() for each in screen.notice.findChildren(QLabel)) if shown else ""


def paper(desk: Desk) -> str:
    return " ".join(each.accessibleDescription() for each in desk.forms.screen.view.page_labels)


def preview_of(desk: Desk, qtbot: QtBot) -> PrintPreview:
    def found() -> list[PrintPreview]:
        return [each for each in desk.window.findChildren(PrintPreview) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=10_000)
    return found()[-1]


def text_of(preview: PrintPreview) -> str:
    return " ".join(each.accessibleDescription() for each in preview.view.page_labels)


def test_a_wording_is_changed_previewed_saved_and_taken_back(desk: Desk, qtbot: QtBot) -> None:
    screen = desk.forms.screen
    screen.choose(KEY)
    original = screen.editor.toPlainText()
    screen.editor.setPlainText(original.replace("Xin thông báo", "Kính báo"))
    qtbot.waitUntil(lambda: "Kính báo" in paper(desk))
    screen.save.click()
    assert "Đã lưu" in said(desk)
    screen.choose("tt-01-2018/refusal")
    assert "Kính báo" not in screen.editor.toPlainText()
    screen.choose(KEY)
    assert "Kính báo" in screen.editor.toPlainText()
    screen.back.click()
    assert screen.editor.toPlainText() == original
    template = screen.template
    assert isinstance(template, FormTemplate)
    assert [each.number for each in desk.forms.maker.own.history(KEY)] == [1, 2]
    screen.versions.setCurrentIndex(2)
    screen.versions.activated.emit(2)
    assert "Kính báo" in screen.editor.toPlainText()


def test_a_wrong_field_is_named_and_not_saved(desk: Desk, qtbot: QtBot) -> None:
    screen = desk.forms.screen
    screen.choose(KEY)
    screen.editor.setPlainText(screen.editor.toPlainText().replace("{ly_do}", "{lydo}"))
    qtbot.waitUntil(lambda: "FORM-001" in said(desk))
    assert "lydo" in said(desk)
    screen.save.click()
    assert desk.forms.maker.own.history(KEY) == ()


def test_a_field_is_put_in_from_the_list(desk: Desk) -> None:
    screen = desk.forms.screen
    screen.choose(KEY)
    place = screen.fields.findData("email")
    screen.fields.setCurrentIndex(place)
    screen.fields.activated.emit(place)
    assert screen.editor.toPlainText().startswith("{email}")


def actions(desk: Desk, qtbot: QtBot) -> list[QAction]:
    desk.window.show_page("cases")
    qtbot.waitUntil(lambda: desk.cases.model.rowCount() > 0)
    desk.cases.table.selectRow(0)
    qtbot.waitUntil(lambda: desk.cases.detail.case is not None)
    case = desk.cases.detail.case
    assert case is not None
    qtbot.waitUntil(lambda: desk.case_life.desk.view is not None)
    life = desk.case_life.desk.view
    assert life is not None
    return desk.forms.menu(case, life.life, {RECEIPT: 2}).actions()


def test_a_cases_menu_prints_its_forms_and_says_which_copy_it_would_be(desk: Desk, qtbot: QtBot) -> None:
    offered = actions(desk, qtbot)
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (bản sao số 2)" in [each.text() for each in offered]
    case = desk.cases.detail.case
    assert case is not None
    next(each for each in offered if each.text().startswith("Phiếu kiểm soát")).trigger()
    preview = preview_of(desk, qtbot)
    assert case.code in text_of(preview)
    assert "IN LẠI" not in text_of(preview)
    preview.reject()
    desk.forms.papers.show_form(case, RECEIPT)
    assert "IN LẠI" not in text_of(preview_of(desk, qtbot))


def test_the_register_of_a_span_of_days_and_of_the_list(desk: Desk, qtbot: QtBot) -> None:
    actions(desk, qtbot)
    desk.cases.register_wanted.emit()
    (dialog,) = desk.window.findChildren(RegisterDialog)
    dialog.by_list.setChecked(True)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    preview = preview_of(desk, qtbot)
    assert "SỔ THEO DÕI HỒ SƠ" in text_of(preview)
    preview.reject()
    desk.forms.show_register(date(2026, 1, 1), date(2026, 1, 1))
    assert "SỔ THEO DÕI HỒ SƠ" in text_of(preview_of(desk, qtbot))


def test_guidance_is_printed_from_the_intake(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show_page("intake")
    panel = desk.screen.procedure
    panel.search_line.setText("khai sinh")
    panel.results.itemActivated.emit(panel.results.item(0))
    procedure = desk.intake.draft.procedure_code
    menu = panel.guidance_menu()
    menu.actions()[0].trigger()
    preview = preview_of(desk, qtbot)
    assert procedure in text_of(preview)
    preview.reject()
    desk.forms.screen.guidance_wanted.emit("poster")
    poster = preview_of(desk, qtbot)
    assert poster.layouts.currentData() == "a4"
    poster.printed.emit()
    (noted,) = desk._worker.submit(lambda uow: uow.prints.loose()).result()
    assert (noted.form, noted.procedure, noted.officer_id) == ("poster", "", desk.officer.id)


def test_papers_are_asked_for_and_refused_before_there_is_a_case(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is marked as missing at the intake stands on the slip; no case comes of it, and no code is on it."""
    desk.window.show_page("intake")
    panel, intake = desk.screen.procedure, desk.intake
    panel.search_line.setText("khai sinh")
    panel.results.itemActivated.emit(panel.results.item(0))
    name = intake.draft.papers[0].name
    intake.answer_paper(0, PaperState.MISSING, "chưa có")
    monkeypatch.setattr("desktop.bootstrap.forms.ask_text", lambda *_: "Thiếu chữ ký của người yêu cầu")
    known = desk.cases.model.rowCount()
    for words, title in (("yêu cầu bổ sung", "PHIẾU YÊU CẦU BỔ SUNG"), ("từ chối", "PHIẾU TỪ CHỐI")):
        next(each for each in panel.guidance_menu().actions() if words in each.text()).trigger()
        preview = preview_of(desk, qtbot)
        text = text_of(preview)
        assert title in text
        assert "Thiếu chữ ký" in text
        assert (name in text) is (words == "yêu cầu bổ sung")
        assert PREFIX not in text
        preview.printed.emit()
        preview.reject()
    desk.cases.refresh()
    qtbot.waitUntil(lambda: desk.cases.model.rowCount() == known)
    noted = desk._worker.submit(lambda uow: uow.prints.loose()).result()
    assert [(each.form, each.procedure) for each in noted] == [
        ("supplement", intake.draft.procedure_code),
        ("refusal", intake.draft.procedure_code),
    ]
