"""Taking a version from a stick: what is not as signed never becomes a file of a version."""

import os
import random
import shutil
import zlib
from collections import namedtuple
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.errors import CodedError
from sync.protocol import key_id, public_digits
from sync.release import head_of
from tests.helpers.releases import TODAY, Maker, envelope_of, release_of, taken
from updates.keys import Keyring
from updates.layout import Layout
from updates.sources import FileSource, bundles_in
from updates.taking import StoppedError, Taker, wrong_files


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path / "maker")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(CodedError) as caught:
        act()
    return caught.value.code


def test_a_version_is_built_as_it_was_packed(maker: Maker, root: Path) -> None:
    bundle = maker.bundle()
    folder = taken(maker.taker(root), bundle)
    packed = maker.folder / "programs" / "1.1.0"
    for path in packed.rglob("*"):
        if path.is_file():
            assert (folder / path.relative_to(packed)).read_bytes() == path.read_bytes()
    assert os.access(folder / "ban-mot-cua", os.X_OK)
    assert not os.access(folder / "_internal" / "version.txt", os.X_OK)
    assert (folder / "_internal" / "libversion.so").readlink() == Path("version.txt")
    assert wrong_files(folder, release_of(bundle)) == []
    state = Layout(root).read()
    assert (state.ready, state.highest, state.news, state.current) == ("1.1.0", 11, "2027-05-01", "")
    assert not Layout(root).incoming("1.1.0").exists()


def test_contents_that_are_the_same_are_packed_once(maker: Maker) -> None:
    release = release_of(maker.bundle())
    assert len(release.files) == 5
    assert len(release.offsets()) == 4


def test_any_byte_that_was_changed_is_found(maker: Maker, root: Path) -> None:
    bundle = maker.bundle()
    content = bundle.read_bytes()
    chance = random.Random(7)
    codes = set()
    for _ in range(60):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        bundle.write_bytes(changed)
        try:
            folder = taken(maker.taker(root), bundle)
        except CodedError as error:
            codes.add(error.code)
            assert not Layout(root).folder("1.1.0").exists()
        else:  # base64 has spellings that mean the same bytes; then the version is as signed
            assert wrong_files(folder, release_of(bundle)) == []
        shutil.rmtree(root, ignore_errors=True)
    assert codes <= {"UPD-001", "UPD-002", "UPD-006"}
    assert "UPD-006" in codes


def test_contents_of_another_version_under_this_manifest(maker: Maker, root: Path) -> None:
    """Mix and match: both are signed, and they do not belong together."""
    first, second = maker.bundle("1.1.0"), maker.bundle("1.2.0", sequence=12)
    envelope, start = envelope_of(second)
    _, other = envelope_of(first)
    mixed = first.with_name("mixed.bmcu")
    mixed.write_bytes(second.read_bytes()[:start] + first.read_bytes()[other:])
    assert code_of(lambda: taken(maker.taker(root), mixed)) == "UPD-006"
    assert head_of(envelope) == second.read_bytes()[:start]


def test_a_content_that_inflates_beyond_what_was_signed(maker: Maker, root: Path) -> None:
    """A bomb in the place of a content: it is stopped at the signed size, and nothing large lies on the disk."""
    bundle = maker.bundle()
    release = release_of(bundle)
    _, start = envelope_of(bundle)
    offset, file = max(release.offsets().values(), key=lambda each: each[1].packed)
    bomb = zlib.compress(bytes(2**28), 9)[: file.packed]
    content = bytearray(bundle.read_bytes())
    content[start + offset : start + offset + len(bomb)] = bomb
    bundle.write_bytes(content)
    assert code_of(lambda: taken(maker.taker(root), bundle)) == "UPD-006"
    assert max(path.stat().st_size for path in root.rglob("*") if path.is_file()) < 2**20


def test_an_older_version_is_refused_also_after_the_state_is_lost(maker: Maker, root: Path) -> None:
    older, newer = maker.bundle("1.1.0"), maker.bundle("1.2.0", sequence=12)
    taker = maker.taker(root)
    taken(taker, newer)
    assert code_of(lambda: taker.examine(FileSource(older).envelope(), TODAY)) == "UPD-004"
    shutil.rmtree(root)
    running = maker.taker(root, running="1.2.0")
    assert code_of(lambda: running.examine(FileSource(older).envelope(), TODAY)) == "UPD-004"
    assert running.examine(FileSource(newer).envelope(), TODAY) is None


