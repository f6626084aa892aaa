"""Words of the log."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.records.audit_entries import AuditAction, AuditEntry, AuditFault, SubjectKind
from desktop.records.audit_log import details_of


def _tr(text: str) -> str:
    return QCoreApplication.translate("AuditWords", text)


def action_name(action: str) -> str:
    """What was done; a code of a newer program as it is."""
    return action_names().get(action, action)


def action_names() -> Mapping[str, str]:
    """Every action's name."""
    return {
        AuditAction.CASES_LISTED: _tr("Xem danh sách hồ sơ"),
        AuditAction.CASE_SEEN: _tr("Xem hồ sơ"),
        AuditAction.CITIZEN_SEEN: _tr("Xem thông tin công dân"),
        AuditAction.CITIZENS_LISTED: _tr("Xem danh sách công dân"),
        AuditAction.CASE_RECEIVED: _tr("Tiếp nhận hồ sơ"),
        AuditAction.DRAFTS_LISTED: _tr("Xem hồ sơ đang nhập dở"),
        AuditAction.DRAFTS_WIPED: _tr("Xóa hồ sơ nhập dở"),
        AuditAction.PAPERS_LISTED: _tr("Xem danh sách số hóa"),
        AuditAction.PAPER_SEEN: _tr("Xem giấy tờ"),
        AuditAction.PAPERS_CHANGED: _tr("Sửa giấy tờ"),
        AuditAction.CASE_EXPORTED: _tr("Xuất hồ sơ"),
        AuditAction.CASE_PRINTED: _tr("Xem bản in của hồ sơ"),
        AuditAction.FORM_PRINTED: _tr("In biểu mẫu"),
        AuditAction.CASE_COPIED: _tr("Chép sang hệ thống khác"),
        AuditAction.BOOK_LISTED: _tr("Xem danh sách trong sổ hộ tịch"),
        AuditAction.BOOK_ENTRY_SEEN: _tr("Xem trường hợp trong sổ hộ tịch"),
        AuditAction.BOOK_PAGE_SEEN: _tr("Xem ảnh trang sổ hộ tịch"),
        AuditAction.BOOK_EXPORTED: _tr("Xuất sổ hộ tịch"),
        AuditAction.PERSON_EXPORTED: _tr("Xuất dữ liệu một người"),
        AuditAction.ERASED: _tr("Xóa dữ liệu"),
        AuditAction.ERASED_AGAIN: _tr("Xóa lại sau khôi phục"),
        AuditAction.COPIES_REMOVED: _tr("Xóa bản để lại khi khôi phục"),
        AuditAction.RETENTION_RUN: _tr("Dọn theo thời hạn lưu"),
        AuditAction.PROTECTION_SET: _tr("Đặt người phụ trách bảo vệ dữ liệu"),
        AuditAction.FACTOR_RULE_SET: _tr("Đặt quy định xác thực thêm của phụ trách"),
        AuditAction.TRUST_CHANGED: _tr("Đổi chứng thư gốc"),
        AuditAction.DAY_CLOSED: _tr("Chốt ngày"),
        AuditAction.AUDIT_SEEN: _tr("Xem nhật ký"),
        AuditAction.AUDIT_VERIFIED: _tr("Kiểm tra nhật ký"),
        AuditAction.AUDIT_EXPORTED: _tr("Xuất nhật ký"),
        AuditAction.AUDIT_PRUNED: _tr("Cắt nhật ký quá hạn"),
        AuditAction.DESK_OPENED: _tr("Mở chương trình"),
        AuditAction.DESK_CLOSED: _tr("Đóng chương trình"),
        AuditAction.REFUSED: _tr("Bị từ chối"),
    }


def field_names() -> Mapping[str, str]:
    """Names of the fields that the log speaks of."""
    return {
        "full_name": _tr("họ tên"),
        "number": _tr("số căn cước"),
        "old_number": _tr("số CMND cũ"),
        "birth_date": _tr("ngày sinh"),
        "sex": _tr("giới tính"),
        "residence": _tr("nơi cư trú"),
        "issue_date": _tr("ngày cấp"),
        "phone": _tr("điện thoại"),
        "email": _tr("thư điện tử"),
        "procedure_name": _tr("thủ tục"),
    }


def subject_text(entry: AuditEntry) -> str:
    """What an entry is about, by the desk's own key."""
    named = {
        SubjectKind.CASE: _tr("Hồ sơ #{0}"),
        SubjectKind.CITIZEN: _tr("Công dân #{0}"),
        SubjectKind.DAY: _tr("Ngày {0}"),
        SubjectKind.BOOK: _tr("Sổ hộ tịch #{0}"),
        SubjectKind.BOOK_ENTRY: _tr("Trường hợp #{0} trong sổ hộ tịch"),
        SubjectKind.LOG: _tr("Nhật ký"),
    }
    if entry.subject_kind == SubjectKind.NONE and (procedure := details_of(entry).get("procedure")):
        return _tr("Thủ tục {0}, chưa có hồ sơ").format(procedure)
    return named.get(SubjectKind(entry.subject_kind), "").format(entry.subject)


def fields_text(entry: AuditEntry) -> str:
    """Which fields were seen, in words."""
    names = field_names()
    return ", ".join(names.get(each, each) for each in details_of(entry).get("fields", ()))


def fault_text(fault: AuditFault) -> str:
    """Where the chain does not hold."""
    said = {
        "gap": _tr("mục {0}: thiếu mục trước đó"),
        "changed": _tr("mục {0}: nội dung đã bị sửa"),
        "unlinked": _tr("mục {0}: không nối với mục trước"),
        "people": _tr("mục {0}: danh sách người không khớp"),
        "head": _tr("mục {0}: khác với bản chốt ngày"),
        "cut": _tr("mục {0}: có trong bản chốt ngày nhưng đã mất"),
        "anchor": _tr("mục {0}: bị cắt mà không có mục nào ghi lại"),
        "early": _tr("mục {0}: bị cắt khi chưa đủ 12 tháng"),
    }
    return said.get(fault.kind, fault.kind).format(fault.sequence)
