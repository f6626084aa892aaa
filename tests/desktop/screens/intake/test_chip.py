"""The chip's line and the photo, alone: every state in words, every verdict, and the face that never stays."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.records.catalogue.models import ChipDetail
from desktop.screens.intake.chip_photo import ChipPhoto
from desktop.screens.intake.chip_strip import ChipStrip
from desktop.screens.intake.chip_words import detail_name, reason_text, state_text
from desktop.workflows.chip_desk import ChipDesk, ChipState
from devices.smartcard.authenticity.verdicts import YES, Reason, Verdicts, no, unknown
from devices.smartcard.channel.access import AccessMethod
from devices.smartcard.datagroups.dg2 import FaceImage, parse_dg2
from devices.smartcard.datagroups.face_images import Picture
from tests.helpers.chip_world import usual_profile
from tests.helpers.intake_world import NOW, deliver, new_intake
from tests.helpers.themed import themed

GENUINE = Verdicts(YES, YES, YES)
NO_ANCHOR = Verdicts(unknown(Reason.NO_ANCHOR), unknown(Reason.NO_ANCHOR), unknown(Reason.NO_ANCHOR))


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


@pytest.fixture
def desk() -> ChipDesk:
    intake, _ = new_intake()
    return ChipDesk(intake, lambda _: None, intake.scan, lambda: None, lambda: NOW)


@pytest.fixture
def strip(qtbot: QtBot, desk: ChipDesk) -> ChipStrip:
    made = ChipStrip(desk)
    qtbot.addWidget(made)
    made.resize(426, 60)
    made.show()
    return made


def show(strip: ChipStrip, desk: ChipDesk, state: ChipState, verdicts: Verdicts | None = None) -> None:
    desk.state, desk.verdicts = state, verdicts
    strip.refresh()


@pytest.mark.parametrize("state", ChipState)
def test_every_state_has_its_own_words(state: ChipState, strip: ChipStrip, desk: ChipDesk) -> None:
    show(strip, desk, state)
    assert strip.text.text() == state_text(desk)
    others = []
    for other in ChipState:
        desk.state = other
        others.append(state_text(desk))
    assert len(set(others)) == len(ChipState)


def test_every_reason_and_detail_has_its_words() -> None:
    assert len({reason_text(reason) for reason in Reason}) == len(Reason)
    assert len({detail_name(detail) for detail in ChipDetail}) == len(ChipDetail)


def test_verdicts_are_marks_and_sentences(strip: ChipStrip, desk: ChipDesk) -> None:
    show(strip, desk, ChipState.DONE, GENUINE)
    assert [tag.text() for tag in strip.verdicts] == ["Dữ liệu ✓", "Chip ✓", "Thu hồi ✓"]
    assert strip.reason.isHidden()
    show(strip, desk, ChipState.DONE, NO_ANCHOR)
    assert strip.reason.text().endswith("chưa kiểm chứng: máy chưa có chứng thư gốc")
    assert strip.verdicts[0].accessibleName() == "Dữ liệu chưa kiểm chứng: máy chưa có chứng thư gốc"
    show(strip, desk, ChipState.DONE, Verdicts(YES, no(Reason.PROOF_WRONG), unknown(Reason.NO_CRL)))
    assert strip.reason.text() == "Chip là bản SAO: chip không có khóa riêng của thẻ"
    assert [tag.objectName() for tag in strip.verdicts] == ["tagGood", "tagBad", "tagWarn"]
    show(strip, desk, ChipState.IDLE)
    assert all(tag.isHidden() for tag in strip.verdicts)


def test_nothing_is_judged_before_all_is_read(strip: ChipStrip, desk: ChipDesk) -> None:
    desk.share = 0.5
    show(strip, desk, ChipState.TEXT, NO_ANCHOR)
    assert all(tag.isHidden() for tag in strip.verdicts)
    assert strip.progress.value() == 50
    assert "50 %" in strip.text.text()


def test_the_older_way_in_is_visible(strip: ChipStrip, desk: ChipDesk) -> None:
    desk.method = AccessMethod.BAC
    show(strip, desk, ChipState.DONE, GENUINE)
    assert not strip.method.isHidden()
    desk.method = AccessMethod.PACE_CAN
    show(strip, desk, ChipState.DONE, GENUINE)
    assert strip.method.isHidden()


def test_details_that_the_procedure_asks_for(strip: ChipStrip, desk: ChipDesk) -> None:
    desk.details = ((ChipDetail.PARENTS, "Nguyễn Văn Cha, Trần Thị Mẹ"),)
    show(strip, desk, ChipState.DONE, GENUINE)
    assert strip.reason.text() == "Cha, mẹ: Nguyễn Văn Cha, Trần Thị Mẹ"


@pytest.mark.parametrize(
    ("state", "lies", "caption", "signal"),
    [
        (ChipState.NO_SERVICE, False, "Kiểm tra đầu đọc", "doctor_wanted"),
        (ChipState.NO_READER, False, "Kiểm tra đầu đọc", "doctor_wanted"),
        (ChipState.READING, True, "Dừng", "stop_wanted"),
        (ChipState.TEXT, True, "Dừng", "stop_wanted"),
        (ChipState.DONE, True, "Đọc lại", "read_wanted"),
        (ChipState.FAILED, True, "Đọc lại", "read_wanted"),
    ],
)
def test_the_one_button(
    qtbot: QtBot, strip: ChipStrip, desk: ChipDesk, state: ChipState, lies: bool, caption: str, signal: str
) -> None:
    desk._lies_there = lies
    show(strip, desk, state)
    assert strip.action.accessibleName() == caption
    with qtbot.waitSignal(getattr(strip, signal)):
        strip.action.click()


def test_without_a_card_there_is_nothing_to_read(strip: ChipStrip, desk: ChipDesk) -> None:
    show(strip, desk, ChipState.IDLE)
    assert strip.action.isHidden()


# ---- the photo

FACE = parse_dg2(usual_profile().application[0x0102]).faces[0]


class Later:
    """Runs what is submitted when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], Picture]) -> Future[Picture]:
        future: Future[Picture] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001 - handed on
                future.set_exception(error)

        self.waiting.append(run)
        return future

    def run(self) -> None:
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each()


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def photo(qtbot: QtBot, desk: ChipDesk, later: Later) -> ChipPhoto:
    made = ChipPhoto(desk, later, deliver)
    qtbot.addWidget(made)
    return made


def test_a_face_is_shown_whole_and_goes_at_once(photo: ChipPhoto, desk: ChipDesk, later: Later) -> None:
    desk.photo = FACE
    photo.refresh()
    assert photo.isHidden()
    later.run()
    assert photo.showing
    shown = photo.grab().toImage()
    colours = {shown.pixelColor(x, 100).name() for x in range(0, shown.width(), 4)}
    assert len(colours) > 5
    desk.photo = None
    photo.refresh()
    assert photo.isHidden()


def test_a_face_that_comes_too_late_is_not_shown(photo: ChipPhoto, desk: ChipDesk, later: Later) -> None:
    desk.photo = FACE
    photo.refresh()
    desk.photo = None
    photo.refresh()
    later.run()
    assert not photo.showing


def test_a_face_that_cannot_be_decoded_is_no_fault(photo: ChipPhoto, desk: ChipDesk, later: Later) -> None:
    desk.photo = FaceImage(FACE.format, FACE.data[:40])
    photo.refresh()
    later.run()
    assert not photo.showing
