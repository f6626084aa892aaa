"""What makes an unread code readable: each step takes a crop and gives a picture for the decoder to try again.

Measured on synthetic frames that zxing-cpp alone could not read (`benchmarks.qr_decoding` prints the outcome):
enlarging with a local threshold reads a quarter of them, enlarging alone a little less, the two deconvolutions most of
what is out of focus or moved by a known amount. CLAHE loses more than it wins; unsharp masks win nothing beside these.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt.

    Attributes:
        name: Stable name, shown as part of the decoder's.
        apply: From a crop to a picture.
        scale: How much larger the picture is than the crop.
        cost: Rough milliseconds for a crop of 250 × 250 pixels, the decoder's own time included.
    """

    name: str
    apply: Callable[[Gray], Gray]
    scale: int
    cost: float


def enlarge(image: Gray, times: int) -> Gray:
    """Bicubic enlargement."""
    return _gray(cv2.resize(image, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC))


def enlarge_and_threshold(image: Gray, times: int, window: int) -> Gray:
    """Black and white by each pixel's own neighbourhood, after enlargement: undoes shadow, ramps and soft glare."""
    large = enlarge(image, times)
    kind = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    return _gray(cv2.adaptiveThreshold(large, 255, kind, cv2.THRESH_BINARY, window, 0))


def refocus(image: Gray, radius: float, noise: float) -> Gray:
    """Undo a defocus of a known radius."""
    return wiener(image, disk(radius), noise)


def unmove(image: Gray, length: float, noise: float) -> Gray:
    """Undo a motion of a known length, in the direction that the picture's edges tell."""
    return wiener(image, line(length, motion_direction(image)), noise)


def wiener(image: Gray, kernel: NDArray[np.float32], noise: float) -> Gray:
    """Wiener deconvolution; `noise` is the noise-to-signal ratio (Gonzalez & Woods, ch. 5.8)."""
    return Deblurring(image, kernel.shape[0]).undo(kernel, noise)


class Deblurring:
    """Wiener deconvolutions of one picture: its own transform, half the work, is made once for all kernels."""

    def __init__(self, image: Gray, pad: int) -> None:
        """Take a picture; no kernel may be larger than `pad`."""
        height, width = image.shape
        rows, columns = cv2.getOptimalDFTSize(height + 2 * pad), cv2.getOptimalDFTSize(width + 2 * pad)
        below, right = rows - height - pad, columns - width - pad
        padded = cv2.copyMakeBorder(image, pad, below, pad, right, cv2.BORDER_REPLICATE).astype(np.float32)
        self._shape = (rows, columns)
        self._inside = np.s_[pad : pad + height, pad : pad + width]
        self._blurred = np.fft.rfft2(padded)

    def undo(self, kernel: NDArray[np.float32], noise: float) -> Gray:
        """The picture without the blur of a kernel."""
        spread = np.zeros(self._shape, np.float32)
        spread[: kernel.shape[0], : kernel.shape[1]] = kernel
        spread = np.roll(spread, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), axis=(0, 1))
        response = np.fft.rfft2(spread)
        sharp = np.fft.irfft2(self._blurred * np.conj(response) / (np.abs(response) ** 2 + noise), self._shape)
        return np.clip(sharp[self._inside], 0, 255).astype(np.uint8)


def disk(radius: float) -> NDArray[np.float32]:
    """The kernel of a defocus."""
    size = int(np.ceil(radius)) * 2 + 1
    y, x = np.mgrid[0:size, 0:size] - size // 2
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(kernel / kernel.sum(), np.float32)


def line(length: float, angle: float) -> NDArray[np.float32]:
    """The kernel of a straight motion; `angle` in degrees."""
    size = int(np.ceil(length)) | 1
    middle = size // 2
    dx, dy = np.cos(np.radians(angle)) * length / 2, np.sin(np.radians(angle)) * length / 2
    kernel = np.zeros((size, size), np.float32)
    start, end = (round(middle - dx), round(middle - dy)), (round(middle + dx), round(middle + dy))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA)
    return np.asarray(kernel / kernel.sum(), np.float32)


def motion_direction(image: Gray) -> float:
    """The direction in degrees in which a picture of a code was moved: the one with the weakest edges.

    A code's own edges are as strong in every direction, so the smaller eigenvector of the structure tensor is the
    motion's.
    """
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    mixed = float(np.mean(across * down))
    tensor = np.array([[float(np.mean(across * across)), mixed], [mixed, float(np.mean(down * down))]])
    _, vectors = np.linalg.eigh(tensor)
    return float(np.degrees(np.arctan2(vectors[1, 0], vectors[0, 0])))


def ladder() -> tuple[Step, ...]:
    """The steps in the order that reads most per millisecond."""
    return (
        Step("x2", lambda crop: enlarge(crop, 2), 2, 1.2),
        Step("x2 threshold", lambda crop: enlarge_and_threshold(crop, 2, 51), 2, 3.0),
        Step("x3", lambda crop: enlarge(crop, 3), 3, 1.8),
        Step("refocus 4", lambda crop: refocus(crop, 4.0, 0.01), 1, 2.6),
        Step("unmove 8", lambda crop: unmove(crop, 8.0, 0.02), 1, 2.7),
        Step("unmove 5 threshold", lambda crop: enlarge_and_threshold(unmove(crop, 5.0, 0.02), 2, 51), 2, 4.2),
        Step("unmove 12 threshold", lambda crop: enlarge_and_threshold(unmove(crop, 12.0, 0.01), 2, 51), 2, 4.4),
        Step("x2 fine threshold", lambda crop: enlarge_and_threshold(crop, 2, 21), 2, 2.0),
        Step("x3 threshold", lambda crop: enlarge_and_threshold(crop, 3, 75), 3, 6.0),
    )


def _gray(image: NDArray[np.generic]) -> Gray:
    return np.asarray(image, dtype=np.uint8)
