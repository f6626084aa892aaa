"""The desk's life while every change of its files is recorded: ``python -m tests.helpers.power_scenes FOLDER``.

Everything goes through the program's own workflows. What the desk was answered is said into the records (`voice`),
after the answer came and never before, so that for every moment it is known what must have survived it:

``scene``   a part of the life begins.
``state``   a transaction was answered for; with a digest of the whole database after it.
``vault``   who opens a desk from now on; ``changing`` before it: the change was begun, so either may open it.
``fact``    anything else that was answered for.
"""

import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from desktop.documents.saving import save_atomically
from desktop.records.backup_making import BackupRun, Sources
from desktop.records.backup_place import Backup, BackupPlace, Keep
from desktop.records.case_life import HandOver, LifeAct, LifeStep
from desktop.records.cases import Case
from desktop.records.database import Database
from desktop.records.erasure_list import complete_list, write_list
from desktop.records.erasures import Why
from desktop.records.file_store import FileStore
from desktop.records.keys import Cost
from desktop.records.look import Look, save_look
from desktop.records.own_forms import OwnForms, OwnVersion
from desktop.records.people import Officer
from desktop.records.tries import TryBook, TryRules
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.outbox import RecordsOutbox
from desktop.workflows.page_intake import PageBatch, PageLook, finish_batch
from desktop.workflows.page_landing import wants_pages
from desktop.workflows.paper_desk import Scope
from desktop.workflows.people_desk import PeopleDesk
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.restoring import restore
from desktop.workflows.sign_in import SignIn
from devices.identity import Field, Source
from sync.bundle import Bundle, encoded_files
from sync.desk.bundles import BundleFolder
from sync.desk.exchange import Exchange
from sync.protocol import Answer, Envelope
from sync.province.store.database import open_database as open_province
from tests.helpers.month_desk import HandClock, MonthDesk, PlainSigner
from tests.helpers.month_script import reading
from tests.helpers.old_schema import first_schema_desk
from tests.helpers.pages import page_png, receipt_png
from tests.helpers.power_recorder import voice
from tests.helpers.province import PROVINCE, Clock, TestBundles, TestProvince
from tests.helpers.real_desk import NOW, SETUP, folder_at

DESK, OLD, NEW, PLACE, PAPER = "desk", "old", "new/desk", "stick", "papers/receipt.pdf"
DESK_CODE = "000.00.00.H00-1"
MAI = Officer(0, "mai", "Phạm Thị Mai")
FIRST_PIN, SECOND_PIN, THIRD_PIN = "chin-muoi-muoi-mot", "nam-sau-bay-tam", "muoi-hai-muoi-ba"
PROCEDURE = "1.004873"  # a certificate of marital status: papers to digitize, a result
RANDOM_ROWS = "erasures.key"  # drawn by a migration: another at every try
AGAIN = "again"  # as second argument: the desk is there; the third is its PINs by login, JSON
REAL = "real"  # as second argument: PINs cost what they cost an officer


def digest(connection: Any) -> str:
    """Of every row of every table, but for what a migration draws by chance; by a bare connection."""
    told = blake2b(digest_size=16)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in tables:
        rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
        told.update(repr((table, [row for row in rows if row[0] != RANDOM_ROWS])).encode())
    return told.hexdigest()


def digest_of(database: Database) -> str:
    """The same of an open database between two transactions; on its thread."""
    raw = database._engine.raw_connection()
    try:
        return digest(raw)
    finally:
        raw.close()


