"""What is set for one desk: who it is, which devices it uses, how it prints. Kept in the encrypted database."""

from typing import Protocol

import msgspec

KEY = "desk"


class DeskSettings(msgspec.Struct, frozen=True):
    """The desk's settings.

    Attributes:
        unit_name: The unit as printed on its papers (``UBND XÃ …``).
        parent_name: The unit above, printed over it; "" for none.
        office_name: The office (``TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG``).
        place: The place name before a date on paper.
        case_code_prefix: ``V1V2V3.Z1Z2.Y1Y2.MX1X2`` as the province gave it.
        camera: What `devices.qrcode.camera` opens; "" for the first one found.
        serial_port: Port of a USB-COM scanner; "" for none.
        wedge: Whether a keyboard-wedge scanner is listened for.
        receipt_layout: Key of the receipt's layout.
        number_in_receipt_qr: Whether the receipt's QR holds the person's number (TT 01/2023; off, see docs).
        scan_folder: Folder that an office machine scans to; "" for none.
        signing_certificate: PKCS#12 file that papers are signed with; "" for none.
        signing_token: PKCS#11 module of the token that papers are signed with; "" for none. It goes before the file.
        files_quota_gb: Most that scanned files may take, in GB of 1024³ bytes; 0 for as much as the disk has.
        parts: The unit's parts that cases are handed to.
        read_words: Whether the words of scanned pages are read, to find papers by them.
        timestamp_url: Where signatures get their time from; "" for the desk's own.
    """

    unit_name: str = ""
    parent_name: str = ""
    office_name: str = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"
    place: str = ""
    address: str = ""
    phone: str = ""
    case_code_prefix: str = ""
    camera: str = ""
    serial_port: str = ""
    wedge: bool = True
    receipt_layout: str = "a5"
    number_in_receipt_qr: bool = False
    scan_folder: str = ""
    signing_certificate: str = ""
    signing_token: str = ""
    timestamp_url: str = ""
    files_quota_gb: int = 0
    parts: tuple[str, ...] = ()
    read_words: bool = False


class SettingsTable(Protocol):
    """The part of `desktop.records.settings` that is used here."""

    def get(self, name: str, default: object = None) -> object:
        """A JSON value."""

    def set(self, name: str, value: object) -> None:
        """Keep a JSON value."""


def load_desk_settings(table: SettingsTable) -> DeskSettings:
    """The desk's settings; what was never set, or was set by a newer program, takes its default."""
    return msgspec.convert(table.get(KEY, {}), DeskSettings)


def save_desk_settings(table: SettingsTable, settings: DeskSettings) -> None:
    """Keep the desk's settings."""
    table.set(KEY, msgspec.to_builtins(settings))
