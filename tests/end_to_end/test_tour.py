"""The demo on a machine without a display: one command, one intake, files to look at."""

import os
import subprocess
import sys
from pathlib import Path

import zxingcpp

from desktop.demo.desk import PREFIX
from desktop.demo.tour import SHOWN_CITIZEN
from desktop.records.case_codes import CaseCode
from devices.simulated.citizens import citizen
from tests.helpers.pdf_reading import page_picture, page_texts

ROOT = Path(__file__).parents[2]
PNG = b"\x89PNG\r\n\x1a\n"


def test_the_demo_without_a_display_leaves_two_pictures_and_a_receipt(tmp_path: Path) -> None:
    out = tmp_path / "out"
    away = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "demo", "--offscreen", "--out", str(out)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in away} | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    pictures, receipt = [out / "intake.png", out / "saved.png"], out / "receipt.pdf"
    for written in (*pictures, receipt):
        assert str(written) in done.stdout
    assert [picture.read_bytes()[: len(PNG)] for picture in pictures] == [PNG, PNG]
    assert pictures[0].read_bytes() != pictures[1].read_bytes()

    pdf = receipt.read_bytes()
    (code,) = [found.text.split("|")[0] for found in zxingcpp.read_barcodes(page_picture(pdf, dpi=200))]
    assert CaseCode.parse(code).prefix == PREFIX
    (text,) = page_texts(pdf)
    assert code in text
    assert citizen(SHOWN_CITIZEN).full_name in text
