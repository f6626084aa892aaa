"""The intake screen's real widgets, driven as an officer drives them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.records.cases import CaseState, CaseSummary
from desktop.records.catalogue.models import ReceptionChannel
from desktop.records.people import Citizen
from desktop.screens.scrolling import ColumnArea
from desktop.workflows.ports import KnownCitizen
from devices.identity import Field
from tests.helpers.intake_screen import ScreenWorld, button, choose, line, press, texts, type_into
from tests.helpers.intake_world import AN, BINH, NOW, card, damaged_card, new_intake
from tests.helpers.themed import themed

NEW_CASE, SUBMITTER, IGNORE = "Hồ sơ mới cho thẻ này", "Người này nộp thay", "Bỏ qua thẻ"


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def world(qtbot: QtBot) -> ScreenWorld:
    return ScreenWorld(qtbot)


def known_an(count: int = 2) -> KnownCitizen:
    intake, _ = new_intake()
    intake.scan(replace(AN))
    details = replace(intake.draft.applicant.details(), residence="Ấp 9, Tân Hương, Đồng Tháp", phone="0190123456")
    day = NOW - timedelta(days=30)
    cases = tuple(
        CaseSummary(
            n,
            f"MÃ-CŨ-{n}",
            details.full_name,
            details.number,
            "Trích lục hộ tịch",
            day,
            day,
            CaseState.RETURNED,
            ReceptionChannel.COUNTER,
        )
        for n in range(1, count + 1)
    )
    return KnownCitizen(Citizen(1, details, count), cases)


def test_a_card_fills_the_fields_and_says_where_each_came_from(world: ScreenWorld) -> None:
    world.screen.take(AN)
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert line(world, Field.BIRTH_DATE).text() == "01/05/1990"
    assert "QR" in texts(world.screen.applicant.rows[Field.NUMBER])
    assert "QR" not in texts(world.screen.applicant.rows[Field.OLD_NUMBER])
    assert world.focus() is world.screen.procedure.search_line


def test_a_typed_field_reaches_the_draft_without_a_mark(world: ScreenWorld) -> None:
    type_into(line(world, Field.FULL_NAME), "  Lê  Thị Bưởi ")
    assert world.intake.draft.applicant.text(Field.FULL_NAME) == "Lê Thị Bưởi"
    assert "Gõ tay" not in texts(world.screen.applicant)


@pytest.mark.parametrize("typed", ["1/5/1990", "01051990", "01-05-1990", "1.5.1990"])
def test_a_date_may_be_typed_in_several_ways(world: ScreenWorld, typed: str) -> None:
    type_into(line(world, Field.BIRTH_DATE), typed)
    assert world.intake.draft.applicant.text(Field.BIRTH_DATE) == "1990-05-01"
    assert line(world, Field.BIRTH_DATE).text() == "01/05/1990"


def test_what_is_no_date_is_said_and_not_taken(world: ScreenWorld) -> None:
    type_into(line(world, Field.BIRTH_DATE), "31/02/1990")
    row = world.screen.applicant.rows[Field.BIRTH_DATE]
    assert "Không phải một ngày" in texts(row)
    assert world.intake.draft.applicant.text(Field.BIRTH_DATE) == ""
    type_into(row.line, "28/02/1990")
    assert "Không phải" not in texts(row)


def test_a_differing_text_shows_the_card_s_and_takes_it_back(world: ScreenWorld) -> None:
    world.screen.take(AN)
    type_into(line(world, Field.FULL_NAME), "Nguyễn Thị Ân")
    row = world.screen.applicant.rows[Field.FULL_NAME]
    assert row.line.property("state") == "differs"
    assert "QR: Nguyễn Thị An" in texts(row)
    press(row, "Dùng QR: Nguyễn Thị An")
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert world.intake.draft.applicant.text(Field.FULL_NAME) == "Nguyễn Thị An"
    assert "Gõ tay: Nguyễn Thị Ân" in texts(row)


def test_what_the_records_hold_otherwise_is_shown_and_cannot_be_taken(world: ScreenWorld) -> None:
    world.store.citizens["082190991001"] = known_an()
    world.screen.take(AN)
    row = world.screen.applicant.rows[Field.RESIDENCE]
    assert "Hồ sơ trước: Ấp 9" in texts(row)
    assert "Dùng" not in texts(row)


def test_a_text_that_two_sources_say_is_shown_once(world: ScreenWorld) -> None:
    world.store.citizens["082190991001"] = known_an()
    world.screen.take(AN)
    type_into(line(world, Field.FULL_NAME), "Khác Hẳn")
    assert "QR, Hồ sơ trước: Nguyễn Thị An" in texts(world.screen.applicant.rows[Field.FULL_NAME])


def test_a_damaged_text_is_red_and_gets_the_focus(world: ScreenWorld) -> None:
    world.screen.take(damaged_card("082190991001", "Nguy?n Th? An"))
    row = world.screen.applicant.rows[Field.FULL_NAME]
    assert row.is_damaged
    assert "gõ lại theo thẻ" in texts(row)
    assert world.focus() is row.line
    assert row.line.selectedText() == "Nguy?n Th? An"
    assert not world.screen.action_bar.save_button.isEnabled()
    type_into(row.line, "Nguyễn Thị An")
    assert not row.is_damaged


def test_a_returning_citizen_s_cases_are_in_a_menu(qtbot: QtBot, world: ScreenWorld) -> None:
    world.store.citizens["082190991001"] = known_an(2)
    world.screen.take(AN)
    returning = world.screen.applicant.returning
    assert returning.text() == "Đã có 2 hồ sơ"
    assert world.screen.applicant.phone.text() == "0190123456"
    first, second = returning.menu().actions()
    assert first.text() == "26/10/2026 · Trích lục hộ tịch · Đã trả kết quả"
    with qtbot.waitSignal(world.screen.case_wanted) as wanted:
        second.trigger()
    assert wanted.args == [2]
    world.intake.set_aside()
    assert not returning.isVisible()


def test_phone_and_mail_reach_the_draft(world: ScreenWorld) -> None:
    world.screen.take(AN)
    type_into(world.screen.applicant.phone, " 0190000001 ")
    type_into(world.screen.applicant.email, "an@vidu.vn")
    person = world.intake.draft.applicant
    assert (person.phone, person.email) == ("0190000001", "an@vidu.vn")


def test_somebody_else_hands_the_case_in(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.key(Qt.Key.Key_F4)
    assert "Đưa thẻ của người nộp thay vào" in texts(world.screen)
    world.screen.take(BINH)
    assert world.screen.submitter.rows[Field.FULL_NAME].line.text() == "Trần Văn Bình"
    assert "Đưa thẻ của người nộp thay" not in texts(world.screen)
    type_into(world.screen.submitter.phone, "0190000002")
    submitter = world.intake.draft.submitter
    assert submitter is not None
    assert submitter.phone == "0190000002"
    press(world.screen.submitter, "Bỏ")
    assert world.intake.draft.submitter is None
    assert not world.screen.submitter.isVisible()


# ---- another person's card


def test_another_person_s_card_waits_for_a_decision(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    assert "Thẻ vừa quét là của Trần Văn Bình, hồ sơ đang mở là của Nguyễn Thị An" in world.notice()
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert world.focus() is button(world.screen, NEW_CASE)


def test_its_new_case_puts_the_open_one_aside(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    world.press(NEW_CASE)
    assert line(world, Field.FULL_NAME).text() == "Trần Văn Bình"
    assert world.notice() == ""
    assert world.focus() is world.screen.procedure.search_line
    assert world.screen.drafts.text() == "Nháp đã cất (1)"


def test_it_may_be_the_one_who_hands_in(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    world.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"
    assert world.screen.submitter.rows[Field.FULL_NAME].line.text() == "Trần Văn Bình"


def test_it_may_be_ignored(world: ScreenWorld) -> None:
    world.screen.take(AN)
    world.screen.take(BINH)
    world.press(IGNORE)
    assert world.notice() == ""
    assert world.intake.draft.submitter is None
    assert line(world, Field.FULL_NAME).text() == "Nguyễn Thị An"


def test_it_may_be_who_was_typed_so_far(world: ScreenWorld) -> None:
    type_into(line(world, Field.FULL_NAME), "Trần Văn Bính")
    world.screen.take(BINH)
    world.press("Đúng là người đang gõ")
    assert world.intake.draft.applicant.number == "082085992002"
    assert "Gõ tay: Trần Văn Bính" in texts(world.screen.applicant)


def test_it_does_not_take_the_keys_from_whoever_types(world: ScreenWorld) -> None:
    world.screen.take(AN)
    line(world, Field.OLD_NUMBER).setFocus()
    world.screen.take(BINH)
    assert NEW_CASE in world.notice()
    assert world.focus() is line(world, Field.OLD_NUMBER)


@pytest.mark.parametrize(("width", "height"), [(1270, 680), (1824, 950), (864, 420), (627, 280)])
def test_no_column_is_wider_than_its_place(qtbot: QtBot, world: ScreenWorld, width: int, height: int) -> None:
    world.store.citizens["082190991001"] = known_an(12)
    world.screen.take(card("082190991001", "Nguyễn Thị An", old_number="001234567", issue_date="2021-05-01"))
    choose(world)
    world.screen.resize(width, height)

    def fits() -> bool:
        save = world.screen.action_bar.save_button
        areas = world.screen.findChildren(ColumnArea)
        unfolded = (area for area in areas if area.isVisible() and area.minimumHeight() >= area.content_height())
        return (
            save.visibleRegion().boundingRect().size() == save.size()
            and all(area.inside.minimumSizeHint().width() <= area.viewport().width() for area in areas)
            and all(area.verticalScrollBar().maximum() == 0 for area in unfolded)  # it scrolls only with the page
        )

    qtbot.waitUntil(fits, timeout=10_000)
