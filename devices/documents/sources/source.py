"""The one interface of everything that gives pages.

SANE and Windows' WIA implement it in `driver_source`, each driver in a process of its own, with the same codes for
what goes wrong; office machines that scan to a share in `watched_folder`, a webcam in `page_camera`, a scripted twin
in `devices.simulated.page_source`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.errors import CodedError


class Colour(StrEnum):
    """How much of a page's colour is kept."""

    COLOUR = "colour"  # 24 bits a pixel
    GREY = "grey"  # 8 bits
    BLACK_WHITE = "black_white"  # 1 bit


@dataclass(frozen=True, slots=True)
class ScanProfile:
    """How to scan.

    Attributes:
        dpi: Dots an inch; a source that cannot do it takes the next better it can, and says so in `RawPage.dpi`.
        colour: How much colour to keep.
        duplex: Whether both sides are wanted; a source that has no duplex refuses rather than lose the backs.
        feeder: Whether to take every sheet of the feeder; without one, or with False, it is the glass and one page.
        page_mm: Width and height of the sheets in millimetres; a source takes what of it is within its reach.
    """

    dpi: int = 300
    colour: Colour = Colour.COLOUR
    duplex: bool = False
    feeder: bool = True
    page_mm: tuple[float, float] = (210.0, 297.0)


class NoDuplexError(Exception):
    """Both sides are wanted of a device that has no duplex."""


class SourceKind(StrEnum):
    """What a source is."""

    SCANNER = "scanner"
    FOLDER = "folder"
    CAMERA = "camera"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One source as found.

    Attributes:
        id: What to keep in the settings: the driver's name of the device, or the folder's path.
        name: For the officer's eye.
        kind: What it is.
    """

    id: str
    name: str
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class RawPage:
    """One side of a sheet as the source gave it.

    Attributes:
        number: From 1, in the order of the scan; of a file, the page of that file.
        data: A whole PNG or JPEG file.
        dpi: Dots an inch.
        origin: The scanner's id; of a file, ``sha256:<64 hex digits>#<number>``, the same whenever the same file comes.
    """

    number: int
    data: bytes
    dpi: int
    origin: str


class Ended(StrEnum):
    """Why a scan is over."""

    EMPTY = "empty"  # the feeder is empty after at least one page, or the glass gave its page
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """What a scan came to.

    Attributes:
        pages: How many pages were kept; they stay, however the scan ended.
        ended: Why it is over.
        error: With `Ended.FAILED`, what to tell the officer.
    """

    pages: int
    ended: Ended
    error: CodedError | None = None


class PageSource(Protocol):
    """Something that gives pages, one scan at a time."""

    @property
    def info(self) -> SourceInfo:
        """What it is."""

    def scan(self, profile: ScanProfile, keep: Callable[[RawPage], None], cancel: threading.Event) -> ScanOutcome:
        """Give pages until there are no more; blocks, so call it on a thread of its own.

        Args:
            profile: How to scan.
            keep: Called with each page on the calling thread. Once it returned, the page is safe; only then does the
                next sheet feed, or a file leave its folder. What it raises ends the scan and comes out of it.
            cancel: Set from any thread to end the scan; a page not yet given is dropped.

        Returns:
            The outcome; a source that fails says so here and does not raise.
        """
