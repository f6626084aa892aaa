"""The rules of the house that import-linter cannot say: names below a package, and one module for each library."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("desktop", "devices", "sync", "updates", "installer")

ONLY_IN = {
    "cv2.VideoCapture": {"devices/qrcode/camera.py"},
    "zxingcpp": {"devices/qrcode/decoding/zxing.py"},
    "pyzbar": {"devices/qrcode/decoding/zbar.py"},
    "serial": {"devices/qrcode/serial_scanner.py"},
    "smartcard": {"devices/smartcard/pcsc.py"},
    "sane": {"devices/documents/sources/sane_process.py"},
    "win32com": {"devices/documents/sources/windows.py"},
    "pythoncom": {"devices/documents/sources/windows.py"},
    "win32job": {"devices/documents/sources/windows.py"},
    "win32api": {"devices/documents/sources/windows.py"},
}
OF_ONE_SYSTEM = {
    "fcntl",
    "grp",
    "msvcrt",
    "pty",
    "pwd",
    "resource",
    "termios",
    "winreg",
    "sane",
    "win32api",
    "win32com",
}
FORBIDDEN_BELOW_SCREENS = {"PySide6.QtWidgets", "PySide6.QtGui", "PySide6.QtPrintSupport"}


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imported_names(path: Path) -> set[str]:
    """Every dotted name that a module imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names.add(f"{node.value.id}.{node.attr}")
    return names


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_vendor_library_lives_in_one_module(library: str) -> None:
    users = {
        relative(path)
        for path in modules()
        if any(name == library or name.startswith(f"{library}.") for name in imported_names(path))
    }
    assert users == ONLY_IN[library]


def test_no_widgets_below_the_screens() -> None:
    allowed = ("desktop/screens/", "desktop/__main__.py", "desktop/bootstrap/", "desktop/demo", "installer/")
    offenders = [
        relative(path)
        for path in modules()
        if not relative(path).startswith(allowed) and imported_names(path) & FORBIDDEN_BELOW_SCREENS
    ]
    assert offenders == []


def test_every_file_can_be_read_in_one_sitting() -> None:
    sizes = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: size for name, size in sizes.items() if size > 500} == {}


def imported_when_loaded(path: Path) -> set[str]:
    """The packages that a module needs as soon as it is imported itself."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_the_launcher_needs_nothing_but_python() -> None:
    needs = {each for name in ("launcher", "layout") for each in imported_when_loaded(ROOT / "updates" / f"{name}.py")}
    assert needs - sys.stdlib_module_names == {"updates"}


def test_what_one_system_has_is_imported_where_it_is_used() -> None:
    """So that every module can be imported on every system."""
    offenders = {relative(path): imported_when_loaded(path) & OF_ONE_SYSTEM for path in modules()}
    assert {name: found for name, found in offenders.items() if found} == {}


def test_every_thread_is_in_the_architecture() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.compile(r'(?:thread_name_prefix|Thread\([^)]*\bname)="([\w-]+)"')
    threads = {name for path in modules() for name in named.findall(path.read_text(encoding="utf-8"))}
    assert {name for name in threads if f"`{name}`" not in page and name != "database"} == set()
    assert "courier" in threads


def test_no_module_starts_work_when_imported() -> None:
    """At module level there are definitions, constants and imports; a bare call statement would be work."""
    offenders = []
    for path in modules():
        if path.name == "__main__.py":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                offenders.append(f"{relative(path)}:{node.lineno}")
            if isinstance(node, (ast.For, ast.While, ast.With)):
                offenders.append(f"{relative(path)}:{node.lineno}")
    assert offenders == []
