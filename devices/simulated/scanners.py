"""What scanners, computers and decoders make of a payload on its way: every mangling that we know, as text → text.

Sources: reports of scanners in keyboard mode that drop bytes from 0x80 on, of ALT modes, of decoders that take UTF-8
for Shift-JIS (github.com/mchehab/zbar/issues/212), and how keyboards and code pages work.
"""

import random
import unicodedata
from collections.abc import Callable, Mapping

from devices.qrcode.keyboard_layouts import Layout, typed_on
from devices.simulated.input_methods import telex, vni

Mangling = Callable[[str], str]


def drop_beyond_ascii(text: str) -> str:
    """A keyboard-mode scanner that has no key for a byte of 0x80 or more."""
    return "".join(letter for letter in text if letter.isascii())


def drop_beyond_latin1(text: str) -> str:
    """A scanner that knows Western letters only."""
    return "".join(letter for letter in text if ord(letter) < 0x100)


def question_marks(text: str) -> str:
    """A program that writes ``?`` for what its code page lacks."""
    return text.encode("cp1252", "replace").decode("cp1252")


def fold(text: str) -> str:
    """A program that takes all marks off, ``đ`` too."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def fold_beyond_latin1(text: str) -> str:
    """Windows' best fit: letters of the Western code page stay, the others lose their marks."""
    return "".join(letter if ord(letter) < 0x100 else fold(letter) for letter in text)


def read_as(encoding: str) -> Mangling:
    """UTF-8 bytes taken for another encoding; bytes that it does not know are lost."""

    def mangle(text: str) -> str:
        return text.encode().decode(encoding, "ignore")

    return mangle


def read_as_windows_1252(text: str) -> str:
    """UTF-8 bytes taken for Windows-1252 as Windows does it: the five bytes without a letter become controls."""
    return "".join(
        bytes([byte]).decode("cp1252" if byte not in b"\x81\x8d\x8f\x90\x9d" else "latin-1") for byte in text.encode()
    )


def swap_caps(text: str) -> str:
    """Caps Lock is on while the scanner types."""
    return text.swapcase()


def upper(text: str) -> str:
    """The scanner's own setting "all upper case"."""
    return text.upper()


def double_keys(text: str) -> str:
    """Every key arrives twice, as with two drivers for one scanner."""
    return "".join(letter * 2 for letter in text)


def twice(text: str) -> str:
    """A trigger that was held: the same scan two times with nothing between."""
    return text * 2


def hex_dump(text: str) -> str:
    """The scanner's hexadecimal mode: two digits for each byte."""
    return text.encode().hex().upper()


def on_layout(layout: Layout, before: Mangling = drop_beyond_ascii) -> Mangling:
    """The keys of a US keyboard on a computer set to another; `before` is what the scanner lost itself."""

    def mangle(text: str) -> str:
        return typed_on(before(text), layout)

    return mangle


def under(method: Mangling, before: Mangling) -> Mangling:
    """An input method that rewrites what is left after the scanner's own loss."""

    def mangle(text: str) -> str:
        return method(before(text))

    return mangle


def cut_off(draw: random.Random) -> Mangling:
    """The end is lost: anything from the last character to all but the first."""

    def mangle(text: str) -> str:
        return text[: draw.randrange(1, len(text.rstrip("|")))]

    return mangle


def manglings(seed: int = 0) -> Mapping[str, Mangling]:
    """Every mangling by its name."""
    draw = random.Random(seed)  # noqa: S311 - reproducible test data, not a secret
    named: dict[str, Mangling] = {
        "drop beyond ASCII": drop_beyond_ascii,
        "drop beyond Latin-1": drop_beyond_latin1,
        "question marks": question_marks,
        "fold": fold,
        "fold beyond Latin-1": fold_beyond_latin1,
        "windows-1252 with controls": read_as_windows_1252,
        "caps lock": swap_caps,
        "caps lock, dropped": lambda text: swap_caps(drop_beyond_ascii(text)),
        "upper case": upper,
        "upper case, dropped": lambda text: upper(drop_beyond_ascii(text)),
        "doubled keys": double_keys,
        "doubled keys, dropped": lambda text: double_keys(drop_beyond_ascii(text)),
        "sent twice": twice,
        "hexadecimal": hex_dump,
        "Telex, dropped": under(telex, drop_beyond_ascii),
        "Telex, folded": under(telex, fold),
        "VNI, dropped": under(vni, drop_beyond_ascii),
        "VNI, folded": under(vni, fold),
        "cut off": cut_off(draw),
    }
    for encoding in ("latin-1", "cp1252", "cp1258", "cp437", "cp850", "cp932", "big5", "gbk", "euc_kr"):
        named[f"read as {encoding}"] = read_as(encoding)
    for layout in Layout:
        named[f"{layout.name} layout, dropped"] = on_layout(layout)
        named[f"{layout.name} layout, folded"] = on_layout(layout, fold)
    return named
