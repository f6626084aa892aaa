"""What is set for data protection at this desk: who is in charge, how long cases and the log are kept."""

import msgspec

from desktop.records.desk_settings import SettingsTable
from devices.errors import CodedError

KEY = "data_protection"
LEAST_AUDIT_MONTHS = 12  # advised by TCVN 14423:2026, and what the log is kept for at least


class Protection(msgspec.Struct, frozen=True):
    """The settings.

    Attributes:
        logins: Officers in charge of data protection (Luật 91/2025/QH15, Điều 33); empty: the one who set the desk up.
        audit_months: How long the log is kept, whole months.
        case_months: How long cases are kept after their receipt; 0 until the unit has set it: nothing is erased by it.
    """

    logins: tuple[str, ...] = ()
    audit_months: int = 24
    case_months: int = 0


def load_protection(table: SettingsTable) -> Protection:
    """The settings as they are."""
    return msgspec.convert(table.get(KEY, {}), Protection)


def save_protection(table: SettingsTable, protection: Protection) -> None:
    """Keep the settings.

    Raises:
        CodedError: AUD-002: the log would be kept for less than 12 months.
    """
    if protection.audit_months < LEAST_AUDIT_MONTHS:
        raise CodedError("AUD-002", months=str(LEAST_AUDIT_MONTHS))
    table.set(KEY, msgspec.to_builtins(protection))
