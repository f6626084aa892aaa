"""Asks how many originals and copies of a paper were handed in."""

from PySide6.QtWidgets import QWidget

from desktop.screens.building import button, label, number_box
from desktop.screens.dialog import FittedDialog

MOST = 99  # of one paper


class CountsDialog(FittedDialog):
    """How many of a paper are there; none of either kind cannot be accepted.

    Attributes:
        originals: How many originals.
        copies: How many copies.
    """

    def __init__(self, paper: str, originals: int, copies: int, parent: QWidget | None = None) -> None:
        """Begin with what is noted of the paper."""
        super().__init__(width=420, parent=parent)
        self.set_title(self.tr("Số bản đã nộp"))
        self.body.addWidget(label(paper, "strong", wrap=True))
        self.originals = number_box(self.tr("Bản chính"), 0, MOST)
        self.copies = number_box(self.tr("Bản sao"), 0, MOST)
        for box, count in ((self.originals, originals), (self.copies, copies)):
            box.setValue(count)
            self.body.addWidget(label(box.accessibleName(), "fieldLabel"))
            self.body.addWidget(box)
        self._accept = button(self.tr("Ghi"), self.accept, role="primary")
        self._accept.setDefault(True)
        self.originals.valueChanged.connect(self._check)
        self.copies.valueChanged.connect(self._check)
        self._check()
        self.buttons.addWidget(button(self.tr("Thôi"), self.reject))
        self.buttons.addWidget(self._accept)

    def _check(self, _changed: object = None) -> None:
        self._accept.setEnabled(self.originals.value() + self.copies.value() > 0)
