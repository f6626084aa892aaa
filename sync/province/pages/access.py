"""Who is looking: the session in the cookie, the token in each form, the role that a page asks for."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from sync.errors import ProtocolError
from sync.province.machines import ProvinceCode
from sync.province.service import Service
from sync.province.store.accounts import AccountRepository, Role, Session
from sync.province.store.deeds import DeedRepository
from sync.province.store.desks import DeskRepository, Province

COOKIE = "bmc_session"


class SignInNeededError(Exception):
    """Nobody is signed in; `province` is where to."""

    def __init__(self, province: str) -> None:
        self.province = province
        super().__init__(province)


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, at one province.

    Attributes:
        service: The running service.
        province: The province.
        session: Who it is.
    """

    service: Service
    province: Province
    session: Session

    @property
    def unit(self) -> str:
        """The only unit that they may look at; "" for all."""
        return self.session.account.unit

    @property
    def decides(self) -> bool:
        """Whether they may decide."""
        return self.session.account.role is Role.PROVINCE

    def may_see(self, unit: str) -> None:
        """Check that they may look at a unit.

        Raises:
            ProtocolError: SYNC-045: they may not.
        """
        if self.unit and self.unit != unit:
            raise ProtocolError("SYNC-045")

    def must_decide(self, csrf: str) -> None:
        """Check that they may decide, and that the form is one of this session's.

        Raises:
            ProtocolError: SYNC-045: they may not, or it is not.
        """
        if not self.decides or not secrets.compare_digest(csrf.encode(), self.session.csrf.encode()):
            raise ProtocolError("SYNC-045")

    def note(self, deeds: DeedRepository, what: str, detail: str) -> None:
        """Note what they did."""
        deeds.add(what, detail, at=self.service.moment(), by=self.session.account.login)


def visitor(request: Request, province: ProvinceCode) -> Visitor:
    """Who is signed in, for a page to depend on.

    Raises:
        SignInNeededError: Nobody is.
    """
    service: Service = request.app.state.service
    check_origin(request)
    token = request.cookies.get(COOKIE, "")
    with service.database.read() as connection:
        found = DeskRepository(connection, province).province()
        session = AccountRepository(connection, province).session(token, service.clock()) if token else None
    if found is None:
        raise ProtocolError("SYNC-010")
    if session is None:
        raise SignInNeededError(province)
    return Visitor(service, found, session)


Signed = Annotated[Visitor, Depends(visitor)]


def check_origin(request: Request) -> None:
    """Take a form only from a page of our own.

    Raises:
        ProtocolError: SYNC-045: the browser says that another site sent it.
    """
    if request.method in {"GET", "HEAD"}:
        return
    origin = request.headers.get("origin")
    same = origin is None or origin.split("://", 1)[-1] == request.headers.get("host")
    if not same or request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ProtocolError("SYNC-045")


def with_cookie(response: Response, province: str, token: str, *, secure: bool) -> Response:
    """Give a browser its session; no script can read it, no other site sends it."""
    response.set_cookie(COOKIE, token, path=f"/t/{province}", httponly=True, samesite="strict", secure=secure)
    return response


def back_to(path: str) -> RedirectResponse:
    """After a form: show a page anew."""
    return RedirectResponse(path, 303)
