"""The support report holds nothing of anybody: marked people are looked for in every byte of it."""

import itertools
import logging
import unicodedata
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.records.cases import Case
from desktop.records.folding import fold
from desktop.workflows.program_log import ProgramLog
from desktop.workflows.self_check import CheckLine, Mark, Topic, run_checks
from desktop.workflows.support_report import OWN, safe, write_report
from devices.errors import CodedError
from tests.helpers.backups import receive_by
from tests.helpers.desk import AN, NOW, case_of, person
from tests.helpers.real_desk import SETUP, open_desk

MARKED = person("Quách Thị Zăngxơ", "082190997654", residence="Xóm Ngõ Quẹo, Xã Bánh Bèo", phone="0190987654")
OFFICER_FILE = "/home/tran-thi-lan/Chữ ký số của Lan.p12"


def secrets(case: Case) -> set[str]:
    words = {
        MARKED.full_name,
        MARKED.number,
        MARKED.residence,
        MARKED.phone,
        "Zăngxơ",
        "Ngõ Quẹo",
        "Bánh Bèo",
        AN.full_name,
        AN.number,
        AN.old_number,
        AN.residence,
        case.code,
        case.code[-11:],
        SETUP.officer_name,
        SETUP.unit_name,
        SETUP.pin,
        OFFICER_FILE,
        "tran-thi-lan",
    }
    return words | {fold(word) for word in words} | {unicodedata.normalize("NFD", word) for word in words}


def every_text(path: Path) -> str:
    """The ZIP's own bytes and names, and everything in it, in each encoding that could hide a name; folded as well."""
    parts = [path.read_bytes()]
    with zipfile.ZipFile(path) as report:
        parts += [report.read(name) + name.encode() for name in report.namelist()]
    texts = [part.decode(code, "ignore") for part in parts for code in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")]
    texts += [text.encode("latin-1", "ignore").decode("unicode_escape", "ignore") for text in texts[:]]
    return "\n".join(itertools.chain(texts, (fold(text) for text in texts)))


@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
def test_no_byte_of_it_is_about_anybody(qtbot: QtBot, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk") as desk:
        cases = [receive_by(desk._worker, each) for each in (case_of(MARKED), case_of(AN, NOW + timedelta(minutes=1)))]
        desk._keep(signing_certificate=OFFICER_FILE, scan_folder="/home/tran-thi-lan/scan", address=MARKED.residence)
        log = logging.getLogger("desktop.screens.background")
        log.error("work on %s of %s failed: %s, %d", MARKED.full_name, MARKED.number, "ValueError", 82190997654)
        log.error("receipt %s", cases[0].code)
        try:
            raise ValueError(MARKED.full_name)
        except ValueError:
            log.exception("it broke")
        desk.messages.explain(CodedError("QR-001", looks_like=MARKED.full_name))
        desk.window.show_page("check")
        desk.window.show()
        qtbot.waitUntil(lambda: bool(desk.check.screen.lines), timeout=60_000)
        path = tmp_path / "report.zip"
        desk.check.screen.write(path)
        qtbot.waitUntil(path.is_file, timeout=30_000)
        found = every_text(path)
        with zipfile.ZipFile(path) as report:
            assert set(report.namelist()) == {
                "versions.txt",
                "self-check.txt",
                "settings.json",
                "errors.txt",
                "program.log",
            }
            assert b"QR-001" in report.read("errors.txt")
            assert b"work on" in report.read("program.log")
            assert b"ValueError" in report.read("program.log")
            assert b'"signing_certificate": "set"' in report.read("settings.json")
            assert len(report.read("self-check.txt").splitlines()) == len(Topic)
        assert [word for word in secrets(cases[0]) | secrets(cases[1]) if word in found] == []


def test_what_may_be_shown_of_a_value() -> None:
    assert [safe(each) for each in (3, 2.5, True, "DB-001", "OSError", 82190997654, "An", "082190")] == [
        "3", "2.5", "True", "DB-001", "OSError", "…", "…", "…",
    ]  # fmt: skip
    trace = '  File "/home/lan/desktop/records/worker.py", line 12, in submit\n    An()\n'
    assert safe(trace) == "desktop/records/worker.py:12 submit"


def test_a_place_that_takes_no_report(tmp_path: Path) -> None:
    with pytest.raises(CodedError, match="CHECK-015"):
        write_report(
            tmp_path / "no" / "r.zip", program="1", lines=[], settings={}, errors=[], log=tmp_path / "none.log"
        )


def test_an_error_shown_again_and_again_is_one(tmp_path: Path) -> None:
    now = [NOW]
    log = ProgramLog(tmp_path, lambda: now[0])
    for _ in range(5):
        log.hear("DB-001")
    now[0] += timedelta(minutes=2)
    log.hear("DB-001")
    now[0] -= timedelta(hours=1)  # the PC's clock was put right
    log.hear("DB-001")
    log.close()
    assert [line.split()[1] for line in log.errors()] == ["DB-001"] * 3


def test_every_package_of_the_program_is_heard(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    program = {path.parent.name for path in root.glob("*/__init__.py")} - {"benchmarks", "installer"}
    assert set(OWN) == program
    log = ProgramLog(tmp_path, lambda: NOW)
    for package in OWN:
        logging.getLogger(f"{package}.some").warning("heard in %s", "ValueError")
        assert safe(f'File "/home/lan/{package}/some.py", line 12, in act') == f"{package}/some.py:12 act"
    log.close()
    assert log.path.read_text(encoding="utf-8").count("heard in ValueError") == len(OWN)


def test_a_probe_that_breaks_is_a_line_and_the_others_are_asked() -> None:
    def broken() -> CheckLine:
        raise RuntimeError("a driver")

    def coded() -> CheckLine:
        raise CodedError("DOC-002", font="x")

    probes = {Topic.CAMERA: broken, Topic.FONTS: coded, Topic.DISK: lambda: CheckLine(Topic.DISK, Mark.OK)}
    lines = run_checks(probes)
    assert [(line.topic, line.mark, line.error.code if line.error else "") for line in lines] == [
        (Topic.DISK, Mark.OK, ""),
        (Topic.CAMERA, Mark.FAIL, "CHECK-013"),
        (Topic.FONTS, Mark.FAIL, "DOC-002"),
    ]
