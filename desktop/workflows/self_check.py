"""What a desk looks at in itself: each thing ok, to be warned of, or failed, with a code that has its cause and cure.

Nothing personal and no name of a device is in a line: a fact is a number, a version or a state.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from devices.errors import CodedError


class Topic(StrEnum):
    """What is looked at, in this order."""

    DATABASE = "database"
    BACKUP = "backup"
    DISK = "disk"
    CLOCK = "clock"
    CAMERA = "camera"
    SCANNER = "scanner"
    READER = "reader"
    PRINTER = "printer"
    FONTS = "fonts"
    NETWORK = "network"
    PROVINCE = "province"
    TRUST = "trust"
    CATALOGUE = "catalogue"
    DAYS = "days"
    ASIDE = "aside"


class Mark(StrEnum):
    """How something stands."""

    OK = "ok"
    WARN = "warn"  # the desk works; something is not there or will be missed
    FAIL = "fail"  # somebody has to act


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line.

    Attributes:
        topic: What it is about.
        mark: How it stands.
        error: Its code and details; None where nothing is wrong.
        fact: What was found, shortly: a number, a version.
    """

    topic: Topic
    mark: Mark
    error: CodedError | None = None
    fact: str = ""


Probe = Callable[[], CheckLine]


def run_checks(
    probes: Mapping[Topic, Probe], tell: Callable[[CheckLine], None] = lambda _line: None
) -> list[CheckLine]:
    """Ask every probe, in the topics' order; one that fails itself is a line like every other.

    Args:
        probes: By topic; topics without one are left out.
        tell: Hears each line as it is found.
    """
    lines = []
    for topic in Topic:
        if topic not in probes:
            continue
        try:
            line = probes[topic]()
        except CodedError as error:
            line = CheckLine(topic, Mark.FAIL, error)
        except Exception as error:  # noqa: BLE001 - a driver may raise anything; the other lines must still be seen
            line = CheckLine(topic, Mark.FAIL, CodedError("CHECK-013", kind=type(error).__name__))
        lines.append(line)
        tell(line)
    return lines
