"""Real `VideoCapture`s: a network camera on the loopback, a file; and which camera a setting means."""

import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from devices.errors import CodedError
from devices.qrcode.camera import CameraSource
from devices.qrcode.camera_list import (
    CameraChoice,
    CameraSetting,
    SettingKind,
    list_cameras,
    named_apart,
    parse_setting,
)
from devices.qrcode.decoding.burst_decoder import BurstDecoder
from devices.qrcode.live import LiveOptions, LiveReader
from devices.qrcode.live_events import CameraRecovered, PayloadRead
from devices.simulated.camera import SimulatedCamera
from devices.simulated.citizens import citizen
from tests.helpers.live_events import EventLog, no_camera_threads_left
from tests.helpers.mjpeg_server import MjpegServer

PERSON = citizen(77)
SIZE = (1280, 720)


def card_frames(count: int = 12) -> list[NDArray[np.uint8]]:
    """A card held still, sharp, as a camera sees it."""
    now = [0.0]
    camera = SimulatedCamera(clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))
    camera.present(PERSON, hold_seconds=9)
    capture = camera()
    frames = [capture.read() for _ in range(100 + count)][100:]
    return [frame for frame in frames if frame is not None]


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[MjpegServer]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    frames = card_frames()
    server = MjpegServer(lambda number: frames[number % len(frames)])
    with no_camera_threads_left():
        yield server
        server.unplug()


def test_a_card_before_a_network_camera_is_read_and_the_camera_s_loss_survived(stream: MjpegServer) -> None:
    log = EventLog()
    options = LiveOptions(retry_seconds=(0.1,))
    reader = LiveReader(CameraSource(parse_setting(stream.url)), BurstDecoder(), log, options)
    reader.start()
    read = log.wait_for(lambda event: isinstance(event, PayloadRead))
    assert isinstance(read, PayloadRead)
    assert read.payload.decode() == PERSON.payload()
    stream.unplug()
    log.wait_for_problem("CAM-003")
    log.wait_for_problem("CAM-007")
    stream.plug_in()
    log.wait_for(lambda event: isinstance(event, CameraRecovered))
    log.wait_for_frames(3)
    assert reader.stop()
    assert log.kinds()[:4] == ["PayloadRead", "CAM-003", "CAM-007", "CameraRecovered"]


def test_a_network_camera_that_falls_silent_is_given_up_and_taken_again(stream: MjpegServer) -> None:
    log = EventLog()
    options = LiveOptions(silent_seconds=0.5, retry_seconds=(0.1,))
    reader = LiveReader(CameraSource(parse_setting(stream.url)), BurstDecoder(), log, options)
    reader.start()
    log.wait_for_frames(3)
    stream.flows.clear()
    log.wait_for_problem("CAM-006")
    log.wait_for_problem("CAM-003")
    stream.flows.set()
    log.wait_for(lambda event: isinstance(event, CameraRecovered))
    assert reader.stop()


@pytest.fixture
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port that takes note of who says what there first."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(300))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.parametrize("scheme", ["https", "rtsps", "tls", "tcp", "HTTPS", "concat", "file"])
def test_no_address_takes_a_camera_to_what_ffmpeg_brings_for_others(
    listening: tuple[int, list[bytes]], scheme: str
) -> None:
    port, heard = listening
    with pytest.raises(CodedError, match="CAM-007"):
        CameraSource(parse_setting(f"{scheme}://127.0.0.1:{port}/video"))()
    assert heard == []


