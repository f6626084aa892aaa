"""Reading a chip: exchanges, time on the line, host processor time, time to text and to photo; the Vietnamese profile.

    python -m benchmarks.chip [--size 15000] [--rounds 3]

The card is the simulated one. Its bit rates are ISO/IEC 14443's nominal ones, 9 bits a byte, and every exchange takes
10 ms besides: USB, the driver, the card's own work. The computed time is what exactly the fewest exchanges and their
bytes must take. Beside our way stands the usual one: SELECT, a look at the header, blocks of 160 bytes.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.profile import ChipProfile, Maker, Options
from devices.simulated.chip.quirks import RATES, Quirks
from devices.simulated.citizens import citizen
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.channel.passwords import access_key
from devices.smartcard.document import ChipDocument, PartialReading, Phase
from devices.smartcard.files.blocks import EXTENDED_BLOCKS, BlockPolicy
from devices.smartcard.reading import ChipReading, Observer

EXCHANGE_SECONDS = 0.010
SHORT_BLOCK = 223
OPENING = 2 + 5 + 1  # EF.CardAccess selected and read, PACE, application
PROOF = 2  # chip authentication
HOLDER = citizen(7)


@dataclass
class Run:
    """One reading: wall clock to text, to photo and in all, host processor time, seconds the card and line took."""

    text: float
    whole: float
    processor: float
    line: float
    document: ChipDocument


class _Clock(Observer):
    def __init__(self) -> None:
        self.start = time.perf_counter()
        self.text = 0.0

    def text_read(self, document: ChipDocument) -> None:
        self.text = time.perf_counter() - self.start


class _PacedChip(SimulatedChip):
    """A chip whose own work in software counts as part of the time that an exchange takes; and is measured."""

    def __init__(self, profile: ChipProfile, quirks: Quirks) -> None:
        super().__init__(profile, quirks, sleep=self._rest)
        self._began = 0.0
        self.processor = 0.0

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        self._began = time.perf_counter()
        used = time.process_time()
        try:
            return super().transmit(command)
        finally:
            self.processor += time.process_time() - used

    def _rest(self, seconds: float) -> None:
        end = self._began + seconds
        while (left := end - time.perf_counter()) > 0:
            time.sleep(left if left > 0.0005 else 0)


def read(profile: ChipProfile, quirks: Quirks, store: TrustStore, policy: Callable[[], BlockPolicy]) -> Run:
    chip = _PacedChip(profile, quirks)
    readers = SimulatedReaders(extended_length=False)
    readers.put_down(chip)
    connection = readers.connect(readers.watch(None, 0).readers[0].name)
    clock, used = _Clock(), time.process_time()
    partial = PartialReading(policy=policy())
    document = ChipReading(connection, access_key(HOLDER.number), store, partial=partial, observer=clock).run()
    whole = time.perf_counter() - clock.start
    processor = time.process_time() - used - chip.processor
    return Run(clock.text, whole, processor, chip.seconds, document)


def fewest(document: ChipDocument) -> int:
    return OPENING + PROOF + sum(-(-len(content) // SHORT_BLOCK) for content in document.files.values())


def median_run(make: Callable[[], Run], rounds: int) -> Run:
    runs = [make() for _ in range(rounds)]
    middle = statistics.median_low([run.whole for run in runs])
    chosen = next(run for run in runs if run.whole == middle)
    return replace(chosen, processor=statistics.median(run.processor for run in runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=15_000, help="bytes of the photo's file")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    maker = Maker()
    profile = maker.chip(HOLDER, Options(picture_size=chosen.size))
    ways: dict[str, tuple[Callable[[], BlockPolicy], bool]] = {
        "short blocks": (BlockPolicy, False),
        "extended length": (lambda: BlockPolicy(extended=EXTENDED_BLOCKS), True),
        "the usual way": (lambda: BlockPolicy(short=160, by_short_id=False, past_the_end=False), False),
    }
    print(f"photo file {chosen.size} bytes, {EXCHANGE_SECONDS * 1000:.0f} ms an exchange; medians of {chosen.rounds}\n")
    head = ("way", "kbit/s", "exchanges", "× fewest", "text s", "whole s", "× line", "host ms", "photo ms of it")
    print("{:<16} {:>6} {:>9} {:>8} {:>7} {:>8} {:>7} {:>8} {:>14}".format(*head))
    figures: dict[tuple[str, int], Run] = {}
    for name, (policy, extended) in ways.items():
        for rate in RATES:
            quirks = Quirks(rate=rate, exchange_seconds=EXCHANGE_SECONDS, extended=extended)
            run = median_run(lambda q=quirks, p=policy: read(profile, q, TrustStore.empty(), p), chosen.rounds)  # type: ignore[misc]
            figures[name, rate] = run
            photo = next(phase.milliseconds for phase in run.document.figures.phases if phase.phase is Phase.PHOTO)
            print(
                f"{name:<16} {rate:>6} {run.document.figures.exchanges:>9} "
                f"{run.document.figures.exchanges / fewest(run.document):>8.2f} {run.text:>7.2f} {run.whole:>8.2f} "
                f"{run.whole / run.line:>7.2f} {run.processor * 1000:>8.0f} {photo:>14.0f}"
            )
    ours, usual = figures["short blocks", 424], figures["the usual way", 424]
    print("\nat 424 kbit/s, short blocks:")
    for name, value, target in (
        ("exchanges against the fewest", ours.document.figures.exchanges / fewest(ours.document), 1.10),
        ("time against the line's own", ours.whole / ours.line, 1.15),
        ("host processor, ms", ours.processor * 1000, 150.0),
        ("text on screen, s", ours.text, 1.0),
        ("photo, s", ours.whole, 3.0),
    ):
        print(f"  {name:<30} {value:>8.2f}   target ≤ {target:<6} {'met' if value <= target else 'MISSED'}")
    print(
        f"  against the usual way: {usual.whole / ours.whole:.2f}× as fast, {usual.text / ours.text:.2f}× to the text"
    )


if __name__ == "__main__":
    main()
