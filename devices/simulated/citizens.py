"""Synthetic citizens: nobody's numbers, plausible names and addresses, all marked letters of the alphabet among them.

Numbers keep the official structure (province, century and sex, year) but end in ``99xxxx``, old numbers begin with
``00`` and phones with ``0190``: none of these was ever given to a person.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from devices.identity import Field

FAMILY_NAMES = (
    ("Nguyễn", 38),
    ("Trần", 11),
    ("Lê", 10),
    ("Phạm", 7),
    ("Huỳnh", 5),
    ("Phan", 5),
    ("Võ", 5),
    ("Đặng", 3),
    ("Bùi", 2),
    ("Đỗ", 2),
    ("Hồ", 2),
    ("Ngô", 2),
    ("Dương", 2),
    ("Lý", 1),
    ("Đoàn", 1),
    ("Trương", 1),
    ("Mai", 1),
    ("Tạ", 1),
    ("Quách", 1),
)
MIDDLE_MALE = ("Văn", "Hữu", "Đức", "Minh", "Quốc", "Thành", "Công", "Hoàng", "Ngọc", "Phước", "Tấn", "Trọng")
MIDDLE_FEMALE = ("Thị", "Thị Ngọc", "Thị Mỹ", "Thị Kim", "Ngọc", "Thùy", "Mỹ", "Kim", "Thị Hồng", "Bích")
GIVEN_MALE = (
    "An Bình Cường Dũng Đạt Được Hải Hậu Hiếu Hùng Huy Khánh Khoa Kiệt Lâm Lộc Lợi Nghĩa Nhân Phát Phú Phúc Quân Quý"
    " Sơn Tài Tâm Thắng Thiện Thuận Tiến Toàn Trí Trung Tuấn Tùng Vinh Vũ Xuân Ý"
)
GIVEN_FEMALE = (
    "Ánh Bích Châu Chi Diễm Diệp Dung Duyên Đào Giang Hà Hạnh Hằng Hiền Hoa Huệ Hương Huyền Lan Liễu Linh Loan Ly Mai"
    " Mỹ Nga Ngân Nguyệt Nhung Nữ Oanh Phượng Quyên Quỳnh Tâm Thảo Thắm Thủy Tiên Trâm Trinh Tuyết Uyên Vân Yến"
)
# Names and hamlets with the letters that the usual ones lack; every eighth citizen has one of each.
GIVEN_RARE = "Bé Cẩm Mẫn Thể Phụng Từ Cử Tự Tỵ Tỷ Mở Kỉnh Đóa Sẵn Nhẹ Khẽ Nhỡ Thẳng Vẻ Thỏa"
HAMLETS_RARE = ("Ấp Bãi Sậy", "Ấp Cây Mã", "Ấp Giồng Sẻ", "Ấp Đồng Cỏ")
HAMLETS = (
    "Ấp Hòa",
    "Ấp Tân Thạnh",
    "Ấp Mỹ Lợi",
    "Ấp Bắc",
    "Ấp 1",
    "Ấp 3",
    "Ấp Đông",
    "Ấp Lương Phú B",
    "Khu phố 2",
    "Tổ 5, Ấp Trung",
)
# Commune, district of the time before 2025-07-01, and the commune of today.
PLACES = (
    ("Tân Hương", "Châu Thành", "Tân Hương"),
    ("Long Định", "Châu Thành", "Long Định"),
    ("Hòa Khánh", "Cái Bè", "Cái Bè"),
    ("Mỹ Đức Tây", "Cái Bè", "Mỹ Đức Tây"),
    ("Vĩnh Kim", "Châu Thành", "Vĩnh Kim"),
    ("Bình Phú", "Cai Lậy", "Bình Phú"),
    ("Đồng Sơn", "Gò Công Tây", "Đồng Sơn"),
    ("Tân Thành", "Gò Công Đông", "Gò Công Đông"),
    ("Phú Mỹ", "Tân Phước", "Tân Phước 2"),
    ("Phường 4", "Mỹ Tho", "Đạo Thạnh"),
    ("Phường 9", "Mỹ Tho", "Mỹ Phong"),
    ("Thới Sơn", "Mỹ Tho", "Thới Sơn"),
)
TWO_TIER = date(2025, 7, 1)
NEW_CARD = date(2024, 7, 1)


@dataclass(frozen=True, slots=True)
class SyntheticCitizen:
    """A citizen who does not exist, and the card that they do not hold.

    Attributes:
        number: 12 digits, ending in 99xxxx.
        old_number: 9 digits beginning with 00, or "".
        residence: As printed on a card of `issue_date`.
    """

    number: str
    old_number: str
    full_name: str
    birth_date: date
    sex: str
    residence: str
    issue_date: date
    phone: str

    @property
    def has_new_card(self) -> bool:
        """Whether the card is the Căn cước of 2024-07-01 and later, whose QR has eleven fields."""
        return self.issue_date >= NEW_CARD

    def payload(self, fields: int | None = None) -> str:
        """The QR's text: 7 fields, or 11 with four empty ones, as the card's age has it unless `fields` says so."""
        fields = fields or (11 if self.has_new_card else 7)
        texts = [
            self.number,
            self.old_number,
            self.full_name,
            f"{self.birth_date:%d%m%Y}",
            self.sex,
            self.residence,
            f"{self.issue_date:%d%m%Y}",
        ]
        return "|".join(texts + [""] * (fields - len(texts)))

    def texts(self) -> dict[Field, str]:
        """What a right reading of the card gives."""
        return {
            Field.NUMBER: self.number,
            Field.OLD_NUMBER: self.old_number,
            Field.FULL_NAME: self.full_name,
            Field.BIRTH_DATE: self.birth_date.isoformat(),
            Field.SEX: self.sex,
            Field.RESIDENCE: self.residence,
            Field.ISSUE_DATE: self.issue_date.isoformat(),
        }


def citizen(seed: int) -> SyntheticCitizen:
    """The synthetic citizen of a seed; the same one every time, and another number for every seed below 10,000."""
    draw = random.Random(seed)  # noqa: S311 - reproducible test data, not a secret
    female = draw.random() < 0.5
    birth = date(1945, 1, 1) + timedelta(days=draw.randrange(365 * 65))
    issue = max(date(2021, 3, 1), birth + timedelta(days=365 * 14 + 30)) + timedelta(days=draw.randrange(365 * 2))
    if draw.random() < 0.4:
        issue = NEW_CARD + timedelta(days=draw.randrange(800))
    names, weights = zip(*FAMILY_NAMES, strict=True)
    name = " ".join(
        (
            draw.choices(names, weights)[0],
            draw.choice(MIDDLE_FEMALE if female else MIDDLE_MALE),
            draw.choice((GIVEN_FEMALE if female else GIVEN_MALE).split()),
        )
    )
    rare = seed % 8 == 5
    if rare:
        name = f"{name.rsplit(' ', 1)[0]} {draw.choice(GIVEN_RARE.split())}"
    century = (birth.year - 1900) // 100 * 2 + int(female)
    province = draw.choices(("082", "087", "083", "080", "079", "001"), (60, 20, 5, 5, 7, 3))[0]
    return SyntheticCitizen(
        number=f"{province}{century}{birth:%y}99{seed % 10_000:04d}",
        old_number=f"00{draw.randrange(10**7):07d}" if birth.year < 2003 and draw.random() < 0.7 else "",
        full_name=name,
        birth_date=birth,
        sex="Nữ" if female else "Nam",
        residence=_residence(draw, issue, HAMLETS_RARE if rare else HAMLETS),
        issue_date=issue,
        phone=f"0190{draw.randrange(10**6):06d}",
    )


def _residence(draw: random.Random, issue: date, hamlets: tuple[str, ...]) -> str:
    hamlet = draw.choice(hamlets)
    commune, district, today = draw.choice(PLACES)
    if issue >= TWO_TIER:
        return f"{hamlet}, {today}, Đồng Tháp"
    return f"{hamlet}, {commune}, {district}, Tiền Giang"
