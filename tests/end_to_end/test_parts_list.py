"""The list of the built program's parts: complete, by the standard's schema, and a changed program is noticed."""

import json
import shutil
import subprocess
import sys
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from packaging.utils import canonicalize_name
from PyInstaller.archive.readers import CArchiveReader
from referencing import Registry, Resource

from installer.parts import OWN, parts_of
from installer.sbom import differences, written
from tests.helpers.bundle import ROOT, Bundle

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("bundle")]
SCHEMAS = "http://cyclonedx.org/schema/"  # a name, not an address: nothing is fetched
REQUIREMENTS = ROOT / "requirements.txt"


@pytest.fixture(scope="module")
def text(bundle: Bundle) -> str:
    return written(parts_of(bundle.folder, REQUIREMENTS), "0.1.0")


@pytest.fixture(scope="module")
def components(text: str) -> dict[str, dict[str, Any]]:
    return {each["bom-ref"]: each for each in json.loads(text)["components"]}


def test_it_is_cyclonedx(text: str) -> None:
    schemas = files("cyclonedx.schema") / "_res"
    read = {
        name: json.loads((schemas / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
        for name in ("bom-1.6", "spdx", "jsf-0.82")
    }
    registry: Registry[Any] = Registry()
    for name, schema in read.items():
        file, resource = f"{name}.SNAPSHOT.schema.json", Resource.from_contents(schema)
        registry = registry.with_resources((address, resource) for address in (schema["$id"], file, f"{SCHEMAS}{file}"))
    validator = Draft7Validator(read["bom-1.6"], registry=registry)
    assert [error.message for error in validator.iter_errors(json.loads(text))] == []
    assert json.loads(text)["specVersion"] == "1.6"


def test_every_part_has_version_licence_and_hash(components: dict[str, dict[str, Any]]) -> None:
    for reference, part in components.items():
        assert part["licenses"], reference
        assert "NOASSERTION" not in str(part["licenses"]), reference
        assert len(part["hashes"][0]["content"]) == 64, reference
        if part["type"] == "library":
            assert part["version"], reference
            assert part["purl"].startswith(f"pkg:{reference.split(':')[0]}/"), reference


def test_every_package_in_the_program_is_in_it(bundle: Bundle, components: dict[str, dict[str, Any]]) -> None:
    archive = CArchiveReader(str(bundle.program)).open_embedded_archive("PYZ.pyz")
    tops = {name.split(".")[0] for name in archive.toc} - sys.stdlib_module_names - set(OWN)
    owners = metadata.packages_distributions()
    for top in tops:
        if top in owners:
            assert {f"pypi:{canonicalize_name(each)}" for each in owners[top]} & components.keys(), top
    wanted = {"pyside6-essentials", "opencv-python-headless", "sqlcipher3", "pyscard", "pikepdf", "numpy", "tzdata"}
    assert {f"pypi:{name}" for name in wanted} <= components.keys()
    for reference, part in components.items():
        if reference.startswith("pypi:"):
            assert part["version"] == metadata.version(part["name"])
            assert any(each["name"] == "ban-mot-cua:locked-sha256" for each in part["properties"]), reference
    assert not {"pypi:pytest", "pypi:mypy", "pypi:fastapi", "pypi:uvloop", "pypi:psycopg"} & components.keys()


def test_every_native_library_is_named_with_its_hash(bundle: Bundle, components: dict[str, dict[str, Any]]) -> None:
    named = {
        each["name"]: each["hashes"][0]["content"]
        for part in components.values()
        for each in part.get("components", [])
        if each["type"] == "file"
    }
    there = [path for path in bundle.files() if ".so" in path.suffixes]
    told = subprocess.run(["sha256sum", "--", *there], capture_output=True, text=True, check=True).stdout.splitlines()
    values = dict(line.split("  ", 1)[::-1] for line in told)
    assert named == {Path(name).relative_to(bundle.folder).as_posix(): value for name, value in values.items()}
    inside = {each["name"] for each in components["pypi:sqlcipher3"]["components"]}
    assert {"SQLCipher", "OpenSSL"} <= inside


def test_a_changed_program_is_noticed(bundle: Bundle, text: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle.folder, copy, symlinks=True)
    assert differences(parts_of(copy, REQUIREMENTS), text) == []
    library = next(copy.rglob("_scard*.so"))
    library.write_bytes(library.read_bytes() + b"\0")
    assert differences(parts_of(copy, REQUIREMENTS), text) == ["other than in the list: pypi:pyscard"]
    with pytest.raises(ValueError, match="not a list of ours"):
        differences([], '{"components": [{}]}')
