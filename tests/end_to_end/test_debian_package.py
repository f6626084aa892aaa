"""The Debian package: what it holds, and a fresh machine on which it is installed, started and removed."""

import re
import subprocess
from pathlib import Path

import pytest

from desktop import __version__
from installer.debian_package import BOM, build, lay_out
from installer.system_packages import depends
from tests.helpers.bare_root import USER, BareRoot
from tests.helpers.bundle import Bundle
from tests.helpers.display import own_display, wait_until

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("bundle")]
PROGRAM = f"usr/lib/ban-mot-cua/{__version__}/ban-mot-cua"


@pytest.fixture(scope="module")
def package(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deb")
    bom = folder / BOM
    bom.write_text("{}", encoding="utf-8")
    lay_out(bundle.folder, bom, folder / "tree", __version__)
    return build(folder / "tree", folder, __version__)


@pytest.fixture(scope="module")
def machine(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> BareRoot:
    """With the packages that the Depends field names, of which each has one name here."""
    named = [each.split(" | ")[-1].split(" (")[0] for each in depends(bundle.folder)]
    return BareRoot(tmp_path_factory.mktemp("machine"), named)


def test_its_own_words(package: Path) -> None:
    def field(name: str) -> str:
        return subprocess.run(["dpkg-deb", "-f", package, name], capture_output=True, text=True, check=True).stdout

    assert field("Package").strip() == "ban-mot-cua"
    assert field("Version").strip() == __version__
    assert "pcscd" in field("Recommends")
    wanted = field("Depends")
    assert {"libxcb1", "libx11-6", "libgl1", "libegl1", "libfontconfig1"} <= set(re.split(r"[,| ]+", wanted))
    assert "python" not in wanted
    assert "pcsc" not in wanted
    scripts = subprocess.run(["dpkg-deb", "-I", package], capture_output=True, text=True, check=True).stdout
    assert not re.search(r"(pre|post)(inst|rm)", scripts)


def test_what_it_lays_where(package: Path) -> None:
    told = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True).stdout
    rights = {line.split()[5].removeprefix("./"): (line.split()[0], line.split()[1]) for line in told.splitlines()}
    assert rights[PROGRAM] == ("-rwxr-xr-x", "root/root")
    assert rights["usr/bin/ban-mot-cua"] == ("-rwxr-xr-x", "root/root")
    assert {
        "usr/share/applications/ban-mot-cua.desktop",
        "usr/share/icons/hicolor/48x48/apps/ban-mot-cua.png",
        "usr/share/icons/hicolor/scalable/apps/ban-mot-cua.svg",
        "usr/share/doc/ban-mot-cua/copyright",
        f"usr/share/doc/ban-mot-cua/{BOM}",
    } <= rights.keys()
    allowed = ("usr/bin", "usr/lib/ban-mot-cua", "usr/share")
    assert [name for name in rights if name.count("/") > 2 and not name.startswith(allowed)] == []
    assert [name for name, (mode, _) in rights.items() if mode[8] == "w" and mode[0] != "l"] == []


def test_on_a_fresh_machine(package: Path, machine: BareRoot, tmp_path: Path) -> None:
    """Installed with dpkg, started without a display and on one, removed; what the officer had stays."""
    assert "python3" not in machine.packages
    assert not list(machine.folder.glob("usr/bin/python3*"))
    (machine.folder / "tmp/package.deb").write_bytes(package.read_bytes())
    done = machine.run("dpkg", "--install", "/tmp/package.deb")
    assert done.returncode == 0, done.stderr

    tour = machine.run("ban-mot-cua", "demo", "--offscreen", "--out", "/home/officer/out", user=USER)
    assert tour.returncode == 0, tour.stderr
    receipt = machine.folder / "home/officer/out/receipt.pdf"
    assert receipt.read_bytes().startswith(b"%PDF")
    check = machine.run("ban-mot-cua", "self-check", user=USER)
    assert "[OK  ]" in check.stdout, check.stderr
    with own_display(tmp_path) as display, (tmp_path / "program.log").open("wb") as log:
        before = set(display.windows(""))
        process = subprocess.Popen(
            machine.command("ban-mot-cua", user=USER),
            env=machine.environment(USER) | {"DISPLAY": display.name},
            stdout=log,
            stderr=log,
        )
        try:
            wait_until(lambda: bool(display.windows("Thiết lập bàn mới")) or process.poll() is not None, "its window")
            assert process.poll() is None, (tmp_path / "program.log").read_text(encoding="utf-8")
            assert set(display.windows("")) > before
        finally:
            process.kill()  # unshare does not listen to less; everything inside ends with it
            process.wait(20)

    data = machine.folder / "home/officer/.local/share/BanMotCua/kept"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text("a case", encoding="utf-8")
    assert machine.run("dpkg", "--purge", "ban-mot-cua").returncode == 0
    assert data.read_text(encoding="utf-8") == "a case"
    assert receipt.exists()
    left = [path for path in machine.folder.glob("usr/**/*ban-mot-cua*") if path.is_file()]
    assert left == []
    assert not (machine.folder / "usr/lib/ban-mot-cua").exists()
