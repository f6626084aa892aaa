"""Files read from cards of every temper, and how many exchanges that takes."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.smartcard.apdu import Command, Response
from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.errors import (
    CardRemovedError,
    ChannelBrokenError,
    ChipError,
    DataGroupError,
    StatusError,
)
from devices.smartcard.files.binary import FileReader, PartialFile
from devices.smartcard.files.blocks import BlockPolicy
from devices.smartcard.tlv import encode_tlv

AES_BLOCK = 223


@dataclass
class Files:
    """A card at the level of a channel: files, and a temper.

    Attributes:
        contents: The files.
        short_ids: Whether short file identifiers work, and make the file current.
        largest: How many bytes one answer may hold.
        too_long: What is answered to a request beyond that: a status, or "short" for fewer bytes.
        past_the_end: What is answered where a block reaches past the end: "short", "warning" or a status.
        break_at: The exchange at which the channel breaks.
    """

    contents: dict[ElementaryFile, bytes]
    short_ids: bool = True
    short_ids_select: bool = True
    largest: int = 65_536
    too_long: int | str = 0x6700
    past_the_end: int | str = "short"
    break_at: int = 0
    error: type[Exception] = ChannelBrokenError
    current: ElementaryFile | None = None
    commands: list[Command] = field(default_factory=list)

    @property
    def largest_short_block(self) -> int:
        return AES_BLOCK

    def send(self, command: Command) -> Response:
        self.commands.append(command)
        if len(self.commands) == self.break_at:
            raise self.error("CHIP-012")
        if command.ins == 0xA4:
            return self._select(command)
        offset = command.p1 << 8 | command.p2
        file = self.current
        if command.ins == 0xB1:
            assert command.data[:2] == b"\x54\x03"
            offset = int.from_bytes(command.data[2:], "big")
        elif command.p1 & 0x80:
            if not self.short_ids:
                return Response(b"", 0x6A81)
            file = next((it for it in self.contents if it.short_id == command.p1 & 0x1F), None)
            if file is None:
                return Response(b"", 0x6A82)
            if self.short_ids_select:
                self.current = file
            offset = command.p2
        if file is None:
            return Response(b"", 0x6986)
        return self._read(command, self.contents[file], offset)

    def _select(self, command: Command) -> Response:
        wanted = int.from_bytes(command.data, "big")
        self.current = next((file for file in self.contents if file.file_id == wanted), None)
        return Response(b"", 0x9000 if self.current else 0x6A82)

    def _read(self, command: Command, content: bytes, offset: int) -> Response:
        wrapping = 4 if command.ins == 0xB1 else 0
        le = command.le or 0
        if le > self.largest:
            if not isinstance(self.too_long, str):
                return Response(b"", self.too_long)
            le = self.largest
        le -= wrapping
        status = 0x9000
        left = len(content) - offset
        if le > left:
            if isinstance(self.past_the_end, int):
                return Response(b"", self.past_the_end or 0x6C00 | left)
            status = 0x6282 if self.past_the_end == "warning" else 0x9000
        data = content[offset : offset + le]
        return Response(encode_tlv(0x53, data) if wrapping else data, status)


def file_of(size: int, tag: int = 0x61) -> bytes:
    """A file of so many bytes in all, no two neighbouring ones alike."""
    body = bytes(index * 7 % 251 for index in range(size))
    for header in range(2, 6):
        content = encode_tlv(tag, body[: size - header])
        if len(content) == size:
            return content
    raise AssertionError(size)


def minimum(size: int) -> int:
    return -(-size // AES_BLOCK)


@pytest.mark.parametrize("size", [2, 95, 223, 224, 446, 447, 1100, 15_000, 40_000, 70_000])
def test_a_file_takes_no_more_exchanges_than_blocks(size: int) -> None:
    card = Files({ElementaryFile.DG2: file_of(size, 0x75)})
    content = FileReader(card, BlockPolicy()).read(ElementaryFile.DG2)
    assert content == card.contents[ElementaryFile.DG2]
    # Beyond 32 KiB a block carries four bytes of wrapping.
    far = max(0, size - 0x8000)
    assert len(card.commands) <= minimum(size - far) + -(-far // (AES_BLOCK - 4)) + (1 if far else 0)


@pytest.mark.parametrize("past_the_end", ["short", "warning", 0x6700, 0x6B00, 0x6A86, 0])
@pytest.mark.parametrize("too_long", [0x6700, 0x6B00, 0x6985, "short"])
@pytest.mark.parametrize("largest", [65_536, 223, 160, 112, 20])
@pytest.mark.parametrize("short_ids", [True, False])
def test_cards_of_every_temper(past_the_end: int | str, too_long: int | str, largest: int, short_ids: bool) -> None:
    wanted = {
        ElementaryFile.DG1: file_of(95),
        ElementaryFile.SOD: file_of(1900, 0x77),
        ElementaryFile.DG13: file_of(640, 0x6D),
        ElementaryFile.DG2: file_of(5000, 0x75),
    }
    card = Files(wanted, short_ids, largest=largest, too_long=too_long, past_the_end=past_the_end)
    reader = FileReader(card, BlockPolicy())
    for file, content in wanted.items():
        assert reader.read(file) == content
    block = min(size for size in (largest, AES_BLOCK))
    lower = {160: 160, 112: 112, 20: 16}.get(block, block)
    fewest = sum(-(-len(content) // lower) for content in wanted.values())
    learning = 12 if largest < 65_536 else 6
    # A refusal of the first block for its length may look like one of the short identifier.
    mistaken = largest < AES_BLOCK and too_long not in {0x6700, "short"}
    selecting = 0 if short_ids and not mistaken and not isinstance(past_the_end, int) else 1 + len(wanted)
    headers = 0 if past_the_end in {"short", "warning", 0} else len(wanted) + 2
    assert len(card.commands) <= fewest + learning + selecting + headers


def test_what_was_learnt_serves_the_next_file() -> None:
    card = Files(
        {ElementaryFile.DG1: file_of(400), ElementaryFile.DG13: file_of(400, 0x6D)}, short_ids=False, largest=112
    )
    policy = BlockPolicy()
    FileReader(card, policy).read(ElementaryFile.DG1)
    assert policy.by_short_id is False
    assert policy.short == 112
    before = len(card.commands)
    FileReader(card, policy).read(ElementaryFile.DG13)
    assert len(card.commands) - before == 1 + 4


def test_a_card_whose_short_identifiers_make_nothing_current() -> None:
    card = Files({ElementaryFile.DG2: file_of(1000, 0x75)}, short_ids_select=False)
    assert FileReader(card, BlockPolicy()).read(ElementaryFile.DG2) == card.contents[ElementaryFile.DG2]
    assert len(card.commands) == minimum(1000) + 2


def test_extended_length_is_used_where_it_pays() -> None:
    card = Files({ElementaryFile.DG1: file_of(95), ElementaryFile.DG2: file_of(15_000, 0x75)})
    policy = BlockPolicy(extended=(4096, 1000))
    reader = FileReader(card, policy)
    reader.read(ElementaryFile.DG1)
    assert [command.le for command in card.commands] == [AES_BLOCK]
    assert reader.read(ElementaryFile.DG2) == card.contents[ElementaryFile.DG2]
    assert len(card.commands) == 1 + 1 + -(-(15_000 - AES_BLOCK) // 4096)


@pytest.mark.parametrize("largest", [3000, 900, 223])
def test_extended_length_falls_back_and_loses_nothing(largest: int) -> None:
    card = Files({ElementaryFile.DG2: file_of(15_000, 0x75)}, largest=largest)
    policy = BlockPolicy(extended=(4096, 1000))
    assert FileReader(card, policy).read(ElementaryFile.DG2) == card.contents[ElementaryFile.DG2]
    assert policy.extended == ((1000,) if largest >= 1000 else ())


@pytest.mark.parametrize("error", [ChannelBrokenError, CardRemovedError])
def test_a_block_that_breaks_the_channel_is_not_asked_for_again(error: type[Exception]) -> None:
    card = Files({ElementaryFile.DG2: file_of(15_000, 0x75)}, break_at=2, error=error)
    policy, partial = BlockPolicy(extended=(4096, 1000)), PartialFile()
    with pytest.raises(error):
        FileReader(card, policy).read(ElementaryFile.DG2, partial)
    assert policy.extended == (1000,)
    assert len(partial.content) == AES_BLOCK
    assert FileReader(card, policy).read(ElementaryFile.DG2, partial) == card.contents[ElementaryFile.DG2]


@given(st.integers(1, 70), st.sampled_from([True, False]))
def test_reading_goes_on_where_it_stopped(break_at: int, short_ids: bool) -> None:
    content = file_of(15_000, 0x75)
    card = Files({ElementaryFile.DG2: content}, short_ids, break_at=break_at)
    policy, partial = BlockPolicy(by_short_id=short_ids), PartialFile()
    try:
        whole = FileReader(card, policy).read(ElementaryFile.DG2, partial)
    except ChannelBrokenError:
        before = len(partial.content)
        assert bytes(partial.content) == content[:before]
        card.current = None
        sent = len(card.commands)
        whole = FileReader(card, policy).read(ElementaryFile.DG2, partial)
        # It was selected anew, and then only the rest was read; the size that broke is not asked for unproven.
        assert len(card.commands) - sent <= 1 + -(-(15_000 - before) // min(policy.short, AES_BLOCK))
    assert whole == content


@pytest.mark.parametrize("file", [ElementaryFile.DG3, ElementaryFile.DG4])
def test_fingerprints_and_iris_are_never_touched(file: ElementaryFile) -> None:
    card = Files({file: file_of(100)})
    with pytest.raises(ValueError, match="never read"):
        FileReader(card, BlockPolicy()).read(file)
    assert card.commands == []


@pytest.mark.parametrize("short_ids", [True, False])
def test_a_file_that_is_not_there(short_ids: bool) -> None:
    card = Files({ElementaryFile.DG1: file_of(95)}, short_ids)
    with pytest.raises(StatusError, match="CHIP-040") as caught:
        FileReader(card, BlockPolicy()).read(ElementaryFile.DG11)
    assert caught.value.status == 0x6A82
    # It is not taken for a sign that short identifiers do not work.
    assert FileReader(card, BlockPolicy()).read(ElementaryFile.DG1) == card.contents[ElementaryFile.DG1]


def test_a_file_that_ends_before_its_header_says() -> None:
    card = Files({ElementaryFile.DG1: file_of(300)[:150]}, past_the_end="warning")
    with pytest.raises(StatusError, match="CHIP-041"):
        FileReader(card, BlockPolicy()).read(ElementaryFile.DG1)


def test_a_file_larger_than_any_chip() -> None:
    card = Files({ElementaryFile.DG1: bytes.fromhex("6184FFFFFFFF") + bytes(400)})
    with pytest.raises(DataGroupError, match="LDS-002"):
        FileReader(card, BlockPolicy()).read(ElementaryFile.DG1)


def test_a_card_that_gives_single_bytes_forever_is_left() -> None:
    class Dripping(Files):
        def _read(self, command: Command, content: bytes, offset: int) -> Response:
            drop = b"\x61\x83\x07\xff\xff"[len(self.commands) - 1 :][:1] or b"x"
            return Response(encode_tlv(0x53, drop) if command.ins == 0xB1 else drop, 0x9000)

    card = Dripping({ElementaryFile.DG1: b""})
    with pytest.raises(ChipError, match="CHIP-042"):
        FileReader(card, BlockPolicy()).read(ElementaryFile.DG1)


def test_progress_counts_bytes() -> None:
    card = Files({ElementaryFile.DG2: file_of(500, 0x75)})
    told: list[tuple[ElementaryFile, int, int | None]] = []
    FileReader(card, BlockPolicy(), lambda *step: told.append(step)).read(ElementaryFile.DG2)
    assert told == [(ElementaryFile.DG2, 223, 500), (ElementaryFile.DG2, 446, 500), (ElementaryFile.DG2, 500, 500)]
