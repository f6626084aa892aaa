"""How much may be asked for at once, as it is learnt from a card and its reader.

The largest short block is a matter of secure messaging (`Channel.largest_short_block`); cards may allow less. Extended
length needs a reader and a card that both have it; what decides is what they say and answer, never which document it
is.
"""

from dataclasses import dataclass

SHORT_BLOCKS = (231, 223, 192, 160, 112, 64, 32, 16)
EXTENDED_BLOCKS = (4096, 1000)  # bytes; each exchange stays short enough to be cancelled
WORTH_EXTENDED = 2_000  # bytes still to come that make a larger block worth a trial


@dataclass(slots=True)
class BlockPolicy:
    """What is known of one card in one reader; kept while the card lies there, over channels built anew.

    Attributes:
        extended: Extended blocks not refused so far, the largest first; empty where the reader has none.
        short: The largest short block that this card has not refused.
        proven: The largest block that it has answered.
        by_short_id: Whether short file identifiers work; None while unknown.
        past_the_end: Whether a block may reach past the end of a file.
        suspect: A block at which the channel broke once, which may have been an accident.
    """

    extended: tuple[int, ...] = ()
    short: int = SHORT_BLOCKS[0]
    proven: int = 0
    by_short_id: bool | None = None
    past_the_end: bool = True
    suspect: int = 0

    def size(self, remaining: int | None, largest_short: int) -> int:
        """How many bytes to ask for when `remaining` are still to come; None while that is unknown."""
        block = min(self.short, largest_short)
        if remaining is None:
            return block
        if self.extended and remaining > block:
            largest = self.extended[0]
            if self.proven >= largest or remaining >= WORTH_EXTENDED:
                block = largest
        return min(block, remaining)

    def answered(self, asked: int, received: int) -> None:
        """Learn from an answer."""
        self.proven = max(self.proven, min(asked, received))

    def broke(self, asked: int) -> None:
        """Learn that the channel broke or the card went at a block. A short one is blamed only for the second time."""
        if asked > self.proven:
            if asked > SHORT_BLOCKS[0] or asked == self.suspect:
                self.refused(asked)
            self.suspect = asked

    def refused(self, asked: int) -> bool:
        """Learn that a block was too large; whether a smaller one is left to try."""
        extended = tuple(size for size in self.extended if size < asked)
        if extended != self.extended:
            self.extended = extended
            return True
        smaller = [size for size in SHORT_BLOCKS if size < asked]
        if smaller:
            self.short = smaller[0]
        return bool(smaller)