def test_an_expired_one_and_one_for_another_system(maker: Maker, root: Path) -> None:
    taker = maker.taker(root)
    bundle = maker.bundle()
    assert code_of(lambda: taker.examine(FileSource(bundle).envelope(), date(2027, 5, 2))) == "UPD-005"
    other = maker.bundle("1.3.0", platform="linux-aarch64")
    assert code_of(lambda: taker.examine(FileSource(other).envelope(), TODAY)) == "UPD-011"
    far = maker.bundle("3.0.0", updates_from="2.0.0", sequence=30)
    assert code_of(lambda: taker.examine(FileSource(far).envelope(), TODAY)) == "UPD-012"


def test_without_a_key_nothing_is_believed(maker: Maker, root: Path) -> None:
    bundle = maker.bundle()
    taker = maker.taker(root)
    bare = Taker(taker.layout, Keyring(root, []), taker.here)
    assert code_of(lambda: bare.examine(FileSource(bundle).envelope(), TODAY)) == "UPD-018"
    stranger = Taker(taker.layout, Keyring(root, [Ed25519PrivateKey.generate().public_key()]), taker.here)
    assert code_of(lambda: stranger.examine(FileSource(bundle).envelope(), TODAY)) == "UPD-002"
    assert Layout(root).read().highest == 0


def test_the_key_that_follows_is_believed_once_it_was_announced(maker: Maker, root: Path) -> None:
    following = Maker(maker.folder / "later")
    later = following.bundle("1.2.0", sequence=12)
    taker = maker.taker(root)
    assert code_of(lambda: taker.examine(FileSource(later).envelope(), TODAY)) == "UPD-002"
    announcing = maker.bundle("1.1.0", next_key=public_digits(following.key.public_key()))
    assert taker.examine(FileSource(announcing).envelope(), TODAY) is not None
    assert taker.examine(FileSource(later).envelope(), TODAY) is not None
    # Once a version of the later key has proved itself, the key before it signs nothing any more.
    taker.layout.change(signer=key_id(following.key.public_key()))
    old_key = maker.bundle("1.4.0", sequence=14)
    assert code_of(lambda: taker.examine(FileSource(old_key).envelope(), TODAY)) == "UPD-002"


def test_an_announcement_that_nobody_signed_brings_no_key(maker: Maker, root: Path) -> None:
    evil = Maker(maker.folder / "evil")
    announcing = evil.bundle("1.1.0", next_key=public_digits(evil.key.public_key()))
    taker = maker.taker(root)
    root.mkdir()
    (root / "announced.json").write_bytes(b"[" + head_of(envelope_of(announcing)[0])[12:] + b"]")
    assert list(taker.keyring.keys()) == [key_id(maker.key.public_key())]
    assert code_of(lambda: taker.examine(FileSource(announcing).envelope(), TODAY)) == "UPD-002"


@pytest.mark.parametrize("place", ["link", "pipe", "folder", "missing", "text"])
def test_what_lies_in_the_place_of_a_bundle(maker: Maker, root: Path, tmp_path: Path, place: str) -> None:
    path = tmp_path / "x.bmcu"
    if place == "link":
        path.symlink_to(maker.bundle())
    elif place == "pipe":
        os.mkfifo(path)
    elif place == "folder":
        path.mkdir()
    elif place == "text":
        path.write_text("hello")
    assert code_of(lambda: taken(maker.taker(root), path)) in {"UPD-001", "UPD-008"}


def test_bundles_on_a_stick(maker: Maker, tmp_path: Path) -> None:
    bundle = maker.bundle()
    (bundle.parent / "other.txt").touch()
    (bundle.parent / "link.bmcu").symlink_to(bundle)
    assert bundles_in(bundle.parent) == [bundle]
    for folder in (tmp_path / "nowhere", tmp_path):
        assert code_of(lambda folder=folder: bundles_in(folder)) == "UPD-019"  # type: ignore[misc]


