"""The catalogue's files to values, every mistake named with its file and line.

YAML is composed to nodes first (they know their lines), then to plain values, then to the models; a mistake is found at
the path that the model's decoder gives and reported at that node's line. All mistakes of a load are collected: whoever
edits a catalogue sees them together.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.models import FormSet, Holiday, OpeningHours, Procedure, Unit, Waiver
from desktop.records.catalogue.validation import mistakes
from devices.errors import CodedError

LARGEST_FILE = 4_000_000  # bytes
LARGEST_NODES = 400_000
DEEPEST = 12
SHOWN = 5
MERGE = "tag:yaml.org,2002:merge"
# What PyYAML's constructors let out for a value that is not what its tag says: `!!bool x` is a KeyError, `!!int ""` an
# IndexError, `!!timestamp x` an AttributeError.
UNREADABLE = (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a catalogue file; `line` counts from 1, 0 where it is about the whole."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        """As shown to whoever edits the file."""
        return f"{self.file}:{self.line}: {self.problem}"


class CatalogueError(CodedError):
    """CAT-001: the catalogue cannot be used.

    Attributes:
        mistakes: All of them.
    """

    def __init__(self, found: Sequence[Mistake]) -> None:
        self.mistakes = tuple(found)
        super().__init__("CAT-001", count=len(found), first="\n".join(str(mistake) for mistake in found[:SHOWN]))


class _Marked(yaml.CSafeLoader):
    """YAML's safe loader; duplicate keys are found by `_Reader`, not by it."""


