"""Machine-readable zones: the specimens of ICAO 9303, the Vietnamese rules, and every check digit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip.zone import digit, expiry, zone
from devices.simulated.citizens import citizen
from devices.smartcard.datagroups.mrz import parse_mrz
from devices.smartcard.errors import DataGroupError

TODAY = date(2026, 11, 25)
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<D231458907UTO7408122F1204159<<<<<<<6"
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"


@pytest.mark.parametrize(
    ("text", "number", "optional"),
    [(TD1, "D23145890", ""), (TD2, "D23145890", ""), (TD3, "L898902C3", "ZE184226B")],
)
def test_the_specimens_of_the_standard(text: str, number: str, optional: str) -> None:
    mrz = parse_mrz(text, today=TODAY)
    assert mrz.bad_check_digits == ()
    assert (mrz.surname, mrz.given_names, mrz.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert (mrz.document_number, mrz.issuing_state, mrz.nationality) == (number, "UTO", "UTO")
    assert (mrz.birth_date, mrz.expiry_date) == (date(1974, 8, 12), date(2012, 4, 15))
    assert mrz.optional[0] == optional
    assert mrz.personal_number == ""


@given(st.integers(1, 400))
def test_the_vietnamese_card(seed: int) -> None:
    someone = citizen(seed)
    mrz = parse_mrz(zone(someone), today=TODAY)
    assert mrz.bad_check_digits == ()
    assert mrz.personal_number == someone.number
    assert mrz.document_number == someone.number[3:]
    assert mrz.birth_date == someone.birth_date
    assert mrz.sex == ("F" if someone.sex == "Nữ" else "M")
    assert mrz.expiry_date == expiry(someone)
    assert mrz.never_expires is (expiry(someone) is None)
    assert mrz.document_code == "ID"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (6, {"document_number", "composite", "personal_number"}),
        (15, {"personal_number", "composite"}),
        (29, {"personal_number", "composite"}),
        (31, {"birth_date", "composite"}),
        (39, {"expiry_date", "composite"}),
        (59, {"composite"}),
    ],
)
def test_each_check_digit_is_checked(place: int, expected: set[str]) -> None:
    text = zone(citizen(7))
    bent = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    assert set(parse_mrz(bent, today=TODAY).bad_check_digits) == expected


def test_a_long_document_number_goes_on_in_the_optional_data() -> None:
    number, rest = "D23145890", "7349"
    first = f"I<UTO{number}<{rest}{digit(number + rest)}".ljust(30, "<")
    second = f"740812{digit('740812')}F120415{digit('120415')}UTO" + "<" * 11
    whole = first + second + digit(first[5:] + second[:7] + second[8:15] + second[18:]) + TD1[60:]
    mrz = parse_mrz(whole, today=TODAY)
    assert mrz.document_number == number + rest
    assert mrz.bad_check_digits == ()


def test_a_long_document_number_goes_on_in_the_optional_data_of_td2() -> None:
    number, rest = "D23145890", "7349"
    second = f"{number}<UTO740812{digit('740812')}F120415{digit('120415')}" + f"{rest}{digit(number + rest)}".ljust(
        7, "<"
    )
    whole = TD2[:36] + second + digit(second[:10] + second[13:20] + second[21:])
    mrz = parse_mrz(whole, today=TODAY)
    assert (mrz.document_number, mrz.optional, mrz.bad_check_digits) == (number + rest, ("",), ())


def vietnamese(number: str, born: str, expires: str) -> str:
    """A zone of a Vietnamese card, written out."""
    first = f"IDVNM{number[3:]}{digit(number[3:])}{number}<<{digit(number)}"
    second = f"{born}{digit(born)}M{expires}{digit(expires)}VNM" + "<" * 11
    whole = digit(first[5:] + second[:7] + second[8:15] + second[18:])
    return first + second + whole + "NGUYEN<<VAN<MAU".ljust(30, "<")


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        ("481001", date(2048, 10, 1)),  # given at 38, valid to 60: the longest there is
        ("261124", date(2026, 11, 24)),
        ("210101", date(2021, 1, 1)),
        ("991231", None),
    ],
)
def test_the_longest_card_has_not_expired(expires: str, expected: date | None) -> None:
    mrz = parse_mrz(vietnamese("082088990001", "881001", expires), today=TODAY)
    assert (mrz.expiry_date, mrz.never_expires, mrz.bad_check_digits) == (expected, expected is None, ())


@pytest.mark.parametrize(
    ("number", "yymmdd", "born"),
    [
        ("082024990001", "240105", date(1924, 1, 5)),  # digit 0: a man of the twentieth century, past a hundred
        ("082224990001", "240105", date(2024, 1, 5)),
        ("082188990001", "240105", date(2024, 1, 5)),  # another year than the zone's: the number says nothing
        ("082226990001", "261231", date(1926, 12, 31)),  # a century in which the day is still to come
    ],
)
def test_the_number_names_the_century_of_the_birth(number: str, yymmdd: str, born: date) -> None:
    assert parse_mrz(vietnamese(number, yymmdd, "991231"), today=TODAY).birth_date == born


@pytest.mark.parametrize(
    ("yymmdd", "born"),
    [
        ("260101", date(2026, 1, 1)),
        ("261125", date(2026, 11, 25)),
        ("261126", date(1926, 11, 26)),
        ("270101", date(1927, 1, 1)),
        ("000230", None),
        ("<<0101", None),
    ],
)
def test_a_birth_is_never_in_the_future(yymmdd: str, born: date | None) -> None:
    assert parse_mrz(TD1[:30] + yymmdd + TD1[36:], today=TODAY).birth_date == born


@pytest.mark.parametrize("text", ["", TD1[:-1], TD1 + "<", TD1.lower(), TD1.replace("A", "Đ"), "x" * 90])
def test_what_is_no_zone(text: str) -> None:
    with pytest.raises(DataGroupError, match="LDS-010"):
        parse_mrz(text, today=TODAY)


@pytest.mark.lab
@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=88, max_size=90))
def test_any_zone_gives_a_zone_or_the_one_error(text: str) -> None:
    try:
        mrz = parse_mrz(text, today=TODAY)
    except DataGroupError:
        return
    if mrz.document_number.strip("<"):
        assert mrz.document_number not in repr(mrz) or len(mrz.document_number) < 4
