"""Names in the order of the Vietnamese alphabet."""

import random
import unicodedata

import pytest

from sync.province.alphabet import alphabetical
from sync.province.store.desks import DeskRepository, Unit
from tests.helpers.province import PROVINCE, TestProvince

IN_ORDER = [
    "Phường 2",
    "Phường An Bình",
    "Phường Ân Thi",
    "Phường Cao Lãnh",
    "Phường Đạo Thạnh",
    "Phường Gò Công",
    "Xã Ba Sao",
    "Xã Bà Sao",
    "Xã Bả Sao",
    "Xã Bã Sao",
    "Xã Bá Sao",
    "Xã Bạ Sao",
    "Xã Dĩ An",
    "Xã Đốc Binh Kiều",
    "Xã Ô Môn",
    "Xã Ơn",
    "Xã Vĩnh Bình",
]


@pytest.mark.parametrize("composed", [True, False])
def test_letters_then_tones(composed: bool) -> None:
    names = [unicodedata.normalize("NFC" if composed else "NFD", name) for name in IN_ORDER]
    mixed = random.Random(1).sample(names, len(names))
    assert sorted(mixed, key=alphabetical) == names


@pytest.mark.parametrize("name", ["", "  ", "İ", "ﬁ", "\u0301", "Xã 🙂"])
def test_any_text_has_a_place(name: str) -> None:
    assert sorted([name, "Xã"], key=alphabetical)


def test_units_stand_in_that_order_whatever_the_database_sorts_by(province: TestProvince) -> None:
    with province.database.write() as connection:
        units = DeskRepository(connection, PROVINCE)
        for place, name in enumerate(reversed(IN_ORDER)):
            units.keep_unit(Unit(f"unit-{place}", name))
        found = [unit.name for unit in units.units() if unit.id.startswith("unit-")]
    assert found == IN_ORDER
