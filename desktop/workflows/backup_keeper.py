"""Backs the desk up by itself: to a folder of this PC, a second disk or share, and a marked USB stick.

One backup at a time, on a thread of its own with low priority. A place is due when its last good backup is older than
the settings say; one that is not there is tried again at the next look, and a stick is backed up to when it appears.
"""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import msgspec

from desktop.records.backup_making import BackupRun, Made, Sources, StoppedError
from desktop.records.backup_place import BackupPlace
from desktop.records.lasting import make_folder
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.backup_settings import (
    BackupSettings,
    PlaceState,
    load_backup,
    save_backup_settings,
    save_place_state,
)
from desktop.workflows.desk_identity import desk_identity
from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from devices.sticks import mark, marked, plugged_in

NICE = 10
AGAIN = timedelta(minutes=30)  # after a failure that is not that the place is away


class Place(StrEnum):
    """The three places of a desk's backups."""

    LOCAL = "local"
    SECOND = "second"
    STICK = "stick"


@dataclass(frozen=True, slots=True)
class BackupView:
    """What there is to show.

    Attributes:
        settings: As they are kept.
        states: By place.
        running: The place that is being backed up to; None for none.
        phase: What is done there: ``database``, ``files``, ``check``.
        done: So many
        of_all: of so many.
        stale: BACK-008 where the last good backup is too old, wherever it is.
    """

    settings: BackupSettings = field(default_factory=BackupSettings)
    states: dict[str, PlaceState] = field(default_factory=dict)
    running: Place | None = None
    phase: str = ""
    done: int = 0
    of_all: int = 0
    stale: CodedError | None = None


