"""What a cheap webcam does to a scene: light, glare, blur, motion, noise, compression. Each a small pure function.

A lens and a shutter mix light, not grey levels, and a picture's grey levels are light's root: so blur and glare are
done on light (`to_light`, `to_grey`), as in a camera. Grey images have 8 bits; light has floats, 1 for white, and may
be more before the sensor saturates. Sizes are in pixels of the frame.
"""

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Light = NDArray[np.float32]
Picture = TypeVar("Picture", Gray, Light)
GAMMA = 2.2  # of grey levels against light: what cameras' curves (sRGB, BT.709) come close to


def to_light(image: Gray) -> Light:
    """The light that a camera shows as these grey levels."""
    levels = (np.arange(256) / 255) ** GAMMA
    return np.asarray(cv2.LUT(image, levels.astype(np.float32)), np.float32)


def to_grey(light: Light) -> Gray:
    """What a sensor and its curve make of light: saturated above 1, then 8 bits."""
    return _gray(cv2.pow(np.clip(light, 0, 1), 1 / GAMMA) * 255 + 0.5)


def defocus(image: Picture, radius: float) -> Picture:
    """Blur by a disk: an out-of-focus lens. Of light; of a grey image for a picture that need only look like it."""
    if radius < 0.3:
        return image
    size = int(np.ceil(radius)) * 2 + 1
    middle = size // 2
    y, x = np.mgrid[0:size, 0:size] - middle
    disk = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return _filtered(image, disk)


def motion(image: Picture, length: float, angle: float) -> Picture:
    """Blur along a line of `length` pixels at `angle` degrees: a card that moves while the shutter is open."""
    if length < 1.2:
        return image
    size = int(np.ceil(length / 2)) * 2 + 3
    kernel = np.zeros((size, size), np.float32)
    way = np.linspace(-length / 2, length / 2, size * 8)
    x, y = way * np.cos(np.radians(angle)) + size // 2, way * np.sin(np.radians(angle)) + size // 2
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    for right, below in ((0, 0), (1, 0), (0, 1), (1, 1)):  # each moment's light falls on the four pixels around
        part = np.abs(1 - right - (x - left)) * np.abs(1 - below - (y - top))
        np.add.at(kernel, (top + below, left + right), part)
    return _filtered(image, kernel)


def glare(light: Light, centre: tuple[float, float], radius: float, strength: float = 3.0) -> Light:
    """A lamp's reflection: a lobe of `strength` times white in its middle, as bright as white at `radius`."""
    y, x = np.mgrid[0 : light.shape[0], 0 : light.shape[1]].astype(np.float32)
    distance = ((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / max(radius, 1e-3) ** 2
    return np.asarray(light + strength * np.exp(-np.log(strength) * distance), np.float32)


def shadow(image: Gray, angle: float, depth: float, edge: float) -> Gray:
    """One side darker, down to ``1 - depth`` of the grey; `edge` is the width of the border, as part of the frame."""
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


def _filtered(image: Picture, kernel: NDArray[np.float32]) -> Picture:
    blurred = cv2.filter2D(image, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, image.dtype)


def _gray(image: NDArray[np.generic] | None) -> Gray:
    return np.asarray(image, dtype=np.uint8)
