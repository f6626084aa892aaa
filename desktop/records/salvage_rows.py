"""Rows of a damaged database's tables: its trees walked as far as they stand, and leaves that lost their tree.

Format: https://www.sqlite.org/fileformat2.html, sections 1.6, 2.1 and 2.3.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desktop.records.salvage_pages import USABLE, SalvagePages

LEAF, INTERIOR = 0x0D, 0x05
FIRST, LAST = -(2**63), 2**63 - 1
Value = int | float | str | bytes | None
Row = tuple[int, list[Value]]


class BrokenError(Exception):
    """A page, or what it points to, does not make sense."""


@dataclass
class Tree:
    """What a table's tree gave.

    Attributes:
        rows: Its rows: rowid and stored values.
        holes: Intervals of rowids whose rows are not to be reached.
        broken: Rows that were there and could not be read.
    """

    rows: list[Row] = field(default_factory=list)
    holes: list[tuple[int, int]] = field(default_factory=list)
    broken: int = 0


class SalvageRows:
    """Reads trees and remembers which pages belonged to one."""

    def __init__(self, pages: SalvagePages) -> None:
        self._pages = pages
        self._visited: set[int] = set()

    def table(self, root: int) -> Tree:
        """A table by its first page."""
        tree = Tree()
        self._walk(root, FIRST, LAST, tree)
        return tree

    def orphans(self) -> Iterator[Tree]:
        """The leaves that no tree led to."""
        for number in range(1, self._pages.count + 1):
            if number in self._visited:
                continue
            page = self._pages.read(number)
            if page and page[_start(number)] == LEAF:
                tree = Tree()
                try:
                    self._leaf(page, number, tree)
                except BrokenError:
                    continue
                if tree.rows:
                    yield tree

    def _walk(self, number: int, low: int, high: int, tree: Tree) -> None:
        """All of a tree that can be reached from a page; no recursion deeper than a tree is."""
        page = b"" if number in self._visited else self._pages.read(number)
        self._visited.add(number)
        kind = page[_start(number)] if page else 0
        try:
            if kind == LEAF:
                self._leaf(page, number, tree)
                return
            if kind != INTERIOR:
                raise BrokenError
            children = _children(page, number)
        except BrokenError:
            tree.holes.append((low, high))
            return
        before = low
        for child, last in children:
            self._walk(child, before, min(last, high), tree)
            before = last + 1

    def _leaf(self, page: bytes, number: int, tree: Tree) -> None:
        for at in _cells(page, number):
            try:
                tree.rows.append(self._row(page, at))
            except (BrokenError, IndexError, struct.error, UnicodeDecodeError):
                tree.broken += 1

    def _row(self, page: bytes, at: int) -> Row:
        size, at = _varint(page, at)
        rowid, at = _varint(page, at)
        most = USABLE - 35
        local = size
        if size > most:
            least = (USABLE - 12) * 32 // 255 - 23
            local = least + (size - least) % (USABLE - 4)
            local = local if local <= most else least
        payload = page[at : at + local]
        if size > local:
            payload += self._overflow(int.from_bytes(page[at + local : at + local + 4], "big"), size - local)
        if len(payload) != size:
            raise BrokenError
        return (rowid if rowid < 2**63 else rowid - 2**64), record(payload)

    def _overflow(self, number: int, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and 0 < number <= self._pages.count:
            page = self._pages.read(number)
            self._visited.add(number)
            if not page:
                raise BrokenError
            parts.append(page[4 : 4 + min(size, USABLE - 4)])
            size -= len(parts[-1])
            number = int.from_bytes(page[:4], "big")
        return b"".join(parts)


def record(payload: bytes) -> list[Value]:
    """The values of a record."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    at = end
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise BrokenError
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in {8, 9}:
        return kind - 8, at
    if kind in {10, 11}:
        raise BrokenError
    size = (0, 1, 2, 3, 4, 6, 8, 8)[kind] if kind < 8 else (kind - 12) // 2
    data = payload[at : at + size]
    if len(data) != size:
        raise BrokenError
    if kind == 7:
        return struct.unpack(">d", data)[0], at + size
    if kind < 7:
        return int.from_bytes(data, "big", signed=True), at + size
    return (data.decode("utf-8") if kind % 2 else data), at + size


def _start(number: int) -> int:
    return 100 if number == 1 else 0


def _cells(page: bytes, number: int) -> Sequence[int]:
    start = _start(number)
    head = 12 if page[start] == INTERIOR else 8
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    if start + head + 2 * count > USABLE:
        raise BrokenError
    places = struct.unpack_from(f">{count}H", page, start + head)
    if any(place >= USABLE for place in places):
        raise BrokenError
    return places


def _children(page: bytes, number: int) -> list[tuple[int, int]]:
    """The pages under an interior page, each with the highest rowid under it."""
    found = []
    for at in _cells(page, number):
        last, _ = _varint(page, at + 4)
        found.append((int.from_bytes(page[at : at + 4], "big"), last if last < 2**63 else last - 2**64))
    start = _start(number)
    return [*found, (int.from_bytes(page[start + 8 : start + 12], "big"), LAST)]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        if at + step >= len(data):
            raise BrokenError
        byte = data[at + step]
        if step == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + step + 1
    raise BrokenError
