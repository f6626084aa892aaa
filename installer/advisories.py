"""Known faults of the packages we ship, looked up without a network: ``python -m installer.advisories FOLDER-OR-ZIP``.

The advisories are files that somebody brought: a folder or a ZIP of records in the OSV format (Open Source
Vulnerability format 1.x, one JSON object a file), such as the OSV project publishes for the PyPI ecosystem. They are
compared with the locked requirements and, where it is given, with the list of parts of a built program.
"""

import argparse
import json
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[1]
ECOSYSTEM = "PyPI"
LARGEST = 10_000_000  # bytes of one record; the largest that are published have some 100,000
FOUND, UNREADABLE = 1, 2  # exit status
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
_PURL = re.compile(r"^pkg:pypi/([^@?#]+)@([^?#]+)")


class AdvisoryError(Exception):
    """What was brought cannot be read, or holds nothing about Python packages."""


class Package(msgspec.Struct):
    """Whom a record speaks of."""

    ecosystem: str = ""
    name: str = ""


class Range(msgspec.Struct):
    """Versions between events; each event is one of introduced, fixed, last_affected, limit."""

    type: str = ""
    events: list[dict[str, str]] = []


class Affected(msgspec.Struct):
    """One package of a record."""

    package: Package = msgspec.field(default_factory=Package)
    ranges: list[Range] = []
    versions: list[str] = []


class Advisory(msgspec.Struct):
    """One record."""

    id: str
    modified: str = ""
    withdrawn: str = ""
    summary: str = ""
    aliases: list[str] = []
    affected: list[Affected] = []


@dataclass(frozen=True, order=True)
class Finding:
    """A package of ours that an advisory speaks of."""

    name: str
    version: str
    id: str
    aliases: tuple[str, ...]
    fixed_in: tuple[str, ...]
    summary: str

    def __str__(self) -> str:
        names = ", ".join((self.id, *self.aliases))
        cure = f"mended in {', '.join(self.fixed_in)}" if self.fixed_in else "no mended version is known"
        return f"{self.name} {self.version}: {names}: {self.summary or 'no summary'} ({cure})"


def read_advisories(place: Path) -> Iterator[Advisory]:
    """Every record of a folder (with its folders) or of a ZIP.

    Raises:
        AdvisoryError: There is none, or one is not in the OSV format; it is named.
    """
    for name, data in _files(place):
        try:
            yield msgspec.json.decode(data, type=Advisory)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise AdvisoryError(f"{name} is no advisory in the OSV format: {error}") from error


def locked(requirements: Path) -> dict[str, set[str]]:
    """Names and versions that a requirements file pins; a name may be pinned twice, for two systems."""
    found: dict[str, set[str]] = {}
    for name, version in _PIN.findall(requirements.read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def listed(bom: Path) -> dict[str, set[str]]:
    """Names and versions of the Python packages in a CycloneDX list.

    Raises:
        AdvisoryError: It is none.
    """
    try:
        parts = json.loads(bom.read_text(encoding="utf-8"))["components"]
        purls = [str(part.get("purl", "")) for part in parts]
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise AdvisoryError(f"{bom.name} is no CycloneDX list: {error}") from error
    found: dict[str, set[str]] = {}
    for match in filter(None, map(_PURL.match, purls)):
        found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def findings(advisories: Iterator[Advisory], packages: dict[str, set[str]]) -> tuple[list[Finding], int, str]:
    """What of ours is known to be bad.

    Args:
        advisories: Records; those that were withdrawn do not count.
        packages: Versions by name.

    Returns:
        The findings; how many records about Python packages there were; the newest record's time, ISO 8601.

    Raises:
        AdvisoryError: No record is about a Python package.
    """
    found: set[Finding] = set()
    count, newest = 0, ""
    for advisory in advisories:
        mine = [each for each in advisory.affected if each.package.ecosystem == ECOSYSTEM]
        count += bool(mine)
        newest = max(newest, advisory.modified) if mine else newest
        for each in mine if not advisory.withdrawn else ():
            name = canonicalize_name(each.package.name)
            for version in packages.get(name, ()):
                if is_affected(version, each):
                    found.add(_finding(name, version, advisory, each))
    if not count:
        raise AdvisoryError(f"no advisory is about a package of {ECOSYSTEM}")
    return sorted(found), count, newest


def is_affected(version: str, affected: Affected) -> bool:
    """Whether a version is meant (OSV format, "Evaluation").

    A version or an event that cannot be compared counts as meant: somebody has to look.
    """
    if version in affected.versions:
        return True
    try:
        ours = Version(version)
        if any(ours == Version(each) for each in affected.versions if _is_version(each)):
            return True
        return any(_in_range(ours, each.events) for each in affected.ranges if each.type in {"ECOSYSTEM", "SEMVER"})
    except InvalidVersion:
        return True


def _in_range(version: Version, events: list[dict[str, str]]) -> bool:
    steps = sorted(
        (Version("0.dev0" if (kind, at) == ("introduced", "0") else at), kind != "introduced", kind)
        for event in events
        for kind, at in event.items()
        if kind != "limit"
    )
    inside = False
    for at, _, kind in steps:
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _finding(name: str, version: str, advisory: Advisory, affected: Affected) -> Finding:
    fixed = (event["fixed"] for each in affected.ranges for event in each.events if "fixed" in event)
    cures = tuple(dict.fromkeys(each for each in fixed if not _is_version(each) or _is_newer(each, version)))
    return Finding(name, version, advisory.id, tuple(advisory.aliases), cures, advisory.summary.strip())


def _is_newer(cure: str, version: str) -> bool:
    return not _is_version(version) or Version(cure) > Version(version)


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    if place.is_dir():
        for path in sorted(place.rglob("*.json")):
            _check_size(path.name, path.stat().st_size)
            yield path.name, path.read_bytes()
        return
    try:
        with zipfile.ZipFile(place) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith(".json"):
                    _check_size(entry.filename, entry.file_size)
                    yield entry.filename, archive.read(entry)
    except (OSError, zipfile.BadZipFile) as error:
        raise AdvisoryError(f"{place} is neither a folder nor a whole ZIP: {error}") from error


def _check_size(name: str, size: int) -> None:
    if size > LARGEST:
        raise AdvisoryError(f"{name} is too large for an advisory: {size} bytes")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and tell; 0 if nothing is known to be bad, 1 if something is, 2 if the files cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m installer.advisories")
    parser.add_argument("advisories", type=Path, help="folder or ZIP of records in the OSV format")
    parser.add_argument("--requirements", type=Path, default=ROOT / "requirements.txt", help="what is locked")
    parser.add_argument("--bom", type=Path, default=None, help="the parts of a built program, CycloneDX JSON")
    given = parser.parse_args(arguments)
    try:
        packages = listed(given.bom) if given.bom else locked(given.requirements)
        bad, count, newest = findings(read_advisories(given.advisories), packages)
    except (AdvisoryError, OSError) as error:
        print(f"not checked: {error}", file=sys.stderr)
        return UNREADABLE
    print(f"{len(packages)} packages compared with {count} advisories, the newest of {newest[:10] or 'an unknown day'}")
    for each in bad:
        print(each)
    return FOUND if bad else 0


if __name__ == "__main__":
    sys.exit(main())
