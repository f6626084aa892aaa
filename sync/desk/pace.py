"""When to try again: later and later, never all desks at once, and as the province asks."""

import random

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0  # seconds
IDLE_PAUSE = 1800.0  # seconds between looks for a new bundle while nothing waits


class Pace:
    """Pauses between tries, after one failure and the next.

    Full jitter: anything between half of the pause and all of it, so that desks which lost the network together do not
    come back together.
    """

    def __init__(self, draw: random.Random | None = None) -> None:
        self._draw = draw or random.Random()  # noqa: S311 - spreads load, keeps no secret
        self._failures = 0

    def succeeded(self) -> float:
        """The pause after a try that went well."""
        self._failures = 0
        return IDLE_PAUSE * self._draw.uniform(0.5, 1.0)

    def failed(self, at_least: float = 0.0) -> float:
        """The pause after a failure, not shorter than the province asked for."""
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._failures, 20))
        self._failures += 1
        return at_least + pause * self._draw.uniform(0.5, 1.0)
