"""Qt's own words in Vietnamese: it ships no Vietnamese translation, and officers meet its menus and buttons."""

from PySide6.QtCore import QObject, QTranslator

EDITING = {
    "&Undo": "Hoàn tác",
    "&Redo": "Làm lại",
    "Cu&t": "Cắt",
    "&Copy": "Sao chép",
    "&Paste": "Dán",
    "Delete": "Xóa",
    "Select All": "Chọn tất cả",
}
WORDS: dict[str, dict[str, str]] = {
    "QLineEdit": EDITING,
    "QWidgetTextControl": EDITING,
    "QAbstractSpinBox": {"&Select All": "Chọn tất cả", "&Step up": "Tăng", "Step &down": "Giảm"},
    "QPlatformTheme": {"OK": "Đồng ý", "Cancel": "Thôi", "Close": "Đóng", "Save": "Lưu", "&Yes": "Có", "&No": "Không"},
}


class QtWords(QTranslator):
    """Answers for Qt's widgets only; the program's own texts are Vietnamese already."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def isEmpty(self) -> bool:
        """Not empty, or Qt would not ask."""
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The Vietnamese of one of Qt's texts, or None to leave it as it is."""
        del disambiguation, n
        return WORDS.get(context, {}).get(source)
