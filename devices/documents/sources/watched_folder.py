"""A folder that an office machine scans to: its files become pages, each once, and leave when their pages are safe.

It is looked at again and again, because shares tell of no changes. A file is taken when it has not changed between two
looks and can be read to its end. Its pages are known by the content's hash, so that a crash between keeping the last
page and removing the file, or the same file copied twice, gives no page twice.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from devices.documents.sources.child import ChildCancelledError
from devices.documents.sources.folder_files import Fingerprint, clear_away, listed, read
from devices.documents.sources.folder_state import GONE, Condition, FileState, FolderState
from devices.documents.sources.opening_process import Opener, Pages, opened_apart
from devices.documents.sources.source import Ended, RawPage, ScanOutcome, ScanProfile, SourceInfo, SourceKind
from devices.errors import CodedError

LOOK_EVERY = 2.0  # seconds
RETRY_EVERY = 60.0  # seconds; some copies change neither size nor time when they become whole
MARK_DIGITS = 12  # of the hash, before a name in the sub-folder


@dataclass(slots=True)
class _Known:
    fingerprint: Fingerprint
    state: FileState
    digest: str = ""
    tried: float = 0.0


class WatchedFolder:
    """One folder; see `devices.documents.sources.source.PageSource`. A scan of it goes on until it is cancelled.

    Args:
        folder: The folder; it may be away.
        already: Whether a page with this `RawPage.origin` is kept already; `keep` makes it so, for good.
        on_state: Told of the folder's state when it changed, on the scan's thread.
        done: The name of a sub-folder that files are moved to; "" to remove them.
        opener: What makes pages of a file's bytes.
    """

    def __init__(
        self,
        folder: Path,
        already: Callable[[str], bool],
        on_state: Callable[[FolderState], None] = lambda _: None,
        *,
        done: str = "",
        opener: Opener = opened_apart,
        look_every: float = LOOK_EVERY,
        retry_every: float = RETRY_EVERY,
    ) -> None:
        if done and Path(done).name != done:
            raise ValueError("a sub-folder's name has no path in it")
        self._folder = folder
        self._already = already
        self._on_state = on_state
        self._done = done
        self._opener = opener
        self._look_every = look_every
        self._retry_every = retry_every
        self._known: dict[str, _Known] = {}
        self._error: CodedError | None = None

    @property
    def info(self) -> SourceInfo:
        """The folder's path and name."""
        return SourceInfo(str(self._folder), self._folder.name or str(self._folder), SourceKind.FOLDER)

    def scan(self, profile: ScanProfile, keep: Callable[[RawPage], None], cancel: threading.Event) -> ScanOutcome:
        """Take what comes until `cancel` is set; see `PageSource.scan`. Of the profile only the resolution counts."""
        pages = 0

        def keep_and_count(page: RawPage) -> None:
            nonlocal pages
            keep(page)
            pages += 1

        told: FolderState | None = None
        while not cancel.is_set():
            state = self.look(profile, keep_and_count, cancel)
            if state != told:
                self._on_state(state)
                told = state
            cancel.wait(self._look_every)
        return ScanOutcome(pages, Ended.CANCELLED)

    def look(self, profile: ScanProfile, keep: Callable[[RawPage], None], cancel: threading.Event) -> FolderState:
        """Look once and take what has become whole; the state after it. What `keep` raises comes out."""
        try:
            found = listed(self._folder)
        except OSError as error:
            self._known.clear()
            self._set_error("PAGE-031" if isinstance(error, PermissionError) else "PAGE-030")
            return FolderState(self._error)
        self._error = None
        self._known = {name: self._known[name] for name, _ in found if name in self._known}
        files = []
        for name, fingerprint in found:
            known = self._known.get(name)
            if known is None or known.fingerprint != fingerprint:
                known = self._known[name] = _Known(fingerprint, FileState(_shown(name), Condition.ARRIVING))
            elif not cancel.is_set():
                self._advance(name, known, profile.dpi, keep, cancel)
            if known.state.condition in GONE:
                del self._known[name]
            files.append(known.state)
        return FolderState(files=tuple(files))

    def _advance(
        self, name: str, known: _Known, dpi: int, keep: Callable[[RawPage], None], cancel: threading.Event
    ) -> None:
        """Do the next thing with a file that did not change since the last look."""
        condition = known.state.condition
        if condition is Condition.LEFT_BEHIND:
            self._clear_away(name, known, replace(known.state, condition=Condition.TAKEN, error=None))
            return
        if condition is not Condition.ARRIVING and time.monotonic() - known.tried < self._retry_every:
            return
        known.tried = time.monotonic()
        data = self._read(name, known)
        if data is None:
            return
        digest = hashlib.sha256(data).hexdigest()
        if condition is not Condition.ARRIVING and digest == known.digest:
            return  # it would fail as it did
        known.digest = digest
        self._take(name, known, self._opener(data, dpi, cancel), keep, cancel)

    def _read(self, name: str, known: _Known) -> bytes | None:
        """A file's bytes, or None with its state set."""
        condition, problem = Condition.ARRIVING, None
        try:
            data = read(self._folder, name, known.fingerprint)
        except CodedError as error:
            condition, problem = Condition.REFUSED, error
        except PermissionError:
            # Windows says so of a file that is still written, too.
            condition, problem = Condition.INCOMPLETE, CodedError("PAGE-031", folder=self.info.name)
        except OSError:
            pass  # it left, or the folder did: the next look tells
        else:
            if data is not None:
                return data
        if problem is None or known.state.error is None or problem.code != known.state.error.code:
            known.state = FileState(known.state.name, condition, problem)
        return None

    def _take(
        self, name: str, known: _Known, pages: Pages, keep: Callable[[RawPage], None], cancel: threading.Event
    ) -> None:
        """Keep a file's pages, those that are not kept already, and let the file go."""
        kept = 0
        with closing(pages):
            while True:
                try:
                    page = None if cancel.is_set() else next(pages, None)
                except ChildCancelledError:
                    page = None
                except CodedError as error:
                    condition = Condition.INCOMPLETE if error.code == "PAGE-021" else Condition.REFUSED
                    known.state = FileState(known.state.name, condition, error, kept)
                    return
                if page is None:
                    break
                origin = f"sha256:{known.digest}#{page.number}"
                if not self._already(origin):
                    keep(replace(page, origin=origin))
                    kept += 1
        if cancel.is_set():
            known.state = FileState(known.state.name, Condition.ARRIVING, pages=kept)
            return
        condition = Condition.TAKEN if kept else Condition.SEEN_BEFORE
        self._clear_away(name, known, FileState(known.state.name, condition, pages=kept))

    def _clear_away(self, name: str, known: _Known, then: FileState) -> None:
        try:
            if clear_away(self._folder, name, known.fingerprint, self._done, known.digest[:MARK_DIGITS]):
                known.state = then
            else:
                # Another file came under the name: the next look sees it.
                known.state = replace(then, condition=Condition.ARRIVING)
        except OSError:
            if known.state.condition is not Condition.LEFT_BEHIND:
                problem = CodedError("PAGE-032", folder=self.info.name)
                known.state = replace(then, condition=Condition.LEFT_BEHIND, error=problem)

    def _set_error(self, code: str) -> None:
        """The same problem stays the same error: then the state has not changed."""
        if self._error is None or self._error.code != code:
            self._error = CodedError(code, folder=self.info.name)


def _shown(name: str) -> str:
    """A name that any screen can show; a share's names need not be text."""
    return name.encode("utf-8", "replace").decode("utf-8")
