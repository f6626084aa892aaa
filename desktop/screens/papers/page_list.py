"""Pages as large thumbnails: chosen, reordered by dragging, turned, put away; each says what is wrong with it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QIcon, QImage, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QAbstractItemView, QListView

from desktop.records.paper_files import Page
from desktop.screens.appearance.theme import theme_colour
from desktop.screens.building import plain_tip
from desktop.screens.papers.words import defect_name, defect_text
from desktop.workflows.ports import Deliver
from devices.errors import CodedError

THUMBNAIL = QSize(150, 200)  # logical pixels
GRID = QSize(178, 262)
MIME = "application/x-pages"
Index = QModelIndex | QPersistentModelIndex


class PagesModel(QAbstractListModel):
    """Pages in order; pictures come when they are there.

    Signals:
        arranged: Ids of all pages in their new order.
    """

    arranged = Signal(object)

    def __init__(self, picture: Callable[[Page], Future[bytes]], deliver: Deliver, parent: QObject) -> None:
        super().__init__(parent)
        self._picture = picture
        self._deliver = deliver
        self._pages: list[Page] = []
        self._images: dict[str, QImage] = {}  # by name of the file
        self._asked: set[str] = set()

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages shown."""
        return tuple(self._pages)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show these pages; pictures of the others are forgotten."""
        if list(pages) == self._pages:
            return
        self.beginResetModel()
        self._pages = list(pages)
        names = {page.file.name for page in pages}
        self._images = {name: image for name, image in self._images.items() if name in names}
        self._asked &= names
        self.endResetModel()

    def page(self, row: int) -> Page | None:
        """The page of a row."""
        return self._pages[row] if 0 <= row < len(self._pages) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many pages there are."""
        return 0 if parent.isValid() else len(self._pages)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A page's caption, picture and what is wrong."""
        page = self.page(index.row())
        if page is None:
            return None
        caption = self.tr("Trang {0}").format(index.row() + 1)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{caption}\n{' · '.join(map(defect_name, page.defects))}" if page.defects else f"{caption}\n"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([caption, *map(defect_text, page.defects)])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join([*map(defect_text, page.defects), page.origin]))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(theme_colour("warn" if page.defects else "ink"))
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(page)
        return None

    def _icon(self, page: Page) -> QIcon:
        image = self._images.get(page.file.name)
        if image is None:
            self._ask(page)
            blank = QPixmap(THUMBNAIL)
            blank.fill(theme_colour("line"))
            return QIcon(blank)
        turned = image.transformed(QTransform().rotate(page.rotation)) if page.rotation else image
        fitted = turned.scaled(
            THUMBNAIL * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        framed = _framed(QPixmap.fromImage(fitted))
        icon = QIcon(framed)
        icon.addPixmap(framed, QIcon.Mode.Selected)  # else Qt tints it: a chosen page would look like blue paper
        return icon

    def _ask(self, page: Page) -> None:
        name = page.file.name
        if name in self._asked:
            return
        self._asked.add(name)

        def show(jpeg: bytes) -> None:
            image = QImage.fromData(jpeg)
            self._images[name] = image.scaled(
                THUMBNAIL * 2, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            for row, each in enumerate(self._pages):
                if each.file.name == name:
                    self.dataChanged.emit(self.index(row), self.index(row))

        def fail(_error: CodedError) -> None:
            """The grey sheet stays; the file's trouble is said where the paper is checked."""

        self._deliver(self._picture(page), show, fail)

    # ---- reordering by dragging

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Pages can be dragged, and dropped between others."""
        usual = super().flags(index)
        return usual | (Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled)

    def supportedDropActions(self) -> Qt.DropAction:
        """Pages are moved, never doubled."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """What a drag carries."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The dragged rows."""
        made = QMimeData()
        rows = ",".join(str(row) for row in sorted({index.row() for index in indexes}))
        made.setData(MIME, QByteArray(rows.encode()))
        return made

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        """Put the dragged pages before a row."""
        if action != Qt.DropAction.MoveAction or not data.hasFormat(MIME):
            return False
        rows = [int(text) for text in bytes(data.data(MIME).data()).decode().split(",") if text.isdecimal()]
        before = row if row >= 0 else parent.row() if parent.isValid() else len(self._pages)
        self.move(rows, before)
        return False  # the list shows the new order when it is kept

    def move(self, rows: Sequence[int], before: int) -> None:
        """Put the pages of some rows before a row."""
        chosen = [self._pages[row] for row in rows if row < len(self._pages)]
        others = [page for page in self._pages[:before] if page not in chosen]
        rest = [page for page in self._pages[before:] if page not in chosen]
        self.arranged.emit([page.id for page in [*others, *chosen, *rest]])


def _framed(sheet: QPixmap) -> QPixmap:
    """White paper on a white list needs an edge."""
    painter = QPainter(sheet)
    painter.setPen(QPen(theme_colour("edge"), 2))
    painter.drawRect(sheet.rect().adjusted(1, 1, -1, -1))
    painter.end()
    return sheet


class PageList(QListView):
    """Shows a `PagesModel`.

    Attributes:
        pages: The model.
    """

    def __init__(self, pages: PagesModel) -> None:
        super().__init__()
        self.pages = pages
        self.setModel(pages)
        self.setAccessibleName(self.tr("Các trang"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Snap)
        self.setIconSize(THUMBNAIL)
        self.setGridSize(GRID)
        self.setUniformItemSizes(True)
        self.setWordWrap(True)
        self.setSpacing(6)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)

    def chosen(self) -> list[Page]:
        """The chosen pages, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [page for row in rows if (page := self.pages.page(row)) is not None]

    def choose(self, page_ids: Sequence[int]) -> None:
        """Choose pages again after the list changed."""
        for row, page in enumerate(self.pages.pages):
            if page.id in page_ids:
                index = self.pages.index(row)
                self.selectionModel().select(index, self.selectionModel().SelectionFlag.Select)
                self.setCurrentIndex(index) if not self.currentIndex().isValid() else None
