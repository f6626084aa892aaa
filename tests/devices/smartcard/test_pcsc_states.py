"""What the service's raw states mean, with a service made of numbers: virtual readers, faults, refusals."""

from types import SimpleNamespace
from typing import Any

import pytest
from smartcard import scard

from devices.smartcard import pcsc
from devices.smartcard.errors import CardBusyError, CardMuteError, SmartCardError
from devices.smartcard.pcsc import BUSY_TRIES, Held, PcscReaders
from devices.smartcard.readers import ReaderCondition, ServiceCondition

PRESENT = scard.SCARD_STATE_PRESENT


class Service:
    """A PC/SC service whose answers are set by hand.

    Attributes:
        readers: Name and raw state of each.
        establish: What SCardEstablishContext answers.
        connect: What SCardConnect answers, in turn; the last one again and again.
        attributes: What SCardGetAttrib gives.
        contexts: How many are open.
    """

    def __init__(self) -> None:
        self.readers: dict[str, int] = {}
        self.establish = scard.SCARD_S_SUCCESS
        self.connect: list[int] = [scard.SCARD_S_SUCCESS]
        self.attributes: dict[int, list[int]] = {}
        self.contexts = 0
        self.connections = 0

    def library(self) -> Any:
        names = {name: getattr(scard, name) for name in dir(scard) if name.startswith("SCARD_")}
        calls = {name: getattr(self, name) for name in dir(self) if name.startswith("SCard")}
        return SimpleNamespace(**names, **calls)

    def SCardEstablishContext(self, _scope: int) -> tuple[int, int]:
        self.contexts += self.establish == scard.SCARD_S_SUCCESS
        return self.establish, 1

    def SCardReleaseContext(self, _context: int) -> int:
        self.contexts -= 1
        return int(scard.SCARD_S_SUCCESS)

    def SCardListReaders(self, _context: int, _groups: list[str]) -> tuple[int, list[str]]:
        if not self.readers:
            return scard.SCARD_E_NO_READERS_AVAILABLE, []
        return scard.SCARD_S_SUCCESS, list(self.readers)

    def SCardGetStatusChange(self, _context: int, _timeout: int, asked: list[tuple[str, int]]) -> tuple[int, list[Any]]:
        atr = list(bytes.fromhex("3B80800101"))
        return scard.SCARD_S_SUCCESS, [(name, self.readers[name], atr) for name, _ in asked if name in self.readers]

    def SCardConnect(self, *_: object) -> tuple[int, int, int]:
        status = self.connect.pop(0) if len(self.connect) > 1 else self.connect[0]
        self.connections += status == scard.SCARD_S_SUCCESS
        return status, 7, scard.SCARD_PROTOCOL_T1

    def SCardDisconnect(self, *_: object) -> int:
        self.connections -= 1
        return int(scard.SCARD_S_SUCCESS)

    def SCardStatus(self, _handle: int) -> tuple[int, str, int, int, list[int]]:
        return scard.SCARD_S_SUCCESS, "", 0, 0, [0x3B, 0x80, 0x80, 0x01, 0x01]

    def SCardGetAttrib(self, _handle: int, attribute: int) -> tuple[int, list[int]]:
        if attribute in self.attributes:
            return scard.SCARD_S_SUCCESS, self.attributes[attribute]
        return scard.SCARD_E_UNSUPPORTED_FEATURE, []


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("Windows Hello for Business 1", PRESENT, ReaderCondition.PASSED_OVER),
        ("Microsoft Virtual Smart Card 0", PRESENT, ReaderCondition.PASSED_OVER),
        ("Microsoft UICC ISO Reader abc", PRESENT, ReaderCondition.PASSED_OVER),
        ("ACS ACR1252 0", scard.SCARD_STATE_EMPTY, ReaderCondition.EMPTY),
        ("ACS ACR1252 0", PRESENT, ReaderCondition.CARD),
        ("ACS ACR1252 0", PRESENT | scard.SCARD_STATE_UNPOWERED, ReaderCondition.CARD),
        ("ACS ACR1252 0", PRESENT | scard.SCARD_STATE_INUSE, ReaderCondition.CARD),
        ("ACS ACR1252 0", PRESENT | scard.SCARD_STATE_MUTE, ReaderCondition.MUTE),
        ("ACS ACR1252 0", PRESENT | scard.SCARD_STATE_INUSE | scard.SCARD_STATE_EXCLUSIVE, ReaderCondition.IN_USE),
        ("ACS ACR1252 0", scard.SCARD_STATE_UNAVAILABLE, ReaderCondition.UNAVAILABLE),
        ("ACS ACR1252 0", scard.SCARD_STATE_UNKNOWN, ReaderCondition.UNAVAILABLE),
    ],
)
def test_raw_states(name: str, raw: int, expected: ReaderCondition, service: Service) -> None:
    service.readers[name] = raw | 5 << 16
    state = PcscReaders(service.library).watch(None, 0)
    assert state.service is ServiceCondition.RUNNING
    assert state.readers[0].condition is expected
    assert state.readers[0].insertion in {0, 5}


