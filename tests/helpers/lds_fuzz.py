"""One strategy for every parser of a chip's files: arbitrary bytes, and valid files bent in every way."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from devices.smartcard.errors import SmartCardError

T = TypeVar("T")


def outcome(call: Callable[[], T]) -> tuple[T | None, str]:
    """What a call gives, or the code of the error that it ends with; any other error goes through."""
    try:
        return call(), ""
    except SmartCardError as error:
        return None, error.code


def arbitrary() -> st.SearchStrategy[bytes]:
    """Any bytes, among them long runs that look like deep nesting."""
    nested = st.integers(1, 400).map(lambda depth: bytes.fromhex("3080") * depth)
    lengths = st.integers(1, 200).map(lambda count: b"\x30\x84\xff\xff\xff\xff" * count)
    return st.one_of(st.binary(max_size=400), nested, lengths)


def bent(samples: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """A valid file cut short, with bytes changed, removed, doubled or put in."""

    @st.composite
    def draw_one(draw: st.DrawFn) -> bytes:
        data = bytearray(draw(st.sampled_from(samples)))
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, max(0, len(data) - 1)))
            how = draw(st.sampled_from(("change", "cut", "remove", "insert", "double", "length")))
            if how == "change" and data:
                data[at] ^= draw(st.integers(1, 255))
            elif how == "cut":
                del data[at:]
            elif how == "remove" and data:
                del data[at]
            elif how == "insert":
                data[at:at] = draw(st.binary(min_size=1, max_size=6))
            elif how == "double":
                data[at:at] = data[at : at + draw(st.integers(1, 40))]
            elif data:
                data[at:at] = b"\x83\x7f\xff\xff"
        return bytes(data)

    return draw_one()


def anything(samples: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Both."""
    return st.one_of(arbitrary(), bent(samples))
