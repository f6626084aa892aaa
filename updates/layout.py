"""Where versions of the program lie, and which one is in force: one small file that is replaced in one step.

    <root>/versions/1.4.0/       a version's folder; versions/1.4.0.release is its signed manifest
    <root>/incoming/1.4.0/       contents that have arrived of one that is being fetched
    <root>/state.json            which is in force, which was before, which is on trial

The root belongs to the user: no administrator is needed, on no system. The program that an installer put elsewhere is
the *base*, called "" here. The standard library alone is used, for the launcher has to start whatever else is broken.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

BASE = ""
STATE, LOCK, PHASE = "state.json", "lock", "trial.phase"
RUNNING = "running"  # held by the launcher that watches the desk
VERSIONS, INCOMING, MANIFEST, PROVED = "versions", "incoming", ".release", ".proved"
# How the launcher tells the program where the root is, and as which version it was started.
ROOT_VARIABLE, VERSION_VARIABLE = "BMC_UPDATES", "BMC_UPDATES_VERSION"
RESTART = 75  # exit status of a program that wants to be started anew, perhaps as another version
LOCK_SECONDS = 10.0


@dataclass(frozen=True)
class Snapshot:
    """A database as it was before the version on trial changed it.

    Attributes:
        database: The file in use.
        copy: The copy of it, encrypted as it was.
        sha256: Of the copy.
        size: Its bytes.
    """

    database: str
    copy: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Trial:
    """A version that has yet to prove itself.

    Attributes:
        starts: How often it was started.
        snapshots: The databases that it was going to change.
        going_back: Whether the way back has begun; it is gone to its end then.
        why: What it failed by.
    """

    starts: int = 0
    snapshots: tuple[Snapshot, ...] = ()
    going_back: bool = False
    why: str = ""


@dataclass(frozen=True)
class Failed:
    """A version that was taken back by itself."""

    version: str
    why: str
    at: str


@dataclass(frozen=True)
class State:
    """What stands in the state file.

    Attributes:
        current: The version in force.
        previous: The one before it; None where there is none to go back to.
        following: The one that is to be in force from the next start; None for no change.
        ready: A version that lies here, tried out, that nobody has put in force yet; "" for none.
        trial: Set while `current` has not proved itself.
        highest: The highest sequence that was ever seen signed.
        news: Last day on which the newest signed manifest is news, ISO 8601; "" before the first.
        signer: Id of the key of the newest version that proved itself; "" for the program's own first.
        failed: What was taken back last; None for nothing.
        schemas: The schema of each version's data.
        base: Version of the base, as it said when it ran.
        base_mark: What its file looked like then: another look is another installation.
    """

    current: str = BASE
    previous: str | None = None
    following: str | None = None
    ready: str = ""
    trial: Trial | None = None
    highest: int = 0
    news: str = ""
    signer: str = ""
    failed: Failed | None = None
    schemas: dict[str, str] = field(default_factory=dict)
    base: str = ""
    base_mark: str = ""


class Layout:
    """One root.

    Attributes:
        root: The folder, which need not exist.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def versions(self) -> Path:
        """The versions' folders."""
        return self.root / VERSIONS

    def folder(self, version: str) -> Path:
        """A version's folder."""
        return self.versions / version

    def manifest(self, version: str) -> Path:
        """The signed manifest of a version."""
        return self.versions / f"{version}{MANIFEST}"

    def incoming(self, version: str) -> Path:
        """What has arrived of a version."""
        return self.root / INCOMING / version

    def read(self) -> State:
        """What stands; where the file is lost or spoilt, the newest version that has ever proved itself is in force."""
        try:
            return _state(json.loads((self.root / STATE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            proved = [path.name.removesuffix(PROVED) for path in self.versions.glob(f"*{PROVED}")]
            there = [version for version in proved if self.folder(version).is_dir()]
            return State(current=max(there, key=_order, default=BASE))

    def write(self, state: State) -> None:
        """Replace what stands, in one step; it is on the disk when this returns."""
        self.root.mkdir(parents=True, exist_ok=True)
        write_in_one_step(self.root / STATE, json.dumps(asdict(state), indent=1).encode())

    def change(self, **changes: Any) -> State:
        """Replace a part of what stands."""
        with self.locked():
            state = replace(self.read(), **changes)
            self.write(state)
        return state

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold other processes off for a moment.

        Raises:
            TimeoutError: Somebody has held it for long.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take_lock(descriptor)
            yield
        finally:
            os.close(descriptor)  # lets go of it too

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Be the one launcher that watches the desk, until it ends; whether nobody else is.

        A desk that is opened twice, or while a version on trial still upgrades the data, must not count as a start
        that was cut off. Where no such file can be made, on a full disk, nobody else is known of.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.root / RUNNING, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            yield True
            return
        try:
            yield _locked_at_once(descriptor)
        finally:
            os.close(descriptor)

    # ---- how far a start on trial has come

    def phase(self) -> str:
        """What the program said last: ``started``, ``opening``; "" for nothing."""
        try:
            return (self.root / PHASE).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""

    def say(self, phase: str) -> None:
        """The program on trial says how far it is."""
        if self.read().trial is not None:
            write_in_one_step(self.root / PHASE, phase.encode())

    def note(self, snapshot: Snapshot) -> None:
        """The program on trial is about to change a database; the first copy of each is the one that counts."""
        with self.locked():
            state = self.read()
            if state.trial is None or snapshot.database in {each.database for each in state.trial.snapshots}:
                return
            trial = replace(state.trial, snapshots=(*state.trial.snapshots, snapshot))
            self.write(replace(state, trial=trial))

    def prove(self, version: str) -> bool:
        """The program says that it works: what it saves from now on stays. Whether it was on trial."""
        with self.locked():
            state = self.read()
            if state.trial is None or state.current != version or state.trial.going_back:
                return False
            self.write(replace(state, trial=None))
            (self.root / PHASE).unlink(missing_ok=True)
            if version != BASE:
                self.versions.mkdir(exist_ok=True)
                (self.versions / f"{version}{PROVED}").touch()
        return True


def write_in_one_step(path: Path, content: bytes) -> None:
    """Replace a file; whenever the power fails, the old or the new one is there."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    _replace(beside, path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Have a folder's names on the disk."""
    if os.name == "posix":  # NTFS keeps names in its journal
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def mark_of(program: Path) -> str:
    """What a program's file looks like from outside; "" where there is none."""
    try:
        found = program.stat()
    except OSError:
        return ""
    return f"{found.st_size}-{found.st_mtime_ns}"


def _replace(source: Path, target: Path) -> None:
    """Windows refuses for a moment while a virus scanner looks at either file."""
    for left in range(20, -1, -1):
        try:
            source.replace(target)
        except PermissionError:
            if not left or os.name == "posix":
                raise
            time.sleep(0.05)
        else:
            return


def _take_lock(descriptor: int) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while not _locked_at_once(descriptor):
        if time.monotonic() > until:
            raise TimeoutError("the updates' folder is held by another process")
        time.sleep(0.02)


def _locked_at_once(descriptor: int) -> bool:
    """Lock a file; False where another process has it."""
    try:
        _lock_once(descriptor)
    except OSError:
        return False
    return True


def _lock_once(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - Windows alone has it

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - POSIX alone has it

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _state(plain: dict[str, Any]) -> State:
    """A state from JSON; what is not of its kind is an error."""
    trial, failed = plain.get("trial"), plain.get("failed")
    return State(
        current=_text(plain["current"]),
        previous=_text_or_none(plain.get("previous")),
        following=_text_or_none(plain.get("following")),
        ready=_text(plain.get("ready", "")),
        trial=None if trial is None else _trial(trial),
        highest=int(plain.get("highest", 0)),
        news=_text(plain.get("news", "")),
        signer=_text(plain.get("signer", "")),
        failed=None if failed is None else Failed(*(_text(failed[name]) for name in ("version", "why", "at"))),
        schemas={_text(key): _text(value) for key, value in plain.get("schemas", {}).items()},
        base=_text(plain.get("base", "")),
        base_mark=_text(plain.get("base_mark", "")),
    )


def _trial(plain: dict[str, Any]) -> Trial:
    snapshots = tuple(
        Snapshot(_text(each["database"]), _text(each["copy"]), _text(each["sha256"]), int(each["size"]))
        for each in plain.get("snapshots", ())
    )
    return Trial(int(plain["starts"]), snapshots, bool(plain.get("going_back")), _text(plain.get("why", "")))


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else -1 for part in version.split("."))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)
