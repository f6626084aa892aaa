"""What is left to do: the tray, and the cases with something to scan, to check or to sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.records.paper_files import CaseWork, LeftKind, WorkFacets, WorkFilter
from desktop.screens.building import label
from desktop.screens.papers.word_search import WordSearch
from desktop.screens.wrapped_items import wrap_items
from desktop.workflows.paper_desk import Scope

SCOPE = Qt.ItemDataRole.UserRole
PIECE = 60  # items that are put into the list at once


@dataclass(frozen=True, slots=True)
class _Item:
    """What an item of the list says, stands for and tells in full."""

    text: str
    scope: Scope
    tip: str

    def made(self) -> QListWidgetItem:
        item = QListWidgetItem(self.text)
        item.setToolTip(self.tip)
        item.setData(SCOPE, self.scope)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, self.text.replace("\n", ", "))
        return item


class WorkBoard(QWidget):
    """Shows what is left.

    Signals:
        chosen: A `Scope` that the officer wants to look at.
        narrowed: A `WorkFilter` of what shall be on the board.
    """

    chosen = Signal(object)
    narrowed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Việc còn lại"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        wrap_items(self.list)
        self.list.currentRowChanged.connect(self._on_row)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._heading = label(self.tr("Việc còn lại"), "heading")
        column.addWidget(self._heading)
        self._facets: WorkFacets | None = None
        self._shown: list[_Item] = []
        self._wanted: list[_Item] = []
        self._chosen = Scope()
        self._rest = QTimer(self, interval=0)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._go_on)
        names = (self.tr("Việc"), self.tr("Công chức nhận"), self.tr("Thủ tục"), self.tr("Ngày nhận"))
        self.kind, self.officer, self.procedure, self.day = filters = tuple(QComboBox() for _ in names)
        for combo, name in zip(filters, names, strict=True):
            combo.setAccessibleName(name)
            combo.setMinimumWidth(60)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.activated.connect(self._on_filter)
        for kind, text in (
            (None, self.tr("Mọi việc")),
            (LeftKind.TO_SCAN, self.tr("Chưa quét")),
            (LeftKind.TO_CHECK, self.tr("Chờ kiểm")),
            (LeftKind.TO_SIGN, self.tr("Chờ ký")),
            (LeftKind.LATE, self.tr("Quá hẹn trả")),
        ):
            self.kind.addItem(text, kind)
        for combo in filters:
            column.addWidget(combo)
        self.officer.hide()
        column.addWidget(self.list, 1)

    def add_search(self, search: WordSearch) -> None:
        """Have a search above the list, and what it finds in the list's place."""

        def on_searching(shown: bool) -> None:
            for each in (self._heading, self.kind, self.procedure, self.day, self.list):
                each.setVisible(not shown)
            self.officer.setVisible(not shown and self._facets is not None and len(self._facets.officers) > 1)
            self._column.setStretchFactor(search, int(shown))

        self._column.insertWidget(0, search)
        search.searching.connect(on_searching)

    def show_facets(self, facets: WorkFacets) -> None:
        """Offer the officers, procedures and days that something is left of; what is chosen stays chosen."""
        if facets == self._facets:
            return
        self._facets = facets
        everyone = (self.tr("Mọi người"), self.tr("Mọi thủ tục"), self.tr("Mọi ngày"))
        days = [(day, f"{day[8:]}/{day[5:7]}/{day[:4]}", count) for day, count in facets.days]
        for combo, every, items in (
            (self.officer, everyone[0], facets.officers),
            (self.procedure, everyone[1], facets.procedures),
            (self.day, everyone[2], days),
        ):
            chosen = combo.currentData()
            combo.clear()
            combo.addItem(every, None)
            for key, name, count in items:
                combo.addItem(f"{name} ({count})", key)
            combo.setCurrentIndex(max(0, combo.findData(chosen)))
        self.officer.setVisible(len(facets.officers) > 1 and not self.list.isHidden())

    def _on_filter(self) -> None:
        kind = self.kind.currentData()
        self.narrowed.emit(
            WorkFilter(
                LeftKind(kind) if kind is not None else None,
                self.officer.currentData(),
                self.procedure.currentData(),
                self.day.currentData(),
            )
        )

    def show_work(self, tray: int, cases: Sequence[CaseWork], shown: Scope) -> None:
        """Show the tray and the cases, the one that is looked at chosen; items that are as they were stay."""
        waits = self.tr("Khay chờ\n{0} trang không rõ hồ sơ").format(tray)
        self._wanted, self._chosen = [_Item(waits, Scope(), ""), *self._items(cases)], shown
        self._go_on()

    def _go_on(self) -> None:
        self.list.blockSignals(True)
        self._replace(self._wanted)
        for row, each in enumerate(self._shown):
            if each.scope.case_id == self._chosen.case_id:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _items(self, cases: Sequence[CaseWork]) -> Iterator[_Item]:
        scan, check, sign = self.tr("{0} chưa quét"), self.tr("{0} chờ kiểm"), self.tr("{0} chờ ký")
        late = self.tr("Quá hẹn trả · {0}")
        for each in cases:
            todo = ((each.to_scan, scan), (each.to_check, check), (each.to_sign, sign))
            facts = " · ".join(text.format(count) for count, text in todo if count)
            if each.late:
                facts = late.format(facts)
            tail = "-".join(each.code.split("-")[1:])  # what officers say aloud
            yield _Item(f"{each.full_name}\n{tail}\n{facts}", Scope(each.case_id), each.code)

    def _replace(self, items: list[_Item]) -> None:
        """Put other items between those that begin and those that end the list as before; many of them piece by piece.

        The list measures each, and hundreds at once would keep the window from the keys.
        """
        before = self._shown
        most = min(len(before), len(items))
        same = next((nth for nth in range(most) if before[nth] != items[nth]), most)
        most -= same
        alike = next((nth for nth in range(most) if before[-1 - nth] != items[-1 - nth]), most)
        for row in reversed(range(same, len(before) - alike)):
            self.list.takeItem(row)
        end = len(items) - alike
        piece = min(end, same + PIECE)
        for row in range(same, piece):
            self.list.insertItem(row, items[row].made())
        self._shown = items[:piece] + items[end:]
        if piece < end:
            self._rest.start()

    def _on_row(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.list.item(row).data(SCOPE))
