"""From a printed sheet to a scanner's picture of it: paper, the other side shining through, dust, holes, noise."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Bgr = NDArray[np.uint8]
Damage = Callable[[Bgr, np.random.Generator, int], Bgr]
PAPERS = (  # BGR as a scanner sees them: whites first, then recycled, yellowed and pink paper
    (250, 250, 250),
    (244, 246, 247),
    (238, 240, 242),
    (232, 232, 230),
    (224, 230, 232),
    (205, 226, 236),
    (222, 214, 240),
)
NOISE_TILE = 509


def scanned(sheet: Bgr, seed: int, dpi: int = 300, damage: Damage | None = None) -> Bgr:
    """A sheet as a document scanner gives it.

    Args:
        sheet: Height × width × 3, BGR, as `draw_sheet` gives it.
        seed: Of paper, dust, tilt up to 0.35 degrees, noise.
        dpi: The sheet's pixels an inch.
        damage: Done to the paper's picture before the sensor's noise is added.
    """
    rng = np.random.default_rng(seed + 500_000)
    page = _faded(sheet, float(rng.uniform(0, 0.35)))
    page = _with_other_side(page, float(rng.uniform(0, 0.1)) if rng.random() < 0.5 else 0.0)
    page = _printed_on(page, PAPERS[int(rng.integers(len(PAPERS)))])
    page = turned(page, float(rng.uniform(-0.35, 0.35)))
    page = dusty(page, int(rng.integers(0, 12)), rng, dpi)
    if rng.random() < 0.25:
        _punch(page, dpi)
    if rng.random() < 0.3:
        _edge_shadow(page, rng, dpi)
    page = _of(cv2.GaussianBlur(page, (0, 0), float(rng.uniform(0.4, 0.9)) * dpi / 300))
    if damage is not None:
        page = damage(page, rng, dpi)
    page = noisy(page, float(rng.uniform(0.8, 3.0)), rng)
    return compressed(page, int(rng.integers(70, 95))) if rng.random() < 0.6 else page


def turned(page: Bgr, degrees: float) -> Bgr:
    """A page turned counter-clockwise about its middle, with its own paper's colour beyond its edges."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    border = paper_of(page)
    return _of(cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=border))


def paper_of(page: Bgr) -> tuple[float, float, float]:
    """The paper's colour, BGR."""
    blue, green, red = np.median(page[::16, ::16].reshape(-1, 3), axis=0)
    return float(blue), float(green), float(red)


def dusty(page: Bgr, specks: int, rng: np.random.Generator, dpi: int) -> Bgr:
    """Specks up to 0.6 mm across."""
    height, width = page.shape[:2]
    for _ in range(specks):
        place = (int(rng.integers(width)), int(rng.integers(height)))
        radius = max(1, round(float(rng.uniform(0.05, 0.3)) * dpi / 25.4))
        cv2.circle(page, place, radius, (float(rng.uniform(40, 160)),) * 3, -1, cv2.LINE_AA)
    return page


def noisy(page: Bgr, sigma: float, rng: np.random.Generator) -> Bgr:
    """A sensor's noise: one tile of it laid over the page, which is as good as fresh noise and far quicker."""
    height, width = page.shape[:2]
    tile = rng.normal(0, sigma, (NOISE_TILE, NOISE_TILE, 3)).astype(np.float32)
    small = np.clip(np.round(tile), -40, 40).astype(np.int8)
    noise = np.tile(small, (height // NOISE_TILE + 1, width // NOISE_TILE + 1, 1))[:height, :width]
    return _of(cv2.add(page, np.ascontiguousarray(noise), dtype=cv2.CV_8U))


def compressed(page: Bgr, quality: int) -> Bgr:
    """What JPEG leaves."""
    _, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _faded(sheet: Bgr, part: float) -> Bgr:
    """A tired toner: ink that much nearer to white."""
    table = np.clip(255 - (255 - np.arange(256)) * (1 - part), 0, 255).astype(np.uint8)
    return _of(cv2.LUT(sheet, table))


def _with_other_side(page: Bgr, depth: float) -> Bgr:
    if not depth:
        return page
    other = cv2.blur(cv2.flip(page, 1), (9, 9))
    return _of(cv2.subtract(page, cv2.convertScaleAbs(255 - other, alpha=depth)))


def _printed_on(page: Bgr, paper: tuple[int, int, int]) -> Bgr:
    """The print on coloured paper: ink takes from the paper's light."""
    parts = [cv2.convertScaleAbs(page[:, :, channel], alpha=level / 255) for channel, level in enumerate(paper)]
    return _of(cv2.merge(parts))


def _punch(page: Bgr, dpi: int) -> None:
    height = page.shape[0]
    for offset in (-40.0, 40.0):  # ISO 838: 80 mm apart, 12 mm from the edge, 6 mm across
        place = (round(12 * dpi / 25.4), height // 2 + round(offset * dpi / 25.4))
        cv2.circle(page, place, round(3 * dpi / 25.4), (150, 150, 150), -1, cv2.LINE_AA)


def _edge_shadow(page: Bgr, rng: np.random.Generator, dpi: int) -> None:
    """The dark line where the sheet ends before the glass does."""
    thickness = max(1, round(float(rng.uniform(0.2, 0.9)) * dpi / 25.4))
    edge = page[:thickness] if rng.random() < 0.5 else page[:, -thickness:]
    edge[:] = edge // 2


def _of(image: NDArray[np.generic]) -> Bgr:
    return np.asarray(image, dtype=np.uint8)
