"""The whole window for whoever works by keyboard, by ear or with poor sight: names, the way of Tab, nothing cut."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from desktop.bootstrap.desk import Desk
from desktop.screens.building import ElidedLabel
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.intake import IntakeState
from devices.identity import Field, Source
from tests.helpers.demo_desk import demo_desk
from tests.helpers.intake_world import AN, BINH
from tests.helpers.themed import themed

pytestmark = pytest.mark.xdist_group("demo desk")  # made once for all of them
PAGES = (
    "intake",
    "cases",
    "work",
    "papers",
    "books",
    "day",
    "reports",
    "province",
    "settings",
    "scanner_check",
    "chip_reader",
    "cleaning",
    "forms",
    "backup",
    "check",
    "audit",
    "queue",
    "people",
    "sign_ins",
    "updates",
)
PROCEDURE = "đăng ký lại khai sinh"
WINDOW = (1366, 728)  # a 1366x768 screen without its task bar, at 100 %
NARROW = (683, 364)  # the same screen at 200 %
MOST_STOPS = 120  # on the way of Tab: more than the page has controls


@pytest.fixture(scope="module")
def desk(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with themed(qapp):
        made = demo_desk(folder / "demo").open()
        made.window.resize(*WINDOW)
        made.start()
        made.camera.set_wanted(False)  # the pictures of a camera that nobody looks at only cost time here
        try:
            yield made
        finally:
            made.window.close()
            made.close()
            made.window.deleteLater()


@pytest.fixture(autouse=True)
def fresh(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.window.show_page("intake")
    desk.intake.discard()
    QTest.qWait(30)


def in_work(desk: Desk) -> None:
    """An intake with a person, a submitter and a procedure."""
    desk.screen.take(AN)
    desk.intake.choose_procedure(desk.catalogue.search(PROCEDURE, desk.clock().date())[0])
    desk.intake.expect_submitter()
    desk.screen.take(BINH)
    QTest.qWait(50)


def visible(root: QWidget) -> list[QWidget]:
    return [each for each in root.findChildren(QWidget) if each.isVisible()]


def spoken(widget: QWidget) -> str:
    """What a screen reader says of a widget; an empty string if it would say nothing of use."""
    name = widget.accessibleName()
    if not name and isinstance(widget, QAbstractButton):
        name = widget.text()
    if not name:
        buddies = [each for each in widget.window().findChildren(QLabel) if each.buddy() is widget]
        name = buddies[0].text() if buddies else ""
    return name.strip()


def takes_focus(widget: QWidget) -> bool:
    inner = isinstance(widget, QAbstractSlider | QHeaderView) or widget.objectName().startswith("qt_")
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None and not inner


def named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {spoken(widget)!r} in {type(widget.parentWidget()).__name__}"


def test_the_pages_walked_here_are_all(desk: Desk) -> None:
    assert [page.id for page in desk.window.pages] == list(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_every_control_has_a_name(desk: Desk, page: str) -> None:
    in_work(desk)
    desk.window.show_page(page)
    QTest.qWait(50)
    controls = [each for each in visible(desk.window) if takes_focus(each)]
    assert controls
    assert [named(each) for each in controls if not spoken(each)] == []


def way_of_tab(desk: Desk, start: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """The widgets that Tab visits from `start` until it is there again."""
    start.setFocus()
    stops = [start]
    for _ in range(MOST_STOPS):
        QTest.keyClick(stops[-1], key)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused is not stops[-1], f"trapped in {named(focused)}"
        if focused is start:
            return stops
        stops.append(focused)
    raise AssertionError("Tab never comes back")


def group(radio: QWidget) -> bool:
    """Whether Tab leaves a radio button to the arrow keys: only the checked one of a group is a stop."""
    return isinstance(radio, QRadioButton) and not radio.isChecked()


def test_tab_visits_every_control_of_the_intake_in_the_order_of_the_work(desk: Desk) -> None:
    in_work(desk)
    screen = desk.screen
    stops = way_of_tab(desk, screen.applicant.rows[Field.FULL_NAME].line)
    controls = {each for each in visible(screen) if takes_focus(each) and each.isEnabled() and not group(each)}
    assert [named(each) for each in controls - set(stops)] == []
    place = {stop: number for number, stop in enumerate(stops)}
    papers = screen.procedure.papers
    handed_in = next(each for each in stops if spoken(each).startswith("Đã nộp: "))
    reception = screen.reception
    order = [
        screen.applicant.rows[Field.FULL_NAME].line,
        screen.applicant.rows[Field.NUMBER].line,
        screen.applicant.rows[Field.RESIDENCE].line,
        screen.applicant.phone,
        screen.submitter.rows[Field.FULL_NAME].line,
        papers.all_button,
        handed_in,
        reception.channel_buttons[desk.intake.draft.channel],
        reception.method,
        reception.fee,
        reception.note,
        screen.action_bar.aside_button,
        screen.action_bar.discard_button,
    ]
    assert [place[each] for each in order] == sorted(place[each] for each in order)


def test_tab_goes_the_same_way_back(desk: Desk) -> None:
    in_work(desk)
    start = desk.screen.applicant.rows[Field.FULL_NAME].line
    forth, back = way_of_tab(desk, start), way_of_tab(desk, start, Qt.Key.Key_Backtab)
    assert [named(each) for each in back[1:]] == [named(each) for each in reversed(forth[1:])]


def test_the_question_about_another_card_comes_first_on_the_way(desk: Desk) -> None:
    desk.screen.take(AN)
    desk.screen.take(BINH)
    QTest.qWait(30)
    choices = [each for each in visible(desk.screen.notice) if isinstance(each, QPushButton)]
    assert len(choices) == 3
    stops = way_of_tab(desk, choices[0])
    assert stops[:3] == choices


@pytest.mark.parametrize("page", PAGES)
def test_tab_never_traps_on_any_page(desk: Desk, page: str) -> None:
    desk.window.show_page(page)
    QTest.qWait(50)
    shown = visible(desk.window)
    start = next(
        each for each in shown if isinstance(each, QLineEdit | QPushButton) and takes_focus(each) and each.isEnabled()
    )
    stops = way_of_tab(desk, start)
    controls = {each for each in shown if takes_focus(each) and each.isEnabled() and not group(each)}
    assert [named(each) for each in controls - set(stops)] == []


def cut(widget: QWidget) -> str:
    """What is cut off a text, in words; an empty string if nothing is."""
    if isinstance(widget, ElidedLabel):
        room, text = widget.width(), widget.text()
    elif isinstance(widget, QLabel):
        if not widget.text() or not widget.pixmap().isNull():
            return ""
        if widget.wordWrap():
            short = widget.height() < widget.heightForWidth(widget.width())
            return f"{widget.text()!r} is too low" if short else ""
        room, text = widget.contentsRect().width(), widget.text()
    elif isinstance(widget, QRadioButton | QCheckBox | QPushButton):
        short = widget.width() < widget.sizeHint().width()
        return f"{widget.text()!r} is too narrow" if short else ""
    elif isinstance(widget, QLineEdit) and not widget.text() and widget.isEnabled():
        room, text = widget.width() - 20, widget.placeholderText()
    else:
        return ""
    lines = text.split("\n")
    wanted = max(QFontMetrics(widget.font()).horizontalAdvance(line) for line in lines)
    return f"{text!r} wants {wanted} pixels and has {room}" if wanted > room else ""


def settled(seen: Callable[[], bool]) -> bool:
    """Whether something is seen once everything is laid out, which takes a slow machine some time."""
    for _ in range(100):
        if seen():
            return True
        QTest.qWait(50)
    return False


def whole(widget: QWidget) -> bool:
    """Whether all of a widget is in view."""
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("page", PAGES)
def test_no_text_is_cut_at_the_usual_size(desk: Desk, page: str) -> None:
    desk.window.show_page(page)
    settled(lambda: not any(cut(each) for each in visible(desk.window)))
    assert [said for each in visible(desk.window) if (said := cut(each))] == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_reaches_over_the_side_of_a_small_screen_at_twice_the_size(desk: Desk, page: str) -> None:
    desk.window.resize(*NARROW)
    desk.window.show_page(page)
    try:
        areas = [area for area in desk.window.findChildren(ColumnArea) if area.isVisible()]
        settled(lambda: not any(over(area) for area in areas))
        assert [(area.inside.width(), area.viewport().width()) for area in areas if over(area)] == []
    finally:
        desk.window.resize(*WINDOW)
        QTest.qWait(30)


def over(area: ColumnArea) -> bool:
    """Whether a column is wider than what is seen of it; it does not scroll sideways."""
    return area.inside.width() > area.viewport().width()


def test_no_text_of_an_intake_in_work_is_cut(desk: Desk) -> None:
    in_work(desk)
    desk.screen.take(AN)
    settled(lambda: not any(cut(each) for each in visible(desk.window)))
    assert [said for each in visible(desk.window) if (said := cut(each))] == []


def test_a_cut_text_would_be_found(desk: Desk) -> None:
    label = QLabel("Một dòng chữ dài hơn chỗ của nó", desk.window)
    label.resize(60, 20)
    assert "wants" in cut(label)
    label.setWordWrap(True)
    assert "too low" in cut(label)
    label.deleteLater()


def test_the_person_s_card_needs_no_scrolling_without_disagreements(desk: Desk) -> None:
    desk.camera.set_wanted(True)
    try:
        desk.screen.take(AN)
        last = desk.screen.applicant.email
        settled(lambda: whole(last))
        place = QRect(last.mapTo(desk.window, QPoint(0, 0)), last.size())
        assert not last.visibleRegion().isEmpty()
        assert last.visibleRegion().boundingRect() == last.rect()
        assert place.bottom() < desk.screen.action_bar.mapTo(desk.window, QPoint(0, 0)).y()
    finally:
        desk.camera.set_wanted(False)


@pytest.mark.parametrize("size", [WINDOW, (910, 472), (1280, 680)])  # at 100 %; at 150 %, on 1366x768 and 1920x1080
def test_a_person_read_from_the_chip_is_whole_from_side_to_side(desk: Desk, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    desk.camera.set_wanted(True)
    try:
        desk.screen.take(replace(AN, fields={name: replace(value, source=Source.CHIP_VERIFIED) for name, value in AN}))
        desk.intake.choose_procedure(desk.catalogue.search(PROCEDURE, desk.clock().date())[0])
        settled(lambda: not any(cut(each) for each in visible(desk.screen)))
        areas = [each for each in visible(desk.screen) if isinstance(each, ColumnArea)]
        assert [each for each in areas if each.inside.width() > each.viewport().width()] == []
        assert [said for each in visible(desk.screen) if (said := cut(each))] == []
    finally:
        desk.camera.set_wanted(False)
        desk.window.resize(*WINDOW)


@pytest.mark.parametrize("size", [WINDOW, (1920, 1000), (960, 500), NARROW])
def test_what_ends_an_intake_is_in_view_at_every_size(desk: Desk, size: tuple[int, int]) -> None:
    in_work(desk)
    desk.window.resize(*size)
    try:
        assert (desk.window.width(), desk.window.height()) == size
        for made in (desk.screen.action_bar.save_button, desk.screen.action_bar.discard_button):

            def seen(made: QWidget = made) -> bool:
                return whole(made) and not cut(made)

            assert settled(seen), f"{named(made)} cannot be seen"
        reception = desk.screen.reception
        for far in (reception.note, desk.screen.submitter.email, desk.screen.procedure.papers.all_button):

            def reached(far: QWidget = far) -> bool:
                desk.screen.applicant.rows[Field.FULL_NAME].line.setFocus()
                far.setFocus()
                QTest.qWait(1)
                return whole(far)

            assert settled(reached), f"{named(far)} cannot be seen"
    finally:
        desk.window.resize(*WINDOW)
        QTest.qWait(30)


def test_a_combo_s_choices_are_not_cut(desk: Desk) -> None:
    for page in PAGES:
        desk.window.show_page(page)
        QTest.qWait(30)
        for combo in desk.window.findChildren(QComboBox):
            if combo.isVisible():
                metrics = QFontMetrics(combo.font())
                assert metrics.horizontalAdvance(combo.currentText()) <= combo.width() - 36, combo.currentText()


def test_the_state_after_each_test_is_an_empty_intake(desk: Desk) -> None:
    assert desk.intake.state is IntakeState.EMPTY
