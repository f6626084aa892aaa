"""The frozen program: what it holds, started with a bare environment, through one intake and one pile of papers."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from PyInstaller.archive.readers import CArchiveReader

from desktop import __version__
from desktop.bootstrap.hardware import desk_clock
from desktop.records.migrations import HEAD
from desktop.workflows.update_desk import this_platform
from devices.documents.sources import opening_process
from devices.documents.sources.child import FROZEN_MODULE
from devices.documents.sources.driver_source import SANE
from devices.documents.sources.opening_process import Pages, opened_apart
from devices.documents.sources.sane_source import sources
from devices.identity import Field
from devices.simulated.citizens import citizen
from installer.stripping import linked_with
from installer.system_libraries import OF_THE_SYSTEM, OPTIONAL
from sync.release import Release, ReleaseFile, is_path_sound, is_sound
from tests.helpers.bundle import ROOT, Bundle, bare
from tests.helpers.demo_program import RECEIPT, DemoProgram
from tests.helpers.display import A_SCANNER, own_display, wait_until

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("bundle")]
MOST = 350 * 2**20  # bytes of the program's folder
DIALOG = "PDF"  # in the title of the window that asks where to
LIB_DYNLOAD = f"python{sys.version_info.major}.{sys.version_info.minor}/lib-dynload/"
# What only an interpreter that is not frozen has; httpx brings its command line where click and rich are there.
NOT_IN_A_BUNDLE = {"site", "_sitebuiltins", "_distutils_hack", "sitecustomize", "click", "rich", "pygments"}
# Inside of PySide6's own library, of the interpreter, of the program's first file.
EMBEDDED = (
    *("PySide6.support", "shibokensupport", "__feature__", "signature_bootstrap", "cv2.data"),
    *("_frozen_importlib", "os.path", "desktop.__main__"),
)
LIST_LOADED = """
import sys
from pathlib import Path
from desktop.__main__ import main
status = main(["demo", "--offscreen", "--out", sys.argv[1]])
names = sorted(name for name, module in sys.modules.items() if getattr(module, "__file__", None))
Path(sys.argv[1], "modules.txt").write_text("\\n".join(names))
sys.exit(status)
"""


def test_it_is_small(bundle: Bundle, capsys: pytest.CaptureFixture[str]) -> None:
    size = sum(path.stat().st_size for path in bundle.files())
    with capsys.disabled():
        sys.stdout.write(f"\nthe program's folder: {size / 2**20:.0f} MiB, built in {bundle.seconds:.0f} s\n")
    assert size <= MOST
    assert [path.name for path in bundle.folder.rglob("*") if path.is_symlink() and not path.exists()] == []


def test_it_does_an_intake_by_itself(bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = bundle.program
    assert list(bundle.inside.rglob("_scard*.so")), "the chip reader's library is missing"
    out = tmp_path / "out"
    done = subprocess.run(
        [str(program), "demo", "--offscreen", "--out", str(out)],
        cwd=tmp_path,
        env=bare(tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
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


def test_all_of_it_can_be_a_signed_update(bundle: Bundle) -> None:
    """Packing takes a minute: here paths, sizes, number and links are the real ones, and the contents made up."""
    files = tuple(
        ReleaseFile(path.relative_to(bundle.folder).as_posix(), size, sha256(bytes(path)).hexdigest(), size or 1)
        for path in bundle.files()
        for size in [path.stat().st_size]
    )
    links = {
        path.relative_to(bundle.folder).as_posix(): path.resolve().relative_to(bundle.folder.resolve()).as_posix()
        for path in bundle.folder.rglob("*")
        if path.is_symlink()
    }
    assert [file.path for file in files if not is_path_sound(file.path)] == []
    today = desk_clock().date()
    assert is_sound(
        Release("0.2.0", 2, this_platform(), "0.1.0", HEAD, bundle.program.name, today, today, files, links)
    )


def test_its_launcher_starts_it(bundle: Bundle, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(bundle.folder / "ban-mot-cua-launcher"), "--root", str(tmp_path / "versions"), "update", "status"],
        env=bare(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert __version__ in done.stdout


def opened_apart_by(program: Path, data: bytes) -> closing[Pages]:
    return closing(opened_apart(data, 50, command=(str(program), FROZEN_MODULE, opening_process.MODULE)))


@pytest.mark.display
def test_on_a_real_display_a_card_becomes_a_receipt_as_pdf(bundle: Bundle, tmp_path: Path) -> None:
    someone, wanted = citizen(17), tmp_path / "receipt.pdf"
    with own_display(tmp_path) as display:
        program = DemoProgram(display, tmp_path, [str(bundle.program)])
        try:
            display.teach(someone.payload())
            program.start("--fresh")
            nothing_yet = program.todo()
            display.type(f"{someone.payload()}\n", A_SCANNER)
            program.wait_for_other_todo(nothing_yet)
            display.type("tthn\n")
            display.press("F6", "F9")
            code = program.wait_for_receipt()
            display.press("ctrl+s")
            wait_until(lambda: display.has_focus(DIALOG) and not display.has_focus(RECEIPT), "the question where to")
            display.press("ctrl+a")
            display.type(f"{wanted}\n")  # faster would be a scanner's
            wait_until(wanted.exists, "the receipt's file")
            wait_until(lambda: display.has_focus(RECEIPT), "the receipt")
            display.press("Escape")
            program.wait_for_work()
            program.close()
        finally:
            program.stop()
    assert [case.code for case in program.cases_of(desk_clock().date())] == [code]
    said = subprocess.run(["pdftotext", wanted, "-"], capture_output=True, text=True, check=True).stdout
    assert code in said
    assert someone.texts()[Field.FULL_NAME] in said


def test_it_checks_itself(bundle: Bundle, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(bundle.program), "self-check"],
        env=bare(tmp_path),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    marks = re.findall(r"^\[(\w+) *\] (.+)$", done.stdout, re.MULTILINE)
    assert len(marks) == 11, done.stdout
    assert [text for mark, text in marks if mark == "FAIL"] == []
    assert sum(mark == "OK" for mark, _ in marks) >= 3, "fonts, disk, catalogue of procedures"
    assert done.returncode == 0


def test_everything_that_the_program_loads_is_there(bundle: Bundle, tmp_path: Path) -> None:
    """The modules of an intake of the program that is not frozen, and every name that its own modules import."""
    subprocess.run(
        [sys.executable, "-c", LIST_LOADED, str(tmp_path)],
        cwd=ROOT,
        env=dict(os.environ) | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        check=True,
        timeout=300,
        capture_output=True,
    )
    loaded = set((tmp_path / "modules.txt").read_text(encoding="utf-8").split())
    assert len(loaded) > 1000
    there = modules_of(bundle)
    missing = {name for name in loaded - there if name.split(".")[0] not in NOT_IN_A_BUNDLE}
    assert {name for name in missing if not name.startswith(EMBEDDED)} == set()


def modules_of(bundle: Bundle) -> set[str]:
    """Every module that the frozen program can import."""
    archive = CArchiveReader(str(bundle.program))
    found = set(archive.toc) | set(archive.open_embedded_archive("PYZ.pyz").toc)
    with zipfile.ZipFile(bundle.inside / "base_library.zip") as base:
        found |= {dotted(name) for name in base.namelist()}
    for path in bundle.files():
        if path.suffix in {".so", ".py"} and bundle.inside in path.parents:
            found.add(dotted(path.relative_to(bundle.inside).as_posix().removeprefix(LIB_DYNLOAD)))
    return found


def dotted(path: str) -> str:
    """``numpy/linalg/_umath_linalg.cpython-311-x86_64-linux-gnu.so`` is numpy.linalg._umath_linalg."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".", 1)[0]
    return ".".join(part for part in (*folder.split("/"), "" if stem == "__init__" else stem) if part)


def test_every_library_is_there_or_the_systems_own(bundle: Bundle) -> None:
    libraries = [path for path in bundle.files() if ".so" in path.suffixes]
    inside = {path.name for path in libraries}
    outside = {name for path in libraries for name in linked_with(path)} - inside
    assert outside <= OF_THE_SYSTEM.keys() | OPTIONAL.keys()
    assert not inside & (OF_THE_SYSTEM.keys() | OPTIONAL.keys())
