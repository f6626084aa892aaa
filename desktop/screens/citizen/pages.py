"""The pages of the citizen's screen, each built anew of one `CitizenPage`."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.records.desk_facts import FactKind
from desktop.records.satisfaction import FACES
from desktop.screens.citizen.parts import MIDDLE, Parts
from desktop.screens.citizen.qr_picture import qr_pixmap
from desktop.screens.citizen.words import day_words, face_words, fee_words, field_value, field_words, hour_words
from desktop.screens.words import return_method_name
from desktop.workflows.citizen_pages import CitizenPage, NeededPaper, SparedPaper

MOST_PAPERS = 7  # on one side; more would be too small to read
LOOKS = (("smile", "good"), ("meh", "warn"), ("frown", "bad"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("CitizenPages", text)


def _page(parts: Parts, title: str, lead: str = "") -> tuple[QWidget, QVBoxLayout]:
    made = QWidget()
    column = parts.column(made, 44, 18)
    column.addWidget(parts.text(title, "citizenTitle", middle=True))
    if lead:
        column.addWidget(parts.text(lead, "citizenLead", middle=True))
    return made, column


def confirm_widget(parts: Parts, page: CitizenPage, answered: Callable[[bool], None]) -> QWidget:
    """What was read, and the two answers."""
    lead = _tr("Thông tin đọc từ thẻ căn cước") if page.from_card else _tr("Thông tin cán bộ vừa nhập")
    made, column = _page(parts, _tr("Mời ông/bà xem lại thông tin"), lead)
    frame, inside = parts.card(margin=32)
    grid = QGridLayout()
    grid.setHorizontalSpacing(parts.px(36))
    grid.setVerticalSpacing(parts.px(20))
    grid.setColumnStretch(1, 1)
    lines = [(field_words(field), field_value(field, text)) for field, text in page.fields]
    if page.submitter:
        lines.append((_tr("Người nộp thay"), page.submitter))
    for line, (name, text) in enumerate(lines):
        grid.addWidget(parts.text(name, "citizenName"), line, 0)
        grid.addWidget(parts.text(text, "citizenText"), line, 1)
    grid.setColumnMinimumWidth(0, parts.px(250))
    inside.addLayout(grid)
    column.addStretch(1)
    column.addWidget(frame)
    column.addStretch(1)
    column.addLayout(_answer(parts, page, answered))
    return made


def _answer(parts: Parts, page: CitizenPage, answered: Callable[[bool], None]) -> QLayout:
    yes = parts.press(_tr("Đúng"), "citizenYes", lambda: answered(True))
    no = parts.press(_tr("Chưa đúng"), "citizenNo", lambda: answered(False))
    if page.answer is None:
        return parts.row((None, yes, no, None))
    said = _tr("Cảm ơn ông/bà đã xác nhận.")
    role = "citizenGood"
    if not page.answer:
        said, role = _tr("Xin ông/bà nói với cán bộ chỗ chưa đúng."), "citizenBad"
        line = parts.row((parts.text(said, role, middle=True), yes))
        line.setStretch(0, 1)
        return line
    return parts.row((parts.text(said, role, middle=True),))


def papers_widget(parts: Parts, page: CitizenPage) -> QWidget:
    """What is to be handed in, and what the card or a data base answers."""
    made, column = _page(parts, page.procedure)
    both = QHBoxLayout()
    both.setSpacing(parts.px(24))
    both.addWidget(_needed(parts, page.needed), 3)
    if page.spared:
        both.addWidget(_spared(parts, page.spared), 2)
    column.addLayout(both, 1)
    return made


def _needed(parts: Parts, papers: tuple[NeededPaper, ...]) -> QWidget:
    frame, column = parts.card()
    column.addWidget(parts.text(_tr("Giấy tờ cần nộp"), "citizenHeading"))
    if not papers:
        column.addWidget(parts.text(_tr("Không phải nộp giấy tờ nào."), "citizenPlain"))
    for paper in papers[:MOST_PAPERS]:
        mark = parts.picture("circle-check", "good", 32) if paper.given else parts.picture("file-text", "blue", 32)
        mark.setAccessibleName(_tr("Đã nhận") if paper.given else _tr("Cần nộp"))
        column.addLayout(_line(parts, mark, parts.text(paper.name, "citizenPlain")))
    return _ended(parts, frame, column, len(papers))


def _spared(parts: Parts, papers: tuple[SparedPaper, ...]) -> QWidget:
    frame, column = parts.card("citizenCardGood")
    column.addWidget(parts.text(_tr("Không phải nộp"), "citizenHeadingGood"))
    for paper in papers[:MOST_PAPERS]:
        column.addWidget(parts.text(paper.name, "citizenPlain"))
        if paper.because:
            column.addWidget(parts.text(paper.because, "citizenSmall"))
    return _ended(parts, frame, column, len(papers))


def _ended(parts: Parts, frame: QWidget, column: QVBoxLayout, count: int) -> QWidget:
    if count > MOST_PAPERS:
        more = _tr("và {0} giấy tờ nữa, cán bộ sẽ hướng dẫn").format(count - MOST_PAPERS)
        column.addWidget(parts.text(more, "citizenSmall"))
    column.addStretch(1)
    return frame


def _line(parts: Parts, mark: QWidget, text: QWidget) -> QLayout:
    line = parts.row((mark, text), spacing=14)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    return line


def appointment_widget(parts: Parts, page: CitizenPage) -> QWidget:
    """When to come back, the case's code, what it costs."""
    made, column = _page(parts, _tr("Hồ sơ đã được tiếp nhận"), page.procedure)
    frame, inside = parts.card(margin=32)
    words = QWidget()
    left = parts.column(words, spacing=6)
    if page.due_at is not None:
        left.addWidget(parts.text(_tr("Hẹn trả kết quả"), "citizenName"))
        left.addWidget(parts.text(hour_words(page.due_at), "citizenDate"))
        left.addWidget(parts.text(day_words(page.due_at), "citizenText"))
    left.addStretch(1)
    grid = QGridLayout()
    grid.setHorizontalSpacing(parts.px(28))
    grid.setVerticalSpacing(parts.px(12))
    for line, (name, text) in enumerate(
        (
            (_tr("Nơi nhận"), return_method_name(page.return_method)),
            (_tr("Phí, lệ phí"), fee_words(page.fee, paid=page.fee_paid)),
            (_tr("Mã hồ sơ"), page.code),
        )
    ):
        grid.addWidget(parts.text(name, "citizenSmall"), line, 0)
        grid.addWidget(parts.text(text, "citizenCode"), line, 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, parts.px(150))
    left.addLayout(grid)
    code = parts.text("", "citizenCode2d", middle=True)
    code.setAccessibleName(_tr("Mã QR của hồ sơ {0}").format(page.code))
    code.setPixmap(qr_pixmap(page.qr, parts.px(300), parts.ratio))
    right = QVBoxLayout()
    right.addStretch(1)
    right.addWidget(code)
    right.addWidget(parts.text(_tr("Mã QR của hồ sơ"), "citizenSmall", middle=True))
    right.addStretch(1)
    both = parts.row((words,))
    both.setStretch(0, 1)
    both.addLayout(right)
    inside.addLayout(both)
    column.addWidget(frame, 1)
    return made


