"""What a usual minute at the counter is, for benchmarks that measure how a whole desk answers meanwhile."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from benchmarks.desk_officer import Officer
from desktop.records.worker import DatabaseWorker
from desktop.workflows.work_kinds import WorkKind
from devices.identity import InputDevice

NAMES = ("nguyen van hung", "tran thi lan", "le ngoc anh")


def usual_minute(officer: Officer, worker: DatabaseWorker) -> None:
    """What a minute at the counter is: a card, a search, a case, the day's work, papers, the day, the report."""
    desk = officer.desk
    window, cases, work = desk.window, desk.cases, desk.work
    payload = payload_of(worker)
    officer.look(1000)
    officer.heart.begin()
    window.show_page("intake")
    desk.reading.deliver(payload, InputDevice.CAMERA)
    officer.look()
    officer.type(desk.screen.procedure.search_line, "khai sinh")
    window.show_page("cases")
    officer.look(700)
    officer.type(cases.search_line, NAMES[0])
    officer.look()
    QTest.keyClick(cases.search_line, Qt.Key.Key_Down)
    for _ in range(4):
        QTest.keyClick(cases.table, Qt.Key.Key_Down)
        officer.look(250)
    officer.scroll(cases.table, 8, 60)
    officer.type(cases.search_line, "0829")
    window.show_page("work")
    officer.look()
    for kind in (WorkKind.OVERDUE, WorkKind.HUNG, WorkKind.TO_RETURN):
        work.board.choose(kind)
        officer.look(800)
    officer.scroll(work.screen.table, 60, 25)
    officer.type(work.screen.filters.text, NAMES[1])
    officer.look(700)
    officer.type(work.screen.filters.text, "")
    window.show_page("papers")
    officer.look()
    for _ in range(3):
        papers = desk.papers.screen.board.list
        papers.setCurrentRow(papers.currentRow() + 1)
        officer.look(700)
    for page in ("books", "day", "reports", "province", "cleaning", "audit"):
        window.show_page(page)
        officer.look(2500)
    window.show_page("cases")
    officer.type(cases.search_line, NAMES[2])
    cases.search_line.clear()
    window.show_page("intake")
    desk.intake.discard()
    officer.type(desk.screen.procedure.search_line, "chung thuc")
    officer.look()


def payload_of(worker: DatabaseWorker) -> str:
    """What the card of the newest citizen says."""
    found = worker.submit(lambda uow: uow.citizens.by_number(uow.cases.recent(1)[0].number)).result()
    person = found.details if found is not None else None
    if person is None or person.birth_date is None:
        raise SystemExit("there is no citizen")
    parts = (
        person.number,
        person.old_number,
        person.full_name,
        f"{person.birth_date:%d%m%Y}",
        person.sex,
        person.residence,
    )
    return "|".join((*parts, "01012024"))
