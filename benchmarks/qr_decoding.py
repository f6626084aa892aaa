"""Decoders side by side on the same synthetic frames: exact texts, wrong texts, time.

    python -m benchmarks.qr_decoding [--quick | --frames N] [--cpu-time]

Families and levels are those of `devices.simulated.frames`; hard levels go on past what anything can read, so compare
columns. The mix of graded, mixed and sequence frames follows the published measurement (540 : 162 : 180). Frames with a
bank's code beside the card are a row of their own, outside the total: a decoder alone cannot know which one is wanted.

Our decoders give up when a frame's time is over. On a machine that is busy with other things that time passes without
work being done; `--cpu-time` therefore counts the time of the decoding thread alone, and keeps OpenCV to it.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from pyzbar import pyzbar

from devices.qrcode.decoding.burst_decoder import BurstDecoder
from devices.qrcode.decoding.frame_decoder import FrameDecoder
from devices.simulated.frames.decoys import card_beside_a_bank_code, frames_without_code
from devices.simulated.frames.scenes import Frame, burst, counter_view, single_frames

Gray = NDArray[np.uint8]
Decode = Callable[[Gray], bytes | None]
Clock = Callable[[], float]
BESIDE = "bank beside"


@dataclass
class Score:
    """What a decoder did on one family."""

    frames: int = 0
    exact: int = 0
    wrong: int = 0


@dataclass
class Contestant:
    """A decoder and its scores by family; times in ms at 1280×720 with and without a code in view."""

    name: str
    decode: Decode
    clock: Clock
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    with_code: list[float] = field(default_factory=list)
    without_code: list[float] = field(default_factory=list)

    def take(self, frame: Frame) -> None:
        """Decode one frame and keep the score."""
        start = self.clock()
        found = self.decode(frame.image)
        spent = (self.clock() - start) * 1000
        if frame.image.shape[0] == 720:
            (self.with_code if frame.text else self.without_code).append(spent)
        score = self.scores[frame.family]
        score.frames += 1
        score.exact += bool(frame.text) and found == frame.text.encode()
        score.wrong += found is not None and found != frame.text.encode()

    def rate(self, families: list[str]) -> float:
        """Exact texts in per cent."""
        frames = sum(self.scores[name].frames for name in families)
        return 100 * sum(self.scores[name].exact for name in families) / max(frames, 1)


def contestants(clock: Clock) -> list[Contestant]:
    """The decoders compared, each in its usual setting."""
    opencv = cv2.QRCodeDetector()
    ours = FrameDecoder(clock=clock)
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)

    def by_pyzbar(image: Gray) -> bytes | None:
        found = pyzbar.decode(image, symbols=[pyzbar.ZBarSymbol.QRCODE])
        return bytes(found[0].data) if found else None

    def by_zxing(image: Gray) -> bytes | None:
        found = zxingcpp.read_barcodes(image, formats=wanted)
        return bytes(found[0].bytes) if found else None

    def by_opencv(image: Gray) -> bytes | None:
        try:
            text, _, _ = opencv.detectAndDecode(image)
        except (cv2.error, UnicodeDecodeError):
            return None
        return text.encode() if text else None

    return [
        Contestant("pyzbar", by_pyzbar, clock),
        Contestant("zxing-cpp", by_zxing, clock),
        Contestant("OpenCV", by_opencv, clock),
        Contestant("ours", lambda image: ours.decode(image).payload, clock),
    ]


def frames(rounds: int, counters: int, clips: int) -> Iterator[Frame]:
    """Graded frames, mixed frames, clips of six, and frames without a code."""
    yield from single_frames(2026, rounds=rounds, counters=counters)
    for clip in range(clips):
        for frame in burst(5000 + clip, frames=6):
            yield Frame("sequence", "", frame.image, frame.text, frame.quad)
    yield from frames_without_code(2026, max(counters // 3, 12))
    rng = np.random.default_rng(2026)
    for number in range(counters // 4):
        yield card_beside_a_bank_code(number, counter_view(rng))


def report_singles(rounds: int, counters: int, clips: int, clock: Clock) -> None:
    """Print the table of single frames."""
    racers = contestants(clock)
    for frame in frames(rounds, counters, clips):
        for racer in racers:
            racer.take(frame)
    families = [name for name in racers[0].scores if name not in {"no code", BESIDE}]
    print("### Single frames: exact text, %\n")
    print("| family | frames | " + " | ".join(racer.name for racer in racers) + " |")
    print("|---|---:|" + "---:|" * len(racers))
    for name in families:
        _print_row(name, racers)
    total = sum(racers[0].scores[name].frames for name in families)
    print(f"| **all** | {total} | " + " | ".join(f"**{racer.rate(families):.1f}**" for racer in racers) + " |")
    zxing = racers[1].rate(families)
    print("| ratio to zxing-cpp | | " + " | ".join(f"{racer.rate(families) / zxing:.2f}×" for racer in racers) + " |")
    # The bank's own text is not a wrong one.
    wrong = (sum(score.wrong for name, score in racer.scores.items() if name != BESIDE) for racer in racers)
    print("| wrong texts | | " + " | ".join(map(str, wrong)) + " |")
    _print_row(BESIDE, racers)
    print("\n### Time at 1280×720, ms (median / p95)\n")
    print("| | " + " | ".join(racer.name for racer in racers) + " |")
    print("|---|" + "---:|" * len(racers))
    for title, pick in (("code in view", "with_code"), ("no code in view", "without_code")):
        print(f"| {title} | " + " | ".join(_times(getattr(racer, pick)) for racer in racers) + " |")


def _print_row(family: str, racers: list[Contestant]) -> None:
    rates = " | ".join(f"{racer.rate([family]):.1f}" for racer in racers)
    print(f"| {family} | {racers[0].scores[family].frames} | {rates} |")


def report_bursts(count: int, clock: Clock) -> None:
    """Print how many one-second bursts of 30 frames with hand tremor give the text."""
    ours, plain = BurstDecoder(FrameDecoder(clock=clock), clock), contestants(clock)[1].decode
    read = read_plain = wrong = 0
    times: list[float] = []
    for seed in range(count):
        shots = burst(9000 + seed)
        wanted = shots[0].text.encode()
        read_plain += any(plain(shot.image) == wanted for shot in shots)
        ours.reset()
        found_once = False
        for shot in shots:
            start = clock()
            found = ours.decode(shot.image).payload
            times.append((clock() - start) * 1000)
            wrong += found is not None and found != wanted
            found_once = found_once or found == wanted
        read += found_once
    print("\n### Bursts of 30 frames in one second, hand tremor\n")
    print("| | zxing-cpp | ours |\n|---|---:|---:|")
    plainly, together = (f"{number} ({100 * number / count:.1f} %)" for number in (read_plain, read))
    print(f"| bursts read, of {count} | {plainly} | {together} |")
    print(f"| wrong texts | | {wrong} |")
    print(f"| ms a frame, median / p95 | | {_times(times)} |")


def _times(values: list[float]) -> str:
    return f"{np.median(values):.1f} / {np.percentile(values, 95):.1f}" if values else "–"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a fifth of the frames")
    parser.add_argument("--frames", type=int, default=840, help="about so many, and bursts")
    parser.add_argument("--cpu-time", action="store_true", help="for a machine that is busy with other things")
    options = parser.parse_args()
    share = 0.2 if options.quick else options.frames / 840
    clock: Clock = time.thread_time if options.cpu_time else time.perf_counter
    if options.cpu_time:
        cv2.setNumThreads(1)
    rounds, counters, clips = (max(1, round(number * share)) for number in (11, 162, 30))
    report_singles(rounds, counters, clips, clock)
    report_bursts(max(1, round(200 * share)), clock)


if __name__ == "__main__":
    main()
