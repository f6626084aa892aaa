"""Words read from drawn pages by the real program, in a process of its own; and what is said where it fails."""

import os
import signal
import sys
import threading
import time
import unicodedata
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from devices.documents.reading.tesseract import Tesseract, environment
from devices.errors import CodedError
from devices.simulated.pages.sheets import Kind, draw_sheet

DPI = 150
PATIENCE = 30.0  # seconds
SHEET = draw_sheet(3, Kind.FORM, DPI)
HELD = "TỜ KHAI ĐĂNG KÝ"


def jpeg(turns: int = 0) -> bytes:
    """The sheet, turned so many times by a quarter against the clock."""
    return bytes(cv2.imencode(".jpg", np.ascontiguousarray(np.rot90(SHEET, turns)))[1])


def read(data: bytes, turn: int = 0, reader: Tesseract | None = None) -> str:
    text = (reader or Tesseract()).read(data, DPI, turn, threading.Event())
    assert text is not None
    return unicodedata.normalize("NFC", text)


def stand_in(folder: Path, script: str) -> None:
    """Another program by that name."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def runs(pid: int) -> bool:
    """Whether a process does anything; one that ended may wait for long until somebody asks how."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def code(reader: Tesseract | None = None) -> str:
    with pytest.raises(CodedError) as caught:
        read(jpeg(), reader=reader)
    return caught.value.code


def test_the_installed_program_reads_vietnamese() -> None:
    Tesseract().check()
    assert HELD in read(jpeg())


@pytest.mark.parametrize(("turns", "turn"), [(1, 90), (2, 180), (3, 270)])
def test_a_page_is_read_as_the_officer_turned_it(turns: int, turn: int) -> None:
    assert HELD in read(jpeg(turns), turn)


def test_without_the_program_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CodedError) as caught:
        Tesseract().check()
    assert caught.value.code == "OCR-001"
    assert code() == "OCR-001"


def test_without_its_vietnamese_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(CodedError) as caught:
        Tesseract().check()
    assert caught.value.code == "OCR-002"


def test_a_program_that_does_not_run_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tesseract").write_bytes(b"\x7fELF nothing")
    (tmp_path / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CodedError) as caught:
        Tesseract().check()
    assert caught.value.code == "OCR-001"


def test_what_is_no_picture_is_not_read() -> None:
    for data, turn in ((b"no picture", 0), (b"no picture", 90), (b"", 0)):
        with pytest.raises(CodedError) as caught:
            read(data, turn)
        assert caught.value.code == "OCR-003"


def test_a_program_that_fails_dies_or_hangs_takes_nothing_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for script in ("exit 1", "kill -9 $$"):
        stand_in(tmp_path, script)
        assert code() == "OCR-003"
    note = tmp_path / "pid"
    stand_in(tmp_path, f"echo $$ > {note}; exec sleep 600")
    assert code(Tesseract(page_limit=3.0)) == "OCR-003"
    until = time.monotonic() + PATIENCE
    while (still := runs(int(note.read_text()))) and time.monotonic() < until:
        time.sleep(0.05)
    assert not still  # it ended with the process that started it


def test_the_process_itself_may_die() -> None:
    assert code(Tesseract((sys.executable, "-c", f"import os; os.kill(os.getpid(), {signal.SIGKILL:d})"))) == "OCR-003"


def test_reading_is_given_up_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    stand_in(tmp_path, "exec sleep 600")
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    assert Tesseract().read(jpeg(), DPI, 0, cancel) is None


def test_the_program_has_the_memory_that_it_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    stand_in(tmp_path, "ulimit -v; ulimit -c; nice; echo $OMP_THREAD_LIMIT")
    memory, dump, niceness, threads = read(jpeg()).split()
    assert (int(memory), dump, threads) == (2 << 20, "0", "1")  # ulimit counts in KiB
    assert int(niceness) >= 10


def test_a_frozen_program_keeps_its_libraries_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    assert "LD_LIBRARY_PATH" not in environment()
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/before")
    assert environment()["LD_LIBRARY_PATH"] == "/before"
