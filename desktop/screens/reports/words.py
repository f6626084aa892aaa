"""What periods are called in the window; a report has words of its own."""

from PySide6.QtCore import QCoreApplication

from desktop.records.periods import Period, PeriodKind


def _tr(text: str) -> str:
    return QCoreApplication.translate("Reports", text)


def period_name(period: Period) -> str:
    """A period, as said within a sentence."""
    first = period.first
    match period.kind:
        case PeriodKind.MONTH:
            return _tr("tháng {0:%m} năm {0:%Y}").format(first)
        case PeriodKind.QUARTER:
            return _tr("quý {0} năm {1}").format(("I", "II", "III", "IV")[(first.month - 1) // 3], first.year)
        case PeriodKind.YEAR:
            return _tr("năm {0}").format(first.year)
        case PeriodKind.SPAN:
            return _tr("từ ngày {0:%d/%m/%Y} đến ngày {1:%d/%m/%Y}").format(first, period.last)
