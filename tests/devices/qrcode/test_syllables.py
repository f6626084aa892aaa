"""Vietnamese syllables: right ones pass, what a loss leaves does not."""

from devices.qrcode.syllables import is_folded_syllable, is_syllable, strange_words
from devices.simulated.citizens import citizen
from devices.simulated.scanners import drop_beyond_ascii, fold

SYLLABLES = "Nguyễn Quỳnh gì gìn Giếng khuya nghĩa Hòa Hoà Thuý Thúy Uyên Yến Rượu Quốc Khuyết Oanh Ý đường Xoong"
NONE = "Nguyn Nguyen Thap Tien ng Wang Kpă Hà̀nh ễ́ NNguyễn Nguzễn Hoăcz Thp"


def test_syllables() -> None:
    assert [word for word in SYLLABLES.split() if not is_syllable(word)] == []
    assert [word for word in NONE.split() if is_syllable(word)] == []


def test_no_word_of_a_right_card_is_strange_and_most_lossy_cards_have_one() -> None:
    lost = 0
    for seed in range(500):
        one = citizen(seed)
        text = f"{one.full_name} {one.residence}"
        assert strange_words(text) == []
        lost += bool(strange_words(drop_beyond_ascii(text)))
        assert all(is_folded_syllable(word) for word in fold(one.full_name).split())
    assert lost > 490


def test_house_numbers_and_abbreviations_are_not_strange() -> None:
    assert strange_words("Số 12A/3, Tổ NDTQ 5, KP. 2, P. 4, TP. Mỹ Tho") == []
