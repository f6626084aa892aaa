"""The keys, on one sheet."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.screens.building import button, label
from desktop.screens.dialog import FittedDialog


def shortcut_list() -> tuple[tuple[str, str], ...]:
    """Every key of the program and what it does, in the order of an intake."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Shortcuts", text)

    return (
        ("F2", tr("Đến ô họ tên (gõ tay khi không có thẻ)")),
        ("F3", tr("Tìm hoặc đổi thủ tục")),
        ("↑ ↓ Enter", tr("Chọn thủ tục trong danh sách")),
        ("F4", tr("Người khác nộp thay")),
        ("F6", tr("Đủ giấy tờ: trả lời mọi giấy tờ còn lại")),
        ("F7", tr("Chọn kênh tiếp nhận")),
        ("F8", tr("Cất hồ sơ đang mở; sau khi tiếp nhận: hồ sơ mới")),
        ("F9", tr("Tiếp nhận và in giấy hẹn")),
        ("F10", tr("Đọc lại chip, hoặc dừng đọc")),
        ("Alt+1, Alt+2…", tr("Chọn nút trong thanh câu hỏi ở trên")),
        ("Enter", tr("In, khi giấy hẹn đang mở")),
        ("F5", tr("Dùng lại bản số hóa đã có của công dân")),
        ("F5, F8", tr("Quét, và ký số, ở trang Số hóa")),
        ("F6, F7", tr("Nhập tiếp, kiểm tra tiếp, ở trang Sổ hộ tịch")),
        ("F3, F4", tr("Lọc, và chọn loại việc, ở trang Việc hôm nay")),
        ("F5 … F8", tr("Có kết quả, bàn giao, nhận kết quả, xin lỗi cho hồ sơ đã chọn, ở trang Việc hôm nay")),
        ("F4, F6", tr("Việc khác với hồ sơ, in phiếu, ở trang Hồ sơ")),
        ("Ctrl+J", tr("Từ hồ sơ sang chỗ của nó ở Việc hôm nay, và trở lại")),
        ("Ctrl+P", tr("In phiếu vừa được gợi ý sau một việc")),
        ("F11", tr("Gửi số liệu về tỉnh ngay, ở trang Gửi tỉnh")),
        ("Alt+← Alt+→", tr("Kỳ trước, kỳ sau, ở trang Báo cáo")),
        ("F5 … F8", tr("Gọi số, gọi lại, vắng mặt, lấy số, ở trang Số thứ tự")),
        ("Ctrl+Shift+M", tr("Xem thử màn hình công dân")),
        ("F12", tr("Chốt ngày, ở trang Chốt ngày")),
        ("Ctrl+Enter", tr("Ghi cách xử lý, ở trang Làm sạch dữ liệu")),
        ("Ctrl+1 … Ctrl+8", tr("Sang trang khác")),
        ("Ctrl+9", tr("Việc hôm nay")),
        ("Ctrl+0", tr("Những trang ít dùng")),
        ("Ctrl+F", tr("Tìm hồ sơ")),
        ("Ctrl+L", tr("Khóa bàn ngay")),
        ("F1", tr("Bảng phím này")),
        ("Shift+F1", tr("Trợ giúp của trang đang mở")),
    )


class ShortcutsDialog(FittedDialog):
    """Shows the keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(width=520, parent=parent)
        self.set_title(self.tr("Phím tắt: làm cả ngày không cần chuột"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for line, (key, text) in enumerate(shortcut_list()):
            grid.addWidget(label(key, "tagBlue"), line, 0)
            grid.addWidget(label(text, "", wrap=True), line, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        close = button(self.tr("Đóng"), self.accept)
        close.setDefault(True)
        self.buttons.addWidget(close)
