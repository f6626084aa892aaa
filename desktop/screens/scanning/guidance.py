"""What is drawn over the live picture: the code's outline, corners to aim at, and a hint that can be read from afar."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from devices.qrcode.decoding.frame_decoder import Hint
from devices.qrcode.live_events import Sight

OUTLINE_COLOURS = {Sight.SEARCHING: "#FFFFFF", Sight.SEEN: "#FFB020", Sight.READ: "#2FBF71"}
PLATE_COLOURS = {Sight.SEARCHING: "#17212B", Sight.SEEN: "#7A4B00", Sight.READ: "#17653B"}
CARD_RATIO = 85.6 / 53.98  # ISO/IEC 7810, ID-1
AIM_WIDTH = 0.62  # of the picture: at 1280 pixels the older card's small code is then just readable
OUTLINE_WIDTH = 4.0  # logical pixels


def hint_text(sight: Sight, hint: Hint) -> str:
    """The words over the picture; "" where the picture says enough."""
    if sight is Sight.READ:
        return QCoreApplication.translate("Guidance", "Đã đọc thẻ")
    return {
        Hint.NONE: "",
        Hint.NOTHING_SEEN: QCoreApplication.translate("Guidance", "Chưa thấy mã QR"),
        Hint.CLOSER: QCoreApplication.translate("Guidance", "Đưa thẻ lại gần"),
        Hint.HOLD_STILL: QCoreApplication.translate("Guidance", "Giữ yên thẻ"),
        Hint.TILT_AWAY_FROM_GLARE: QCoreApplication.translate("Guidance", "Nghiêng thẻ tránh lóa"),
        Hint.MORE_LIGHT: QCoreApplication.translate("Guidance", "Cần thêm ánh sáng"),
    }[hint]


def draw_aim(painter: QPainter, picture: QRectF) -> None:
    """Four corners, the size of a card at the right distance."""
    width = picture.width() * AIM_WIDTH
    height = min(width / CARD_RATIO, picture.height() * 0.82)
    aim = QRectF(0, 0, width, height)
    aim.moveCenter(picture.center())
    arm, radius = width * 0.09, width * 0.03
    path = QPainterPath()
    for corner, along, down in (
        (aim.topLeft(), 1, 1),
        (aim.topRight(), -1, 1),
        (aim.bottomRight(), -1, -1),
        (aim.bottomLeft(), 1, -1),
    ):
        path.moveTo(corner + QPointF(0, down * arm))
        path.lineTo(corner + QPointF(0, down * radius))
        path.quadTo(corner, corner + QPointF(along * radius, 0))
        path.lineTo(corner + QPointF(along * arm, 0))
    _stroke(painter, path, QColor(OUTLINE_COLOURS[Sight.SEARCHING]), 3.0)


def draw_outline(painter: QPainter, corners: Sequence[QPointF], colour: QColor) -> None:
    """The code's outline, a little outside it so that the officer sees the code too."""
    middle = QPointF(sum(corner.x() for corner in corners) / 4, sum(corner.y() for corner in corners) / 4)
    path = QPainterPath()
    path.addPolygon(QPolygonF([middle + (corner - middle) * 1.12 for corner in corners]))
    path.closeSubpath()
    _stroke(painter, path, colour, OUTLINE_WIDTH)


def draw_plate(painter: QPainter, picture: QRectF, text: str, sight: Sight, font: QFont) -> None:
    """The hint on a dark plate at the bottom of the picture."""
    words = QFont(font)
    words.setBold(True)
    words.setPixelSize(max(15, min(26, round(picture.width() / 22))))
    metrics = QFontMetricsF(words)
    plate = QRectF(0, 0, metrics.horizontalAdvance(text) + words.pixelSize() * 1.6, metrics.height() * 1.3)
    plate.moveCenter(QPointF(picture.center().x(), picture.bottom() - plate.height() * 0.5 - picture.height() * 0.04))
    ground = QColor(PLATE_COLOURS[sight])
    ground.setAlphaF(0.88)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2)
    painter.setPen(QColor("white"))
    painter.setFont(words)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _stroke(painter: QPainter, path: QPainterPath, colour: QColor, width: float) -> None:
    """A line with a dark edge: it shows on a white card and on a dark desk."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, thick in ((QColor(0, 0, 0, 90), width + 3), (colour, width)):
        pen = QPen(ink, thick)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(path)
