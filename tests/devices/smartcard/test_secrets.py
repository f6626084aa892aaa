"""Planted secrets: no key, password, or word of the citizen in any log, error, trace or representation."""

import logging
import traceback
from collections.abc import Iterator

import pytest

from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.quirks import Quirks
from devices.simulated.citizens import citizen
from devices.smartcard.channel import symmetric
from devices.smartcard.errors import SmartCardError
from devices.smartcard.traffic import turn_off_traffic_log, turn_on_traffic_log
from tests.helpers.chip_world import HOLDER, key_of, read, usual_profile


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=1)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    """Everything that any logger of the process says, at the lowest level, and the traffic besides."""
    handler, root = Kept(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(1)
    turn_on_traffic_log(handler)
    yield handler
    turn_off_traffic_log()
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every key that is derived."""
    keys: list[bytes] = []
    original = symmetric.Suite.derive

    def remember(suite: symmetric.Suite, secret: bytes, purpose: symmetric.Purpose) -> bytes:
        key = original(suite, secret, purpose)
        keys.extend((key, secret))
        return key

    monkeypatch.setattr(symmetric.Suite, "derive", remember)
    return keys


def planted(derived: list[bytes]) -> list[str]:
    """What must be nowhere: in hexadecimal of either case, and as text."""
    key = key_of()
    words = [HOLDER.number, HOLDER.full_name, HOLDER.old_number, HOLDER.residence]
    passwords = [key.mrz[0].information, key.mrz[0].secret, usual_profile().application[0x0101][5:]]
    raw = [*passwords, *derived, *(word.encode() for word in words if word)]
    texts = [value.hex() for value in raw if len(value) > 5] + [value.hex().upper() for value in raw if len(value) > 5]
    return [*texts, *(word for word in words if word), key.mrz[0].information.decode()]


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(),
        Quirks(pace=False),
        Quirks(broken_at=frozenset({20, 40})),
        Quirks(without_private_keys=True),
        Quirks(garbage_at=frozenset({3, 15})),
    ],
    ids=["PACE", "BAC", "broken", "copy", "garbage"],
)
def test_a_whole_reading_leaves_no_secret(quirks: Quirks, kept: Kept, derived: list[bytes]) -> None:
    document = read(SimulatedChip(usual_profile(), quirks))
    kept.lines.append(repr(document) + repr(document.dg1) + repr(document.dg13) + repr(document.dg2) + repr(key_of()))
    everything = "\n".join(kept.lines)
    assert len(kept.lines) > 50
    assert len(derived) > 3
    for secret in planted(derived):
        assert secret not in everything


@pytest.mark.parametrize(
    ("quirks", "seed"),
    [
        (Quirks(), 8),
        (Quirks(lost_at=20), 7),
        (Quirks(pace=False, bac=False), 7),
        (Quirks(broken_at=frozenset(range(9, 900))), 7),
    ],
    ids=["another's", "pulled", "no way in", "always broken"],
)
def test_failures_leave_no_secret(quirks: Quirks, seed: int, kept: Kept, derived: list[bytes]) -> None:
    with pytest.raises(SmartCardError) as caught:
        read(SimulatedChip(usual_profile(), quirks), key_of(citizen(seed)))
    shown = traceback.format_exception(caught.value)
    everything = "\n".join([*kept.lines, *shown, repr(caught.value), str(caught.value.details)])
    for secret in [*planted(derived), citizen(8).number, citizen(8).number[-6:]]:
        assert secret not in everything
