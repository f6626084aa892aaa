"""Keeps the open draft on disk, one write at a time."""

from collections.abc import Callable

from desktop.workflows.intake_draft import IntakeDraft
from desktop.workflows.ports import Deliver, IntakeStore
from devices.errors import CodedError


class DraftKeeper:
    """Writes each change of a draft at once; changes during a write are written together after it."""

    def __init__(self, store: IntakeStore, deliver: Deliver, on_failed: Callable[[CodedError], None]) -> None:
        self._store = store
        self._deliver = deliver
        self._on_failed = on_failed
        self._waiting: IntakeDraft | None = None
        self._writing = False
        self._closed = False

    def keep(self, draft: IntakeDraft) -> None:
        """Write a draft, or wipe it if nothing is left in it."""
        self._waiting = draft
        if not self._writing:
            self._write()

    def forget(self) -> None:
        """Write no change any more that still waits: the draft has become a case, or is wiped."""
        self._waiting = None

    def wipe(self, draft: IntakeDraft) -> None:
        """Wipe a draft that was kept."""
        self.forget()
        self._deliver(self._store.drop_draft(draft.id), _nothing, self._on_failed)

    def close(self) -> None:
        """The program ends: hand what still waits to the store, and ask nothing of it afterwards."""
        self._write()
        self._closed = True

    def _write(self) -> None:
        draft, self._waiting = self._waiting, None
        if draft is None or self._closed:
            return
        self._writing = True
        write = (
            self._store.drop_draft(draft.id) if draft.is_empty else self._store.save_draft(draft.id, draft.to_json())
        )
        self._deliver(write, self._written, self._failed)

    def _written(self, _: object) -> None:
        self._writing = False
        self._write()

    def _failed(self, error: CodedError) -> None:
        self._writing = False
        self._on_failed(error)


def _nothing(_: object) -> None:
    """For a write whose success changes nothing."""
