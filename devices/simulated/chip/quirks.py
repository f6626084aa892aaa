"""What real cards, readers and forgers do differently, each to be switched on by itself."""

from dataclasses import dataclass, field
from enum import StrEnum

RATES = (106, 424, 848)  # kbit/s, nominal
_CARRIER = 13_560_000  # Hz; the bit rates are 1/128, 1/32 and 1/16 of it (ISO/IEC 14443-3)
_BITS_A_BYTE = 9  # type A: eight bits and parity
_FRAMING = 6  # bytes of block format and checksums of an exchange


class TooLong(StrEnum):
    """What is answered to a request for more than the card gives at once."""

    WRONG_LENGTH = "6700"
    EXACT_LENGTH = "6Cxx"
    SHORT_WITH_WARNING = "6282"
    SHORT = "9000"


@dataclass(frozen=True, slots=True)
class Quirks:
    """Switches; all off is the Vietnamese card as its public readers describe it.

    Attributes:
        master_file: Whether SELECT of the master file works; the Vietnamese card answers 6D00.
        card_access: Whether EF.CardAccess is there.
        card_access_by_short_id: Whether its short identifier works.
        short_ids: Whether short identifiers work for the other files.
        pace: Whether PACE works.
        bac: Whether BAC works.
        largest: Bytes that READ BINARY gives at most; None for what fits.
        too_long: What is answered beyond that.
        past_the_end: The status where a request reaches past the end of a file; 0x9000 and 0x6282 come with data.
        extended: Whether extended length is understood.
        extended_buffer: Bytes of a command or response in extended length.
        wrong_password: The status for one.
        lost_at: The exchange, from 1, at which the card is gone, once.
        broken_at: Exchanges at which secure messaging fails with 6988, once each.
        garbage_at: Exchanges whose answer is replaced with random bytes, once each.
        without_private_keys: A copy: files and certificates, but not the keys of chip and active authentication.
        refuses_chip_authentication: It has the key and answers 6A80.
        exchange_seconds: What every exchange takes besides the bytes on air.
        rate: Bit rate in kbit/s, one of `RATES`; None for no time at all.
    """

    master_file: bool = False
    card_access: bool = True
    card_access_by_short_id: bool = True
    short_ids: bool = True
    pace: bool = True
    bac: bool = True
    largest: int | None = None
    too_long: TooLong = TooLong.WRONG_LENGTH
    past_the_end: int = 0x6282
    extended: bool = False
    extended_buffer: int = 32_768
    wrong_password: int = 0x6300
    lost_at: int | None = None
    broken_at: frozenset[int] = field(default_factory=frozenset)
    garbage_at: frozenset[int] = field(default_factory=frozenset)
    without_private_keys: bool = False
    refuses_chip_authentication: bool = False
    exchange_seconds: float = 0.0
    rate: int | None = None

    def seconds(self, sent: int, received: int) -> float:
        """What an exchange of so many bytes takes."""
        if self.rate is None:
            return self.exchange_seconds
        divisor = {106: 128, 424: 32, 848: 16}[self.rate]
        return self.exchange_seconds + (sent + received + _FRAMING) * _BITS_A_BYTE * divisor / _CARRIER
