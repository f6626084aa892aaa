"""The month's report out of what the province holds."""

from datetime import date

from sync.province.overview import Overview, UnitLine
from sync.province.service import Service
from sync.province.store.database import Connection
from sync.province.store.desks import Province
from sync.reporting.model import MonthlyReport, UnitMonth


def monthly_report(service: Service, connection: Connection, province: Province, month: date) -> MonthlyReport:
    """A month's report; a locked month's numbers are those of the lock."""
    now = service.clock()
    overview = Overview(connection, province.code, service.book, service.working, now.date())
    view = overview.month(month)
    before = overview.month(date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1))
    return MonthlyReport(
        province=province.name,
        place=province.place,
        month=month,
        made_at=now,
        book=service.book,
        units=tuple(_unit(line) for line in view.units),
        previous=before.counts,
        locked_at=view.lock.locked_at if view.lock else "",
        changed=view.changed,
    )


def _unit(line: UnitLine) -> UnitMonth:
    complete = line.complete
    return UnitMonth(line.unit.name, line.desks, complete.expected, complete.received, line.counts)
