"""Cameras, streams and video files through OpenCV: the only module that touches its `VideoCapture`."""

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np

from devices.errors import CodedError
from devices.qrcode.camera_list import CameraChoice, CameraSetting, SettingKind, list_cameras
from devices.qrcode.capture import WANTED_SIZE, Bgr

STREAM_TIMEOUT_MS = 3000
STREAMS = frozenset({"http", "rtsp"})  # `devices` says which protocols are left to FFmpeg beneath them
FILE_FPS = 25.0  # for a file that does not state its own


class CameraSource:
    """Opens the camera that a setting names; called again it finds the camera by its name wherever it is plugged in."""

    def __init__(self, setting: CameraSetting, cameras: Callable[[], tuple[CameraChoice, ...]] = list_cameras) -> None:
        self._setting = setting
        self._cameras = cameras

    def __call__(self) -> "VideoCapture":
        """Open it.

        Raises:
            CodedError: ``CAM-001`` no such camera is plugged in; ``CAM-002`` it is there and cannot be opened;
                ``CAM-007`` the file or stream cannot be opened.
        """
        kind, value = self._setting.kind, self._setting.value
        if kind is SettingKind.URL:
            return VideoCapture(_opened_stream(value))
        if kind is SettingKind.FILE:
            return VideoCapture(_opened_file(value), pace_as_file=True)
        return VideoCapture(_opened_device(*self._device()))

    def _device(self) -> tuple[int, int]:
        """The backend's index of the wanted camera, and the backend."""
        try:
            cameras = self._cameras()
        except (OSError, cv2.error) as error:  # a camera pulled out while the system lists it
            raise CodedError("CAM-001", count=0) from error
        kind, value = self._setting.kind, self._setting.value
        if kind is SettingKind.FIRST:
            matching = cameras[:1]
        elif kind is SettingKind.INDEX:
            matching = tuple(camera for camera in cameras if camera.index == int(value))
        else:
            matching = tuple(camera for camera in cameras if camera.name == value)
        if not matching:
            raise CodedError("CAM-001", count=len(cameras))
        return matching[0].index, matching[0].backend


class VideoCapture:
    """An opened OpenCV capture.

    A file is read at its own speed and starts again at its end, so that it can stand in for a camera.
    """

    def __init__(self, video: cv2.VideoCapture, *, pace_as_file: bool = False) -> None:
        self._video = video
        self._file = pace_as_file
        fps = video.get(cv2.CAP_PROP_FPS) if pace_as_file else 0.0
        self._interval = 1.0 / (fps if 1.0 <= fps <= 120.0 else FILE_FPS)
        self._due = time.monotonic()

    def read(self) -> Bgr | None:
        """The next frame; None once the camera is gone."""
        if self._file:
            self._wait_until_due()
        try:
            good, frame = self._video.read()
            if not good and self._file:
                self._video.set(cv2.CAP_PROP_POS_FRAMES, 0)
                good, frame = self._video.read()
        except cv2.error:  # some backends raise where others answer "no frame"
            return None
        if not good or frame.size == 0:
            return None
        return np.asarray(frame, np.uint8)

    def close(self) -> None:
        """Release the device."""
        self._video.release()

    def _wait_until_due(self) -> None:
        now = time.monotonic()
        self._due = max(self._due + self._interval, now - self._interval)
        if self._due > now:
            time.sleep(self._due - now)


def _opened_device(index: int, backend: int) -> cv2.VideoCapture:
    width, height = WANTED_SIZE
    video = cv2.VideoCapture(index, backend)
    # MJPG first: most USB cameras give 1280×720 uncompressed at no more than 10 frames a second.
    video.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    video.set(cv2.CAP_PROP_FRAME_WIDTH, width)
    video.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    video.set(cv2.CAP_PROP_FPS, 30)
    video.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    # A camera that another program holds opens on Windows and gives nothing.
    if not video.isOpened() or not video.grab():
        video.release()
        raise CodedError("CAM-002")
    return video


def _opened_stream(url: str) -> cv2.VideoCapture:
    if urlsplit(url).scheme.lower() not in STREAMS:
        raise CodedError("CAM-007")
    timeouts = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, STREAM_TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, STREAM_TIMEOUT_MS]
    video = cv2.VideoCapture(url, cv2.CAP_FFMPEG, timeouts)
    if not video.isOpened():
        video.release()
        raise CodedError("CAM-007")
    return video


def _opened_file(path: str) -> cv2.VideoCapture:
    video = cv2.VideoCapture(path, cv2.CAP_FFMPEG) if Path(path).is_file() else cv2.VideoCapture()
    if not video.isOpened():
        video.release()
        raise CodedError("CAM-007")
    return video
