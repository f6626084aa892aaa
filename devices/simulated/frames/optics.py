"""What a cheap webcam does to a scene: blur, motion, glare, shadow, noise, compression. Each a small pure function.

Images are grey, 8 bits; sizes are in pixels of the frame.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]


def defocus(image: Gray, radius: float) -> Gray:
    """Blur by a disk: an out-of-focus lens."""
    if radius < 0.3:
        return image
    size = int(np.ceil(radius)) * 2 + 1
    middle = size // 2
    y, x = np.mgrid[0:size, 0:size] - middle
    disk = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return _gray(cv2.filter2D(image, -1, disk / disk.sum(), borderType=cv2.BORDER_REPLICATE))


def motion(image: Gray, length: float, angle: float) -> Gray:
    """Blur along a line of `length` pixels at `angle` degrees: a card that moves while the shutter is open."""
    if length < 1.2:
        return image
    size = int(np.ceil(length)) | 1
    kernel = np.zeros((size, size), np.float32)
    middle = size // 2
    dx, dy = np.cos(np.radians(angle)) * length / 2, np.sin(np.radians(angle)) * length / 2
    start, end = (round(middle - dx), round(middle - dy)), (round(middle + dx), round(middle + dy))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA)
    return _gray(cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE))


def glare(image: Gray, centre: tuple[float, float], radius: float, strength: float = 1.0) -> Gray:
    """A lamp's reflection: a saturated blob with a soft edge."""
    y, x = np.mgrid[0 : image.shape[0], 0 : image.shape[1]].astype(np.float32)
    distance = np.hypot(x - centre[0], y - centre[1]) / max(radius, 1e-3)
    added = 255 * strength * np.clip(1.35 - distance, 0, 1) ** 0.7 * (distance < 1.35)
    return _gray(np.clip(image + added, 0, 255))


def shadow(image: Gray, angle: float, depth: float, edge: float) -> Gray:
    """One side darker, down to ``1 - depth`` of the light; `edge` is the width of the border, as part of the frame."""
    height, width = image.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    along = (x / width - 0.5) * np.cos(np.radians(angle)) + (y / height - 0.5) * np.sin(np.radians(angle))
    light = 1 - depth / (1 + np.exp(-along / max(edge, 1e-3) * 4))
    return _gray(np.clip(image * light, 0, 255))


def dim(image: Gray, gain: float) -> Gray:
    """Less light on the scene. A lamp's reflection is not part of the scene's light: it comes after."""
    return _gray(np.clip(image * gain, 0, 255))


def sensor_noise(image: Gray, noise: float, rng: np.random.Generator) -> Gray:
    """Shot noise that grows with the signal, and read noise; `noise` in grey levels."""
    signal = image.astype(np.float32)
    sigma = noise * np.sqrt(0.4 + signal / 255)
    return _gray(np.clip(signal + rng.normal(0, 1, image.shape).astype(np.float32) * sigma, 0, 255))


def contrast(image: Gray, factor: float) -> Gray:
    """Grey levels pulled to the middle: a washed-out print or lens."""
    return _gray(np.clip(128 + (image.astype(np.float32) - 128) * factor, 0, 255))


def jpeg(image: Gray, quality: int) -> Gray:
    """What a webcam's own compression leaves."""
    _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _gray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE))


def _gray(image: NDArray[np.generic] | None) -> Gray:
    return np.asarray(image, dtype=np.uint8)
