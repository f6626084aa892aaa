"""An image file to what its code says: for support staff, who get photographs and screenshots."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.errors import CodedError
from devices.identity import CitizenIdentity, InputDevice
from devices.qrcode.decoding.frame_decoder import LARGEST_FRAME, FrameDecoder, FrameResult
from devices.qrcode.payload import parse_payload

PATIENCE_MS = 3000.0  # nobody waits for a frame's successor here


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave.

    Attributes:
        result: What the decoder found.
        identity: What the payload says; None if there is none, or if it is no card's.
        error: Why there is no identity, where a code was read.
    """

    result: FrameResult
    identity: CitizenIdentity | None = None
    error: CodedError | None = None


def read_image(path: Path, decoder: FrameDecoder, today: date) -> Reading:
    """Decode one file.

    Raises:
        CodedError: QR-010 the file cannot be read; QR-011 it is no image.
    """
    result = decoder.decode(_grey(path), PATIENCE_MS)
    if result.payload is None:
        return Reading(result)
    try:
        return Reading(result, parse_payload(result.payload, device=InputDevice.CAMERA, today=today))
    except CodedError as error:
        return Reading(result, error=error)


def _grey(path: Path) -> NDArray[np.uint8]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CodedError("QR-010", kind=type(error).__name__) from error
    try:
        # Not cv2.imread: on Windows it cannot open a path with Vietnamese letters.
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE) if data else None
    except cv2.error as error:
        raise CodedError("QR-011") from error
    if image is None:
        raise CodedError("QR-011")
    if image.size > LARGEST_FRAME:
        shrink = (LARGEST_FRAME / image.size) ** 0.5 * 0.99
        image = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.asarray(image, np.uint8)
