"""Readers over PC/SC: pcscd on Linux, the Smart Card service on Windows. The only module that knows pyscard.

The low-level calls are used: pyscard's upper layer starts threads of its own and keeps singletons. Every error number
is translated here (`translated`), and nothing of pyscard leaves this module.

A context belongs to one waiting or one connection at a time, as PC/SC demands. Cards are held exclusively while they
are read and powered down afterwards, so that no other program finds an open channel.
"""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from devices.smartcard.errors import (
    CancelledError,
    CardBusyError,
    CardError,
    CardMuteError,
    CardRemovedError,
    ReaderError,
    ReaderGoneError,
    ServiceError,
    SmartCardError,
)
from devices.smartcard.readers import ReaderAttributes, ReaderCondition, ReadersState, ReaderState, ServiceCondition

PLUG_AND_PLAY: Final = "\\\\?PnP?\\Notification"  # the name under which the service tells of readers that come and go
WITHOUT_SERVICE = 1.0  # seconds between two looks for a service that is not there
LONGEST_WAIT = 3600.0  # seconds in one call; some services take no endless wait
BUSY_TRIES, BUSY_PAUSE = 5, 0.2  # Windows looks at every new card for its certificates, and is done soon
# Readers that no citizen's card can lie on: Windows Hello and the virtual cards of Windows and of its SIM slot.
_PASSED_OVER = ("windows hello", "microsoft virtual", "microsoft passport", "microsoft uicc", "ngc ")
_DAEMONS = tuple(Path(folder, "pcscd") for folder in ("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/sbin"))
_SHORT_MAXIMUM = 261 + 10  # a reader that can carry no more than a short command has no use for extended length

_SERVICE = {"NO_SERVICE", "SERVICE_STOPPED", "INVALID_HANDLE", "SERVER_TOO_BUSY", "UNKNOWN_RES_MNG", "SYSTEM_CANCELLED"}
_TRANSLATION: dict[str, tuple[type[SmartCardError], str]] = {
    **{f"SCARD_E_{name}": (ServiceError, "PCSC-002") for name in _SERVICE},
    "SCARD_E_NO_ACCESS": (ServiceError, "PCSC-004"),
    "SCARD_W_SECURITY_VIOLATION": (ServiceError, "PCSC-004"),
    "SCARD_E_CANCELLED": (CancelledError, "CHIP-001"),
    "SCARD_W_CANCELLED_BY_USER": (CancelledError, "CHIP-001"),
    "SCARD_E_UNKNOWN_READER": (ReaderGoneError, "PCSC-010"),
    "SCARD_E_READER_UNAVAILABLE": (ReaderGoneError, "PCSC-010"),
    "SCARD_E_NO_READERS_AVAILABLE": (ReaderGoneError, "PCSC-010"),
    "SCARD_E_READER_UNSUPPORTED": (ReaderError, "PCSC-011"),
    "SCARD_E_DUPLICATE_READER": (ReaderError, "PCSC-011"),
    "SCARD_E_NOT_READY": (ReaderError, "PCSC-011"),
    "SCARD_E_PCI_TOO_SMALL": (ReaderError, "PCSC-011"),
    "SCARD_E_UNSUPPORTED_FEATURE": (ReaderError, "PCSC-011"),
    "SCARD_E_NO_SMARTCARD": (CardRemovedError, "PCSC-020"),
    "SCARD_W_REMOVED_CARD": (CardRemovedError, "PCSC-020"),
    "SCARD_W_RESET_CARD": (CardRemovedError, "PCSC-020"),
    "SCARD_E_NOT_TRANSACTED": (CardRemovedError, "PCSC-020"),
    "SCARD_E_COMM_DATA_LOST": (CardRemovedError, "PCSC-020"),
    "SCARD_E_SHARING_VIOLATION": (CardBusyError, "PCSC-021"),
    "SCARD_W_UNRESPONSIVE_CARD": (CardMuteError, "PCSC-022"),
    "SCARD_W_UNPOWERED_CARD": (CardMuteError, "PCSC-022"),
    "SCARD_E_PROTO_MISMATCH": (CardError, "PCSC-023"),
    "SCARD_E_CARD_UNSUPPORTED": (CardError, "PCSC-023"),
    "SCARD_W_UNSUPPORTED_CARD": (CardError, "PCSC-023"),
    "SCARD_E_UNKNOWN_CARD": (CardError, "PCSC-023"),
    "SCARD_E_INVALID_ATR": (CardError, "PCSC-023"),
    "SCARD_E_TIMEOUT": (ReaderError, "PCSC-012"),
}
_ANY_OTHER = (ReaderError, "PCSC-013")


