"""Pictures that are no pictures: a covered lens, a camera that stands still, one that is too small."""

import numpy as np

from devices.errors import CodedError
from devices.qrcode.capture import WANTED_SIZE, Bgr

STEP = 16  # every 16th pixel in both directions is looked at
FLAT_DEVIATION = 4.0  # grey levels; a desk has ten times that, a covered lens only the sensor's noise
DARK_MEAN = 9.0
COVERED_AFTER = 1.0  # seconds: a camera's first frames, and a hand passing by, are dark too
STILL_AFTER = 3.0  # seconds of identical pictures: a sensor's noise alone makes two frames differ


class PictureHealth:
    """Watches one camera's frames."""

    def __init__(self, now: float) -> None:
        self._last: Bgr | None = None
        self._uncovered_at = self._moved_at = now

    def check(self, image: Bgr, now: float) -> CodedError | None:
        """What is wrong with the camera's picture at `now` seconds: ``CAM-004``, ``CAM-005`` or ``CAM-008``."""
        sample = np.ascontiguousarray(image[::STEP, ::STEP])
        if not _covered(sample):
            self._uncovered_at = now
        if self._last is None or not np.array_equal(sample, self._last):
            self._moved_at = now
        self._last = sample
        if now - self._uncovered_at >= COVERED_AFTER:
            return CodedError("CAM-004")
        if now - self._moved_at >= STILL_AFTER:
            return CodedError("CAM-005")
        height, width = image.shape[:2]
        if width < WANTED_SIZE[0] or height < WANTED_SIZE[1]:
            return CodedError("CAM-008", width=width, height=height)
        return None


def _covered(sample: Bgr) -> bool:
    return float(sample.mean()) < DARK_MEAN or float(sample.std(axis=(0, 1)).max()) < FLAT_DEVIATION