@dataclass
class Life:
    """A desk that works, and says what it was answered.

    Attributes:
        root: The recorded folder.
        cost: Of PINs.
        clock: The desk's time.
        opens: Who opens it: PINs by login.
    """

    root: Path
    cost: Cost | None
    say: Callable[[object], None]
    clock: HandClock = field(default_factory=HandClock)
    opens: dict[str, str] = field(default_factory=dict)
    recovery: str = ""
    states: dict[str, str] = field(default_factory=dict)

    # ---- saying

    def scene(self, name: str) -> None:
        self.say({"say": "scene", "name": name})
        self.clock.now += timedelta(minutes=10)

    def state(self, path: Path, value: str) -> None:
        desk = str(path.relative_to(self.root))
        self.states[desk] = value
        self.say({"say": "state", "desk": desk, "digest": value})

    def fact(self, kind: str, **what: object) -> None:
        self.say({"say": "fact", "kind": kind, **what})

    def vault(self, desk: str, opens: dict[str, str], recovery: str) -> None:
        self.say({"say": "vault", "desk": desk, "opens": opens, "recovery": recovery})

    def changing(self, login: str = "", pin: str = "", desk: str = DESK) -> None:
        self.say({"say": "changing", "desk": desk, "login": login, "pin": pin})

    def listen(self) -> None:
        """From now on every transaction is told when it was answered for."""
        real = UnitOfWork.commit
        life = self

        def commit(self: UnitOfWork) -> None:
            real(self)
            life.state(self._database.path.parent, digest_of(self._database))

        UnitOfWork.commit = commit  # type: ignore[method-assign]

    # ---- the desk

    def set_up(self) -> None:
        self.scene("set-up")
        self.changing(SETUP.login, SETUP.pin)
        folder = folder_at(self.root / DESK) if self.cost is None else self._dear()
        self.recovery = folder.set_up(replace(SETUP, first_number=1), NOW.date(), self.cost)
        self.state(folder.path, self.states[f"{DESK}.new"])
        self.opens = {SETUP.login: SETUP.pin}
        self.vault(DESK, self.opens, self.recovery)
        self.door = SignIn(folder, PeoplePolicy(), self.clock)

    def _dear(self) -> Any:
        from desktop.records.desk_folder import DeskFolder

        return DeskFolder(self.root / DESK, self.cost)

    def enter(self, login: str = SETUP.login) -> None:
        self.scene("sign-in")
        entered = self.door.enter(login, self.opens[login])
        self.worker, self.officer = entered.worker, entered.officer
        self.helpers = ThreadPoolExecutor(max_workers=1)
        self.desk = MonthDesk(self.worker, self.root / DESK / "files", self.helpers, self.clock)
        self.people = PeopleDesk(self.door, self.worker, self.helpers, self.clock, officer=self.officer)

    def leave(self) -> None:
        self.scene("closing the program")
        self.helpers.shutdown()
        self.worker.close()

    def intake(self, someone: int) -> Case:
        """Receive a case; every change of its draft is kept."""
        intake, desk = self.desk.intake, self.desk
        intake.set_aside()
        intake.scan(reading(someone, Source.QR))
        desk.settle()
        self.fact("draft", id=intake.draft.id)
        procedure = desk.catalogue.procedure(PROCEDURE, self.clock().date())
        assert procedure is not None
        intake.choose_procedure(procedure)
        intake.answer_papers()
        desk.settle()
        intake.save()
        desk.settle()
        assert intake.saved is not None, intake.problems
        self.fact("case", code=intake.saved.code, number=reading(someone, Source.QR).text(Field.NUMBER))
        return intake.saved

    def hand_over(self, case: Case) -> None:
        self.desk.cases.choose(case.id)
        self.desk.settle()
        self.desk.cases.act(LifeStep(LifeAct("handed_over"), "", HandOver("", "Tư pháp", "Lê Văn Tư")))
        self.desk.settle()
        assert self.desk.cases.error is None

    def digitize(self, case: Case, source: str) -> None:
        """A pile through the feeder, its papers looked at and signed."""
        batch = PageBatch(
            self.worker,
            self.desk.store,
            lambda _picture, _dpi, _earlier: PageLook(),
            self.clock,
            officer_id=1,
            source=source,
        )
        self.desk.papers.choose(Scope(case.id))
        self.desk.settle()
        wanted = [each.position for each in self.desk.papers.view.papers if wants_pages(each) and each.position >= 0]
        assert wanted
        sheets = [receipt_png(case.code, PROCEDURE), *(page_png(f"{source} {nth}", dpi=60) for nth in wanted)]
        for nth, sheet in enumerate(sheets):
            page = batch.keep(sheet, 60, f"{source} {nth}").page_id
            self.fact("page", page=page, origin=f"{source} {nth}")
        batch.end()
        for position in wanted:
            self._paper(case, position)
        self.desk.papers.sign_all(PlainSigner)
        self.desk.settle()
        assert self.desk.papers.done == len(wanted)
        self.fact("papers", code=case.code, stored=len(wanted))

    def _paper(self, case: Case, position: int) -> None:
        papers = self.desk.papers
        papers.choose(Scope(case.id, position))
        self.desk.settle()
        if not papers.view.pages:
            papers.put([self.desk.feed(case.id, position)], Scope(case.id, position))
            self.desk.settle()
        papers.check(position)
        self.desk.settle()
        assert papers.error is None

    def close_day(self) -> None:
        closed = self.desk.close(self.clock().date())
        self.fact("day", day=closed.day.isoformat(), revision=closed.revision, hash=closed.hash)

    def visit(self, province: TestProvince) -> None:
        """Send what waits."""
        identity = self.worker.submit(desk_identity).result()
        outbox = RecordsOutbox(self.worker, self.clock)
        waiting = outbox.waiting()
        Exchange(province.connection(), identity, outbox, TestBundles(), clock=self.clock).visit(InProcess(province))
        for day in waiting:
            self.fact("held", day=day.day, revision=day.revision, hash=day.hash)

    def back_up(self) -> Backup:
        worker = self.worker
        sources = Sources(
            worker.copies,
            self.root / DESK,
            DESK_CODE,
            "1.0",
            lambda: worker.submit(lambda uow: uow.backup.marks()).result(),
        )
        place = BackupPlace(self.root / PLACE, DESK_CODE)
        made = BackupRun(sources, place).make(self.clock(), Keep(daily=1, weekly=1, monthly=1))
        self.fact("backup", path=str(made.folder.relative_to(self.root)))
        return next(each for each in place.backups() if each.folder == made.folder)

    def new_pin(self, login: str, pin: str, change: Callable[[], Any]) -> None:
        self.changing(login, pin)
        change().result()
        self.opens = {**self.opens, login: pin}
        self.vault(DESK, self.opens, self.recovery)

    def new_recovery_key(self) -> None:
        self.fact("recovery", key=self.recovery)
        self.changing()
        self.recovery = self.people.renew_recovery_key(self.opens[SETUP.login]).result()
        self.vault(DESK, self.opens, self.recovery)

    def erase(self, case: Case) -> None:
        """As `AuditDesk.erase` does it, without waiting for years."""

        def work(uow: UnitOfWork) -> Any:
            done = uow.erasures.erase_case(case.id, Why("case", "thử"))
            uow.commit()
            return done

        done = self.worker.submit(work).result()
        write_list(self.root / DESK, [done.erasure])
        self.worker.fold().result()
        for name in done.file_names:
            self.desk.store.remove(name)
        self.fact("erased", code=case.code)

    def small_files(self) -> None:
        """Everything beside database, vault and papers that is written and answered for."""
        folder = self.root / DESK
        for language, high in (("en", True), ("vi", True)):
            save_look(folder, Look(language, high))
            self.fact("look", language=language)
        forms = OwnForms(folder)
        for nth in (1, 2):
            forms.keep("tt03-2025/receipt", OwnVersion(f"{nth}. " + "lời văn " * 300, 1, self.clock(), "Trần Thị Lan"))
            self.fact("form", versions=nth)
        bundles = BundleFolder(folder / "bundles", lambda _folder: None)
        for version in (1, 2, 3):
            bundles.take(bundle(version, self.clock()))
            self.fact("bundle", version=version)
        (self.root / "papers").mkdir()
        os.sync()  # the folder was there before
        for nth in (1, 2):
            save_atomically(f"{nth}".encode() * 9000, self.root / PAPER)
            self.fact("saved", sha=sha256(f"{nth}".encode() * 9000).hexdigest())

    def migrate(self) -> None:
        """A desk of the first schema is opened by this program."""
        self.scene("an old desk")
        folder = folder_at(self.root / OLD)
        folder.path.mkdir()
        key, recovery = folder.vault.create(SETUP.login, SETUP.pin)
        first_schema_desk(folder.database, key)
        TryBook(folder.path, TryRules()).begin()
        os.sync()
        self.vault(OLD, {SETUP.login: SETUP.pin}, recovery)
        self.scene("migration")
        worker = folder.unlock(SETUP.login, SETUP.pin)
        self.state(folder.path, worker._executor.submit(digest_of, worker._database).result())
        worker.close()

    def restore(self, backup: Backup, *, over: bool = False) -> None:
        """A backup is brought back on another PC."""
        target = self.root / NEW
        target.parent.mkdir(exist_ok=True)
        restore(backup, self.recovery, target, self.clock(), replace=over)
        self.state(target, self.states[f"{NEW}.restoring"])
        self.vault(NEW, self.opens, self.recovery)


