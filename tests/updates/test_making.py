"""The maker's side: a key that is never overwritten or told, a bundle that a desk takes."""

import stat
from pathlib import Path

import pytest

from sync.errors import ProtocolError
from sync.protocol import public_digits
from tests.helpers.releases import PLATFORM, TODAY, WANTED, Maker, release_of
from updates.keys import Keyring, public_key
from updates.layout import Layout
from updates.making import PASSPHRASE, load_key, main, make_bundle, new_key
from updates.sources import FileSource
from updates.taking import Here, Taker


def test_from_a_key_to_a_bundle_that_a_desk_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSPHRASE, "a passphrase")
    private = tmp_path / "key.pem"
    assert main(["key", "--private", str(private)]) == 0
    digits = capsys.readouterr().out.strip()
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in private.read_bytes()
    program = Maker(tmp_path).program("1.1.0")
    (tmp_path / "notes.json").write_text('{"vi": "Nhanh hơn"}')
    words = ["--version", "1.1.0", "--sequence", "11", "--platform", PLATFORM, "--updates-from", "1.0.0"]
    words += ["--schema", "0012", "--notes", str(tmp_path / "notes.json"), "--out", str(tmp_path / "out")]
    assert main(["bundle", "--from", str(program), "--key", str(private), *words]) == 0
    bundle = Path(capsys.readouterr().out.strip())
    assert bundle.name == "BanMotCua-1.1.0-linux-x86_64.bmcu"
    root = tmp_path / "root"
    taker = Taker(Layout(root), Keyring(root, [public_key(digits)]), Here("1.0.0", PLATFORM, tmp_path))
    offer = taker.examine(FileSource(bundle).envelope(), release_of(bundle).issued)
    assert offer is not None
    assert offer.release.notes == {"vi": "Nhanh hơn"}


def test_a_key_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    private = tmp_path / "key.pem"
    digits = new_key(private)
    before = private.read_bytes()
    assert main(["key", "--private", str(private)]) == 1
    assert private.read_bytes() == before
    assert public_digits(load_key(private).public_key()) == digits
    assert before.decode() not in capsys.readouterr().err


def test_keys_that_cannot_be_used(tmp_path: Path) -> None:
    locked = tmp_path / "locked.pem"
    new_key(locked, "right")
    (tmp_path / "text").write_text("hello")
    for path, passphrase in ((locked, "wrong"), (locked, ""), (tmp_path / "text", ""), (tmp_path / "none", "")):
        with pytest.raises(ProtocolError, match="UPD-021"):
            load_key(path, passphrase)


def test_what_is_not_packed(tmp_path: Path) -> None:
    maker = Maker(tmp_path)
    program = maker.program("1.1.0")
    (program / "out").symlink_to("/etc/passwd")
    with pytest.raises(ProtocolError, match="UPD-003"):
        make_bundle(program, WANTED, maker.key, tmp_path / "out")
    (program / "out").unlink()
    (program / "aux.txt").touch()
    with pytest.raises(ProtocolError, match="UPD-003"):
        make_bundle(program, WANTED, maker.key, tmp_path / "out")
    (program / "aux.txt").unlink()
    assert make_bundle(program, WANTED, maker.key, tmp_path / "out").is_file()
    assert WANTED.issued == TODAY


def test_the_file_that_no_desk_would_take_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    private = tmp_path / "key.pem"
    new_key(private)
    program = Maker(tmp_path).program("1.1.0")
    words = ["--version", "1.1.0", "--sequence", "11", "--platform", PLATFORM, "--updates-from", "1.0.0"]
    given = [
        "bundle",
        "--from",
        str(program),
        "--key",
        str(private),
        "--schema",
        "0012",
        "--out",
        str(tmp_path),
        *words,
    ]
    (program / "_internal" / "[Content_Types].xml").touch()
    assert main(given) == 0, "python-docx brings a file of this name"
    (program / "_internal" / "what?.xml").touch()
    assert main(given) == 1
    assert "UPD-003: _internal/what?.xml" in capsys.readouterr().err
