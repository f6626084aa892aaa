"""Who is in charge of data protection at this desk (Luật 91/2025/QH15, Điều 33): chosen among the heads of desk."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.screens.building import button, label, row
from desktop.workflows.audit_desk import AuditDesk
from desktop.workflows.rights import Task, allowed


class InCharge(QFrame):
    """The heads of desk, of whom those that are ticked are in charge.

    Attributes:
        people: One line for each.
        keep: Keeps what is ticked.
    """

    def __init__(self, desk: AuditDesk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[tuple[str, str, bool], ...] = ()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(label(self.tr("Phụ trách bảo vệ dữ liệu"), "heading"))
        said = self.tr("Chỉ người được chọn mới xuất, xóa, đặt thời hạn. Không chọn ai: mọi phụ trách bàn.")
        column.addWidget(label(said, "caption", wrap=True))
        self.people = QListWidget()
        self.people.setAccessibleName(self.tr("Phụ trách bảo vệ dữ liệu"))
        self.people.setMaximumHeight(110)
        column.addWidget(self.people)
        self.keep = button(self.tr("Lưu người phụ trách"), self._on_keep)
        column.addLayout(row(self.keep, None))
        desk.subscribe(self._show)

    def _show(self) -> None:
        view = self._desk.view
        chosen = view.protection.logins
        heads = tuple(
            (each.login, each.full_name, each.login in chosen) for each in view.officers if allowed(each, Task.AUDIT)
        )
        if heads == self._shown:  # what somebody ticks just now is not taken back by a look at the log
            return
        self._shown = heads
        self.people.clear()
        for login, name, ticked in heads:
            item = QListWidgetItem(f"{name} ({login})", self.people)
            item.setData(Qt.ItemDataRole.UserRole, login)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _on_keep(self) -> None:
        items = [self.people.item(place) for place in range(self.people.count())]
        ticked = [each for each in items if each.checkState() is Qt.CheckState.Checked]
        self._shown = ()
        self._desk.put_in_charge(tuple(str(each.data(Qt.ItemDataRole.UserRole)) for each in ticked))
