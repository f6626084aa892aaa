"""The reader doctor: service, readers, card, and for whatever is wrong what to do about it.

Plain values out of one look; a page and the command line show them. Nothing here reads a citizen's data: a card is only
asked whether it is a travel document.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from devices.smartcard.apdu import Command, Instruction, PlainChannel, StatusWord
from devices.smartcard.channel.access import APPLICATION
from devices.smartcard.errors import SmartCardError
from devices.smartcard.readers import (
    CardReaders,
    ReaderAttributes,
    ReaderCondition,
    ReadersState,
    ReaderState,
    ServiceCondition,
)


class Subject(StrEnum):
    """What a finding is about."""

    SERVICE = "service"
    READER = "reader"
    CARD = "card"


class Mark(StrEnum):
    """How a finding stands."""

    GOOD = "good"
    WAITING = "waiting"  # nothing is wrong, something is not there yet
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card's answer to reset and one question show.

    Attributes:
        atr: In hexadecimal.
        contactless: Whether it was made up by a contactless reader (PC/SC part 3, section 3.1.3.2.3).
        is_document: Whether it has the eMRTD application; None where it could not be asked.
    """

    atr: str
    contactless: bool
    is_document: bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: What it is about.
        mark: How it stands.
        name: The reader's name; "" for the service.
        code: What is wrong, as a code of ``resources/errors.toml``; "" where nothing is.
        reader: What the driver says.
        card: What the card shows; None without one.
        passed_over: A virtual reader that is not used.
    """

    subject: Subject
    mark: Mark
    name: str = ""
    code: str = ""
    reader: ReaderAttributes = field(default_factory=ReaderAttributes)
    card: CardFacts | None = None
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    """All findings, the service first.

    Attributes:
        mark: The gravest of those that matter: one good reader is enough.
        findings: In order.
        last_error: The code of the last failure that the program met; "" without one.
    """

    mark: Mark
    findings: tuple[Finding, ...]
    last_error: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)


_CODES = {
    ReaderCondition.MUTE: "PCSC-022",
    ReaderCondition.IN_USE: "PCSC-021",
    ReaderCondition.UNAVAILABLE: "PCSC-011",
}


def examine(
    readers: CardReaders,
    attributes: Callable[[str], ReaderAttributes] = lambda _: ReaderAttributes(),
    *,
    ask_cards: bool = True,
    last_error: str = "",
) -> Examination:
    """Look at everything once.

    Args:
        readers: The readers.
        attributes: What a reader's driver says of it; may raise `SmartCardError`.
        ask_cards: Whether a card may be asked what it is. Not while it is being read.
        last_error: The code of the last failure that the program met.
    """
    state = readers.watch(None, 0)
    service = _service(state)
    if state.service is not ServiceCondition.RUNNING:
        return Examination(Mark.BAD, (service,), last_error)
    found = tuple(_reader(readers, each, attributes, ask_cards=ask_cards) for each in state.readers)
    usable = [each for each in found if not each.passed_over]
    if not usable:
        missing = Finding(Subject.READER, Mark.BAD, code="PCSC-010")
        return Examination(Mark.BAD, (service, *found, missing), last_error)
    marks = {each.mark for each in usable}
    overall = next(mark for mark in (Mark.GOOD, Mark.WAITING, Mark.BAD) if mark in marks)
    return Examination(overall, (service, *found), last_error)


def _service(state: ReadersState) -> Finding:
    running = state.service is ServiceCondition.RUNNING
    return Finding(Subject.SERVICE, Mark.GOOD if running else Mark.BAD, code=state.error_code)


def _reader(
    readers: CardReaders, state: ReaderState, attributes: Callable[[str], ReaderAttributes], *, ask_cards: bool
) -> Finding:
    if state.condition is ReaderCondition.PASSED_OVER:
        return Finding(Subject.READER, Mark.WAITING, state.name, passed_over=True)
    try:
        says = attributes(state.name)
    except SmartCardError:
        says = ReaderAttributes()
    if state.condition in _CODES:
        return Finding(Subject.READER, Mark.BAD, state.name, _CODES[state.condition], says)
    if state.condition is ReaderCondition.EMPTY:
        return Finding(Subject.READER, Mark.WAITING, state.name, reader=says)
    card, code = _card(readers, state) if ask_cards else (CardFacts(state.atr.hex(), _contactless(state.atr), None), "")
    return Finding(Subject.CARD, Mark.BAD if code else Mark.GOOD, state.name, code, says, card)


def _card(readers: CardReaders, state: ReaderState) -> tuple[CardFacts, str]:
    """What the card shows, and the code of what is wrong with it."""
    is_document: bool | None = None
    code = ""
    try:
        connection = readers.connect(state.name)
        try:
            command = Command(Instruction.SELECT, 0x04, 0x0C, APPLICATION)
            is_document = PlainChannel(connection.transmit).send(command).status == StatusWord.OK
        finally:
            connection.close()
    except SmartCardError as error:
        code = error.code
    if is_document is False:
        code = "CHIP-003"
    return CardFacts(state.atr.hex(), _contactless(state.atr), is_document), code


def _contactless(atr: bytes) -> bool:
    """3B 8n 80 01 … is what a reader makes of a contactless card's own answer."""
    return len(atr) >= 4 and atr[0] == 0x3B and atr[1] & 0xF0 == 0x80 and atr[2:4] == b"\x80\x01"
