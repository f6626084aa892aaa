"""A case copied field by field, and a clipboard that keeps nothing of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.records.cases import Case
from desktop.records.catalogue.copy_out import VALUES, CopyOutForm, load_copy_out, values_of
from desktop.records.catalogue.loading import CatalogueError
from desktop.records.resources import resources_folder
from desktop.screens.cases.copy_out import CopyOutDialog
from desktop.screens.cases.copy_out_words import copied_name
from tests.helpers.desk import AN, case_of, desk, receive

FORMS = (
    CopyOutForm("a", "Hệ thống A", ("full_name", "email", "number", "birth_date"), sure=False),
    CopyOutForm("b", "Hệ thống B", ("case_code",)),
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    with desk(tmp_path) as database:
        return receive(database, case_of())


@pytest.fixture
def dialog(qtbot: QtBot, case: Case) -> CopyOutDialog:
    made = CopyOutDialog(case, FORMS)
    qtbot.addWidget(made)
    made.show()
    return made


def press(dialog: CopyOutDialog) -> str:
    copy = next(each for each in dialog.findChildren(QPushButton) if each.text().startswith("Chép"))
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    return QGuiApplication.clipboard().text()


def test_field_by_field_in_the_other_form_s_order(dialog: CopyOutDialog, case: Case) -> None:
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == [
        "Họ tên: Nguyễn Thị Ẩn",
        f"Số căn cước: {AN.number}",
        "Ngày sinh: 01/05/1990",
    ]
    assert [press(dialog) for _ in range(4)] == ["Nguyễn Thị Ẩn", AN.number, "01/05/1990", "01/05/1990"]
    dialog.forms.setCurrentIndex(1)
    assert press(dialog) == case.code


def test_the_clipboard_keeps_nothing(dialog: CopyOutDialog) -> None:
    press(dialog)
    dialog.reject()
    assert QGuiApplication.clipboard().text() == ""


def test_what_somebody_else_copied_stays(dialog: CopyOutDialog) -> None:
    press(dialog)
    QGuiApplication.clipboard().setText("của việc khác")
    dialog.reject()
    assert QGuiApplication.clipboard().text() == "của việc khác"
    QGuiApplication.clipboard().clear()


def test_the_shipped_orders(case: Case) -> None:
    forms = load_copy_out(resources_folder() / "catalogue")
    assert len(forms) >= 2
    assert not any(form.sure for form in forms)
    for form in forms:
        assert dict(values_of(case, form))["full_name"] == "Nguyễn Thị Ẩn"
    assert all(copied_name(name) for name in VALUES)


def test_a_field_that_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "copy_out.yaml").write_text("- {id: a, name: A, fields: [full_name, shoe_size]}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="shoe_size"):
        load_copy_out(tmp_path)