def _library() -> ModuleType:
    """The native part of pyscard.

    Raises:
        ServiceError: PCSC-001: it cannot be loaded here.
    """
    try:
        from smartcard import scard  # noqa: PLC0415 - the program must start on a PC without it
    except (ImportError, OSError) as error:
        raise ServiceError("PCSC-001") from error
    return scard  # type: ignore[no-any-return]


def translated(number: int, scard: ModuleType | None = None) -> SmartCardError:
    """The error of a PC/SC return code. Codes of no use to anybody become PCSC-013, with the number."""
    library = scard or _library()
    for name, (kind, code) in _TRANSLATION.items():
        if _unsigned(getattr(library, name, 0)) == _unsigned(number):
            return kind(code)
    kind, code = _ANY_OTHER
    return kind(code, number=f"{_unsigned(number):08X}")


def _unsigned(number: int) -> int:
    return number & 0xFFFFFFFF


class Held:
    """The readers whose card this program holds: to itself it is not another program."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: list[str] = []

    def add(self, reader: str) -> None:
        """One more hold."""
        with self._lock:
            self._names.append(reader)

    def discard(self, reader: str) -> None:
        """One hold less; none is no error."""
        with self._lock:
            if reader in self._names:
                self._names.remove(reader)

    def __contains__(self, reader: str) -> bool:
        """Whether there is a hold."""
        with self._lock:
            return reader in self._names


class PcscReaders:
    """The readers of this PC; see `devices.smartcard.readers.CardReaders`.

    One thread may wait in `watch`; the other methods may be called from any. Several of them in one program must share
    one `held`.
    """

    def __init__(self, library: Callable[[], ModuleType] = _library, held: Held | None = None) -> None:
        self._load = library
        self._lock = threading.Lock()
        self._waiting: Any = None  # the context of a wait that goes on
        self._left = threading.Event()  # that wait has ended
        self._cancelled = threading.Event()
        self._closed = False
        self._context: Any = None
        self._held = held or Held()

    # ---- watching

    def watch(self, known: ReadersState | None, timeout: float | None) -> ReadersState:
        """See `CardReaders.watch`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            state, raw = self._look()
            cancelled = self._cancelled.is_set()
            self._cancelled.clear()
            left = LONGEST_WAIT if deadline is None else deadline - time.monotonic()
            if state != known or cancelled or self._closed or left <= 0:
                return state
            if state.service is ServiceCondition.RUNNING:
                self._wait(raw, min(left, LONGEST_WAIT))
            else:
                self._cancelled.wait(min(left, WITHOUT_SERVICE))

    def cancel(self) -> None:
        """See `CardReaders.cancel`."""
        self._cancelled.set()
        # A cancel that comes before the service has begun to wait is lost there: so again, until the wait has ended.
        while not self._left.is_set():
            with self._lock:
                if self._waiting is None:
                    return
                self._load().SCardCancel(self._waiting)
            self._left.wait(0.01)

    def close(self) -> None:
        """See `CardReaders.close`."""
        self._closed = True
        self.cancel()
        self._drop_context()

    def _look(self) -> tuple[ReadersState, list[tuple[str, int]]]:
        """The state now, and each reader's raw state to wait on."""
        try:
            scard = self._load()
            names = self._names(scard)
            raw = self._raw_states(scard, names)
        except ServiceError as error:
            self._drop_context()
            return ReadersState(_service_condition(error), (), error.code), []
        except ReaderError:  # a reader went while it was being looked at
            return self._look_without_readers()
        states = tuple(self._reader_state(scard, name, event, atr) for name, event, atr in raw)
        return ReadersState(ServiceCondition.RUNNING, states), [(name, event) for name, event, _ in raw]

    def _look_without_readers(self) -> tuple[ReadersState, list[tuple[str, int]]]:
        return ReadersState(ServiceCondition.RUNNING), []

    def _names(self, scard: ModuleType) -> list[str]:
        status, names = scard.SCardListReaders(self._open_context(scard), [])
        if _unsigned(status) == _unsigned(scard.SCARD_E_NO_READERS_AVAILABLE):
            return []
        if status != scard.SCARD_S_SUCCESS:
            raise translated(status, scard)
        return list(names)

    def _raw_states(self, scard: ModuleType, names: Sequence[str]) -> list[tuple[str, int, bytes]]:
        if not names:
            return []
        asked = [(name, scard.SCARD_STATE_UNAWARE) for name in names]
        status, states = scard.SCardGetStatusChange(self._context, 0, asked)
        if status != scard.SCARD_S_SUCCESS and _unsigned(status) != _unsigned(scard.SCARD_E_TIMEOUT):
            raise translated(status, scard)
        return [(name, event & ~scard.SCARD_STATE_CHANGED, bytes(atr)) for name, event, atr in states]

    def _wait(self, raw: list[tuple[str, int]], seconds: float) -> None:
        scard = self._load()
        asked = [*raw, (PLUG_AND_PLAY, len(raw) << 16)]
        with self._lock:
            if self._cancelled.is_set() or self._closed or self._context is None:
                return
            self._left.clear()
            self._waiting = self._context
        try:
            status, _ = scard.SCardGetStatusChange(self._context, int(seconds * 1000), asked)
        finally:
            with self._lock:
                self._waiting = None
            self._left.set()
        quiet = {scard.SCARD_S_SUCCESS, scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED}
        if _unsigned(status) not in {_unsigned(each) for each in quiet}:
            # The service went, or a reader: the next look finds out, not at once if it is the same again.
            self._drop_context()
            self._cancelled.wait(0.05)

    def _reader_state(self, scard: ModuleType, name: str, event: int, atr: bytes) -> ReaderState:
        insertion = event >> 16 & 0xFFFF
        if any(part in name.casefold() for part in _PASSED_OVER):
            return ReaderState(name, ReaderCondition.PASSED_OVER)
        if event & (scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_IGNORE):
            return ReaderState(name, ReaderCondition.UNAVAILABLE)
        if not event & scard.SCARD_STATE_PRESENT:
            return ReaderState(name, ReaderCondition.EMPTY, b"", insertion)
        if event & scard.SCARD_STATE_MUTE:
            return ReaderState(name, ReaderCondition.MUTE, b"", insertion)
        if event & scard.SCARD_STATE_EXCLUSIVE and name not in self._held:
            return ReaderState(name, ReaderCondition.IN_USE, atr, insertion)
        return ReaderState(name, ReaderCondition.CARD, atr, insertion)

    def _open_context(self, scard: ModuleType) -> Any:
        if self._context is None:
            self._context = _new_context(scard)
        return self._context

    def _drop_context(self) -> None:
        with self._lock:
            context, self._context = self._context, None
        if context is not None:
            with contextlib.suppress(SmartCardError):
                self._load().SCardReleaseContext(context)

    # ---- connecting

    def connect(self, reader: str) -> "PcscConnection":
        """See `CardReaders.connect`."""
        scard = self._load()
        self._held.add(reader)
        try:
            return PcscConnection(scard, reader, self._let_go)
        except SmartCardError as error:
            self._let_go(reader)
            if isinstance(error, CardBusyError):
                self.cancel()  # the watching thread took the card for ours: let it look again
            raise

    def attributes(self, reader: str) -> ReaderAttributes:
        """What a reader's driver says; asked without touching a card.

        Raises:
            SmartCardError: The reader or the service failed.
        """
        scard = self._load()
        context = _new_context(scard)
        try:
            status, handle, _ = scard.SCardConnect(context, reader, scard.SCARD_SHARE_DIRECT, 0)
            if status != scard.SCARD_S_SUCCESS:
                raise translated(status, scard)
            try:
                return _attributes(scard, handle)
            finally:
                scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        finally:
            scard.SCardReleaseContext(context)

    def _let_go(self, reader: str) -> None:
        self._held.discard(reader)


