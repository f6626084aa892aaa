"""One whole reading of one chip: opened, text first, proved, photo last; it goes on where a broken channel stopped it.

    open ─▶ DG1 ─▶ EF.SOD ─▶ DG13 ─▶ [text] ─▶ DG14, chip authentication (or DG15, active) ─▶ DG11, DG12 ─▶ DG2 ─▶ [whole]

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

from devices.smartcard.apdu import PlainChannel
from devices.smartcard.authenticity.passive import PassiveAuthentication
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.authenticity.verdicts import Reason, Verdict, Verdicts, unknown
from devices.smartcard.channel.access import Access, Attempt, Opener
from devices.smartcard.channel.key_agreement import RandomBytes, system_random
from devices.smartcard.channel.passwords import AccessKey
from devices.smartcard.datagroups.com import parse_com
from devices.smartcard.datagroups.dg1 import parse_dg1
from devices.smartcard.datagroups.dg2 import parse_dg2
from devices.smartcard.datagroups.dg11 import parse_dg11
from devices.smartcard.datagroups.dg12 import parse_dg12
from devices.smartcard.datagroups.dg13 import parse_dg13
from devices.smartcard.datagroups.groups import NEVER_READ, ElementaryFile, data_group
from devices.smartcard.datagroups.security_object import SecurityObject, parse_security_object
from devices.smartcard.document import ChipDocument, Figures, PartialReading, Phase, PhaseFigures, Progress
from devices.smartcard.errors import (
    CancelledError,
    ChannelBrokenError,
    DataGroupError,
    OtherCardError,
    StatusError,
)
from devices.smartcard.files.binary import FileReader
from devices.smartcard.files.blocks import EXTENDED_BLOCKS
from devices.smartcard.proving import Prover
from devices.smartcard.readers import CardConnection
from devices.smartcard.traffic import CountedTransmit

MOST_REBUILDS = 3  # of the channel without a byte read in between
ABSENT = "CHIP-040"

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
    """Reads one chip. Used once.

    Attributes:
        document: What is read so far; None before the text is.
    """

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
        self._rebuilds = 0
        self._read_at_rebuild = -1
        self.document: ChipDocument | None = None
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
        self._open()
        document = self._text()
        self._observer.text_read(document)
        document = self._proved(document)
        document = self._additional(document)
        if self._with_photo:
            document = self._photo(document)
        self._enter(Phase.COMPLETE)
        return self._keep(document, complete=True)

    # ---- the phases

    def _open(self) -> None:
        self._enter(Phase.OPENING)
        self._access = self._opener.open(PlainChannel(self._transmit), self._key)
        self._use(self._access.channel)

    def _text(self) -> ChipDocument:
        self._enter(Phase.TEXT)
        dg1 = parse_dg1(self._same_card(), today=self._today())
        if self._key.number and dg1.personal_number != self._key.number:
            raise OtherCardError("CHIP-007")
        sod = self._parsed(ElementaryFile.SOD, parse_security_object)
        self._groups = self._listed(sod)
        self._proof = None if sod is None else PassiveAuthentication(sod, self._store, country=dg1.issuing_state)
        dg13 = self._parsed(ElementaryFile.DG13, parse_dg13)
        access = self._access
        return self._keep(ChipDocument(access.method, access.card_access_read, dg1, Verdicts(), sod, dg13=dg13))

    def _proved(self, document: ChipDocument) -> ChipDocument:
        self._enter(Phase.PROVING)
        try:
            self._chip_proof = self._chip_authentication() or self._active_authentication()
        except ChannelBrokenError:
            self._rebuild()
        return self._keep(document)

    def _additional(self, document: ChipDocument) -> ChipDocument:
        dg11 = self._parsed(ElementaryFile.DG11, parse_dg11)
        dg12 = self._parsed(ElementaryFile.DG12, parse_dg12)
        return self._keep(replace(document, dg11=dg11, dg12=dg12))

    def _photo(self, document: ChipDocument) -> ChipDocument:
        self._enter(Phase.PHOTO)
        dg2 = self._parsed(ElementaryFile.DG2, parse_dg2)
        return self._keep(replace(document, dg2=dg2))

    # ---- proofs of the chip

    def _chip_authentication(self) -> Verdict | None:
        """None where the chip offers none that can be carried out."""
        infos = self._parsed(ElementaryFile.DG14, parse_dg14)
        way = None if infos is None else offered(infos)
        if way is None:
            return None
        try:
            channel = authenticate_chip(self._channel, way, self._random)
        except (StatusError, AuthenticityError):
            return unknown(Reason.PROOF_REFUSED)
        try:
            # Any answer under the new keys is the proof; a refusal in clear is none.
            answer = channel.send(Command(Instruction.READ_BINARY, 0x80 | ElementaryFile.DG1.short_id, 0, le=HEADER))
        except ChannelBrokenError:
            self._rebuild()
            return no(Reason.PROOF_WRONG)
        self._use(channel)
        return YES if answer.data else unknown(Reason.PROOF_REFUSED)

    def _active_authentication(self) -> Verdict:
        key = self._parsed(ElementaryFile.DG15, parse_dg15)
        if key is None:
            return unknown(Reason.NOT_OFFERED)
        challenge = new_challenge(self._random)
        command = Command(Instruction.INTERNAL_AUTHENTICATE, 0, 0, challenge, le=self._channel.largest_short_block)
        response = self._channel.send(command)
