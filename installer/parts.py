"""What a built program consists of: Python packages, Python itself, libraries of the system, data of ours."""

import hashlib
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path, PurePosixPath

from packaging.utils import canonicalize_name
from PyInstaller.archive.readers import CArchiveReader

OWN = ("desktop", "devices", "sync", "resources", "updates", "installer")
INSIDE = "_internal"
DATA = (
    # folder in the program's resources, name, licence
    ("fonts", "Noto Sans", "OFL-1.1"),
    ("icons", "Lucide", "ISC"),
)
# Of packages whose own description is silent; from the licence file that each brings.
LICENCES = {"sqlcipher3": "Zlib", "python-sane": "HPND"}
_LICENSE_LINE = re.compile(r"^License: *(\S.*?) *$", re.MULTILINE)
_DYNLOAD = re.compile(r"^python3\.\d+/lib-dynload/")


class UnknownPartError(Exception):
    """A file or module lies in the program that nobody can say the origin of."""


@dataclass
class Part:
    """One part.

    Attributes:
        kind: "pypi", "deb", "generic" or "data".
        name: Of the package.
        version: "" where it has none.
        licence: As the package says it.
        locked: SHA-256 values that requirements.txt has for it, hexadecimal.
        files: SHA-256 of each file of it in the program's folder, by the path there.
        modules: SHA-256 of the code of each of its modules in the program's archive, by name.
    """

    kind: str
    name: str
    version: str
    licence: str
    locked: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted lines "value  name" of its files and modules, each as sha256sum writes it."""
        lines = sorted(f"{value}  {name}\n" for name, value in (*self.files.items(), *self.modules.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def parts_of(bundle: Path, requirements: Path) -> list[Part]:
    """Every part of a built program.

    Args:
        bundle: The program's folder, as `make bundle` built it on this machine.
        requirements: The locked requirements.

    Raises:
        UnknownPartError: Something in it has no known origin.
    """
    maker = _Parts(_locked_hashes(requirements))
    inside = bundle / INSIDE
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(bundle).as_posix()
            value = hashlib.sha256(path.read_bytes()).hexdigest()
            part = maker.of_file(path.relative_to(inside).as_posix()) if inside in path.parents else maker.program()
            if part is not None:
                part.files[name] = value
    archive = CArchiveReader(str(next(path for path in bundle.iterdir() if path.stem == "ban-mot-cua")))
    modules = archive.open_embedded_archive("PYZ.pyz")
    for name in modules.toc:
        part = maker.of_module(name)
        if part is not None:
            part.modules[name] = hashlib.sha256(modules.extract(name, raw=True) or b"").hexdigest()
    return sorted(maker.found.values(), key=lambda part: (part.kind, part.name))


class _Parts:
    def __init__(self, locked: dict[str, tuple[str, ...]]) -> None:
        self.found: dict[tuple[str, str], Part] = {}
        self._locked = locked
        self._by_file = _files_of_distributions()
        self._by_module = metadata.packages_distributions()

    def program(self) -> Part:
        """The file that is started is PyInstaller's start code with our modules behind it."""
        return self._of_distribution("pyinstaller")

    def of_file(self, path: str) -> Part | None:
        """The part that a file under _internal belongs to; None for our own."""
        top = PurePosixPath(path).parts[0]
        if top in OWN:
            return self._of_data(path)
        if path == "base_library.zip" or path.startswith("libpython") or _DYNLOAD.match(path):
            return self._python()
        owner = self._by_file.get(path)
        if owner is None and top.endswith(".dist-info"):
            owner = top.partition("-")[0]
        if owner is not None:
            return self._of_distribution(owner)
        if "/" not in path and ".so" in path:
            return self._of_system(path)
        raise UnknownPartError(path)

    def of_module(self, name: str) -> Part | None:
        """The part that a module of the archive belongs to; None for our own."""
        top = name.split(".", maxsplit=1)[0]
        if top in OWN:
            return None
        if top in sys.stdlib_module_names or top.startswith(("_sysconfigdata", "_pyrepl")):
            return self._python()
        if top.startswith(("pyimod", "pyi_rth", "_pyi_")):
            return self._of_distribution("pyinstaller")
        path = name.replace(".", "/")
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in self._by_file:
                return self._of_distribution(self._by_file[file])
        owners = self._by_module.get(top)
        if not owners:
            raise UnknownPartError(f"module {name}")
        return self._of_distribution(owners[0])

    def _add(self, part: Part) -> Part:
        return self.found.setdefault((part.kind, part.name), part)

    def _of_distribution(self, name: str) -> Part:
        name = canonicalize_name(name)
        known = self.found.get(("pypi", name))
        if known is not None:
            return known
        about = metadata.metadata(name)
        return self._add(Part("pypi", name, about["Version"], _licence(about), self._locked.get(name, ())))

    def _python(self) -> Part:
        return self._add(Part("generic", "cpython", sys.version.split()[0], "PSF-2.0"))

    def _of_data(self, path: str) -> Part | None:
        for folder, name, licence in DATA:
            if path.startswith(f"resources/{folder}/"):
                return self._add(Part("data", name, "", licence))
        return None

    def _of_system(self, name: str) -> Part:
        package, version = _debian_package(name)
        return self._add(Part("deb", package, version, _debian_licence(package)))


def _files_of_distributions() -> dict[str, str]:
    found: dict[str, str] = {}
    for distribution in metadata.distributions():
        name = canonicalize_name(distribution.metadata["Name"])  # read anew each time that it is asked for
        found |= {file.as_posix(): name for file in distribution.files or ()}
    return found


def _licence(about: metadata.PackageMetadata) -> str:
    """What a package says of its licence: an SPDX expression, its classifiers, or a short text."""
    known = LICENCES.get(canonicalize_name(about["Name"]))
    if known is not None:
        return known
    expression = _first(about, "License-Expression")
    if expression:
        return expression
    classified = [str(each) for each in about.get_all("Classifier") or () if str(each).startswith("License ::")]
    names = [each.rsplit(" :: ", 1)[-1] for each in classified if not each.endswith("OSI Approved")]
    text = _first(about, "License")
    if text and "\n" not in text and len(text) < 60:
        return text
    return " OR ".join(names) or (text.splitlines()[0][:60] if text else "NOASSERTION")


def _first(about: metadata.PackageMetadata, name: str) -> str:
    return str((about.get_all(name) or [""])[0]).strip()


def _locked_hashes(requirements: Path) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for block in re.split(r"\n(?=\S)", requirements.read_text(encoding="utf-8")):
        name = re.match(r"([A-Za-z0-9._-]+)", block)
        if name is not None and "==" in block:
            found[canonicalize_name(name[1])] = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
    return found


@cache
def _debian_package(library: str) -> tuple[str, str]:
    """Package and version of a shared library of the system."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    for folder in (f"/usr/lib/{multiarch}", f"/lib/{multiarch}", "/usr/lib", "/lib"):
        done = subprocess.run(["dpkg-query", "-S", f"{folder}/{library}"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            package = done.stdout.split(":")[0]
            shown = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}\n", package], capture_output=True, text=True, check=True
            )
            return package, shown.stdout.splitlines()[0]
    raise UnknownPartError(f"library {library}")


def _debian_licence(package: str) -> str:
    """The licences that a package's machine-readable copyright file names (DEP-5); a package may have none."""
    file = Path("/usr/share/doc") / package / "copyright"
    text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    names = list(dict.fromkeys(_LICENSE_LINE.findall(text))) if "copyright-format" in text else []
    return " AND ".join(names) or f"see /usr/share/doc/{package}/copyright of Debian"
