"""The drafts put aside today: a button that counts them, a menu that opens one."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.records.drafts import KeptDraft
from desktop.screens.building import give_icon, name_button
from desktop.workflows.intake_draft import IntakeDraft, draft_from_json
from desktop.workflows.ports import Deliver
from devices.errors import CodedError
from devices.identity import Field


class DraftsButton(QPushButton):
    """Shows how many other drafts there are.

    Signals:
        chosen: The text of the draft to open.
        failed: The drafts could not be read.
    """

    chosen = Signal(str)
    failed = Signal(object)

    def __init__(self, drafts: Callable[[], Future[list[KeptDraft]]], deliver: Deliver) -> None:
        super().__init__()
        self._drafts = drafts
        self._deliver = deliver
        self._open_draft = ""
        self._others = 0
        self._short = False
        give_icon(self, "archive")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.hide()

    def refresh(self, open_draft: str) -> None:
        """Count again; the draft that is open is not counted."""
        self._open_draft = open_draft
        self._deliver(self._drafts(), self._show, self._on_failed)

    def _on_failed(self, error: CodedError) -> None:
        self.failed.emit(error)

    def _show(self, kept: list[KeptDraft]) -> None:
        self._menu.clear()
        self._others = 0
        for draft in kept:
            content = draft_from_json(draft.payload)
            if content is not None and draft.id != self._open_draft:
                action = self._menu.addAction(f"{draft.saved_at:%H:%M} · {self._name(content)}")
                action.triggered.connect(partial(self._choose, draft.payload))
                self._others += 1
        self._name_itself()
        self.setVisible(self._others > 0)

    def set_short(self, short: bool) -> None:
        """Have a short name, where there is little room."""
        self._short = short
        self._name_itself()

    def _name_itself(self) -> None:
        text = self.tr("Nháp ({0})") if self._short else self.tr("Nháp đã cất ({0})")
        name_button(self, text.format(self._others))

    def _choose(self, payload: str, _checked: bool = False) -> None:
        self.chosen.emit(payload)

    def _name(self, draft: IntakeDraft) -> str:
        return draft.applicant.text(Field.FULL_NAME) or self.tr("chưa có tên")
