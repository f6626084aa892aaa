"""A new version on the demo desk's stick: signed, a few bytes long, and nothing in it that is ever run."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.bootstrap.updates import SimulatedUpdates
from desktop.bootstrap.version import program_version
from desktop.records.migrations import HEAD
from desktop.workflows.update_desk import this_platform
from desktop.workflows.update_start import Managed
from sync.release import program_name
from updates.keys import Keyring
from updates.layout import BASE, Layout
from updates.making import GOOD_FOR, Wanted, make_bundle
from updates.taking import Here, Taker

FOLDER, STICK, PROGRAMS = "updates", "usb", "program"
NOTES = {
    "vi": "Gói mẫu của bàn tập: lấy về, kiểm tra và đặt lịch như thật, nhưng không cài gì vào máy này.",
    "en": "A sample for the desk for practice: fetched, checked and ordered as a real one, and nothing is installed.",
}


def following_version(version: str) -> str:
    """The next but small version: ``0.2.0`` after ``0.1.3``."""
    major, minor, *_ = version.split(".")
    return f"{major}.{int(minor) + 1}.0"


def sample_update(folder: Path, now: datetime) -> tuple[Managed, SimulatedUpdates]:
    """A root without a version, and a stick with the one that follows; both new, in a desk's folder."""
    whole = folder / FOLDER
    shutil.rmtree(whole, ignore_errors=True)
    key, here, platform = Ed25519PrivateKey.generate(), program_version(), this_platform()
    wanted = Wanted(following_version(here), 1, platform, here, HEAD, now.date(), (now + GOOD_FOR).date(), dict(NOTES))
    with tempfile.TemporaryDirectory() as place:
        program = Path(place)
        (program / program_name(platform)).write_text(NOTES["en"], encoding="utf-8")
        make_bundle(program, wanted, key, whole / STICK)
        taker = Taker(
            Layout(whole / PROGRAMS), Keyring(whole / PROGRAMS, [key.public_key()]), Here(here, platform, program)
        )
    return Managed(taker.layout, BASE, here), SimulatedUpdates(taker, whole / STICK)
