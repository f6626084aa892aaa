"""``python -m devices.qrcode IMAGE…``: one JSON line for each image, for support staff.

Keys of a line: ``file``, ``payload`` (text or null), ``fields`` (by name, or null), ``decoder``, ``milliseconds``;
with a card's payload also ``flags`` and ``unknown``; with none ``hint``; on failure ``error``, a code of
``resources/errors.toml``, and ``details``. The status is 1 if a file could not be read, else 0. The lines hold personal
data: they go to whoever asked, and nowhere else.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from io import TextIOWrapper
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.errors import CodedError
from devices.qrcode.decoding.frame_decoder import FrameDecoder
from devices.qrcode.still_image import Reading, read_image

LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m devices.qrcode", description="Read citizen cards' QR codes.")
    parser.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    images: list[Path] = parser.parse_args(arguments).images
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # a Windows console's own code page lacks Vietnamese letters
    decoder = FrameDecoder()
    today = datetime.now(LOCAL_TIME).date()
    lines = [_print_line(path, decoder, today) for path in images]
    return 0 if all(lines) else 1


def _print_line(path: Path, decoder: FrameDecoder, today: date) -> bool:
    """Print one file's line; returns whether the file could be read."""
    try:
        reading = read_image(path, decoder, today)
    except CodedError as error:
        nothing = {"payload": None, "fields": None, "decoder": "", "milliseconds": 0.0}
        _print({"file": str(path), **nothing, **_error(error)})
        return False
    _print({"file": str(path), **_told(reading)})
    return True


def _told(reading: Reading) -> dict[str, object]:
    result, identity = reading.result, reading.identity
    told: dict[str, object] = {
        "payload": None if result.payload is None else result.payload.decode("utf-8", "backslashreplace"),
        "fields": None if identity is None else {name.value: value.text for name, value in identity},
        "decoder": result.decoder,
        "milliseconds": round(result.milliseconds, 1),
    }
    if identity is not None:
        told["flags"] = [flag.code.value for flag in identity.flags]
        told["unknown"] = list(identity.unknown)
    if result.payload is None:
        told["hint"] = result.hint.value
    return told if reading.error is None else told | _error(reading.error)


def _error(error: CodedError) -> dict[str, object]:
    return {"error": error.code, "details": dict(error.details)}


def _print(line: dict[str, object]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
