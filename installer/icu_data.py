"""ICU's data without the languages the program is not written in; Qt for Linux brings them all, 30 MB.

The data are one table of contents and its items ("CmnD", ICU User Guide, "ICU Data"): ICU finds an item by its name and
falls back to the root locale where a language has none, so items can be left out.
"""

import re
import struct
import subprocess
from pathlib import Path

SYMBOL = re.compile(rb"icudt\d+_dat")
LIBRARY = re.compile(r"libicudata\.so\.\d+")
LANGUAGES = frozenset({"root", "en", "en_001", "en_US", "en_US_POSIX", "vi", "vi_VN", "pool", "res_index"})

_MAGIC = b"\xda\x27"
_FORMAT = b"CmnD"
_ALIGN = 16  # bytes; what ICU lays items on
# A bundle of a language: two or three letters, then script, country or a keyword.
_LOCALE = re.compile(r"[a-z]{2,3}(_.*)?")
# Dictionaries of scripts without spaces, tables of code pages, rules from script to script.
_UNUSED = re.compile(r"(\.dict|\.cnv|^translit/.*|^rbnf/.*)$")
_ASSEMBLY = """
    .section .rodata
    .balign {align}
    .globl {symbol}
    .type {symbol}, @object
{symbol}:
    .incbin "{data}"
    .size {symbol}, . - {symbol}
    .section .note.GNU-stack, "", @progbits
"""


class IcuDataError(Exception):
    """The library does not hold ICU's data in the form that is known here."""


def smaller_library(library: Path, folder: Path) -> Path:
    """A library of ICU's data with Vietnamese, English and what belongs to no language.

    Args:
        library: libicudata.so of Qt.
        folder: Where the new one is laid.

    Raises:
        IcuDataError: The data are not found in the library, or no library could be made of them.
    """
    content = library.read_bytes()
    found = SYMBOL.search(content)
    start = content.find(_FORMAT)
    if found is None or start < 12:
        raise IcuDataError(f"no ICU data in {library.name}")
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "icudata.dat"
    data.write_bytes(chosen(content[start - 12 :]))
    source = folder / "icudata.s"
    source.write_text(_ASSEMBLY.format(align=_ALIGN, symbol=found[0].decode(), data=data), encoding="ascii")
    target = folder / library.name
    made = subprocess.run(
        ["gcc", "-shared", "-nostdlib", f"-Wl,-soname,{library.name}", "-o", target, source],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise IcuDataError(made.stderr)
    return target


def chosen(data: bytes) -> bytes:
    """The same data with the items that are needed.

    Args:
        data: ICU's common data, beginning with its header; bytes may follow the last item.

    Raises:
        IcuDataError: They do not begin so.
    """
    header = struct.unpack_from("<H", data)[0]
    if data[2:4] != _MAGIC or data[12:16] != _FORMAT:
        raise IcuDataError("not ICU's common data, little-endian")
    kept = [(name, item) for name, item in _items(data, header) if is_needed(name)]
    names = b"".join(name.encode() + b"\0" for name, _ in kept)
    offset = 4 + 8 * len(kept)  # of the names, from the table's beginning
    table, body = [struct.pack("<I", len(kept))], []
    at = _padded(offset + len(names))
    padding = bytes(at - offset - len(names))
    for name, item in kept:
        table.append(struct.pack("<II", offset, at))
        offset += len(name) + 1
        body.append(item + bytes(_padded(len(item)) - len(item)))
        at += len(body[-1])
    return data[:header] + b"".join((*table, names, padding, *body))


def is_needed(name: str) -> bool:
    """Whether an item stays; its name is ``icudt73l/coll/vi.res`` or ``icudt73l/cnvalias.icu``."""
    path = name.partition("/")[2]
    if _UNUSED.search(path):
        return False
    stem = path.rpartition("/")[2].removesuffix(".res")
    return not path.endswith(".res") or stem in LANGUAGES or not _LOCALE.fullmatch(stem)


def _items(data: bytes, header: int) -> list[tuple[str, bytes]]:
    (count,) = struct.unpack_from("<I", data, header)
    places = [struct.unpack_from("<II", data, header + 4 + 8 * each) for each in range(count)]
    ends = [*(place for _, place in places[1:]), len(data) - header][: len(places)]
    found = []
    for (name, place), end in zip(places, ends, strict=True):
        text = data[header + name : data.index(b"\0", header + name)].decode("ascii")
        found.append((text, data[header + place : header + end]))
    return found


def _padded(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN
