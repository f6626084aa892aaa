"""Setting a WIA device to a profile, by the numbers of its properties.

Numbers and values are those of Microsoft's WiaDef.h (Windows SDK), as its pages on WIA properties explain them. A
property is looked for by its number among all: some drivers know only a name or only a number as an index.
"""

import math
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from devices.documents.sources.source import Colour, NoDuplexError, ScanProfile

MM_PER_INCH = 25.4
# Of the device
CAPABILITIES, SELECT, PAGES = 3086, 3088, 3096
FEEDER, FLATBED, DUPLEX = 0x1, 0x2, 0x4
HANDLES_FEEDER, HANDLES_DUPLEX = 0x1, 0x4
NAME, MAKER = 7, 3
# Of its item
INTENT, ACROSS, DOWN = 6146, 6147, 6148
LEFT, TOP, WIDTH, HEIGHT = 6149, 6150, 6151, 6152
INTENTS = {Colour.COLOUR: 1, Colour.GREY: 2, Colour.BLACK_WHITE: 4}
RANGE, LIST = 1, 2  # WiaSubType


def members(collection: Any) -> Iterable[Any]:
    """What a collection of WIA holds; it counts from 1."""
    for place in range(1, int(collection.Count) + 1):
        yield collection.Item(place)


def properties(of: Any) -> dict[int, Any]:
    """The properties of a device or an item, by their numbers."""
    return {int(each.PropertyID): each for each in members(of.Properties)}


def set_source(device: Any, profile: ScanProfile) -> bool:
    """Choose feeder, duplex or glass; whether sheet after sheet will feed.

    Args:
        device: A connected device.
        profile: How to scan.

    Raises:
        NoDuplexError: The profile wants both sides and the device has no duplex, or gives both sides of a sheet in one
            transfer alone, of which the automation layer hands on the front.
    """
    known = properties(device)
    able = int(known[CAPABILITIES].Value) if CAPABILITIES in known else 0
    feeds = bool(able & HANDLES_FEEDER) and profile.feeder
    if profile.duplex and not (feeds and able & HANDLES_DUPLEX):
        raise NoDuplexError
    if SELECT in known:
        known[SELECT].Value = FEEDER | (DUPLEX if profile.duplex else 0) if feeds else FLATBED
    count = properties(device).get(PAGES)  # a driver may count otherwise now
    if profile.duplex and not _side_by_side(count):
        raise NoDuplexError
    if feeds and count is not None:
        count.Value = 1  # one at a time: the next one feeds only when this one is safe
    return feeds


def _side_by_side(count: Any) -> bool:
    """Whether one side can be asked for: such a driver counts pages by one, others by two (WIA_DPS_PAGES)."""
    return count is None or int(count.SubType) != RANGE or int(count.SubTypeStep) <= 1


def set_picture(item: Any, profile: ScanProfile) -> int:
    """Set colour, resolution and area; the dots per inch that come of it.

    Args:
        item: What is transferred.
        profile: How to scan.
    """
    known = properties(item)
    _set(known, INTENT, INTENTS[profile.colour])  # first: it sets others besides
    dpi = _set(known, ACROSS, profile.dpi)
    dpi = _set(known, DOWN, dpi or profile.dpi) or dpi or profile.dpi
    wide, high = (math.ceil(size_mm / MM_PER_INCH * dpi) for size_mm in profile.page_mm)
    for number, wanted in ((LEFT, 0), (TOP, 0), (WIDTH, wide), (HEIGHT, high)):
        with suppress(Exception):  # a driver that takes no area scans all it reaches
            _set(known, number, wanted)
    return dpi


def _set(known: dict[int, Any], number: int, wanted: int) -> int:
    """Set a property to the nearest that it takes; what it is then, 0 where there is none."""
    here = known.get(number)
    if here is None:
        return 0
    if not here.IsReadOnly:
        here.Value = _nearest(here, wanted)
    return int(here.Value)


def _nearest(here: Any, wanted: int) -> int:
    """The value that is `wanted`, else the next above it, else the largest."""
    kind = int(here.SubType)
    if kind == LIST:
        values = [int(value) for value in members(here.SubTypeValues)]
        return min((value for value in values if value >= wanted), default=max(values, default=wanted))
    if kind == RANGE:
        least, most, step = int(here.SubTypeMin), int(here.SubTypeMax), max(1, int(here.SubTypeStep))
        return min(max(least + -(-(wanted - least) // step) * step, least), most)
    return wanted
