"""The whole desk with a simulated reader: one scan opens the chip, and nothing of one citizen is ever another's."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.workflows.chip_desk import ChipState
from desktop.workflows.intake import Decision, IntakeState
from devices.identity import Field, InputDevice, Source
from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.citizens import citizen
from devices.smartcard.readers import ServiceCondition
from tests.helpers.chip_world import maker, usual_profile
from tests.helpers.real_desk import NOW, open_desk

ONE, OTHER = citizen(7), citizen(8)
LONG = 10_000


def trust(path: Path) -> None:
    (path / "trust").mkdir(parents=True)
    (path / "trust" / "root.cer").write_bytes(maker().issuer.root.certificate)


def test_one_scan_opens_the_chip(qtbot: QtBot, tmp_path: Path) -> None:
    readers = SimulatedReaders()
    with open_desk(tmp_path / "desk", readers=readers) as desk:
        trust(tmp_path / "desk")
        desk.start()
        desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
        readers.put_down(SimulatedChip(usual_profile(7)))
        qtbot.waitUntil(lambda: desk.chip_parts.photo.showing, timeout=LONG)
        name = desk.intake.draft.applicant.field(Field.FULL_NAME)
        assert name.said[0].source is Source.CHIP_VERIFIED
        assert desk.screen.applicant.rows[Field.FULL_NAME].line.text() == ONE.full_name
        assert [tag.text() for tag in desk.chip_parts.strip.verdicts] == ["Dữ liệu ✓", "Chip ✓", "Thu hồi ?"]
        readers.lift()
        qtbot.waitUntil(lambda: not desk.chip_parts.photo.showing, timeout=LONG)
        assert desk.intake.draft.applicant.number == ONE.number


def test_the_saved_case_says_that_the_chip_was_read_and_keeps_no_face(qtbot: QtBot, tmp_path: Path) -> None:
    readers = SimulatedReaders()
    with open_desk(tmp_path / "desk", readers=readers) as desk:
        desk.start()
        desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
        readers.put_down(SimulatedChip(usual_profile(7)))
        qtbot.waitUntil(lambda: desk.chip_parts.photo.showing, timeout=LONG)
        desk.intake.choose_procedure(desk.catalogue.search("tthn", NOW.date())[0])
        desk.intake.answer_papers()
        desk.intake.save()
        qtbot.waitUntil(lambda: desk.intake.state is IntakeState.SAVED, timeout=LONG)
        assert desk.intake.saved is not None
        assert str(desk.intake.saved.content.identity_source) == "chip"
        assert not desk.chip_parts.photo.showing


def test_somebody_else_s_card_says_so_and_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    readers = SimulatedReaders()
    with open_desk(tmp_path / "desk", readers=readers) as desk:
        desk.start()
        desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
        before = desk.intake.draft
        readers.put_down(SimulatedChip(usual_profile(8)))
        qtbot.waitUntil(lambda: desk.chip.state is ChipState.WRONG_NUMBER, timeout=LONG)
        assert desk.intake.draft == before
        # Their own scan opens it, and the officer decides.
        desk.reading.deliver(OTHER.payload(), InputDevice.CAMERA)
        qtbot.waitUntil(lambda: desk.chip.state is ChipState.DONE, timeout=LONG)
        assert desk.intake.draft.applicant.number == ONE.number
        desk.intake.decide(Decision.NEW_CASE)
        qtbot.waitUntil(lambda: desk.chip_parts.photo.showing, timeout=LONG)
        assert desk.intake.draft.applicant.number == OTHER.number


def test_a_forged_chip_alarms_and_fills_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    readers = SimulatedReaders()
    with open_desk(tmp_path / "desk", readers=readers) as desk:
        desk.start()
        desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
        readers.put_down(SimulatedChip(usual_profile(7).changed(0x010D, usual_profile(8).application[0x010D])))
        qtbot.waitUntil(lambda: desk.chip.state is ChipState.FORGED, timeout=LONG)
        error = desk.screen.notice.reading_error
        assert error is not None
        assert error.code == "CHIP-050"
        assert desk.intake.draft.applicant.field(Field.FULL_NAME).said[0].source is Source.QR


def test_stop_and_read_again(qtbot: QtBot, tmp_path: Path) -> None:
    readers = SimulatedReaders()
    with open_desk(tmp_path / "desk", readers=readers) as desk:
        desk.start()
        desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
        readers.put_down(SimulatedChip(usual_profile(7)))
        qtbot.waitUntil(lambda: desk.chip.state is ChipState.DONE, timeout=LONG)
        states: list[ChipState] = []  # the second reading may be over before the first look at it
        desk.chip.subscribe(lambda: states.append(desk.chip.state))
        desk.chip_parts.strip.action.click()
        qtbot.waitUntil(lambda: ChipState.READING in states and states[-1] is ChipState.DONE, timeout=LONG)


def test_the_line_leads_to_the_doctor_when_the_service_stops(qtbot: QtBot, tmp_path: Path) -> None:
    readers = SimulatedReaders()
    with open_desk(tmp_path / "desk", readers=readers) as desk:
        desk.start()
        readers.set_service(ServiceCondition.STOPPED)
        qtbot.waitUntil(lambda: desk.chip.state is ChipState.NO_SERVICE, timeout=LONG)
        desk.chip_parts.strip.action.click()
        assert desk.window.current_page == "chip_reader"
        readers.set_service(ServiceCondition.RUNNING)
        qtbot.waitUntil(lambda: desk.chip.state is ChipState.IDLE, timeout=LONG)
