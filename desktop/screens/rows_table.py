"""A table of rows, one of which is chosen: how every such list of the program looks and is walked by keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTableWidget

ROW_HEIGHT = 32  # logical pixels


def rows_table(model: QAbstractItemModel, name: str, *, row_height: int = ROW_HEIGHT) -> QTableView:
    """A table over a model, with its accessible name; the widths of its columns are the caller's."""
    table = QTableView()
    table.setModel(model)
    _set_up(table, name, row_height)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return table


def texts_table(heads: Sequence[str], name: str) -> QTableWidget:
    """A table that is filled with texts, under these heads; columns as wide as what is in them."""
    table = QTableWidget(0, len(heads))
    table.setHorizontalHeaderLabels(list(heads))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    _set_up(table, name, ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)  # where that is too much it scrolls
    header.setStretchLastSection(True)
    return table


def _set_up(table: QTableView, name: str, row_height: int) -> None:
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
