"""Libraries that are made smaller: what stays, and that they load as before."""

import ctypes
import struct
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installer.contents import is_needed, reachable
from installer.icu_data import IcuDataError, chosen, smaller_library
from installer.icu_data import is_needed as is_icu_item_needed
from installer.stripping import linked_with, segments_lie_on_pages, stripped
from installer.system_packages import UnknownLibraryError, depends, newest_glibc

HEADER = struct.pack("<HBB", 24, 0xDA, 0x27) + bytes(8) + b"CmnD" + bytes(8)
NAMES = st.sampled_from(
    [
        *("icudt73l/coll/vi.res", "icudt73l/coll/root.res", "icudt73l/vi_VN.res", "icudt73l/coll/ucadata.icu"),
        *("icudt73l/zh_Hant.res", "icudt73l/brkitr/thaidict.dict", "icudt73l/ibm-964.cnv", "icudt73l/lang/ja.res"),
    ]
)
SORT = """
import ctypes, sys
library = ctypes.CDLL(sys.argv[1] + "/libicui18n.so.73")
status = ctypes.c_int(0)
library.ucol_open_73.restype = ctypes.c_void_p
order = ctypes.c_void_p(library.ucol_open_73(b"vi", ctypes.byref(status)))
def key(word):
    text, found = word.encode("utf-16-le"), ctypes.create_string_buffer(400)
    units = ctypes.create_string_buffer(text + bytes(2))
    size = library.ucol_getSortKey_73(order, units, len(word), found, 400)
    return found.raw[:size]
words = "đá dạ da đa Đỗ ghế ăn ân an âm áo ơn ôn on ưa ua".split()
print(status.value, *sorted(words, key=key))
"""


def data_of(items: dict[str, bytes]) -> bytes:
    """ICU's common data with these items."""
    names, table = b"", b""
    at = 4 + 8 * len(items) + sum(len(name) + 1 for name in items)
    at += -at % 16
    start, body = at, b""
    for name, item in items.items():
        table += struct.pack("<II", 4 + 8 * len(items) + len(names), start + len(body))
        names += name.encode() + b"\0"
        body += item + bytes(-len(item) % 16)
    head = struct.pack("<I", len(items)) + table + names
    return HEADER + head + bytes(start - len(head)) + body


def items_of(data: bytes) -> dict[str, bytes]:
    """The other way round, as ICU reads it."""
    (header,) = struct.unpack_from("<H", data)
    (count,) = struct.unpack_from("<I", data, header)
    places = [struct.unpack_from("<II", data, header + 4 + 8 * each) for each in range(count)]
    ends = [*(place for _, place in places[1:]), len(data) - header][: len(places)]
    names = [data[header + at : data.index(b"\0", header + at)].decode() for at, _ in places]
    return {name: data[header + at : header + end] for name, (_, at), end in zip(names, places, ends, strict=True)}


@given(st.dictionaries(NAMES, st.binary(min_size=1, max_size=64), min_size=1))
def test_items_that_stay_are_what_they_were(items: dict[str, bytes]) -> None:
    kept = items_of(chosen(data_of(items)))
    assert kept.keys() == {name for name in items if is_icu_item_needed(name)}
    for name, item in kept.items():
        assert item.rstrip(b"\0") == items[name].rstrip(b"\0")
        assert item.startswith(items[name])


@pytest.mark.parametrize("data", [HEADER.replace(b"CmnD", b"ResB"), bytes(40)])
def test_other_data_are_refused(data: bytes) -> None:
    with pytest.raises(IcuDataError):
        chosen(data)


def test_vietnamese_words_are_in_the_same_order_with_the_smaller_data(tmp_path: Path) -> None:
    theirs = Path(PySide6.__file__).parent / "Qt" / "lib"
    ours = tmp_path / "lib"
    ours.mkdir()
    for name in ("libicui18n.so.73", "libicuuc.so.73"):
        (ours / name).write_bytes((theirs / name).read_bytes())
    made = smaller_library(theirs / "libicudata.so.73", tmp_path / "made")
    assert made.stat().st_size < 6_000_000 < (theirs / made.name).stat().st_size
    (ours / made.name).write_bytes(made.read_bytes())

    def said(folder: Path) -> str:
        done = subprocess.run([sys.executable, "-c", SORT, folder], capture_output=True, text=True, check=True)
        return done.stdout

    assert said(ours) == said(theirs)
    assert said(ours).split()[1:4] == ["an", "áo", "ăn"]


def compiled(folder: Path, *options: str) -> Path:
    """A small library with debugging tables."""
    source, library = folder / "demo.c", folder / "libdemo.so"
    functions = "\n".join(f"int demo_{each}(int a) {{ return a + {each}; }}" for each in range(1500))
    root = "#include <math.h>\ndouble root(double a) { return sqrt(a); }"
    source.write_text(f"{root}\n{functions}\n", encoding="utf-8")
    subprocess.run(["gcc", "-g3", "-shared", "-fPIC", *options, "-o", library, source, "-lm"], check=True)
    return library


def test_a_library_without_its_debugging_tables_does_the_same(tmp_path: Path) -> None:
    library = compiled(tmp_path)
    smaller = stripped(library, tmp_path / "smaller")
    assert smaller != library
    assert smaller.stat().st_size < library.stat().st_size - 50_000
    assert segments_lie_on_pages(smaller)
    assert linked_with(smaller) == linked_with(library)
    assert ctypes.CDLL(str(smaller)).demo_7(1) == 8


def test_what_is_no_library_stays(tmp_path: Path) -> None:
    text = tmp_path / "libtext.so"
    text.write_text("INPUT(libelsewhere.so)", encoding="utf-8")
    assert stripped(text, tmp_path / "smaller") == text
    assert not segments_lie_on_pages(text)


def test_what_the_program_asks_of_the_system(tmp_path: Path) -> None:
    library = compiled(tmp_path, "-Wl,--no-as-needed")
    major, minor = newest_glibc(library)
    assert (2, 0) < (major, minor) < (3, 0)
    assert depends(tmp_path) == [f"libc6 (>= {major}.{minor})"]
    other = tmp_path / "libother.so"
    subprocess.run(["gcc", "-shared", "-Wl,--no-as-needed", "-o", other, library], check=True)
    library.unlink()
    with pytest.raises(UnknownLibraryError, match=r"libdemo\.so"):
        depends(tmp_path)


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("PySide6/Qt/lib/libQt6Gui.so.6", True),
        ("PySide6\\Qt6Quick.dll", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/translations/qtbase_en.qm", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", False),
        ("libpcsclite.so.1", False),
        ("libX11.so.6", False),
        ("libxcb-cursor.so.0", True),
        ("resources/fonts/NotoSans-Regular.ttf", True),
    ],
)
def test_what_belongs_in_the_folder(path: str, needed: bool) -> None:
    assert is_needed(path) is needed


def test_a_library_stays_while_something_asks_for_it() -> None:
    files = ["plugins/platforms/libqxcb.so", "libxcb-cursor.so.0", "libxcb-util.so.1", "libgnutls.so.30"]
    files.append("libzbar.so.0")
    needs = {files[0]: {files[1], "libc.so.6"}, files[1]: {files[2]}, files[3]: {files[2]}}
    assert reachable(files, needs, frozenset({"libzbar.so.0"})) == {*files[:3], files[4]}
