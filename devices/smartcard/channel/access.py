"""The way in: EF.CardAccess, then PACE, then, where a chip has no PACE that works here, visibly, BAC.

EF.CardAccess is read as the Vietnamese card needs it: that card answers SELECT MF with 6D00 and yet gives the file
when it is selected, or read by its short identifier, right after power-up. What all cards of 2021 say in it serves as
the last resort where it cannot be read at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from devices.smartcard.apdu import Channel, Command, Instruction, StatusWord
from devices.smartcard.channel.bac import establish_bac
from devices.smartcard.channel.key_agreement import RandomBytes, system_random
from devices.smartcard.channel.pace import PaceProtocol, agree, select_pace, supported
from devices.smartcard.channel.passwords import MOST_CANDIDATES, AccessKey, Can, MrzKey, Password
from devices.smartcard.channel.secure_messaging import SecureChannel, SessionKeys
from devices.smartcard.channel.symmetric import Suite
from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.datagroups.security_infos import SecurityInfos, parse_security_infos
from devices.smartcard.errors import (
    AccessError,
    ChipError,
    DataGroupError,
    NotAnEmrtdError,
    StatusError,
    WrongPasswordError,
)
from devices.smartcard.files.binary import FileReader
from devices.smartcard.files.blocks import BlockPolicy

APPLICATION = bytes.fromhex("A0000002471001")  # LDS1 eMRTD application (ICAO 9303-10, section 3.6.2)
# EF.CardAccess of the Vietnamese card, as its public readers hold it: terminal authentication, chip authentication
# ECDH AES-128, PACE ECDH-GM AES-128 over brainpoolP256r1.
VIETNAMESE_CARD_ACCESS = bytes.fromhex(
    "3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D"
)
MASTER_FILE = bytes.fromhex("3F00")
PAUSE_AFTER_WRONG_PASSWORD = 1.0  # seconds; some chips answer more slowly with every wrong password
_PARAMETERS_UNCLEAR = {StatusWord.WRONG_DATA, StatusWord.WRONG_PARAMETERS, StatusWord.REFERENCE_NOT_FOUND}
T = TypeVar("T")

_CIPHER_ORDER = (Suite.AES256, Suite.AES192, Suite.AES128, Suite.DES3)


class AccessMethod(StrEnum):
    """How a chip was opened."""

    PACE_CAN = "PACE-CAN"
    PACE_MRZ = "PACE-MRZ"
    BAC = "BAC"


@dataclass(frozen=True, slots=True)
class Access:
    """An open chip.

    Attributes:
        channel: The protected channel, the eMRTD application being selected.
        method: How it was opened.
        card_access: What EF.CardAccess says.
        card_access_read: False where the known constant stood in for a file that could not be read.
    """

    channel: SecureChannel
    method: AccessMethod
    card_access: SecurityInfos
    card_access_read: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try with one password, told as it begins.

    Attributes:
        method: The way that is tried.
        number: Which try it is, from 1.
        pause: Seconds that are waited before it, after a wrong password.
    """

    method: AccessMethod
    number: int
    pause: float


