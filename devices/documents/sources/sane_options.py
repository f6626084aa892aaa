"""Setting a SANE device to a profile: every driver names modes, sources and sizes in its own way.

Options are told apart by SANE's well-known names, their values by the words that drivers use for them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from devices.documents.sources.source import Colour, NoDuplexError, ScanProfile

UNIT_PIXEL = 1  # SANE_UNIT_PIXEL
FIXED = 2  # SANE_TYPE_FIXED
MM_PER_INCH = 25.4

_FEEDER_WORDS = ("adf", "feeder")
_DUPLEX_WORDS = ("duplex", "both")
_BACK_WORDS = ("back", "rear")
_MODES: dict[Colour, tuple[str, ...]] = {
    Colour.COLOUR: ("color", "colour", "24bit", "rgb"),
    Colour.GREY: ("gray", "grey"),
    Colour.BLACK_WHITE: ("lineart", "black & white", "black and white", "binary", "threshold", "monochrome"),
}
_PREFERRED = {
    Colour.COLOUR: (Colour.COLOUR, Colour.GREY, Colour.BLACK_WHITE),
    Colour.GREY: (Colour.GREY, Colour.COLOUR, Colour.BLACK_WHITE),
    Colour.BLACK_WHITE: (Colour.BLACK_WHITE, Colour.GREY, Colour.COLOUR),
}


class Device(Protocol):
    """What is used of python-sane's device; options are also its attributes."""

    opt: Mapping[str, Any]


def set_up(device: Device, profile: ScanProfile, extra: Mapping[str, bool | int | float | str]) -> bool:
    """Set a device to a profile, then to the caller's own options; whether it will feed sheet after sheet.

    Args:
        device: An open device.
        profile: How to scan.
        extra: The driver's own options by name; they are set as they are.

    Raises:
        NoDuplexError: The profile wants both sides and the device has no duplex.
    """
    feeds = _set_source(device, profile)
    _set_mode(device, profile.colour)
    if _settable(device, "resolution"):
        _set_number(device, "resolution", nearest(device.opt["resolution"].constraint, profile.dpi))
    _set_area(device, profile)
    for name, value in extra.items():
        device.__setattr__(name.replace("-", "_"), value)
    return feeds


def nearest(constraint: object, wanted: float) -> float:
    """The allowed value that is `wanted`, else the next above it, else the largest.

    Args:
        constraint: As python-sane gives it: None, (smallest, largest, step) or a list of values.
        wanted: What would be best.
    """
    if isinstance(constraint, tuple) and len(constraint) == 3:
        smallest, largest, step = constraint
        steps = -(-(wanted - smallest) // step) if step else wanted - smallest
        return float(min(max(smallest + steps * (step or 1), smallest), largest))
    if isinstance(constraint, list) and constraint:
        return float(min((value for value in constraint if value >= wanted), default=max(constraint)))
    return float(wanted)


def _set_source(device: Device, profile: ScanProfile) -> bool:
    names = _choices(device, "source")
    feeders = [name for name in names if _has(name, _FEEDER_WORDS) or _has(name, _DUPLEX_WORDS)]
    if not feeders or not profile.feeder:
        if profile.duplex:
            raise NoDuplexError
        glass = [name for name in names if name not in feeders]
        if glass:
            device.__setattr__("source", glass[0])
        # A driver without the option has the glass alone, or feeds one sheet at a time.
        return False
    double = [name for name in feeders if _has(name, _DUPLEX_WORDS)]
    single = [name for name in feeders if name not in double and not _has(name, _BACK_WORDS)]
    if profile.duplex:
        if double:
            device.__setattr__("source", double[0])
        elif not _duplex_switch(device, feeders[0]):
            raise NoDuplexError
    else:
        device.__setattr__("source", (single or feeders)[0])
        _switch_duplex(device, on=False)
    return True


def _duplex_switch(device: Device, feeder: str) -> bool:
    device.__setattr__("source", feeder)
    return _switch_duplex(device, on=True)


def _switch_duplex(device: Device, *, on: bool) -> bool:
    """Some drivers keep duplex in an option of its own; whether this one does."""
    if _settable(device, "duplex"):
        device.__setattr__("duplex", on)
        return True
    modes = _choices(device, "adf_mode")
    fitting = [mode for mode in modes if _has(mode, _DUPLEX_WORDS) == on]
    if len(modes) > 1 and fitting:
        device.__setattr__("adf_mode", fitting[0])
        return True
    return False


def _set_mode(device: Device, colour: Colour) -> None:
    """The mode wanted, else the next richer one, for the page is reduced afterwards; else what there is."""
    modes = _choices(device, "mode")
    for accepted in _PREFERRED[colour]:
        fitting = [mode for mode in modes if _has(mode, _MODES[accepted])]
        if fitting:
            device.__setattr__("mode", fitting[0])
            break
    if _settable(device, "depth") and 8 in (device.opt["depth"].constraint or ()):
        device.__setattr__("depth", 8)


def _set_area(device: Device, profile: ScanProfile) -> None:
    for side, size_mm in zip("xy", profile.page_mm, strict=True):
        for name, wanted in (
            ("page_width" if side == "x" else "page_height", size_mm),
            (f"tl_{side}", 0.0),
            (f"br_{side}", size_mm),
        ):
            if not _settable(device, name):
                continue
            option = device.opt[name]
            value = wanted / MM_PER_INCH * profile.dpi if option.unit == UNIT_PIXEL else wanted
            if isinstance(option.constraint, tuple):
                value = min(max(value, option.constraint[0]), option.constraint[1])
            else:
                value = nearest(option.constraint, value)
            _set_number(device, name, value)


def _set_number(device: Device, name: str, value: float) -> None:
    """Set a number as the driver wants it: python-sane refuses a float for a whole number, even 200.0."""
    device.__setattr__(name, value if device.opt[name].type == FIXED else round(value))


def _settable(device: Device, name: str) -> bool:
    option = device.opt.get(name)
    return option is not None and bool(option.is_active()) and bool(option.is_settable())


def _choices(device: Device, name: str) -> Sequence[str]:
    if not _settable(device, name):
        return ()
    constraint = device.opt[name].constraint
    return [value for value in constraint if isinstance(value, str)] if isinstance(constraint, list) else ()


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text.lower() for word in words)
