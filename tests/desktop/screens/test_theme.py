"""The theme: every colour defined and used, every text legible, Qt's own words in Vietnamese."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QFontDatabase, QFontMetrics, QIcon, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLineEdit,
    QMenu,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QTableWidgetItem,
)

from desktop.records.resources import resources_folder
from desktop.screens.appearance.icons import icon
from desktop.screens.appearance.theme import COLOURS, HIGH_CONTRAST, SIZES, apply_colours, load_theme, theme_colour
from desktop.screens.building import button
from desktop.screens.rows_table import texts_table
from tests.helpers.themed import themed

OFF = "off"  # what is disabled, and what a field asks for while it is empty
TEXTS = ("ink", "quiet", "blue", "blueDark", "blueDeep", "good", "warn", "bad")
GROUNDS = ("white", "ground", "blueGround", "goodGround", "warnGround", "badGround", "line")
DARK_GROUNDS = ("ink", "blue", "blueDark", "blueDeep")
HEX = {**COLOURS, "white": "#FFFFFF"}


@pytest.fixture(scope="module", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    with themed(qapp):
        yield


def source() -> str:
    text = (resources_folder() / "styles" / "officer.qss").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def rules() -> list[tuple[str, dict[str, str]]]:
    """Selector and declarations of every rule."""
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", source()):
        lines = [line.split(":", 1) for line in body.split(";") if ":" in line]
        found.append((selector.strip(), {name.strip(): value.strip() for name, value in lines}))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, colours: dict[str, str] = HEX) -> float:
    """Contrast ratio (WCAG 2.2) of two names of colours."""
    light, dark = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guideline_does() -> None:
    assert luminance("#000000") == 0
    assert luminance("#FFFFFF") == pytest.approx(1)
    assert luminance("#777777") == pytest.approx(0.184, abs=0.001)
    assert contrast("white", "white") == pytest.approx(1)


def test_every_text_is_legible_on_every_light_ground() -> None:
    for text in TEXTS:
        for ground in GROUNDS:
            assert contrast(text, ground) >= 4.5, f"{text} on {ground}"


def test_high_contrast_is_the_guidelines_enhanced_contrast() -> None:
    colours = {**HIGH_CONTRAST, "white": "#FFFFFF"}
    assert colours.keys() == HEX.keys()
    for text in TEXTS:
        for ground in GROUNDS:
            assert contrast(text, ground, colours) >= 7, f"{text} on {ground}"
    for ground in DARK_GROUNDS:
        assert contrast("white", ground, colours) >= 7, ground
    for edge in ("edge", "blue", "bad", "good", "warnEdge", "frame", "chosenEdge"):
        assert contrast(edge, "white", colours) >= 3, edge
    assert contrast("warnEdge", "blueDeep", colours) >= 3, "the focus on the rail"
    assert 7 <= contrast(OFF, "white", colours) < contrast("quiet", "white", colours) / 2, "disabled looks otherwise"


def test_what_is_painted_follows_the_contrast_in_use(qapp: QApplication) -> None:
    apply_colours(qapp, resources_folder(), high_contrast=True)
    try:
        assert theme_colour("bad").name().upper() == HIGH_CONTRAST["bad"]
        assert solid_colours(icon("printer", "blue", gap=True), QIcon.Mode.Normal) == {HIGH_CONTRAST["blue"]}
    finally:
        apply_colours(qapp, resources_folder(), high_contrast=False)
    assert theme_colour("bad").name().upper() == COLOURS["bad"]


def test_no_screen_paints_with_the_usual_colours_whatever_the_contrast() -> None:
    screens = resources_folder().parent / "desktop" / "screens"
    users = [path.name for path in screens.rglob("*.py") if re.search(r"\bCOLOURS\b", path.read_text(encoding="utf-8"))]
    assert sorted(users) == ["style.py", "theme.py"]  # both choose between the two palettes


def test_white_is_legible_on_every_dark_ground() -> None:
    for ground in DARK_GROUNDS:
        assert contrast("white", ground) >= 4.5, ground


def test_the_style_sheet_uses_no_other_texts_and_grounds() -> None:
    texts, grounds = set(TEXTS), {*GROUNDS, *DARK_GROUNDS}
    for selector, body in rules():
        if selector.startswith("QScrollBar") or "::indicator" in selector:  # has no text
            continue
        colour = body.get("color", "").lstrip("@")
        ground = body.get("background", "").lstrip("@")
        if colour:
            assert colour in texts | ({OFF} if ":disabled" in selector else {"white"}), selector
        if ground and ground != "transparent":
            assert ground in grounds, selector
        if colour and ground and ground != "transparent":
            assert contrast(colour, ground) >= 4.5, selector
        if colour == "white":
            assert ground in DARK_GROUNDS or selector.startswith("#rail"), selector


def test_the_edges_of_controls_and_the_focus_can_be_seen() -> None:
    for edge in ("edge", "blue", "bad"):
        for ground in ("white", "ground"):
            assert contrast(edge, ground) >= 3, f"{edge} on {ground}"
    assert contrast("warnEdge", "blueDeep") >= 3, "the focus on the rail"


def test_what_a_field_asks_for_is_as_legible_as_other_texts(qapp: QApplication) -> None:
    line = QLineEdit()
    line.ensurePolished()
    assert line.palette().color(QPalette.ColorRole.PlaceholderText) == QColor(COLOURS[OFF])
    line.deleteLater()


def test_what_is_ticked_is_seen_while_it_may_not_be_changed() -> None:
    box = QCheckBox()
    box.setEnabled(False)
    pictures = []
    for ticked in (True, False):
        box.setChecked(ticked)
        pictures.append(box.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8))
    box.deleteLater()
    places = [(x, y) for x in range(pictures[0].width()) for y in range(pictures[0].height())]
    differs = [abs(pictures[0].pixelColor(*at).red() - pictures[1].pixelColor(*at).red()) for at in places]
    assert sum(each > 80 for each in differs) > 100


def test_a_menu_that_is_taller_than_the_screen_scrolls() -> None:
    """Its second column would be outside where the screen is narrow."""
    menu = QMenu()
    menu.ensurePolished()
    assert menu.style().styleHint(QStyle.StyleHint.SH_Menu_Scrollable, None, menu) == 1
    menu.deleteLater()


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    name = "Đồng nghiệp Mẫu của bàn bên cạnh (hoa)"
    table = texts_table(("Họ tên", "Xác thực"), "Danh sách")
    table.setRowCount(1)
    table.setItem(0, 0, QTableWidgetItem(name))
    table.setItem(0, 1, QTableWidgetItem("—"))
    table.resize(120, 100)
    table.show()
    assert table.columnWidth(0) > table.fontMetrics().horizontalAdvance(name)
    table.resize(900, 100)
    QApplication.processEvents()
    assert table.columnWidth(0) + table.columnWidth(1) == table.viewport().width()
    table.deleteLater()


def test_a_key_is_named_as_on_the_keyboard() -> None:
    made = button("Ghi", lambda: None, key="Ctrl+Return")
    assert made.text() == "Ghi  (Ctrl+Enter)"
    made.deleteLater()


def test_every_control_that_takes_the_focus_shows_it() -> None:
    shown = " ".join(selector for selector, body in rules() if body)
    for kind in (
        "QLineEdit",
        "QComboBox",
        "QDateTimeEdit",
        "QSpinBox",
        "QPushButton",
        "QPushButton#primary",
        "QPushButton#link",
        "QToolButton",
        "QListView",
        "QTableView",
        "QRadioButton",
        "QCheckBox",
    ):
        assert f"{kind}:focus" in shown


def test_every_defined_colour_and_size_is_used_and_every_used_one_defined() -> None:
    used = set(re.findall(r"@(\w+)", source()))
    assert used - {"icons"} == {*COLOURS, *SIZES}


def test_an_undefined_name_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(COLOURS, "ink")
    with pytest.raises(KeyError):
        load_theme(resources_folder())


def test_every_role_of_the_style_sheet_is_given_to_some_widget() -> None:
    screens = resources_folder().parent / "desktop" / "screens"
    code = "\n".join(path.read_text(encoding="utf-8") for path in screens.rglob("*.py"))
    roles = {role for selector, _ in rules() for role in re.findall(r"#(\w+)", selector)}
    assert {role for role in roles if f'"{role}"' not in code} == set()


def test_every_picture_of_the_style_sheet_is_there() -> None:
    for name in re.findall(r"url\(@icons/([\w-]+\.svg)\)", source()):
        assert (resources_folder() / "icons" / name).is_file()


def test_the_font_is_ours_and_has_room_for_marks() -> None:
    assert "Noto Sans" in QFontDatabase.families()
    metrics = QFontMetrics(QApplication.font())
    for letter in "ẾỔẪỰỵgẩ":
        bounds = metrics.tightBoundingRect(letter)
        assert -bounds.top() <= metrics.ascent()
        assert bounds.bottom() <= metrics.descent()
    assert QLocale().language() is QLocale.Language.Vietnamese


def solid_colours(made: QIcon, mode: QIcon.Mode) -> set[str]:
    image = made.pixmap(88, 64, mode).toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name().upper() for x, y in places if image.pixelColor(x, y).alpha() == 255}


def test_an_icon_is_drawn_in_its_colour_and_quiet_while_disabled() -> None:
    made = icon("printer", "blue", gap=True)
    for mode, colour in ((QIcon.Mode.Normal, "blue"), (QIcon.Mode.Disabled, OFF)):
        assert solid_colours(made, mode) == {COLOURS[colour]}


def test_qt_s_own_menus_and_buttons_are_vietnamese() -> None:
    line = QLineEdit("chữ")
    menu = line.createStandardContextMenu()
    names = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert names == ["Hoàn tác", "Làm lại", "Cắt", "Sao chép", "Dán", "Xóa", "Chọn tất cả"]
    for each in (menu, line):
        each.deleteLater()


@pytest.mark.parametrize(
    ("made", "element"),
    [
        (QRadioButton, QStyle.SubElement.SE_RadioButtonIndicator),
        (QCheckBox, QStyle.SubElement.SE_CheckBoxIndicator),
    ],
    ids=("radio", "check"),
)
def test_the_frame_of_the_focus_stands_off_the_mark(
    made: type[QRadioButton] | type[QCheckBox], element: QStyle.SubElement
) -> None:
    box = made("Qua bưu chính")
    box.resize(box.sizeHint())
    box.ensurePolished()
    option = QStyleOptionButton()
    option.initFrom(box)
    mark = box.style().subElementRect(element, option, box)
    frame = 2  # logical pixels, as the style sheet draws it
    assert mark.left() >= frame + 2
    assert mark.width() >= 16
    box.deleteLater()
