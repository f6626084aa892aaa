"""A process that may hang or die: heard within a limit, and ended with everything it started."""

import io
import struct
import sys
import threading
import time

import psutil
import pytest

from devices.documents.sources.child import (
    Child,
    ChildCancelledError,
    ChildGoneError,
    ChildSilentError,
    module_command,
)
from devices.documents.sources.messages import (
    LARGEST,
    Devices,
    ListDevices,
    PageScanned,
    StartScan,
    read_answer,
    read_command,
    write_message,
)

PATIENCE = 30.0  # seconds


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_messages_come_out_as_they_went_in() -> None:
    pipe = io.BytesIO()
    start = StartScan("test:0", 300, "grey", False, True, (210.0, 297.0), {"mode": "Gray", "depth": 8, "x": 1.5})
    write_message(pipe, start)
    write_message(pipe, ListDevices())
    pipe.seek(0)
    assert [read_command(pipe), read_command(pipe), read_command(pipe)] == [start, ListDevices(), None]
    pipe = io.BytesIO()
    write_message(pipe, page := PageScanned(bytes(range(256)), 300))
    pipe.seek(0)
    assert read_answer(pipe) == page


def test_a_message_cut_off_is_an_end_and_nonsense_is_an_error() -> None:
    pipe = io.BytesIO()
    write_message(pipe, Devices([("a", "b", "c", "d")]))
    for end in range(len(pipe.getvalue())):
        assert read_answer(io.BytesIO(pipe.getvalue()[:end])) is None
    with pytest.raises(ValueError, match="too long"):
        read_answer(io.BytesIO(struct.pack(">I", LARGEST + 1)))
    with pytest.raises(ValueError, match="malformed"):
        read_answer(io.BytesIO(struct.pack(">I", 1) + b"\xc1"))
    with pytest.raises(ValueError, match="Invalid value"):
        read_command(io.BytesIO(pipe.getvalue()))


def test_a_process_that_ends_or_cannot_be_started_is_gone() -> None:
    with Child(python("pass")) as child, pytest.raises(ChildGoneError):
        child.answer(PATIENCE)
    with pytest.raises(ChildGoneError):
        Child(("/not/there",))


def test_saying_something_to_a_process_that_is_gone_is_told() -> None:
    with Child(python("pass")) as child:
        psutil.Process(child.pid).wait(PATIENCE)
        with pytest.raises(ChildGoneError):
            child.say(ListDevices())


def test_silence_ends_at_the_limit_and_waiting_at_a_wish() -> None:
    with Child(python("import time; time.sleep(60)")) as child:
        with pytest.raises(ChildSilentError):
            child.answer(0.2)
        cancel = threading.Event()
        threading.Timer(0.2, cancel.set).start()
        with pytest.raises(ChildCancelledError):
            child.answer(PATIENCE, cancel)


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")
def test_what_the_process_started_is_ended_with_it() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    child = Child(python(code))
    until = time.monotonic() + PATIENCE
    while not (grandchildren := psutil.Process(child.pid).children()) and time.monotonic() < until:
        time.sleep(0.05)
    assert grandchildren
    child.end()
    child.end()
    assert psutil.wait_procs(grandchildren, PATIENCE)[1] == []
    assert not psutil.pid_exists(child.pid)


def test_a_process_that_floods_is_ended_without_a_thread_left() -> None:
    flood = (
        "import sys\n"
        "from devices.documents.sources.messages import *\n"
        "while True: write_message(sys.stdout.buffer, Devices([]))\n"
    )
    with Child(python(flood)) as child:
        assert child.answer(PATIENCE) == Devices([])
    assert "child-reader" not in {thread.name for thread in threading.enumerate()}


def test_a_module_is_run_by_this_python() -> None:
    assert module_command("devices.x") == (sys.executable, "-m", "devices.x")
