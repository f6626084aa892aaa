"""The frozen program: built, started with a bare environment, through one intake and one pile of papers."""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa

from devices.documents.sources import opening_process
from devices.documents.sources.child import FROZEN_MODULE
from devices.documents.sources.driver_source import SANE
from devices.documents.sources.opening_process import Pages, opened_apart
from devices.documents.sources.sane_source import sources

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(420)
@pytest.mark.xdist_group("bundle")
def test_the_bundle_does_an_intake_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
    with pikepdf.open(out / "paper.pdf") as paper:
        assert pdfa.check(paper, "2b").findings == []
    # What may crash runs in a process of its own, of the same program.
    with opened_apart_by(program, (out / "paper.pdf").read_bytes()) as pages:
        assert [page.number for page in pages] == [1]
    (tmp_path / "dll.conf").write_text("test\n", encoding="utf-8")
    shutil.copy("/etc/sane.d/test.conf", tmp_path)
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    found = sources((str(program), FROZEN_MODULE, SANE.module))
    assert [each.id for each in found][:1] == ["test:0"]


def opened_apart_by(program: Path, data: bytes) -> closing[Pages]:
    return closing(opened_apart(data, 50, command=(str(program), FROZEN_MODULE, opening_process.MODULE)))
