"""The traffic log: off unless turned on by hand, loud when it is, and never with what opens a chip or fills it."""

import logging
from collections.abc import Iterator

import pytest

from devices.smartcard.traffic import (
    LOGGER,
    TRAFFIC,
    CountedTransmit,
    shown_answer,
    shown_command,
    turn_off_traffic_log,
    turn_on_traffic_log,
)

CHALLENGE = bytes.fromhex("0084000008")
AUTHENTICATE = bytes.fromhex("0082000028") + b"SECRET-THAT-CAN-BE-GUESSED-OFFLINE-0123456"[:40] + b"\x28"
PLAIN_READ = bytes.fromhex("00B08100DF")
SECURE_READ = bytes.fromhex("0CB081000D9701DF8E08AABBCCDDEEFF001100")


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def text(self) -> str:
        return "\n".join(record.getMessage() for record in self.records)


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler = Kept()
    yield handler
    turn_off_traffic_log()


def answer(command: bytes) -> tuple[bytes, int]:
    return b"NGUYEN<<VAN<MAU" if command[1] == 0xB0 else b"NONCE123", 0x9000


def test_it_counts_always() -> None:
    transmit = CountedTransmit(answer)
    assert transmit(CHALLENGE) == (b"NONCE123", 0x9000)
    transmit(PLAIN_READ)
    assert (transmit.exchanges, transmit.sent, transmit.received) == (2, 10, 8 + 15 + 4)


def test_a_low_level_elsewhere_does_not_turn_it_on(kept: Kept) -> None:
    root = logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel(1)
    try:
        CountedTransmit(answer)(CHALLENGE)
        assert kept.records == []
    finally:
        root.setLevel(before)
        root.removeHandler(kept)


def test_it_warns_and_writes_while_it_is_on(kept: Kept) -> None:
    turn_on_traffic_log(kept)
    assert [record.levelno for record in kept.records] == [logging.WARNING]
    CountedTransmit(answer)(SECURE_READ)
    assert [record.levelno for record in kept.records[1:]] == [TRAFFIC, TRAFFIC]
    assert SECURE_READ.hex().upper() in kept.text
    turn_off_traffic_log()
    CountedTransmit(answer)(SECURE_READ)
    assert len(kept.records) == 3
    assert logging.getLogger(LOGGER).handlers == []


def test_what_opens_or_fills_a_chip_stays_out(kept: Kept) -> None:
    turn_on_traffic_log(kept)
    transmit = CountedTransmit(answer)
    for command in (CHALLENGE, AUTHENTICATE, PLAIN_READ):
        transmit(command)
    for secret in (b"SECRET", b"NONCE123", b"NGUYEN"):
        assert secret.hex().upper() not in kept.text
    assert "kept out" in kept.text


def test_the_odd_lengths_do_no_harm() -> None:
    assert shown_command(b"") == ""
    assert shown_answer(b"", b"x") == "[1 bytes kept out]"
    assert shown_answer(SECURE_READ, b"\x99\x02") == "9902"