@dataclass
class InProcess:
    """The real province without a line to it."""

    province: TestProvince

    def enrol(self, request: Envelope) -> Envelope:
        return self.province.service.reception.enrol(PROVINCE, request)

    def send(self, records: list[Envelope]) -> list[Answer]:
        return self.province.service.reception.take(PROVINCE, records, "network")

    def bundle(self, after: int) -> Envelope | None:
        del after
        return None


def bundle(version: int, at: datetime) -> Bundle:
    """What the province sends."""
    files = encoded_files({"catalogue/version.yaml": f"{version}\n".encode() * 200, "trust/root.cer": b"x"})
    return Bundle(PROVINCE, version, at.date(), at.date() + timedelta(days=30), files)


def live(life: Life, outside: Path) -> None:
    """All of it."""
    (life.root / PLACE).mkdir()
    os.sync()  # the place is there long before
    life.listen()
    life.set_up()
    life.enter()
    database = open_province(f"sqlite:///{outside}")
    try:
        backup = work(life, TestProvince(database, Clock(life.clock())))
    finally:
        database.close()
    life.leave()
    life.migrate()
    life.scene("restore")
    life.restore(backup)
    life.scene("restore over it")
    life.clock.now += timedelta(hours=1)
    life.restore(backup, over=True)


def work(life: Life, province: TestProvince) -> Backup:
    """Two days in one, with everything that is done seldom; the last backup."""
    first, second, third = day(life, province)
    life.scene("intake again")
    life.intake(4)
    life.digitize(second, "b")
    life.scene("backup again")
    life.back_up()
    keys(life)
    life.scene("erasure")
    life.erase(third)
    life.scene("small files")
    life.small_files()
    life.scene("day's end again")
    life.hand_over(first)
    life.close_day()
    life.visit(province)
    life.scene("third backup")
    return life.back_up()


