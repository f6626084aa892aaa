"""What the program makes of a disk after a power cut, held against everything that it had answered for before."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

from desktop.records.backup_place import Backup, BackupPlace
from desktop.records.backup_restoring import bring_back, unlock_backup
from desktop.records.desk_folder import DeskFolder
from desktop.records.erasure_list import read_list
from desktop.records.erasures import ERASED_NAME
from desktop.records.file_store import FileStore
from desktop.records.key_wrappers import Opened
from desktop.records.keys import Cost
from desktop.records.look import load_look
from desktop.records.officers import OfficerAct
from desktop.records.own_forms import OwnForms
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.audit_desk import heads_kept
from desktop.workflows.pin_policy import PeoplePolicy
from desktop.workflows.sign_in import Entered, SignIn
from devices.errors import CodedError
from sync.desk.bundles import BundleFolder
from tests.helpers.old_schema import OLD_CODE
from tests.helpers.power_recorder import Kind, Recording
from tests.helpers.power_scenes import DESK, DESK_CODE, NEW, OLD, PAPER, PLACE, bundle, digest_of, mend
from tests.helpers.real_desk import CHEAP, NOW, SETUP

WRONG_PIN = "khong-phai-pin-nay"


@dataclass
class DeskPromise:
    """What holds of one desk.

    Attributes:
        digest: Of its database as it was answered for last; "" before.
        following: Of the transaction that was next; "" for none.
        earlier: Of the one that a former power cut may have let through; "" once another was answered for.
        opens: PINs by login that were answered for.
        former: PINs that must not open any more.
        changing: PINs that were being given; "" as login for the recovery key.
        recovery: The recovery key; "" before.
    """

    digest: str = ""
    following: str = ""
    earlier: str = ""
    opens: dict[str, str] = field(default_factory=dict)
    former: dict[str, set[str]] = field(default_factory=dict)
    changing: dict[str, str] = field(default_factory=dict)
    recovery: str = ""


@dataclass
class Promised:
    """What had been answered for when the power failed.

    Attributes:
        scene: What the desk was at.
        desks: By the folder.
        facts: Everything else: kind, and what was said of it.
    """

    scene: str = ""
    desks: dict[str, DeskPromise] = field(default_factory=dict)
    facts: list[dict[str, object]] = field(default_factory=list)

    def of(self, desk: str) -> DeskPromise:
        return self.desks.setdefault(desk, DeskPromise())

    def last(self, kind: str) -> dict[str, object] | None:
        """The newest fact of a kind."""
        return next((each for each in reversed(self.facts) if each["kind"] == kind), None)


class Ledger:
    """Everything that was said, by its place among the records; and what had been said in an earlier life."""

    def __init__(self, recording: Recording, before: Promised | None = None) -> None:
        self._before = before or Promised()
        self.said = [(at, each.said) for at, each in enumerate(recording.changes) if each.kind is Kind.SAID]

    def until(self, at: int) -> Promised:
        """What had been answered for before the `at`-th record."""
        promised = deepcopy(self._before)
        for desk in promised.desks.values():
            desk.earlier, desk.following = desk.following, ""
        for place, said in self.said:
            if place < at:
                _take(promised, said)
            elif said["say"] == "state" and not promised.of(str(said["desk"])).following:
                promised.of(str(said["desk"])).following = str(said["digest"])
        return promised

    def answered(self) -> list[int]:
        """The places right after an answer."""
        return [at + 1 for at, said in self.said if said["say"] != "scene"]

    def scenes(self) -> list[tuple[str, int]]:
        """The scenes, and where each begins."""
        return [(str(said["name"]), at) for at, said in self.said if said["say"] == "scene"]


def _take(promised: Promised, said: dict[str, object]) -> None:
    match said:
        case {"say": "scene", "name": str(name)}:
            promised.scene = name
        case {"say": "state", "desk": str(desk), "digest": str(digest)}:
            promised.of(desk).digest, promised.of(desk).earlier = digest, ""
        case {"say": "changing", "desk": str(desk), "login": str(login), "pin": str(pin)}:
            promised.of(desk).changing[login] = pin
        case {"say": "vault", "desk": str(desk), "opens": dict(opens), "recovery": str(recovery)}:
            there = promised.of(desk)
            for login, pin in opens.items():
                if login in there.opens and there.opens[login] != pin:
                    there.former.setdefault(login, set()).add(there.opens[login])
            there.opens, there.recovery, there.changing = dict(opens), recovery, {}
        case _:
            promised.facts.append(said)


class WatchedFolder(DeskFolder):
    """A desk's folder that looks at the database before anybody works with it."""

    digest = ""

    def open(self, opened: Opened) -> DatabaseWorker:
        worker = super().open(opened)
        self.digest = worker._executor.submit(digest_of, worker._database).result()
        return worker


