"""The forms: keys approved, months locked, bundles issued, accounts kept. Each checks the role and the form's token."""

from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, Response

from sync.errors import ProtocolError
from sync.protocol import KeyState, fingerprint, public_key
from sync.province.approval import approve_key
from sync.province.bundling import issue_bundle
from sync.province.overview import month_end
from sync.province.pages.access import Signed, Visitor, back_to
from sync.province.pages.looking import around, chosen_month, overview_of
from sync.province.pages.rendering import Pages
from sync.province.service import Service
from sync.province.store.accounts import AccountRepository, Role
from sync.province.store.alarms import AlarmRepository
from sync.province.store.bundles import BundleRepository
from sync.province.store.database import Connection
from sync.province.store.deeds import DeedRepository
from sync.province.store.desks import DeskRepository, Unit
from sync.province.store.periods import PeriodRepository

Text = Annotated[str, Form(max_length=200)]
Name = Annotated[str, InPath(max_length=64)]
Csrf = Annotated[str, Form(max_length=100)]


class Approval(BaseModel):
    """The form that approves a key."""

    csrf: str = Field(max_length=100)
    unit: str = Field(max_length=64)
    unit_name: str = Field("", max_length=200)
    name: str = Field("", max_length=200)
    since: str = Field("", max_length=10)


class NewAccount(BaseModel):
    """The form of an account."""

    csrf: str = Field(max_length=100)
    login: str = Field(max_length=64)
    name: str = Field(max_length=200)
    role: Role
    password: str = Field(max_length=200)
    unit: str = Field("", max_length=64)


def deciding_routes(service: Service, pages: Pages, bundle_folder: Path) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/t/{province}", include_in_schema=False)
    _alarm_routes(routes, service, pages)
    _desk_routes(routes, service, pages)
    _period_routes(routes, service, pages)
    _bundle_routes(routes, service, pages, bundle_folder)
    _account_routes(routes, service, pages)
    return routes


def _alarm_routes(routes: APIRouter, service: Service, pages: Pages) -> None:
    @routes.get("/alarms")
    def alarms(who: Signed) -> HTMLResponse:
        _whole_province(who)
        with service.database.read() as connection:
            found = AlarmRepository(connection, who.province.code).all()
            silent = [line for line in overview_of(who, connection).desks("", _this_month(service)) if line.silent_days]
        return pages.show(who, "alarms.html", alarms=found, silent=silent)

    @routes.post("/alarms/{alarm}/seen")
    def seen(who: Signed, alarm: Name, csrf: Csrf) -> Response:
        who.must_decide(csrf)
        with service.database.write() as connection:
            by = who.session.account.login
            AlarmRepository(connection, who.province.code).see(alarm, at=service.moment(), by=by)
            _note(who, connection, "alarm", alarm)
        return back_to(f"/t/{who.province.code}/alarms")


def _desk_routes(routes: APIRouter, service: Service, pages: Pages) -> None:
    @routes.get("/desks")
    def desks(who: Signed) -> HTMLResponse:
        _whole_province(who)
        with service.database.read() as connection:
            known = DeskRepository(connection, who.province.code)
            keys, found, units = known.keys(), known.all(), known.units()
        waiting = [key for key in keys if key.state is KeyState.PENDING]
        names = {unit.id: unit.name for unit in units}
        prints = {key.id: fingerprint(public_key(key.public_key)) for key in waiting}
        values = {"waiting": waiting, "fingerprints": prints, "desks": found, "units": units, "names": names}
        return pages.show(who, "desks.html", **values)

    @routes.post("/keys/{key}/approve")
    def approve(who: Signed, key: Name, given: Annotated[Approval, Form()]) -> Response:
        who.must_decide(given.csrf)
        unit, since = Unit(given.unit.strip(), given.unit_name.strip()), _day(given.since) or service.clock().date()
        with service.database.write() as connection:
            at, by = service.moment(), who.session.account.login
            desk = approve_key(
                connection, who.province.code, key, unit, name=given.name.strip(), since=since, at=at, by=by
            )
            _note(who, connection, "approve", f"{desk} {key}")
        return back_to(f"/t/{who.province.code}/desks")

    @routes.post("/keys/{key}/revoke")
    def revoke(who: Signed, key: Name, csrf: Csrf) -> Response:
        who.must_decide(csrf)
        with service.database.write() as connection:
            known = DeskRepository(connection, who.province.code)
            asked = known.key(key)
            if asked is None:
                raise ProtocolError("SYNC-046")
            known.decide(key, KeyState.REVOKED, at=service.moment(), by=who.session.account.login)
            _note(who, connection, "revoke", f"{asked.desk} {key}")
        return back_to(f"/t/{who.province.code}/desks")

    @routes.post("/desks/{desk}/end")
    def end(who: Signed, desk: Name, csrf: Csrf, last_day: Text = "") -> Response:
        who.must_decide(csrf)
        with service.database.write() as connection:
            DeskRepository(connection, who.province.code).end(desk, _day(last_day))
            _note(who, connection, "end", f"{desk} {last_day}")
        return back_to(f"/t/{who.province.code}/desks/{desk}")


