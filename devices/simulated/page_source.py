"""A page scanner in software: a script puts sheets into its feeder, and it jams or hangs where the script says."""

import io
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PIL import Image, ImageDraw

from devices.documents.sources.source import Colour, Ended, RawPage, ScanOutcome, ScanProfile, SourceInfo, SourceKind
from devices.errors import CodedError

INFO = SourceInfo("simulated:pages", "Máy quét mô phỏng", SourceKind.SIMULATED)
HANG_LIMIT = 2.0  # seconds after which a driver that hangs is given up
MM_PER_INCH = 25.4
_MODES = {Colour.COLOUR: "RGB", Colour.GREY: "L", Colour.BLACK_WHITE: "1"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in the feeder.

    Attributes:
        front: What its front shows: a whole PNG or JPEG file as it is, or a text to draw.
        back: The same of its back, which only duplex sees.
    """

    front: bytes | str
    back: bytes | str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens in place of the next sheet.

    Attributes:
        code: As of a real scanner: PAGE-002 a jam, PAGE-003 the cover, PAGE-006 unplugged, PAGE-008 a crash.
    """

    code: str = "PAGE-002"


@dataclass(frozen=True, slots=True)
class Hang:
    """The driver says nothing any more."""


Step = Sheet | Trouble | Hang


class SimulatedPageSource:
    """A scanner with a feeder; see `devices.documents.sources.source.PageSource`.

    Steps are used up: after a jam, the next scan goes on with what lies behind it. Every method may be called from any
    thread.

    Args:
        steps: What lies in the feeder at first.
        seconds_a_page: How long a side takes.
        hang_limit: Seconds after which a `Hang` is told.
    """

    def __init__(
        self,
        steps: Iterable[Step] = (),
        *,
        info: SourceInfo = INFO,
        seconds_a_page: float = 0.0,
        hang_limit: float = HANG_LIMIT,
    ) -> None:
        self.info = info
        self._lock = threading.Lock()
        self._steps = list(steps)
        self._seconds_a_page = seconds_a_page
        self._hang_limit = hang_limit
        self.fed = 0

    def put_in(self, *steps: Step) -> None:
        """Put more into the feeder, behind what is there."""
        with self._lock:
            self._steps += steps

    def scan(self, profile: ScanProfile, keep: Callable[[RawPage], None], cancel: threading.Event) -> ScanOutcome:
        """Scan what the script has; see `PageSource.scan`. Without the feeder it is one side of one sheet."""
        pages = 0
        while not cancel.is_set():
            step = self._next()
            if step is None:
                return ScanOutcome(pages, Ended.EMPTY) if pages else self._failed(pages, "PAGE-001")
            if isinstance(step, Trouble):
                return self._failed(pages, step.code)
            if isinstance(step, Hang):
                if cancel.wait(self._hang_limit):
                    break
                return self._failed(pages, "PAGE-007")
            for side in (step.front, step.back) if profile.duplex else (step.front,):
                if cancel.wait(self._seconds_a_page):
                    return ScanOutcome(pages, Ended.CANCELLED)
                data = drawn_page(side, profile) if isinstance(side, str) else side
                keep(RawPage(pages + 1, data, profile.dpi, self.info.id))
                pages += 1
            if not profile.feeder:
                return ScanOutcome(pages, Ended.EMPTY)
        return ScanOutcome(pages, Ended.CANCELLED)

    def _next(self) -> Step | None:
        with self._lock:
            if not self._steps:
                return None
            step = self._steps.pop(0)
            self.fed += isinstance(step, Sheet)
            return step

    def _failed(self, pages: int, code: str) -> ScanOutcome:
        error = CodedError(code, device=self.info.name, seconds=round(self._hang_limit), status="simulated")
        return ScanOutcome(pages, Ended.FAILED, error)


def drawn_page(text: str, profile: ScanProfile) -> bytes:
    """A white sheet with a frame, a rule and a text, as a PNG file in the profile's size, resolution and colour."""
    width, height = (round(side / MM_PER_INCH * profile.dpi) for side in profile.page_mm)
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    margin = min(width, height) // 12
    draw.rectangle(
        (margin, margin, width - margin - 1, height - margin - 1), outline="navy", width=max(1, margin // 20)
    )
    draw.text((2 * margin, 2 * margin), text, fill="black", font_size=max(margin // 2, 8))
    file = io.BytesIO()
    image.convert(_MODES[profile.colour]).save(file, "PNG", dpi=(profile.dpi, profile.dpi), compress_level=1)
    return file.getvalue()
