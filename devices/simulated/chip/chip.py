"""The chip itself: power, files, commands, sessions."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1

from devices.simulated.chip.der import first, objects, oid_contents, tlv
from devices.simulated.chip.entry import (
    PaceRun,
    RandomSource,
    RefusedError,
    answer_bac,
    answer_chip_authentication,
    foreign_session,
    sign_challenge,
)
from devices.simulated.chip.profile import LOCKED, ChipProfile
from devices.simulated.chip.quirks import Quirks, TooLong
from devices.simulated.chip.session import Session, SessionBrokenError

APPLICATION = bytes.fromhex("A0000002471001")
SHORT = 256
OK = 0x9000


class ChipLost(Exception):  # noqa: N818 - what happens, not a fault
    """The card has left the field."""


@dataclass(frozen=True, slots=True)
class Request:
    """A command APDU taken apart.

    Attributes:
        header: CLA INS P1 P2.
        data: The command data.
        expected: Le, None without; 256 and 65,536 for zeros.
        extended: Whether it came in the extended form.
    """

    header: bytes
    data: bytes
    expected: int | None
    extended: bool

    @property
    def ins(self) -> int:
        """The instruction."""
        return self.header[1]

    @property
    def where(self) -> int:
        """P1 P2 as one number."""
        return self.header[2] << 8 | self.header[3]


def take_apart(raw: bytes) -> Request:
    """Cases 1 to 4 of ISO/IEC 7816-3, short and extended.

    Raises:
        RefusedError: 6700: the lengths do not fit.
    """
    header, body = raw[:4], raw[4:]
    if len(header) < 4:
        raise RefusedError(0x6700)
    if not body:
        return Request(header, b"", None, extended=False)
    if len(body) == 1:
        return Request(header, b"", body[0] or SHORT, extended=False)
    if body[0]:
        size, data, rest = body[0], body[1 : 1 + body[0]], body[1 + body[0] :]
        if len(data) != size or len(rest) > 1:
            raise RefusedError(0x6700)
        return Request(header, data, (rest[0] or SHORT) if rest else None, extended=False)
    if len(body) == 3:
        return Request(header, b"", int.from_bytes(body[1:], "big") or 65_536, extended=True)
    if len(body) < 3:
        raise RefusedError(0x6700)
    size = int.from_bytes(body[1:3], "big")
    data, rest = body[3 : 3 + size], body[3 + size :]
    if len(data) != size or len(rest) not in {0, 2}:
        raise RefusedError(0x6700)
    return Request(header, data, (int.from_bytes(rest, "big") or 65_536) if rest else None, extended=True)


class SimulatedChip:
    """One chip. One thread talks to it; another may cut its power at any moment.

    Attributes:
        profile: What is on it.
        quirks: What it does differently.
        atr: The answer to reset of a contactless card.
        exchanges: Commands answered since it was made.
        seconds: What those would have taken, by the quirks.
        touched: Identifiers of files that were selected or read.
    """

    atr = bytes.fromhex("3B80800101")

    def __init__(
        self,
        profile: ChipProfile,
        quirks: Quirks | None = None,
        *,
        random: RandomSource = os.urandom,
        sleep: Callable[[float], None] = lambda _: None,
    ) -> None:
        self.profile = profile
        self.quirks = quirks or Quirks()
        self.exchanges = 0
        self.seconds = 0.0
        self.touched: set[int] = set()
        self._random = random
        self._sleep = sleep
        self._powered = False
        self._reset()

    def power_on(self) -> None:
        """The field is there: everything begins anew."""
        self._powered = True
        self._reset()

    def power_off(self) -> None:
        """The field is gone."""
        self._powered = False
        self._reset()

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        """Answer a command: data and status word.

        Raises:
            ChipLost: There is no field, or a quirk takes the card away.
        """
        self.exchanges += 1
        if not self._powered:
            raise ChipLost
        if self.exchanges == self.quirks.lost_at:
            self.power_off()
            raise ChipLost
        data, status = self._answer(command)
        if self.exchanges in self.quirks.garbage_at:
            data, status = self._random(17), OK
        took = self.quirks.seconds(len(command), len(data) + 2)
        self.seconds += took
        if took:
            self._sleep(took)
        return data, status

    def _reset(self) -> None:
        self._session: Session | None = None
        self._application = False
        self._file: int | None = None
        self._challenge = b""
        self._pace: PaceRun | None = None
        self._agreeing = False  # chip authentication is selected
        self._next: Session | None = None  # in force after the answer to the command that made it

    # ---- from bytes to a request and back

    def _answer(self, command: bytes) -> tuple[bytes, int]:
        try:
            request = take_apart(command)
        except RefusedError as error:
            return b"", error.status
        if request.extended and not (self.quirks.extended and len(command) <= self.quirks.extended_buffer):
            return b"", 0x6700
        if request.header[0] & 0x0C:
            return self._protected(request)
        if self._session is not None:  # a command in clear ends the session
            self._session = None
        return self._outcome(request)

    def _protected(self, request: Request) -> tuple[bytes, int]:
        session = self._session
        if session is None:
            return b"", 0x6988
        odd = bool(request.ins & 1)
        try:
            if self.exchanges in self.quirks.broken_at:
                raise SessionBrokenError(0x6988)
            data, expected = session.opened(request.header, request.data, odd=odd)
        except SessionBrokenError as error:
            self._session = None
            return b"", error.status
        inner = Request(bytes([request.header[0] & ~0x0C]) + request.header[1:], data, expected, request.extended)
        answer, status = self._outcome(inner)
        out = session.closed(answer, status, odd=odd)
        if self._next is not None:
            self._session, self._next = self._next, None
        limit = self.quirks.extended_buffer if request.extended else SHORT
        if len(out) > limit:
            self._session = None
            return b"", 0x6700
        return out, status

    def _outcome(self, request: Request) -> tuple[bytes, int]:
        try:
            return self._carry_out(request), OK
        except RefusedError as error:
            return b"", error.status
        except _WarningError as warning:
            return warning.data, warning.status

    def _carry_out(self, request: Request) -> bytes:
        if request.header[0] not in {0x00, 0x10} or (request.header[0] == 0x10 and request.ins != 0x86):
            raise RefusedError(0x6E00)
        work = {
            0xA4: self._select,
            0xB0: self._read_even,
            0xB1: self._read_odd,
            0x84: self._get_challenge,
            0x82: self._external_authenticate,
            0x22: self._manage_security,
            0x86: self._general_authenticate,
            0x88: self._internal_authenticate,
        }.get(request.ins)
        if work is None:
            raise RefusedError(0x6D00)
        return work(request)

    # ---- files

    def _select(self, request: Request) -> bytes:
        how = request.where >> 8
        if how == 0x04:
            if request.data != APPLICATION:
                raise RefusedError(0x6A82)
            self._application, self._file = True, None
            return b""
        if how == 0x00 and request.data in {b"", bytes.fromhex("3F00")}:
            if not self.quirks.master_file:
                raise RefusedError(0x6D00)
            self._application, self._file = False, None
            return b""
        if how != 0x02 or len(request.data) != 2:
            raise RefusedError(0x6A86)
        self._file = None
        self._file = self._found(int.from_bytes(request.data, "big"))
        return b""

    def _found(self, fid: int) -> int:
        files = self.profile.application if self._application else self.profile.master
        if fid not in files or (not self._application and not self.quirks.card_access):
            raise RefusedError(0x6A82)
        self.touched.add(fid)
        if self._application and (self._session is None or fid in LOCKED):
            raise RefusedError(0x6982)
        return fid

    def _read_even(self, request: Request) -> bytes:
        if request.where & 0x8000:
            short, offset = request.where >> 8 & 0x1F, request.where & 0xFF
            allowed = self.quirks.short_ids if self._application else self.quirks.card_access_by_short_id
            if not allowed:
                raise RefusedError(0x6A81)
            self._file = None
            self._file = self._found(0x0100 | short)
        else:
            offset = request.where
        return self._content(offset, request.expected)

    def _read_odd(self, request: Request) -> bytes:
        where = first(request.data, 0x54)
        if where is None or request.where or request.expected is None:
            raise RefusedError(0x6A80)
        room = request.expected - 2
        room -= 0 if room <= 0x7F else 1 if room <= 0x100 else 2
        return tlv(0x53, self._content(int.from_bytes(where, "big"), max(room, 1)))

    def _content(self, offset: int, expected: int | None) -> bytes:
        file = self._file
        if file is None:
            raise RefusedError(0x6986)
        if expected is None:
            raise RefusedError(0x6700)
        whole = (self.profile.application if self._application else self.profile.master).get(file)
        if whole is None:
            raise RefusedError(0x6986)
        if offset >= len(whole):
            raise RefusedError(0x6B00)
        wanted = self._within_limit(expected, len(whole) - offset)
        left = len(whole) - offset
        if wanted > left:
            end = self.quirks.past_the_end
            if end not in {OK, 0x6282}:
                raise RefusedError(0x6C00 | left if end == 0x6C00 else end)
            if end == 0x6282:
                raise _WarningError(whole[offset:], end)
        return whole[offset : offset + wanted]

    def _within_limit(self, expected: int, left: int) -> int:
        """As much of what is asked for as the card gives at once."""
        limit = self.quirks.largest
        if limit is None or min(expected, left) <= limit:
            return expected
        if self.quirks.too_long is TooLong.WRONG_LENGTH:
            raise RefusedError(0x6700)
        if self.quirks.too_long is TooLong.EXACT_LENGTH:
            raise RefusedError(0x6C00 | limit)
        return limit

    # ---- ways in

    def _get_challenge(self, request: Request) -> bytes:
        if not self._application or request.expected != 8:
            raise RefusedError(0x6700 if self._application else 0x6985)
        self._challenge = self._random(8)
        return self._challenge

    def _external_authenticate(self, request: Request) -> bytes:
        challenge, self._challenge = self._challenge, b""
        if not self.quirks.bac or not challenge:
            raise RefusedError(0x6985 if self.quirks.bac else 0x6D00)
        try:
            answer, session = answer_bac(self.profile.zone_key, challenge, request.data, self._random)
        except RefusedError as error:
            raise RefusedError(self.quirks.wrong_password if error.status == 0x6300 else error.status) from error
        self._session = session
        return answer

    def _manage_security(self, request: Request) -> bytes:
        if request.where == 0xC1A4:
            self._select_pace(request.data)
        elif request.where == 0x41A4:
            key = self.profile.chip_key
            if self._session is None or key is None or self.quirks.refuses_chip_authentication:
                raise RefusedError(0x6A80)
            if first(request.data, 0x80) != oid_contents(key.oid) or not self._names_key(request.data):
                raise RefusedError(0x6A80)
            self._agreeing = True
        elif request.where == 0x41A6:
            self._authenticate_at_once(request.data)
        else:
            raise RefusedError(0x6A86)
        return b""

    def _select_pace(self, data: bytes) -> None:
        self._pace = None
        if not self.quirks.pace:
            raise RefusedError(0x6D00)
        name, reference, number = (first(data, tag) for tag in (0x80, 0x83, 0x84))
        offers = [each for each in self.profile.pace if name == oid_contents(each.oid)]
        if number is not None:
            offers = [each for each in offers if bytes([each.parameters]) == number]
        # With several variants on offer the parameters must be named (ICAO 9303-11, section 4.4.4.1).
        if len(offers) != 1 or (number is None and len(self.profile.pace) > 1):
            raise RefusedError(0x6A80)
        passwords = {
            b"\x01": sha1(self.profile.zone_key.encode(), usedforsecurity=False).digest(),
            b"\x02": self.profile.can.encode(),
        }
        if reference not in passwords:
            raise RefusedError(0x6A88)
        self._pace = PaceRun(offers[0], passwords[reference], self._random)

    def _general_authenticate(self, request: Request) -> bytes:
        inner = first(request.data, 0x7C)
        if inner is None:
            raise RefusedError(0x6A80)
        found = list(objects(inner)) if inner else []
        tag, value = (found[0][0], found[0][1]) if found else (None, b"")
        if self._agreeing:
            self._agreeing = False
            if tag != 0x80:
                raise RefusedError(0x6A80)
            self._agree(value)
            return tlv(0x7C)
        run = self._pace
        if run is None:
            raise RefusedError(0x6985)
        try:
            answer = run.step(tag, value)
        except RefusedError as error:
            self._pace = None
            raise RefusedError(self.quirks.wrong_password if error.status == 0x6300 else error.status) from error
        session = run.session()
        if session is not None:
            self._session, self._pace = session, None
        return tlv(0x7C, answer)

    def _authenticate_at_once(self, data: bytes) -> None:
        key, public = self.profile.chip_key, first(data, 0x91)
        if self._session is None or key is None or public is None or key.cipher != "3des":
            raise RefusedError(0x6A80)
        if self.quirks.refuses_chip_authentication or not self._names_key(data):
            raise RefusedError(0x6A80)
        self._agree(public)

    def _agree(self, public: bytes) -> None:
        key = self.profile.chip_key
        if key is None:
            raise RefusedError(0x6A80)
        session = answer_chip_authentication(key, public)
        self._next = foreign_session(key.cipher, self._random) if self.quirks.without_private_keys else session

    def _names_key(self, data: bytes) -> bool:
        key, named = self.profile.chip_key, first(data, 0x84)
        return key is not None and (named is None or named == bytes([key.key_id or 0]))

    def _internal_authenticate(self, request: Request) -> bytes:
        key = self.profile.signing_key
        if self._session is None or key is None:
            raise RefusedError(0x6982 if key else 0x6D00)
        if len(request.data) != 8 or request.expected is None:
            raise RefusedError(0x6700)
        if self.quirks.without_private_keys:
            return self._random(request.expected)[: key.key_size // 8]
        signature = sign_challenge(key, request.data, self._random)
        if len(signature) > request.expected:
            raise RefusedError(0x6700)
        return signature


class _WarningError(Exception):
    """Data with a warning."""

    def __init__(self, data: bytes, status: int) -> None:
        self.data = data
        self.status = status
        super().__init__(f"{status:04X}")
