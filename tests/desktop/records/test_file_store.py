"""Files beside the database: whole or not at all, unreadable without their row, and none left behind."""

import errno
import os
from pathlib import Path

import pytest

from desktop.records.file_store import UNFINISHED, FileStore, StoredFile
from devices.errors import CodedError

DATA = "Giấy chứng sinh của Nguyễn Thị Ẩn".encode() * 50


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_what_is_put_is_got(store: FileStore, tmp_path: Path) -> None:
    first, second = store.put(DATA), store.put(DATA)
    assert store.get(first) == store.get(second) == DATA
    assert first.name != second.name  # the same papers of two citizens do not show on the disk as the same
    assert (first.digest, first.size) == (second.digest, len(DATA))
    assert sorted(store.names()) == sorted([first.name, second.name])
    assert all(DATA[:20] not in path.read_bytes() for path in on_disk(tmp_path))
    assert "key=" not in repr(first)


def test_a_file_that_is_not_what_it_was(store: FileStore, tmp_path: Path) -> None:
    stored = store.put(DATA)
    path = on_disk(tmp_path)[0]
    sealed = bytearray(path.read_bytes())
    for damaged in (bytes(sealed[:-1]), bytes(sealed[:5]), b"", bytes([*sealed[:40], sealed[40] ^ 1, *sealed[41:]])):
        path.write_bytes(damaged)
        with pytest.raises(CodedError, match="FILE-002"):
            store.get(stored)
    other = store.put(b"other")
    with pytest.raises(CodedError, match="FILE-002"):
        store.get(StoredFile(other.name, stored.key, other.digest, other.size))
    store.remove(stored.name)
    with pytest.raises(CodedError, match="FILE-001"):
        store.get(stored)
    store.remove(stored.name)  # again is no harm


def test_check_and_collect(store: FileStore, tmp_path: Path) -> None:
    whole, damaged, missing, stray = (store.put(DATA + bytes([nth])) for nth in range(4))
    store.remove(missing.name)
    path = next(path for path in on_disk(tmp_path) if path.name == damaged.name)
    path.write_bytes(b"x")
    (path.parent / f"{'0' * 64}{UNFINISHED}").write_bytes(b"half")
    spoken_of = {whole.name, damaged.name, missing.name}
    report = store.check(spoken_of)
    assert (report.whole, report.missing, report.damaged) == (1, (missing.name,), (damaged.name,))
    assert report.strays == (stray.name,)
    assert store.collect(spoken_of) == [stray.name]
    assert {path.name for path in on_disk(tmp_path)} == {whole.name, damaged.name}


def test_a_full_disk_leaves_nothing(store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(CodedError, match="DB-001"):
            store.put(DATA)
    assert on_disk(tmp_path) == []
    store.need_room(1)
    with pytest.raises(CodedError, match="FILE-003"):
        store.need_room(2**60)


def test_an_empty_desk_has_no_files(store: FileStore) -> None:
    assert list(store.names()) == []
    assert store.collect(set()) == []
    assert store.check({"a"}).missing == ("a",)
