"""Unlocking the desk: wrong tries, PIN, second factor, whether the account is in use; the way by the recovery key."""

import platform
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop.records.desk_folder import DeskFolder
from desktop.records.factor_rule import heads_need_factor
from desktop.records.key_wrappers import Opened
from desktop.records.officers import OfficerAct
from desktop.records.people import Officer, Role
from desktop.records.pin_history import pin_hash
from desktop.records.protection import load_protection
from desktop.records.second_factor import card_factor
from desktop.records.sign_ins import SignInEvent, SignInKind
from desktop.records.tries import RECOVERY, Refused, TryBook
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.account_review import MONTH_DAYS, disable_idle
from desktop.workflows.former_pins import refuse_former
from desktop.workflows.idleness import came, note_day, note_jump
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.rights import admission
from desktop.workflows.second_factor import NO_WRONG_TRY, CardPin, Cards, NoCards, check_second
from devices.errors import CodedError
from devices.smartcard.piv.officer_cards import CardPlace

NOBODY_OF_THIS_DESK = "?"  # under which all other logins are counted: one may be a mistyped secret, and is not kept
SERIAL = "tries_serial"  # the setting that remembers the serial number of the book of tries


@dataclass(frozen=True, slots=True)
class Entered:
    """An open desk and who opened it."""

    worker: DatabaseWorker
    officer: Officer


def refuse_without(uow: UnitOfWork, officer: Officer) -> None:
    """See that somebody who has no second factor needs none.

    Raises:
        CodedError: USER-016, they are head of a desk that demands one.
    """
    if officer.role is Role.HEAD and heads_need_factor(uow.settings):
        raise CodedError("USER-016")


