"""From whatever a device delivered to an identity for the intake, or to an error for the officer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from devices.errors import CodedError
from devices.identity import CitizenIdentity, InputDevice
from devices.qrcode.payload import parse_payload
from devices.qrcode.text_damage import Damage

REPEAT = timedelta(seconds=2)


class CardReading:
    """Turns payloads into identities.

    A scanner whose trigger is held, or a camera and a scanner that see one card together, deliver the same payload
    several times: repeats within two seconds are dropped. A clock that was set back in between makes no repeat.
    """

    def __init__(
        self,
        on_identity: Callable[[CitizenIdentity], None],
        on_error: Callable[[CodedError], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._on_identity = on_identity
        self._on_error = on_error
        self._clock = clock
        self._last: bytes = b""
        self._last_at: datetime | None = None

    def deliver(self, payload: bytes | str, device: InputDevice, damages: frozenset[Damage] = frozenset()) -> None:
        """Take one payload; exactly one of the two callbacks is called, or none for a repeat.

        `damages` are those that the way of coming shows, such as an input method's backspaces among a wedge's keys.
        """
        now = self._clock()
        raw = payload.encode() if isinstance(payload, str) else payload
        repeated = raw == self._last and self._last_at is not None and abs(now - self._last_at) < REPEAT
        self._last, self._last_at = raw, now
        if repeated:
            return
        try:
            identity = parse_payload(payload, device=device, today=now.date(), damages=damages)
        except CodedError as error:
            self._on_error(error)
            return
        self._on_identity(identity)
