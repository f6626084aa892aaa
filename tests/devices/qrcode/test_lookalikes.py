"""Codes that are not a card's are told apart by name. All samples are made up."""

import pytest

from devices.qrcode.lookalikes import LookAlike, look_alike
from devices.qrcode.scanner_check import check_codes

SAMPLES = {
    LookAlike.COVID: "******990001|NGUYEN THI MY HANH|1999-03-05|1|A1B2C3|",
    LookAlike.HEALTH_INSURANCE: "DN4790000000000|4e677579e1bb856e205468e1bb8b|05/03/1999|2|4170|82 - 001|-|01/01/2026|",
    LookAlike.VNEID: "https://vneid.gov.vn/qr/abc",
    LookAlike.BANK: "00020101021138540010A00000072701240006970400011000000000000208QRIBFTTA53037045802VN6304ABCD",
    LookAlike.LINK: "https://example.vn/a|b",
    LookAlike.WIFI: "WIFI:S:mot-cua;T:WPA;P:x;;",
    LookAlike.CONTACT: "BEGIN:VCARD\nVERSION:3.0\nN:A\nEND:VCARD",
    LookAlike.OLD_NUMBER: "001234567",
    LookAlike.NUMBER_ONLY: "082199990001",
    LookAlike.CASE_CODE: "000.14.22.H19-261125-0007",
    LookAlike.PRODUCT: "8930000000000",
    LookAlike.CHECK: check_codes()[0].text,
    LookAlike.PIPES: "a|b|c",
    LookAlike.NUMBERS: "12345",
    LookAlike.TEXT: "Xin chào",
    LookAlike.BINARY: "\x01\x02\x03\x04\x05ab",
}


@pytest.mark.parametrize("kind", list(LookAlike))
def test_each_kind_is_told_by_its_mark(kind: LookAlike) -> None:
    assert look_alike(SAMPLES[kind]) is kind
