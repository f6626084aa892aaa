"""Accounts, keys and the lock put together: what a window has of them, and who comes after when officers change."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.bootstrap.officer_card import OfficerCardParts
from desktop.records.desk_folder import DeskFolder
from desktop.records.desk_settings import DeskSettings, load_desk_settings
from desktop.records.key_wrappers import Opened
from desktop.records.people import Officer
from desktop.records.resources import resources_folder
from desktop.records.sign_ins import SignInKind
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.screens.background import Background
from desktop.screens.lock.clipboard import ClipboardGuard
from desktop.screens.lock.idle_lock import IdleLock
from desktop.screens.main_window import MainWindow, Page
from desktop.screens.messages import Messages
from desktop.screens.people.change_pin import ChangePinDialog
from desktop.screens.people.screen import PeopleScreen
from desktop.screens.people.sign_ins import SignInsScreen
from desktop.screens.unlock.recovery import RecoveryKeyDialog
from desktop.screens.unlock.unlock_dialog import UnlockDialog
from desktop.workflows.people_desk import PeopleDesk
from desktop.workflows.pin_policy import load_policy
from desktop.workflows.rights import sees_page
from desktop.workflows.sign_in import SignIn
from desktop.workflows.sign_in_desk import SignInDesk
from devices.errors import CodedError
from devices.smartcard.pcsc import PcscReaders
from devices.smartcard.piv.officer_cards import CardPlace, OfficerCards
from devices.smartcard.readers import CardReaders

PEOPLE, SIGN_INS = "people", "sign_ins"
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def door_of(
    folder: DeskFolder,
    clock: Callable[[], datetime],
    rules: Path | None = None,
    readers: Callable[[], CardReaders] = PcscReaders,
) -> SignIn:
    """The door of a desk.

    Args:
        folder: The desk's.
        clock: The time.
        rules: Folder of the rules; None for those that the program came with.
        readers: Where officers' cards are looked for.
    """
    door = SignIn(folder, load_policy(rules or resources_folder() / PEOPLE), clock)
    door.cards = OfficerCards(readers, clock)
    return door


def read_desk(uow: UnitOfWork, login: str) -> tuple[Officer, DeskSettings]:
    """Who is at the desk, and how it is set.

    Raises:
        CodedError: KEY-001, there is nobody of this login; USER-004, the account is disabled.
    """
    officer = uow.officers.by_login(login)
    if officer is None or officer.removed:
        raise CodedError("KEY-001")
    if not officer.active:
        raise CodedError("USER-004")
    return officer, load_desk_settings(uow.settings)


class PeopleParts:
    """What a window has of accounts, keys and the lock.

    Attributes:
        policy: The rules for accounts and PINs.
        desk: What may be done to accounts.
        screen: Its page.
        sign_ins: The page of who came in.
        lock: The lock; a second screen subscribes to it.
        successor: Who unlocked the desk in place of its officer, with what their PIN opened; None while nobody did.
        succeeded: Called when somebody did, or nobody can: ends the program's loop.
    """

    def __init__(
        self,
        door: SignIn,
        worker: DatabaseWorker,
        helpers: Executor,
        deliver: Background,
        *,
        messages: Messages,
        clock: Callable[[], datetime],
        officer: Officer,
    ) -> None:
        """Build everything for one officer at the desk."""
        self._door, self._deliver, self._messages, self._officer = door, deliver, messages, officer
        self.policy = door.policy
        self.successor: tuple[str, Opened] | None = None
        self.succeeded: Callable[[], object] = lambda: None
        self.desk = PeopleDesk(door, worker, helpers, clock, officer=officer)
        self.screen = PeopleScreen(self.desk, deliver, messages, show_recovery_key=self._show_recovery_key)
        self.lock = IdleLock(self._lock_dialog, idle_ms=door.policy.idle_lock_minutes * MINUTE_MS)
        self.lock.subscribe(self._on_lock)
        self._clipboard = ClipboardGuard(self.lock)
        self._lock_kind = SignInKind.LOCKED
        self._worker = worker
        self.sign_ins = SignInsScreen(SignInDesk(self._door, worker, clock, officer=officer), deliver, messages)
        self._window: MainWindow | None = None
        self._clock = clock
        self._cards: OfficerCardParts | None = None
        self._days: QTimer | None = None

    def use_cards(self, cards: OfficerCardParts) -> None:
        """Let an officer's card be enrolled and asked for, and lock the desk when it is taken away."""
        self._cards, self._door.cards, self._door.place = cards, cards.cards, cards.place
        self._follow_card()

    def install(self, window: MainWindow, *, training: bool) -> None:
        """Put the page, the lock and the change of one's own PIN into a window; a desk for practice has no lock."""
        self._window = window
        tr = self._tr
        if sees_page(self._officer, PEOPLE):
            window.add_page(Page(PEOPLE, tr("Cán bộ"), "user", "Ctrl+Shift+U", self.screen, seldom=True))
        else:
            window.own(self.screen)
        if sees_page(self._officer, SIGN_INS):
            window.add_page(Page(SIGN_INS, tr("Ra vào"), "lock", "Ctrl+Shift+I", self.sign_ins, seldom=True))
        else:
            window.own(self.sign_ins)
        window.add_action(tr("Đổi mã PIN của tôi…"), "pencil", self.change_own_pin)
        if not training and self._door.policy.pin_due(self._officer, self._clock()):
            QTimer.singleShot(0, window, self._ask_for_another_pin)
        if not training:
            window.add_action(tr("Khóa bàn\tCtrl+L"), "lock", self.lock.lock)
            self._days = QTimer(window)
            self._days.timeout.connect(self._note_day)
            self._days.start(HOUR_MS)
            QShortcut(QKeySequence("Ctrl+L"), window).activated.connect(self.lock.lock)

    def close(self) -> None:
        """Watch no longer."""
        if self._days is not None:
            self._days.stop()
        self.lock.close()
        self._clipboard.close()
        if self._cards is not None:
            self._cards.close()

    @staticmethod
    def _tr(text: str) -> str:
        return QCoreApplication.translate("PeopleParts", text)

    def change_own_pin(self) -> None:
        """Ask for another PIN of one's own."""
        self._ask_for_pin("")

    def _ask_for_pin(self, why: str) -> None:
        policy = self._door.policy
        dialog = ChangePinDialog(
            self._officer,
            self.desk.change_own_pin,
            self._deliver,
            self._messages,
            lengths=(policy.pin_alone, policy.pin_with_second),
            parent=self._window,
        )
        if why:
            dialog.notice.say(why)
        dialog.accepted.connect(self._follow_card)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @property
    def place(self) -> CardPlace | None:
        """Where the card lies by which the desk was unlocked last; None where it was unlocked without one."""
        return self._door.place

    def _ask_for_another_pin(self) -> None:
        self._ask_for_pin(self._tr("Mã PIN của bạn đã đến hạn đổi."))

    def _follow_card(self) -> None:
        if self._cards is not None:
            self._cards.follow(self.place, self._on_card_gone)

    def _on_card_gone(self) -> None:
        self._lock_kind = SignInKind.CARD_GONE
        self.lock.lock()
        self._lock_kind = SignInKind.LOCKED

    def _on_lock(self, locked: bool) -> None:
        if locked:
            self._clipboard.take_back()
        kind = self._lock_kind if locked else SignInKind.UNLOCKED
        self._deliver(self._door.log(self._worker, self._officer, kind), lambda _: None, self.screen.say_error)

    def _note_day(self) -> None:
        """A desk that is never closed is at work, too, on every day that it sees."""
        self._deliver(self._door.note_day(self._worker), lambda _: None, lambda _: None)

    def _show_recovery_key(self, recovery_key: str) -> None:
        dialog = RecoveryKeyDialog(recovery_key, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _lock_dialog(self) -> UnlockDialog:
        me = self._officer.login
        try:
            logins = self._door.logins()
        except CodedError:  # the key file cannot be read just now: whoever tries is told so
            logins = [me]
        dialog = UnlockDialog(logins, self._known_again, self._messages, current=me)
        dialog.leave_wanted.connect(self._leave)
        return dialog

    def _leave(self) -> None:
        """End the program over a desk that stays covered: at its next start the printed recovery key is asked for."""
        self.lock.end()
        self.succeeded()

    def _known_again(self, login: str, pin: str, code: str) -> None:
        """Go on for the same officer; for another one, end this window and leave them to whoever opens the next."""
        opened = self._door.verify(login, pin, code)
        if login == self._officer.login:
            opened.wipe()
            self._door.again(self._worker, self._officer).result()
            self._follow_card()
            return
        self.lock.end()
        self.successor = (login, opened)
        self.succeeded()
