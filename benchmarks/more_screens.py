"""More pictures of the demo desk: acts and the forms they offer, slips, the citizen's screen, the lock, the guide."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol

import msgspec
from PySide6.QtWidgets import QApplication, QWidget

from desktop.bootstrap.desk import Desk
from desktop.records.case_life import HandOver, LifeAct
from desktop.records.cases import CaseState
from desktop.records.desk_facts import FactKind
from desktop.records.page_words import FoundPaper
from desktop.screens.audit.erase_dialog import EraseCaseDialog
from desktop.screens.help.help_dialog import HelpDialog
from desktop.screens.printing.preview import PrintPreview
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.citizen_pages import CitizenStage
from desktop.workflows.erasing import CaseHeld
from desktop.workflows.first_guide import GuideStep
from desktop.workflows.paper_reuse import TakenPaper
from desktop.workflows.work_kinds import WorkKind
from devices.simulated.citizens import SyntheticCitizen
from devices.simulated.citizens import citizen as sample_citizen

ACTS = (
    LifeAct.HANDED_OVER,
    LifeAct.SUPPLEMENT_ASKED,
    LifeAct.EXTENDED,
    LifeAct.PAID,
    LifeAct.FINISHED,
    LifeAct.RETURNED,
    LifeAct.CODE_NOTED,
    LifeAct.STOPPED,
    LifeAct.CORRECTED,
)


class Hand(Protocol):
    """What takes the pictures."""

    desk: Desk

    def shoot(self, name: str, widget: QWidget) -> None:
        """Save what a widget looks like."""

    def go(self, visit: Callable[[], None]) -> None:
        """Begin at an empty intake and take a visit's pictures."""

    def wait(self, done: Callable[[], bool]) -> None:
        """Go on once something is so."""

    def scan(self, someone: SyntheticCitizen) -> None:
        """Hold somebody's card up."""

    def choose(self, words: str) -> None:
        """Choose a procedure by some words of it."""


def take_more(hand: Hand) -> None:
    """Every picture of this module."""
    for visit in (_work, _life, _slips, _papers, _deletion, _citizen, _guide, _help, _lock):
        hand.go(partial(visit, hand))


def open_newest(hand: Hand, state: CaseState) -> int:
    """Look at the newest case of a state on the page of cases."""
    desk = hand.desk
    found = desk._worker.submit(lambda uow: uow.cases.recent(300)).result()
    case = next(each for each in found if each.state is state)
    desk.window.show_page("cases")
    desk.cases.open_case(case.id)
    hand.wait(lambda: desk.case_life.desk.view is not None and desk.case_life.desk.view.case.id == case.id)
    return case.id


def _life(hand: Hand) -> None:
    desk, panel = hand.desk, hand.desk.case_life.panel
    open_newest(hand, CaseState.RECEIVED)
    hand.shoot("case-open", desk.window)
    for act in ACTS:
        panel.start(act)
        if panel.dialog is not None:
            hand.shoot(f"act-{act.value}", panel.dialog)
            panel.dialog.reject()
    panel.start(LifeAct.SUPPLEMENT_ASKED)
    if panel.dialog is not None:
        panel.dialog.why.setPlainText("Thiếu giấy chứng sinh bản chính; tờ khai chưa có chữ ký của người yêu cầu")
        panel.dialog.go.click()
    hand.wait(panel.offer.isVisible)
    hand.shoot("case-offer", desk.window)
    panel.offer.go.click()
    _preview(hand, "case-form")
    desk.cases.detail.ensureWidgetVisible(panel.history)
    hand.shoot("case-timeline", desk.window)
    desk.cases.detail.work_wanted.emit()
    hand.wait(lambda: desk.work.board.sought is not None)
    hand.shoot("work-sought", desk.window)
    desk.work.screen.open.click()
    open_newest(hand, CaseState.RETURNED)
    desk.cases.detail.work_wanted.emit()
    hand.wait(lambda: desk.work.board.sought is not None)
    hand.shoot("work-sought-returned", desk.window)
    desk.work.board.seek(0, "000.00.00.H00-251127-0001")
    hand.wait(desk.work.screen.notice.isVisible)
    hand.shoot("work-sought-none", desk.window)
    desk.work.board.come_back()


def _preview(hand: Hand, name: str) -> None:
    window = hand.desk.window

    def shown() -> list[PrintPreview]:
        return [each for each in window.findChildren(PrintPreview) if each.isVisible()]

    hand.wait(lambda: bool(shown()))
    hand.shoot(name, shown()[-1])
    shown()[-1].printed.emit()
    shown()[-1].accept()


def _slips(hand: Hand) -> None:
    desk, board = hand.desk, hand.desk.work.board
    desk.window.show_page("work")
    board.choose(WorkKind.MINE)
    hand.wait(lambda: board.kind is WorkKind.MINE and board.whole and bool(board.rows.ids))
    board.tick(board.rows.ids[:14])
    board.hand_over(HandOver("", "Tư pháp – Hộ tịch", "Lê Văn Sáu"), "")
    hand.wait(lambda: board.run is None and board.did is not None and board.whole)
    hand.shoot("work-offer", desk.window)
    desk.work.screen.bulk.offer.go.click()
    _preview(hand, "hand-over-slip")


