"""A disk that loses what nobody waited for: recorded changes go in, and what it may hold after a power cut comes out.

Two kinds of disk. The STRICT one keeps what POSIX promises and no more: a file's bytes once the file was synced, a name
once its folder was. Of the names that were not synced any subset is there; a rename is whole or not at all. The ORDERED
one keeps names in a journal, as ext4, XFS and NTFS do: they survive in the order in which they were changed, up to
some point, and any sync writes the journal out. On both, of the bytes that were not synced any subset of sectors is
there, in any order; a file may have grown without its bytes, which are zeros then. Neither lies: what was synced stays.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tests.helpers.power_recorder import Change, Kind, Recording

SECTORS = (512, 4096)  # bytes that are written wholly or not at all


class Mode(Enum):
    """How names survive."""

    STRICT = "strict"
    ORDERED = "ordered"


class Loss(Enum):
    """How much of what was not synced is lost; a draw among these meets more than one among all subsets."""

    ALL = "all"
    NONE = "none"
    MOST = "most"
    HALF = "half"
    LITTLE = "little"
    TAIL = "tail"  # the disk worked in order up to some sector
    ONE = "one"  # one write is lost, or one name
    ZEROS = "zeros"  # the file has its size and none of its bytes


KEPT = {Loss.MOST: 0.1, Loss.HALF: 0.5, Loss.LITTLE: 0.9}


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes at an offset."""

    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    """A file cut, or grown with zeros."""

    size: int


@dataclass(eq=False, slots=True)
class File:
    """A file.

    Attributes:
        kept: What is surely on the disk.
        waiting: What was done to it since, in order.
    """

    kept: bytearray = field(default_factory=bytearray)
    waiting: list[Written | Resized] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Folder:
    """A folder: its names as the program sees them, and as they surely are on the disk."""

    seen: dict[str, "File | Folder"] = field(default_factory=dict)
    kept: dict[str, "File | Folder"] = field(default_factory=dict)


Names = dict[int, dict[str, File | Folder]]


@dataclass(frozen=True, slots=True)
class Renaming:
    """Names given and taken in one step: (folder, name, what it names from now on or None, what it named)."""

    steps: tuple[tuple[Folder, str, File | Folder | None, File | Folder | None], ...]

    def touches(self, folder: Folder) -> bool:
        """Whether a sync of the folder makes it sure."""
        return any(each is folder for each, _, _, _ in self.steps)

    def apply(self, names: Names | None = None) -> None:
        """Do it to what is kept, or to a copy of the names by folder."""
        for folder, name, new, old in self.steps:
            there = folder.kept if names is None else names.setdefault(id(folder), dict(folder.kept))
            if new is not None:
                for other in [each for each, node in there.items() if node is new and len(self.steps) > 1]:
                    del there[other]  # where an earlier renaming was lost: nothing has two names by a renaming
                there[name] = new
            elif there.get(name) is old:
                del there[name]


