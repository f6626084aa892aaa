"""The card on the reader beside an intake, as named states. No widget and no reader is known here.

```
 NO_READER ◀─▶ IDLE ──card──▶ NEEDS_NUMBER / WRONG_NUMBER ──number──▶ READING ──▶ TEXT ──▶ DONE
                 ▲                                                      │  ▲        │        │
                 └──────────── lifted ────────── TOO_EARLY ◀── lifted ──┘  └─ same card again│
                                     FORGED, FAILED: from anywhere; SEVERAL: a second card ◀─┘
```

A chip's reading reaches the draft only if its number is the applicant's or the submitter's there. Somebody else's waits
for nobody: an officer who means that person scans their QR code, and the intake asks. The photo lives in `photo` and
nowhere else; it is gone as soon as the card is, or the draft is another, or another reading begins.

A card that was read is handed back and the form stays: the case goes on without it. A card lifted before its text was
there has left nothing in the form.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from desktop.records.catalogue.models import ChipDetail
from desktop.workflows.intake import Intake, IntakeState
from desktop.workflows.person_form import PersonForm
from devices.errors import CodedError
from devices.identity import CitizenIdentity, Field
from devices.smartcard.authenticity.verdicts import Answer, Verdicts
from devices.smartcard.channel.access import AccessMethod
from devices.smartcard.channel.passwords import AccessKey, access_key
from devices.smartcard.datagroups.dg2 import FaceImage
from devices.smartcard.datagroups.dg13 import Dg13Field
from devices.smartcard.document import ChipDocument, Phase
from devices.smartcard.identity import identity_from_chip
from devices.smartcard.readers import ReaderCondition, ReadersState, ServiceCondition
from devices.smartcard.station_events import (
    Attempted,
    CardLaid,
    CardLifted,
    KeyNeeded,
    Progressed,
    ReadersChanged,
    ReadingDone,
    ReadingFailed,
    SeveralCards,
    StationEvent,
    TextRead,
)

# What a case keeps of a person (`PersonDetails`); the chip says more, and the draft shall not hold it.
RECORDED = frozenset(
    {
        Field.NUMBER,
        Field.OLD_NUMBER,
        Field.FULL_NAME,
        Field.BIRTH_DATE,
        Field.SEX,
        Field.RESIDENCE,
        Field.ISSUE_DATE,
    }
)
DETAILS = MappingProxyType(
    {
        ChipDetail.RELIGION: Dg13Field.RELIGION,
        ChipDetail.FEATURES: Dg13Field.FEATURES,
        ChipDetail.PARENTS: Dg13Field.PARENTS,
        ChipDetail.SPOUSES: Dg13Field.SPOUSES,
    }
)


class ChipState(StrEnum):
    """Where the card on the reader stands."""

    NO_SERVICE = "no_service"
    NO_READER = "no_reader"
    IDLE = "idle"
    SEVERAL = "several"
    MUTE = "mute"  # a card that does not answer
    IN_USE = "in_use"  # a card that another program holds
    NEEDS_NUMBER = "needs_number"
    WRONG_NUMBER = "wrong_number"
    READING = "reading"
    TEXT = "text"  # in the form; the photo is on its way
    DONE = "done"
    TOO_EARLY = "too_early"  # lifted before it was done: put down again, it goes on
    FAILED = "failed"
    FORGED = "forged"


_TROUBLES = frozenset({ChipState.MUTE, ChipState.IN_USE})
_OVER = frozenset({ChipState.TOO_EARLY, ChipState.FAILED, ChipState.FORGED})


class ChipDesk:
    """What the intake screen shows of the chip.

    Attributes:
        state: Where it stands.
        share: How much of the photo is read, 0 to 1.
        waiting: Seconds that are waited after a wrong password, while they are.
        error: Why it failed.
        verdicts: Of the last reading for the open draft; None without one.
        method: How that chip was opened.
        photo: The face, only while the card lies there and the draft is its holder's.
        details: What the procedure asks for besides, in the chip's words; gone with the photo.
    """

    def __init__(
        self,
        intake: Intake,
        offer: Callable[[Sequence[AccessKey]], None],
        take: Callable[[CitizenIdentity], None],
        retry: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        """Watch an intake.

        Args:
            intake: The intake.
            offer: Takes the numbers that the next card may have.
            take: Takes a reading whose number is in the open draft; `Intake.scan` or what stands before it.
            retry: Has the card read anew.
            clock: The desk's time.
        """
        self._intake = intake
        self._offer = offer
        self._take = take
        self._retry = retry
        self._clock = clock
        self._observers: list[Callable[[], None]] = []
        self._readers: ReadersState | None = None
        self._reading = 0
        self._lies_there = False
        self._offered: tuple[AccessKey, ...] = ()
        self._left_behind = False  # a card lies there whose reading was for a draft that is no longer open
        self._details_wanted: frozenset[ChipDetail] = frozenset()
        self.state = ChipState.NO_READER
        self._forget()
        intake.subscribe(self._on_intake)

    def _forget(self) -> None:
        """Drop everything of the citizen."""
        self.share = 0.0
        self.waiting = 0.0
        self.error: CodedError | None = None
        self.verdicts: Verdicts | None = None
        self.method: AccessMethod | None = None
        self._holder = ""
        self._waiting: _Waiting | None = None
        self._hide()

    def _hide(self) -> None:
        self.photo: FaceImage | None = None
        self.details: tuple[tuple[ChipDetail, str], ...] = ()

    def subscribe(self, observer: Callable[[], None]) -> None:
        """Have `observer` called after every change, on the thread of the change."""
        self._observers.append(observer)

    def read_again(self) -> None:
        """The officer wants the card read anew."""
        self._retry()

    @property
    def card_lies_there(self) -> bool:
        """Whether a card is on a reader."""
        return self._lies_there

    # ---- what the station tells

    def hear(self, event: StationEvent) -> None:
        """Take an event; one of an earlier reading is passed over."""
        if isinstance(event, ReadersChanged):
            self._readers = event.state
            if not self._lies_there:
                self._on_readers()
        elif isinstance(event, SeveralCards):
            self._hide()
            self._set(ChipState.SEVERAL)
        elif isinstance(event, CardLaid):
            self._begin(event.reading)
        elif event.reading == self._reading:
            self._hear_of_reading(event)
        for observer in tuple(self._observers):
            observer()

    def _on_readers(self) -> None:
        """Something changed at the readers, where no card lies that can be read."""
        trouble = self._trouble()
        if not self._holder and (trouble is not None or self.state in _TROUBLES):
            self.verdicts = self.method = None  # they are of a card that is gone, and of nobody in the draft
        if trouble is not None:
            self._set(trouble)
        elif self.state not in {ChipState.TOO_EARLY, ChipState.FORGED}:
            self._rest()

    def _trouble(self) -> ChipState | None:
        """A card that is there and cannot be read."""
        conditions = {reader.condition for reader in self._readers.readers} if self._readers is not None else set()
        if ReaderCondition.MUTE in conditions:
            return ChipState.MUTE
        return ChipState.IN_USE if ReaderCondition.IN_USE in conditions else None

    def _begin(self, reading: int) -> None:
        self._reading = reading
        self._lies_there = True
        self._left_behind = False
        self._forget()
        self._set(ChipState.READING)

    def _hear_of_reading(self, event: StationEvent) -> None:
        if isinstance(event, KeyNeeded):
            self._set(ChipState.WRONG_NUMBER if event.refused else ChipState.NEEDS_NUMBER)
        elif isinstance(event, Attempted):
            self.waiting = event.attempt.pause
            self._set(ChipState.READING)
        elif isinstance(event, Progressed):
            self._progress(event)
        elif isinstance(event, TextRead):
            self._on_text(event.document)
        elif isinstance(event, ReadingDone):
            self._on_done(event.document)
        elif isinstance(event, ReadingFailed):
            self.error = event.error
            self._hide()
            if self.state is not ChipState.FORGED:
                self._set(ChipState.TOO_EARLY if event.resumable and not self._cancelled(event) else ChipState.FAILED)
        elif isinstance(event, CardLifted):
            self._lies_there = self._left_behind = False
            if self._waiting is not None:
                self._waiting = _Waiting(self._waiting.identity, None)
            self._hide()
            self._on_readers()

    def _cancelled(self, event: ReadingFailed) -> bool:
        return event.error.code == "CHIP-001" and self._lies_there

    def _progress(self, event: Progressed) -> None:
        progress = event.progress
        self.waiting = 0.0
        if progress.phase is Phase.PHOTO and progress.total:
            self.share = progress.done / progress.total
        elif self.state not in {ChipState.TEXT, ChipState.FORGED}:
            self._set(ChipState.READING)

    def _on_text(self, document: ChipDocument) -> None:
        self.verdicts, self.method = document.verdicts, document.method
        if document.verdicts.data_genuine.answer is Answer.NO:
            self._set(ChipState.FORGED)
            return
        self._set(ChipState.TEXT)
        self._holder = document.dg1.personal_number
        identity = _as_recorded(identity_from_chip(document, today=self._clock().date()))
        if self._is_in_draft(self._holder):
            self._read_details(document)
            self._fill(identity)
        elif self._is_pending(self._holder):
            self._waiting = _Waiting(identity, None)

    def _on_done(self, document: ChipDocument) -> None:
        self.verdicts, self.method = document.verdicts, document.method
        if document.verdicts.data_genuine.answer is Answer.NO:
            self._waiting = None
            self._hide()
            self._set(ChipState.FORGED)
            return
        self._set(ChipState.DONE)
        self._holder = document.dg1.personal_number
        face = document.dg2.faces[0] if document.dg2 is not None else None
        if self._waiting is not None:
            self._waiting = _Waiting(self._waiting.identity, face)
        elif self._is_in_draft(self._holder):
            self.photo = face

    def _fill(self, identity: CitizenIdentity) -> None:
        """Give a reading to the draft that has its number. The applicant's card is never taken for the submitter's."""
        self._waiting = None
        if not (self._intake.expecting_submitter and identity.number == self._intake.draft.applicant.number):
            self._take(identity)

    def _read_details(self, document: ChipDocument) -> None:
        """Keep only what the procedure asks for; the rest of the sensitive fields is not looked at."""
        dg13 = document.dg13
        found: list[tuple[ChipDetail, str]] = []
        for detail in ChipDetail:
            if dg13 is not None and detail in self._details_wanted:
                texts = dg13.texts.get(DETAILS[detail], ())
                if texts:
                    found.append((detail, ", ".join(texts)))
        self.details = tuple(found)

    # ---- what the intake tells

    def _on_intake(self) -> None:
        intake, waiting = self._intake, self._waiting
        if waiting is not None and self._is_in_draft(waiting.identity.number):
            self.photo = waiting.photo if self._lies_there else None
            self._fill(waiting.identity)
        elif waiting is not None and not self._is_pending(waiting.identity.number):
            # Between deciding for a new case and its first field the draft is empty for a moment.
            if intake.state is not IntakeState.EMPTY:
                self._leave()
        elif waiting is None and self._is_past():
            self._leave()
        self._want_details()
        self._offer_numbers()
        for observer in tuple(self._observers):
            observer()

    def _is_past(self) -> bool:
        """Whether what is shown belongs to a draft that is no longer open."""
        if self._holder:
            return not self._is_in_draft(self._holder)
        return self._intake.state is IntakeState.EMPTY and not self._lies_there and self.state in _OVER

    def _leave(self) -> None:
        """The draft is no longer the holder's: nothing of them may be seen beside another's."""
        self._forget()
        self._left_behind = self._lies_there
        if self.state in {ChipState.TEXT, ChipState.DONE} | _OVER:
            self._rest()

    def _want_details(self) -> None:
        procedure = self._intake.procedure
        wanted = frozenset(procedure.chip_details) if procedure is not None else frozenset()
        more = wanted - self._details_wanted
        self._details_wanted = wanted
        self.details = tuple(entry for entry in self.details if entry[0] in wanted)
        if more and self._lies_there and self.state is ChipState.DONE:
            self._retry()

    def _offer_numbers(self) -> None:
        """The numbers that the desk works with: a scan that waits first, then those in the draft."""
        keys: dict[str, AccessKey] = {}
        intake = self._intake
        if intake.pending is not None:
            identity = intake.pending.identity
            _add(keys, identity.number, identity)
        if intake.state in {IntakeState.EMPTY, IntakeState.FILLING}:
            for person in (intake.draft.submitter, intake.draft.applicant):
                if person is not None:
                    _add(keys, person.number, person)
        offered = tuple(keys.values())
        if offered != self._offered:
            self._offered = offered
            self._offer(offered)
            if keys and self._left_behind:  # it may be the same citizen's next case
                self._left_behind = False
                self._retry()

    # ---- inside

    def _is_in_draft(self, number: str) -> bool:
        if not number or self._intake.state is IntakeState.SAVED:
            return False
        draft = self._intake.draft
        return number == draft.applicant.number or (draft.submitter is not None and number == draft.submitter.number)

    def _is_pending(self, number: str) -> bool:
        pending = self._intake.pending
        return pending is not None and bool(number) and pending.identity.number == number

    def _rest(self) -> None:
        state = self._readers
        if state is None or state.service is not ServiceCondition.RUNNING:
            self._set(ChipState.NO_SERVICE)
        elif all(reader.condition is ReaderCondition.PASSED_OVER for reader in state.readers):
            self._set(ChipState.NO_READER)
        else:
            self._set(ChipState.IDLE)

    def _set(self, state: ChipState) -> None:
        self.state = state


@dataclass(frozen=True, slots=True, repr=False)
class _Waiting:
    """What was read of somebody whose scan waits for the officer's decision."""

    identity: CitizenIdentity
    photo: FaceImage | None


def _as_recorded(identity: CitizenIdentity) -> CitizenIdentity:
    """Without what no record of the desk holds, such as ethnicity and origin: it is not taken in the first place."""
    return replace(identity, fields={name: value for name, value in identity if name in RECORDED})


def _add(keys: dict[str, AccessKey], number: str, source: CitizenIdentity | PersonForm) -> None:
    if len(number) == 12 and number.isascii() and number.isdigit():
        keys.setdefault(number, access_key(number, source.date(Field.BIRTH_DATE), source.date(Field.ISSUE_DATE)))
