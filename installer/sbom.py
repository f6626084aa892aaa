"""The list of the program's parts, CycloneDX 1.6: ``python -m installer.sbom [write | check]``.

Every Python package in the built folder, Python itself, every library of the system, with version, licence and a
SHA-256 by which each can be recognised in the folder again; native libraries by name below what brings them.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from desktop import __version__
from installer.compiled_in import compiled_in
from installer.debian_package import NAME
from installer.parts import Part, parts_of

ROOT = Path(__file__).parents[1]
OUR_LICENCE = "Apache-2.0"
DIFFERENT, UNREADABLE = 1, 2  # exit status
LOCKED = "ban-mot-cua:locked-sha256"  # one of the values in requirements.txt
LIBRARY_ENDINGS = (".so", ".dll", ".pyd")


def written(parts: Sequence[Part], version: str) -> str:
    """The list as JSON.

    Args:
        parts: Of the built program.
        version: Of the program.
    """
    bom = Bom()
    bom.metadata.component = Component(
        name=NAME,
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref=NAME,
        licenses=[LicenseFactory().make_from_string(OUR_LICENCE)],
    )
    bom.metadata.tools.components.add(this_component())
    components = [_component(part) for part in parts]
    bom.components.update(components)
    bom.register_dependency(bom.metadata.component, components)
    return JsonV1Dot6(bom).output_as_string(indent=1)


def differences(parts: Sequence[Part], bom: str) -> list[str]:
    """What a list says otherwise than the parts are; one line each.

    Raises:
        ValueError: The list is no JSON, or lacks what it must have.
    """
    try:
        listed = {
            str(each["bom-ref"]): (str(each.get("version", "")), str(each["hashes"][0]["content"]))
            for each in json.loads(bom)["components"]
        }
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"not a list of ours: {error!r}") from error
    built = {_reference(part): (part.version, part.digest) for part in parts}
    lines = [f"not in the list: {name}" for name in sorted(built.keys() - listed.keys())]
    lines += [f"not in the program: {name}" for name in sorted(listed.keys() - built.keys())]
    both = sorted(built.keys() & listed.keys())
    return lines + [f"other than in the list: {name}" for name in both if built[name] != listed[name]]


def _component(part: Part) -> Component:
    return Component(
        name=part.name,
        version=part.version or None,
        type=ComponentType.DATA if part.kind == "data" else ComponentType.LIBRARY,
        bom_ref=_reference(part),
        purl=None if part.kind == "data" else _purl(part),
        licenses=[LicenseFactory().make_from_string(part.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=part.digest)],
        properties=[Property(name=LOCKED, value=value) for value in part.locked],
        components=[
            *(_library(part, path, value) for path, value in part.files.items() if _is_native(path)),
            *(_compiled_in(part, name, version) for name, version in compiled_in(part.name)),
        ],
    )


def _compiled_in(part: Part, name: str, version: str) -> Component:
    return Component(
        name=name, version=version, type=ComponentType.LIBRARY, bom_ref=f"{_reference(part)}#compiled-in:{name}"
    )


def _library(part: Part, path: str, value: str) -> Component:
    return Component(
        name=path,
        type=ComponentType.FILE,
        bom_ref=f"{_reference(part)}#{path}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=value)],
    )


def _is_native(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith(LIBRARY_ENDINGS) or ".so." in name


def _reference(part: Part) -> str:
    return f"{part.kind}:{part.name}"


def _purl(part: Part) -> PackageURL:
    return PackageURL(part.kind, "debian" if part.kind == "deb" else None, part.name, part.version)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list of a built program, or compare a list with one; 0, 1 if they differ, 2 if it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m installer.sbom")
    parser.add_argument("command", choices=("write", "check"), nargs="?", default="write")
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / NAME, help="the program's folder")
    parser.add_argument("--bom", type=Path, default=ROOT / "dist" / f"{NAME}.cdx.json", help="the list")
    given = parser.parse_args(arguments)
    parts = parts_of(given.bundle, ROOT / "requirements.txt")
    if given.command == "write":
        given.bom.parent.mkdir(parents=True, exist_ok=True)
        given.bom.write_text(written(parts, __version__), encoding="utf-8")
        print(f"{given.bom}: {len(parts)} parts")
        return 0
    try:
        lines = differences(parts, given.bom.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"not checked: {error}", file=sys.stderr)
        return UNREADABLE
    print("\n".join(lines) or f"{len(parts)} parts, all as listed")
    return DIFFERENT if lines else 0


if __name__ == "__main__":
    sys.exit(main())
