"""A day without a gap: from a case to its place in the day's work and back, and each act's form right after it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.case_life import HandOver, LifeAct, LifeStep
from desktop.records.cases import Appointment
from desktop.records.print_log import Print
from desktop.records.unit_of_work import UnitOfWork
from desktop.screens.printing import preview as preview_module
from desktop.screens.printing.preview import PrintPreview
from desktop.workflows.work_kinds import WorkKind
from tests.helpers.desk import case_of, person
from tests.helpers.real_desk import NOW, open_desk
from tests.helpers.shipped import shipped_rules
from tests.helpers.themed import themed

LONG = 15_000
PEOPLE = ("Nguyễn Văn Một", "Trần Thị Hai", "Lê Văn Ba")
FORM_SET = "tt-03-2025"


class OnePrinter:
    """A printer that writes a file."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def names(self) -> list[str]:
        return ["Máy in quầy"]

    def printer(self, _name: str) -> QPrinter:
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(self._target))
        return made


@pytest.fixture(scope="module")
def whole(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all of these tests."""
    folder = tmp_path_factory.mktemp("forms")
    with (
        pytest.MonkeyPatch.context() as patch,
        themed(qapp),
        open_desk(folder / "desk") as made,
    ):
        patch.setattr(preview_module, "SystemPrinters", lambda: OnePrinter(folder / "printed.pdf"))
        made.start()
        yield made


@pytest.fixture
def desk(qtbot: QtBot, whole: Desk) -> Desk:
    """The desk, its window in front, with nothing offered from before."""
    whole.window.show_page("intake")
    whole.window.activateWindow()
    qtbot.waitUntil(whole.window.isActiveWindow, timeout=LONG)
    return whole


@pytest.fixture
def ids(whole: Desk) -> tuple[int, ...]:
    """Two cases that are late, and one that is not due for long."""

    def fill(uow: UnitOfWork) -> list[int]:
        found = []
        for nth, name in enumerate(PEOPLE):
            due = NOW + timedelta(days=30 if nth == 2 else -3, minutes=nth)
            case = case_of(person(name), at=NOW - timedelta(hours=1), appointment=Appointment(due), form_set=FORM_SET)
            found.append(uow.cases.receive(case).id)
        uow.commit()
        return found

    return tuple(whole._worker.submit(fill).result())


def open_case(desk: Desk, qtbot: QtBot, case_id: int) -> None:
    desk.window.show_page("cases")
    desk.cases.open_case(case_id)
    view = desk.case_life.desk
    qtbot.waitUntil(lambda: view.view is not None and view.view.case.id == case_id, timeout=LONG)


def press(desk: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    """A key with Ctrl, wherever the focus is."""
    desk.window.activateWindow()
    qtbot.waitUntil(lambda: desk.window.isActiveWindow() and QApplication.activeModalWidget() is None, timeout=LONG)
    QTest.keyClick(QApplication.focusWidget() or desk.window, key, Qt.KeyboardModifier.ControlModifier)


def shown_preview(desk: Desk, qtbot: QtBot) -> PrintPreview:
    def found() -> list[PrintPreview]:
        return [each for each in desk.window.findChildren(PrintPreview) if each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=LONG)
    return found()[-1]


def said_on(preview: PrintPreview) -> str:
    return " ".join(each.accessibleDescription() for each in preview.view.page_labels)


def prints(desk: Desk, case_id: int) -> tuple[Print, ...]:
    return desk._worker.submit(lambda uow: uow.prints.of_case(case_id)).result()


def timeline(desk: Desk) -> list[str]:
    return [each.text() for each in desk.case_life.panel.history.findChildren(QLabel) if each.objectName() == "strong"]


def print_it(desk: Desk, qtbot: QtBot, *case_ids: int) -> str:
    """Print what is shown with Enter; what stood on it."""
    preview = shown_preview(desk, qtbot)
    said, before = said_on(preview), [len(prints(desk, each)) for each in case_ids]
    preview.activateWindow()
    qtbot.waitUntil(preview.isActiveWindow, timeout=LONG)
    QTest.keyClick(preview, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: [len(prints(desk, each)) for each in case_ids] == [count + 1 for count in before], timeout=LONG
    )
    return said


def test_there_and_back_between_a_case_and_its_work(desk: Desk, qtbot: QtBot, ids: tuple[int, ...]) -> None:
    first = ids[0]
    board = desk.work.board
    before = board.kind
    open_case(desk, qtbot, first)
    press(desk, qtbot, Qt.Key.Key_J)
    assert desk.window.current_page == "work"
    qtbot.waitUntil(lambda: board.sought is not None and board.whole, timeout=LONG)
    assert (board.kind, board.rows.ids) == (WorkKind.OVERDUE, (first,))
    press(desk, qtbot, Qt.Key.Key_J)
    assert desk.window.current_page == "cases"
    assert desk.cases.detail.case is not None
    assert desk.cases.detail.case.id == first
    qtbot.waitUntil(lambda: board.kind is before and board.whole and board.only.text == "", timeout=LONG)


def test_a_case_that_is_nobodys_work_today_is_said_to_be_so(desk: Desk, qtbot: QtBot, ids: tuple[int, ...]) -> None:
    third = ids[2]

    def give_away(uow: UnitOfWork) -> None:
        step = LifeStep(LifeAct.HANDED_OVER, details=HandOver("Một cửa", "Tư pháp"))
        uow.case_life.act(third, step, shipped_rules(), at=NOW, officer_id=1)
        uow.commit()

    desk._worker.submit(give_away).result()
    open_case(desk, qtbot, third)
    desk.cases.detail.work_wanted.emit()
    screen = desk.work.screen
    qtbot.waitUntil(screen.notice.isVisible, timeout=LONG)
    assert desk.work.board.sought is not None
    assert desk.work.board.sought.kind is None
    first_button = screen.notice.first_button()
    assert first_button is not None
    first_button.click()
    assert desk.window.current_page == "cases"
    assert desk.cases.detail.case is not None
    assert desk.cases.detail.case.id == third


def test_an_act_offers_its_form_which_is_printed_once_as_the_original_then_as_copies(
    desk: Desk, qtbot: QtBot, ids: tuple[int, ...]
) -> None:
    case_id = ids[2]
    open_case(desk, qtbot, case_id)
    panel, offer = desk.case_life.panel, desk.case_life.panel.offer
    assert not offer.isVisible()
    panel.start(LifeAct.SUPPLEMENT_ASKED)
    dialog = panel.dialog
    assert dialog is not None
    dialog.why.setPlainText("Thiếu giấy chứng sinh")
    dialog.go.click()
    qtbot.waitUntil(offer.isVisible, timeout=LONG)
    assert prints(desk, case_id) == ()
    press(desk, qtbot, Qt.Key.Key_P)
    said = print_it(desk, qtbot, case_id)
    assert "Thiếu giấy chứng sinh" in said
    assert "BẢN SAO" not in said
    qtbot.waitUntil(lambda: "Đã in: Phiếu yêu cầu bổ sung · bản chính" in timeline(desk), timeout=LONG)
    qtbot.waitUntil(lambda: not offer.isVisible(), timeout=LONG)
    case = desk.cases.detail.case
    assert case is not None
    desk.forms.papers.show_form(case, "supplement")
    assert "BẢN SAO – IN LẠI (số 1)" in print_it(desk, qtbot, case_id)
    qtbot.waitUntil(lambda: "Đã in: Phiếu yêu cầu bổ sung · bản sao số 1" in timeline(desk), timeout=LONG)
    assert [(each.form, each.copy) for each in prints(desk, case_id)] == [("supplement", 0), ("supplement", 1)]
    assert {each.version for each in prints(desk, case_id)} == {"tt-03-2025/supplement 1"}


def test_an_offer_is_never_forced_and_goes_with_the_case(desk: Desk, qtbot: QtBot, ids: tuple[int, ...]) -> None:
    first, second, _ = ids
    open_case(desk, qtbot, first)
    panel, offer = desk.case_life.panel, desk.case_life.panel.offer
    panel.start(LifeAct.HANDED_OVER)
    dialog = panel.dialog
    assert dialog is not None
    dialog.part.setEditText("Tư pháp")  # type: ignore[attr-defined]
    dialog.go.click()
    qtbot.waitUntil(offer.isVisible, timeout=LONG)
    open_case(desk, qtbot, second)
    assert not offer.isVisible()
    open_case(desk, qtbot, first)
    assert not offer.isVisible()
    assert prints(desk, first) == ()


def test_what_is_saved_as_a_file_is_noted_and_the_next_print_is_a_copy(
    desk: Desk, qtbot: QtBot, ids: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = ids[0]
    open_case(desk, qtbot, case_id)
    case = desk.cases.detail.case
    assert case is not None
    desk.forms.papers.show_form(case, "receipt")
    shown = shown_preview(desk, qtbot)
    assert "BẢN SAO" not in said_on(shown)
    target = tmp_path / "kept.pdf"
    monkeypatch.setattr("desktop.screens.printing.preview.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    shown._save.click()
    qtbot.waitUntil(lambda: len(prints(desk, case_id)) == 1, timeout=LONG)
    assert target.read_bytes().startswith(b"%PDF")
    assert "BẢN SAO – IN LẠI (số 1)" in said_on(shown)
    print_it(desk, qtbot, case_id)
    assert [(str(each.way), each.copy) for each in prints(desk, case_id)] == [("file", 0), ("printer", 1)]
    qtbot.waitUntil(lambda: "Đã lưu tệp: Giấy tiếp nhận và hẹn trả · bản chính" in timeline(desk), timeout=LONG)


def ticked(desk: Desk, qtbot: QtBot, kind: WorkKind, ids: tuple[int, ...]) -> None:
    desk.window.show_page("work")
    board = desk.work.board
    board.choose(kind)
    qtbot.waitUntil(lambda: board.kind is kind and board.whole and set(ids) <= set(board.rows.ids), timeout=LONG)
    board.untick_all()
    board.tick(ids)


def test_cases_that_are_handed_over_together_get_one_slip(desk: Desk, qtbot: QtBot, ids: tuple[int, ...]) -> None:
    ticked(desk, qtbot, WorkKind.MINE, ids)
    offer = desk.work.screen.bulk.offer
    desk.work.board.hand_over(HandOver("", "Tư pháp", "Lê Văn Sáu"), "")
    qtbot.waitUntil(offer.isVisible, timeout=LONG)
    press(desk, qtbot, Qt.Key.Key_P)
    said = print_it(desk, qtbot, *ids)
    assert "GIẤY BÀN GIAO HỒ SƠ" in said
    assert "03 hồ sơ (bằng chữ: ba hồ sơ)" in said
    assert all(name in said for name in PEOPLE)
    qtbot.waitUntil(lambda: not offer.isVisible(), timeout=LONG)
    assert len({each.sheet for case_id in ids for each in prints(desk, case_id)}) == 1
    open_case(desk, qtbot, ids[1])
    assert "Đã in: Giấy bàn giao nhiều hồ sơ · bản chính" in timeline(desk)
    case = desk.cases.detail.case
    assert case is not None
    desk.forms.papers.show_form(case, "hand_over_list")
    again = print_it(desk, qtbot, *ids)
    assert "BẢN SAO – IN LẠI (số 1)" in again
    assert all(name in again for name in PEOPLE)
    desk.forms.papers.show_form(case, "control_slip")
    assert "BẢN SAO" not in print_it(desk, qtbot, ids[1])


def test_apologies_for_many_are_printed_each_its_own_in_one_go(desk: Desk, qtbot: QtBot, ids: tuple[int, ...]) -> None:
    late = ids[:2]
    ticked(desk, qtbot, WorkKind.OVERDUE, late)
    desk.work.board.apologise("Mất điện ba ngày", 3)
    qtbot.waitUntil(desk.work.screen.bulk.offer.isVisible, timeout=LONG)
    desk.work.screen.bulk.offer.go.click()
    said = print_it(desk, qtbot, *late)
    assert said.count("Mất điện ba ngày") == 2
    assert all(name in said for name in PEOPLE[:2])
    assert [[each.form for each in prints(desk, case_id)] for case_id in late] == [["apology"]] * 2


def test_a_slip_of_what_was_never_handed_over_is_refused(desk: Desk, qtbot: QtBot, ids: tuple[int, ...]) -> None:
    desk.window.show_page("work")
    desk.forms.papers.show_hand_overs(ids)
    notice = desk.work.screen.notice
    qtbot.waitUntil(lambda: any("FORM-012" in each.text() for each in notice.findChildren(QLabel)), timeout=LONG)
    assert notice.isVisible()