def test_a_camera_that_sends_on_to_tls_is_not_followed(
    listening: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The OpenSSL in OpenCV's wheel is out of support: a stream must not reach it by a detour either."""
    port, heard = listening
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)

    class SendOn(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", f"https://127.0.0.1:{port}/video")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
            pass

    with HTTPServer(("127.0.0.1", 0), SendOn) as server:
        thread = threading.Thread(target=server.handle_request, daemon=True)
        thread.start()
        with pytest.raises(CodedError, match="CAM-007"):
            CameraSource(parse_setting(f"http://127.0.0.1:{server.server_address[1]}/video"))()
        thread.join(5)
    assert heard == []


def test_a_file_is_shown_again_and_again_like_a_camera(tmp_path: Path) -> None:
    path = tmp_path / "card.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 100.0, SIZE)
    for picture in card_frames(5):
        writer.write(picture)
    writer.release()
    capture = CameraSource(parse_setting(str(path)))()
    frames = [capture.read() for _ in range(12)]
    capture.close()
    shown = [frame for frame in frames if frame is not None]
    assert len(shown) == 12
    assert {frame.shape for frame in shown} == {(720, 1280, 3)}
    np.testing.assert_array_equal(shown[0], shown[5])
    assert not np.array_equal(shown[0], shown[1])


@pytest.mark.parametrize("kind", [SettingKind.FILE, SettingKind.URL])
def test_what_cannot_be_opened_says_so(kind: SettingKind, tmp_path: Path) -> None:
    values = {SettingKind.FILE: str(tmp_path / "no.avi"), SettingKind.URL: "http://127.0.0.1:9/none"}
    with pytest.raises(CodedError, match="CAM-007"):
        CameraSource(CameraSetting(kind, values[kind]))()


def test_a_file_that_is_no_video_says_so(tmp_path: Path) -> None:
    path = tmp_path / "text.mp4"
    path.write_text("no video")
    with pytest.raises(CodedError, match="CAM-007"):
        CameraSource(parse_setting(str(path)))()


CAMERAS = named_apart([("Front", 0, cv2.CAP_V4L2), ("HD Webcam", 940, cv2.CAP_V4L2)])


@pytest.mark.parametrize("setting", ["Somebody else's", "7", "HD Webcam (2)"])
def test_a_camera_that_is_not_plugged_in(setting: str) -> None:
    with pytest.raises(CodedError, match="CAM-001") as caught:
        CameraSource(parse_setting(setting), lambda: CAMERAS)()
    assert caught.value.details == {"count": 2}


def test_a_camera_that_is_listed_and_gives_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CodedError, match="CAM-002"):
        CameraSource(parse_setting("HD Webcam"), lambda: CAMERAS)()
    capfd.readouterr()  # OpenCV's own warning about the device that is not there


def test_a_camera_is_looked_for_anew_each_time_and_found_by_its_name(capfd: pytest.CaptureFixture[str]) -> None:
    plugged_in: list[tuple[CameraChoice, ...]] = [(), CAMERAS]
    source = CameraSource(parse_setting("HD Webcam"), lambda: plugged_in.pop(0))
    for code in ("CAM-001", "CAM-002"):  # not there; there, though no real device answers
        with pytest.raises(CodedError, match=code):
            source()
    capfd.readouterr()


def test_no_camera_at_all() -> None:
    with pytest.raises(CodedError, match="CAM-001"):
        CameraSource(parse_setting(""), tuple)()


def test_a_list_that_breaks_while_a_camera_is_pulled_out() -> None:
    def broken() -> tuple[CameraChoice, ...]:
        raise OSError("gone")

    with pytest.raises(CodedError, match="CAM-001"):
        CameraSource(parse_setting(""), broken)()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("", SettingKind.FIRST, ""),
        ("  ", SettingKind.FIRST, ""),
        ("0", SettingKind.INDEX, "0"),
        ("02", SettingKind.INDEX, "2"),
        ("²", SettingKind.NAME, "²"),
        ("HD Webcam C270", SettingKind.NAME, "HD Webcam C270"),
        ("USB2.0 Camera", SettingKind.NAME, "USB2.0 Camera"),
        ("Máy ảnh.AVI", SettingKind.FILE, "Máy ảnh.AVI"),
        ("http://127.0.0.1/video.mp4", SettingKind.URL, "http://127.0.0.1/video.mp4"),
    ],
)
def test_what_a_setting_means(text: str, kind: SettingKind, value: str) -> None:
    assert parse_setting(text) == CameraSetting(kind, value)


def test_cameras_of_one_name_are_told_apart_in_their_order() -> None:
    cameras = named_apart([("Webcam", 0, 1), ("Other", 1, 1), ("Webcam", 4, 1)])
    assert [camera.name for camera in cameras] == ["Webcam", "Other", "Webcam (2)"]


def test_the_system_s_own_list_can_be_asked() -> None:
    names = [camera.name for camera in list_cameras()]
    assert len(names) == len(set(names))
