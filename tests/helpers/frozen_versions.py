"""Newer versions of the frozen program for a desk to take: one that works, one that fails before its proof.

`Overlays` are made in a moment: they run the program that was built already. `Builds` freeze a copy of the sources that
has another version and a newer schema, which takes minutes; the one that fails has upgraded the desk's data by then.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from desktop import __version__
from desktop.records.migrations import HEAD
from tests.helpers.bundle import NAME, ROOT, Bundle, build

# While they are tried out both do well at once: the intake itself is what `test_bundle` has the program do.
WORKS = '#!/bin/sh\n[ "$1" = demo ] && exit 0\nexec "{program}" "$@"\n'
FAILS = '#!/bin/sh\n[ "$1" = demo ] && exit 0\nkill -SEGV $$\n'
MARK = "fails"  # a file beside the resources of a build that is to fail
ABORT = """
        from desktop.records.resources import resources_folder
        if (resources_folder() / "{mark}").exists():
            os.abort()
"""
MIGRATION = '''"""A table that nothing uses."""

from alembic import op

revision, down_revision = "{after}", "{before}"


def upgrade() -> None:
    op.execute("CREATE TABLE of_another_version (id INTEGER PRIMARY KEY)")
'''


class Versions(Protocol):
    """Makes folders of versions.

    Attributes:
        schema: Of their data.
    """

    schema: str

    def works(self, version: str) -> Path:
        """One that works."""

    def fails(self, version: str) -> Path:
        """One that does well while it is tried out, and ends by a signal when the desk is opened."""


@dataclass
class Overlays:
    """Versions that are a start script for the program that was built."""

    folder: Path
    bundle: Bundle
    schema: str = HEAD

    def works(self, version: str) -> Path:
        """See `Versions`."""
        return self._made(version, WORKS)

    def fails(self, version: str) -> Path:
        """See `Versions`."""
        return self._made(version, FAILS)

    def _made(self, version: str, script: str) -> Path:
        folder = self.folder / version
        folder.mkdir(parents=True)
        program = folder / NAME
        program.write_text(script.format(program=self.bundle.program), encoding="utf-8")
        program.chmod(0o755)
        return folder


@dataclass
class Builds:
    """Versions frozen from changed sources; `keys` is what their file of keys holds."""

    folder: Path
    keys: str
    schema: str = f"{int(HEAD) + 1:04}"
    _built: dict[str, Bundle] = field(default_factory=dict)

    def works(self, version: str) -> Path:
        """See `Versions`."""
        folder = self._frozen(version).folder
        (folder / "_internal" / "resources" / MARK).unlink(missing_ok=True)
        return folder

    def fails(self, version: str) -> Path:
        """See `Versions`."""
        folder = self._frozen(version).folder
        (folder / "_internal" / "resources" / MARK).touch()
        return folder

    def _frozen(self, version: str) -> Bundle:
        if version not in self._built:
            sources = self.folder / f"sources-{version}"
            self._write(sources, version)
            self._built[version] = build(self.folder / f"build-{version}", sources)
        return self._built[version]

    def _write(self, sources: Path, version: str) -> None:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for name in listed.stdout.splitlines():
            if (ROOT / name).is_file():
                (sources / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, sources / name)
        migrations = Path("desktop/records/migrations")
        replace_in(sources / "desktop/__init__.py", __version__, version)
        replace_in(sources / migrations / "__init__.py", f'HEAD = "{HEAD}"', f'HEAD = "{self.schema}"')
        proof = "        if self.layout.read().trial is None:\n"
        replace_in(sources / "desktop/workflows/update_start.py", proof, ABORT.format(mark=MARK) + proof)
        (sources / migrations / "versions" / f"{self.schema}_another_version.py").write_text(
            MIGRATION.format(before=HEAD, after=self.schema), encoding="utf-8"
        )
        (sources / "resources/updates/keys.toml").write_text(self.keys, encoding="utf-8")


def replace_in(path: Path, before: str, after: str) -> None:
    """Replace a text that stands there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{before!r} in {path.name}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def installed(bundle: Bundle, folder: Path, keys: str) -> Bundle:
    """The program as an installer lays it, with keys of its own; the files are those of the build."""
    shutil.copytree(bundle.folder, folder, symlinks=True, copy_function=_linked)
    path = folder / "_internal/resources/updates/keys.toml"
    path.unlink()
    path.write_text(keys, encoding="utf-8")
    return Bundle(folder, bundle.seconds)


def _linked(source: str, target: str) -> None:
    """No second copy of a file where both places are on one disk."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
