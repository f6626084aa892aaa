"""What an officer can follow: hints that do not flicker, codes that are told once."""

from devices.qrcode.decoding.frame_decoder import FrameResult, Hint, Quad
from devices.qrcode.live_events import Sight

LEAVES_VIEW_AFTER = 1.5  # seconds without a reading of a code
HINT_AFTER = 0.5  # seconds that another hint must last to take the place of the one shown
SEEN_AFTER = 0.12  # seconds that a likely place must last to be outlined
OUTLASTS = 0.25  # seconds that an outline stays where no frame shows the place
READ_SHOWN = 1.0  # seconds that the outline stays green after a reading


class SteadyHint:
    """Shows a new hint only once it has lasted."""

    def __init__(self) -> None:
        self.shown: Hint = Hint.NOTHING_SEEN
        self._coming = self.shown
        self._since = 0.0

    def update(self, hint: Hint, now: float) -> Hint:
        """Take a frame's hint at `now` seconds; gives the one to show."""
        if hint != self._coming:
            self._coming, self._since = hint, now
        if now - self._since >= HINT_AFTER:
            self.shown = self._coming
        return self.shown

    def clear(self) -> None:
        """Nothing needs to be done now: the code was read."""
        self.shown = self._coming = Hint.NONE


class CodesInView:
    """Which codes are in view, so that each is told once when it comes.

    Each code has its own time: two cards side by side, read in turns, are told once each. Codes are personal data and
    are forgotten as soon as they have left.
    """

    def __init__(self) -> None:
        self._last_read: dict[bytes, float] = {}

    def is_new(self, payload: bytes, now: float) -> bool:
        """Note a reading at `now` seconds; whether the code has just come into view."""
        self.forget_departed(now)
        new = payload not in self._last_read
        self._last_read[payload] = now
        return new

    def forget_departed(self, now: float) -> None:
        """Drop the codes that have not been read for a while."""
        self._last_read = {code: at for code, at in self._last_read.items() if now - at < LEAVES_VIEW_AFTER}

    def clear(self) -> None:
        """Forget all."""
        self._last_read.clear()


class SteadySight:
    """From single frames to what is shown: the outline's place and colour, and the hint.

    A place must last to be outlined, since text on a desk looks like a code for a frame or two; and an outline outlasts
    the frames in which a trembling hand hides it.
    """

    def __init__(self) -> None:
        self._hint = SteadyHint()
        self._read_at = self._seen_at = float("-inf")
        self._seen_since = float("inf")
        self._quad: Quad | None = None

    def update(self, result: FrameResult, now: float) -> tuple[Sight, Quad | None, Hint]:
        """Take what a frame gave at `now` seconds."""
        if result.quad is not None:
            if now - self._seen_at > OUTLASTS:
                self._seen_since = now
            self._quad, self._seen_at = result.quad, now
        elif now - self._seen_at > OUTLASTS:
            self._quad = None
        if result.payload is not None:
            self._read_at = now
            self._hint.clear()
        if now - self._read_at < READ_SHOWN:
            return Sight.READ, self._quad, Hint.NONE
        hint = self._hint.update(result.hint, now)
        if self._quad is None or now - self._seen_since < SEEN_AFTER:
            return Sight.SEARCHING, None, hint
        return Sight.SEEN, self._quad, Hint.NONE if hint is Hint.NOTHING_SEEN else hint
