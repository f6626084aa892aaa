"""The live picture: what is drawn where, in which colour, and what is said when there is no picture."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.screens.messages import Message, load_messages
from desktop.screens.scanning.camera_view import GROUND, CameraView
from desktop.screens.scanning.guidance import OUTLINE_COLOURS, hint_text
from devices.errors import CodedError
from devices.qrcode.decoding.frame_decoder import Hint
from devices.qrcode.live_events import FramePreview, Quad, Sight
from tests.helpers.themed import themed

RESOURCES = Path(__file__).parents[4] / "resources"
BLUE, GREEN, RED = 200, 60, 20
QUAD = np.array([[320, 60], [520, 60], [520, 260], [320, 260]], np.float32)


def preview(quad: Quad | None = None, sight: Sight = Sight.SEARCHING, hint: Hint = Hint.NOTHING_SEEN) -> FramePreview:
    image = np.full((360, 640, 4), (BLUE, GREEN, RED, 255), np.uint8)
    image[:180, :320, 2] = 250  # the upper left quarter is another colour
    image.flags.writeable = False
    return FramePreview(image, quad, sight, hint, 30.0, 0.0)


def message(code: str) -> Message:
    return load_messages(RESOURCES).explain(CodedError(code))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CameraView]:
    view = CameraView()
    qtbot.addWidget(view)
    view.resize(640, 360)
    view.show()
    yield view
    view.hide()


def colour_at(view: CameraView, point: QPointF) -> tuple[int, int, int]:
    grabbed = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ratio = grabbed.devicePixelRatio()
    colour = QColor(grabbed.pixel(round(point.x() * ratio), round(point.y() * ratio)))
    return colour.red(), colour.green(), colour.blue()


def pixels(view: CameraView) -> NDArray[np.uint8]:
    """What is drawn, height × width × 4."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4).copy()


def outline_point(view: CameraView) -> QPointF:
    """On the outline's left edge, half-way down: it is drawn 12 % outside the code."""
    middle, left = view.to_view(420, 160), view.to_view(320, 160)
    return middle + (left - middle) * 1.12


def near(colour: tuple[int, int, int], name: str, tolerance: int = 40) -> bool:
    wanted = QColor(name)
    return (
        max(abs(a - b) for a, b in zip(colour, (wanted.red(), wanted.green(), wanted.blue()), strict=True)) < tolerance
    )


def test_the_picture_is_shown_in_its_colours_and_not_mirrored(view: CameraView) -> None:
    view.show_frame(preview(sight=Sight.SEEN, hint=Hint.NONE, quad=QUAD))
    assert colour_at(view, view.to_view(20, 20)) == (250, GREEN, BLUE)
    assert colour_at(view, view.to_view(620, 340)) == (RED, GREEN, BLUE)
    assert colour_at(view, view.to_view(620, 20)) == (RED, GREEN, BLUE)


@pytest.mark.parametrize("code", ["CAM-001", "CAM-002", "CAM-003"])
def test_what_to_do_is_read_whole_in_the_intake_s_column(view: CameraView, qapp: QApplication, code: str) -> None:
    with themed(qapp):
        view.setFixedHeight(144)  # as the intake lets it be
        view.resize(414, 144)
        view.show_problem(message(code), stopped=True)
        QTest.qWait(30)
        cure = view.trouble._cure
        assert cure.heightForWidth(cure.width()) <= cure.height()


def test_the_corners_are_round(view: CameraView) -> None:
    view.show_frame(preview())
    assert colour_at(view, QPointF(0, 0)) != (250, GREEN, BLUE)
    assert colour_at(view, QPointF(12, 12)) == (250, GREEN, BLUE)


@pytest.mark.parametrize("sight", [Sight.SEEN, Sight.READ])
def test_the_outline_has_its_colour_at_the_code_s_place(view: CameraView, sight: Sight) -> None:
    view.show_frame(preview(QUAD, sight, Hint.NONE))
    assert near(colour_at(view, outline_point(view)), OUTLINE_COLOURS[sight])


def test_the_outline_turns_from_amber_to_green_step_by_step(view: CameraView) -> None:
    view.show_frame(preview(QUAD, Sight.SEEN, Hint.NONE))
    seen = []
    for _ in range(12):
        view.show_frame(preview(QUAD, Sight.READ, Hint.NONE))
        seen.append(colour_at(view, outline_point(view)))
    assert not near(seen[0], OUTLINE_COLOURS[Sight.READ])
    assert near(seen[-1], OUTLINE_COLOURS[Sight.READ])
    assert len(set(seen)) > 3


def test_the_outline_follows_a_moving_card(view: CameraView) -> None:
    view.show_frame(preview(QUAD, Sight.SEEN, Hint.NONE))
    moved = QUAD + np.float32(30)
    for _ in range(15):
        view.show_frame(preview(np.asarray(moved, np.float32), Sight.SEEN, Hint.NONE))
    middle, left = view.to_view(450, 190), view.to_view(350, 190)
    assert near(colour_at(view, middle + (left - middle) * 1.12), OUTLINE_COLOURS[Sight.SEEN])


