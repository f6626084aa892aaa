"""Bytes of a line, in any pieces, to whole scans."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from devices.qrcode.serial_framing import LONGEST, QUIET_OTHER, QUIET_WHOLE, ScanAssembler
from devices.simulated.citizens import citizen


def payload(seed: int) -> bytes:
    return citizen(seed).payload().encode()


@settings(max_examples=200, deadline=None)
@given(
    seeds=st.lists(st.integers(0, 9999), min_size=1, max_size=4, unique=True),
    cuts=st.lists(st.integers(0, 700), max_size=12),
    suffix=st.sampled_from([b"\r", b"\n", b"\r\n", b"\t", b"\x03", b""]),
)
def test_scans_come_out_whole_however_they_are_cut(seeds: list[int], cuts: list[int], suffix: bytes) -> None:
    stream = b"".join(payload(seed) + suffix for seed in seeds)
    assembler = ScanAssembler()
    scans: list[bytes] = []
    edges = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    for at, (start, end) in enumerate(pairwise(edges)):
        scans += assembler.feed(stream[start:end], at * QUIET_WHOLE * 0.9)
        scans += assembler.silence(at * QUIET_WHOLE * 0.9)
    scans += assembler.silence(1e6)
    # Without a suffix the joint swallows no byte but may leave the first scan's own empty tail to it.
    assert [scan.rstrip(b"|") for scan in scans] == [payload(seed).rstrip(b"|") for seed in seeds]


def test_a_card_with_suffix_needs_no_silence_and_one_without_waits_for_it() -> None:
    assembler = ScanAssembler()
    assert assembler.feed(payload(1) + b"\r", 0.0) == [payload(1)]
    assert assembler.feed(payload(2), 1.0) == []
    assert assembler.silence(1.0 + QUIET_WHOLE * 0.9) == []
    assert assembler.silence(1.0 + QUIET_WHOLE * 1.1) == [payload(2)]


def test_a_pause_inside_a_scan_does_not_cut_it() -> None:
    assembler = ScanAssembler()
    assert assembler.feed(payload(1)[:70], 0.0) == []
    assert assembler.silence(QUIET_OTHER * 0.9) == []
    assert assembler.feed(payload(1)[70:] + b"\r", QUIET_OTHER * 0.95) == [payload(1)]


def test_a_code_with_lines_inside_is_one_scan() -> None:
    assembler = ScanAssembler()
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD"
    assert assembler.feed(card + b"\r", 0.0) == []
    assert assembler.silence(QUIET_OTHER * 1.1) == [card]


def test_garbage_is_bounded_and_told_once() -> None:
    assembler = ScanAssembler()
    for at in range(40):
        assert assembler.feed(b"\xff" * 1000, at * 0.01) == []
    assert assembler.take_overflow()
    assert not assembler.take_overflow()
    left = assembler.silence(1e6)
    assert sum(map(len, left)) <= LONGEST
    assert assembler.feed(payload(1) + b"\r", 1e6 + 1) == [payload(1)]
