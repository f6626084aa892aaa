"""What the reader doctor finds in every state of service, reader and card."""

import json

import pytest

from devices.simulated.card_reader import SimulatedReaders
from devices.simulated.chip.chip import SimulatedChip
from devices.smartcard.doctor import Mark, Subject, examine
from devices.smartcard.errors import ReaderGoneError
from devices.smartcard.pcsc import PcscReaders
from devices.smartcard.readers import ReaderAttributes, ReaderCondition, ServiceCondition
from tests.helpers.chip_world import usual_profile
from tests.helpers.pcscd import Pcscd, pcscd

__all__ = ["pcscd"]


class BankCard(SimulatedChip):
    def transmit(self, command: bytes) -> tuple[bytes, int]:
        return b"", 0x6A82


def test_everything_well() -> None:
    readers = SimulatedReaders(("A",))
    readers.put_down(SimulatedChip(usual_profile()))
    found = examine(readers, lambda _: ReaderAttributes("Maker", "Model", "1.2.3", 271))
    assert found.mark is Mark.GOOD
    assert [finding.subject for finding in found.findings] == [Subject.SERVICE, Subject.CARD]
    card = found.findings[1]
    assert card.card is not None
    assert card.card.is_document
    assert card.card.contactless
    assert card.reader.vendor == "Maker"
    assert json.loads(json.dumps(found.as_dict()))["mark"] == "good"


@pytest.mark.parametrize("service", [ServiceCondition.STOPPED, ServiceCondition.ABSENT])
def test_without_the_service_nothing_else_is_looked_at(service: ServiceCondition) -> None:
    readers = SimulatedReaders()
    readers.set_service(service)
    found = examine(readers, last_error="PCSC-020")
    assert (found.mark, len(found.findings), found.last_error) == (Mark.BAD, 1, "PCSC-020")
    assert found.findings[0].code == "PCSC-002"


def test_no_reader_and_an_empty_one() -> None:
    assert examine(SimulatedReaders(())).findings[-1].code == "PCSC-010"
    found = examine(SimulatedReaders(("A",)))
    assert (found.mark, found.findings[1].code) == (Mark.WAITING, "")


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (ReaderCondition.MUTE, "PCSC-022"),
        (ReaderCondition.IN_USE, "PCSC-021"),
        (ReaderCondition.UNAVAILABLE, "PCSC-011"),
    ],
)
def test_what_is_wrong_has_its_code(condition: ReaderCondition, code: str) -> None:
    readers = SimulatedReaders(("A",))
    readers.put_down(SimulatedChip(usual_profile()), "A", condition)
    found = examine(readers)
    assert (found.mark, found.findings[1].code) == (Mark.BAD, code)


def test_a_virtual_reader_is_named_and_not_used() -> None:
    readers = SimulatedReaders(("Windows Hello",))
    readers.put_down(SimulatedChip(usual_profile()), None, ReaderCondition.PASSED_OVER)
    found = examine(readers)
    assert found.findings[1].passed_over
    assert found.findings[2].code == "PCSC-010"


def test_another_kind_of_card() -> None:
    readers = SimulatedReaders(("A",))
    readers.put_down(BankCard(usual_profile()))
    found = examine(readers)
    assert (found.mark, found.findings[1].code) == (Mark.BAD, "CHIP-003")


def test_a_card_that_is_being_read_is_not_asked() -> None:
    readers = SimulatedReaders(("A",))
    chip = SimulatedChip(usual_profile())
    readers.put_down(chip)
    found = examine(readers, ask_cards=False)
    assert chip.exchanges == 0
    assert found.findings[1].card is not None
    assert found.findings[1].card.is_document is None


def test_a_driver_that_says_nothing_is_no_fault() -> None:
    def fails(_: str) -> ReaderAttributes:
        raise ReaderGoneError("PCSC-010")

    assert examine(SimulatedReaders(("A",)), fails).findings[1].reader == ReaderAttributes()


@pytest.mark.xdist_group("pcscd")
def test_the_real_daemon(pcscd: Pcscd) -> None:
    readers = PcscReaders()
    found = examine(readers, readers.attributes)
    assert found.mark is Mark.WAITING
    assert len(found.findings) == 3
    pcscd.stop()
    assert examine(readers).findings[0].code == "PCSC-002"
    readers.close()
    pcscd.start()