@dataclass
class Looker:
    """Looks at one disk after a cut; every method adds what it finds wrong.

    Attributes:
        root: Where the disk is laid out.
        promised: What must be there.
        cost: Of PINs; None for the cheapest.
        thorough: Whether all facts are read one by one and not the newest alone (that no row is missing is known from
            the digest), every index and reference is checked, every backup is brought back, what is not there is made.
        wrong: What is wrong.
    """

    root: Path
    promised: Promised
    cost: Cost | None = None
    thorough: bool = False
    wrong: list[str] = field(default_factory=list)
    moment: datetime = NOW + timedelta(days=1)

    def look(self) -> list[str]:
        """Everything; what is wrong."""
        for desk in (DESK, OLD, NEW):
            if self._concerned(desk):
                self._try(desk, partial(self._desk, desk))
        self._try("backups", self._backups)
        if self.promised.last("backup") is None or self.promised.scene == "small files":
            self._try("small files", self._small_files)
        return self.wrong

    def _concerned(self, desk: str) -> bool:
        """A desk that was closed and synced long ago is looked at when another one is the scene, but not each time."""
        scene = self.promised.scene
        return {OLD: scene in {"an old desk", "migration"}, NEW: scene.startswith("restore")}.get(
            desk, scene not in {"an old desk", "migration", "restore", "restore over it"} or self.thorough
        )

    def _try(self, about: str, look: Callable[[], None]) -> None:
        try:
            look()
        except (CodedError, OSError, AssertionError, ValueError) as error:
            self.wrong.append(f"{about}: {type(error).__name__} {error}")

    def _see(self, right: object, what: str) -> None:
        if not right:
            self.wrong.append(what)

    def _clock(self) -> datetime:
        self.moment += timedelta(minutes=5)
        return self.moment

    # ---- a desk

    def _desk(self, desk: str) -> None:
        promise = self.promised.of(desk)
        path = self._place(desk)
        folder = WatchedFolder(path, self.cost or CHEAP)
        if not folder.is_set_up and not folder.database.exists():
            self._see(not promise.opens, f"{desk} is gone")
            if desk == DESK and not promise.opens and self.thorough:  # the officer sets it up once more
                folder.set_up(replace(SETUP, first_number=1), NOW.date(), self.cost or CHEAP)
                folder.unlock(SETUP.login, SETUP.pin).close()
            return
        if desk != DESK and not promise.opens:
            return  # it is just being made
        door = SignIn(folder, PeoplePolicy(), self._clock)
        entered = self._enter(door, promise)
        if entered is None:
            self.wrong.append(f"{desk}: {SETUP.login} is locked out")
            return
        try:
            allowed = {promise.digest, promise.following, promise.earlier} - {""}
            self._see(folder.digest in allowed, f"{desk}: the database is at no state that was answered for")
            faults = self._faults(entered.worker)
            self._see(faults == [], f"{desk}: the database is not whole: {faults[:3]}")
            if desk == DESK:
                self._records(entered.worker)
            elif desk == OLD:
                entered.worker.submit(lambda uow: uow.cases.by_code(OLD_CODE)).result()
        finally:
            entered.worker.close()
        self._keys(desk, door, promise)

    def _place(self, desk: str) -> Path:
        """Where a desk is; while another one takes its place it may lie aside, under the name that this is told by."""
        path = self.root / desk
        if not path.exists():
            aside = sorted(path.parent.glob(f"{path.name}.before-*")) if path.parent.is_dir() else []
            return aside[-1] if aside else path
        return path

    def _enter(self, door: SignIn, promise: DeskPromise) -> Entered | None:
        """Come in as the first officer does, who mistypes once."""
        login = SETUP.login
        pins = [promise.opens.get(login, ""), promise.changing.get(login, "")] if promise.changing else []
        codes: list[str] = []
        for pin in (WRONG_PIN, *(pins or [promise.opens.get(login, SETUP.pin)])):
            if not pin:
                continue
            try:
                return door.enter(login, pin)
            except CodedError as error:
                codes.append(error.code)
        self.wrong.append(f"refused: {codes}")
        return None

    def _faults(self, worker: DatabaseWorker) -> list[str]:
        """By the program's own check of every page and row, and by SQLite's of every index and every reference."""
        if not self.thorough:
            return worker.check().result()

        def look(uow: UnitOfWork) -> list[str]:
            assert uow._connection is not None
            found = [
                str(row[0])
                for pragma in ("integrity_check", "foreign_key_check")
                for row in uow._connection.exec_driver_sql(f"PRAGMA {pragma}")
            ]
            return [each for each in found if each != "ok"]

        return worker.check().result() + worker.submit(look).result()

    def _keys(self, desk: str, door: SignIn, promise: DeskPromise) -> None:
        vault = door.folder.vault
        for login, pin in promise.opens.items():
            candidates = [pin, *([promise.changing[login]] if login in promise.changing else [])]
            self._see(
                any(self._opens(vault.open, login, each) for each in candidates), f"{desk}: {login} is locked out"
            )
            for former in promise.former.get(login, set()) - set(candidates):
                self._see(not self._opens(vault.open, login, former), f"{desk}: {login}'s former PIN opens it")
        if promise.recovery and "" not in promise.changing:
            self._see(
                self._opens(vault.open_by_recovery, promise.recovery), f"{desk}: the recovery key does not open it"
            )

    @staticmethod
    def _opens(way: Callable[..., Opened], *secret: str) -> bool:
        try:
            way(*secret).wipe()
        except CodedError as error:
            if error.code in {"KEY-001", "KEY-003"}:
                return False
            raise
        return True

    # ---- what is in it

    def _records(self, worker: DatabaseWorker) -> None:
        store = FileStore(self.root / DESK / "files")
        report = store.check(mend(worker, self.root / DESK, store, self._clock()))
        self._see((report.missing, report.damaged, report.strays) == ((), (), ()), f"files: {report}")
        worker.submit(lambda uow: self._facts(uow, store)).result()

    def _facts(self, uow: UnitOfWork, store: FileStore) -> None:
        erased = {str(each["code"]) for each in self.promised.facts if each["kind"] == "erased"}
        erasing = self.promised.scene == "erasure"
        for fact in self.promised.facts if self.thorough else self.promised.facts[-1:]:
            match fact:
                case {"kind": "case", "code": str(code), "number": str(number)}:
                    applicant = uow.cases.by_code(code).content.applicant
                    gone = applicant.full_name == ERASED_NAME
                    self._see(gone == (code in erased) or erasing, f"case {code} was erased or not")
                    self._see(gone or applicant.number == number, f"case {code} is another's")
                case {"kind": "page", "page": int(page_id), "origin": str(origin)}:
                    page = uow.pages.get(page_id)
                    self._see(page is not None and page.origin == origin, f"page {origin} is lost")
                    if page is not None:
                        store.get(page.file)
                case {"kind": "papers", "code": str(code), "stored": int(count)}:
                    papers = uow.papers.of_case(uow.cases.by_code(code).id)
                    stored = [each.latest for each in papers if each.state == "stored"]
                    self._see(len(stored) == count, f"papers of {code}: {len(stored)} of {count}")
                    for event in stored:
                        assert event is not None
                        assert event.file is not None
                        store.get(event.file)
                case {"kind": "day", "day": str(day), "revision": int(revision), "hash": str(digest)}:
                    hashes = {each.revision: each.hash for each in uow.days.revisions(date.fromisoformat(day))}
                    self._see(hashes.get(revision) == digest, f"revision {revision} of {day} is lost")
                case {"kind": "held", "day": str(day), "revision": int(revision), "hash": str(digest)}:
                    answers = [each.holds for each in uow.days.answers(date.fromisoformat(day))]
                    self._see(digest in answers, f"the province's answer about {day} is lost")
        listed = {(each.kind, each.subject_id, each.at) for each in read_list(self.root / DESK)}
        deleted = {(each.kind, each.subject_id, each.at) for each in uow.erasures.all()}
        self._see(deleted <= listed, "the list forgot what was deleted")
        self._see(uow.audit.verify(heads_kept(uow)).faults == (), "the log's chain is broken")
        acts = [event.act for event in uow.officers.events()]
        self._see(OfficerAct.TRIES_PUT_BACK not in acts, "the book of tries is behind: a false alarm")

    # ---- beside it

    def _backups(self) -> None:
        place = BackupPlace(self.root / PLACE, DESK_CODE)
        told = [str(each["path"]) for each in self.promised.facts if each["kind"] == "backup"]
        there = {str(each.folder.relative_to(self.root)): each for each in place.backups()}
        if told and "backup" not in self.promised.scene:  # a later one takes the place of earlier ones
            self._see(told[-1] in there, f"backup {told[-1]} is lost")
        self._see(not told or there, "no backup is left")
        keys = self._recovery_keys()
        if not self.thorough and "backup" not in self.promised.scene:
            return
        for path, each in there.items():
            key = next((key for text in keys if (key := self._unlocked(each, text)) is not None), None)
            self._see(key, f"no recovery key opens backup {path}")
            if key is not None:
                _, lost = bring_back(each, key, self.root / "brought-back", lambda _phase, _done, _all: None)
                self._see(lost == [], f"backup {path} lacks files")

    @staticmethod
    def _unlocked(backup: Backup, recovery: str) -> bytearray | None:
        try:
            return unlock_backup(backup, recovery)
        except CodedError:
            return None

    def _recovery_keys(self) -> list[str]:
        return [self.promised.of(DESK).recovery, *self.earlier_keys]

    @property
    def earlier_keys(self) -> list[str]:
        """Recovery keys that were printed before: an older backup opens with the one of its time."""
        return [str(each["key"]) for each in self.promised.facts if each["kind"] == "recovery"]

    def _small_files(self) -> None:
        folder = self.root / DESK
        self._see(self._look_is_kept(folder), "the look is lost")
        versions = OwnForms(folder).history("tt03-2025/receipt")
        wanted = self.promised.last("form")
        self._see(wanted is None or len(versions) >= int(str(wanted["versions"])), "an own form is lost")
        bundles = BundleFolder(folder / "bundles", lambda _folder: None)
        wanted = self.promised.last("bundle")
        self._see(wanted is None or bundles.version >= int(str(wanted["version"])), "a bundle is lost")
        if bundles.current is not None:
            for path, content in bundle(bundles.version, NOW).content().items():
                self._see(
                    (bundles.current / path).read_bytes() == content, f"{path} of the bundle in force is not whole"
                )
            bundles.details()
        wanted = self.promised.last("saved")
        if wanted is not None:
            found = sha256((self.root / PAPER).read_bytes()).hexdigest()
            possible = {sha256(f"{nth}".encode() * 9000).hexdigest() for nth in (1, 2)}
            self._see(found in possible, "a saved paper is not whole")
            last = sha256(b"2" * 9000).hexdigest()
            self._see(wanted["sha"] != last or found == last, "a saved paper is lost")

    def _look_is_kept(self, folder: Path) -> bool:
        wanted = [each["language"] for each in self.promised.facts if each["kind"] == "look"]
        return not wanted or load_look(folder).language == wanted[-1] or len(wanted) == 1
