"""A card that knows one conversation by heart: every command must come as written, to the byte."""

from collections.abc import Callable, Sequence

from devices.smartcard.channel.key_agreement import RandomBytes


class ScriptedCard:
    """Plays the card's part of a recorded exchange.

    Attributes:
        left: What is still expected: command and answer with its status word, in hexadecimal.
    """

    def __init__(self, *exchanges: tuple[str, str]) -> None:
        self.left = list(exchanges)

    def __call__(self, command: bytes) -> tuple[bytes, int]:
        assert self.left, f"nothing more was expected, and {command.hex()} came"
        expected, answer = self.left.pop(0)
        assert command.hex().upper() == _compact(expected)
        raw = bytes.fromhex(_compact(answer))
        return raw[:-2], int.from_bytes(raw[-2:], "big")

    def done(self) -> bool:
        """Whether the whole conversation was held."""
        return not self.left


class AnsweringCard:
    """Answers every command through a function, and remembers the commands."""

    def __init__(self, answer: Callable[[bytes], tuple[bytes, int]]) -> None:
        self._answer = answer
        self.commands: list[bytes] = []

    def __call__(self, command: bytes) -> tuple[bytes, int]:
        self.commands.append(command)
        return self._answer(command)


def fixed_random(values: Sequence[str]) -> RandomBytes:
    """Hands out these values, in hexadecimal, one a call; each call must ask for as many bytes."""
    left = [bytes.fromhex(value) for value in values]

    def random(size: int) -> bytes:
        value = left.pop(0)
        assert len(value) == size
        return value

    return random


def _compact(text: str) -> str:
    return "".join(text.split()).upper()