@dataclass
class Disk:
    """A disk of one mode, with the changes of a recording applied so far."""

    recording: Recording
    mode: Mode
    done: int = 0

    def __post_init__(self) -> None:
        self._root = Folder()
        self._nodes: dict[int, File | Folder] = {}
        self._waiting: list[Renaming] = []
        self._start = len(str(self.recording.folder)) + 1
        for path, (number, content) in self.recording.before.items():
            node = File(bytearray(content)) if content is not None else Folder() if path else self._root
            self._nodes[number] = node
            if path:
                folder, name = self._place(" " * self._start + path)
                folder.seen[name] = folder.kept[name] = node

    def advance(self, to: int) -> None:
        """Apply the changes up to the `to`-th."""
        for change in self.recording.changes[self.done : to]:
            self._apply(change)
        self.done = max(self.done, to)

    # ---- changes

    def _apply(self, change: Change) -> None:
        match change.kind:
            case Kind.WRITTEN:
                self._file(change.node).waiting.append(Written(change.where, change.data))
            case Kind.CUT:
                self._file(change.node).waiting.append(Resized(change.where))
            case Kind.SYNCED:
                self._sync(self._nodes[change.node])
            case Kind.ALL_SYNCED:
                self._keep_names(list(self._waiting))
                for node in self._nodes.values():
                    self._keep_bytes(node)
            case Kind.SAID:
                pass
            case _:
                self._rename(change)

    def _rename(self, change: Change) -> None:
        folder, name = self._place(change.name)
        there = folder.seen.get(name)
        match change.kind:
            case Kind.CREATED | Kind.FOLDER_MADE:
                made = File() if change.kind is Kind.CREATED else Folder()
                self._nodes[change.node] = made
                self._see((folder, name, made, there))
            case Kind.REMOVED | Kind.FOLDER_REMOVED:
                self._see((folder, name, None, there))
            case Kind.LINKED:
                to, other = self._place(change.other)
                self._see((to, other, there, None))
            case _:
                to, other = self._place(change.other)
                self._see((to, other, there, to.seen.get(other)), (folder, name, None, there))

    def _see(self, *steps: tuple[Folder, str, File | Folder | None, File | Folder | None]) -> None:
        for folder, name, new, _ in steps:
            if new is None:
                folder.seen.pop(name)
            else:
                folder.seen[name] = new
        self._waiting.append(Renaming(steps))

    def _sync(self, node: File | Folder) -> None:
        self._keep_bytes(node)
        if self.mode is Mode.ORDERED:
            self._keep_names(list(self._waiting))
        elif isinstance(node, Folder):
            self._keep_names([each for each in self._waiting if each.touches(node)])

    def _keep_names(self, sure: list[Renaming]) -> None:
        for each in sure:
            each.apply()
        gone = {id(each) for each in sure}
        self._waiting = [each for each in self._waiting if id(each) not in gone]

    @staticmethod
    def _keep_bytes(node: File | Folder) -> None:
        if isinstance(node, File):
            for each in node.waiting:
                _put(node.kept, each)
            node.waiting.clear()

    def _file(self, node: int) -> File:
        found = self._nodes[node]
        assert isinstance(found, File)
        return found

    def _place(self, path: str) -> tuple[Folder, str]:
        parts = [each for each in path[self._start :].split("/") if each not in {"", "."}]
        folder = self._root
        for part in parts[:-1]:
            inner = folder.seen[part]
            assert isinstance(inner, Folder)
            folder = inner
        return folder, parts[-1]

    # ---- what may be there

    def whole(self) -> dict[str, bytes | None]:
        """Everything as the program left it: bytes by relative path, None for a folder."""
        return dict(_tree(self._root, None, lambda file: _with(file, file.waiting)))

    def after_a_cut(self, draw: random.Random) -> dict[str, bytes | None]:
        """What may be there if the power fails now: bytes by relative path, None for a folder."""
        sector = draw.choice(SECTORS)
        general = draw.choice([None, None, *Loss])  # one fate for everything, or each file its own

        def bytes_of(file: File) -> bytes:
            return _after_loss(file, general or draw.choice(list(Loss)), sector, draw)

        names: Names = {}
        for each in self._surviving(draw):
            each.apply(names)
        return dict(_tree(self._root, names, bytes_of))

    def _surviving(self, draw: random.Random) -> list[Renaming]:
        waiting, loss = self._waiting, draw.choice(list(Loss))
        if self.mode is Mode.ORDERED:
            return waiting[: {Loss.ALL: 0, Loss.NONE: len(waiting)}.get(loss, draw.randint(0, len(waiting)))]
        if loss in KEPT:
            return [each for each in waiting if draw.random() < KEPT[loss]]
        if loss is Loss.TAIL:
            return waiting[: draw.randint(0, len(waiting))]
        if loss is Loss.ONE and waiting:
            left = draw.randrange(len(waiting))
            return waiting[:left] + waiting[left + 1 :]
        return [] if loss in {Loss.ALL, Loss.ZEROS} else waiting


def _put(content: bytearray, change: Written | Resized) -> None:
    size = change.size if isinstance(change, Resized) else change.at + len(change.data)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if isinstance(change, Resized):
        del content[change.size :]
    else:
        content[change.at : size] = change.data


def _with(file: File, changes: list[Written | Resized]) -> bytes:
    if not changes:
        return bytes(file.kept)
    content = bytearray(file.kept)
    for each in changes:
        _put(content, each)
    return bytes(content)


def _after_loss(file: File, loss: Loss, sector: int, draw: random.Random) -> bytes:
    waiting = file.waiting
    if not waiting or loss is Loss.ALL:
        return bytes(file.kept)
    if loss is Loss.NONE:
        return _with(file, waiting)
    if loss is Loss.ONE:
        left = draw.randrange(len(waiting))
        return _with(file, waiting[:left] + waiting[left + 1 :])
    if loss is Loss.ZEROS:
        size = len(_with(file, waiting))
        return bytes(file.kept[:size]) + bytes(max(0, size - len(file.kept)))
    pieces = [piece for each in waiting for piece in _pieces(each, sector)]
    if loss is Loss.TAIL:
        return _with(file, pieces[: draw.randint(0, len(pieces))])
    content = _with(file, [each for each in pieces if draw.random() < KEPT[loss]])
    longest = max((each.at + len(each.data) for each in waiting if isinstance(each, Written)), default=0)
    return content + bytes(max(0, longest - len(content))) if draw.random() < 0.2 else content


def _pieces(change: Written | Resized, sector: int) -> Iterator[Written | Resized]:
    if isinstance(change, Resized):
        yield change
        return
    at, end = change.at, change.at + len(change.data)
    while at < end:
        following = min(end, (at // sector + 1) * sector)
        yield Written(at, change.data[at - change.at : following - change.at])
        at = following


def _tree(
    folder: Folder, names: Names | None, bytes_of: Callable[[File], bytes], inside: str = ""
) -> Iterator[tuple[str, bytes | None]]:
    there: Mapping[str, File | Folder] = folder.seen if names is None else names.get(id(folder), folder.kept)
    for name, each in there.items():
        if isinstance(each, Folder):
            yield inside + name, None
            yield from _tree(each, names, bytes_of, f"{inside}{name}/")
        else:
            yield inside + name, bytes_of(each)


def lay_out(image: Mapping[str, bytes | None], folder: Path) -> None:
    """Make a folder that holds what a disk held."""
    folder.mkdir()
    for path, content in image.items():
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)


def found_in(folder: Path) -> dict[str, bytes | None]:
    """What a folder holds: bytes by relative path, None for a folder."""
    return {str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}
