"""The desk as it is built: set up once, unlocked, an intake over the real database, nothing lost between two starts."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.bootstrap.desk import Desk
from desktop.documents.receipt import ReceiptLayout
from desktop.records.cases import Case
from desktop.workflows.intake import IntakeState
from devices.identity import Field, InputDevice
from devices.simulated.citizens import citizen
from tests.helpers.pdf_reading import page_texts
from tests.helpers.real_desk import NOW, open_desk

ONE, OTHER = citizen(17), citizen(18)


def settled(qtbot: QtBot, done: Callable[[], bool]) -> None:
    qtbot.waitUntil(done, timeout=10_000)


def receive(qtbot: QtBot, desk: Desk, payload: str = ONE.payload()) -> Case:
    """One usual intake."""
    desk.reading.deliver(payload, InputDevice.CAMERA)
    desk.intake.choose_procedure(desk.catalogue.search("tthn", NOW.date())[0])
    desk.intake.answer_papers()
    desk.intake.save()
    settled(qtbot, lambda: desk.intake.state is IntakeState.SAVED)
    assert desk.intake.saved is not None
    return desk.intake.saved


class TestIntake:
    def test_a_card_becomes_a_case_with_a_code_from_the_desks_block(self, qtbot: QtBot, tmp_path: Path) -> None:
        with open_desk(tmp_path / "desk") as desk:
            first, second = receive(qtbot, desk), receive(qtbot, desk, OTHER.payload())
        assert first.code == "000.00.00.H00-261125-0101"
        assert second.code == "000.00.00.H00-261125-0102"
        assert first.content.applicant.full_name == ONE.full_name
        assert second.content.applicant.full_name == OTHER.full_name

    def test_the_receipt_says_what_was_promised(self, qtbot: QtBot, tmp_path: Path) -> None:
        with open_desk(tmp_path / "desk") as desk:
            case = receive(qtbot, desk)
            text = " ".join(page_texts(desk.receipts.make(case, ReceiptLayout.A5)))
        assert case.code in text
        assert ONE.full_name in text
        assert f"{case.content.appointment.due_at:%d}" in text

    def test_a_draft_is_back_after_the_program_ended_in_the_middle(self, qtbot: QtBot, tmp_path: Path) -> None:
        with open_desk(tmp_path / "desk") as desk:
            desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
            desk.intake.choose_procedure(desk.catalogue.search("tthn", NOW.date())[0])
            draft = desk.intake.draft
        with open_desk(tmp_path / "desk") as desk:
            desk.start()
            settled(qtbot, lambda: not desk.intake.draft.is_empty)
            assert desk.intake.draft.id == draft.id
            assert desk.screen.applicant.rows[Field.FULL_NAME].line.text() == ONE.full_name
            assert desk.intake.procedure is not None

    def test_a_draft_of_yesterday_is_wiped(self, qtbot: QtBot, tmp_path: Path) -> None:
        with open_desk(tmp_path / "desk", NOW - timedelta(days=1)) as desk:
            desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
        with open_desk(tmp_path / "desk") as desk:
            kept = desk.store.drafts().result()
            assert kept == []

    def test_a_returning_citizen_is_recognised(self, qtbot: QtBot, tmp_path: Path) -> None:
        with open_desk(tmp_path / "desk") as desk:
            receive(qtbot, desk)
            desk.intake.set_aside()
            desk.reading.deliver(ONE.payload() + "\r\n", InputDevice.SERIAL_SCANNER)
            settled(qtbot, lambda: desk.intake.known is not None)
            assert desk.intake.known is not None
            assert desk.intake.known.citizen.case_count == 1

    def test_a_code_that_is_no_card_changes_nothing_and_is_named(self, qtbot: QtBot, tmp_path: Path) -> None:
        with open_desk(tmp_path / "desk") as desk:
            desk.reading.deliver("00020101021138570010A000000727", InputDevice.CAMERA)
            assert desk.intake.draft.is_empty
            assert not desk.screen.notice.isHidden()

    def test_a_payload_read_twice_in_a_moment_counts_once(self, tmp_path: Path, qtbot: QtBot) -> None:
        with open_desk(tmp_path / "desk") as desk:
            seen: list[object] = []
            desk.intake.subscribe(lambda: seen.append(desk.intake.draft))
            desk.reading.deliver(ONE.payload(), InputDevice.CAMERA)
            count = len(seen)
            desk.reading.deliver(ONE.payload(), InputDevice.WEDGE_SCANNER)
            assert len(seen) == count

    def test_settings_are_kept(self, qtbot: QtBot, tmp_path: Path) -> None:
        with open_desk(tmp_path / "desk") as desk:
            line = desk.settings_screen.lines["phone"]
            line.setText("0190 111 222")
            line.editingFinished.emit()
        with open_desk(tmp_path / "desk") as desk:
            assert desk.settings.phone == "0190 111 222"


def test_nothing_personal_is_readable_on_the_disk(qtbot: QtBot, tmp_path: Path) -> None:
    """Marked citizens: a saved one and one that is still a draft; every byte of every file is searched."""
    with open_desk(tmp_path / "desk") as desk:
        receive(qtbot, desk)
        desk.reading.deliver(OTHER.payload(), InputDevice.CAMERA)
        settled(qtbot, lambda: bool(desk.store.drafts().result()))
        content = b"".join(path.read_bytes() for path in (tmp_path / "desk").rglob("*") if path.is_file())
    for someone in (ONE, OTHER):
        for mark in (someone.number, someone.full_name, someone.phone, someone.residence):
            assert mark.encode() not in content
            assert mark.encode("utf-16-le") not in content
