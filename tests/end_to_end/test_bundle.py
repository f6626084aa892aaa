"""The frozen program: built, started with a bare environment, and through one intake."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(420)
@pytest.mark.xdist_group("bundle")
def test_the_bundle_does_an_intake_by_itself(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "PyInstaller", str(ROOT / "build.spec"), "--noconfirm", "--log-level", "ERROR"]
    built = subprocess.run(
        [*build, "--distpath", str(tmp_path / "dist"), "--workpath", str(tmp_path / "work")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr[-2000:]
    program = tmp_path / "dist" / "ban-mot-cua" / "ban-mot-cua"
    assert list((tmp_path / "dist").rglob("_scard*.so")), "the chip reader's library is missing"
    assert not list((tmp_path / "dist").rglob("libpcsclite*")), "it must be the system's own"
    out = tmp_path / "out"
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": os.environ.get("LANG", "C.UTF-8")}
    done = subprocess.run(
        [str(program), "demo", "--offscreen", "--out", str(out)],
        cwd=tmp_path,
        env=bare,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (out / "receipt.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "intake.png").stat().st_size > 50_000
