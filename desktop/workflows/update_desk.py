"""New versions of the program at a desk: looked for, fetched, tried out, in force from the next start, taken back."""

import platform as this_pc
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from sync.desk.client import ProvinceClient
from sync.desk.connection import Connection
from sync.errors import ProtocolError
from updates.layout import BASE, Failed, Layout, State
from updates.proving import try_out
from updates.sources import FileSource, ProvinceSource, Source, bundles_in
from updates.taking import Offer, StoppedError, Taker

MACHINES = MappingProxyType({"amd64": "x86_64", "arm64": "aarch64"})


class UpdatePhase(StrEnum):
    """What is going on."""

    IDLE = ""
    LOOKING = "looking"
    FETCHING = "fetching"
    BUILDING = "building"
    TRYING = "trying"


@dataclass(frozen=True, slots=True)
class UpdateView:
    """What there is to show.

    Attributes:
        version: Of the running program.
        offer: What was found and is newer; None for nothing.
        looked: Whether something was looked for and nothing newer was found.
        ready: A version that lies here, tried out, and only has to be put in force; "" for none.
        following: The version from the next start on; None for no change.
        previous: The version that one could go back to; None for none.
        failed: What was taken back by itself last.
        news: The last day on which the newest signed manifest was news, once that is over; "" for nothing to say.
        phase: What is going on,
        done: so many bytes
        of_all: of so many.
    """

    version: str
    offer: Offer | None = None
    looked: bool = False
    ready: str = ""
    following: str | None = None
    previous: str | None = None
    failed: Failed | None = None
    news: str = ""
    phase: UpdatePhase = UpdatePhase.IDLE
    done: int = 0
    of_all: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    offer: Offer | None
    source: Source | None


