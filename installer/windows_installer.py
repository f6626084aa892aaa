"""The installer for Windows, made with NSIS anywhere: ``python -m installer.windows_installer --bundle FOLDER``."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop import __version__
from installer.debian_package import NAME

ROOT = Path(__file__).parents[1]
SCRIPT = Path(__file__).parent / "windows" / "ban-mot-cua.nsi"
PROGRAM = f"{NAME}.exe"


class InstallerError(Exception):
    """The folder is no build for Windows, or makensis did not take the script."""


def compiled(bundle: Path, to: Path, version: str) -> Path:
    """The installer's file.

    Args:
        bundle: The program's folder, built on Windows.
        to: Folder of the installer.
        version: Three numbers.

    Raises:
        InstallerError: See there.
    """
    if not (bundle / PROGRAM).is_file():
        raise InstallerError(f"{bundle} has no {PROGRAM}: the folder is built on Windows")
    to.mkdir(parents=True, exist_ok=True)
    target = to / f"{NAME}-{version}.exe"
    given = [f"-DBUNDLE={bundle.resolve()}", f"-DVERSION={version}", f"-DTO={target.resolve()}"]
    done = subprocess.run(["makensis", "-V2", "-WX", *given, str(SCRIPT)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise InstallerError(done.stdout + done.stderr)
    return target


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile the installer; 1 if that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m installer.windows_installer")
    parser.add_argument("--bundle", type=Path, required=True, help="the program's folder, built on Windows")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="where the installer is laid")
    given = parser.parse_args(arguments)
    try:
        print(compiled(given.bundle, given.to, __version__))
    except InstallerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
