"""Setting devices to a profile, in the words of the drivers that are about."""

from collections.abc import Mapping
from typing import Any

import pytest

from devices.documents.sources.sane_options import UNIT_PIXEL, nearest, set_up
from devices.documents.sources.source import Colour, NoDuplexError, ScanProfile

FIXED, WHOLE, TEXT = 2, 1, 3  # SANE's types of values


class Option:
    """An option as python-sane has it."""

    def __init__(self, constraint: object = None, kind: int = TEXT, unit: int = 3, *, active: bool = True) -> None:
        self.constraint = constraint
        self.type = kind
        self.unit = unit
        self.active = active

    def is_active(self) -> bool:
        return self.active

    def is_settable(self) -> bool:
        return True


class Scanner:
    """A device that remembers what it was set to."""

    def __init__(self, **options: Option) -> None:
        self.__dict__["opt"] = options
        self.__dict__["set"] = {}

    opt: Mapping[str, Any]
    set: dict[str, object]

    def __setattr__(self, name: str, value: object) -> None:
        assert name in self.opt
        assert self.opt[name].active
        self.set[name] = value


def source_after(names: list[str], *, duplex: bool = False, feeder: bool = True, **more: Option) -> tuple[object, bool]:
    scanner = Scanner(source=Option(names), **more)
    feeds = set_up(scanner, ScanProfile(duplex=duplex, feeder=feeder), {})
    return scanner.set.get("source"), feeds


FUJITSU = ["ADF Front", "ADF Back", "ADF Duplex"]
ESCL = ["Flatbed", "ADF", "ADF Duplex"]
LONG = ["Flatbed", "Automatic Document Feeder(left aligned)", "Automatic Document Feeder(left aligned,Duplex)"]
EPSON = ["Flatbed", "Automatic Document Feeder"]


@pytest.mark.parametrize(
    ("names", "single", "double", "glass"),
    [
        (FUJITSU, "ADF Front", "ADF Duplex", None),
        (ESCL, "ADF", "ADF Duplex", "Flatbed"),
        (LONG, LONG[1], LONG[2], "Flatbed"),
    ],
)
def test_the_source_is_found_by_the_words_for_it(names: list[str], single: str, double: str, glass: str | None) -> None:
    assert source_after(names) == (single, True)
    assert source_after(names, duplex=True) == (double, True)
    assert source_after(names, feeder=False) == (glass, False)


def test_duplex_may_be_an_option_of_its_own() -> None:
    scanner = Scanner(source=Option(EPSON), adf_mode=Option(["Simplex", "Duplex"]))
    for duplex, mode in ((True, "Duplex"), (False, "Simplex")):
        assert set_up(scanner, ScanProfile(duplex=duplex), {})
        assert scanner.set["adf_mode"] == mode
    scanner = Scanner(source=Option(EPSON), duplex=Option(kind=0))
    assert set_up(scanner, ScanProfile(duplex=True), {})
    assert scanner.set["duplex"] is True


@pytest.mark.parametrize("names", [["Flatbed"], EPSON, []])
def test_duplex_is_refused_where_there_is_none(names: list[str]) -> None:
    with pytest.raises(NoDuplexError):
        source_after(names, duplex=True)
    with pytest.raises(NoDuplexError):
        source_after(names, duplex=True, feeder=False)


def test_a_device_without_sources_gives_one_page_at_a_time() -> None:
    assert not set_up(Scanner(), ScanProfile(), {})
    assert source_after(["Flatbed"]) == ("Flatbed", False)


@pytest.mark.parametrize(
    ("modes", "colour", "expected"),
    [
        (["Lineart", "Gray", "Color"], Colour.COLOUR, "Color"),
        (["Lineart", "Gray", "Color"], Colour.BLACK_WHITE, "Lineart"),
        (["Black & White", "True Gray", "24bit Color[Fast]"], Colour.GREY, "True Gray"),
        (["Black & White", "True Gray", "24bit Color[Fast]"], Colour.BLACK_WHITE, "Black & White"),
        (["Gray", "Color"], Colour.BLACK_WHITE, "Gray"),
        (["Color"], Colour.BLACK_WHITE, "Color"),
        (["Color"], Colour.GREY, "Color"),
        (["Lineart", "Gray"], Colour.COLOUR, "Gray"),
        (["Lineart"], Colour.COLOUR, "Lineart"),
    ],
)
def test_the_mode_is_the_one_wanted_else_the_nearest_richer_one(
    modes: list[str], colour: Colour, expected: str
) -> None:
    scanner = Scanner(mode=Option(modes), depth=Option([1, 8, 16], WHOLE))
    set_up(scanner, ScanProfile(colour=colour), {})
    assert scanner.set["mode"] == expected
    assert scanner.set["depth"] == 8


@pytest.mark.parametrize(
    ("constraint", "wanted", "expected"),
    [
        (None, 300, 300),
        ([75, 150, 300, 600], 300, 300),
        ([75, 150, 300, 600], 200, 300),
        ([75, 150, 300, 600], 1200, 600),
        ((50, 600, 1), 300, 300),
        ((50, 600, 100), 300, 350),
        ((50.0, 600.0, 0.0), 72.5, 72.5),
        ((100, 600, 1), 50, 100),
        ((50, 600, 1), 5000, 600),
    ],
)
def test_the_nearest_resolution_is_not_below_the_one_wanted(constraint: object, wanted: float, expected: float) -> None:
    assert nearest(constraint, wanted) == expected


def test_the_area_is_in_the_units_of_the_device_and_within_its_reach() -> None:
    area = {name: Option((0.0, 200.0, 0.1), FIXED) for name in ("tl_x", "tl_y", "br_x", "br_y")}
    scanner = Scanner(
        **area, page_width=Option((0.0, 300.0, 0.1), FIXED), page_height=Option(None, FIXED, active=False)
    )
    set_up(scanner, ScanProfile(), {})
    assert scanner.set == {"page_width": 210.0, "tl_x": 0.0, "br_x": 200.0, "tl_y": 0.0, "br_y": 200.0}
    scanner = Scanner(br_x=Option((0, 10_000, 1), WHOLE, UNIT_PIXEL))
    set_up(scanner, ScanProfile(), {})
    assert scanner.set == {"br_x": 2480}


def test_the_callers_own_options_are_set_last_by_the_drivers_names() -> None:
    scanner = Scanner(mode=Option(["Gray", "Color"]), swskip=Option(None, FIXED), sw_deskew=Option(None, 0))
    set_up(scanner, ScanProfile(), {"mode": "Gray", "sw-deskew": True, "swskip": 2.5})
    assert scanner.set == {"mode": "Gray", "sw_deskew": True, "swskip": 2.5}


@pytest.mark.parametrize(("kind", "type_"), [(WHOLE, int), (FIXED, float)])
def test_a_resolution_is_of_the_drivers_type(kind: int, type_: type) -> None:
    scanner = Scanner(resolution=Option([200, 300], kind))
    set_up(scanner, ScanProfile(dpi=250), {})
    assert scanner.set["resolution"] == 300
    assert type(scanner.set["resolution"]) is type_
