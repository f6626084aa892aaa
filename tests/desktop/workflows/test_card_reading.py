"""What devices deliver becomes an identity once: not twice for one card, and never not at all."""

from datetime import timedelta

import pytest

from desktop.workflows.card_reading import CardReading
from devices.identity import CitizenIdentity, InputDevice
from devices.simulated.citizens import citizen
from tests.helpers.desk import NOW

PAYLOAD = citizen(1).payload()


@pytest.mark.parametrize(
    ("seconds", "readings"),
    [(0, 1), (1.9, 1), (2, 2), (-3600, 2)],
    ids=["at once", "still held", "held up again", "after the clock was set back"],
)
def test_one_card_is_read_once_until_it_is_held_up_again(seconds: float, readings: int) -> None:
    now = [NOW]
    found: list[CitizenIdentity] = []
    reading = CardReading(found.append, lambda error: pytest.fail(error.code), lambda: now[0])
    reading.deliver(PAYLOAD, InputDevice.CAMERA)
    now[0] += timedelta(seconds=seconds)
    reading.deliver(PAYLOAD, InputDevice.CAMERA)
    assert len(found) == readings
