"""The pages that only show."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query
from starlette.responses import HTMLResponse

from sync.errors import ProtocolError
from sync.indicators import Indicator
from sync.protocol import DayRecord, decode
from sync.province.overview import Overview, month_end
from sync.province.pages.access import Signed, Visitor
from sync.province.pages.rendering import Pages
from sync.province.service import Service
from sync.province.store.alarms import AlarmRepository
from sync.province.store.database import Connection
from sync.province.store.desks import DeskRepository, Unit
from sync.province.store.records import RecordRepository

Month = Annotated[str, Query(max_length=7)]
Name = Annotated[str, Path(max_length=64)]


def looking_routes(service: Service, pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/t/{province}", include_in_schema=False)
    _month_routes(routes, service, pages)
    _desk_routes(routes, service, pages)

    @routes.get("/definitions")
    def definitions(who: Signed) -> HTMLResponse:
        return pages.show(who, "definitions.html", book=service.book, groups=by_group(service, {}))

    return routes


def _month_routes(routes: APIRouter, service: Service, pages: Pages) -> None:
    @routes.get("/")
    def overview(who: Signed, month: Month = "") -> HTMLResponse:
        chosen = chosen_month(service, month)
        with service.database.read() as connection:
            view = overview_of(who, connection).month(chosen)
            silent = [line for line in overview_of(who, connection).desks(who.unit, chosen) if line.silent_days]
        units = [line for line in view.units if not who.unit or line.unit.id == who.unit]
        return pages.show(who, "overview.html", view=view, units=units, silent=silent, **around(service, chosen))

    @routes.get("/reporting")
    def reporting(who: Signed, month: Month = "", unit: Annotated[str, Query(max_length=64)] = "") -> HTMLResponse:
        chosen = chosen_month(service, month)
        who.may_see(unit or who.unit)
        with service.database.read() as connection:
            lines = overview_of(who, connection).grid(unit or who.unit, chosen)
            units = {each.id: each.name for each in DeskRepository(connection, who.province.code).units()}
        days = [day for day, _ in lines[0][1]] if lines else []
        return pages.show(
            who, "reporting.html", lines=lines, days=days, units=units, unit=unit, **around(service, chosen)
        )

    @routes.get("/units/{unit}")
    def unit_page(who: Signed, unit: Name, month: Month = "") -> HTMLResponse:
        who.may_see(unit)
        chosen = chosen_month(service, month)
        with service.database.read() as connection:
            known = next(
                (each for each in DeskRepository(connection, who.province.code).units() if each.id == unit), None
            )
            if known is None:
                raise ProtocolError("SYNC-046")
            overview = overview_of(who, connection)
            line = next(each for each in overview.month(chosen, frozen=False).units if each.unit.id == unit)
            lines = overview.desks(unit, chosen)
        groups = by_group(service, line.counts)
        return pages.show(who, "unit.html", line=line, desks=lines, groups=groups, **around(service, chosen))


def _desk_routes(routes: APIRouter, service: Service, pages: Pages) -> None:
    @routes.get("/desks/{desk}")
    def desk_page(who: Signed, desk: Name, month: Month = "") -> HTMLResponse:
        chosen = chosen_month(service, month)
        with service.database.read() as connection:
            desks = DeskRepository(connection, who.province.code)
            found = desks.get(desk)
            if found is None:
                raise ProtocolError("SYNC-046")
            who.may_see(found.unit)
            days = RecordRepository(connection, who.province.code).days(chosen, month_end(chosen), desk)
            keys = desks.keys(desk)
            alarms = AlarmRepository(connection, who.province.code).all(desk=desk)
            unit = next((each for each in desks.units() if each.id == found.unit), Unit(found.unit, found.unit))
        values = {"desk": found, "days": days, "keys": keys, "alarms": alarms, "unit": unit}
        return pages.show(who, "desk.html", **values, **around(service, chosen))

    @routes.get("/desks/{desk}/{day}")
    def day_page(who: Signed, desk: Name, day: date) -> HTMLResponse:
        with service.database.read() as connection:
            found = DeskRepository(connection, who.province.code).get(desk)
            if found is None:
                raise ProtocolError("SYNC-046")
            who.may_see(found.unit)
            revisions = RecordRepository(connection, who.province.code).revisions(desk, day)
            alarms = [each for each in AlarmRepository(connection, who.province.code).all(desk=desk) if each.day == day]
        counts = {each.revision: counts_of(each.body) for each in revisions}
        rejected = {each.id: counts_of(each.body) for each in alarms if each.body is not None}
        groups = by_group(service, counts[revisions[-1].revision]) if revisions else []
        values = {"desk": found, "this_day": day, "revisions": revisions, "counts": counts, "groups": groups}
        return pages.show(who, "day.html", **values, alarms=alarms, rejected=rejected)


def overview_of(who: Visitor, connection: Connection) -> Overview:
    """What the province's pages show, for a visitor."""
    service = who.service
    return Overview(connection, who.province.code, service.book, service.working, service.clock().date())


def chosen_month(service: Service, text: str) -> date:
    """The month of ``YYYY-MM``, this one where that is none."""
    today = service.clock().date()
    with suppress(ValueError):
        return min(date.fromisoformat(f"{text}-01"), today.replace(day=1)) if text else today.replace(day=1)
    return today.replace(day=1)


def around(service: Service, month: date) -> dict[str, object]:
    """A month with the ones before and after, for its page to lead to; None where that is the future."""
    before = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    after = date(month.year + (month.month == 12), month.month % 12 + 1, 1)
    return {"month": month, "before": before, "after": after if after <= service.clock().date() else None}


def by_group(service: Service, counts: Mapping[str, int]) -> list[tuple[str, list[tuple[Indicator, int]]]]:
    """The indicators under their headings, each with its count."""
    found: dict[str, list[tuple[Indicator, int]]] = {}
    for indicator in service.book.indicators:
        found.setdefault(indicator.group, []).append((indicator, counts.get(indicator.id, 0)))
    return list(found.items())


def counts_of(body: bytes) -> Mapping[str, int]:
    """The counts in a record's bytes; nothing where they cannot be read any more."""
    with suppress(ProtocolError, msgspec.DecodeError):
        record = decode(body)
        if isinstance(record, DayRecord):
            return record.counts
    return {}
