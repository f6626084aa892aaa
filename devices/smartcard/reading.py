"""One whole reading of one chip: opened, text first, proved, photo last; it goes on where a broken channel stopped it.

    open ─▶ DG1 ─▶ EF.SOD ─▶ DG13 ─▶ [text] ─▶ DG14 (or DG15): the chip's proof ─▶ DG11, DG12 ─▶ DG2 ─▶ [whole]

EF.COM is not read: the signed hash list in EF.SOD names the data groups. Fingerprints and iris (DG3, DG4) are never
touched. Nothing is carried from one card to the next: a `PartialReading` goes on only with a chip whose DG1, read anew,
is the same to the byte, and the signed hashes of the whole decide in the end.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from devices.smartcard.apdu import Command, Instruction, PlainChannel, StatusWord
from devices.smartcard.authenticity.active import new_challenge, verify_active_authentication
from devices.smartcard.authenticity.passive import PassiveAuthentication
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.authenticity.verdicts import (
    NOT_CHECKED,
    YES,
    Answer,
    Reason,
    Verdict,
    Verdicts,
    combine,
    no,
    unknown,
)
from devices.smartcard.channel.access import Attempt, Opener
from devices.smartcard.channel.chip_authentication import authenticate_chip, offered
from devices.smartcard.channel.key_agreement import RandomBytes, system_random
from devices.smartcard.channel.passwords import AccessKey
from devices.smartcard.channel.secure_messaging import SecureChannel
from devices.smartcard.datagroups.com import parse_com
from devices.smartcard.datagroups.dg1 import parse_dg1
from devices.smartcard.datagroups.dg2 import parse_dg2
from devices.smartcard.datagroups.dg11 import parse_dg11
from devices.smartcard.datagroups.dg12 import parse_dg12
from devices.smartcard.datagroups.dg13 import Dg13Field, parse_dg13
from devices.smartcard.datagroups.dg14 import parse_dg14
from devices.smartcard.datagroups.dg15 import parse_dg15
from devices.smartcard.datagroups.groups import NEVER_READ, ElementaryFile, data_group
from devices.smartcard.datagroups.security_infos import SecurityInfos
from devices.smartcard.datagroups.security_object import SecurityObject, parse_security_object
from devices.smartcard.document import ChipDocument, Figures, PartialReading, Phase, PhaseFigures, Progress
from devices.smartcard.errors import (
    AuthenticityError,
    CancelledError,
    ChannelBrokenError,
    DataGroupError,
    OtherCardError,
    StatusError,
)
from devices.smartcard.files.binary import FileReader, PartialFile, select_file
from devices.smartcard.files.blocks import EXTENDED_BLOCKS
from devices.smartcard.readers import CardConnection
from devices.smartcard.traffic import CountedTransmit

MOST_REBUILDS = 3  # of the channel without a byte read in between
ABSENT = "CHIP-040"
SIGNATURE_MAXIMUM = 1024  # bytes of an active authentication's signature, in extended length

T = TypeVar("T")


class Observer:
    """Is told how a reading goes, on the reading's thread. Every method may be left as it is."""

    def progressed(self, progress: Progress) -> None:
        """A step was made."""

    def attempted(self, attempt: Attempt) -> None:
        """A password is about to be tried."""

    def text_read(self, document: ChipDocument) -> None:
        """The text is there, before the photo."""