class PcscConnection:
    """A card held over PC/SC; see `devices.smartcard.readers.CardConnection`."""

    def __init__(self, scard: ModuleType, reader: str, on_close: Callable[[str], None]) -> None:
        self._scard = scard
        self._reader = reader
        self._on_close = on_close
        self._protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        self._context = _new_context(scard)
        self._handle: Any = None
        try:
            self._connect()
            self._atr = self._read_atr()
            self._largest = _attributes(scard, self._handle).largest_message
        except SmartCardError:
            self._release()
            raise

    @property
    def reader(self) -> str:
        """See `CardConnection.reader`."""
        return self._reader

    @property
    def atr(self) -> bytes:
        """See `CardConnection.atr`."""
        return self._atr

    @property
    def supports_extended_length(self) -> bool:
        """Whether the driver says so; a driver that says nothing is taken for one that cannot, as most cannot."""
        return self._largest is not None and self._largest > _SHORT_MAXIMUM

    def transmit(self, command: bytes) -> tuple[bytes, int]:
        """See `CardConnection.transmit`."""
        if self._handle is None:
            raise CardRemovedError("PCSC-020")
        status, answer = self._scard.SCardTransmit(self._handle, self._pci, list(command))
        if status != self._scard.SCARD_S_SUCCESS:
            raise translated(status, self._scard)
        if len(answer) < 2:  # what some drivers give for a card that has just gone
            raise CardRemovedError("PCSC-020")
        raw = bytes(answer)
        return raw[:-2], int.from_bytes(raw[-2:], "big")

    def reset(self) -> None:
        """See `CardConnection.reset`."""
        scard = self._scard
        if self._handle is None:
            raise CardRemovedError("PCSC-020")
        status, protocol = scard.SCardReconnect(
            self._handle, scard.SCARD_SHARE_EXCLUSIVE, self._protocols, scard.SCARD_RESET_CARD
        )
        if status != scard.SCARD_S_SUCCESS:
            raise translated(status, scard)
        self._use(protocol)

    def close(self) -> None:
        """See `CardConnection.close`. The card is powered down, and its channel with it."""
        self._release()
        self._on_close(self._reader)

    def _connect(self) -> None:
        scard = self._scard
        for attempt in range(BUSY_TRIES):
            status, handle, protocol = scard.SCardConnect(
                self._context, self._reader, scard.SCARD_SHARE_EXCLUSIVE, self._protocols
            )
            if status == scard.SCARD_S_SUCCESS:
                self._handle = handle
                self._use(protocol)
                return
            error = translated(status, scard)
            if not isinstance(error, CardBusyError) or attempt == BUSY_TRIES - 1:
                raise error
            time.sleep(BUSY_PAUSE)

    def _use(self, protocol: int) -> None:
        scard = self._scard
        self._pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0

    def _read_atr(self) -> bytes:
        status, _, _, _, atr = self._scard.SCardStatus(self._handle)
        if status != self._scard.SCARD_S_SUCCESS:
            raise translated(status, self._scard)
        return bytes(atr)

    def _release(self) -> None:
        handle, self._handle = self._handle, None
        context, self._context = self._context, None
        if handle is not None:
            self._scard.SCardDisconnect(handle, self._scard.SCARD_RESET_CARD)
        if context is not None:
            self._scard.SCardReleaseContext(context)