def _papers(hand: Hand) -> None:
    """What may be used again, as it is offered, and what words found."""
    desk, page = hand.desk, hand.desk.papers
    desk.window.show_page("papers")
    hand.wait(lambda: bool(page.desk.view.board))
    page.screen._on_board(replace(page.desk.view.scope, case_id=page.desk.view.board[0].case_id))
    hand.wait(lambda: page.desk.view.case is not None)
    today = desk.clock().date()
    long_ago = today - timedelta(days=500)
    offers = (
        TakenPaper(1, "Giấy chứng sinh", "000.00.00.H00-260112-0107", today - timedelta(days=90), is_result=False),
        TakenPaper(2, "Giấy khai sinh", "000.00.00.H00-250112-0007", long_ago, True, today - timedelta(days=9)),
    )
    shown = {each.position: offer for each, offer in zip(page.desk.view.papers, offers, strict=False)}
    page.screen.papers.show_view(replace(page.desk.view, offers=shown))
    hand.shoot("digitize-offers", desk.window)
    search = desk.words.search
    search.offer(offered=True)
    search.line.blockSignals(True)  # nothing is looked for: what would be found is given
    search.line.setText("chung sinh benh vien")
    search._show(
        "chung sinh benh vien",
        [
            FoundPaper(1, 0, "000.00.00.H00-261125-0101", "Nguyễn Thị Ẩn", "Giấy chứng sinh", 2),
            FoundPaper(None, None, "", "", "", 1),
            FoundPaper(2, None, "000.00.00.H00-261125-0102", "Trần Nguyễn Hoàng Bảo Ngọc", "", 1),
        ],
    )
    hand.shoot("digitize-found", desk.window)
    search.line.clear()
    search.line.blockSignals(False)
    search._on_text("")
    search.offer(offered=False)


def _deletion(hand: Hand) -> None:
    desk, page = hand.desk, hand.desk.audit.page
    desk.window.show_page("audit")
    at = desk.clock() - timedelta(days=4000)
    held = CaseHeld(1, "000.00.00.H00-151203-0012", "Đăng ký khai sinh", at, CaseState.RETURNED, due=True, erased=False)
    page.desk.case = held
    page.screen.refresh()
    hand.shoot("audit-case", desk.window)
    dialog = EraseCaseDialog(held, desk.window)
    dialog.show()
    hand.shoot("audit-erase", dialog)
    dialog.close()
    page.desk.case = None


def _citizen(hand: Hand) -> None:
    desk, citizen = hand.desk, hand.desk.citizen
    changed = msgspec.structs.replace(
        citizen.view.settings,
        queue=True,
        counters=("Quầy 1", "Quầy 2"),
        announcements=("Sáng thứ Bảy Bộ phận Một cửa vẫn nhận hồ sơ từ 7 giờ 30 đến 11 giờ.",),
    )
    citizen.use(changed)
    for _ in range(6):
        citizen.queue.take()
        hand.wait(lambda: not citizen.queue.busy)
    citizen.queue.call_next("Quầy 1")
    hand.wait(lambda: not citizen.queue.busy)
    desk.window.show_page("queue")
    hand.shoot("queue-waiting", desk.window)
    desk.window.show_page("intake")
    citizen.placing.toggle_preview()
    hand.wait(citizen.window.isVisible)
    hand.shoot("citizen-waiting", citizen.window)
    hand.scan(sample_citizen(3))
    hand.choose("đăng ký lại khai sinh")
    desk.intake.answer_papers()
    for stage in (CitizenStage.CONFIRM, CitizenStage.PAPERS):
        citizen.view.show(stage)
        hand.shoot(f"citizen-{stage.value}", citizen.window)
    desk.intake.save()
    hand.wait(lambda: any(desk.forms.papers.open))
    desk.forms.papers.open.close()
    for stage in (CitizenStage.APPOINTMENT, CitizenStage.FACES):
        citizen.view.show(stage)
        hand.shoot(f"citizen-{stage.value}", citizen.window)
    citizen.view.vote(FactKind.SATISFACTION_SATISFIED)
    hand.shoot("citizen-thanks", citizen.window)
    citizen.placing.toggle_preview()
    citizen.use(msgspec.structs.replace(changed, queue=False))


def _guide(hand: Hand) -> None:
    guide = hand.desk.help.guide
    for step in GuideStep:
        guide._go(step - 1)
        hand.shoot(f"guide-{step.value}", hand.desk.window)
    guide.put_away()


def _help(hand: Hand) -> None:
    window = hand.desk.window
    window.show_page("work")
    window.help_wanted.emit()
    for dialog in window.findChildren(HelpDialog):
        hand.shoot("help", dialog)
        dialog.reject()
    menu = window._seldom
    menu.popup(window.mapToGlobal(window.rect().center()))
    hand.shoot("menu", menu)
    menu.close()


def _lock(hand: Hand) -> None:
    lock = hand.desk.people.lock
    lock.start()
    lock.lock()
    hand.shoot("lock", hand.desk.window)
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, UnlockDialog) and dialog.isVisible():
            hand.shoot("lock-dialog", dialog)
            dialog.accept()
    lock.close()


def _work(hand: Hand) -> None:
    """The lists of the day's work, and acts on many at once."""
    work, board = hand.desk.work.screen, hand.desk.work.board
    hand.desk.window.show_page("work")
    hand.wait(lambda: len(board.counts) == len(WorkKind) and board.whole)
    hand.shoot("work", hand.desk.window)
    board.choose(WorkKind.HUNG)
    hand.wait(lambda: board.whole)
    board.tick_all()
    hand.shoot("work-ticked", hand.desk.window)
    board.apologise("Máy chủ ngừng hai ngày", 2)
    hand.wait(lambda: board.run is None and board.whole)
    hand.shoot("work-refused", hand.desk.window)
    work.bulk.hand_over.click()
    if work.dialog is not None:
        hand.shoot("work-hand-over", work.dialog)
        work.dialog.reject()
    work.bulk.apology_wanted.emit()
    if work.dialog is not None:
        hand.shoot("work-apology", work.dialog)
        work.dialog.reject()
    board.choose(WorkKind.DAYS)
    hand.shoot("work-days", hand.desk.window)
    board.choose(WorkKind.MINE)
