"""What the fields that are copied out are called."""

from PySide6.QtCore import QCoreApplication


def copied_name(name: str) -> str:
    """A field's label."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("CopyOut", text)

    return {
        "case_code": tr("Mã hồ sơ"),
        "procedure_code": tr("Mã thủ tục"),
        "procedure_name": tr("Tên thủ tục"),
        "full_name": tr("Họ tên"),
        "number": tr("Số căn cước"),
        "old_number": tr("Số CMND cũ"),
        "birth_date": tr("Ngày sinh"),
        "issue_date": tr("Ngày cấp"),
        "sex": tr("Giới tính"),
        "residence": tr("Nơi cư trú"),
        "phone": tr("Điện thoại"),
        "email": tr("Thư điện tử"),
        "received": tr("Ngày nhận"),
        "due": tr("Ngày hẹn trả"),
        "note": tr("Ghi chú"),
    }[name]