class UpdateDesk:
    """The updates of one desk; lives on the main thread.

    Attributes:
        view: What there is to show.
        error: What went wrong last.
    """

    def __init__(
        self,
        taker: Taker,
        *,
        deliver: Deliver,
        post: Callable[[Callable[[], None]], None],
        clock: Callable[[], datetime],
        connection: Callable[[], Connection | None] = lambda: None,
        try_program: Callable[[Path], None] = try_out,
        permit: Callable[[], None] = lambda: None,
    ) -> None:
        """Look up what stands.

        Args:
            taker: Takes versions.
            deliver: Brings outcomes to this thread.
            post: Has a call made on this thread.
            clock: The desk's time.
            connection: To the province; None for a desk without one.
            try_program: Tries a version out.
            permit: Asked before anything is fetched or put in force; raises to refuse.
        """
        self._permit = permit
        self._taker = taker
        self._deliver = deliver
        self._post = post
        self._clock = clock
        self._connection = connection
        self._try = try_program
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="updates")
        self._observers: list[Callable[[], None]] = []
        self._source: Source | None = None
        self.error: CodedError | None = None
        self.view = UpdateView(taker.here.version)
        self.refresh()

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    def close(self) -> None:
        """Stop, also in the middle: what was fetched stays for the next time."""
        self._taker.stop.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def refresh(self) -> None:
        """Look up what stands."""
        state, today = self._taker.layout.read(), self._clock().date()
        over = state.news and state.news < today.isoformat()
        self._show(
            ready=state.ready,
            following=None if state.following is None else self._name(state, state.following),
            previous=None if state.previous is None else self._name(state, state.previous),
            failed=state.failed,
            news=state.news if over else "",
        )

    # ---- looking

    def look_in(self, folder: Path) -> None:
        """Look for a newer version on a stick or in a folder."""

        def work() -> _Found:
            sources = [FileSource(path) for path in bundles_in(folder)]
            best = self._taker.best_of(sources, self._clock().date())
            return _Found(None, None) if best is None else _Found(*best)

        self._start(UpdatePhase.LOOKING, self._thread.submit(work), self._on_found)

    def look_at_province(self) -> None:
        """Ask the province for a newer version."""
        connection, platform = self._connection(), self._taker.here.platform
        if connection is None or not connection.url:
            self._fail(CodedError("SYNC-069"))
            return

        def part(sequence: int, offset: int, length: int) -> bytes:
            with ProvinceClient(connection) as client:
                return client.release_part(platform, sequence, offset, length)

        def work() -> _Found:
            try:
                with ProvinceClient(connection) as client:
                    envelope = client.release(platform)
            except ProtocolError as error:
                raise CodedError(error.code) from None
            if envelope is None:
                return _Found(None, None)
            offer = self._taker.examine(envelope, self._clock().date())
            sequence = offer.release.sequence if offer is not None else 0
            return _Found(offer, ProvinceSource(envelope, sequence, part))

        self._start(UpdatePhase.LOOKING, self._thread.submit(work), self._on_found)

    def _on_found(self, found: _Found) -> None:
        self._source = found.source
        self._show(offer=found.offer, looked=found.offer is None)
        self.refresh()

    # ---- taking

    def take(self) -> None:
        """Fetch what was found, build it and try it out; nothing of it is in force yet."""
        offer, source, taker = self.view.offer, self._source, self._taker
        if offer is None or source is None or not self._may():
            return

        def work() -> str:
            taker.fetch(offer, source, self._tell)
            self._post(lambda: self._show(phase=UpdatePhase.BUILDING, done=0, of_all=0))
            folder = taker.build(offer)
            self._post(lambda: self._show(phase=UpdatePhase.TRYING, done=0, of_all=0))
            self._try(folder / offer.release.program)
            taker.ready(offer)
            return offer.release.version

        self._start(UpdatePhase.FETCHING, self._thread.submit(_stoppable(work)), self._on_ready)

    def _on_ready(self, version: str) -> None:
        if version:
            self._show(offer=None)
        self.refresh()

    def put_in_force(self) -> None:
        """The version that is ready is started from the next time on; days are closed by the one that runs."""
        if self._may():
            put_in_force(self._taker.layout)
            self.refresh()

    def keep(self) -> None:
        """Nothing changes at the next start after all."""
        if self._may():
            keep_this(self._taker.layout)
            self.refresh()

    def go_back(self) -> None:
        """The version before is started from the next time on."""
        if not self._may():
            return
        try:
            self._taker.layout.change(following=way_back(self._taker.layout.read()))
        except CodedError as error:
            self._fail(error)
        self.refresh()

    # ---- the parts

    def _may(self) -> bool:
        try:
            self._permit()
        except CodedError as error:
            self._fail(error)
            return False
        return True

    def _tell(self, done: int, of_all: int) -> None:
        """On the updates' thread."""
        self._post(lambda: self._show(done=done, of_all=of_all))

    def _start(self, phase: UpdatePhase, future: "Future[object]", success: Callable[..., None]) -> None:
        self.error = None
        self._show(phase=phase, done=0, of_all=0)

        def done(outcome: object) -> None:
            self._show(phase=UpdatePhase.IDLE)
            success(outcome)

        self._deliver(future, done, self._fail)

    def _fail(self, error: CodedError) -> None:
        self.error = error
        self._show(phase=UpdatePhase.IDLE)
        self.refresh()

    def _name(self, state: State, version: str) -> str:
        return version if version != BASE else state.base

    def _show(self, **changes: object) -> None:
        self.view = replace(self.view, **changes)  # type: ignore[arg-type]
        for observer in tuple(self._observers):
            observer()


def put_in_force(layout: Layout) -> None:
    """Have the version that is ready started from the next time on.

    Raises:
        CodedError: UPD-022: there is none.
    """
    ready = layout.read().ready
    if not ready:
        raise CodedError("UPD-022")
    layout.change(following=ready, ready="", failed=None)


def keep_this(layout: Layout) -> None:
    """Nothing changes at the next start after all; a version that was ordered is ready again."""
    state = layout.read()
    ready = state.ready if state.following == state.previous else state.following
    layout.change(following=None, ready=ready or "")


def way_back(state: State) -> str:
    """The version that was before, if its program can open the data as they are now.

    Raises:
        CodedError: UPD-015: there is none; UPD-016: the data were brought to a newer form since.
    """
    if state.previous is None or state.trial is not None:
        raise CodedError("UPD-015")
    now, then = state.schemas.get(state.current, ""), state.schemas.get(state.previous, "")
    if not then or now != then:
        raise CodedError("UPD-016", version=state.previous or state.base)
    return state.previous


def this_platform() -> str:
    """``linux-x86_64``, as bundles name it."""
    machine = this_pc.machine().lower()
    system = "windows" if sys.platform == "win32" else "linux"
    return f"{system}-{MACHINES.get(machine, machine)}"


def _stoppable(work: Callable[[], str]) -> Callable[[], str]:
    """What was stopped is no error: there is just nothing new."""

    def run() -> str:
        try:
            return work()
        except StoppedError:
            return ""

    return run
