"""What a reading yields: the document as far as it is read, how far that is, and what it cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from devices.smartcard.authenticity.verdicts import Verdicts
from devices.smartcard.channel.access import AccessMethod
from devices.smartcard.datagroups.dg1 import Dg1
from devices.smartcard.datagroups.dg2 import Dg2
from devices.smartcard.datagroups.dg11 import Dg11
from devices.smartcard.datagroups.dg12 import Dg12
from devices.smartcard.datagroups.dg13 import Dg13
from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.datagroups.security_object import SecurityObject
from devices.smartcard.files.binary import PartialFile
from devices.smartcard.files.blocks import BlockPolicy


class Phase(StrEnum):
    """Where a reading stands, in this order."""

    OPENING = "opening"
    TEXT = "text"
    PROVING = "proving"  # chip or active authentication
    PHOTO = "photo"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a reading.

    Attributes:
        phase: Where it stands.
        file: The file being read; None between files.
        done: Bytes of it read.
        total: Bytes of it in all; None until its header is read.
        exchanges: Exchanges with the chip so far.
    """

    phase: Phase
    file: ElementaryFile | None
    done: int
    total: int | None
    exchanges: int


@dataclass(frozen=True, slots=True)
class PhaseFigures:
    """What one phase cost: wall-clock milliseconds, exchanges, bytes of commands and of responses."""

    phase: Phase
    milliseconds: float
    exchanges: int
    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a reading cost, phase by phase."""

    phases: tuple[PhaseFigures, ...] = ()

    @property
    def exchanges(self) -> int:
        """Exchanges in all."""
        return sum(phase.exchanges for phase in self.phases)

    @property
    def sent(self) -> int:
        """Bytes of commands in all."""
        return sum(phase.sent for phase in self.phases)

    @property
    def received(self) -> int:
        """Bytes of responses in all, status words included."""
        return sum(phase.received for phase in self.phases)

    @property
    def milliseconds(self) -> float:
        """Wall-clock milliseconds in all."""
        return sum(phase.milliseconds for phase in self.phases)


@dataclass(frozen=True, slots=True, repr=False)
class ChipDocument:
    """A chip's contents, as far as they are read.

    Attributes:
        method: How the chip was opened.
        card_access_read: False where the known constant stood in for an unreadable EF.CardAccess.
        dg1: The machine-readable zone.
        verdicts: What is known of its authenticity so far.
        security_object: EF.SOD; None where the chip has none or it is malformed.
        dg2: The face; None until it is read.
        dg11: Additional personal details, where the chip has them.
        dg12: Additional document details, where the chip has them.
        dg13: The Vietnamese details, where the chip has them.
        files: Every file read, header included.
        problems: Files that were refused or malformed, with the error's code.
        figures: What the reading cost so far.
        complete: Whether nothing more will come.
    """

    method: AccessMethod
    card_access_read: bool
    dg1: Dg1
    verdicts: Verdicts
    security_object: SecurityObject | None = None
    dg2: Dg2 | None = None
    dg11: Dg11 | None = None
    dg12: Dg12 | None = None
    dg13: Dg13 | None = None
    files: Mapping[ElementaryFile, bytes] = field(default_factory=lambda: MappingProxyType({}))
    problems: Mapping[ElementaryFile, str] = field(default_factory=lambda: MappingProxyType({}))
    figures: Figures = field(default_factory=Figures)
    complete: bool = False

    def __repr__(self) -> str:
        """Shows which files were read, not what they say."""
        names = ", ".join(file.name for file in self.files)
        return f"ChipDocument({self.method}, {names}, complete={self.complete})"


@dataclass(slots=True)
class PartialReading:
    """What was read of one chip so far; kept for the case that the same card is put down again.

    Attributes:
        files: The files, each as far as it is read.
        policy: What was learnt about block sizes.
    """

    files: dict[ElementaryFile, PartialFile] = field(default_factory=dict)
    policy: BlockPolicy = field(default_factory=BlockPolicy)

    def file(self, file: ElementaryFile) -> PartialFile:
        """A file, begun if it was not."""
        return self.files.setdefault(file, PartialFile())

    def forget(self) -> None:
        """Drop what was read, keep what was learnt about block sizes."""
        self.files.clear()
