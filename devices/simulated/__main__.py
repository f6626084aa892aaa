"""Simulated devices from the command line.

    python -m devices.simulated chip --vpcd [--citizen N] [--slot N] [--size BYTES] [--rate 106|424|848]

puts a synthetic citizen's chip into the virtual reader of pcscd until Ctrl-C.
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.profile import Maker, Options
from devices.simulated.chip.quirks import RATES, Quirks
from devices.simulated.chip.vpcd import VirtualCard, VirtualReaderError
from devices.simulated.citizens import citizen

HINT = "start pcscd with the virtual reader: apt-get install pcscd vsmartcard-vpcd, then pcscd --foreground"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; 0 after Ctrl-C, 1 where there is no virtual reader."""
    parser = argparse.ArgumentParser(prog="python -m devices.simulated", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    chip = commands.add_parser("chip", help="a whole chip in software")
    chip.add_argument("--vpcd", action="store_true", required=True, help="put it into pcscd's virtual reader")
    chip.add_argument("--citizen", type=int, default=1, help="which synthetic citizen")
    chip.add_argument("--slot", type=int, default=0, help="which virtual reader")
    chip.add_argument("--size", type=int, default=15_000, help="bytes of the photo's file")
    chip.add_argument("--rate", type=int, choices=RATES, help="take the time that this bit rate takes, in kbit/s")
    chip.add_argument("--trust", type=Path, help="folder to write the chip's root certificate into")
    chosen = parser.parse_args(arguments)
    holder, maker = citizen(chosen.citizen), Maker()
    if chosen.trust:
        chosen.trust.mkdir(parents=True, exist_ok=True)
        (chosen.trust / "simulated-root.cer").write_bytes(maker.issuer.root.certificate)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has jobs in the background ignore it
    quirks = Quirks(rate=chosen.rate, exchange_seconds=0.01 if chosen.rate else 0.0)
    profile = maker.chip(holder, Options(picture_size=chosen.size))
    try:
        with VirtualCard(SimulatedChip(profile, quirks, sleep=time.sleep), chosen.slot) as card:
            words = f"a synthetic card lies on virtual reader {chosen.slot}; it opens with number {holder.number}"
            print(words, flush=True)
            while card.inserted:
                time.sleep(0.2)
    except VirtualReaderError as error:
        print(f"{error}; {HINT}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pulled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