class ChipReading:
    """Reads one chip. Used once, by one thread."""

    def __init__(
        self,
        connection: CardConnection,
        key: AccessKey,
        store: TrustStore,
        *,
        partial: PartialReading | None = None,
        observer: Observer | None = None,
        cancel: threading.Event | None = None,
        with_photo: bool = True,
        today: Callable[[], date] = date.today,
        clock: Callable[[], float] = time.perf_counter,
        random: RandomBytes = system_random,
    ) -> None:
        self._connection = connection
        self._key = key
        self._store = store
        self._partial = partial or PartialReading()
        self._observer = observer or Observer()
        self._cancel = cancel or threading.Event()
        self._with_photo = with_photo
        self._today = today
        self._random = random
        self._transmit = CountedTransmit(self._exchange, clock)
        self._meter = _Meter(self._transmit, clock)
        self._opener = Opener(self._pause, self._observer.attempted, random)
        self._problems: dict[ElementaryFile, str] = {}
        self._contents: dict[ElementaryFile, bytes] = {}
        self._groups: frozenset[ElementaryFile] | None = None
        self._infos: SecurityInfos | None = None
        self._passive: PassiveAuthentication | None = None
        self._chip_proof = NOT_CHECKED
        self._resumed = False
        self._rebuilds = 0
        self._read_at_rebuild = -1
        if connection.supports_extended_length and not self._partial.policy.extended:
            self._partial.policy.extended = EXTENDED_BLOCKS

    def run(self) -> ChipDocument:
        """Read everything.

        Raises:
            WrongPasswordError: The key is not this chip's.
            OtherCardError: The key opened it, but the chip is another citizen's.
            CardRemovedError: The card was taken away; the partial reading holds what was read.
            CancelledError: It was cancelled.
            SmartCardError: Anything else that ended it.
        """
        self._enter(Phase.OPENING)
        self._open()
        document = self._whole()
        if self._resumed and document.verdicts.data_genuine.answer is Answer.NO:
            # Two cards of one citizen can have one DG1: what was kept may be the other's. Nothing of it counts.
            self._partial.forget()
            self._contents.clear()
            self._problems.clear()
            document = self._whole()
        self._enter(Phase.COMPLETE)
        return self._keep(document, complete=True)

    def _whole(self) -> ChipDocument:
        document = self._text()
        self._observer.text_read(document)
        document = self._additional(self._proved(document))
        return self._photo(document) if self._with_photo else document

    # ---- the phases

    def _open(self) -> None:
        for _ in range(MOST_REBUILDS):
            try:
                self._access = self._opener.open(PlainChannel(self._transmit), self._key)
            except ChannelBrokenError:
                self._connection.reset()
            else:
                self._use(self._access.channel)
                return
        raise ChannelBrokenError("CHIP-013")

    def _text(self) -> ChipDocument:
        self._enter(Phase.TEXT)
        dg1 = parse_dg1(self._same_card(), today=self._today())
        if self._key.number and dg1.personal_number != self._key.number:
            raise OtherCardError("CHIP-007")
        sod = self._parsed(ElementaryFile.SOD, parse_security_object)
        self._groups = self._listed(sod)
        dg13 = self._parsed(ElementaryFile.DG13, parse_dg13)
        issued = dg13.date(Dg13Field.ISSUE_DATE) if dg13 is not None else None
        if sod is not None:
            self._passive = PassiveAuthentication(sod, self._store, country=dg1.issuing_state, issued=issued)
        access = self._access
        return self._keep(ChipDocument(access.method, access.card_access_read, dg1, Verdicts(), sod, dg13=dg13))

    def _proved(self, document: ChipDocument) -> ChipDocument:
        self._enter(Phase.PROVING)
        self._chip_proof = self._chip_authentication() or self._active_authentication()
        return self._keep(document)

    def _additional(self, document: ChipDocument) -> ChipDocument:
        dg11 = self._parsed(ElementaryFile.DG11, parse_dg11)
        dg12 = self._parsed(ElementaryFile.DG12, parse_dg12)
        return self._keep(replace(document, dg11=dg11, dg12=dg12))

    def _photo(self, document: ChipDocument) -> ChipDocument:
        self._enter(Phase.PHOTO)
        return self._keep(replace(document, dg2=self._parsed(ElementaryFile.DG2, parse_dg2)))

    # ---- the chip's own proof

    def _chip_authentication(self) -> Verdict | None:
        """Whether the chip has the key of DG14; None where it offers no way that can be gone here."""
        self._infos = self._parsed(ElementaryFile.DG14, parse_dg14)
        way = None if self._infos is None else offered(self._infos)
        if way is None:
            return None
        try:
            channel = authenticate_chip(self._channel, way, self._random)
            # Success comes protected, or the channel breaks: so it is the proof. A refusal in clear is none.
            status = channel.send(select_file(ElementaryFile.DG1)).status
        except (StatusError, AuthenticityError):
            return unknown(Reason.PROOF_REFUSED)
        except ChannelBrokenError:
            self._rebuild()
            return no(Reason.PROOF_WRONG)
        self._use(channel)
        return YES if status == StatusWord.OK else unknown(Reason.PROOF_REFUSED)

    def _active_authentication(self) -> Verdict:
        """Whether the chip has the key of DG15."""
        key = self._parsed(ElementaryFile.DG15, parse_dg15)
        if key is None:
            return unknown(Reason.NOT_OFFERED)
        info = self._infos.active_authentication if self._infos is not None else None
        challenge = new_challenge(self._random)
        largest = SIGNATURE_MAXIMUM if self._connection.supports_extended_length else self._channel.largest_short_block
        try:
            answer = self._channel.send(Command(Instruction.INTERNAL_AUTHENTICATE, 0, 0, challenge, le=largest))
        except ChannelBrokenError:
            self._rebuild()
            return unknown(Reason.PROOF_REFUSED)
        if answer.status != StatusWord.OK:
            short = answer.status == StatusWord.WRONG_LENGTH or answer.status >> 8 in {0x61, 0x6C}
            return unknown(Reason.READER_TOO_SHORT if short else Reason.PROOF_REFUSED)
        return verify_active_authentication(key, challenge, answer.data, info.signature_algorithm if info else None)

    # ---- files

    def _same_card(self) -> bytes:
        """DG1 read anew. What was kept of an earlier try stays only if it is the same to the byte."""
        kept, fresh = self._partial.files.get(ElementaryFile.DG1), PartialFile()
        content = self._read(ElementaryFile.DG1, fresh)
        if kept is None or not kept.complete or bytes(kept.content) != content:
            self._partial.forget()
        self._resumed = len(self._partial.files) > 1
        self._partial.files[ElementaryFile.DG1] = fresh
        return content

    def _parsed(self, file: ElementaryFile, parse: Callable[[bytes], T]) -> T | None:
        """A file's contents; None where the chip lists or gives no such file, or what it gives makes no sense."""
        if self._groups is not None and file.number and file not in self._groups:
            return None
        try:
            return parse(self._read(file))
        except (StatusError, DataGroupError) as error:
            self._problems[file] = error.code
            return None

    def _read(self, file: ElementaryFile, partial: PartialFile | None = None) -> bytes:
        partial = partial if partial is not None else self._partial.file(file)
        while True:
            try:
                content = self._reader.read(file, partial)
            except ChannelBrokenError:
                self._rebuild()
            else:
                self._contents[file] = content
                return content

    def _listed(self, sod: SecurityObject | None) -> frozenset[ElementaryFile] | None:
        """The data groups that may be read; None where nothing lists them, so that each must be tried."""
        if sod is not None:
            numbers = tuple(sod.hashes)
        else:
            com = self._parsed(ElementaryFile.COM, parse_com)
            if com is None:
                return None
            numbers = com.data_groups
        return frozenset(data_group(number) for number in numbers if 1 <= number <= 16) - NEVER_READ

    # ---- the channel

    def _use(self, channel: SecureChannel) -> None:
        self._channel = channel
        self._reader = FileReader(channel, self._partial.policy, self._on_progress)

    def _rebuild(self) -> None:
        """Power the card anew and open it again: what was read stays.

        Raises:
            ChannelBrokenError: That has happened too often without a byte being read in between.
        """
        read = sum(len(file.content) for file in self._partial.files.values())
        self._rebuilds = self._rebuilds + 1 if read == self._read_at_rebuild else 1
        self._read_at_rebuild = read
        if self._rebuilds > MOST_REBUILDS:
            raise ChannelBrokenError("CHIP-013")
        self._connection.reset()
        self._open()

    def _exchange(self, command: bytes) -> tuple[bytes, int]:
        if self._cancel.is_set():
            raise CancelledError("CHIP-001")
        return self._connection.transmit(command)

    def _pause(self, seconds: float) -> None:
        if self._cancel.wait(seconds):
            raise CancelledError("CHIP-001")

    # ---- telling

    def _enter(self, phase: Phase) -> None:
        self._meter.enter(phase)
        self._observer.progressed(Progress(phase, None, 0, None, self._transmit.exchanges))

    def _on_progress(self, file: ElementaryFile, done: int, total: int | None) -> None:
        self._observer.progressed(Progress(self._meter.phase, file, done, total, self._transmit.exchanges))

    def _keep(self, document: ChipDocument, *, complete: bool = False) -> ChipDocument:
        """The document with everything that is known now."""
        return replace(
            document,
            verdicts=self._verdicts(),
            files=MappingProxyType(dict(self._contents)),
            problems=MappingProxyType(dict(self._problems)),
            figures=self._meter.figures(),
            complete=complete,
        )

    def _verdicts(self) -> Verdicts:
        if self._passive is None:
            sod_unread = self._problems.get(ElementaryFile.SOD) == ABSENT
            data = unknown(Reason.NOT_OFFERED if sod_unread else Reason.MALFORMED)
            return Verdicts(data, combine(data, self._chip_proof), data)
        groups = {file.number: content for file, content in self._contents.items() if file.number}
        verdicts = self._passive.verdicts(groups, self._chip_proof)
        return replace(verdicts, data_genuine=combine(verdicts.data_genuine, self._same_protocols()))

    def _same_protocols(self) -> Verdict:
        """Whether the ways in that EF.CardAccess lists are those that DG14 repeats, signed (ICAO 9303-11, section 9.2).

        One that stands in the first alone was put there to weaken the channel. A DG14 that repeats none says nothing.
        """
        signed = self._infos.pace if self._infos is not None else ()
        if not signed or not self._access.card_access_read:
            return YES
        return YES if set(self._access.card_access.pace) <= set(signed) else no(Reason.PROTOCOLS_CHANGED)


class _Meter:
    """Counts what each phase costs."""

    def __init__(self, transmit: CountedTransmit, clock: Callable[[], float]) -> None:
        self._transmit = transmit
        self._clock = clock
        self._ended: list[PhaseFigures] = []
        self.phase = Phase.OPENING
        self._mark()

    def enter(self, phase: Phase) -> None:
        """The phase so far ends."""
        if phase is not self.phase:
            self._ended.append(self._running())
            self.phase = phase
            self._mark()

    def figures(self) -> Figures:
        """Everything up to now."""
        running = self._running()
        return Figures((*self._ended, running) if running.exchanges else tuple(self._ended))

    def _mark(self) -> None:
        transmit = self._transmit
        self._start = (self._clock(), transmit.exchanges, transmit.sent, transmit.received)

    def _running(self) -> PhaseFigures:
        at, exchanges, sent, received = self._start
        transmit = self._transmit
        return PhaseFigures(
            self.phase,
            (self._clock() - at) * 1000,
            transmit.exchanges - exchanges,
            transmit.sent - sent,
            transmit.received - received,
        )
