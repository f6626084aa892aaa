"""The face of a card with its QR, drawn flat at a fixed scale."""

from dataclasses import dataclass

import cv2
import numpy as np
import segno
from numpy.typing import NDArray

from devices.simulated.citizens import SyntheticCitizen

Gray = NDArray[np.uint8]

PIXELS_PER_MM = 20
WIDTH_MM, HEIGHT_MM = 85.6, 53.98  # ISO/IEC 7810, ID-1
CCCD_QR_MM = 11.0  # assumed: the older card's printed size is not published
NEW_CARD_QR_MM = 18.0  # Circular 16/2024/TT-BCA
QUIET_MODULES = 3


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A card's face in grey.

    Attributes:
        image: Height × width, 8 bits, at `PIXELS_PER_MM`.
        quad: The QR's outer corners in pixels, clockwise from its top left; 4 × 2. Zeros where there is none.
        modules: Modules along the QR's side, or that it would have.
        qr_mm: The QR's side in millimetres, or that it would have.
    """

    image: Gray
    quad: NDArray[np.float32]
    modules: int
    qr_mm: float


def qr_matrix(text: str, level: str = "M") -> NDArray[np.bool_]:
    """The modules of a text's QR, dark is True: UTF-8 in byte mode without an ECI marker, as on the cards."""
    code = segno.make_qr(text.encode("utf-8"), error=level, mode="byte", boost_error=False)
    return np.array([[bool(module) for module in line] for line in code.matrix], dtype=bool)


def draw_card(
    citizen: SyntheticCitizen, *, level: str = "M", new_card: bool | None = None, text: str | None = None
) -> DrawnCard:
    """Draw a card's QR side: the older card's front with an 11 mm code, the newer one's back with an 18 mm code.

    With another `text` the code is a decoy; with "" the card has no code.
    """
    new_card = citizen.has_new_card if new_card is None else new_card
    own = citizen.payload(11 if new_card else 7)
    payload = own if text is None else text
    qr_mm = NEW_CARD_QR_MM if new_card else CCCD_QR_MM
    image = _blank_face(citizen)
    left, top = (62.0, 6.0) if new_card else (70.0, 4.0)
    matrix = qr_matrix(payload or own, level)
    quad = _paste_code(image, matrix, left, top, qr_mm) if payload else np.zeros((4, 2), np.float32)
    return DrawnCard(image, quad, len(matrix), qr_mm)


def _blank_face(citizen: SyntheticCitizen) -> Gray:
    """A printed guilloche, a portrait's shadow and a few lines of text, so that a decoder meets other edges too."""
    height, width = round(HEIGHT_MM * PIXELS_PER_MM), round(WIDTH_MM * PIXELS_PER_MM)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pattern = 205 + 10 * np.sin(x / 23 + 3 * np.sin(y / 90)) + 8 * np.sin(y / 17 + 2 * np.sin(x / 70))
    image: Gray = np.clip(pattern, 0, 255).astype(np.uint8)
    portrait = ((60, 330), (420, 800))
    cv2.rectangle(image, portrait[0], portrait[1], 170, -1)
    cv2.ellipse(image, (240, 500), (95, 125), 0, 0, 360, 110, -1)
    cv2.ellipse(image, (240, 760), (170, 130), 0, 180, 360, 90, -1)
    lines = ("CAN CUOC", citizen.number, "Ho ten", "Ngay sinh", "Gioi tinh", "Noi cu tru")
    for place, line in enumerate(lines):
        where = (480, 420 + place * 95)
        cv2.putText(image, line, where, cv2.FONT_HERSHEY_SIMPLEX, 1.5, 60, 3, cv2.LINE_AA)
    return image


def _paste_code(image: Gray, matrix: NDArray[np.bool_], left: float, top: float, qr_mm: float) -> NDArray[np.float32]:
    side = round(qr_mm * PIXELS_PER_MM)
    module = side / len(matrix)
    quiet = round(module * QUIET_MODULES)
    x, y = round(left * PIXELS_PER_MM), round(top * PIXELS_PER_MM)
    x = min(x, image.shape[1] - side - quiet - 4)
    fine = cv2.resize(np.where(matrix, 25, 235).astype(np.uint8), (side * 4, side * 4), interpolation=cv2.INTER_NEAREST)
    image[y - quiet : y + side + quiet, x - quiet : x + side + quiet] = 235
    image[y : y + side, x : x + side] = cv2.resize(fine, (side, side), interpolation=cv2.INTER_AREA)
    return np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]], np.float32)
