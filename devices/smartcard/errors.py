"""The error tree of the chip and its readers. Errors of the libraries below are translated once, where they are met.

Every error carries a code with an entry in ``resources/errors.toml``. Codes by area: ``PCSC`` readers and service,
``CARD`` an officer's own card, ``CHIP`` the channel to the chip, ``LDS`` what its files hold, ``TRUST`` certificates
and their store. Details never hold a key, a password (CAN, MRZ, PIN) or anything of the citizen.
"""

from devices.errors import CodedError


class SmartCardError(CodedError):
    """Root of everything that can go wrong between a reader and a verified citizen."""


# ---- readers and connections (PCSC-0xx)


class ReaderError(SmartCardError):
    """The PC/SC service, a reader or its driver: nothing is known to be wrong with the card."""


class ServiceError(ReaderError):
    """The PC/SC service is absent, stopped, not permitted, or was restarted under us."""


class ReaderGoneError(ReaderError):
    """The reader was unplugged."""


class CancelledError(ReaderError):
    """The wait or the reading was cancelled."""


class CardError(SmartCardError):
    """The card as a device: gone, mute, taken by another program."""


class CardRemovedError(CardError):
    """The card left the field, or was reset by another program: the channel with it is dead."""


class CardBusyError(CardError):
    """Another program holds the card exclusively."""


class CardMuteError(CardError):
    """A card is there but does not answer: upside down, badly placed, two cards in the field, or broken."""


# ---- the channel (CHIP-0xx)


class ChipError(SmartCardError):
    """The chip answered, but not as needed."""


class StatusError(ChipError):
    """The chip refused a command.

    Attributes:
        status: Its status word, SW1 SW2 as one integer (ISO/IEC 7816-4, table 5).
    """

    def __init__(self, code: str, status: int, /, **details: str | int) -> None:
        self.status = status
        super().__init__(code, status=f"{status:04X}", **details)


class NotAnEmrtdError(ChipError):
    """The card in the reader has no eMRTD application."""


class WrongPasswordError(ChipError):
    """The chip does not know this CAN or MRZ: most likely another citizen's card."""


class OtherCardError(ChipError):
    """The chip opened, but it is another citizen's than the number that opened it."""


class AccessError(ChipError):
    """None of the ways in worked, for another reason than the password."""


class ChannelBrokenError(ChipError):
    """Secure messaging failed (a checksum, or 6987/6988): the channel must be built anew."""


# ---- contents (LDS-0xx) and authenticity (TRUST-0xx)


class DataGroupError(SmartCardError):
    """A file of the chip does not hold what the standard says."""


class AuthenticityError(SmartCardError):
    """A certificate, key or signature that cannot be used, or the trust store cannot."""


# ---- an officer's own card (CARD-0xx)


class OfficerCardError(SmartCardError):
    """An officer's card is not there, is another one, or does not prove what it should."""
