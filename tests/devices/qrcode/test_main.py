"""The command line of support staff: one JSON line an image, whatever the image is."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno

from devices.qrcode.__main__ import main
from devices.simulated.citizens import citizen


def qr(path: Path, payload: str, scale: int = 6) -> Path:
    image = BytesIO()
    segno.make(payload.encode(), error="m", micro=False).save(image, kind="png", scale=scale, border=4)
    path.write_bytes(image.getvalue())
    return path


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_card_gives_its_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = citizen(12)
    path = qr(tmp_path / "thẻ của công dân.png", one.payload())
    assert main([str(path)]) == 0
    (line,) = lines(capsys)
    assert line["file"] == str(path)
    assert line["payload"] == one.payload()
    assert line["fields"] == {name.value: text for name, text in one.texts().items()}
    assert line["decoder"] == "zxing"
    assert isinstance(line["milliseconds"], float)
    assert "error" not in line


def test_every_file_has_its_line_and_one_bad_file_stops_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "note.txt"
    text.write_text("no image")
    empty = tmp_path / "empty.png"
    empty.touch()
    blank = tmp_path / "blank.png"
    blank.write_bytes(cv2.imencode(".png", np.full((480, 640), 200, np.uint8))[1].tobytes())
    good = qr(tmp_path / "good.png", citizen(3).payload())
    paths = [text, tmp_path / "missing.png", tmp_path, empty, blank, good]
    assert main([str(path) for path in paths]) == 1
    told = lines(capsys)
    assert [line["file"] for line in told] == [str(path) for path in paths]
    assert [line.get("error") for line in told] == ["QR-011", "QR-010", "QR-010", "QR-011", None, None]
    assert [line["payload"] for line in told] == [None] * 5 + [citizen(3).payload()]
    assert told[4]["hint"] == "nothing_seen"
    required = {"file", "payload", "fields", "decoder", "milliseconds"}
    assert all(required <= line.keys() for line in told)


def test_another_code_is_named_and_its_text_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(qr(tmp_path / "wifi.png", "WIFI:S:a;T:WPA;P:b;;"))]) == 0
    (line,) = lines(capsys)
    assert (line["payload"], line["fields"], line["error"]) == ("WIFI:S:a;T:WPA;P:b;;", None, "QR-001")
    assert line["details"] == {"looks_like": "mã QR kết nối Wi-Fi"}


def test_a_photograph_of_a_hundred_megapixels_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = cv2.imread(str(qr(tmp_path / "code.png", citizen(4).payload(), scale=30)), cv2.IMREAD_GRAYSCALE)
    assert code is not None
    photograph = np.full((9000, 9000), 220, np.uint8)
    photograph[1000 : 1000 + code.shape[0], 2000 : 2000 + code.shape[1]] = code
    path = tmp_path / "large.png"
    path.write_bytes(cv2.imencode(".png", photograph, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes())
    assert main([str(path)]) == 0
    assert lines(capsys)[0]["payload"] == citizen(4).payload()


def test_it_runs_as_a_program_and_writes_utf8(tmp_path: Path) -> None:
    path = qr(tmp_path / "card.png", citizen(5).payload())
    run = subprocess.run(
        [sys.executable, "-m", "devices.qrcode", str(path)],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        cwd=Path(__file__).parents[3],
    )
    assert run.returncode == 0, run.stderr.decode()
    assert json.loads(run.stdout.decode("utf-8"))["payload"] == citizen(5).payload()
