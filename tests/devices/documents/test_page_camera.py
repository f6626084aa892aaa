"""The webcam as a page camera: each sheet once, and the camera given back however it ends."""

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from devices.documents.page_image import Bgr, open_picture
from devices.documents.quality.examine import examine_page
from devices.documents.quality.fingerprint import is_same
from devices.documents.sources.page_camera import STILL_LOOKS, PageCamera
from devices.documents.sources.source import Ended, RawPage, ScanOutcome, ScanProfile
from devices.errors import CodedError
from devices.simulated.pages.photographs import photographed
from devices.simulated.pages.sheets import draw_sheet

SIZE = (1280, 720)


class Film:
    """A camera that shows frames, then is gone or shows nothing until the scan is cancelled."""

    def __init__(self, frames: Sequence[Bgr], cancel: threading.Event | None) -> None:
        self._frames = list(frames)
        self._cancel = cancel
        self.closed = False

    def read(self) -> Bgr | None:
        if self._frames:
            return self._frames.pop(0)
        if self._cancel is None:
            return None
        self._cancel.set()
        return np.zeros((SIZE[1], SIZE[0], 3), np.uint8)

    def close(self) -> None:
        self.closed = True


@pytest.fixture(scope="module")
def sheets() -> list[Bgr]:
    return [photographed(draw_sheet(seed, dpi=150), seed, SIZE) for seed in (3, 4)]


def scan(frames: Sequence[Bgr], *, unplugged: bool = False) -> tuple[list[RawPage], ScanOutcome, Film]:
    cancel = threading.Event()
    film = Film(frames, None if unplugged else cancel)
    kept: list[RawPage] = []
    outcome = PageCamera(lambda: film, "Camera").scan(ScanProfile(), kept.append, cancel)
    return kept, outcome, film


def test_each_sheet_is_taken_once(sheets: list[Bgr]) -> None:
    desk = np.full((SIZE[1], SIZE[0], 3), 60, np.uint8)
    still = STILL_LOOKS * 4
    kept, outcome, film = scan([desk, *[sheets[0]] * still, desk, *[sheets[1]] * still])
    assert (outcome.ended, outcome.pages, film.closed) == (Ended.CANCELLED, 2, True)
    pictures = [open_picture(page.data) for page in kept]
    assert [page.number for page in kept] == [1, 2]
    assert not is_same(*(examine_page(picture, 100).fingerprint for picture in pictures))
    for picture, page in zip(pictures, kept, strict=True):
        height, width = picture.shape[:2]
        assert 1.25 < height / width < 1.6  # A4 stands upright, and its perspective is gone
        assert page.dpi == round(height * 25.4 / 297)


def test_the_next_sheet_on_top_is_another_page(sheets: list[Bgr]) -> None:
    kept, _, _ = scan([*[sheets[0]] * 8, *[sheets[1]] * 8])
    assert len(kept) == 2


def test_a_sheet_that_is_pushed_is_the_same_one(sheets: list[Bgr]) -> None:
    moved = np.roll(sheets[0], 25, axis=1)
    kept, _, _ = scan([*[sheets[0]] * 8, *[np.asarray(moved, np.uint8)] * 8])
    assert len(kept) == 1


def test_a_sheet_in_a_moving_hand_is_not_taken(sheets: list[Bgr]) -> None:
    moving = [np.asarray(np.roll(sheets[0], 20 * (nth % 3), axis=1), np.uint8) for nth in range(12)]
    kept, _, _ = scan(moving)
    assert kept == []


def test_a_camera_that_is_pulled_out(sheets: list[Bgr]) -> None:
    kept, outcome, film = scan([sheets[0]] * 8, unplugged=True)
    assert len(kept) == 1
    assert outcome.error is not None
    assert (outcome.ended, outcome.error.code, film.closed) == (Ended.FAILED, "PAGE-006", True)


def test_a_camera_that_does_not_open() -> None:
    def refuse() -> Film:
        raise CodedError("CAM-001")

    outcome = PageCamera(refuse, "Camera").scan(ScanProfile(), lambda _page: None, threading.Event())
    assert outcome.error is not None
    assert (outcome.ended, outcome.error.code) == (Ended.FAILED, "CAM-001")


def test_what_keep_raises_gives_the_camera_back(sheets: list[Bgr]) -> None:
    film = Film([sheets[0]] * 8, threading.Event())

    def full(_page: RawPage) -> None:
        raise CodedError("DB-001")

    with pytest.raises(CodedError, match="DB-001"):
        PageCamera(lambda: film, "Camera").scan(ScanProfile(), full, threading.Event())
    assert film.closed
