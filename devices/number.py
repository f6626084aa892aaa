"""The 12-digit number's own structure, as warnings.

Three digits for the province (or country) where the birth was registered, one for century and sex, two for the birth
year, six at random (Circular 59/2021/TT-BCA, Art. 4; Circular 07/2016/TT-BCA, Annex 1). That circular expired on
2024-07-01 and Law 26/2023/QH15, Art. 12 promises only twelve digits, so nothing here may refuse a number.
"""

from datetime import date

from devices.identity import Field as F  # noqa: N817
from devices.identity import Flag, FlagCode

PROVINCES = {
    "001": "Hà Nội",
    "002": "Hà Giang",
    "004": "Cao Bằng",
    "006": "Bắc Kạn",
    "008": "Tuyên Quang",
    "010": "Lào Cai",
    "011": "Điện Biên",
    "012": "Lai Châu",
    "014": "Sơn La",
    "015": "Yên Bái",
    "017": "Hòa Bình",
    "019": "Thái Nguyên",
    "020": "Lạng Sơn",
    "022": "Quảng Ninh",
    "024": "Bắc Giang",
    "025": "Phú Thọ",
    "026": "Vĩnh Phúc",
    "027": "Bắc Ninh",
    "030": "Hải Dương",
    "031": "Hải Phòng",
    "033": "Hưng Yên",
    "034": "Thái Bình",
    "035": "Hà Nam",
    "036": "Nam Định",
    "037": "Ninh Bình",
    "038": "Thanh Hóa",
    "040": "Nghệ An",
    "042": "Hà Tĩnh",
    "044": "Quảng Bình",
    "045": "Quảng Trị",
    "046": "Thừa Thiên Huế",
    "048": "Đà Nẵng",
    "049": "Quảng Nam",
    "051": "Quảng Ngãi",
    "052": "Bình Định",
    "054": "Phú Yên",
    "056": "Khánh Hòa",
    "058": "Ninh Thuận",
    "060": "Bình Thuận",
    "062": "Kon Tum",
    "064": "Gia Lai",
    "066": "Đắk Lắk",
    "067": "Đắk Nông",
    "068": "Lâm Đồng",
    "070": "Bình Phước",
    "072": "Tây Ninh",
    "074": "Bình Dương",
    "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu",
    "079": "Hồ Chí Minh",
    "080": "Long An",
    "082": "Tiền Giang",
    "083": "Bến Tre",
    "084": "Trà Vinh",
    "086": "Vĩnh Long",
    "087": "Đồng Tháp",
    "089": "An Giang",
    "091": "Kiên Giang",
    "092": "Cần Thơ",
    "093": "Hậu Giang",
    "094": "Sóc Trăng",
    "095": "Bạc Liêu",
    "096": "Cà Mau",
}


def is_number(text: str) -> bool:
    """Whether a text is twelve ASCII digits."""
    return len(text) == 12 and text.isascii() and text.isdecimal()


def number_flags(number: str, birth_date: date | None, sex: str) -> list[Flag]:
    """How the number's structure disagrees with the other fields; empty for a text that is no number."""
    if not is_number(number):
        return []
    flags = []
    if number[:3] not in PROVINCES:
        flags.append(Flag(FlagCode.PROVINCE_CODE_UNKNOWN, (F.NUMBER,), {"code": number[:3]}))
    century = 1900 + int(number[3]) // 2 * 100
    if birth_date is not None:
        if birth_date.year // 100 * 100 != century:
            flags.append(Flag(FlagCode.CENTURY_DISAGREES, (F.NUMBER, F.BIRTH_DATE), {"century": str(century)}))
        if birth_date.year % 100 != int(number[4:6]):
            flags.append(Flag(FlagCode.YEAR_DISAGREES, (F.NUMBER, F.BIRTH_DATE), {"year": number[4:6]}))
    if sex in {"Nam", "Nữ"} and (int(number[3]) % 2 == 1) != (sex == "Nữ"):
        flags.append(Flag(FlagCode.SEX_DISAGREES, (F.NUMBER, F.SEX), {}))
    return flags


def expiry_date(birth_date: date, issue_date: date) -> date | None:
    """The day a card runs out by the age rule, or None where it never does; the QR does not hold it.

    The birthday at 25, 40 or 60 (and 14, for cards issued from 2024-07-01); a card issued within the two years before
    such a birthday stays valid to the next one (Law 59/2014/QH13, Art. 21; Law 26/2023/QH15, Art. 21). A birthday on 29
    February counts on 1 March where the year has none; the law's own reading of that day is not known.
    """
    ages = (14, 25, 40, 60) if issue_date >= date(2024, 7, 1) else (25, 40, 60)
    for age in ages:
        birthday = _birthday(birth_date, birth_date.year + age)
        if birthday > issue_date and _birthday(birth_date, birth_date.year + age - 2) > issue_date:
            return birthday
    return None


def _birthday(birth_date: date, year: int) -> date:
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