class BackupKeeper:
    """Keeps one desk backed up; lives on the main thread.

    Attributes:
        view: What there is to show.
        error: What went wrong last with a place that was there.
    """

    def __init__(
        self,
        worker: DatabaseWorker,
        folder: Path,
        program: str,
        *,
        deliver: Deliver,
        post: Callable[[Callable[[], None]], None],
        clock: Callable[[], datetime],
        sticks: Callable[[], list[Path]] = plugged_in,
        permit: Callable[[], None] = lambda: None,
    ) -> None:
        """Look up what is kept.

        Args:
            worker: The database.
            folder: The desk's folder.
            program: Version of the program.
            deliver: Brings outcomes to this thread.
            post: Has a call made on this thread.
            clock: The desk's time.
            sticks: The removable disks that are plugged in.
            permit: Asked before what an officer does; raises to refuse. What runs by itself does not ask.
        """
        self._permit = permit
        self._worker = worker
        self._folder = folder
        self._program = program
        self._deliver = deliver
        self._post = post
        self._clock = clock
        self._sticks = sticks
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="backup", initializer=lower_priority)
        self._stop = threading.Event()
        self._observers: list[Callable[[], None]] = []
        self._queue: list[Place] = []
        self.error: CodedError | None = None
        self._desk, (settings, states) = worker.submit(_read).result()
        self.view = BackupView(settings, states)
        self._look_again()

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def close(self) -> None:
        """Stop, also in the middle: what is unfinished goes on the next time."""
        self._stop.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    # ---- what an officer does

    def change(self, **changes: object) -> None:
        """Change settings, by the names of `BackupSettings`.

        Raises:
            CodedError: USER-010: they may not.
        """
        self._permit()
        settings = msgspec.structs.replace(self.view.settings, **changes)
        self._show(settings=settings)
        self._deliver(
            self._worker.submit(lambda uow: save_backup_settings(uow, settings)), lambda _: None, self._on_failed
        )

    def mark_stick(self, root: Path) -> None:
        """Make a disk the stick of this desk, and back up to it.

        Raises:
            CodedError: USER-010: they may not.
        """
        self._permit()

        def work() -> None:
            mark(root, self._desk)

        self._deliver(self._thread.submit(work), lambda _: self.back_up([Place.STICK], root), self._on_failed)

    def back_up(self, places: list[Place] | None = None, stick: Path | None = None) -> None:
        """Back up now, to these places or to all; to those that are there."""
        self.error = None
        self._queue += [place for place in places or list(Place) if place not in self._queue]
        self._next(stick)

    def tick(self) -> None:
        """Look whether a place is due; called every minute."""
        self._look_again()
        if self.view.running is None:
            self._queue = [place for place in Place if self._is_due(place)]
            self._next(None)

    # ---- one after the other

    def _is_due(self, place: Place) -> bool:
        state, now = self.view.states.get(place, PlaceState()), self._clock()
        failed = state.error and _age(state.tried_at, now) < AGAIN
        return not failed and _age(state.good_at, now) >= timedelta(hours=self.view.settings.hours)

    def root(self, place: Place) -> Path | None:
        """The folder of a place that is set by its path."""
        settings = self.view.settings
        if place is Place.LOCAL:
            return Path(settings.local) if settings.local else self._folder.with_name(f"{self._folder.name}-backup")
        return Path(settings.second) if place is Place.SECOND and settings.second else None

    def _next(self, stick: Path | None) -> None:
        while self._queue and self.view.running is None and not self._stop.is_set():
            place = self._queue.pop(0)
            if place is Place.STICK and not (self.view.settings.stick or stick):
                continue
            if place is Place.SECOND and self.root(place) is None:
                continue
            self._start(place, stick)

    def _start(self, place: Place, stick: Path | None) -> None:
        at, keep, root = self._clock(), self.view.settings.keep, self.root(place)
        is_ours = place is Place.LOCAL and not self.view.settings.local  # nobody else makes this folder
        self._show(running=place, phase="", done=0, of_all=0)
        marks = self._worker.submit

        def work() -> Made | None:
            where = (stick or marked(self._sticks(), self._desk)) if place is Place.STICK else root
            if where is None:
                return None
            if is_ours:
                with suppress(OSError):  # where it cannot be made, the run tells that it is not there
                    make_folder(where)
            sources = Sources(
                self._worker.copies,
                self._folder,
                self._desk,
                self._program,
                lambda: marks(lambda uow: uow.backup.marks()).result(),
            )
            try:
                return BackupRun(sources, BackupPlace(where, self._desk), self._stop, self._tell).make(at, keep)
            except StoppedError:
                return None

        future: Future[Made | None] = self._thread.submit(work)
        self._deliver(
            future, lambda made: self._on_made(place, at, made), lambda error: self._on_error(place, at, error)
        )

    def _tell(self, phase: str, done: int, of_all: int) -> None:
        """On the backup's thread; a hundred steps are enough for whoever looks."""
        if done % max(1, of_all // 100) == 0:
            self._post(lambda: self._show(phase=phase, done=done, of_all=of_all))

    def _on_made(self, place: Place, at: datetime, made: Made | None) -> None:
        if made is not None:
            moment = at.isoformat(timespec="seconds")
            self._keep(place, PlaceState(moment, moment, "", made.size, made.files, made.missing))
            if made.missing:
                self.error = CodedError("BACK-010", count=made.missing)
        self._show(running=None)
        self._next(None)

    def _on_error(self, place: Place, at: datetime, error: CodedError) -> None:
        self.error = error
        before = self.view.states.get(place, PlaceState())
        tried = at.isoformat(timespec="seconds")
        self._keep(place, msgspec.structs.replace(before, tried_at=tried, error=error.code))
        self._show(running=None)
        self._next(None)

    def _on_failed(self, error: CodedError) -> None:
        self.error = error
        self._show()

    def _keep(self, place: Place, state: PlaceState) -> None:
        self._show(states={**self.view.states, place: state})
        self._look_again()
        saved = self._worker.submit(lambda uow: save_place_state(uow, place, state))
        self._deliver(saved, lambda _: None, self._on_failed)

    def _look_again(self) -> None:
        """Whether the newest good backup is too old."""
        limit = self.view.settings.warn_days
        ages = [_age(state.good_at, self._clock()) for state in self.view.states.values() if state.good_at]
        newest = min(ages, default=None)
        stale = newest is None or newest >= timedelta(days=limit)
        days = "—" if newest is None else str(newest.days)
        self._show(stale=CodedError("BACK-008", days=days, limit=limit) if stale else None)

    def _show(self, **changes: object) -> None:
        self.view = BackupView(
            **{name: changes.get(name, getattr(self.view, name)) for name in BackupView.__slots__}  # type: ignore[arg-type]
        )
        for observer in tuple(self._observers):
            observer()


def lower_priority() -> None:
    """Let everything else go before this thread."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        kernel = ctypes.windll.kernel32
        kernel.SetThreadPriority(kernel.GetCurrentThread(), 0x00010000)  # THREAD_MODE_BACKGROUND_BEGIN
    else:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _age(moment: str, now: datetime) -> timedelta:
    """How long ago; a moment that is yet to come (the clock was wrong) is as good as none."""
    if not moment:
        return timedelta.max
    age = now - datetime.fromisoformat(moment)
    return age if age >= timedelta() else timedelta.max


def _read(uow: UnitOfWork) -> tuple[str, tuple[BackupSettings, dict[str, PlaceState]]]:
    return desk_identity(uow).code, load_backup(uow)
