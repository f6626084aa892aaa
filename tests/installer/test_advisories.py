"""Advisories that somebody brought, against what is locked and what is in a list of parts. All of them are made up."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from installer.advisories import FOUND, UNREADABLE, Affected, Range, is_affected, listed, locked, main

ROOT = Path(__file__).parents[2]
NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))


def record(name: str = "Demo_Lib", /, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    affected = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}] if events else [],
        "versions": more.pop("versions", []),
    }
    return {
        "id": "TEST-2026-1",
        "modified": "2026-11-01T00:00:00Z",
        "summary": "reads past the end",
        "aliases": ["CVE-0000-0001"],
        "affected": [affected],
    } | more


def folder_of(place: Path, *records: dict[str, Any]) -> Path:
    place.mkdir(exist_ok=True)
    for number, each in enumerate(records):
        (place / f"{number}.json").write_text(json.dumps(each), encoding="utf-8")
    return place


def requirements(place: Path, *pins: str) -> str:
    file = place / "requirements.txt"
    file.write_text("".join(f"{pin} \\\n    --hash=sha256:00\n" for pin in pins), encoding="utf-8")
    return str(file)


def test_a_known_bad_version_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brought = folder_of(tmp_path / "osv", record("Demo_Lib", {"introduced": "0"}, {"fixed": "1.4.2"}))
    pinned = requirements(tmp_path, "demo-lib==1.4.1", "other==1.0 ; sys_platform == 'win32'")
    assert main([str(brought), "--requirements", pinned]) == FOUND
    said = capsys.readouterr().out
    assert "demo-lib 1.4.1: TEST-2026-1, CVE-0000-0001: reads past the end (mended in 1.4.2)" in said
    assert "2 packages compared with 1 advisories, the newest of 2026-11-01" in said


@pytest.mark.parametrize("pin", ["demo-lib==1.4.2", "demo-lib==2.0", "demo-libs==1.0"])
def test_a_mended_version_and_another_package_pass(tmp_path: Path, pin: str) -> None:
    brought = folder_of(tmp_path / "osv", record("Demo_Lib", {"introduced": "0"}, {"fixed": "1.4.2"}))
    assert main([str(brought), "--requirements", requirements(tmp_path, pin)]) == 0


def test_a_zip_is_read_as_it_is(tmp_path: Path) -> None:
    brought = tmp_path / "all.zip"
    with zipfile.ZipFile(brought, "w") as archive:
        archive.writestr("TEST-2026-1.json", json.dumps(record(versions=["1.0", "1.1"])))
    assert main([str(brought), "--requirements", requirements(tmp_path, "demo-lib==1.1")]) == FOUND
    assert main([str(brought), "--requirements", requirements(tmp_path, "demo-lib==1.2")]) == 0


def test_the_parts_of_a_built_program(tmp_path: Path) -> None:
    parts = [{"purl": "pkg:pypi/demo-lib@1.0"}, {"purl": "pkg:deb/debian/zlib1g@1.2"}, {"name": "no purl"}]
    bom = tmp_path / "bom.json"
    bom.write_text(json.dumps({"components": parts}), encoding="utf-8")
    assert listed(bom) == {"demo-lib": {"1.0"}}
    brought = folder_of(tmp_path / "osv", record(versions=["1.0"]))
    assert main([str(brought), "--bom", str(bom)]) == FOUND


def test_a_withdrawn_advisory_does_not_count(tmp_path: Path) -> None:
    brought = folder_of(tmp_path / "osv", record(versions=["1.0"], withdrawn="2026-11-02T00:00:00Z"))
    assert main([str(brought), "--requirements", requirements(tmp_path, "demo-lib==1.0")]) == 0


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    brought = folder_of(tmp_path / "osv", record("demo-lib", {"introduced": "0"}, {"fixed": "yesterday's"}))
    assert main([str(brought), "--requirements", requirements(tmp_path, "demo-lib==1.0")]) == FOUND


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"summary": 1}', b'{"id": "A", "affected": 3}', b"\xff\xfe"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    brought = folder_of(tmp_path / "osv", record())
    (brought / "broken.json").write_bytes(content)
    assert main([str(brought), "--requirements", requirements(tmp_path, "demo-lib==1.0")]) == UNREADABLE
    assert "not checked: broken.json" in capsys.readouterr().err


def test_a_wrong_folder_is_not_a_clean_bill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pinned = requirements(tmp_path, "demo-lib==1.0")
    elsewhere = record()
    elsewhere["affected"][0]["package"]["ecosystem"] = "npm"
    for place in (folder_of(tmp_path / "empty"), folder_of(tmp_path / "npm", elsewhere), tmp_path / "nowhere.zip"):
        assert main([str(place), "--requirements", pinned]) == UNREADABLE
        assert "not checked" in capsys.readouterr().err
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    assert main([str(tmp_path / "cut.zip"), "--requirements", pinned]) == UNREADABLE


def test_our_own_lock_is_read_whole() -> None:
    pins = locked(ROOT / "requirements.txt")
    blocks = (ROOT / "requirements.txt").read_text(encoding="utf-8").count("==")
    assert sum(len(versions) for versions in pins.values()) >= len(pins) > 100
    assert "pyside6-essentials" in pins
    assert blocks >= len(pins)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_range_holds_what_lies_between(introduced: str, length: str, version: str) -> None:
    low, high = sorted([introduced, length], key=Version)
    fixed = Affected(ranges=[Range("ECOSYSTEM", [{"introduced": low}, {"fixed": high}])])
    last = Affected(ranges=[Range("SEMVER", [{"introduced": low}, {"last_affected": high}])])
    between = Version(low) <= Version(version)
    assert is_affected(version, fixed) == (between and Version(version) < Version(high))
    assert is_affected(version, last) == (between and Version(version) <= Version(high))
    assert not is_affected(version, Affected(ranges=[Range("GIT", [{"introduced": "0"}])]))
