"""The cameras of this PC by name, and the setting that says which one to use."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
from cv2_enumerate_cameras import enumerate_cameras, supported_backends

VIDEO_FILES = {".avi", ".mp4", ".mkv", ".mov", ".webm", ".mjpeg", ".mjpg"}
# DirectShow opens a camera in a tenth of Media Foundation's time; V4L2 is what Linux has.
PREFERRED_BACKENDS = (cv2.CAP_DSHOW, cv2.CAP_V4L2, cv2.CAP_AVFOUNDATION)


class SettingKind(StrEnum):
    """What a camera setting names."""

    FIRST = "first"  # whichever camera there is
    NAME = "name"
    INDEX = "index"
    FILE = "file"
    URL = "url"


@dataclass(frozen=True, slots=True)
class CameraSetting:
    """Which camera to use.

    Attributes:
        value: The name, the index in decimal, the path or the URL; "" for the first camera.
    """

    kind: SettingKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """A camera that is plugged in.

    Attributes:
        name: As the system has it; a second one of the same name gets " (2)". It is also the setting's text.
        index: The backend's number for it; changes when cameras are plugged in and out.
        backend: OpenCV's number for the backend.
    """

    name: str
    index: int
    backend: int


def parse_setting(text: str) -> CameraSetting:
    """Read a setting's text: "" · an index · a URL · a path of a video · else a camera's name."""
    text = text.strip()
    if not text:
        return CameraSetting(SettingKind.FIRST)
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return CameraSetting(SettingKind.INDEX, str(int(text)))
    if "://" in text:
        return CameraSetting(SettingKind.URL, text)
    if Path(text).suffix.lower() in VIDEO_FILES:
        return CameraSetting(SettingKind.FILE, text)
    return CameraSetting(SettingKind.NAME, text)


def list_cameras() -> tuple[CameraChoice, ...]:
    """The cameras that are plugged in now, in the system's order. May take 50 ms: not for the main thread."""
    backend = next((wanted for wanted in PREFERRED_BACKENDS if wanted in supported_backends), None)
    if backend is None:
        return ()
    found = sorted(enumerate_cameras(backend), key=lambda camera: int(camera.index))
    return named_apart((str(camera.name or "Camera"), int(camera.index), int(backend)) for camera in found)


def named_apart(cameras: Iterable[tuple[str, int, int]]) -> tuple[CameraChoice, ...]:
    """Give cameras (name, index, backend) of one name different ones, in their order."""
    times: Counter[str] = Counter()
    choices = []
    for name, index, backend in cameras:
        times[name] += 1
        apart = name if times[name] == 1 else f"{name} ({times[name]})"
        choices.append(CameraChoice(apart, index, backend))
    return tuple(choices)
