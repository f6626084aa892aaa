"""Starts the version in force, watches one that has yet to prove itself, and goes back to the one before if it fails.

    python -m updates.launcher [--root FOLDER] [--base PROGRAM] [what the program is told…]

A version on trial is on its own until it says that it works: it takes no cases before. So whatever it did to a database
until then can be put back from the copy that it made first, and nothing that anybody was told is lost. It fails by
ending with an error or by a signal, by not coming up in time, by being cut off three times. Somebody who looks at the
first page and leaves again has not made it fail.

The standard library alone is used: what this starts may be broken in any way, and this may not.
"""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from updates.layout import (
    BASE,
    PHASE,
    RESTART,
    ROOT_VARIABLE,
    VERSION_VARIABLE,
    Failed,
    Layout,
    Snapshot,
    State,
    Trial,
    mark_of,
)

PROGRAM = "BanMotCua"
NAME = "ban-mot-cua.exe" if sys.platform == "win32" else "ban-mot-cua"
DESK = "run"  # the command that opens the desk, as does none
MOST_STARTS = 3
START_SECONDS = 180.0  # until the first window
OPEN_SECONDS = 3600.0  # from a PIN to the proof: backup, migration, checks
LOOK_SECONDS = 0.1
STARTED, OPENING = "started", "opening"
# Why a version was taken back.
CRASHED, SLOW, CUT_OFF, MISSING = "crashed", "slow", "cut_off", "missing"


@dataclass(frozen=True)
class Limits:
    """How long a version on trial may take, in seconds."""

    start: float = START_SECONDS
    open: float = OPEN_SECONDS