class _Reader:
    """Reads files of one folder and gathers their mistakes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.found: list[Mistake] = []

    def entries(self, name: str, kind: type[T]) -> list[tuple[T, Mistake]]:
        """The entries of a file that holds a list; each with a `Mistake` that only tells where it stands."""
        root = self._compose(name)
        if root is None:
            return []
        if not isinstance(root, yaml.SequenceNode):
            self._note(name, root, "phải là một danh sách")
            return []
        made = []
        for node in root.value:
            value = self._convert(name, node, kind)
            if value is not None:
                made.append((value, Mistake(name, node.start_mark.line + 1, "")))
        return made

    def whole(self, name: str, kind: type[T]) -> T | None:
        """A file that holds one value."""
        root = self._compose(name)
        return None if root is None else self._convert(name, root, kind)

    def names(self, folder: str) -> list[str]:
        """The YAML files of a folder, in order."""
        return sorted(f"{folder}/{path.name}" for path in (self._folder / folder).glob("*.yaml"))

    def _compose(self, name: str) -> yaml.Node | None:
        try:
            with (self._folder / name).open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
            if len(raw) > LARGEST_FILE:
                self.found.append(Mistake(name, 0, "tệp quá lớn"))
                return None
            root = yaml.compose(raw.decode("utf-8"), Loader=_Marked)
        except OSError:
            self.found.append(Mistake(name, 0, "không đọc được tệp"))
            return None
        except UnicodeDecodeError as error:
            self.found.append(Mistake(name, raw[: error.start].count(b"\n") + 1, "không phải UTF-8"))
            return None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.found.append(Mistake(name, line, f"sai cú pháp YAML: {error.problem}"))
            return None
        except yaml.YAMLError:
            self.found.append(Mistake(name, 0, "có ký tự không được phép"))
            return None
        if root is None:
            self.found.append(Mistake(name, 0, "tệp trống"))
            return None
        return root if self._well_formed(name, root) else None

    def _well_formed(self, name: str, root: yaml.Node) -> bool:
        before = len(self.found)
        seen: set[int] = set()
        for count, (node, depth) in enumerate(_walk(root, 0), start=1):
            if count > LARGEST_NODES or depth > DEEPEST:
                self._note(name, node, "quá nhiều hoặc quá sâu")
                break
            if isinstance(node, yaml.ScalarNode):
                self._check_text(name, node)
                continue
            if id(node) in seen:
                self._note(name, node, "không dùng neo và bí danh (&, *)")
                break
            seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                self._check_keys(name, node)
        return len(self.found) == before

    def _check_text(self, name: str, node: yaml.ScalarNode) -> None:
        if not node.value.isprintable():
            self._note(name, node, "có ký tự không in được")
        elif not unicodedata.is_normalized("NFC", node.value):
            self._note(name, node, "chữ có dấu ở dạng tổ hợp (NFD), phải là NFC")

    def _check_keys(self, name: str, node: yaml.MappingNode) -> None:
        keys: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == MERGE:
                self._note(name, key, "khóa phải là một từ")
                continue
            if key.value in keys:
                self._note(name, key, f"khóa '{key.value}' có hai lần")
            keys.add(key.value)

    def _convert(self, name: str, node: yaml.Node, kind: type[T]) -> T | None:
        try:
            plain = _plain(node)
        except UNREADABLE:
            self._note(name, _unreadable(node), "giá trị không hợp lệ (ngày, số…)")
            return None
        try:
            return msgspec.convert(plain, kind)
        except msgspec.ValidationError as error:
            problem, path = _parts(str(error))
            self._note(name, _at(node, path), f"{path or '(mục này)'}: {problem}")
            return None

    def _note(self, name: str, node: yaml.Node, problem: str) -> None:
        self.found.append(Mistake(name, node.start_mark.line + 1, problem))


def load_catalogue(folder: Path) -> Catalogue:
    """Read and check a catalogue folder.

    Raises:
        CatalogueError: Something in it is wrong; every mistake with file and line.
    """
    reader = _Reader(folder)
    version = reader.whole("version.yaml", str)
    units = reader.entries("units.yaml", Unit)
    waivers = reader.entries("waivers.yaml", Waiver)
    holidays = reader.entries("holidays.yaml", Holiday)
    hours = reader.entries("opening_hours.yaml", OpeningHours)
    forms = reader.entries("forms.yaml", FormSet)
    procedures = [entry for name in reader.names("procedures") for entry in reader.entries(name, Procedure)]
    found = list(reader.found)
    if not found:
        checks = mistakes(units, waivers, holidays, hours, forms, procedures)
        found += [Mistake(place.file, place.line, problem) for place, problem in checks]
    if found:
        raise CatalogueError(found)
    return Catalogue(
        version=version or "",
        units=tuple(value for value, _ in units),
        waivers=tuple(value for value, _ in waivers),
        holidays=tuple(value for value, _ in holidays),
        hours=tuple(value for value, _ in hours),
        form_sets=tuple(value for value, _ in forms),
        procedures=tuple(value for value, _ in procedures),
    )


def load_entries(folder: Path, name: str, kind: type[T]) -> tuple[T, ...]:
    """Read one file of the catalogue that holds a list.

    Raises:
        CatalogueError: Something in it is wrong; every mistake with file and line.
    """
    reader = _Reader(folder)
    entries = reader.entries(name, kind)
    if reader.found:
        raise CatalogueError(reader.found)
    return tuple(value for value, _ in entries)


def _walk(node: yaml.Node, depth: int) -> Iterator[tuple[yaml.Node, int]]:
    stack = [(node, depth)]
    while stack:
        current, at = stack.pop()
        yield current, at
        if isinstance(current, yaml.MappingNode):
            stack += [(part, at + 1) for pair in current.value for part in pair]
        elif isinstance(current, yaml.SequenceNode):
            stack += [(part, at + 1) for part in current.value]


def _plain(node: yaml.Node) -> object:
    loader = _Marked("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _unreadable(node: yaml.Node) -> yaml.Node:
    """The value that cannot be read, such as a day that no month has."""
    for part, _ in _walk(node, 0):
        if isinstance(part, yaml.ScalarNode):
            try:
                _plain(part)
            except UNREADABLE:
                return part
    return node


def _parts(message: str) -> tuple[str, str]:
    """Msgspec's message and its path: "Expected `int`, got `str` - at `$.papers[0].copies`"."""
    match = re.fullmatch(r"(.*?)(?: - at (?:key in )?`\$(.*?)`)?", message, re.DOTALL)
    return (match.group(1), (match.group(2) or "").lstrip(".")) if match else (message, "")


def _at(node: yaml.Node, path: str) -> yaml.Node:
    """The deepest node that exists on a path such as ``papers[0].copies``."""
    for part in re.findall(r"\[(\d+)\]|([^.\[\]]+)", path):
        index, key = part
        if index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
            node = node.value[int(index)]
        elif key and isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == key), node)
    return node