def test_what_we_hold_is_not_another_s(service: Service) -> None:
    service.readers["A"] = PRESENT | scard.SCARD_STATE_EXCLUSIVE
    held = Held()
    held.add("A")
    held.add("A")
    assert PcscReaders(service.library, held).watch(None, 0).readers[0].condition is ReaderCondition.CARD
    held.discard("A")
    assert "A" in held
    held.discard("A")
    held.discard("A")
    assert PcscReaders(service.library, held).watch(None, 0).readers[0].condition is ReaderCondition.IN_USE


@pytest.mark.parametrize(
    ("status", "expected", "code"),
    [
        (scard.SCARD_E_SERVICE_STOPPED, ServiceCondition.STOPPED, "PCSC-002"),
        (scard.SCARD_E_NO_SERVICE, ServiceCondition.STOPPED, "PCSC-002"),
        (scard.SCARD_W_SECURITY_VIOLATION, ServiceCondition.NOT_PERMITTED, "PCSC-004"),
        (scard.SCARD_E_NO_ACCESS, ServiceCondition.NOT_PERMITTED, "PCSC-004"),
    ],
)
def test_a_service_that_refuses(status: int, expected: ServiceCondition, code: str, service: Service) -> None:
    service.establish = status
    state = PcscReaders(service.library).watch(None, 0)
    assert (state.service, state.error_code, state.readers) == (expected, code, ())


def test_a_service_that_is_not_installed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc, "_DAEMONS", ())
    service.establish = scard.SCARD_E_NO_SERVICE
    state = PcscReaders(service.library).watch(None, 0)
    assert (state.service, state.error_code) == (ServiceCondition.ABSENT, "PCSC-003")


def test_no_reader_at_all(service: Service) -> None:
    state = PcscReaders(service.library).watch(None, 0)
    assert (state.service, state.readers) == (ServiceCondition.RUNNING, ())


def test_a_card_that_is_busy_for_a_moment(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows looks at every new card for its certificates."""
    pauses: list[float] = []
    monkeypatch.setattr("devices.smartcard.pcsc.time.sleep", pauses.append)
    service.connect = [scard.SCARD_E_SHARING_VIOLATION, scard.SCARD_E_SHARING_VIOLATION, scard.SCARD_S_SUCCESS]
    readers = PcscReaders(service.library)
    readers.connect("A").close()
    assert len(pauses) == 2
    service.connect = [scard.SCARD_E_SHARING_VIOLATION]
    with pytest.raises(CardBusyError):
        readers.connect("A")
    assert len(pauses) == 2 + BUSY_TRIES - 1
    assert (service.contexts, service.connections) == (0, 0)


@pytest.mark.parametrize("status", [scard.SCARD_W_UNRESPONSIVE_CARD, scard.SCARD_W_UNPOWERED_CARD])
def test_a_mute_card(status: int, service: Service) -> None:
    service.connect = [status]
    with pytest.raises(CardMuteError, match="PCSC-022"):
        PcscReaders(service.library).connect("A")
    assert service.contexts == 0


@pytest.mark.parametrize(("largest", "expected"), [(None, False), (271, False), (261, False), (65_550, True)])
def test_extended_length_as_the_driver_says(largest: int | None, expected: bool, service: Service) -> None:
    if largest is not None:
        service.attributes[scard.SCARD_ATTR_MAXINPUT] = list(largest.to_bytes(4, "little"))
    connection = PcscReaders(service.library).connect("A")
    assert connection.supports_extended_length is expected
    connection.close()
    assert service.contexts == 0


def test_what_a_driver_says_of_its_reader(service: Service) -> None:
    service.attributes[scard.SCARD_ATTR_VENDOR_NAME] = list(b"Maker\0")
    service.attributes[scard.SCARD_ATTR_VENDOR_IFD_TYPE] = list(b"Model\0")
    service.attributes[scard.SCARD_ATTR_VENDOR_IFD_VERSION] = list((0x01020003).to_bytes(4, "little"))
    found = PcscReaders(service.library).attributes("A")
    assert (found.vendor, found.model, found.version, found.largest_message) == ("Maker", "Model", "1.2.3", None)
    service.connect = [scard.SCARD_E_UNKNOWN_READER]
    with pytest.raises(SmartCardError, match="PCSC-010"):
        PcscReaders(service.library).attributes("A")
    assert (service.contexts, service.connections) == (0, 0)
