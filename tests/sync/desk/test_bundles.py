"""Bundles on the desk: signed, newer, whole or not at all, with a way back that an attacker cannot use."""

import threading
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.bundle import Bundle, NumberBlock, encoded_files, open_bundle, seal_bundle
from sync.desk.bundles import BundleFolder
from sync.errors import ProtocolError
from sync.protocol import key_id, seal
from tests.helpers.province import PROVINCE, TODAY

KEY = Ed25519PrivateKey.generate()
KEYS = {key_id(KEY.public_key()): KEY.public_key()}


def bundle(version: int = 1, **changes: object) -> Bundle:
    made = Bundle(
        PROVINCE,
        version,
        TODAY,
        TODAY + timedelta(days=30),
        encoded_files({"catalogue/version.yaml": f"{version}\n".encode(), "trust/root.cer": b"x"}),
        (NumberBlock("d1", "000.00.00.H58", 1, 99, TODAY),),
        ("Nghỉ bù ngày 31/12",),
    )
    return msgspec.structs.replace(made, **changes)


def opened(made: Bundle, newer_than: int = 0, key: Ed25519PrivateKey = KEY) -> Bundle:
    return open_bundle(seal_bundle(made, key), KEYS, province=PROVINCE, newer_than=newer_than, today=TODAY)


def accept(_folder: Path) -> None:
    return None


def reject(_folder: Path) -> None:
    raise ProtocolError("SYNC-053")


def test_it_comes_as_it_went() -> None:
    assert opened(bundle()) == bundle()


def test_what_is_refused() -> None:
    with pytest.raises(ProtocolError, match="SYNC-004"):
        opened(bundle(), key=Ed25519PrivateKey.generate())
    with pytest.raises(ProtocolError, match="SYNC-051"):
        opened(bundle(3), newer_than=3)
    with pytest.raises(ProtocolError, match="SYNC-052"):
        opened(bundle(expires=TODAY - timedelta(days=1)))
    for wrong in ({"province": "83"}, {"protocol": 2}, {"kind": "day"}):
        with pytest.raises(ProtocolError, match="SYNC-050"):
            opened(bundle(**wrong))


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/passwd",
        "catalogue/../../x",
        "catalogue/",
        "other/x.yaml",
        "catalogue/.hidden",
        "trust\\x",
        "catalogue/a/b/c",
    ],
)
def test_a_path_that_leads_elsewhere(path: str) -> None:
    made = bundle(files={path: b64encode(b"x").decode()})
    with pytest.raises(ProtocolError, match="SYNC-050"):
        seal_bundle(made, KEY)
    forced = seal(rfc8785.dumps(msgspec.to_builtins(made)), KEY)
    with pytest.raises(ProtocolError, match="SYNC-050"):
        open_bundle(forced, KEYS, province=PROVINCE, newer_than=0, today=TODAY)


def test_signed_garbage() -> None:
    for body in (b"", b"[]", b"{" * 50_000, rfc8785.dumps({"files": {"a": "!"}})):
        with pytest.raises(ProtocolError, match="SYNC-050"):
            open_bundle(seal(body, KEY), KEYS, province=PROVINCE, newer_than=0, today=TODAY)


def test_one_in_force_and_its_predecessor(tmp_path: Path) -> None:
    folder = BundleFolder(tmp_path / "bundles", accept)
    assert (folder.highest, folder.version, folder.current, folder.details().notices) == (0, 0, None, ())
    for version in (1, 2, 5):
        folder.take(bundle(version))
    current = folder.current
    assert current is not None
    assert (folder.version, (current / "catalogue/version.yaml").read_text()) == (5, "5\n")
    assert folder.details().blocks[0].last == 99
    assert sorted(path.name for path in (tmp_path / "bundles").iterdir()) == ["2", "5", "state.json"]
    assert folder.go_back() == 2
    assert (folder.version, folder.highest) == (2, 5)  # version 4 is still too old
    assert folder.go_back() == 0
    assert (folder.current, folder.highest) == (None, 5)


def test_one_that_came_by_two_ways_at_once_is_taken_once(tmp_path: Path) -> None:
    both = threading.Barrier(2)
    folder = BundleFolder(tmp_path, accept)
    folder.take(bundle(1))
    outcomes: list[str] = []

    def take() -> None:
        both.wait()
        try:
            folder.take(bundle(2))
            outcomes.append("taken")
        except ProtocolError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["SYNC-051", "taken"]
    assert folder.go_back() == 1


def test_one_that_cannot_be_used_changes_nothing(tmp_path: Path) -> None:
    BundleFolder(tmp_path, accept).take(bundle(1))
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    picky = BundleFolder(tmp_path, reject)
    with pytest.raises(ProtocolError, match="SYNC-053"):
        picky.take(bundle(2))
    with pytest.raises(ProtocolError, match="SYNC-050"):
        picky.take(bundle(2, files={"catalogue/x.yaml": "not base64!"}))
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before
    assert (picky.version, picky.highest) == (1, 1)


def test_a_disk_that_cannot_be_written(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_bytes(b"in the way")
    with pytest.raises(ProtocolError, match="SYNC-053"):
        BundleFolder(place, accept).take(bundle())


@pytest.mark.parametrize("damage", [b"", b"{", b'{"current": 7, "highest": 9}'])
def test_a_damaged_state_falls_back_to_what_the_program_came_with(tmp_path: Path, damage: bytes) -> None:
    folder = BundleFolder(tmp_path, accept)
    folder.take(bundle(1))
    (tmp_path / "state.json").write_bytes(damage)
    assert folder.current is None
    folder.take(bundle(10))
    assert folder.version == 10


def test_a_take_that_was_cut_off_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "2.new" / "catalogue").mkdir(parents=True)
    (tmp_path / "2" / "left").mkdir(parents=True)
    folder = BundleFolder(tmp_path, accept)
    assert folder.current is None
    folder.take(bundle(2))
    assert folder.version == 2
    assert not (tmp_path / "2" / "left").exists()
