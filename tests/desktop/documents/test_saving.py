"""A paper is written wholly or not at all, and the officer is told why not."""

import errno
import os
from pathlib import Path

import pytest

from desktop.documents.saving import save_atomically
from devices.errors import CodedError


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "giấy hẹn.pdf"
    save_atomically(b"first", path)
    save_atomically(b"second", path)
    assert path.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "DOC-005"), (errno.EROFS, "DOC-006"), (errno.EACCES, "DOC-006"), (errno.EIO, "DOC-007")],
)
def test_what_the_disk_says_is_said_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    path = tmp_path / "hẹn.pdf"
    path.write_bytes(b"old")

    def refuse(_handle: int) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(CodedError) as caught:
        save_atomically(b"new", path)
    assert (caught.value.code, caught.value.details) == (code, {"number": number})
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_by_the_disk_itself(tmp_path: Path) -> None:
    """Not a stand-in: a folder behind /dev/full does not exist, so a limit on the size of files plays the full disk."""
    resource = pytest.importorskip("resource", reason="limits on files exist on POSIX only")
    signal = pytest.importorskip("signal")
    old_handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(CodedError, match="DOC-005"):
            save_atomically(b"x" * 100_000, tmp_path / "hẹn.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old_handler)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["missing/hẹn.pdf", "file/hẹn.pdf", "folder"])
def test_a_place_that_cannot_hold_a_file(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CodedError, match="DOC-006"):
        save_atomically(b"x", tmp_path / place)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]
