"""The shipped fonts: found, whole, and with every Vietnamese letter."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from desktop.documents.fonts import BOLD, ITALIC, REGULAR, letters_of, register_fonts
from desktop.records.resources import resources_folder

BASES = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize("font", [REGULAR, BOLD, ITALIC])
def test_every_vietnamese_letter_can_be_drawn(font: str) -> None:
    register_fonts(resources_folder() / "fonts")
    toned = [unicodedata.normalize("NFC", base + tone) for base in BASES for tone in ("", *TONES)]
    wanted = {ord(letter) for each in (*toned, "đ", "…", "–", "—", "₫") for letter in (each, each.upper())}
    assert wanted <= letters_of(font)


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_font_that_cannot_be_read_is_named(tmp_path: Path, damage: str) -> None:
    """In a process of its own: a font that was registered once stays."""
    if damage == "damaged":
        (tmp_path / f"{REGULAR}.ttf").write_bytes(b"\x00\x01\x00\x00" + b"\xff" * 64)
    program = (
        "import sys; from pathlib import Path; from desktop.documents.fonts import register_fonts\n"
        "from devices.errors import CodedError\n"
        "try:\n    register_fonts(Path(sys.argv[1]))\n"
        "except CodedError as error:\n    print(error.code, error.details['font'])\n"
    )
    root = resources_folder().parent
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["DOC-002", REGULAR], done.stderr
