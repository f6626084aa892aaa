"""Runs a program with every change of the files under a folder recorded in order; see ``power_recorder.c``.

The recorder is a library that is preloaded: it needs a C compiler, which the set-up of the program needs anyway, and
neither rights nor a tracer, which a container may refuse. What it does not see would be missing when the records are
replayed, and every recording is replayed and compared with the folder before it is used.
"""

import ctypes
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

HEAD = struct.Struct("=IBQQHH")
# SQLite makes its index anew from the log: https://www.sqlite.org/walformat.html, section 2.
MAPPED, WAL_INDEX = "mapped", "-shm"
ROOT = Path(__file__).parents[2]


class Kind(IntEnum):
    """What happened; the numbers are those of ``power_recorder.c``."""

    CREATED = 1
    WRITTEN = 2
    CUT = 3
    SYNCED = 4
    ALL_SYNCED = 5
    RENAMED = 6
    LINKED = 7
    REMOVED = 8
    FOLDER_MADE = 9
    FOLDER_REMOVED = 10
    SAID = 11
    NOT_KNOWN = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One record.

    Attributes:
        kind: What happened.
        node: Inode number of the file or folder it happened to; 0 where only its name is known.
        where: Offset in bytes of what was written, or the size that a file was cut to.
        name: Absolute path; "" where it happened to an open file.
        other: The new name.
        data: What was written, or what the program said of itself.
    """

    kind: Kind
    node: int = 0
    where: int = 0
    name: str = ""
    other: str = ""
    data: bytes = field(default=b"", repr=False)

    @property
    def said(self) -> dict[str, object]:
        """What the program said of itself."""
        return dict(json.loads(self.data))


@dataclass(frozen=True, slots=True)
class Recording:
    """What a program did to a folder.

    Attributes:
        folder: The folder, as the program left it.
        before: What was in it before, surely on the disk: inode number, and bytes or None for a folder, by relative
            path; "" is the folder itself.
        changes: In order.
    """

    folder: Path
    before: Mapping[str, tuple[int, bytes | None]]
    changes: tuple[Change, ...]


class UnrecordableError(Exception):
    """The program changed files in a way that is not recorded."""


def built(folder: Path) -> Path:
    """The recorder, compiled into a folder."""
    made = folder / "power_recorder.so"
    source = Path(__file__).with_suffix(".c")
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(made), str(source), "-lpthread"],
        check=True,
    )
    return made


def record(work: Path, module: str, arguments: Sequence[str] = ()) -> Recording:
    """Run ``python -m module FOLDER arguments…`` to its end, and read what it did.

    Args:
        work: A folder of the caller's; the recorder, its log and the recorded folder, ``disk``, lie in it. What is in
            that one already was there before.
        module: A module of this project.
        arguments: What it is given after the folder.

    Raises:
        CalledProcessError: The program failed.
        UnrecordableError: It changed files in a way that is not recorded.
    """
    work = work.resolve()
    folder, log = work / "disk", work / "log"
    folder.mkdir(exist_ok=True)
    log.touch()
    paths = [folder, *sorted(folder.rglob("*"))]  # a folder comes before what is in it
    before = {
        str(path.relative_to(folder)).removeprefix("."): (
            path.stat().st_ino,
            None if path.is_dir() else path.read_bytes(),
        )
        for path in paths
    }
    around = {**os.environ, "LD_PRELOAD": str(built(work)), "POWER_ROOT": str(folder), "POWER_LOG": str(log)}
    subprocess.run([sys.executable, "-m", module, str(folder), *arguments], cwd=ROOT, env=around, check=True)
    return Recording(folder, before, tuple(read(log)))


def read(log: Path) -> Iterator[Change]:
    """The records of a log.

    Raises:
        UnrecordableError: One of them says that something is not recorded.
    """
    content = memoryview(log.read_bytes())
    at = 0
    while at < len(content):
        rest, kind, node, where, first, second = HEAD.unpack_from(content, at)
        start, end = at + HEAD.size, at + 4 + rest
        name, other = bytes(content[start : start + first]), bytes(content[start + first : start + first + second])
        change = Change(
            Kind(kind), node, where, os.fsdecode(name), os.fsdecode(other), bytes(content[start + first + second : end])
        )
        if change.kind is not Kind.NOT_KNOWN:
            yield change
        elif not (change.other == MAPPED and change.name.rstrip("/").endswith(WAL_INDEX)):
            raise UnrecordableError(f"{change.name} {change.other}")
        at = end


def voice() -> Callable[[object], None]:
    """For the program under test: says something of itself, as JSON, into the order of its records.

    Raises:
        AttributeError: It is not being recorded.
    """
    spoken = ctypes.CDLL(None).power_say
    spoken.argtypes, spoken.restype = (ctypes.c_char_p, ctypes.c_size_t), None

    def say(what: object) -> None:
        text = json.dumps(what).encode()
        spoken(text, len(text))

    return say
