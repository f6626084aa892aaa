"""From a serial line's bytes to whole scans: split reads, a suffix or none, two scans glued together, garbage."""

import re

from devices.qrcode.text_damage import has_shape, split_scans

ENDS = b"\r\n\t\x03\x04"  # CR, LF, Tab, ETX, EOT: what scanners can be set to send after a code
# A line with a number and at least six more fields, ended.
_CARD_LINE = re.compile(rb"(?:\A|[\r\n\t\x03\x04])(\d{12}(?:\|[^|\r\n\t\x03\x04]*){6,})[\r\n\t\x03\x04]")
LONGEST = 4 * 2953  # more than any QR holds (ISO/IEC 18004, table 7), also in hexadecimal mode
QUIET_WHOLE = 0.1  # seconds of silence after which a text with a card's shape is over, if no suffix came
QUIET_OTHER = 0.4  # for any other text: a radio link may pause this long inside one scan


class ScanAssembler:
    """Puts scans together from the bytes of a line. Knows no port, thread or clock."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._last_at = 0.0
        self._overflowed = False

    def feed(self, data: bytes, at: float) -> list[bytes]:
        """Take bytes that arrived at `at` (seconds of a monotonic clock); give the scans that are whole now.

        A line that has a card's shape is whole at its end, and so is what came before it. Any other text waits for
        silence: a business card's code has line ends inside.
        """
        self._last_at = at
        self._pending += data
        scans: list[bytes] = []
        while card := _CARD_LINE.search(self._pending):
            scans += _parted(bytes(self._pending[: card.start(1)])) + _parted(bytes(card[1]))
            del self._pending[: card.end()]
        if len(self._pending) > LONGEST:
            self._overflowed = True
            self._pending.clear()
        return scans

    def silence(self, at: float) -> list[bytes]:
        """Give what the silence up to `at` makes whole; call it while nothing arrives."""
        if not self._pending:
            return []
        text = self._pending.decode("utf-8", "replace")
        if at - self._last_at < (QUIET_WHOLE if has_shape(text) else QUIET_OTHER):
            return []
        data = bytes(self._pending)
        self._pending.clear()
        return _parted(data)

    def take_overflow(self) -> bool:
        """Whether bytes were thrown away since the last call because no scan is that long."""
        overflowed, self._overflowed = self._overflowed, False
        return overflowed


def _parted(data: bytes) -> list[bytes]:
    # Latin-1 keeps every byte as one character, so that the joint is found whatever the encoding is.
    scans = split_scans(data.strip(ENDS + b" ").decode("latin-1"))
    return [scan.encode("latin-1") for scan in scans if scan]
