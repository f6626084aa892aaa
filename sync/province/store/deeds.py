"""Who decided what at the province."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from sync.province.store.schema import deeds

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did."""

    at: str
    login: str
    what: str
    detail: str


class DeedRepository:
    """The deeds of one province, within one transaction; they are only ever added."""

    def __init__(self, connection: Connection, province: str) -> None:
        self._connection = connection
        self._province = province

    def add(self, what: str, detail: str, *, at: str, by: str) -> None:
        """Note a deed."""
        values = {"province_code": self._province, "deed": uuid4().hex, "at": at, "login": by, "what": what}
        self._connection.execute(insert(deeds).values(**values, detail=detail[:300]))

    def newest(self) -> list[Deed]:
        """The newest first."""
        wanted = select(deeds).where(deeds.c.province_code == self._province).order_by(deeds.c.at.desc()).limit(SHOWN)
        return [Deed(row.at, row.login, row.what, row.detail) for row in self._connection.execute(wanted)]
