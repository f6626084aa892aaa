"""Dialogs that stand over the window until somebody closes them, or the desk ends."""

from collections.abc import Iterator

from PySide6.QtWidgets import QDialog


class OpenDialogs:
    """Holds what is open, and lets go of what was closed."""

    def __init__(self) -> None:
        self._open: list[QDialog] = []

    def __iter__(self) -> Iterator[QDialog]:
        return iter(tuple(self._open))

    def show(self, dialog: QDialog) -> None:
        """Open a dialog; it is deleted when it was closed."""
        self._open.append(dialog)

        def let_go() -> None:
            if dialog in self._open:  # a dialog that is closed twice says so twice
                self._open.remove(dialog)
                dialog.deleteLater()

        dialog.finished.connect(let_go)
        dialog.open()

    def close(self) -> None:
        """Close all of them."""
        for dialog in tuple(self._open):
            dialog.reject()