def test_a_fetch_that_is_cut_off_goes_on_where_it_was(maker: Maker, root: Path) -> None:
    bundle = maker.bundle()
    source, taker = FileSource(bundle), maker.taker(root)
    offer = taker.examine(source.envelope(), TODAY)
    assert offer is not None
    asked: list[int] = []

    class Halting:
        """Gives 100 bytes at a time, and breaks in the middle."""

        def envelope(self) -> object:
            raise AssertionError

        def read(self, offset: int, length: int) -> bytes:
            asked.append(offset)
            if len(asked) == 5:
                raise CodedError("SYNC-066")
            return source.read(offset, min(length, 100))

    assert code_of(lambda: taker.fetch(offer, Halting())) == "SYNC-066"  # type: ignore[arg-type]
    taker.stop.set()
    with pytest.raises(StoppedError):
        taker.fetch(offer, Halting())  # type: ignore[arg-type]
    taker.stop.clear()
    taker.fetch(offer, Halting())  # type: ignore[arg-type]
    assert sorted(set(asked)) == sorted(asked[:4] + asked[5:]) or len(asked) - len(set(asked)) == 1
    assert wrong_files(taker.build(offer), offer.release) == []


def test_what_the_running_version_has_is_not_fetched(maker: Maker, root: Path) -> None:
    running = maker.program("1.0.0")
    bundle = maker.bundle()
    source, taker = FileSource(bundle), maker.taker(root, folder=running)
    offer = taker.examine(source.envelope(), TODAY)
    assert offer is not None
    (running / "_internal" / "data" / "twice.bin").write_bytes(b"x" * 256 * 300)  # not the same any more
    read: list[int] = []

    class Counting:
        def envelope(self) -> object:
            raise AssertionError

        def read(self, offset: int, length: int) -> bytes:
            read.append(offset)
            return source.read(offset, length)

    taker.fetch(offer, Counting())  # type: ignore[arg-type]
    offsets = {file.path: offset for offset, file in offer.release.offsets().values()}
    assert offsets["_internal/version.txt"] in read
    assert offsets["_internal/empty"] not in read
    assert wrong_files(taker.build(offer), offer.release) == []


def test_what_was_fetched_of_versions_that_came_another_way_goes(maker: Maker, root: Path) -> None:
    taker = maker.taker(root, running="1.1.0")
    for name in ("1.0.5", "1.1.0", "1.2.0"):
        taker.layout.incoming(name).mkdir(parents=True)
    taker.tidy()
    assert [path.name for path in (root / "incoming").iterdir()] == ["1.2.0"], "its fetch goes on where it was"


def test_no_room(maker: Maker, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = maker.bundle()
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 10**6))
    assert code_of(lambda: taken(maker.taker(root), bundle)) == "UPD-007"


def test_what_was_changed_after_it_was_built_is_found(maker: Maker, root: Path) -> None:
    bundle = maker.bundle()
    folder = taken(maker.taker(root), bundle)
    (folder / "_internal" / "extra.so").touch()
    (folder / "_internal" / "empty").write_bytes(b"x")
    (folder / "_internal" / "data" / "same.bin").unlink()
    (folder / "_internal" / "libversion.so").unlink()
    (folder / "_internal" / "libversion.so").symlink_to("/etc/passwd")
    assert set(wrong_files(folder, release_of(bundle))) == {
        "_internal/extra.so",
        "_internal/empty",
        "_internal/data/same.bin",
        "_internal/libversion.so",
    }


def test_only_versions_that_something_leads_to_stay(maker: Maker, root: Path) -> None:
    taker = maker.taker(root)
    for version, sequence in (("1.1.0", 11), ("1.2.0", 12), ("1.3.0", 13)):
        taken(taker, maker.bundle(version, sequence=sequence))
    taker.layout.change(current="1.2.0", previous="1.1.0")
    taker.tidy()
    assert {path.name for path in taker.layout.versions.iterdir() if path.is_dir()} == {"1.1.0", "1.2.0", "1.3.0"}
    taker.layout.change(ready="", previous=None)
    taker.tidy()
    assert {path.name for path in taker.layout.versions.iterdir() if path.is_dir()} == {"1.2.0"}


def test_a_later_word_about_the_same_version_is_news(maker: Maker, root: Path) -> None:
    taker = maker.taker(root, running="1.1.0")
    bundle = maker.bundle("1.1.0", expires=TODAY + timedelta(days=400))
    assert taker.examine(FileSource(bundle).envelope(), TODAY) is None
    assert taker.layout.read().news == (TODAY + timedelta(days=400)).isoformat()
