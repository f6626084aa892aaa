"""What live scanning costs: frames a second, latency, processor time, and the main thread's share of each frame.

The program's reader and view run with a simulated camera of 1280 × 720 at 30 frames a second, before which a card is
held about half of the time. Beside them stands what a plain loop on the main thread would do with the same frames:
decode with pyzbar or zxing-cpp, copy the frame into a picture and scale it smoothly.

    python -m benchmarks.live_camera [--seconds 20]
"""

import argparse
import os
import time
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import psutil
from numpy.typing import NDArray
from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication
from pyzbar import pyzbar

from desktop.screens.appearance.theme import apply_theme
from desktop.screens.scanning.camera_view import CameraView
from desktop.screens.scanning.live_relay import LiveRelay
from devices.qrcode.decoding import zxing
from devices.qrcode.decoding.burst_decoder import BurstDecoder
from devices.qrcode.decoding.frame_decoder import FrameResult
from devices.qrcode.live import LiveReader
from devices.qrcode.live_events import FramePreview, Gray
from devices.simulated.camera import SimulatedCamera
from devices.simulated.citizens import citizen

RESOURCES = Path(__file__).parents[1] / "resources"
VIEWS = (QSize(432, 243), QSize(960, 540))  # logical pixels: an intake's column, and a large one
PAUSE_SECONDS = 4.0  # between two cards, each of which is there for 4.8 seconds


class TimedDecoder:
    """The program's decoder and a stop-watch."""

    def __init__(self) -> None:
        self._decoder = BurstDecoder()
        self.milliseconds: list[float] = []

    def decode(self, image: Gray) -> FrameResult:
        """Decode as the program does, and note how long it took."""
        start = time.perf_counter()
        result = self._decoder.decode(image)
        self.milliseconds.append((time.perf_counter() - start) * 1000)
        return result

    def reset(self) -> None:
        """Forget the frames before."""
        self._decoder.reset()


class Run(NamedTuple):
    """Milliseconds of each frame, and rates of a whole run."""

    main_thread: list[float]
    latency: list[float]
    decoding: list[float]
    to_event: list[float]
    fps: float
    cpu: float


def run(size: QSize, seconds: float) -> Run:
    """Scan for some seconds; all times are of this process alone."""
    camera, decoder = SimulatedCamera(), TimedDecoder()
    camera.start_carousel([citizen(seed) for seed in range(20)], PAUSE_SECONDS)
    view, relay = CameraView(), LiveRelay()
    view.resize(size)
    view.show()
    main_thread: list[float] = []
    latency: list[float] = []
    to_event: list[float] = []

    def on_frame(preview: FramePreview) -> None:
        start = time.perf_counter()
        view.show_frame(preview)
        view.repaint()
        main_thread.append((time.perf_counter() - start) * 1000)
        latency.append((time.monotonic() - preview.captured_at) * 1000)

    relay.frame_arrived.connect(on_frame)
    relay.payload_read.connect(lambda read: to_event.append(read.milliseconds))
    reader = LiveReader(camera, decoder, relay)
    reader.start()
    wait(1.0)
    for kept in (main_thread, latency, decoder.milliseconds):
        kept.clear()
    before = cpu_seconds()
    wait(seconds)
    used = cpu_seconds() - before
    measured = Run(
        main_thread[:], latency[:], decoder.milliseconds[:], to_event, len(latency) / seconds, used / seconds
    )
    relay.close()
    reader.stop()
    view.deleteLater()
    return measured


def simulation_share(seconds: float) -> float:
    """Processor time that drawing the simulated frames takes, as a part of one core."""
    now = [0.0]
    camera = SimulatedCamera(clock=lambda: now[0], sleep=lambda pause: now.__setitem__(0, now[0] + pause))
    camera.start_carousel([citizen(seed) for seed in range(20)], PAUSE_SECONDS)
    capture = camera()
    before = cpu_seconds()
    while now[0] < seconds:
        capture.read()
    return (cpu_seconds() - before) / seconds


def plain_loop(size: QSize) -> dict[str, list[float]]:
    """Main-thread milliseconds of a frame where all is done there."""
    taken: dict[str, list[float]] = {"pyzbar": [], "zxing-cpp": []}
    for frame in sample_frames():
        for name, spent in taken.items():
            start = time.perf_counter()
            gray = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
            if name == "pyzbar":
                pyzbar.decode(gray, symbols=[pyzbar.ZBarSymbol.QRCODE])
            else:
                zxing.read(gray)
            rgb = np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)
            height, width = rgb.shape[:2]
            picture = QPixmap.fromImage(QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888))
            picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            spent.append((time.perf_counter() - start) * 1000)
    return taken


def sample_frames() -> list[NDArray[np.uint8]]:
    """Every tenth frame of 18 seconds before the simulated camera."""
    now = [0.0]
    camera = SimulatedCamera(clock=lambda: now[0], sleep=lambda pause: now.__setitem__(0, now[0] + pause))
    camera.start_carousel([citizen(seed) for seed in range(20)], PAUSE_SECONDS)
    capture = camera()
    frames = [capture.read() for _ in range(540)][::10]
    return [frame for frame in frames if frame is not None]


def cpu_seconds() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)


def wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def line(name: str, values: list[float]) -> str:
    if not values:
        return f"| {name} | – | – | – |"
    middle, high, most = np.percentile(values, [50, 95, 100])
    return f"| {name} | {middle:.1f} | {high:.1f} | {most:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20.0, help="of scanning for each size of the view")
    seconds = parser.parse_args().seconds
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    apply_theme(application, RESOURCES)
    drawing = simulation_share(18.0)
    for size in VIEWS:
        measured = run(size, seconds)
        print(f"\n### Live scanning, 1280 × 720, shown at {size.width()} × {size.height()}\n")
        print(
            f"{measured.fps:.1f} frames a second shown; {len(measured.to_event)} cards read; processor"
            f" {measured.cpu * 100:.0f} % of one core, of which {drawing * 100:.0f} % draw the simulated frames\n"
        )
        print("| milliseconds of a frame | median | p95 | most |\n|---|---|---|---|")
        print(line("main thread: show and paint", measured.main_thread))
        print(line("captured to painted", measured.latency))
        print(line("captured to payload event", measured.to_event))
        print(line("decoding, on its own thread", measured.decoding))
        for name, spent in plain_loop(size).items():
            print(line(f"main thread of a plain loop with {name}", spent))


if __name__ == "__main__":
    main()
