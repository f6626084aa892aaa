"""The citizen's side of an intake: which page the second screen shows, and what the citizen answers there.

```
          a field shown changes         a procedure is chosen          saved            time / officer    face
  IDLE ────────────────────▶ CONFIRM ────────────────────▶ PAPERS ──────────▶ APPOINTMENT ────▶ FACES ────▶ THANKS
    ▲                           │  ▲        officer           │                    │              │           │
    │                           │  └──────────────────────────┘                    │              │           │
    └── another draft · cleared · another card · hidden · locked · day closed · nothing for a while ──────────┘
```

`page` alone holds a citizen's data. It is made anew from the open draft at every change, never added to,
and is the page of nobody as soon as any of the things above happens: nothing waits for an event loop.
"""

import time
from collections.abc import Callable
from types import MappingProxyType

from desktop.records.cases import Case
from desktop.records.citizen_settings import CitizenSettings, ScreenUse
from desktop.records.desk_facts import FactKind
from desktop.workflows.citizen_pages import (
    CitizenPage,
    CitizenStage,
    appointment_page,
    confirm_page,
    papers_page,
    shown_fields,
)
from desktop.workflows.intake import Intake, IntakeState
from desktop.workflows.matching import Match, compare
from devices.identity import Field

_NOBODY = CitizenPage()
# How long a page stays, in seconds; of the first two since the officer last did something.
STAYS = MappingProxyType(
    {
        CitizenStage.TICKET: 8.0,
        CitizenStage.CONFIRM: 180.0,
        CitizenStage.PAPERS: 180.0,
        CitizenStage.APPOINTMENT: 40.0,
        CitizenStage.FACES: 30.0,
        CitizenStage.THANKS: 5.0,
    }
)


