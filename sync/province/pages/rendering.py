"""Templates filled: Vietnamese numbers and dates, the names of things, small counts grouped."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from sync.protocol import KeyState
from sync.province.overview import SMALL
from sync.province.pages.access import Visitor
from sync.province.store.accounts import Role
from sync.province.store.alarms import AlarmKind, AlarmRepository
from sync.reporting.model import NOTHING
from sync.reporting.text import GROUPS, number, percent

ALARMS = {
    AlarmKind.MISMATCH: "Số liệu không khớp",
    AlarmKind.FORK: "Hai máy dùng chung một khóa",
    AlarmKind.AUDIT: "Nhật ký của bàn bị lùi lại",
    AlarmKind.REFUSED: "Bản ghi bị từ chối",
}
KEYS = {
    KeyState.PENDING: "chờ duyệt",
    KeyState.APPROVED: "đã duyệt",
    KeyState.REVOKED: "đã thu hồi",
    KeyState.UNKNOWN: "chưa biết",
}
ROLES = {Role.PROVINCE: "Cấp tỉnh, toàn quyền", Role.UNIT: "Xem một đơn vị", Role.READER: "Xem toàn tỉnh"}

DEEDS = {
    "alarm": "Xử lý cảnh báo",
    "approve": "Duyệt khóa",
    "revoke": "Thu hồi khóa",
    "end": "Ngừng hoặc mở lại bàn",
    "lock": "Khóa tháng",
    "unlock": "Mở khóa tháng",
    "bundle": "Phát hành gói",
    "account": "Lưu tài khoản",
    "disable": "Khóa tài khoản",
    "carry": "Nhận tệp USB",
}


class Pages:
    """Renders pages of the templates' folder."""

    def __init__(self, resources: Path) -> None:
        self._errors = tomllib.loads((resources / "errors.toml").read_text(encoding="utf-8"))
        folder = Path(__file__).parent / "templates"
        self._environment = Environment(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        filters = {"number": number, "percent": percent, "day": day_text, "moment": moment_text, "month": month_text}
        self._environment.filters.update({**filters, "cell": cell})
        names = {"GROUPS": GROUPS, "ALARMS": ALARMS, "KEYS": KEYS, "ROLES": ROLES, "NOTHING": NOTHING, "DEEDS": DEEDS}
        self._environment.globals.update(names)

    def show(self, visitor: Visitor, name: str, **values: Any) -> HTMLResponse:
        """A page for somebody who is signed in."""
        with visitor.service.database.read() as connection:
            waiting = len(AlarmRepository(connection, visitor.province.code).all(only_new=True))
        base = f"/t/{visitor.province.code}"
        known: dict[str, Any] = {
            "visitor": visitor,
            "base": base,
            "province": visitor.province,
            "alarms_waiting": waiting,
        }
        return self.plain(name, **known, csrf=visitor.session.csrf, **values)

    def plain(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page for anybody."""
        return HTMLResponse(self._environment.get_template(name).render(**values), status)

    def error(self, code: str) -> Mapping[str, str]:
        """Title, cause and cure of a code."""
        found: Mapping[str, str] = self._errors.get(code) or self._errors["APP-001"]
        return {**found, "code": code}


def cell(count: int) -> str:
    """A count of one desk's day; from 1 to 4 as a group, since so few could point to somebody."""
    return f"1–{SMALL - 1}" if 0 < count < SMALL else number(count)


def day_text(day: date | None) -> str:
    """``dd/MM/yyyy``."""
    return NOTHING if day is None else f"{day:%d/%m/%Y}"


def moment_text(moment: str) -> str:
    """``HH:MM dd/MM/yyyy`` of an ISO 8601 moment; a dash for none."""
    return f"{datetime.fromisoformat(moment):%H:%M %d/%m/%Y}" if moment else NOTHING


def month_text(month: date) -> str:
    """``MM/yyyy``."""
    return f"{month:%m/%Y}"
