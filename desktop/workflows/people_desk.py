"""The accounts of the desk: who is there, and everything a head of desk, or somebody for themselves, does to them."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import datetime
from typing import TypeVar

from desktop.records.audit_entries import AuditAction
from desktop.records.factor_rule import set_heads_need_factor
from desktop.records.key_wrappers import Opened
from desktop.records.officers import OfficerAct
from desktop.records.people import Officer, Role
from desktop.records.pin_history import pin_hash
from desktop.records.second_factor import card_factor
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.account_review import PeopleView, people_view
from desktop.workflows.former_pins import refuse_early, refuse_former
from desktop.workflows.idleness import begin_anew, came
from desktop.workflows.rights import Task, require
from desktop.workflows.second_factor import CardPin
from desktop.workflows.sign_in import SignIn, refuse_without
from devices.errors import CodedError

T = TypeVar("T")


class PeopleDesk:
    """What may be done to accounts; each act runs on a helper's thread, since keys take their time."""

    def __init__(
        self,
        door: SignIn,
        worker: DatabaseWorker,
        helpers: Executor,
        clock: Callable[[], datetime],
        *,
        officer: Officer,
    ) -> None:
        """Act for an officer.

        Args:
            door: Vault, tries and rules.
            worker: The open database.
            helpers: For what takes long.
            clock: The desk's time.
            officer: Who acts.
        """
        self.door = door
        self._worker = worker
        self._helpers = helpers
        self._clock = clock
        self._officer = officer

    def look(self) -> Future[PeopleView]:
        """Everybody; a head of desk's (USER-010)."""

        def look(uow: UnitOfWork) -> PeopleView:
            require(self._officer, Task.PEOPLE)
            logins, locked = set(self.door.logins()), self.door.tries.locked()
            return people_view(uow, self.door.policy, self._clock(), logins=logins, locked=locked)

        return self._worker.submit(look)

    def add(self, own_pin: str, officer: Officer, pin: str, code: str = "") -> Future[None]:
        """A new account with `officer`'s login, name and role, and a first PIN.

        Fails with KEY-007, the login is taken; USER-007, the PIN is too weak; USER-010; as `SignIn.verify`.
        """

        def act(opened: Opened) -> None:
            self.door.policy.check(pin, second_factor=False)
            hashed = pin_hash(pin, self.door.folder.vault.cost)

            def keep(uow: UnitOfWork) -> Officer:
                added = uow.officers.add(officer.login, officer.full_name, officer.role)
                uow.officers.pin_given(added.id, self._clock(), second_factor=False)
                begin_anew(uow, added.id, self._clock())
                uow.pins.remember(added.id, hashed, self._clock(), 1)
                self._note(uow, added, OfficerAct.ADDED, officer.role.value)
                uow.commit()
                return added

            self._worker.submit(keep).result()
            self.door.folder.vault.set_pin(opened.key, officer.login, pin)

        return self._with_own_pin(own_pin, act, code)

    def reset_pin(self, own_pin: str, login: str, pin: str, code: str = "") -> Future[None]:
        """Another PIN for somebody; their second factor is off, and wrong tries are forgotten.

        Fails with USER-007, USER-008, USER-010, USER-014; as `SignIn.verify`.
        """

        def act(opened: Opened) -> None:
            self.door.policy.check(pin, second_factor=False)
            subject = self._worker.submit(lambda uow: self._known(uow, login)).result()
            refuse_former(self._worker, subject, pin, self.door.policy)
            self.door.folder.vault.set_pin(opened.key, login, pin)
            self.door.tries.use_step(login, 0)
            self.door.tries.right(login)
            self._pin_given(login, pin, second_factor=False)

        return self._with_own_pin(own_pin, act, code)

    def change_own_pin(self, old: str, code: str, new: str, second: bytes | CardPin | None) -> Future[None]:
        """One's own PIN, and with it the second factor: a secret, the card on the reader, none (b""), as is (None).

        An empty `new` leaves the PIN as it is where only the factor changes.

        Fails with USER-007, USER-010; USER-014, USER-015, the PIN was used before or changed just now; USER-016, a head
        of this desk needs a factor; as `SignIn.verify`.
        """
        me, policy = self._officer, self.door.policy

        def act() -> None:
            require(me, Task.OWN_PIN)
            opened = self.door.verify(me.login, old, code)
            try:
                kept, pin = self._factor(opened, second), new
                if second is not None and not kept:
                    self._worker.submit(lambda uow: refuse_without(uow, me)).result()
                if not new and second is not None:
                    pin = old
                policy.check(pin, second_factor=bool(kept))
                if new or second is None:
                    if new == old:
                        raise CodedError("USER-014", most=policy.remembered(me.role))
                    refuse_former(self._worker, me, new, policy)
                    refuse_early(self._worker, me, policy, self._clock())
                self.door.folder.vault.set_pin(opened.key, me.login, pin, kept)
                if second is not None:
                    self.door.tries.use_step(me.login, 0)
            finally:
                opened.wipe()
            if pin == old:
                self._factor_changed(second_factor=bool(kept))
            else:
                self._pin_given(me.login, pin, second_factor=bool(kept))

        return self._helpers.submit(act)

    def _factor(self, opened: Opened, second: bytes | CardPin | None) -> bytes:
        """The factor from now on; a card proves that it is one. Raises a `CodedError`: CARD-…, PCSC-…."""
        if second is None:
            return opened.second
        self.door.place = None
        if not isinstance(second, CardPin):
            return second
        card = self.door.cards.enrol(second.pin)
        self.door.place = card.place
        return card_factor(card.public_key)

    def _factor_changed(self, *, second_factor: bool) -> None:
        def keep(uow: UnitOfWork) -> None:
            uow.officers.set_second_factor(self._officer.id, second_factor)
            self._note(uow, self._officer, OfficerAct.FACTOR)
            uow.commit()

        self._worker.submit(keep).result()

    def _pin_given(self, login: str, pin: str, *, second_factor: bool) -> None:
        hashed = pin_hash(pin, self.door.folder.vault.cost)

        def keep(uow: UnitOfWork) -> None:
            subject = self._known(uow, login)
            uow.officers.pin_given(subject.id, self._clock(), second_factor=second_factor)
            uow.pins.remember(subject.id, hashed, self._clock(), self.door.policy.remembered(subject.role))
            self._note(uow, subject, OfficerAct.PIN)
            uow.commit()

        self._worker.submit(keep).result()

    def set_role(self, login: str, role: Role) -> Future[None]:
        """Another role; from the next unlocking on. Fails with USER-006, the last head; USER-008; USER-010."""

        def change(uow: UnitOfWork, subject: Officer) -> None:
            if role is not Role.HEAD:
                self._keep_a_head(uow, subject)
            uow.officers.set_role(subject.id, role)
            self._note(uow, subject, OfficerAct.ROLE, role.value)

        return self._change(login, change)

    def set_active(self, login: str, active: bool) -> Future[None]:
        """Disable an account, or enable it again. Fails with USER-006, the last head; USER-008; USER-010."""

        def change(uow: UnitOfWork, subject: Officer) -> None:
            if active:
                came(uow, subject.id, self._clock())  # else it would be idle again at once
            else:
                self._keep_a_head(uow, subject)
            uow.officers.set_active(subject.id, active)
            self._note(uow, subject, OfficerAct.ENABLED if active else OfficerAct.DISABLED)

        return self._change(login, change)

    def remove(self, login: str) -> Future[None]:
        """Take somebody's key away for good; what they did keeps their name.

        Fails with USER-006, the last head; USER-008; USER-010; KEY-005.
        """

        def change(uow: UnitOfWork, subject: Officer) -> None:
            self._keep_a_head(uow, subject)
            if login in self.door.logins():
                self.door.folder.vault.remove(login)
            uow.officers.set_removed(subject.id, True)
            uow.pins.forget(subject.id)
            self._note(uow, subject, OfficerAct.REMOVED)

        return self._change(login, change)

    def clear_tries(self, login: str) -> Future[None]:
        """Let in again whom wrong tries have locked out. Fails with USER-008, USER-010, KEY-005."""

        def change(uow: UnitOfWork, subject: Officer) -> None:
            self.door.tries.right(login)
            self._note(uow, subject, OfficerAct.TRIES_CLEARED)

        return self._change(login, change)

    def review(self) -> Future[None]:
        """Note that the list of accounts was gone through. Fails with USER-010."""
        return self._change(self._officer.login, lambda uow, me: self._note(uow, me, OfficerAct.REVIEWED))

    def demand_factor(self, own_pin: str, on: bool, code: str = "") -> Future[None]:
        """Have heads of desk need a second factor, from their next unlocking on, or no longer.

        Fails with USER-010; USER-017, whoever turns it on has none; as `SignIn.verify`.
        """

        def act(opened: Opened) -> None:
            if on and not opened.second:
                raise CodedError("USER-017")

            def keep(uow: UnitOfWork) -> None:
                set_heads_need_factor(uow.settings, on)
                uow.audit.add(AuditAction.FACTOR_RULE_SET, on=on)
                self._note(uow, self._officer, OfficerAct.FACTOR_RULE, "on" if on else "off")
                uow.commit()

            self._worker.submit(keep).result()

        return self._with_own_pin(own_pin, act, code)

    def renew_recovery_key(self, own_pin: str, code: str = "") -> Future[str]:
        """A new recovery key to print once. Fails with USER-010; as `SignIn.verify`."""

        def act(opened: Opened) -> str:
            text = self.door.folder.vault.renew_recovery_key(opened.key)
            self._note_of_mine(OfficerAct.RECOVERY_KEY)
            return text

        return self._with_own_pin(own_pin, act, code)

    def rotate(self, own_pin: str, code: str = "") -> Future[None]:
        """Change the database key. Fails with KEY-008, USER-010, DB-…; as `SignIn.verify`."""

        def act(opened: Opened) -> None:
            self.door.folder.rotate(self._worker, opened)
            self._note_of_mine(OfficerAct.ROTATED)

        return self._with_own_pin(own_pin, act, code)

    def _with_own_pin(self, own_pin: str, act: Callable[[Opened], T], code: str = "") -> Future[T]:
        """Do something for which the head of desk's own PIN opens the key; the key is wiped afterwards."""

        def work() -> T:
            require(self._officer, Task.PEOPLE)
            opened = self.door.verify(self._officer.login, own_pin, code)
            try:
                return act(opened)
            finally:
                opened.wipe()

        return self._helpers.submit(work)

    def _change(self, login: str, change: Callable[[UnitOfWork, Officer], None]) -> Future[None]:
        def work(uow: UnitOfWork) -> None:
            require(self._officer, Task.PEOPLE)
            change(uow, self._known(uow, login))
            uow.commit()

        return self._worker.submit(work)

    def _note_of_mine(self, act: OfficerAct) -> None:
        def keep(uow: UnitOfWork) -> None:
            self._note(uow, self._officer, act)
            uow.commit()

        self._worker.submit(keep).result()

    def _note(self, uow: UnitOfWork, subject: Officer, act: OfficerAct, detail: str = "") -> None:
        uow.officers.note(subject.id, act, self._clock(), self._officer.id, detail)

    @staticmethod
    def _known(uow: UnitOfWork, login: str) -> Officer:
        officer = uow.officers.by_login(login)
        if officer is None or officer.removed:
            raise CodedError("USER-008")
        return officer

    @staticmethod
    def _keep_a_head(uow: UnitOfWork, subject: Officer) -> None:
        heads = {each.id for each in uow.officers.all() if each.role is Role.HEAD and each.active and not each.removed}
        if heads == {subject.id}:
            raise CodedError("USER-006")
