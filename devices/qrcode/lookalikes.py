"""Codes that reach a counter and are not a citizen card's: each told by its own mark, so the officer hears a name."""

import re
from enum import StrEnum


class LookAlike(StrEnum):
    """What a text looks like, in the officer's words."""

    COVID = "mã QR cá nhân thời COVID-19"
    HEALTH_INSURANCE = "mã QR thẻ bảo hiểm y tế"
    VNEID = "mã QR của ứng dụng VNeID"
    BANK = "mã QR chuyển khoản ngân hàng (VietQR)"
    LINK = "một đường dẫn web"
    WIFI = "mã QR kết nối Wi-Fi"
    CONTACT = "danh thiếp điện tử"
    OLD_NUMBER = "số CMND 9 số"
    NUMBER_ONLY = "chỉ có số định danh, không có thông tin khác"
    CASE_CODE = "mã hồ sơ trên giấy hẹn"
    PRODUCT = "mã vạch hàng hóa"
    CHECK = "mã kiểm tra máy quét của chương trình này"
    PIPES = "văn bản có dấu | nhưng không phải thẻ căn cước"
    NUMBERS = "một dãy số"
    TEXT = "văn bản"
    BINARY = "dữ liệu không phải chữ"


CHECK_START = "000000990001"  # a number of no province, which begins the scanner check's codes
_PATTERNS = (
    (LookAlike.CHECK, re.compile(rf"{CHECK_START}\|")),
    (LookAlike.BANK, re.compile(r"000201\d{4}")),  # EMV QR: payload format indicator, then the point of initiation
    (LookAlike.WIFI, re.compile(r"WIFI:", re.IGNORECASE)),
    (LookAlike.CONTACT, re.compile(r"BEGIN:VCARD|MECARD:", re.IGNORECASE)),
    (LookAlike.VNEID, re.compile(r"(https?://[^/]*vneid|.*vneid\.gov\.vn|VNEID)", re.IGNORECASE)),
    (LookAlike.LINK, re.compile(r"[a-z][a-z0-9+.-]{1,20}://|www\.", re.IGNORECASE)),
    (LookAlike.CASE_CODE, re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4}")),
    # number with masked beginning, upper-case name without marks, date YYYY-MM-DD
    (LookAlike.COVID, re.compile(r"[\d*]{9,12}\|[^|a-z]*\|\d{4}-\d{2}-\d{2}\|")),
    # card code, name in hexadecimal UTF-8, date, sex 1 or 2
    (LookAlike.HEALTH_INSURANCE, re.compile(r"[A-Z0-9]{10,15}\|(?:[0-9A-Fa-f]{2}){4,}\|[\d/]{4,10}\|[12]\|")),
    (LookAlike.OLD_NUMBER, re.compile(r"\d{9}\Z")),
    (LookAlike.NUMBER_ONLY, re.compile(r"\d{12}\|*\Z")),
    (LookAlike.PRODUCT, re.compile(r"(?:\d{8}|\d{13})\Z")),
    (LookAlike.NUMBERS, re.compile(r"\d+\Z")),
    (LookAlike.PIPES, re.compile(r"[^|]*\|.*\|", re.DOTALL)),
)
LOOKED_AT = 500


def look_alike(text: str) -> LookAlike:
    """What a text that is no citizen payload looks like."""
    start = text[:LOOKED_AT].strip()
    for kind, pattern in _PATTERNS:
        if pattern.match(start):
            return kind
    printable = sum(letter.isprintable() or letter.isspace() for letter in start)
    return LookAlike.TEXT if printable * 10 >= len(start) * 9 and start else LookAlike.BINARY
