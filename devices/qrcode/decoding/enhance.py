"""What makes an unread code readable: each step takes a crop and gives a picture for the decoder to try again.

Measured on 188 synthetic frames that zxing-cpp alone could not read: enlarging reads 45 of them; deconvolving a
Gaussian before that, 28 more; deconvolving a defocus of 4 pixels, 8; an unsharp mask, local thresholds and a motion's
deconvolution, 8 together. Most blur is a mixture (lens, hand, interpolation), which is why a Gaussian pays more than
any exact model. CLAHE loses more than it wins. Deconvolving light instead of grey levels, though nearer to what a lens
does, reads no more.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
LARGEST_KERNEL = 17  # pixels; of a Gaussian of 2.6, of a defocus of radius 8


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt.

    Attributes:
        name: Stable name, shown as part of the decoder's.
        apply: From a crop to the picture that is tried.
        scale: How much larger the picture is than the crop.
        cost: Rough milliseconds for a crop of 250 × 250 pixels, the decoder's own time included.
    """

    name: str
    apply: Callable[["Picture"], Gray]
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


def sharpen(image: Gray, sigma: float = 2.0, amount: float = 1.5) -> Gray:
    """Unsharp mask."""
    return _gray(cv2.addWeighted(image, 1 + amount, cv2.GaussianBlur(image, (0, 0), sigma), -amount, 0))


class Picture:
    """A picture and its deconvolutions.

    Its own transform, half the work of each, is made once, when first needed.

    Attributes:
        gray: The picture itself.
    """

    def __init__(self, gray: Gray, pad: int = LARGEST_KERNEL) -> None:
        """Take a picture; no kernel may be larger than `pad`."""
        height, width = gray.shape
        self.gray = gray
        self._pad = pad
        self._shape = (cv2.getOptimalDFTSize(height + 2 * pad), cv2.getOptimalDFTSize(width + 2 * pad))
        self._blurred: NDArray[np.complexfloating] | None = None

    def without(self, kernel: NDArray[np.float32], noise: float) -> Gray:
        """The picture without the blur of a kernel: Wiener deconvolution (Gonzalez & Woods, ch. 5.8).

        `noise` is the noise-to-signal ratio.
        """
        if self._blurred is None:
            self._blurred = np.fft.rfft2(self._padded())
        spread = np.zeros(self._shape, np.float32)
        spread[: kernel.shape[0], : kernel.shape[1]] = kernel
        spread = np.roll(spread, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), axis=(0, 1))
        response = np.fft.rfft2(spread)
        sharp = np.fft.irfft2(self._blurred * np.conj(response) / (np.abs(response) ** 2 + noise), self._shape)
        height, width = self.gray.shape
        inside = sharp[self._pad : self._pad + height, self._pad : self._pad + width]
        return np.clip(inside, 0, 255).astype(np.uint8)

    def refocused(self, radius: float, noise: float) -> Gray:
        """Without a defocus of a known radius."""
        return self.without(disk(radius), noise)

    def unmoved(self, length: float, noise: float) -> Gray:
        """Without a motion of a known length, in the direction that the picture's edges tell."""
        return self.without(line(length, motion_direction(self.gray)), noise)

    def deblurred(self, sigma: float, noise: float) -> Gray:
        """Without a Gaussian blur."""
        return self.without(gaussian(sigma), noise)

    def _padded(self) -> NDArray[np.float32]:
        height, width = self.gray.shape
        below, right = self._shape[0] - height - self._pad, self._shape[1] - width - self._pad
        border = cv2.BORDER_REPLICATE
        return cv2.copyMakeBorder(self.gray, self._pad, below, self._pad, right, border).astype(np.float32)


def gaussian(sigma: float) -> NDArray[np.float32]:
    """The kernel of a blur that has many causes."""
    along = cv2.getGaussianKernel(round(3 * sigma) * 2 + 1, sigma, cv2.CV_32F)
    return np.asarray(along @ along.T, np.float32)


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
        Step("x2", lambda crop: enlarge(crop.gray, 2), 2, 0.7),
        Step("deblur 1.5 x2", lambda crop: enlarge(crop.deblurred(1.5, 0.05), 2), 2, 1.7),
        Step("refocus 4", lambda crop: crop.refocused(4.0, 0.01), 1, 1.2),
        Step("deblur 1.5 fine x2", lambda crop: enlarge(crop.deblurred(1.5, 0.02), 2), 2, 1.4),
        Step("x2 sharpened", lambda crop: sharpen(enlarge(crop.gray, 2)), 2, 1.2),
        Step("x2 fine threshold", lambda crop: enlarge_and_threshold(crop.gray, 2, 31), 2, 1.6),
        Step("deblur 2 x2", lambda crop: enlarge(crop.deblurred(2.0, 0.05), 2), 2, 1.4),
        Step("deblur 1 x2", lambda crop: enlarge(crop.deblurred(1.0, 0.05), 2), 2, 1.4),
        Step("unmove 7", lambda crop: crop.unmoved(7.0, 0.03), 1, 1.5),
        Step("x2 threshold", lambda crop: enlarge_and_threshold(crop.gray, 2, 51), 2, 2.4),
    )


def for_modules() -> tuple[Step, ...]:
    """The steps after which modules are judged one by one (`regrid`), which needs no enlargement."""
    return (
        Step("deblur 1.25", lambda crop: crop.deblurred(1.25, 0.02), 1, 1.2),
        Step("sharpened", lambda crop: sharpen(crop.gray), 1, 0.8),
        Step("deblur 1", lambda crop: crop.deblurred(1.0, 0.02), 1, 1.2),
        Step("deblur 1.5", lambda crop: crop.deblurred(1.5, 0.005), 1, 1.2),
        Step("unmove 5", lambda crop: crop.unmoved(5.0, 0.03), 1, 1.5),
    )


def _gray(image: NDArray[np.generic]) -> Gray:
    return np.asarray(image, dtype=np.uint8)
