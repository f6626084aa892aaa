"""The manifest of a version: who signed it, and what no desk takes whoever signed it."""

from datetime import date

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import ProtocolError
from sync.protocol import Envelope, key_id, seal
from sync.release import (
    HEAD,
    LARGEST_ENVELOPE,
    MAGIC,
    Release,
    ReleaseFile,
    head_of,
    is_path_sound,
    is_sound,
    open_release,
    read_envelope,
    read_head,
    seal_release,
    version_key,
)

KEY = Ed25519PrivateKey.generate()
KEYS = {key_id(KEY.public_key()): KEY.public_key()}
PROGRAM = ReleaseFile("ban-mot-cua", 5, "ab" * 32, 9, executable=True)
SOUND = Release(
    "1.1.0",
    11,
    "linux-x86_64",
    "1.0.0",
    "0012",
    "ban-mot-cua",
    date(2026, 11, 26),
    date(2027, 5, 1),
    (PROGRAM, ReleaseFile("_internal/a.so", 7, "cd" * 32, 10)),
    {"_internal/b.so": "_internal/a.so"},
    {"vi": "Nhanh hơn"},
)


def with_file(path: str, **more: object) -> Release:
    file = msgspec.structs.replace(ReleaseFile(path, 7, "ef" * 32, 10), **more)
    return msgspec.structs.replace(SOUND, files=(*SOUND.files, file))


def test_what_was_signed_comes_out() -> None:
    assert open_release(seal_release(SOUND, KEY), KEYS) == SOUND
    data = head_of(seal_release(SOUND, KEY))
    length = read_head(data[:HEAD])
    assert open_release(read_envelope(data[HEAD : HEAD + length]), KEYS) == SOUND


def test_somebody_else_s_manifest() -> None:
    other = Ed25519PrivateKey.generate()
    with pytest.raises(ProtocolError, match="UPD-002"):
        open_release(seal_release(SOUND, other), KEYS)
    forged = seal_release(SOUND, other)
    with pytest.raises(ProtocolError, match="UPD-002"):
        open_release(msgspec.structs.replace(forged, key=next(iter(KEYS))), KEYS)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_byte_of_a_signed_manifest_can_be_changed(place: int, flip: int) -> None:
    data = bytearray(head_of(seal_release(SOUND, KEY)))
    data[place % len(data)] ^= flip
    try:
        length = read_head(bytes(data[:HEAD]))
        found = open_release(read_envelope(bytes(data[HEAD : HEAD + length])), KEYS)
    except ProtocolError as error:
        assert error.code in {"UPD-001", "UPD-002", "UPD-003"}  # noqa: PT017 - either outcome is looked at
    else:  # base64 has more than one spelling of its last bits
        assert found == SOUND


@pytest.mark.parametrize(
    "path",
    [
        "../evil",
        "_internal/../../evil",
        "/etc/passwd",
        "C:/Windows/x",
        "C:x",
        "\\\\server\\share",
        "a\\b",
        "a//b",
        "a/",
        "",
        ".",
        "..",
        "a/./b",
        "con",
        "aux.txt",
        "_internal/NUL",
        "com1.so",
        "name.",
        "name ",
        "a\0b",
        "a\nb",
        "stream:hidden",
        "~/x\u202etxt",
        "x" * 181,
        "BAN-MOT-CUA",  # differs by case alone
        "ban-mot-cua/below",  # goes through a file
        "_internal/a.so",  # twice
        "_internal/B.so",  # a link by another case
        "_internal/b.so/below",  # goes through a link
    ],
)
def test_a_path_that_leads_elsewhere_or_lies_over_another(path: str) -> None:
    assert not is_sound(with_file(path))
    with pytest.raises(ProtocolError, match="UPD-003"):
        seal_release(with_file(path), KEY)
    signed = seal(msgspec.json.encode(with_file(path)), KEY)  # even where the maker's own key signed it
    with pytest.raises(ProtocolError, match="UPD-003"):
        open_release(signed, KEYS)


@given(st.text(max_size=40))
def test_a_sound_path_stays_in_its_folder(path: str) -> None:
    if is_path_sound(path):
        parts = path.split("/")
        assert all(parts)
        assert not {".", ".."} & set(parts)
        assert not set(path) & set('\\:*?"<>|\0')


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": -1},
        {"size": 2**31},
        {"packed": 0},
        {"packed": 2**20},
        {"sha256": "AB" * 32},
        {"sha256": "cd" * 32},  # another file's content, of another packed size
    ],
)
def test_sizes_and_hashes_that_cannot_be(wrong: dict[str, object]) -> None:
    changed = {"packed": 11} if "sha256" in wrong else {}
    assert not is_sound(with_file("_internal/c.so", **(changed | wrong)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "1"},
        {"version": "1.0.0-beta"},
        {"version": "../../x"},
        {"updates_from": "x"},
        {"platform": "linux"},
        {"platform": "../etc-x86_64"},
        {"schema": "12"},
        {"sequence": 0},
        {"program": "_internal/a.so"},
        {"links": {"x": "nowhere"}},
        {"links": {"x": "../../etc/passwd"}},
        {"links": {"../x": "ban-mot-cua"}},
        {"next_key": "zz"},
        {"notes": {"vi": "x" * 20_001}},
        {"expires": date(2026, 11, 25)},
        {"files": ()},
        {"kind": "bundle"},
        {"format": 2},
        {"platform": "windows-x86_64"},  # has links, and another program
    ],
)
def test_what_a_manifest_may_not_say(wrong: dict[str, object]) -> None:
    assert is_sound(SOUND)
    assert not is_sound(msgspec.structs.replace(SOUND, **wrong))


def test_too_many_files_and_too_much() -> None:
    many = tuple(ReleaseFile(f"f{number}", 1, f"{number:064x}", 9) for number in range(20_001))
    assert not is_sound(msgspec.structs.replace(SOUND, files=(PROGRAM, *many)))
    large = tuple(ReleaseFile(f"f{number}", 2**30, f"{number:064x}", 9) for number in range(5))
    assert not is_sound(msgspec.structs.replace(SOUND, files=(PROGRAM, *large)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        MAGIC,
        b"PK\3\4" + bytes(20),
        MAGIC + bytes(4),
        MAGIC + b"\xff" * 4,
        MAGIC + (LARGEST_ENVELOPE + 1).to_bytes(4),
    ],
)
def test_what_is_no_bundle(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="UPD-001"):
        read_head(data)


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 100_000, b'{"body":1}', b"\xff"])
def test_what_is_no_envelope(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="UPD-001"):
        read_envelope(data)


@pytest.mark.parametrize("body", [b"", b"{}", b"[" * 100_000, b'{"version":1}', b"\xff", b"null"])
def test_signed_bytes_that_are_no_manifest(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="UPD-003"):
        open_release(seal(body, KEY), KEYS)


def test_envelopes_that_were_never_base64() -> None:
    with pytest.raises(ProtocolError, match="UPD-002"):
        open_release(Envelope("%%%", next(iter(KEYS)), "%%%"), KEYS)


def test_versions_in_their_order() -> None:
    ordered = ["x", "0.9", "0.9.1", "0.10", "1.0", "1.0.1", "1.2", "1.10", "2.0"]
    assert sorted(set(ordered), key=version_key) == ordered
    assert version_key("01.0") == version_key("1.0.0.0.0") == (0,)
