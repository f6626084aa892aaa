"""The program as one folder, built once for all tests that look at it."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = "ban-mot-cua"


@dataclass(frozen=True)
class Bundle:
    """A build.

    Attributes:
        folder: The program's folder.
        seconds: How long PyInstaller took.
    """

    folder: Path
    seconds: float

    @property
    def program(self) -> Path:
        """What is started."""
        return self.folder / NAME

    @property
    def inside(self) -> Path:
        """Where PyInstaller lays libraries and data."""
        return self.folder / "_internal"

    def files(self) -> list[Path]:
        """Every file; links are not followed."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink())


def build(folder: Path, sources: Path = ROOT) -> Bundle:
    """Build the program as `make bundle` does, of this project or of a changed copy of it."""
    begun = time.monotonic()
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", str(sources / "build.spec"), "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", str(folder / "dist"), "--workpath", str(folder / "work")),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return Bundle(folder / "dist" / NAME, time.monotonic() - begun)


def bare(home: Path, **more: str) -> dict[str, str]:
    """The variables of a program that finds nothing of a developer's: no Python, no virtual environment."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"} | more
