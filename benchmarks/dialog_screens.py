"""Pictures of what opens over the pages: the dialogs of books, people, keys, backups and versions; menus; page ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QMenu, QWidget

from benchmarks.more_screens import Hand, open_newest
from desktop.documents.receipt import ReceiptLayout
from desktop.records.cases import CaseState
from desktop.records.data_flags import OPEN
from desktop.records.data_rules import FlagKind
from desktop.records.periods import PeriodKind, period_of
from desktop.screens.backup.restore_dialog import RestoreDialog
from desktop.screens.backup.salvage_dialog import SalvageDialog
from desktop.screens.dialog import TextDialog
from desktop.screens.forms.register_dialog import RegisterDialog
from desktop.screens.main_window import Page
from desktop.screens.people.change_pin import ChangePinDialog
from desktop.screens.people.factor import Factor
from desktop.screens.printing.document_viewer import DocumentViewer
from desktop.screens.scrolling import ColumnArea
from desktop.screens.unlock.patience import UPGRADE, PatienceWindow
from desktop.screens.unlock.recovery import RecoverDialog, RecoveryKeyDialog
from desktop.screens.updates.screen import UpdateScreen
from desktop.workflows.restoring import Restored
from desktop.workflows.update_desk import UpdateView
from devices.errors import CodedError
from sync.desk.connection import Connection
from sync.protocol import KeyState
from updates.layout import Failed

RECOVERY_KEY = "-".join(["K7QM2"] * 8)
LEAST_PIN = 14


def take_dialogs(hand: Hand) -> None:
    """Every picture of this module."""
    for visit in (_cases, _books, _people, _keys, _backups, _versions, _province, _reports, _forms, _flags, _ends):
        hand.desk.window.show_page("intake")
        hand.desk.intake.discard()
        visit(hand)


def _shoot_dialog(hand: Hand, name: str, dialog: QDialog) -> None:
    dialog.show()
    hand.shoot(name, dialog)
    dialog.close()


def _shoot_opened(hand: Hand, name: str, opened_by: Callable[[], object]) -> None:
    """What a button opens over the window."""
    before = set(hand.desk.window.findChildren(QDialog))
    opened_by()

    def opened() -> list[QDialog]:
        return [each for each in hand.desk.window.findChildren(QDialog) if each not in before and each.isVisible()]

    hand.wait(lambda: bool(opened()))
    dialog = opened()[0]
    hand.shoot(name, dialog)
    dialog.reject()


def _shoot_menu(hand: Hand, name: str, menu: QMenu) -> None:
    menu.popup(hand.desk.window.mapToGlobal(hand.desk.window.rect().center()))
    hand.shoot(name, menu)
    menu.close()


def _cases(hand: Hand) -> None:
    desk = hand.desk
    open_newest(hand, CaseState.RECEIVED)
    view = desk.case_life.desk.view
    if view is None:
        raise AssertionError("no case is open")
    _shoot_menu(hand, "case-menu", desk.case_life.panel.menu(view))
    _shoot_opened(hand, "case-copy-out", lambda: desk.cases.detail.copy_wanted.emit(view.case))
    _shoot_dialog(hand, "register", RegisterDialog(desk.clock().date(), 128, desk.window))
    question = "Vì sao phải số hóa lại giấy tờ này?"
    _shoot_dialog(hand, "ask-text", TextDialog("Số hóa lại", question, parent=desk.window))
    pdf = desk.receipts.make(view.case, ReceiptLayout.A5)
    facts = "Đã ký số\nBàn thử, 25/11/2026 08:30; chữ ký còn nguyên; chứng thư chưa được máy này tin"
    _shoot_dialog(hand, "document", DocumentViewer("Giấy chứng sinh", facts, pdf, desk.window))


def _books(hand: Hand) -> None:
    desk, screen = hand.desk, hand.desk.books.screen
    desk.window.show_page("books")
    hand.wait(lambda: bool(desk.books.desk.view.books))
    desk.books.desk.choose(desk.books.desk.view.books[0].id)
    hand.wait(lambda: desk.books.desk.view.book is not None and bool(desk.books.desk.view.entries))
    screen.table.selectRow(0)
    hand.shoot("books-chosen", desk.window)
    for name, opened_by in (
        ("books-add-book", screen._on_collect),
        ("books-recount", screen.recount.click),
        ("books-add-entries", screen.add.click),
        ("books-give", screen.give.click),
        ("books-correct", screen.correct.click),
    ):
        _shoot_opened(hand, name, opened_by)
    screen.enter_mine.click()
    hand.wait(lambda: desk.books.entering.opened is not None)
    hand.shoot("books-enter", desk.window)
    screen.bench.leave.click()
    screen.check_next.click()
    hand.wait(lambda: screen.bench.checked is not None)
    hand.shoot("books-check", desk.window)
    screen.bench.leave.click()


def _people(hand: Hand) -> None:
    desk, screen = hand.desk, hand.desk.people.screen
    desk.window.show_page("people")
    hand.wait(lambda: screen.table.rowCount() > 0)
    for name, opened_by in (
        ("people-add", screen.add_button.click),
        ("people-reset", screen.pin_button.click),
        ("people-rotate", screen.rotate_button.click),
        ("people-recovery", screen.recovery_button.click),
        ("people-own-pin", desk.people.change_own_pin),
    ):
        _shoot_opened(hand, name, opened_by)
    desk.people.change_own_pin()
    dialog = desk.window.findChildren(ChangePinDialog)[-1]
    dialog.factor.setCurrentIndex(dialog.factor.findData(Factor.PHONE))
    hand.shoot("people-own-phone", dialog)
    dialog.reject()
    screen.fill_menu()
    _shoot_menu(hand, "people-menu", screen.menu)


def _keys(hand: Hand) -> None:
    desk = hand.desk
    key = RecoveryKeyDialog(RECOVERY_KEY, desk.window)
    key.show()
    hand.shoot("recovery-key", key)
    key.accept()
    recover = RecoverDialog(["demo"], _refuse_key, desk.messages, least=LEAST_PIN, parent=desk.window)
    recover.show()
    hand.shoot("recover", recover)
    recover._on_go()
    _shoot_dialog(hand, "recover-wrong", recover)
    patience = PatienceWindow(desk.window)
    patience.tell(UPGRADE, 3, 8)
    hand.shoot("patience", patience)
    patience.close()


def _refuse_key(_key: str, _login: str, _pin: str) -> None:
    raise CodedError("KEY-003")


def _backups(hand: Hand) -> None:
    """Restoring and salvaging: asked, under way, done."""
    desk = hand.desk
    at = desk.clock() - timedelta(days=1)
    restored = Restored("82.0001", at, 10_214, 3_018, 2, 412, 2, None)
    report = "\n".join(
        f"{name:<28}{count:>8}" for name, count in (("cases", 10214), ("citizens", 8730), ("papers", 41))
    )
    with ThreadPoolExecutor(1) as helpers:
        restore = RestoreDialog(lambda *_: restored, helpers, desk.messages, desk.window)
        restore.show()
        hand.shoot("restore", restore)
        restore._show_busy(busy=True)
        restore.work.tell("database", 40, 100)
        hand.shoot("restore-busy", restore)
        restore._on_done(restored)
        _shoot_dialog(hand, "restore-done", restore)
        made = Path("ban-mot-cua") / "desk-salvaged.db"
        salvage = SalvageDialog(lambda *_: (made, report), helpers, desk.messages, desk.window)
        salvage.show()
        hand.shoot("salvage", salvage)
        salvage._on_done((made, report))
        _shoot_dialog(hand, "salvage-done", salvage)


def _versions(hand: Hand) -> None:
    """The page of versions of a program that the launcher did not start, and what it says after a failed update."""
    desk = hand.desk
    screen = UpdateScreen(None, "1.1.0", CodedError("UPD-017"), desk.messages, steps=list)
    desk.window.add_page(Page("updates", "Cập nhật", "refresh-cw", "Ctrl+Shift+V", screen, seldom=True))
    desk.window.show_page("updates")
    hand.shoot("versions", desk.window)
    failed = Failed("1.2.0", "slow", datetime(2026, 11, 25, 2, 0, tzinfo=UTC).isoformat())
    screen._view = UpdateView("1.1.0", ready="1.2.1", previous="1.0.3", failed=failed, news="2026-10-01")
    screen.refresh()
    hand.shoot("versions-ready", desk.window)


def _province(hand: Hand) -> None:
    """A desk that asks a province to be let in, and one that was let in."""
    desk, screen = hand.desk, hand.desk.province_page
    desk.window.show_page("province")
    connection = Connection("82", "tỉnh Đồng Tháp", "8f" * 32, "https://mot-cua.example")
    screen.connection.ask(connection)
    hand.shoot("province-asks", desk.window)
    screen.connection._ask.hide()
    unconnected = desk.link.view
    if unconnected is None:
        raise AssertionError("the link is not open")
    for state in (KeyState.PENDING, KeyState.APPROVED):
        desk.link.view = replace(unconnected, connection=connection, key_state=state)
        screen.refresh()
        hand.shoot(f"province-{state.value}", desk.window)
    desk.link.view = unconnected
    screen.refresh()


def _reports(hand: Hand) -> None:
    desk, screen = hand.desk, hand.desk.reports.screen
    desk.window.show_page("reports")
    hand.wait(lambda: screen.sections.count() > 0)
    reports = desk.reports.desk
    reports.choose(period_of(PeriodKind.MONTH, reports.today))
    hand.wait(lambda: reports.facts is not None)
    for place in range(screen.sections.count()):
        screen.sections.setCurrentRow(place)
        hand.shoot(f"reports-{place:02}", desk.window)


def _forms(hand: Hand) -> None:
    desk, screen = hand.desk, hand.desk.forms.screen
    desk.window.show_page("forms")
    for place in range(screen.forms.count()):
        screen.forms.setCurrentRow(place)
        if screen.template is not None:
            hand.shoot(f"forms-{place:02}", desk.window)


def _flags(hand: Hand) -> None:
    """One flag of each kind, with both its sides."""
    desk, cleaning = hand.desk, hand.desk.cleaning.desk
    desk.window.show_page("cleaning")
    hand.wait(lambda: cleaning.kind is not None)
    for kind in FlagKind:
        if cleaning.count(kind, OPEN):
            cleaning.choose(kind)
            hand.wait(lambda: cleaning.evidence is not None)
            hand.shoot(f"cleaning-{kind.value}", desk.window)


def _ends(hand: Hand) -> None:
    """The lower end of every page that scrolls."""
    window = hand.desk.window
    for page in window.page_ids:
        window.show_page(page)
        hand.shoot(f"start-{page}", window)
        areas = [each for each in _shown(window) if each.verticalScrollBar().maximum() > 0]
        for area in areas:
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        if areas:
            hand.shoot(f"end-{page}", window)
    window.show_page("intake")


def _shown(window: QWidget) -> list[ColumnArea]:
    return [each for each in window.findChildren(ColumnArea) if each.isVisible()]
