"""The program as a process of its own on a test's display, and its desk read back after it ended."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from desktop.__main__ import PROGRAM
from desktop.demo.desk import LOGIN, PIN
from desktop.records.cases import Case
from desktop.records.desk_folder import DeskFolder
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.intake_draft import IntakeDraft, draft_from_json
from tests.helpers.demo_desk import lay_demo_desk
from tests.helpers.display import Display, Picture, end, wait_until

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
WINDOW, RECEIPT = "Bàn Một Cửa", "Giấy tiếp nhận hồ sơ"
QUIET = 0.4  # seconds without a change of the files
TODO_LEFT, TODO_TOP, TODO_BOTTOM = 100, 56, 4  # pixels from the window's left and lower edge


class DemoProgram:
    """``python -m desktop demo`` with its data in a folder of the test's.

    Args:
        display: Where it is shown.
        folder: For its data.
        command: Another way to start the program.
    """

    def __init__(
        self, display: Display, folder: Path, command: Sequence[str] = (sys.executable, "-m", "desktop")
    ) -> None:
        self._display = display
        self._command = command
        self._data = folder / "data"
        self._log = folder / "program.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._desk = DeskFolder(self._data / PROGRAM / "demo")

    # ---- the process

    def ready(self) -> None:
        """Lay a demo desk that is made already where it looks for one: to make another takes it seconds."""
        lay_demo_desk(self._desk.path)

    def start(self, *options: str) -> None:
        """Start it and wait until its window has the keys and is painted."""
        environment = self._display.environment | {"XDG_DATA_HOME": str(self._data)}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command, "demo", "--no-carousel", *options],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: self._display.has_focus(WINDOW) or self._ended(), "the program's window")
        assert not self._ended(), self.said
        wait_until(lambda: bool(np.ptp(self._inside())), "the window's contents")

    def kill(self) -> None:
        """As a power cut would end it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let it do nothing for a while, as if the computer had no time for it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Close the window as an officer does; the program must end well and have had nothing to complain of."""
        assert self._process is not None
        self._display.press("alt+F4")
        wait_until(self._ended, "the end of the program")
        assert self._process.returncode == 0, self.said
        self._process = None
        assert "Traceback" not in self.said, self.said

    def stop(self) -> None:
        """End it if a test left it running."""
        if self._process is not None:
            end(self._process)
            self._process = None

    def _ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    @property
    def said(self) -> str:
        """What it wrote to its standard output and error."""
        return self._log.read_text(errors="replace")

    # ---- what an officer sees

    def todo(self) -> Picture:
        """The place of the window where it stands what the intake lacks."""
        inside = self._inside()
        return inside[-TODO_TOP:-TODO_BOTTOM, TODO_LEFT : inside.shape[1] // 2]

    def _inside(self) -> Picture:
        left, top, width, height = self._display.box(WINDOW)
        return self._display.picture()[top : top + height, left : left + width]

    def wait_for_other_todo(self, before: Picture) -> Picture:
        """Wait until another thing to do is shown; gives that one."""
        shown = before

        def changed() -> bool:
            nonlocal shown
            shown = self.todo()
            return not np.array_equal(shown, before)

        wait_until(changed, "another thing to do")
        return shown

    def wait_for_todo(self, wanted: Picture) -> None:
        """Wait until the same is to do as once before."""
        wait_until(lambda: np.array_equal(self.todo(), wanted), "the thing that was to do")

    def wait_for_receipt(self) -> str:
        """Wait for a receipt on the screen; gives its case code."""
        wait_until(lambda: self._display.has_focus(RECEIPT), "the receipt")
        return self._display.title(RECEIPT).rsplit(" ", 1)[-1]

    def wait_for_work(self) -> Picture:
        """Wait until the keys go to the program's own window; gives what is to do there."""
        wait_until(lambda: self._display.has_focus(WINDOW), "the program's window")
        return self.todo()

    def wait_until_written(self) -> None:
        """Wait until the desk's files have not changed for a moment."""
        stamps, since = self._stamps(), time.monotonic()

        def quiet() -> bool:
            nonlocal stamps, since
            now = self._stamps()
            if now != stamps:
                stamps, since = now, time.monotonic()
            return time.monotonic() - since > QUIET

        wait_until(quiet, "quiet files")

    def _stamps(self) -> tuple[int, ...]:
        files = sorted(self._desk.path.glob("desk.db*"))
        return tuple(number for file in files for number in (file.stat().st_size, file.stat().st_mtime_ns))

    # ---- what is kept

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Ask the encrypted records; only while the program does not run."""
        assert self._process is None, "the program has the records open"
        worker = self._desk.unlock(LOGIN, PIN)
        try:
            return worker.submit(work).result()
        finally:
            worker.close()

    def cases_of(self, day: date) -> list[Case]:
        """The cases that were received on a day, in the order of their codes."""

        def of_day(uow: UnitOfWork) -> list[Case]:
            codes = sorted(summary.code for summary in uow.cases.on_day(day))
            return [uow.cases.by_code(code) for code in codes]

        return self.read(of_day)

    def drafts(self) -> list[IntakeDraft]:
        """The drafts that are kept, the newest first."""
        found = [draft_from_json(kept.payload) for kept in self.read(lambda uow: uow.drafts.all())]
        return [draft for draft in found if draft is not None]
