"""The webcam as a page camera: a sheet held still under it becomes a page, straight and evenly lit.

A scan goes on until it is cancelled: sheet after sheet is laid down and taken away. A page is taken when its outline
has stood still for some looks, and the next one only after the outline has gone or the writing is another.
"""

import threading
from collections.abc import Callable

import cv2
import numpy as np

from devices.documents.page_image import Bgr
from devices.documents.quality.examine import examine_page
from devices.documents.quality.fingerprint import is_same
from devices.documents.quality.quadrilateral import find_quadrilateral
from devices.documents.quality.straighten import find_page
from devices.documents.sources.source import Ended, RawPage, ScanOutcome, ScanProfile, SourceInfo, SourceKind
from devices.errors import CodedError
from devices.qrcode.capture import OpenCapture

STILL_LOOKS = 4  # in a row with the outline in the same place
MOST_MOVED = 6.0  # pixels that a corner may move between two looks
MM_PER_INCH = 25.4


class PageCamera:
    """One camera; see `devices.documents.sources.source.PageSource`."""

    def __init__(self, open_camera: OpenCapture, name: str) -> None:
        """Be ready; the camera is opened when a scan begins.

        Args:
            open_camera: Opens it.
            name: For the officer's eye.
        """
        self._open = open_camera
        self.info = SourceInfo(f"camera:{name}", name, SourceKind.CAMERA)

    def scan(self, profile: ScanProfile, keep: Callable[[RawPage], None], cancel: threading.Event) -> ScanOutcome:
        """Take sheets until `cancel` is set; see `PageSource.scan`. Of the profile only the paper counts."""
        try:
            camera = self._open()
        except CodedError as error:
            return ScanOutcome(0, Ended.FAILED, error)
        pages, watch = 0, _Watch()
        try:
            while not cancel.is_set():
                frame = camera.read()
                if frame is None:
                    return ScanOutcome(pages, Ended.FAILED, CodedError("PAGE-006", device=self.info.name))
                page = watch.look(frame)
                if page is not None:
                    pages += 1
                    dpi = _dpi_of(page, profile)
                    keep(RawPage(pages, _png(page), dpi, self.info.id))
        finally:
            camera.close()
        return ScanOutcome(pages, Ended.CANCELLED)


class _Watch:
    """Looks at frames until a sheet lies still that is not the one before."""

    def __init__(self) -> None:
        self._corners: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = None
        self._still = 0
        self._taken = 0  # fingerprint of the last page
        self._gone = True

    def look(self, frame: Bgr) -> Bgr | None:
        """The page, once for each sheet; None for every other frame."""
        corners = find_quadrilateral(frame)
        before, self._corners = self._corners, corners
        if corners is None:
            self._still, self._gone = 0, True
            return None
        stays = before is not None and float(np.abs(corners - before).max()) <= MOST_MOVED
        self._still = self._still + 1 if stays else 0
        if self._still != STILL_LOOKS:
            return None
        page = find_page(frame)
        if page is None:
            return None
        mark = examine_page(page, 100).fingerprint
        if not self._gone and is_same(mark, self._taken):
            return None  # the same sheet, pushed a little
        self._taken, self._gone = mark, False
        return page


def _dpi_of(page: Bgr, profile: ScanProfile) -> int:
    """Dots an inch, if the sheet has the size of the profile, whichever way it lies."""
    return max(1, round(float(max(page.shape[:2])) * MM_PER_INCH / max(profile.page_mm)))


def _png(page: Bgr) -> bytes:
    _, encoded = cv2.imencode(".png", page)
    return encoded.tobytes()
