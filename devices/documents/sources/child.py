"""A process of our own that may hang or die: spoken to over pipes, waited for within a limit, and ended for certain."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import devices
from devices.documents.sources.messages import FromProcess, ToProcess, read_answer, write_message

LOOK_EVERY = 0.05  # seconds between looks at the officer's wish to stop
END_TIMEOUT = 5.0


class ChildGoneError(Exception):
    """The process died, or speaks nonsense."""


class ChildSilentError(Exception):
    """The process said nothing within the limit."""


class ChildCancelledError(Exception):
    """The officer wants it to stop."""


FROZEN_MODULE = "--module"


def module_command(module: str) -> tuple[str, ...]:
    """The command that runs a module of this program in a new process; a frozen program runs it itself."""
    return (sys.executable, FROZEN_MODULE if getattr(sys, "frozen", False) else "-m", module)


class Child:
    """One process, for the length of a ``with``; leaving it ends the process and everything it started.

    Raises:
        ChildGoneError: It could not be started.
    """

    def __init__(self, command: Sequence[str]) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command is the program's own
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a driver that fills a pipe nobody reads would stand still
                cwd=None if getattr(sys, "frozen", False) else Path(devices.__file__).parents[1],
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                start_new_session=True,  # drivers fork; the group is ended as one
            )
        except OSError as error:
            raise ChildGoneError from error
        self._answers: queue.Queue[FromProcess | None] = queue.Queue(1)
        self._reader = threading.Thread(target=self._read, name="child-reader", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def say(self, message: ToProcess) -> None:
        """Tell it something.

        Raises:
            ChildGoneError: It is gone.
        """
        pipe = self._process.stdin
        if pipe is None:
            raise ChildGoneError
        try:
            write_message(pipe, message)
        except OSError as error:
            raise ChildGoneError from error

    def answer(self, limit: float, cancel: threading.Event | None = None) -> FromProcess:
        """What it says next, waited for at most `limit` seconds.

        Raises:
            ChildGoneError: It died, or what it said is no message.
            ChildSilentError: It said nothing in time.
            ChildCancelledError: `cancel` was set before it said anything.
        """
        until = time.monotonic() + limit
        while cancel is None or not cancel.is_set():
            try:
                answer = self._answers.get(timeout=LOOK_EVERY)
            except queue.Empty:
                if time.monotonic() >= until:
                    raise ChildSilentError from None
                continue
            if answer is None:
                raise ChildGoneError
            return answer
        raise ChildCancelledError

    def end(self) -> None:
        """End the process and what it started; returns when it is gone. Safe to call twice."""
        if self._process.returncode is not None:
            return  # its number may be another's by now
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            # One that the kernel holds in a dead device stays a while; the program does not wait for it.
            self._process.wait(END_TIMEOUT)
        while self._reader.is_alive():
            with contextlib.suppress(queue.Empty):
                self._answers.get(timeout=LOOK_EVERY)
            if self._process.returncode is None:
                return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _read(self) -> None:
        pipe = self._process.stdout
        answer: FromProcess | None = None
        while pipe is not None:
            try:
                answer = read_answer(pipe)
            except (ValueError, OSError):
                answer = None
            self._answers.put(answer)
            if answer is None:
                return