class Opener:
    """Opens chips. What takes time is handed in: `pause` waits so many seconds, and may raise `CancelledError`."""

    def __init__(
        self,
        pause: Callable[[float], None],
        on_attempt: Callable[[Attempt], None] = lambda _: None,
        random: RandomBytes = system_random,
    ) -> None:
        self._pause = pause
        self._on_attempt = on_attempt
        self._random = random

    def open(self, channel: Channel, key: AccessKey) -> Access:
        """Open a chip that was just powered up.

        Args:
            channel: The unprotected channel.
            key: What may open it.

        Raises:
            WrongPasswordError: None of the passwords is this chip's.
            NotAnEmrtdError: The card has no eMRTD application.
            AccessError: No way in is supported on both sides, or there is no password for the one that is.
            SmartCardError: The card or the reader failed.
        """
        infos, was_read = self._card_access(channel)
        failure: ChipError | None = None
        for protocol in _protocols(infos):
            try:
                secure, method = self._by_pace(channel, protocol, key, several=len(infos.pace) > 1)
            except (AccessError, StatusError) as error:
                failure = error
                continue
            _select_application(secure)
            return Access(secure, method, infos, was_read)
        return Access(self._by_bac(channel, key, failure), AccessMethod.BAC, infos, was_read)

    # ---- EF.CardAccess

    def _card_access(self, channel: Channel) -> tuple[SecurityInfos, bool]:
        for master_file in (None, b"", MASTER_FILE):
            if master_file is not None:  # in both forms in use; a card that knows neither may go on
                channel.send(Command(Instruction.SELECT, 0x00, 0x0C, master_file))
            for by_short_id in (False, True):
                infos = _read_card_access(channel, by_short_id=by_short_id)
                if infos is not None:
                    return infos, True
        return parse_security_infos(VIETNAMESE_CARD_ACCESS), False

    # ---- PACE

    def _by_pace(
        self, channel: Channel, protocol: PaceProtocol, key: AccessKey, *, several: bool
    ) -> tuple[SecureChannel, AccessMethod]:
        if key.can is not None:
            try:
                return self._try_pace(channel, protocol, key.can, 1, several=several), AccessMethod.PACE_CAN
            except StatusError:
                if not key.mrz:  # a chip without a CAN may still know PACE with the machine-readable zone
                    raise

        def attempt(mrz: MrzKey, number: int) -> SecureChannel:
            return self._try_pace(channel, protocol, mrz, number, several=several)

        return self._each(key.mrz, AccessMethod.PACE_MRZ, attempt)

    def _try_pace(
        self, channel: Channel, protocol: PaceProtocol, password: Password, number: int, *, several: bool
    ) -> SecureChannel:
        method = AccessMethod.PACE_CAN if isinstance(password, Can) else AccessMethod.PACE_MRZ
        self._attempt(method, number)
        status = select_pace(channel, protocol, password, name_parameters=several)
        if status in _PARAMETERS_UNCLEAR:
            status = select_pace(channel, protocol, password, name_parameters=not several)
        # 63Cx with a count of tries left is a warning here (ICAO 9303-11, section 4.4.4.1): the password may be tried.
        if status != StatusWord.OK and status & 0xFFF0 != 0x63C0:
            raise StatusError("CHIP-023", status)
        return SecureChannel(channel, agree(channel, protocol, password, self._random))

    # ---- BAC

    def _by_bac(self, channel: Channel, key: AccessKey, failure: ChipError | None) -> SecureChannel:
        _select_application(channel)
        if not key.mrz:
            raise failure or AccessError("CHIP-006")

        def attempt(mrz: MrzKey, number: int) -> SessionKeys:
            self._attempt(AccessMethod.BAC, number)
            return establish_bac(channel, mrz, self._random)

        keys, _ = self._each(key.mrz, AccessMethod.BAC, attempt)
        return SecureChannel(channel, keys)

    # ---- tries

    def _each(
        self, passwords: tuple[MrzKey, ...], method: AccessMethod, attempt: Callable[[MrzKey, int], T]
    ) -> tuple[T, AccessMethod]:
        """The first password that opens; stops at any other failure, and after `MOST_CANDIDATES`."""
        wrong: WrongPasswordError | None = None
        for number, password in enumerate(passwords[:MOST_CANDIDATES], start=1):
            try:
                return attempt(password, number), method
            except WrongPasswordError as error:
                wrong = error
        raise wrong or AccessError("CHIP-006")

    def _attempt(self, method: AccessMethod, number: int) -> None:
        pause = PAUSE_AFTER_WRONG_PASSWORD if number > 1 else 0.0
        self._on_attempt(Attempt(method, number, pause))
        if pause:
            self._pause(pause)


def _read_card_access(channel: Channel, *, by_short_id: bool) -> SecurityInfos | None:
    try:
        content = FileReader(channel, BlockPolicy(by_short_id=by_short_id)).read(ElementaryFile.CARD_ACCESS)
        return parse_security_infos(content)
    except (ChipError, DataGroupError):
        return None


def _protocols(infos: SecurityInfos) -> list[PaceProtocol]:
    """What is supported on both sides, the strongest first."""
    found = [protocol for info in infos.pace if (protocol := supported(info)) is not None]
    return sorted(found, key=lambda protocol: _CIPHER_ORDER.index(protocol.suite))


def _select_application(channel: Channel) -> None:
    status = channel.send(Command(Instruction.SELECT, 0x04, 0x0C, APPLICATION)).status
    if status != StatusWord.OK:
        raise NotAnEmrtdError("CHIP-003", status=f"{status:04X}")