def faces_widget(parts: Parts, pressed: Callable[[FactKind], None], *, keypad: bool) -> QWidget:
    """Three large faces."""
    lead = _tr("Chỉ đếm số lượt trong ngày, không ghi tên ai")
    made, column = _page(parts, _tr("Ông/bà thấy việc tiếp nhận hôm nay thế nào?"), lead)
    column.addStretch(1)
    faces: list[QWidget | None] = [None]
    for place, (face, (icon_name, colour)) in enumerate(zip(FACES, LOOKS, strict=True)):
        text = f"{place + 1}. {face_words(face)}" if keypad else face_words(face)
        faces.append(parts.face(text, f"citizenFace{place}", icon_name, colour, partial(pressed, face)))
    column.addLayout(parts.row((*faces, None), spacing=36))
    column.addStretch(2)
    return made


def thanks_widget(parts: Parts) -> QWidget:
    """Goodbye."""
    made = QWidget()
    column = parts.column(made, 40, 18)
    column.addStretch(1)
    column.addWidget(parts.picture("circle-check", "good", 150), alignment=MIDDLE)
    column.addWidget(parts.text(_tr("Cảm ơn ông/bà!"), "citizenTitle", middle=True))
    column.addWidget(parts.text(_tr("Ý kiến đã được ghi nhận."), "citizenLead", middle=True))
    column.addStretch(1)
    return made
