"""The day's page and the province's page on a whole desk, against a real province over HTTP and a stick."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.records.desk_facts import FactKind
from desktop.records.unit_of_work import UnitOfWork
from sync.desk.day_states import DayState
from sync.protocol import KeyState
from sync.province.bundling import issue_bundle
from sync.province.carrying import take_carry
from sync.province.service import RESOURCES
from sync.province.store.database import open_database
from sync.province.store.records import RecordRepository
from tests.helpers.desk import case_of
from tests.helpers.province import PROVINCE, Clock, TestProvince, served
from tests.helpers.real_desk import NOW, open_desk

LONG = 15_000
FIGURE = "received.counter.essential_25"


@pytest.fixture
def province(tmp_path: Path) -> Iterator[TestProvince]:
    database = open_database(f"sqlite:///{tmp_path / 'province.db'}")
    yield TestProvince(database, Clock(NOW))
    database.close()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "desk") as made:
        made.start()
        receive(made)
        qtbot.waitUntil(lambda: made.link.view is not None, timeout=LONG)
        yield made


def receive(desk: Desk) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.cases.receive(case_of(at=NOW, officer_id=desk.officer.id))
        uow.commit()

    desk._worker.submit(work).result()


def look(desk: Desk, qtbot: QtBot, state: DayState) -> None:
    """Look at the day again and again until it is in a state."""
    for _ in range(60):
        desk.day.choose(desk.day.day)
        qtbot.waitUntil(lambda: desk.day.view is not None, timeout=LONG)
        view = desk.day.view
        if view is not None and view.state is state:
            return
        qtbot.wait(100)
    raise AssertionError(desk.day.view)


def failed_with(desk: Desk, code: str) -> bool:
    return desk.link.error is not None and desk.link.error.code == code


def connect(desk: Desk, province: TestProvince, url: str, folder: Path) -> None:
    file = folder / "ket-noi-tinh.json"
    file.write_bytes(msgspec.json.encode(province.connection(url)))
    desk.province_page.take_connection_file(file)
    desk.province_page.connection._ask.first_button().click()  # type: ignore[union-attr]


def test_close_send_and_turn_green(qtbot: QtBot, desk: Desk, province: TestProvince, tmp_path: Path) -> None:
    desk.window.show_page("day")
    look(desk, qtbot, DayState.OPEN)
    desk.day_page.close_button.click()
    look(desk, qtbot, DayState.CLOSED)
    with served(province.service) as url:
        connect(desk, province, url, tmp_path)
        qtbot.waitUntil(
            lambda: desk.link.view is not None and desk.link.view.key_state is KeyState.PENDING, timeout=LONG
        )
        province.approve(desk.link._identity)  # type: ignore[arg-type]
        desk.window.show_page("province")
        desk.province_page.send.click()
        look(desk, qtbot, DayState.HELD)
        receive(desk)
        look(desk, qtbot, DayState.CHANGED)
        desk.window.show_page("day")
        desk.day_page.close_button.click()
        qtbot.waitUntil(
            lambda: (
                desk.day.view is not None and desk.day.view.latest is not None and desk.day.view.latest.revision == 2
            ),
            timeout=LONG,
        )
        look(desk, qtbot, DayState.HELD)
    with province.database.read() as connection:
        months = RecordRepository(connection, PROVINCE).months(NOW.date().replace(day=1), NOW.date())
        assert [month.counts[FIGURE] for month in months] == [2]
    desk.window.show_page("province")
    panel = desk.province_page.sent
    qtbot.waitUntil(lambda: panel.table.rowCount() == 2, timeout=LONG)
    panel.table.selectRow(0)
    qtbot.waitUntil(lambda: f'"{FIGURE}": 2' in panel.bytes.toPlainText(), timeout=LONG)


def test_without_a_network_by_stick(qtbot: QtBot, desk: Desk, province: TestProvince, tmp_path: Path) -> None:
    connect(desk, province, "", tmp_path)
    qtbot.waitUntil(lambda: desk.link.view is not None and desk.link.view.connection is not None, timeout=LONG)
    province.approve(desk.link._identity)  # type: ignore[arg-type]
    issue_bundle(province.service, PROVINCE, RESOURCES, "test")
    desk.day.close(lambda _record: None)
    look(desk, qtbot, DayState.CLOSED)
    there, back = tmp_path / "there.bmc", tmp_path / "back.bmc"
    desk.link.write_carry(there)
    qtbot.waitUntil(there.exists, timeout=LONG)
    look(desk, qtbot, DayState.SENT)
    back.write_bytes(take_carry(province.service, PROVINCE, there.read_bytes()).answers)
    desk.link.read_carry(back)
    qtbot.waitUntil(lambda: desk.link.view is not None and desk.link.view.carried is not None, timeout=LONG)
    look(desk, qtbot, DayState.HELD)
    assert desk.bundles.version == 1
    desk.window.show_page("province")
    assert "gói số 1" in desk.province_page._bundle.text()
    desk.province_page.back.click()
    assert desk.bundles.version == 0


def test_a_stick_that_is_none_says_so(qtbot: QtBot, desk: Desk, province: TestProvince, tmp_path: Path) -> None:
    desk.window.show_page("province")
    desk.link.write_carry(tmp_path / "x.bmc")
    assert desk.link.error is not None
    assert desk.link.error.code == "SYNC-069"
    connect(desk, province, "", tmp_path)
    qtbot.waitUntil(lambda: desk.link.view is not None and desk.link.view.connection is not None, timeout=LONG)
    (tmp_path / "x.bmc").write_bytes(b"garbage")
    for path, code in ((tmp_path / "x.bmc", "SYNC-030"), (tmp_path / "none.bmc", "SYNC-033")):
        desk.link.read_carry(path)
        qtbot.waitUntil(partial(failed_with, desk, code), timeout=LONG)
        assert desk.province_page.notice.isVisible()
    desk.link.write_carry(tmp_path / "no" / "folder" / "x.bmc")
    qtbot.waitUntil(partial(failed_with, desk, "SYNC-033"), timeout=LONG)


def test_a_figure_leads_to_its_cases_and_a_fact_is_noted(qtbot: QtBot, desk: Desk) -> None:
    desk.window.show_page("day")
    look(desk, qtbot, DayState.OPEN)
    page = desk.day_page
    rows = range(page.model.rowCount())
    row = next(row for row in rows if (line := page.model.line(row)).indicator and line.indicator.id == FIGURE)
    page.table.selectRow(row)
    qtbot.waitUntil(lambda: page.cases.list.count() == 1, timeout=LONG)
    opened: list[int] = []
    page.case_wanted.connect(opened.append)
    page.cases.list.itemActivated.emit(page.cases.list.item(0))
    assert opened == [1]
    desk.day.choose(desk.day.day - timedelta(days=1))
    assert page.cases.list.count() == 0, "they were another day's"
    assert desk.window.current_page == "cases"
    desk.window.show_page("day")
    page.facts.kind.setCurrentIndex(page.facts.kind.findData(FactKind.VNEID_GUIDED))
    page.facts.amount.setValue(3)
    page.facts.noted.emit(FactKind.VNEID_GUIDED, 3)
    qtbot.waitUntil(lambda: desk.day.view is not None and desk.day.view.counts["vneid.guided"] == 3, timeout=LONG)
    page.facts.noted.emit(FactKind.VNEID_GUIDED, -4)
    qtbot.waitUntil(lambda: desk.day.error is not None and desk.day.error.code == "DAY-001", timeout=LONG)
    assert page.notice.isVisible()