class SignIn:
    """The door of one desk.

    Attributes:
        folder: The desk's files.
        tries: The wrong tries beside them.
        policy: The rules.
        pc: Name of this PC.
        cards: The officers' cards at this PC.
        place: Where the card lies by which somebody was let in last; None for any other way.
    """

    def __init__(self, folder: DeskFolder, policy: PeoplePolicy, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.policy = policy
        self.tries = TryBook(folder.path, policy.tries)
        self.pc = platform.node()
        self.cards: Cards = NoCards()
        self.place: CardPlace | None = None
        self._clock = clock

    def logins(self) -> list[str]:
        """Who can unlock the desk."""
        return self.folder.vault.logins()

    def verify(self, login: str, pin: str, code: str = "") -> Opened:
        """See that somebody is who they say; the caller wipes what it gets.

        Raises:
            CodedError: KEY-001, wrong PIN; USER-001, USER-002, too early, locked; KEY-002, KEY-005;
                as `check_second`.
        """
        try:
            return self._verified(login, pin, code)
        except CodedError as error:
            self._note_refused(login, error)
            raise

    def _note_refused(self, login: str, error: CodedError) -> None:
        with suppress(CodedError):  # what cannot be written here must not hide why somebody was refused
            known = login if login in self.logins() else ""
            self.tries.note_refused(Refused(known, self._clock(), error.code))

    def _verified(self, login: str, pin: str, code: str) -> Opened:
        counted = login if login in self.logins() else NOBODY_OF_THIS_DESK
        self.tries.before(counted, self._clock())
        try:
            opened = self.folder.vault.open(login, pin)
        except CodedError as error:
            if error.code in {"KEY-002", "KEY-009", "KEY-010"}:  # nobody's fault: a damaged wrapper locks nobody out
                self.tries.take_back(login)
            raise
        place: CardPlace | None = None
        try:
            if opened.second:
                place = check_second(opened.second, code, login, tries=self.tries, cards=self.cards, clock=self._clock)
        except CodedError as error:
            opened.wipe()
            if error.code.startswith(NO_WRONG_TRY):
                self.tries.take_back(login)
            raise
        self.tries.right(login)
        self.place = place
        return opened

    def enter(self, login: str, pin: str, code: str = "") -> Entered:
        """Unlock the desk.

        Raises:
            CodedError: As `verify`, and as `open`.
        """
        return self.open(login, self.verify(login, pin, code))

    def open(self, login: str, opened: Opened) -> Entered:
        """Open the desk for somebody who was verified.

        Raises:
            CodedError: USER-004, the account is disabled; USER-005, it was idle too long; USER-016, they need a second
                factor first, see `enrol`; DB-….
        """
        return self._open(login, opened, with_factor=bool(opened.second))

    def _open(self, login: str, opened: Opened, *, with_factor: bool) -> Entered:
        worker = self.folder.open(opened)
        try:
            officer = worker.submit(lambda uow: self._welcome(uow, login, with_factor=with_factor)).result()
        except BaseException:
            worker.close()
            raise
        worker.admit_by(admission(officer))
        return Entered(worker, officer)

    def enrol(self, login: str, pin: str, second: bytes | CardPin) -> Entered:
        """Give somebody whose desk demands it a second factor, and open the desk for them.

        Raises:
            CodedError: As `enter`; CARD-…, PCSC-…: the card is none. Whoever has a factor already is asked for that.
        """
        opened, place = self.verify(login, pin), None
        if isinstance(second, CardPin):
            try:
                card = self.cards.enrol(second.pin)
            except CodedError:
                opened.wipe()
                raise
            second, place = card_factor(card.public_key), card.place
        entered = self._open(login, opened, with_factor=True)
        try:
            self._keep_factor(entered, pin, second)
        except BaseException:
            entered.worker.close()
            raise
        self.place = place
        return Entered(entered.worker, replace(entered.officer, second_factor=True))

    def _keep_factor(self, entered: Entered, pin: str, second: bytes) -> None:
        officer = entered.officer
        opened = self.folder.vault.open(officer.login, pin)  # anew: opening the desk wiped what was there before
        try:
            self.folder.vault.set_pin(opened.key, officer.login, pin, second)
        finally:
            opened.wipe()
        self.tries.use_step(officer.login, 0)

        def keep(uow: UnitOfWork) -> None:
            uow.officers.set_second_factor(officer.id, True)
            uow.officers.note(officer.id, OfficerAct.FACTOR, self._clock(), officer.id)
            uow.commit()

        entered.worker.submit(keep).result()

    def _welcome(self, uow: UnitOfWork, login: str, *, with_factor: bool) -> Officer:
        now, officer = self._clock(), uow.officers.by_login(login)
        if officer is None or officer.removed:
            raise CodedError("KEY-001")
        note_jump(uow, officer.id, self.policy, now)
        self._refuse_disabled(uow, officer, now)
        if not with_factor:
            try:
                refuse_without(uow, officer)
            except CodedError as error:
                self._log_door(uow, officer, SignInKind.REFUSED, error.code)
                raise
        known, serial = uow.settings.get(SERIAL, 0), self.tries.serial
        if isinstance(known, int) and serial < known:
            uow.officers.note(officer.id, OfficerAct.TRIES_PUT_BACK, now, None, f"{known} > {serial}")
        uow.settings.set(SERIAL, serial)
        came(uow, officer.id, now)
        if officer.pin_changed is None:  # of whoever set the desk up: their PIN is as old as their first unlocking
            uow.officers.pin_given(officer.id, now, second_factor=officer.second_factor)
        uow.sign_ins.prune(now - timedelta(days=load_protection(uow.settings).audit_months * MONTH_DAYS), now)
        self._log_door(uow, officer, SignInKind.OPENED)
        return officer

    def _refuse_disabled(self, uow: UnitOfWork, officer: Officer, now: datetime) -> None:
        idle, code = disable_idle(uow, self.policy, now), ""
        if officer.id in idle:
            code = "USER-005"
        elif not officer.active:
            code = "USER-004"
        if code:
            self._log_door(uow, officer, SignInKind.REFUSED, code)
            raise CodedError(code, days=self.policy.idle_days)

    def again(self, worker: DatabaseWorker, officer: Officer) -> Future[None]:
        """See that whoever comes back to a desk that was locked may still use it, as one who opens it.

        Fails with USER-004, the account is disabled; USER-005, it was idle too long; DB-….
        """

        def look(uow: UnitOfWork) -> None:
            known = next((each for each in uow.officers.all() if each.id == officer.id and not each.removed), None)
            if known is None:
                raise CodedError("KEY-001")
            self._refuse_disabled(uow, known, self._clock())

        return worker.submit(look)

    def note_day(self, worker: DatabaseWorker) -> Future[None]:
        """Keep that the desk is at work today, locked or not: by such days it is judged who was not there."""
        now = self._clock()

        def note(uow: UnitOfWork) -> None:
            note_day(uow, now)
            uow.commit()

        return worker.submit(note)

    def log(self, worker: DatabaseWorker, officer: Officer, kind: SignInKind) -> Future[None]:
        """Keep what happened at the door of an open desk, with the refusals before it; its officer is there."""

        def keep(uow: UnitOfWork) -> None:
            came(uow, officer.id, self._clock())
            self._log_door(uow, officer, kind)

        return worker.submit(keep)

    def _log_door(self, uow: UnitOfWork, officer: Officer, kind: SignInKind, detail: str = "") -> None:
        """Keep an event and the refusals before it, and commit; they are forgotten beside the vault only then."""
        ids, refused = {each.login: each.id for each in uow.officers.all()}, self.tries.refused()
        for each in refused:
            uow.sign_ins.add(SignInEvent(each.at, ids.get(each.login), SignInKind.REFUSED, each.code, self.pc))
        uow.sign_ins.add(SignInEvent(self._clock(), officer.id, kind, detail, self.pc))
        uow.commit()
        if refused:
            self.tries.forget_refused(len(refused))

    def recover(self, recovery_key: str, login: str, pin: str) -> None:
        """Give somebody a new PIN by the recovery key, and let them in again; their second factor is off.

        Raises:
            CodedError: KEY-003, the recovery key is wrong; KEY-001, there is nobody of this login; USER-001, too early;
                USER-007, the PIN is too short; USER-014, it was used before; KEY-002, KEY-005, DB-….
        """
        self.policy.check(pin, second_factor=False)
        self.tries.before(RECOVERY, self._clock())
        opened = self.folder.vault.open_by_recovery(recovery_key)
        self.tries.right(RECOVERY)
        worker = self.folder.open(opened)
        try:
            self._refuse_former(worker, login, pin)
            hashed = pin_hash(pin, self.folder.vault.cost)
            worker.submit(lambda uow: self._let_in(uow, login, hashed)).result()
            opened = self.folder.vault.open_by_recovery(recovery_key)  # anew: a change of the key is over now
            self.folder.vault.set_pin(opened.key, login, pin)
        finally:
            opened.wipe()
            worker.close()
        self.tries.use_step(login, 0)
        self.tries.right(login)

    def _refuse_former(self, worker: DatabaseWorker, login: str, pin: str) -> None:
        officer = worker.submit(lambda uow: uow.officers.by_login(login)).result()
        if officer is not None:
            refuse_former(worker, officer, pin, self.policy)

    def _let_in(self, uow: UnitOfWork, login: str, hashed: str) -> None:
        now, officer = self._clock(), uow.officers.by_login(login)
        if officer is None or officer.removed:
            raise CodedError("KEY-001")
        uow.officers.set_active(officer.id, True)
        came(uow, officer.id, now)
        uow.officers.pin_given(officer.id, now, second_factor=False)
        uow.officers.note(officer.id, OfficerAct.RECOVERED, now, None)
        uow.pins.remember(officer.id, hashed, now, self.policy.remembered(officer.role))
        uow.commit()
