"""The province passes versions of the program on, byte by byte, and a desk believes none of them for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from devices.errors import CodedError
from sync.desk.client import ProvinceClient
from sync.errors import ProtocolError
from sync.province.__main__ import main
from sync.province.releases import ReleaseShelf
from tests.helpers.province import TestProvince, served
from tests.helpers.releases import PLATFORM, TODAY, Maker, envelope_of, release_of
from updates.sources import ProvinceSource
from updates.taking import wrong_files


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path / "maker")


@contextmanager
def asked(trial: TestProvince, shelf: Path | None) -> Iterator[ProvinceClient]:
    service = replace(trial.service, releases=shelf)
    with served(service) as url, ProvinceClient(trial.connection(url)) as client:
        yield client


def test_a_version_comes_over_the_network_as_it_was_signed(trial: TestProvince, maker: Maker, tmp_path: Path) -> None:
    shelf = ReleaseShelf(tmp_path / "shelf")
    for version, sequence in (("1.2.0", 12), ("1.1.0", 11)):
        assert shelf.put(maker.bundle(version, sequence=sequence)).version == version
    taker = maker.taker(tmp_path / "root")
    with asked(trial, tmp_path / "shelf") as client:
        envelope = client.release(PLATFORM)
        assert envelope is not None
        offer = taker.examine(envelope, TODAY)
        assert offer is not None
        assert offer.release.version == "1.2.0"
        told: list[tuple[int, int]] = []

        def part(sequence: int, offset: int, length: int) -> bytes:
            return client.release_part(PLATFORM, sequence, offset, min(length, 700))

        source = ProvinceSource(envelope, offer.release.sequence, part)
        taker.fetch(offer, source, lambda done, of_all: told.append((done, of_all)))
        assert told[-1] == (offer.release.packed, offer.release.packed)
        assert wrong_files(taker.build(offer), offer.release) == []


def test_where_there_is_nothing(trial: TestProvince, tmp_path: Path) -> None:
    for shelf in (None, tmp_path / "nowhere"):
        with asked(trial, shelf) as client:
            assert client.release(PLATFORM) is None
            assert client.release_part(PLATFORM, 1, 0, 10) == b""


def test_what_a_desk_may_not_ask_for(trial: TestProvince, maker: Maker, tmp_path: Path) -> None:
    """No path leads out of the shelf, no answer is longer than a part, nothing before or after a bundle's contents."""
    shelf = ReleaseShelf(tmp_path / "shelf")
    bundle = maker.bundle()
    shelf.put(bundle)
    with asked(trial, tmp_path / "shelf") as client:
        for platform in ("../shelf", "linux", "", "x" * 99, "linux-x86_64/.."):
            with pytest.raises(ProtocolError, match="SYNC"):
                client.release(platform)
        for wrong in ((0, 0, 1), (11, -1, 1), (11, 0, 0)):
            with pytest.raises(ProtocolError, match="SYNC"):
                client.release_part(PLATFORM, *wrong)
        release, (_, start) = release_of(bundle), envelope_of(bundle)
        whole = client.release_part(PLATFORM, 11, 0, 2**30)
        assert whole == bundle.read_bytes()[start:]
        assert client.release_part(PLATFORM, 11, release.packed, 100) == b""


@pytest.mark.parametrize(
    "answer",
    [b"", b"x", b"<html>Sign in to this network</html>", b"\0" * 2**20],
    ids=["nothing", "a byte", "portal", "zeros"],
)
def test_a_hostile_province_brings_nothing_onto_the_disk(maker: Maker, tmp_path: Path, answer: bytes) -> None:
    taker = maker.taker(tmp_path / "root")
    envelope = envelope_of(maker.bundle())[0]
    offer = taker.examine(envelope, TODAY)
    assert offer is not None
    source = ProvinceSource(envelope, 11, lambda _sequence, _offset, _length: answer)
    with pytest.raises(CodedError) as caught:
        taker.fetch(offer, source)
    assert caught.value.code in {"UPD-001", "UPD-006"}
    assert not list(taker.layout.versions.glob("*"))


def test_only_bundles_are_passed_on(
    maker: Maker, tmp_path: Path, capsys: pytest.CaptureFixture[str], trial: TestProvince
) -> None:
    bundle = maker.bundle()
    folder = tmp_path / "province"
    assert main(["update", "--folder", str(folder), str(bundle)]) == 0
    assert capsys.readouterr().out.startswith("1.1.0 for linux-x86_64")
    assert ReleaseShelf(folder / "updates").newest(PLATFORM) == envelope_of(bundle)[0]
    (tmp_path / "cut.bmcu").write_bytes(bundle.read_bytes()[:-1])
    (tmp_path / "text.bmcu").write_text("hello")
    for path, code in ((tmp_path / "cut.bmcu", "UPD-001"), (tmp_path / "text.bmcu", "UPD-001"), (tmp_path, "UPD-008")):
        assert main(["update", "--folder", str(folder), str(path)]) == 1
        assert code in capsys.readouterr().err
    assert trial.service.releases is None