def _period_routes(routes: APIRouter, service: Service, pages: Pages) -> None:
    @routes.get("/periods")
    def periods(who: Signed, month: str = "") -> HTMLResponse:
        _whole_province(who)
        chosen = chosen_month(service, month or _last_month(service))
        with service.database.read() as connection:
            view = overview_of(who, connection).month(chosen)
            history = PeriodRepository(connection, who.province.code).history(chosen)
        over = month_end(chosen) < service.clock().date()
        return pages.show(who, "periods.html", view=view, history=history, over=over, **around(service, chosen))

    @routes.post("/periods/{month}/lock")
    def lock(who: Signed, month: Name, csrf: Csrf) -> Response:
        who.must_decide(csrf)
        chosen = chosen_month(service, month)
        if month_end(chosen) >= service.clock().date():
            raise ProtocolError("SYNC-044")
        with service.database.write() as connection:
            by = who.session.account.login
            PeriodRepository(connection, who.province.code).lock(chosen, at=service.moment(), by=by)
            _note(who, connection, "lock", month)
        return back_to(f"/t/{who.province.code}/periods?month={month}")

    @routes.post("/periods/{month}/unlock")
    def unlock(who: Signed, month: Name, csrf: Csrf, reason: Annotated[str, Form(max_length=500)] = "") -> Response:
        who.must_decide(csrf)
        with service.database.write() as connection:
            periods = PeriodRepository(connection, who.province.code)
            by = who.session.account.login
            periods.unlock(chosen_month(service, month), at=service.moment(), by=by, reason=reason)
            _note(who, connection, "unlock", f"{month}: {reason}")
        return back_to(f"/t/{who.province.code}/periods?month={month}")


def _bundle_routes(routes: APIRouter, service: Service, pages: Pages, folder: Path) -> None:
    @routes.get("/bundles")
    def bundles(who: Signed) -> HTMLResponse:
        _whole_province(who)
        with service.database.read() as connection:
            history = BundleRepository(connection, who.province.code).history()
            deeds = DeedRepository(connection, who.province.code).newest()
        return pages.show(who, "bundles.html", history=history, deeds=deeds)

    @routes.post("/bundles")
    def issue(who: Signed, csrf: Csrf) -> Response:
        who.must_decide(csrf)
        version = issue_bundle(service, who.province.code, folder, who.session.account.login)
        with service.database.write() as connection:
            _note(who, connection, "bundle", str(version))
        return back_to(f"/t/{who.province.code}/bundles")


def _account_routes(routes: APIRouter, service: Service, pages: Pages) -> None:
    @routes.get("/accounts")
    def accounts(who: Signed) -> HTMLResponse:
        if not who.decides:
            raise ProtocolError("SYNC-045")
        with service.database.read() as connection:
            found = AccountRepository(connection, who.province.code).all()
            units = DeskRepository(connection, who.province.code).units()
        return pages.show(who, "accounts.html", accounts=found, units=units)

    @routes.post("/accounts")
    def keep(who: Signed, given: Annotated[NewAccount, Form()]) -> Response:
        who.must_decide(given.csrf)
        unit = given.unit if given.role is Role.UNIT else ""
        with service.database.write() as connection:
            known = AccountRepository(connection, who.province.code)
            known.keep(given.login.strip(), given.name.strip(), given.role, given.password, unit)
            _note(who, connection, "account", f"{given.login} {given.role}")
        return back_to(f"/t/{who.province.code}/accounts")

    @routes.post("/accounts/{login}/disable")
    def disable(who: Signed, login: Name, csrf: Csrf) -> Response:
        who.must_decide(csrf)
        with service.database.write() as connection:
            AccountRepository(connection, who.province.code).disable(login)
            _note(who, connection, "disable", login)
        return back_to(f"/t/{who.province.code}/accounts")


def _whole_province(who: Visitor) -> None:
    if who.unit:
        raise ProtocolError("SYNC-045")


def _note(who: Visitor, connection: Connection, what: str, detail: str) -> None:
    who.note(DeedRepository(connection, who.province.code), what, detail)


def _this_month(service: Service) -> date:
    return service.clock().date().replace(day=1)


def _last_month(service: Service) -> str:
    first = _this_month(service)
    return f"{first.year - (first.month == 1):04d}-{(first.month - 2) % 12 + 1:02d}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ProtocolError("SYNC-046") from error
