"""The program as a Debian package: ``python -m installer.debian_package [--bundle FOLDER] [--to FOLDER]``.

The package holds the one-folder program of `make bundle` under /usr/lib/ban-mot-cua/VERSION, a start script, an entry
in the menu with its icon, and the list of its parts. It has no scripts of its own: nothing is fetched, nothing is
started, and removing it takes away what it brought, never the desk's data, which lie in the user's home.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from email.utils import formatdate
from pathlib import Path

from desktop import __version__
from installer.system_packages import RECOMMENDED, SUGGESTED, depends

ROOT = Path(__file__).parents[1]
SOURCES = Path(__file__).parent / "debian"
NAME = "ban-mot-cua"
PROGRAMS = Path("usr/lib") / NAME
BOM = "bom.cdx.json"
MAINTAINER = "Bàn Một Cửa <ban-mot-cua@localhost>"
ICON_SIZES = (16, 32, 48, 64, 128, 256)  # pixels
DESCRIPTION = """counter program of a public one-stop desk
 A citizen's card is held up or put on the reader, the record fills itself,
 the officer picks the procedure, the case is saved in an encrypted database,
 the receipt with the appointment comes out. It works with no network.
 .
 The desk's data lie in each user's home folder and stay there when this
 package is removed or purged."""


def lay_out(bundle: Path, bom: Path, tree: Path, version: str) -> None:
    """Lay everything where it will lie on the PC, with the package's own description.

    Args:
        bundle: The program's folder.
        bom: The list of its parts.
        tree: A new folder that stands for the PC's root.
        version: Of the program.

    Raises:
        UnknownLibraryError: See `installer.system_packages.depends`.
    """
    program = tree / PROGRAMS / version
    program.parent.mkdir(parents=True)
    shutil.copytree(bundle, program, symlinks=True)
    script = (SOURCES / f"{NAME}.sh").read_text(encoding="utf-8").replace("@VERSION@", version)
    _write(tree / "usr/bin" / NAME, script, 0o755)
    share = tree / "usr/share"
    _write(share / "applications" / f"{NAME}.desktop", (SOURCES / f"{NAME}.desktop").read_text(encoding="utf-8"))
    _lay_icons(share / "icons/hicolor")
    papers = share / "doc" / NAME
    _write(papers / "copyright", (SOURCES / "copyright").read_text(encoding="utf-8"))
    entry = (
        f"{NAME} ({version}) stable; urgency=medium\n\n  * See README.md.\n\n -- {MAINTAINER}  {formatdate(_epoch())}\n"
    )
    (papers / "changelog.gz").write_bytes(gzip.compress(entry.encode(), mtime=0))
    shutil.copyfile(bom, papers / BOM)
    _settle(tree)
    _write(tree / "DEBIAN" / "control", _control(tree, program, version))


def build(tree: Path, to: Path, version: str) -> Path:
    """Pack a laid-out tree; the package's file.

    Raises:
        CalledProcessError: dpkg-deb did not do it.
    """
    to.mkdir(parents=True, exist_ok=True)
    package = to / f"{NAME}_{version}_{_architecture()}.deb"
    # zstd: known to dpkg of Debian 12 and of Ubuntu; xz would be a third smaller and take minutes.
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(package)]
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"SOURCE_DATE_EPOCH": str(_epoch())}
    )
    return package


def _control(tree: Path, program: Path, version: str) -> str:
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    fields = {
        "Package": NAME,
        "Version": version,
        "Section": "misc",
        "Priority": "optional",
        "Architecture": _architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(-(-size // 1024)),  # KiB
        "Depends": ", ".join(depends(program)),
        "Recommends": ", ".join(RECOMMENDED),
        "Suggests": ", ".join(SUGGESTED),
        "Description": DESCRIPTION,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _lay_icons(theme: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415 - the rest needs no Qt
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - as above

    drawing = Path(__file__).parent / "icon.svg"
    _write(theme / "scalable/apps" / f"{NAME}.svg", drawing.read_text(encoding="utf-8"))
    renderer = QSvgRenderer(str(drawing))
    for size in ICON_SIZES:
        picture = QImage(size, size, QImage.Format.Format_ARGB32)
        picture.fill(0)
        painter = QPainter(picture)
        renderer.render(painter)
        painter.end()
        file = theme / f"{size}x{size}" / "apps" / f"{NAME}.png"
        file.parent.mkdir(parents=True)
        picture.save(str(file))


def _settle(tree: Path) -> None:
    """Rights and times that do not depend on who builds."""
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or bool(path.stat().st_mode & 0o100)
        path.chmod(0o755 if runs else 0o644)
        os.utime(path, (_epoch(), _epoch()))


def _write(file: Path, text: str, mode: int = 0o644) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)


def _epoch() -> int:
    """Seconds since 1970 of the last change, which reproducible packages bear as their time."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    return int(told) if told else int((ROOT / "pyproject.toml").stat().st_mtime)


def _architecture() -> str:
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the package of the bundle that was built."""
    parser = argparse.ArgumentParser(prog="python -m installer.debian_package")
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / NAME, help="the program's folder")
    parser.add_argument("--bom", type=Path, default=ROOT / "dist" / f"{NAME}.cdx.json", help="the list of its parts")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="where the package is laid")
    given = parser.parse_args(arguments)
    tree = given.to / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    version = __version__
    try:
        lay_out(given.bundle, given.bom, tree, version)
        print(build(tree, given.to, version))
    finally:
        shutil.rmtree(tree, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
