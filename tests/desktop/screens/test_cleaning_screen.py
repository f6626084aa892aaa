"""The page of data cleaning on a whole desk, by keyboard; and the unit of today beside an address at the intake."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.audit_log import AuditFilter
from desktop.records.data_flags import Resolution
from desktop.records.data_rules import FlagKind
from desktop.screens.cleaning.kinds_list import KIND
from devices.identity import Field
from tests.helpers.doubtful import receive_doubtful
from tests.helpers.intake_world import AN
from tests.helpers.real_desk import open_desk
from tests.helpers.themed import themed

LONG = 15_000


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with themed(qapp), open_desk(tmp_path / "desk") as made:
        made._worker.submit(receive_doubtful).result()
        made.start()
        made.window.show_page("cleaning")
        qtbot.waitUntil(lambda: made.cleaning.desk.evidence is not None, timeout=LONG)
        yield made


def choose(desk: Desk, qtbot: QtBot, kind: FlagKind) -> None:
    kinds = desk.cleaning.screen.kinds.list
    row = next(row for row in range(kinds.count()) if kinds.item(row).data(KIND) == kind)
    kinds.setCurrentRow(row)

    def shown() -> bool:
        evidence = desk.cleaning.desk.evidence
        return evidence is not None and evidence.flag.kind is kind

    qtbot.waitUntil(shown, timeout=LONG)


def texts(desk: Desk) -> str:
    return "\n".join(each.text() for each in desk.cleaning.screen.findChildren(QLabel) if each.isVisible())


def test_kinds_are_listed_with_their_counts_the_gravest_first(desk: Desk, qtbot: QtBot) -> None:
    kinds = desk.cleaning.screen.kinds.list
    shown = [kinds.item(row).text() for row in range(kinds.count())]
    assert shown[0] == "Một số, hai người\n1 cần xem"
    qtbot.waitUntil(lambda: "6 việc cần xử lý · 1 ghi chú" in texts(desk), timeout=LONG)
    assert desk.cleaning.screen.model.rowCount() == 1


def test_both_sides_are_shown(desk: Desk, qtbot: QtBot) -> None:
    choose(desk, qtbot, FlagKind.SAME_PERSON)
    qtbot.waitUntil(lambda: {"Đang giữ", "Người kia"} <= set(texts(desk).split("\n")), timeout=LONG)


def test_a_flag_is_resolved_by_keyboard_and_the_next_is_there(desk: Desk, qtbot: QtBot) -> None:
    choose(desk, qtbot, FlagKind.SOURCES_DISAGREE)
    panel, cleaning = desk.cleaning.screen.evidence, desk.cleaning.desk
    first, second = (each.id for each in cleaning.flags[:2])
    assert not panel.save.isEnabled()
    desk.cleaning.screen.table.setFocus()
    QTest.keyClick(desk.cleaning.screen.table, Qt.Key.Key_Return)
    QTest.keyClick(panel.how, Qt.Key.Key_Down)
    assert panel.how.currentText() == "Đã sửa dữ liệu tại bàn"
    QTest.keyClicks(panel.reason, "da so the")
    QTest.keyClick(panel.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cleaning.evidence is not None and cleaning.evidence.flag.id == second, timeout=LONG)
    events = desk._worker.submit(lambda uow: uow.flags.events(first)).result()
    assert [(each.how, each.reason, each.officer) for each in events] == [
        (Resolution.CORRECTED, "da so the", desk.officer.full_name)
    ]
    qtbot.waitUntil(lambda: "1 đã xử lý" in desk.cleaning.screen.kinds.list.currentItem().text(), timeout=LONG)


def test_a_split_commune_wants_a_choice(desk: Desk, qtbot: QtBot) -> None:
    choose(desk, qtbot, FlagKind.UNIT_SPLIT)
    panel, cleaning = desk.cleaning.screen.evidence, desk.cleaning.desk
    assert panel.unit.isVisible()
    assert panel.unit.count() == 3
    assert panel.reason.text()
    assert not panel.save.isEnabled()
    panel.unit.setCurrentIndex(1)
    panel.save.click()
    qtbot.waitUntil(lambda: cleaning.count(FlagKind.UNIT_SPLIT, Resolution.UNIT_CHOSEN) == 1, timeout=LONG)


def test_a_flag_s_case_opens(desk: Desk, qtbot: QtBot) -> None:
    choose(desk, qtbot, FlagKind.NUMBER_STRUCTURE)
    evidence = desk.cleaning.desk.evidence
    assert evidence is not None
    desk.cleaning.screen.evidence.case_wanted.emit(evidence.cases[0].id)
    assert desk.window.current_page == "cases"
    qtbot.waitUntil(lambda: desk.cases.detail.case is not None, timeout=LONG)


def test_everybody_is_looked_at_again_when_asked(desk: Desk, qtbot: QtBot) -> None:
    desk.cleaning.screen.kinds.check.click()
    assert not desk.cleaning.screen.kinds.check.isEnabled()
    qtbot.waitUntil(lambda: not desk.cleaning.desk.checking, timeout=LONG)
    assert desk.cleaning.desk.looked_at == 6
    assert desk.cleaning.screen.kinds.check.isEnabled()


def test_the_unit_of_today_stands_beside_the_address_at_the_intake(desk: Desk, qtbot: QtBot) -> None:
    desk.window.show_page("intake")
    desk.screen.take(AN)
    row = desk.screen.applicant.rows[Field.RESIDENCE]
    hints = [each for each in row.findChildren(QLabel) if "nay:" in each.text()]
    assert [each.text() for each in hints] == ["· nay: Xã Tân Hương"]
    assert hints[0].toolTip() == "nay là Xã Tân Hương, Đồng Tháp"
    assert row.line.text() == "Ấp 1, Tân Hương, Châu Thành, Tiền Giang"
    qtbot.waitUntil(lambda: not desk.cleaning.desk.checking, timeout=LONG)


def test_nobody_is_logged_as_seen_while_the_page_is_not_open(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    def seen(made: Desk) -> int:
        return made._worker.submit(lambda uow: uow.audit.count(AuditFilter(action="citizen"), 100)).result()

    with themed(qapp), open_desk(tmp_path / "desk") as made:
        made._worker.submit(receive_doubtful).result()
        made.start()
        made.cleaning.desk.start_check(again=True)
        qtbot.waitUntil(lambda: bool(made.cleaning.desk.tallies) and not made.cleaning.desk.checking, timeout=LONG)
        assert seen(made) == 0
        made.window.show_page("cleaning")
        qtbot.waitUntil(lambda: made.cleaning.desk.evidence is not None, timeout=LONG)
        assert seen(made) > 0