def _new_context(scard: ModuleType) -> Any:
    status, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if status != scard.SCARD_S_SUCCESS:
        error = translated(status, scard)
        if error.code == "PCSC-002" and not sys.platform.startswith("win") and not any(map(Path.exists, _DAEMONS)):
            raise ServiceError("PCSC-003")
        raise error
    return context


def _service_condition(error: ServiceError) -> ServiceCondition:
    absent = {"PCSC-001": ServiceCondition.ABSENT, "PCSC-003": ServiceCondition.ABSENT}
    return absent.get(
        error.code, ServiceCondition.NOT_PERMITTED if error.code == "PCSC-004" else ServiceCondition.STOPPED
    )


def _attributes(scard: ModuleType, handle: Any) -> ReaderAttributes:
    def value(attribute: int) -> bytes:
        status, found = scard.SCardGetAttrib(handle, attribute)
        return bytes(found) if status == scard.SCARD_S_SUCCESS else b""

    def text(attribute: int) -> str:
        return value(attribute).rstrip(b"\0").decode("utf-8", "replace").strip()

    version = value(scard.SCARD_ATTR_VENDOR_IFD_VERSION)
    number = int.from_bytes(version, "little")
    largest = value(scard.SCARD_ATTR_MAXINPUT)
    return ReaderAttributes(
        text(scard.SCARD_ATTR_VENDOR_NAME),
        text(scard.SCARD_ATTR_VENDOR_IFD_TYPE),
        f"{number >> 24}.{number >> 16 & 0xFF}.{number & 0xFFFF}" if len(version) == 4 else "",
        int.from_bytes(largest, "little") if largest else None,
    )