class Launcher:
    """Starts the program of one root."""

    def __init__(
        self,
        layout: Layout,
        base: Path,
        arguments: Sequence[str] = (),
        limits: Limits | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._layout = layout
        self._base = base
        self._arguments = list(arguments)
        self._limits = limits or Limits()
        self._clock = clock
        self._child: subprocess.Popen[bytes] | None = None
        self._told_to_end = False

    def run(self) -> int:
        """Start what is in force; the last exit status.

        A step to another version is taken, and a version on trial is watched, where the desk itself is opened and no
        other launcher has it: a command beside it (`update status`, a desk for practice) proves nothing.
        """
        if self._arguments and self._arguments[0] != DESK:
            return self._beside()
        with self._layout.alone() as alone:
            if alone:
                return self._run_desk()
        # Whoever opens the desk again while a version is on trial has its window before them already.
        return self._beside() if self._layout.read().trial is None else 0

    def _run_desk(self) -> int:
        """Start, and start again where the program asks for it or had to be taken back; the last exit status."""
        while True:
            try:
                state = self._begin()
            except OSError:  # a full disk, or a lock that is held: the desk opens with what is in force
                state = replace(self._layout.read(), trial=None)
            status, why = self._watch(state)
            if why:
                self._go_back(why)
            elif status != RESTART:
                return status

    def _beside(self) -> int:
        """Start the version that has proved itself, once, and leave everything as it stands; the exit status."""
        state = self._layout.read()
        proved = state.current if state.trial is None else state.previous
        if proved is None or mark_of(self._base) != state.base_mark or not self.program(proved).is_file():
            proved = BASE
        return self._watch(replace(state, current=proved, trial=None))[0]

    def end(self) -> None:
        """Have the program end, as when the session does; that is no fault of a version on trial."""
        self._told_to_end = True
        if self._child is not None:
            self._child.terminate()

    def _begin(self) -> State:
        """What is to be started: a step that was ordered is taken, one that failed is taken back."""
        layout = self._layout
        with layout.locked():
            state = self._with_base(layout.read())
            if state.following is not None and state.trial is None:
                before, following = state.current, state.following
                state = replace(state, current=following, previous=before, following=None, trial=Trial())
                (layout.root / PHASE).unlink(missing_ok=True)
            layout.write(state)
        trial = state.trial
        if trial is not None and layout.phase() == STARTED:  # it came up, and nobody unlocked the desk
            trial = replace(trial, starts=0)
        (layout.root / PHASE).unlink(missing_ok=True)
        if trial is not None and (trial.going_back or trial.starts >= MOST_STARTS):
            return self._go_back(trial.why or CUT_OFF)
        if state.current != BASE and not self.program(state.current).is_file():
            return self._go_back(MISSING)
        if trial is not None:
            state = layout.change(trial=replace(trial, starts=trial.starts + 1))
        return state

    def _with_base(self, state: State) -> State:
        """The installer put another base there: that is started, and says itself which version it is.

        A step that was ordered before the desk was opened for the first time was ordered of this very base.
        """
        mark = mark_of(self._base)
        if mark == state.base_mark:
            return state
        if state.trial is not None:
            return state
        updated = state.current if state.current != BASE else None
        following = state.following if not state.base_mark else None
        return replace(state, base_mark=mark, current=BASE, previous=updated, following=following)

    def program(self, version: str) -> Path:
        """The file that is started of a version."""
        return self._layout.folder(version) / NAME if version != BASE else self._base

    def _watch(self, state: State) -> tuple[int, str]:
        """Run it to its end; its exit status, and why it failed, "" if it did not."""
        environment = {
            **bare_environment(),
            ROOT_VARIABLE: str(self._layout.root),
            VERSION_VARIABLE: state.current,
        }
        try:
            command = [str(self.program(state.current)), *self._arguments]
            child = subprocess.Popen(command, env=environment)  # noqa: S603 - to start what is in force is what this is for
        except OSError:
            return 1, MISSING if state.trial is not None else ""
        self._child = child
        if state.trial is None:
            return child.wait(), ""
        return self._watch_trial(child)

    def _watch_trial(self, child: "subprocess.Popen[bytes]") -> tuple[int, str]:
        began, phase = time.monotonic(), ""
        while child.poll() is None:
            if self._layout.read().trial is None:
                return child.wait(), ""  # proved: from here on it is a version like any other
            now = self._layout.phase()
            if now != phase:
                began, phase = time.monotonic(), now
            limit = {"": self._limits.start, OPENING: self._limits.open}.get(phase)
            if limit is not None and time.monotonic() - began > limit:
                child.kill()
                return child.wait(), SLOW
            time.sleep(LOOK_SECONDS)
        if self._told_to_end or self._layout.read().trial is None:
            return child.returncode, ""
        if child.returncode in {0, RESTART} and self._layout.phase() == STARTED:
            return child.returncode, ""
        return child.returncode, CRASHED

    def _go_back(self, why: str) -> State:
        """To the version before, with the databases as it left them; whenever this is cut off, it goes on next time."""
        layout = self._layout
        state = layout.read()
        trial = replace(state.trial or Trial(), going_back=True, why=why)
        state = layout.change(trial=trial)
        for snapshot in trial.snapshots:
            put_back(snapshot)
        before = state.previous if state.previous is not None else BASE
        if not self.program(before).is_file():
            before = BASE
        failed = Failed(state.current, why, self._clock().isoformat(timespec="seconds"))
        state = layout.change(current=before, previous=None, following=None, trial=None, failed=failed)
        (layout.root / PHASE).unlink(missing_ok=True)
        return state


def bare_environment() -> dict[str, str]:
    """What another frozen program is started with: nothing that PyInstaller set for this one."""
    found = {name: value for name, value in os.environ.items() if not name.startswith(("_PYI_", "_MEIPASS"))}
    found["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = found.pop("LD_LIBRARY_PATH_ORIG", None)
    if getattr(sys, "frozen", False):
        found.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        found["LD_LIBRARY_PATH"] = before
    return found


def put_back(snapshot: Snapshot) -> bool:
    """Put a database back as it was; False, and nothing is changed, where the copy is not what was noted.

    The log goes first: it belongs to the file that is replaced, and must never be applied to the copy. Cut off in
    between, the next start does it all again.
    """
    database, copy = Path(snapshot.database), Path(snapshot.copy)
    beside = database.with_name(database.name + ".back")
    if _digest(copy) != snapshot.sha256:
        return False
    try:
        shutil.copyfile(copy, beside)
        beside.chmod(0o600)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        if _digest(beside) != snapshot.sha256:
            beside = copy
    except OSError:  # no room for another copy: the one that there is goes in its place
        beside.unlink(missing_ok=True)
        beside = copy
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    beside.replace(database)
    return True


def _digest(path: Path) -> str:
    """SHA-256 of a file, "" where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def default_root() -> Path:
    """Where versions of the program lie for this user."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / PROGRAM / "program"
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (data if data.is_absolute() else Path.home() / ".local" / "share") / PROGRAM / "program"


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the program; its exit status."""
    parser = argparse.ArgumentParser(prog="updates.launcher", description=PROGRAM, add_help=False, allow_abbrev=False)
    parser.add_argument("--root", type=Path, default=default_root())
    parser.add_argument("--base", type=Path, default=Path(sys.executable).resolve().parent / NAME)
    given, others = parser.parse_known_args(arguments)
    launcher = Launcher(Layout(given.root), given.base, others)
    with _passed_on(launcher):
        return launcher.run()


@contextmanager
def _passed_on(launcher: Launcher) -> Iterator[None]:
    """What ends the session ends the program, too; Ctrl+C is told to both by the terminal, and the program decides."""
    if sys.platform == "win32":
        yield
        return
    handlers = {number: lambda _number, _frame: launcher.end() for number in (signal.SIGTERM, signal.SIGHUP)}
    handlers[signal.SIGINT] = lambda _number, _frame: None
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
