"""Evidence of one code gathered over several frames: aligned, weighed and averaged.

Each frame's likely place is brought onto the first one's by following corners (Lucas–Kanade, checked backwards) and a
homography (RANSAC). Saturated pixels count almost nothing, so that glare which wanders uncovers what it hid; sharp
frames count more than blurred ones; noise averages out, which is what lets a deconvolution work. A frame that does not
look like what was gathered is left out: evidence of two codes is never added up.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.qrcode.decoding.locate import Place

Gray = NDArray[np.uint8]
Matrix = NDArray[np.float64]
MARGIN = 0.25
ENLARGED = 2
LARGEST_CROP = 640  # pixels; a code that large is not short of pixels
CORNERS = 150
FEWEST_CORNERS = 20
MOST_FRAMES = 24
SATURATED = 250
LEAST_LIKENESS = 0.45


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the frame that is gathered: left, top, right, bottom."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, image: Gray) -> Gray:
        """The window's pixels."""
        return np.ascontiguousarray(image[self.top : self.bottom, self.left : self.right])


class Evidence:
    """What is gathered of one code.

    Attributes:
        frames: How many frames were taken in.
        window: Where in the frame.
        reference_sharpness, newest_sharpness: Of the first frame and of the one taken in last; to be compared only.
    """

    def __init__(self, image: Gray, place: Place) -> None:
        more = int(place.side * MARGIN) + 6
        height, width = image.shape
        self.window = Window(
            max(0, place.left - more),
            max(0, place.top - more),
            min(width, place.right + more),
            min(height, place.bottom + more),
        )
        self.frames = 0
        self._shape = image.shape
        cut = self.window.cut(image)
        self._times = ENLARGED if max(cut.shape) <= LARGEST_CROP else 1
        size = (cut.shape[0] * self._times, cut.shape[1] * self._times)
        self._sum = np.zeros(size, np.float32)
        self._weight = np.zeros(size, np.float32)
        self._reference = _smooth(cut)
        self._corners = _corners(self._reference)
        self.reference_sharpness = self.newest_sharpness = _sharpness(cut)
        self._take(cut, np.eye(3))

    @property
    def scale(self) -> int:
        """How much larger `combined` is than the window."""
        return self._times

    def add(self, image: Gray) -> bool:
        """Take a frame in; False where it cannot be aligned or shows something else."""
        if image.shape != self._shape:
            return False
        cut = self.window.cut(image)
        matrix = self._alignment(cut)
        if matrix is None or self._likeness(cut, matrix) < LEAST_LIKENESS:
            return False
        if self.frames >= MOST_FRAMES:  # forget slowly, so that a hand that settles counts
            self._sum *= 0.5
            self._weight *= 0.5
            self.frames //= 2
        self._take(cut, matrix)
        return True

    def combined(self) -> Gray:
        """All frames as one picture, enlarged."""
        mean = self._sum / np.maximum(self._weight, 1e-6)
        return np.clip(mean, 0, 255).astype(np.uint8)

    def _take(self, cut: Gray, matrix: Matrix) -> None:
        warped = self._warp(cut, matrix, cv2.INTER_CUBIC)
        clear = self._warp(np.where(cut < SATURATED, 255, 0).astype(np.uint8), matrix, cv2.INTER_LINEAR)
        self.newest_sharpness = _sharpness(cut)
        weight = np.where(clear > 252, 1.0, 0.02 * (clear > 0)).astype(np.float32) * self.newest_sharpness
        self._sum += warped.astype(np.float32) * weight
        self._weight += weight
        self.frames += 1

    def _warp(self, picture: Gray, matrix: Matrix, how: int) -> Gray:
        enlarge = np.diag([float(self._times), float(self._times), 1.0])
        height, width = self._sum.shape
        return np.asarray(cv2.warpPerspective(picture, enlarge @ matrix, (width, height), flags=how), np.uint8)

    def _alignment(self, cut: Gray) -> Matrix | None:
        """The homography from a window's pixels to the reference's, or None if too few corners agree on one."""
        if len(self._corners) < FEWEST_CORNERS:
            return None
        smooth = _smooth(cut)
        there, found, _ = cv2.calcOpticalFlowPyrLK(self._reference, smooth, self._corners, np.empty_like(self._corners))
        back, found_back, _ = cv2.calcOpticalFlowPyrLK(smooth, self._reference, there, np.empty_like(there))
        missed = np.linalg.norm((back - self._corners).reshape(-1, 2), axis=1)
        good = (found.ravel() == 1) & (found_back.ravel() == 1) & (missed < 0.5)
        if int(good.sum()) < FEWEST_CORNERS:
            return None
        matrix, agree = cv2.findHomography(there[good], self._corners[good], cv2.RANSAC, 1.0)
        fits = int(np.sum(agree)) >= FEWEST_CORNERS * 3 // 4
        return np.asarray(matrix, np.float64) if fits and np.shape(matrix) == (3, 3) else None

    def _likeness(self, cut: Gray, matrix: Matrix) -> float:
        """Correlation of an aligned window with the reference, over its middle where the code is and no glare lies."""
        height, width = self._reference.shape
        aligned = cv2.warpPerspective(_smooth(cut), matrix, (width, height), flags=cv2.INTER_LINEAR)
        top, left = height // 5, width // 5
        middle = np.s_[top : height - top, left : width - left]
        clear = np.maximum(aligned[middle], self._reference[middle]) < SATURATED - 20
        if float(np.mean(clear)) < 0.3:
            return 0.0
        one = np.asarray(aligned[middle][clear], np.float32)
        other = self._reference[middle][clear].astype(np.float32)
        one, other = one - one.mean(), other - other.mean()
        return float((one * other).sum() / (np.sqrt((one**2).sum() * (other**2).sum()) + 1e-6))


def _corners(picture: Gray) -> NDArray[np.float32]:
    """Corners to follow, n × 1 × 2; OpenCV gives None, whatever its types say, where there are none."""
    found = cv2.goodFeaturesToTrack(picture, CORNERS, 0.01, 5)
    return np.asarray(found, np.float32) if np.size(found) > 1 else np.zeros((0, 1, 2), np.float32)


def _smooth(picture: Gray) -> Gray:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), np.uint8)


def _sharpness(cut: Gray) -> float:
    """Edge energy as part of the light; compares frames of one window."""
    edges = cv2.Laplacian(cv2.GaussianBlur(cut, (0, 0), 1.0), cv2.CV_32F)
    return float(edges.var()) / (float(cut.mean()) + 5.0) ** 2 + 1e-4
