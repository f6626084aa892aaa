"""Words for accounts."""

from PySide6.QtCore import QCoreApplication

from desktop.records.officers import OfficerAct
from desktop.records.people import Role
from desktop.records.sign_ins import SignInKind
from desktop.workflows.account_review import Account


def _tr(text: str) -> str:
    return QCoreApplication.translate("PeopleWords", text)


def role_name(role: Role) -> str:
    """A role in words."""
    return {
        Role.OFFICER: _tr("Công chức một cửa"),
        Role.HEAD: _tr("Phụ trách bàn"),
        Role.TECHNICIAN: _tr("Kỹ thuật"),
    }[role]


def second_name() -> str:
    """What stands over the line for the code of a phone or the PIN of a card."""
    return _tr("Mã 6 số trên điện thoại, hoặc mã PIN của thẻ công vụ")


def standing(account: Account) -> str:
    """Whether an account can be used, in words."""
    if account.locked:
        return _tr("Khóa do nhập sai")
    if not account.officer.active:
        return _tr("Đã ngừng")
    if not account.has_key:
        return _tr("Chưa có khóa")
    if account.pin_due:
        return _tr("Đến hạn đổi mã PIN")
    return _tr("Đang dùng")


def last_seen(account: Account) -> str:
    """When an account was last used, in words."""
    if account.idle_days is None or account.officer.last_seen is None:
        return _tr("chưa lần nào")
    day = f"{account.officer.last_seen:%d/%m/%Y}"
    return day if account.idle_days == 0 else _tr("{0} ({1} ngày)").format(day, account.idle_days)


def door_name(kind: SignInKind) -> str:
    """What happened at the door, in words."""
    return {
        SignInKind.OPENED: _tr("Mở bàn"),
        SignInKind.REFUSED: _tr("Bị từ chối"),
        SignInKind.LOCKED: _tr("Khóa màn hình"),
        SignInKind.CARD_GONE: _tr("Rút thẻ công vụ: khóa màn hình"),
        SignInKind.UNLOCKED: _tr("Mở khóa màn hình"),
    }[kind]


def act_name(act: OfficerAct) -> str:
    """What was done to an account, in words."""
    return {
        OfficerAct.ADDED: _tr("Thêm tài khoản"),
        OfficerAct.ROLE: _tr("Đổi vai trò"),
        OfficerAct.PIN: _tr("Đặt mã PIN"),
        OfficerAct.FACTOR: _tr("Đổi cách xác thực thêm"),
        OfficerAct.FACTOR_RULE: _tr("Đặt quy định xác thực thêm của phụ trách"),
        OfficerAct.RECOVERED: _tr("Mở bằng khóa khôi phục"),
        OfficerAct.CLOCK_JUMPED: _tr("Đồng hồ máy nhảy, hoặc bàn không mở đã lâu"),
        OfficerAct.DISABLED: _tr("Ngừng tài khoản"),
        OfficerAct.IDLE: _tr("Tự ngừng: lâu không dùng"),
        OfficerAct.ENABLED: _tr("Cho hoạt động lại"),
        OfficerAct.REMOVED: _tr("Xóa khỏi bàn"),
        OfficerAct.TRIES_CLEARED: _tr("Mở khóa do nhập sai"),
        OfficerAct.TRIES_PUT_BACK: _tr("Sổ đếm lần sai bị thay bằng bản cũ"),
        OfficerAct.REVIEWED: _tr("Rà soát danh sách"),
        OfficerAct.RECOVERY_KEY: _tr("Khóa khôi phục mới"),
        OfficerAct.ROTATED: _tr("Đổi khóa dữ liệu"),
    }[act]