def day(life: Life, province: TestProvince) -> list[Case]:
    """A usual day."""
    life.scene("intake")
    cases = [life.intake(someone) for someone in (1, 2, 3)]
    life.scene("digitization")
    life.digitize(cases[0], "a")
    life.scene("day's end")
    life.close_day()
    province.approve(life.worker.submit(desk_identity).result())
    life.scene("sync")
    life.visit(province)
    life.scene("backup")
    life.back_up()
    return cases


def keys(life: Life) -> None:
    """PINs given and changed, another recovery key, other database keys."""
    life.scene("PINs")
    own = life.opens[SETUP.login]
    life.new_pin("mai", FIRST_PIN, lambda: life.people.add(own, MAI, FIRST_PIN))
    life.new_pin("mai", SECOND_PIN, lambda: life.people.reset_pin(own, "mai", SECOND_PIN))
    life.new_pin(SETUP.login, THIRD_PIN, lambda: life.people.change_own_pin(own, "", THIRD_PIN, None))
    life.new_recovery_key()
    life.scene("key change")
    life.people.rotate(life.opens[SETUP.login]).result()
    life.intake(6)
    life.people.rotate(life.opens[SETUP.login]).result()


def live_dear(life: Life) -> None:
    """What an officer's PIN opens, at the real cost of a PIN."""
    life.listen()
    life.set_up()
    life.enter()
    life.scene("PINs")
    own = life.opens[SETUP.login]
    life.new_pin(SETUP.login, THIRD_PIN, lambda: life.people.change_own_pin(own, "", THIRD_PIN, None))
    life.scene("key change")
    life.people.rotate(life.opens[SETUP.login]).result()
    life.leave()


def live_again(life: Life, opens: dict[str, str]) -> None:
    """The desk is opened after a power cut, mends itself, and works on."""
    life.door = SignIn(folder_at(life.root / DESK), PeoplePolicy(), life.clock)
    life.clock.now += timedelta(days=1)
    life.listen()
    life.opens = opens
    life.enter()
    life.scene("mending")
    mend(life.worker, life.root / DESK, FileStore(life.root / DESK / "files"), life.clock())
    life.scene("intake after it")
    life.intake(9)
    life.close_day()
    life.leave()


def mend(worker: DatabaseWorker, folder: Path, store: FileStore, at: datetime) -> frozenset[str]:
    """What `PapersPage` and `AuditDesk` do at the start with what a crash left; the files that rows speak of."""

    def tidy(uow: UnitOfWork) -> frozenset[str]:
        for batch_id in uow.pages.unfinished():
            finish_batch(uow, batch_id, at, 1, "cut-off")
        uow.commit()
        return uow.file_names()

    spoken_of = worker.submit(tidy).result()
    complete_list(folder, worker.submit(lambda uow: uow.erasures.all()).result())
    store.collect(spoken_of)
    return spoken_of


if __name__ == "__main__":
    where = Path(sys.argv[1])
    if sys.argv[2:3] == [AGAIN]:
        live_again(Life(where, None, voice()), json.loads(sys.argv[3]))
    elif sys.argv[2:] == [REAL]:
        live_dear(Life(where, Cost(), voice()))
    else:
        live(Life(where, None, voice()), where.with_name("province.db"))