def test_corners_to_aim_at_are_shown_while_nothing_is_seen(view: CameraView) -> None:
    view.show_frame(preview())
    white = (pixels(view)[:300, :, :3] > 240).all(axis=2)
    rows, columns = np.nonzero(white)
    assert columns.min() < 150
    assert columns.max() > 490
    assert rows.max() - rows.min() > 150


@pytest.mark.parametrize("size", [(640, 500), (900, 360), (640, 360)])
def test_the_picture_keeps_its_shape_in_any_place(view: CameraView, size: tuple[int, int]) -> None:
    view.resize(*size)
    view.show_frame(preview())
    picture = view.picture_rect()
    assert picture.width() / picture.height() == pytest.approx(16 / 9)
    assert view.rect().toRectF().contains(picture)
    assert picture.center() == view.rect().toRectF().center()


def test_a_layout_gives_it_a_picture_s_height(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    view = CameraView()
    column.addWidget(view)
    column.addStretch(1)
    page.resize(480, 800)
    page.show()
    assert (view.width(), view.height()) == (480, 270)


@pytest.mark.parametrize("hint", list(Hint))
def test_hints_are_said_to_a_screen_reader_too(view: CameraView, hint: Hint) -> None:
    view.show_frame(preview(hint=hint))
    assert view.accessibleDescription() == hint_text(Sight.SEARCHING, hint)


def test_a_hint_covers_the_picture_s_lower_edge_only(view: CameraView) -> None:
    view.show_frame(preview(QUAD, Sight.SEEN, Hint.NONE))
    without = pixels(view)
    view.show_frame(preview(QUAD, Sight.SEEN, Hint.CLOSER))
    with_hint = pixels(view)
    changed = np.nonzero((without != with_hint).any(axis=2))[0]
    assert changed.min() > 270


def test_without_a_picture_it_says_why(view: CameraView) -> None:
    view.wait()
    assert view.accessibleDescription() == "Đang mở camera…"
    assert near(colour_at(view, QPointF(60, 60)), GROUND, 3)
    view.rest()
    assert view.accessibleDescription() == "Camera đang nghỉ"


def test_a_stopped_camera_shows_cause_cure_and_a_way_to_try_again(view: CameraView, qtbot: QtBot) -> None:
    view.show_frame(preview())
    view.show_problem(message("CAM-003"), stopped=True)
    assert view.trouble.geometry() == view.rect()
    assert message("CAM-003").cure in view.trouble.accessibleName()
    with qtbot.waitSignal(view.retry_wanted, timeout=1000):
        view.trouble.retry_button.setFocus()
        QTest.keyClick(view.trouble.retry_button, Qt.Key.Key_Space)


def test_a_warning_leaves_the_picture_visible(view: CameraView) -> None:
    view.show_frame(preview())
    view.show_problem(message("CAM-004"), stopped=False)
    view.show_frame(preview())
    assert view.trouble.isVisible()
    assert not view.trouble.retry_button.isVisible()
    assert view.trouble.height() < view.height() / 2
    assert colour_at(view, view.to_view(620, 340)) == (RED, GREEN, BLUE)
    view.show_recovered()
    assert not view.trouble.isVisible()


def test_a_warning_can_be_closed_and_guidance_goes_on_under_it(view: CameraView) -> None:
    view.show_frame(preview(QUAD, Sight.SEEN, Hint.CLOSER))
    view.show_problem(message("CAM-008"), stopped=False)
    view.show_frame(preview(QUAD, Sight.SEEN, Hint.CLOSER))
    assert near(colour_at(view, outline_point(view)), OUTLINE_COLOURS[Sight.SEEN])
    assert view.accessibleDescription() == hint_text(Sight.SEEN, Hint.CLOSER)
    QTest.keyClick(view.trouble.close_button, Qt.Key.Key_Space)
    view.show_frame(preview(QUAD, Sight.SEEN, Hint.CLOSER))
    assert not view.trouble.isVisible()


def test_the_first_frame_after_a_stop_takes_the_trouble_away(view: CameraView) -> None:
    view.show_problem(message("CAM-001"), stopped=True)
    view.show_frame(preview())
    assert not view.trouble.isVisible()


@pytest.mark.parametrize("code", ["CAM-001", "CAM-002", "CAM-003", "CAM-006", "CAM-007"])
def test_every_cure_fits_into_the_smallest_place(view: CameraView, code: str) -> None:
    view.resize(432, 243)
    view.show_problem(message(code), stopped=True)
    layout = view.trouble.layout()
    assert layout is not None
    assert layout.totalHeightForWidth(432) <= 243
    view.resize(view.minimumSize())
    assert view.trouble.geometry() == view.picture_rect().toRect()


def test_what_is_wrong_takes_the_width_there_is_where_the_picture_is_low(view: CameraView) -> None:
    view.resize(414, 144)
    view.show_problem(message("CAM-001"), stopped=True)
    assert view.trouble.geometry() == view.rect()
    layout = view.trouble.layout()
    assert layout is not None
    assert layout.totalHeightForWidth(414) <= 144
    view.show_frame(preview())
    view.show_problem(message("CAM-006"), stopped=False)
    assert view.picture_rect().toRect().contains(view.trouble.geometry())
