"""The program on a real display, driven by keys and scanners alone, as an officer drives it."""

import os
import termios
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
import zxingcpp
from PySide6.QtWidgets import QApplication

from desktop.bootstrap.hardware import desk_clock
from desktop.records.case_codes import CaseCode
from desktop.records.cases import Case, IdentitySource
from devices.identity import Field
from devices.simulated.citizens import SyntheticCitizen, citizen
from devices.simulated.serial_line import SimulatedSerialScanner
from tests.helpers.demo_program import DemoProgram
from tests.helpers.display import A_SCANNER, Display, own_display, wait_until

pytestmark = [pytest.mark.display, pytest.mark.xdist_group("display")]
PROCEDURE = "1.004873"  # what "tthn" finds


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Display]:
    with own_display(tmp_path) as display:
        yield display


@pytest.fixture
def program(
    display: Display, tmp_path: Path, request: pytest.FixtureRequest, qapp: QApplication
) -> Iterator[DemoProgram]:
    """The program, not yet started; the last picture of it is kept if the test fails."""
    del qapp  # a demo desk is made in this process
    program = DemoProgram(display, tmp_path)
    failed_before = request.session.testsfailed
    yield program
    if request.session.testsfailed > failed_before:
        cv2.imwrite(str(tmp_path / "screen.png"), display.picture())
    program.stop()


def scan(display: Display, someone: SyntheticCitizen) -> None:
    """A keyboard-wedge scanner reads a card."""
    display.type(f"{someone.payload()}\n", A_SCANNER)


def take_in(display: Display, program: DemoProgram, someone: SyntheticCitizen) -> str:
    """A whole intake of a card; gives the code on the receipt."""
    nothing_yet = program.todo()
    scan(display, someone)
    program.wait_for_other_todo(nothing_yet)
    display.type("tthn\n")
    display.press("F6", "F9")
    return program.wait_for_receipt()


def is_read(port: Path) -> bool:
    """Whether a program has opened a serial line: a pseudo-terminal has another speed before."""
    line = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        return bool(termios.tcgetattr(line)[4] == termios.B9600)
    finally:
        os.close(line)


def read_texts(case: Case) -> dict[Field, str]:
    """What a case's applicant has of a card's fields."""
    who = case.content.applicant
    return {
        Field.NUMBER: who.number,
        Field.OLD_NUMBER: who.old_number,
        Field.FULL_NAME: who.full_name,
        Field.BIRTH_DATE: who.birth_date.isoformat() if who.birth_date else "",
        Field.SEX: who.sex,
        Field.RESIDENCE: who.residence,
        Field.ISSUE_DATE: who.issue_date.isoformat() if who.issue_date else "",
    }


def test_a_wedge_scan_and_a_few_keys_make_a_case(display: Display, program: DemoProgram) -> None:
    someone, today = citizen(17), desk_clock().date()
    display.teach(someone.payload())
    program.start("--fresh")
    nothing_yet = program.todo()
    scan(display, someone)
    program.wait_for_other_todo(nothing_yet)

    display.type("tthn")
    display.press("ctrl+a", "ctrl+c")
    assert display.clipboard() == "tthn", "the search line has letters that the officer did not type"
    display.press("Return", "F6", "F9")
    code = program.wait_for_receipt()

    def qr_codes() -> list[str]:
        return [found.text.split("|")[0] for found in zxingcpp.read_barcodes(display.picture())]

    wait_until(lambda: qr_codes() == [code], "the receipt's code on the screen")
    display.press("Escape")
    program.close()

    (case,) = program.cases_of(today)
    assert case.code == code
    assert case.content.procedure_code == PROCEDURE
    assert case.content.identity_source is IdentitySource.QR
    assert read_texts(case) == someone.texts()
    assert program.drafts() == []


def test_a_wedge_scan_while_the_program_is_busy_is_whole(display: Display, program: DemoProgram) -> None:
    """All its keys are in the queue at once then, and the system takes a doubled digit for a key that is held."""
    someone = citizen(17)
    assert "22" in someone.payload()
    display.teach(someone.payload())
    program.ready()
    program.start()
    nothing_yet = program.todo()
    with program.busy():
        display.type(f"{someone.payload()}\n", delay=0)
    program.wait_for_other_todo(nothing_yet)
    program.close()
    (draft,) = program.drafts()
    assert {name: draft.applicant.text(name) for name in someone.texts()} == someone.texts()


def test_a_serial_scan_in_pieces_fills_the_form(display: Display, program: DemoProgram, tmp_path: Path) -> None:
    someone = citizen(29)
    program.ready()
    with SimulatedSerialScanner(tmp_path / "scanner") as scanner:
        program.start("--serial", str(scanner.path))
        wait_until(lambda: is_read(scanner.path), "the opened port")
        nothing_yet = program.todo()
        payload = someone.payload().encode()
        scanner.scan(payload, pieces=len(payload) + 1, pause=0.001)  # every letter of several bytes comes torn
        program.wait_for_other_todo(nothing_yet)
        program.close()
    (draft,) = program.drafts()
    assert {name: draft.applicant.text(name) for name in someone.texts()} == someone.texts()


def test_killed_in_the_middle_the_draft_is_back_and_no_number_is_lost(display: Display, program: DemoProgram) -> None:
    first, second, today = citizen(17), citizen(29), desk_clock().date()
    display.teach(first.payload() + second.payload())
    program.ready()
    program.start()
    codes = [take_in(display, program, first)]
    display.press("Escape")
    nothing_yet = program.wait_for_work()
    scan(display, second)
    scanned = program.wait_for_other_todo(nothing_yet)
    display.type("tthn\n")
    chosen = program.wait_for_other_todo(scanned)
    program.wait_until_written()
    program.kill()

    (draft,) = program.drafts()
    assert draft.applicant.number == second.number
    assert draft.procedure_code == PROCEDURE
    program.start()
    program.wait_for_todo(chosen)
    display.press("F6", "F9")
    codes.append(program.wait_for_receipt())
    display.press("Escape")
    program.close()

    cases = program.cases_of(today)
    assert [case.code for case in cases] == codes
    assert [CaseCode.parse(code).number for code in codes] == [1, 2]
    assert [case.content.applicant.number for case in cases] == [first.number, second.number]
    assert program.drafts() == []


def test_killed_while_saving_the_case_is_there_once(display: Display, program: DemoProgram) -> None:
    someone, today = citizen(17), desk_clock().date()
    display.teach(someone.payload())
    program.ready()
    program.start()
    nothing_yet = program.todo()
    scan(display, someone)
    scanned = program.wait_for_other_todo(nothing_yet)
    display.type("tthn\n")
    chosen = program.wait_for_other_todo(scanned)
    display.press("F6")
    complete = program.wait_for_other_todo(chosen)
    program.wait_until_written()
    display.press("F9")
    program.kill()

    saved, drafts = program.cases_of(today), program.drafts()
    assert len(saved) + len(drafts) == 1, "either the case or its draft"
    program.start()
    if drafts:
        program.wait_for_todo(complete)
        display.press("F9")
        program.wait_for_receipt()
        display.press("Escape")
    program.close()
    (case,) = program.cases_of(today)
    assert CaseCode.parse(case.code).number == 1
    assert read_texts(case) == someone.texts()
    assert program.drafts() == []
