"""Words for accounts."""

from PySide6.QtCore import QCoreApplication

from desktop.records.people import Role
from desktop.workflows.people_desk import Account


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
