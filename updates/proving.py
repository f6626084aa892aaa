"""Whether a version runs on this PC at all, found out before it is in force and far from the desk's data."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from devices.errors import CodedError
from updates.launcher import bare_environment
from updates.layout import ROOT_VARIABLE, VERSION_VARIABLE

SECONDS = 600  # an old PC that is worked at meanwhile; what hangs is found all the same
# One intake at a desk of its own, without a display: opens an encrypted database, migrates it, draws, prints.
TRIAL = ("demo", "--offscreen", "--out")


def try_out(program: Path, trial: Sequence[str] = TRIAL, seconds: float = SECONDS) -> None:
    """Run a version once on synthetic data.

    Raises:
        CodedError: UPD-013: it does not start, ends with an error, or takes too long.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = bare_environment() | {"QT_QPA_PLATFORM": "offscreen", "HOME": folder, "LOCALAPPDATA": folder}
        environment = {
            name: value for name, value in environment.items() if name not in {ROOT_VARIABLE, VERSION_VARIABLE}
        }
        try:
            done = subprocess.run(  # noqa: S603 - the program of a version that was held to its signed hashes
                [str(program), *trial, folder],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            raise CodedError("UPD-013", status="—") from None
    if done.returncode != 0:
        raise CodedError("UPD-013", status=done.returncode)
