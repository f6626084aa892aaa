"""Chips that answer anything at all: the reader ends with one of its errors, soon, and never opens."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.quirks import Quirks
from devices.smartcard.apdu import Command, PlainChannel, Response
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.channel.secure_messaging import SecureChannel, SessionKeys
from devices.smartcard.channel.symmetric import Suite
from devices.smartcard.errors import CancelledError, ChannelBrokenError, SmartCardError
from devices.smartcard.reading import ChipReading
from tests.helpers.chip_world import HOLDER, TODAY, Connection, key_of, read, usual_profile
from tests.helpers.scripted_card import AnsweringCard

STATUSES = st.sampled_from(
    [0x9000, 0x6282, 0x6300, 0x63C1, 0x6700, 0x6982, 0x6988, 0x6A80, 0x6A82, 0x6B00, 0x6C10, 0x6D00]
)
MOST_EXCHANGES = 3000


class AnyChip:
    """Answers with what a strategy gives, in turn."""

    def __init__(self, answers: list[tuple[bytes, int]]) -> None:
        self._answers = answers
        self.exchanges = 0

    reader, atr, supports_extended_length = "any", b"", False

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        del command
        self.exchanges += 1
        assert self.exchanges < MOST_EXCHANGES, "an endless conversation"
        return self._answers[self.exchanges % len(self._answers)]

    def reset(self) -> None:
        return

    def close(self) -> None:
        return


@settings(max_examples=60)
@given(st.lists(st.tuples(st.binary(max_size=80), STATUSES), min_size=1, max_size=12))
def test_a_chip_that_answers_anything(answers: list[tuple[bytes, int]]) -> None:
    chip = AnyChip(answers)
    reading = ChipReading(chip, key_of(), TrustStore.empty(), today=lambda: TODAY)
    reading._pause = lambda seconds: None  # type: ignore[method-assign]
    with pytest.raises(SmartCardError):
        reading.run()


@settings(max_examples=40)
@given(st.integers(1, 60), st.binary(max_size=300), STATUSES)
def test_one_wrong_answer_anywhere(at: int, data: bytes, status: int) -> None:
    """A chip that is itself but for one answer: what comes out is the truth, or an error."""

    class OnceWrong(SimulatedChip):
        def transmit(self, command: bytes) -> tuple[bytes, int]:
            answer = super().transmit(command)
            return (data, status) if self.exchanges == at else answer

    try:
        document = read(OnceWrong(usual_profile()))
    except SmartCardError:
        return
    assert document.dg1.personal_number == HOLDER.number
    for file, content in document.files.items():
        assert content == usual_profile().application[file.file_id]


@pytest.mark.lab
@given(st.sampled_from(list(Suite)), st.binary(max_size=120), STATUSES)
def test_no_answer_without_the_keys_is_believed(suite: Suite, data: bytes, status: int) -> None:
    keys = SessionKeys(suite, bytes(suite.value.key), b"\x07" * suite.value.key, bytes(suite.block))
    channel = SecureChannel(PlainChannel(AnsweringCard(lambda _: (data, status))), keys)
    command = Command(0xB0, 0x81, 0, le=223)
    try:
        response = channel.send(command)
    except ChannelBrokenError:
        assert channel.broken
        return
    assert response.data == b""
    assert response.status != 0x9000


@given(st.integers(0, 30), st.integers(0, 7))
def test_no_bit_of_an_answer_can_be_changed(place: int, bit: int) -> None:
    recorded = bytes.fromhex("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED")
    keys = SessionKeys(
        Suite.DES3,
        bytes.fromhex("979EC13B1CBFE9DCD01AB0FED307EAE5"),
        bytes.fromhex("F1CB1F1FB5ADF208806B89DC579DC1F8"),
        bytes.fromhex("887022120C06C228"),
    )
    channel = SecureChannel(PlainChannel(AnsweringCard(lambda _: (b"", 0))), keys)
    command = Command(0xB0, 0, 0, le=4)
    channel.protect(command)
    changed = bytearray(recorded)
    changed[place % len(recorded)] ^= 1 << bit
    with pytest.raises(ChannelBrokenError):
        channel.unprotect(command, Response(bytes(changed), 0x9000))


@given(st.integers(1, 60))
def test_a_reading_can_be_cancelled_at_any_exchange(at: int) -> None:
    cancel = threading.Event()

    class Cancelling(SimulatedChip):
        def transmit(self, command: bytes) -> tuple[bytes, int]:
            if self.exchanges + 1 == at:
                cancel.set()
            return super().transmit(command)

    chip = Cancelling(usual_profile(), Quirks(pace=False))
    connection = Connection(chip).inner
    reading = ChipReading(connection, key_of(), TrustStore.empty(), cancel=cancel, today=lambda: TODAY)
    try:
        reading.run()
    except CancelledError:
        assert chip.exchanges == at
    else:
        assert at >= chip.exchanges