class CitizenView:
    """Follows an intake.

    Attributes:
        page: What is shown.
        settings: What may be shown.
    """

    def __init__(
        self,
        intake: Intake,
        settings: CitizenSettings,
        *,
        count: Callable[[FactKind], None],
        qr_text: Callable[[Case], str],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Show nothing until `set_open`.

        Args:
            intake: Whose open draft is shown.
            settings: What may be shown.
            count: Counts one face pressed.
            qr_text: What the code of a case's receipt holds.
            seconds: A clock that only goes forward.
        """
        self._intake = intake
        self.settings = settings
        self._count = count
        self._qr_text = qr_text
        self._seconds = seconds
        self._observers: list[Callable[[], None]] = []
        self._open = self._locked = False
        self._end: CitizenStage | None = None
        self._seen: tuple[tuple[Field, str], ...] | None = None
        self._answer: bool | None = None
        self._ticket: tuple[int, int] | None = None
        self._voted = False
        self.page = _NOBODY
        self._follow_draft()
        intake.subscribe(self._on_intake)

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._observers.append(observer)

    @property
    def is_open(self) -> bool:
        """Whether there is a screen that shows it."""
        return self._open

    @property
    def can_show(self) -> bool:
        """Whether there is somebody whose data could be shown and are not."""
        return self._open and not self._locked and self.page.stage is CitizenStage.IDLE and self._somebody()

    # ---- what the officer does

    def set_open(self, is_open: bool) -> None:
        """A window shows it, or none does any more."""
        if is_open != self._open:
            self._open = is_open
            self._refresh()

    def use(self, settings: CitizenSettings) -> None:
        """Show what the officer lets show from now on."""
        self.settings = settings
        self._refresh()

    def show(self, stage: CitizenStage) -> None:
        """Go to the page of confirming, of papers, of the appointment or of the faces, where the intake is so far."""
        self._hidden = self._rested = False
        if self._intake.state is IntakeState.SAVED:
            asked_again = stage is CitizenStage.FACES and (self._voted or not self.settings.faces)
            if stage in {CitizenStage.APPOINTMENT, CitizenStage.FACES} and not asked_again:
                self._end = stage
        elif stage in {CitizenStage.CONFIRM, CitizenStage.PAPERS}:
            self._step = stage
        self._refresh()

    def show_again(self) -> None:
        """Show what was hidden, or rests."""
        self.show(CitizenStage.APPOINTMENT if self._intake.state is IntakeState.SAVED else self._step)

    def confirm_orally(self) -> None:
        """The citizen said that it is right."""
        self._take_answer(right=True)

    def hide(self) -> None:
        """Show nothing of this citizen any more, until the officer wants it or another draft is opened."""
        self._hidden = True
        self._drop()

    def obscure(self) -> None:
        """The desk is locked: show nothing, at once, whatever happens, until `reveal`."""
        self._locked = True
        self._drop()

    def reveal(self) -> None:
        """The desk is unlocked; who stood there before is shown only after the officer does something."""
        self._locked = False
        self._drop()

    # ---- what the citizen does

    def answer(self, *, right: bool) -> None:
        """The citizen pressed that the data are right, or not."""
        self._take_answer(right=right)

    def vote(self, face: FactKind) -> None:
        """The citizen pressed a face: counted once for a case that was received."""
        if self.page.stage is CitizenStage.FACES and not self._voted:
            self._voted = True
            self._end = CitizenStage.THANKS
            self._refresh()
            self._count(face)

    def show_ticket(self, number: int, ahead: int) -> None:
        """Show a queue number that was just taken, where nobody is being served."""
        if self.page.stage is CitizenStage.IDLE and self.settings.use is ScreenUse.COUNTER:
            self._ticket = (number, ahead)
            self._refresh()

    # ---- time

    def tick(self) -> None:
        """Let what has been there long enough go on or go; to be called about once a second."""
        stage = self.page.stage
        if stage not in STAYS or self._seconds() - self._since < STAYS[stage]:
            return
        if stage is CitizenStage.TICKET:
            self._ticket = None
        elif stage in {CitizenStage.CONFIRM, CitizenStage.PAPERS}:
            self._drop()
            return
        elif stage is CitizenStage.APPOINTMENT and self.settings.faces and not self._voted:
            self._end = CitizenStage.FACES
        else:
            self._end = CitizenStage.IDLE
        self._refresh()

    # ---- inside

    def _follow_draft(self) -> None:
        """Begin with a draft; nothing of another is kept."""
        self._draft = self._intake.draft.id
        self._step = CitizenStage.CONFIRM
        self._end = self._seen = self._answer = self._ticket = None
        self._procedure = ""
        self._hidden = self._rested = self._voted = False
        self._since = self._seconds()

    def _on_intake(self) -> None:
        if self._intake.draft.id != self._draft:
            self._follow_draft()
        self._since = self._seconds()
        self._rested = False
        if self._intake.state is IntakeState.SAVED and self._end is None:
            self._end = CitizenStage.APPOINTMENT
        self._refresh()

    def _watch(self) -> None:
        """Go to what changed last: the data, or the procedure. What was confirmed counts for the same data alone."""
        fields, procedure = shown_fields(self._intake, self.settings), self._intake.draft.procedure_code
        if fields != self._seen:
            self._answer = None
            if self._seen is not None or not procedure:
                self._step = CitizenStage.CONFIRM
            self._seen = fields
        if procedure != self._procedure:
            self._procedure = procedure
            self._step = CitizenStage.PAPERS if procedure else CitizenStage.CONFIRM

    def _take_answer(self, *, right: bool) -> None:
        if self.page.stage is CitizenStage.CONFIRM:
            self._answer = right
            self._since = self._seconds()
            if right and self._procedure:
                self._step = CitizenStage.PAPERS
            self._refresh()

    def _drop(self) -> None:
        """Nothing of this citizen stays, neither shown nor remembered."""
        self._rested = True
        self._ticket = None
        if self._intake.state is IntakeState.SAVED:
            self._end = CitizenStage.IDLE
        self._refresh()

    def _somebody(self) -> bool:
        intake = self._intake
        pending = intake.pending
        if pending is not None and compare(intake.draft.applicant, pending.identity) is not Match.SAME:
            return False  # another card lies there: whoever stands before the screen may have changed
        if self.settings.use is ScreenUse.BOARD:
            return False
        return intake.state is not IntakeState.EMPTY

    def _made(self) -> CitizenPage:
        intake = self._intake
        if not self._open or self._locked or self._hidden or self._rested or not self._somebody():
            return _NOBODY
        if intake.saved is not None and intake.state is IntakeState.SAVED:
            if self._end is CitizenStage.APPOINTMENT:
                return appointment_page(intake.saved, self._qr_text)
            return _NOBODY if self._end is None else CitizenPage(self._end)
        self._watch()
        if self._step is CitizenStage.PAPERS and intake.procedure is not None:
            return papers_page(intake)
        return confirm_page(intake, self.settings, answer=self._answer) if self._seen else _NOBODY

    def _refresh(self) -> None:
        page = self._made()
        if page.stage is not CitizenStage.IDLE or self.settings.use is ScreenUse.BOARD:
            self._ticket = None
        elif self._ticket is not None and self._open and not self._locked:
            page = CitizenPage(CitizenStage.TICKET, ticket=self._ticket)
        if page.stage not in {CitizenStage.CONFIRM, CitizenStage.PAPERS}:
            self._seen = self._answer = None
        if page.stage is not self.page.stage:
            self._since = self._seconds()
        self.page = page
        for observer in tuple(self._observers):
            observer()
