"""PC/SC for real: pcscd, its virtual reader, pyscard; cards put in, pulled, held by others; the daemon killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from devices.simulated.chip.chip import SimulatedChip
from devices.simulated.chip.profile import Options
from devices.simulated.chip.quirks import Quirks
from devices.simulated.chip.vpcd import VirtualCard, VirtualReaderError
from devices.simulated.citizens import citizen
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.authenticity.verdicts import Answer
from devices.smartcard.channel.passwords import access_key
from devices.smartcard.doctor import examine
from devices.smartcard.errors import CardBusyError, CardRemovedError, ReaderGoneError, ServiceError, SmartCardError
from devices.smartcard.pcsc import Held, PcscReaders, translated
from devices.smartcard.readers import CardConnection, ReaderCondition, ReadersState, ServiceCondition
from devices.smartcard.reading import ChipReading
from devices.smartcard.station import ChipStation
from devices.smartcard.station_events import CardLaid, CardLifted, ReadingDone, ReadingFailed, StationEvent
from tests.helpers.chip_world import HOLDER, TODAY, maker, profile, store_in, usual_profile
from tests.helpers.pcscd import Pcscd, only_user, pcscd

__all__ = ["pcscd"]
pytestmark = pytest.mark.xdist_group("pcscd")
FIRST, SECOND = "Virtual PCD 00 00", "Virtual PCD 00 01"
LONG = 15.0


@pytest.fixture
def readers(pcscd: Pcscd) -> Iterator[PcscReaders]:
    del pcscd
    readers = PcscReaders()
    yield readers
    readers.close()


def until(readers: PcscReaders, condition: ReaderCondition, reader: str = FIRST) -> ReadersState:
    state = readers.watch(None, 0)
    deadline = time.monotonic() + LONG
    while not any(each.name == reader and each.condition is condition for each in state.readers):
        assert time.monotonic() < deadline, state
        state = readers.watch(state, 1.0)
    return state


def test_a_whole_card_through_the_real_daemon(readers: PcscReaders, tmp_path: Path) -> None:
    store = store_in(tmp_path)
    with VirtualCard(SimulatedChip(profile(Options(picture_size=15_000)))):
        until(readers, ReaderCondition.CARD)
        connection = readers.connect(FIRST)
        assert connection.atr == SimulatedChip.atr
        document = ChipReading(connection, access_key(HOLDER.number), store, today=lambda: TODAY).run()
        connection.close()
    assert document.complete
    assert document.dg1.personal_number == HOLDER.number
    assert document.verdicts.data_genuine.answer is Answer.YES
    assert document.verdicts.chip_genuine.answer is Answer.YES
    assert document.dg2 is not None


def test_long_answers_come_whole(readers: PcscReaders) -> None:
    made = usual_profile()
    with VirtualCard(SimulatedChip(made, Quirks(extended=True))):
        until(readers, ReaderCondition.CARD)
        connection = readers.connect(FIRST)
        reading = ChipReading(connection, access_key(HOLDER.number), TrustStore.empty(), today=lambda: TODAY)
        reading._partial.policy.extended = (4096, 1000)  # the virtual driver does not say that it can
        document = reading.run()
        connection.close()
    assert document.problems == {}
    assert max(phase.exchanges for phase in document.figures.phases) < 20


def test_insert_pull_and_swap_are_seen(readers: PcscReaders) -> None:
    empty = readers.watch(None, 0)
    assert [each.condition for each in empty.readers] == [ReaderCondition.EMPTY] * 2
    card = VirtualCard(SimulatedChip(usual_profile()))
    card.insert()
    first = until(readers, ReaderCondition.CARD)
    assert first.readers[0].atr == SimulatedChip.atr
    card.pull()
    until(readers, ReaderCondition.EMPTY)
    card.insert()
    again = until(readers, ReaderCondition.CARD)
    assert again.readers[0].insertion != first.readers[0].insertion
    card.pull()


def test_two_readers_keep_apart(readers: PcscReaders) -> None:
    with VirtualCard(SimulatedChip(usual_profile(8)), 1):
        state = until(readers, ReaderCondition.CARD, SECOND)
        assert state.readers[0].condition is ReaderCondition.EMPTY
        with pytest.raises(CardRemovedError):
            readers.connect(FIRST)
        readers.connect(SECOND).close()


def test_a_card_pulled_in_the_middle(readers: PcscReaders) -> None:
    with VirtualCard(SimulatedChip(usual_profile(), Quirks(lost_at=20))):
        until(readers, ReaderCondition.CARD)
        connection = readers.connect(FIRST)
        with pytest.raises(CardRemovedError, match="PCSC-020"):
            ChipReading(connection, access_key(HOLDER.number), TrustStore.empty(), today=lambda: TODAY).run()
        connection.close()


def test_a_reset_lets_the_chip_begin_anew(readers: PcscReaders) -> None:
    with VirtualCard(SimulatedChip(usual_profile())):
        until(readers, ReaderCondition.CARD)
        connection = readers.connect(FIRST)
        assert connection.transmit(bytes.fromhex("00A4040C07A0000002471001"))[1] == 0x9000
        connection.reset()
        assert connection.transmit(bytes.fromhex("00B0810008"))[1] != 0x9000
        connection.close()
        with pytest.raises(CardRemovedError):
            connection.reset()


HOLDS = f"""
import sys
from devices.smartcard.pcsc import PcscReaders
connection = PcscReaders().connect({FIRST!r})
print("held", flush=True)
sys.stdin.read()
"""


def test_a_card_that_another_program_holds(readers: PcscReaders) -> None:
    with VirtualCard(SimulatedChip(usual_profile())):
        until(readers, ReaderCondition.CARD)
        other = subprocess.Popen(
            [sys.executable, "-c", HOLDS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"held\n"
        until(readers, ReaderCondition.IN_USE)
        with pytest.raises(CardBusyError, match="PCSC-021"):
            readers.connect(FIRST)
        other.stdin.close()
        other.wait(LONG)
        other.stdout.close()
        until(readers, ReaderCondition.CARD)
        readers.connect(FIRST).close()


def test_our_own_hold_is_not_another_s(readers: PcscReaders) -> None:
    with VirtualCard(SimulatedChip(usual_profile())):
        before = until(readers, ReaderCondition.CARD)
        connection = readers.connect(FIRST)
        assert readers.watch(None, 0) == before
        connection.close()
        assert readers.watch(before, 0.3) == before


def test_a_wait_can_be_cancelled_at_any_moment(readers: PcscReaders) -> None:
    """Right before it, at once, and long after it began: none is lost."""
    state = readers.watch(None, 0)
    for delay in (0.0, 0.0001, 0.001, 0.01, 0.1) * 10:
        timer = threading.Timer(delay, readers.cancel)
        timer.start()
        started = time.monotonic()
        assert readers.watch(state, 60.0) == state
        assert time.monotonic() - started < LONG
        timer.join()
    readers.cancel()
    assert readers.watch(state, 60.0) == state


def test_the_daemon_killed_during_a_wait_and_back_again(pcscd: Pcscd, readers: PcscReaders) -> None:
    state = readers.watch(None, 0)
    seen: list[ReadersState] = []
    waiting = threading.Thread(target=lambda: seen.append(readers.watch(state, LONG)))
    waiting.start()
    time.sleep(0.2)
    pcscd.kill()
    waiting.join(LONG)
    assert [each.service for each in seen] == [ServiceCondition.STOPPED]
    assert seen[0].error_code == "PCSC-002"
    pcscd.start()
    back = readers.watch(seen[0], LONG)
    assert back.service is ServiceCondition.RUNNING
    assert len(back.readers) == 2


def select_again_and_again(connection: CardConnection) -> None:
    for _ in range(3):
        connection.transmit(bytes.fromhex("00A4040C07A0000002471001"))


def test_the_daemon_killed_during_an_exchange(pcscd: Pcscd, readers: PcscReaders) -> None:
    card = VirtualCard(SimulatedChip(usual_profile(), Quirks(exchange_seconds=0.5), sleep=time.sleep))
    card.insert()
    until(readers, ReaderCondition.CARD)
    connection = readers.connect(FIRST)
    threading.Timer(0.2, pcscd.kill).start()
    with pytest.raises(SmartCardError) as caught:
        select_again_and_again(connection)
    assert caught.value.code in {"PCSC-002", "PCSC-010", "PCSC-013", "PCSC-020"}
    connection.close()
    card.pull()
    pcscd.start()


def test_a_daemon_that_is_not_there_at_first() -> None:
    readers, daemon = PcscReaders(), Pcscd()
    with only_user():
        absent = readers.watch(None, 0)
        assert absent.service is ServiceCondition.STOPPED
        with pytest.raises(ServiceError, match="PCSC-002"):
            readers.connect(FIRST)
        with pytest.raises(VirtualReaderError):
            VirtualCard(SimulatedChip(usual_profile())).insert()
        try:
            daemon.start()
            assert readers.watch(absent, LONG).service is ServiceCondition.RUNNING
            with pytest.raises(ReaderGoneError, match="PCSC-010"):
                readers.connect("no such reader")
        finally:
            readers.close()
            daemon.stop()


def test_the_station_over_the_real_daemon(pcscd: Pcscd) -> None:
    """Three cards one after the other, one pulled half-way, and the daemon restarted in between."""
    told: list[StationEvent] = []
    changed = threading.Condition()

    def hear(event: StationEvent) -> None:
        with changed:
            told.append(event)
            changed.notify_all()

    def done(count: int) -> ReadingDone:
        with changed:
            assert changed.wait_for(lambda: len(finished()) >= count, LONG), [type(each).__name__ for each in told]
            return finished()[count - 1]

    def finished() -> list[ReadingDone]:
        return [event for event in told if isinstance(event, ReadingDone)]

    station = ChipStation(PcscReaders(), TrustStore.empty, hear, today=lambda: TODAY)
    station.start()
    try:
        station.offer([access_key(citizen(seed).number) for seed in (7, 8)])
        for count, seed in enumerate((7, 8), start=1):
            with VirtualCard(SimulatedChip(usual_profile(seed))):
                assert done(count).document.dg1.personal_number == citizen(seed).number
        with VirtualCard(SimulatedChip(usual_profile(7), Quirks(lost_at=30))), changed:
            assert changed.wait_for(lambda: any(isinstance(each, ReadingFailed) for each in told), LONG)
        pcscd.stop()
        pcscd.start()
        with VirtualCard(SimulatedChip(usual_profile(7))):
            assert done(3).document.dg1.personal_number == citizen(7).number
    finally:
        station.close()
    readings = [event.reading for event in told if isinstance(event, CardLaid)]
    assert readings == sorted(set(readings))
    assert any(isinstance(event, CardLifted) for event in told)


def test_the_doctor_does_not_disturb_the_station(pcscd: Pcscd) -> None:
    """The doctor holds the card for a moment: to the station that is nobody else's hold, and no new card."""
    del pcscd
    held = Held()
    told: list[StationEvent] = []
    done = threading.Event()

    def hear(event: StationEvent) -> None:
        told.append(event)
        if isinstance(event, ReadingDone):
            done.set()

    watching = PcscReaders(held=held)
    station = ChipStation(watching, TrustStore.empty, hear, today=lambda: TODAY)
    station.start()
    try:
        with VirtualCard(SimulatedChip(usual_profile(7))):
            station.offer([access_key(citizen(7).number)])
            assert done.wait(LONG)
            before = len(told)
            for _ in range(5):
                readers = PcscReaders(held=held)
                found = examine(readers, readers.attributes)
                connection = readers.connect(FIRST)
                watching.cancel()  # makes the station look while the card is held
                time.sleep(0.1)
                connection.close()
                readers.close()
                assert found.findings[1].card is not None
                assert found.findings[1].card.is_document
            time.sleep(0.5)
            assert [type(event).__name__ for event in told[before:]] == []
    finally:
        station.close()


def test_nothing_leaks(readers: PcscReaders) -> None:
    card = VirtualCard(SimulatedChip(usual_profile()))

    def round_trip() -> None:
        card.insert()
        until(readers, ReaderCondition.CARD)
        connection = readers.connect(FIRST)
        connection.transmit(bytes.fromhex("00A4040C07A0000002471001"))
        connection.close()
        card.pull()
        until(readers, ReaderCondition.EMPTY)

    for _ in range(3):
        round_trip()
    handles, threads = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for _ in range(12):
        round_trip()
    assert len(list(Path("/proc/self/fd").iterdir())) <= handles
    assert threading.active_count() <= threads


def test_the_command_line_reads_a_card(pcscd: Pcscd, tmp_path: Path) -> None:
    del pcscd
    trust = tmp_path / "trust"
    store_in(trust)
    command = [sys.executable, "-m", "devices.smartcard", "read", "--number", HOLDER.number]
    command += ["--save", str(tmp_path / "saved"), "--trust", str(trust), "--traffic"]
    with VirtualCard(SimulatedChip(maker().chip(HOLDER))):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert f'"number": "{HOLDER.number}"' in done.stdout
    assert f'"full_name": "{HOLDER.full_name}"' in done.stdout
    assert '"answer": "yes"' in done.stdout
    assert (tmp_path / "saved" / "EF_DG1.bin").read_bytes()[:1] == b"\x61"
    assert "every exchange with the chip is being logged" in done.stderr


def wait_for_a_card() -> None:
    """The daemon sees a card some time after it was put in."""
    readers = PcscReaders()
    until(readers, ReaderCondition.CARD)
    readers.close()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_sample_card_from_the_command_line(pcscd: Pcscd, tmp_path: Path) -> None:
    """Put in by one program, examined and read by another, pulled with Ctrl-C."""
    del pcscd
    trust = tmp_path / "trust"
    command = [sys.executable, "-m", "devices.simulated", "chip", "--vpcd", "--citizen", "8", "--trust", str(trust)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as card:
        try:
            assert card.stdout is not None
            assert citizen(8).number in card.stdout.readline()
            wait_for_a_card()
            found = run("devices.smartcard", "doctor")
            assert found.returncode == 0
            assert '"is_document": true' in found.stdout
            read = run("devices.smartcard", "read", "--number", citizen(8).number, "--trust", str(trust), "--no-photo")
            assert read.returncode == 0, read.stderr
            assert read.stdout.count('"answer": "yes"') == 2
            assert '"DG2"' not in read.stdout
            wrong = run("devices.smartcard", "read", "--can", "000000", "--reader", "Virtual")
            assert (wrong.returncode, '"error": "CHIP-004"' in wrong.stderr) == (1, True)
            card.send_signal(signal.SIGINT)
            assert card.wait(LONG) == 0
        finally:
            card.kill()


def test_the_command_line_without_a_service() -> None:
    with only_user():
        found = run("devices.smartcard", "doctor")
        assert '"code": "PCSC-002"' in found.stdout
        read = run("devices.smartcard", "read", "--number", HOLDER.number)
        assert (read.returncode, '"error": "PCSC-002"' in read.stderr) == (1, True)
        card = run("devices.simulated", "chip", "--vpcd")
        assert (card.returncode, "apt-get install pcscd" in card.stderr) == (1, True)
    assert run("devices.smartcard", "read", "--number", "12").returncode == 2


def test_the_example_in_the_documentation(pcscd: Pcscd, capsys: pytest.CaptureFixture[str]) -> None:
    del pcscd
    text = (Path(__file__).parents[3] / "docs" / "smartcard.md").read_text(encoding="utf-8")
    example = text.split("```python\n")[1].split("```")[0]
    assert len([line for line in example.splitlines() if line and not line.startswith(("from", "import"))]) <= 10
    with VirtualCard(SimulatedChip(usual_profile())):
        wait_for_a_card()
        exec(example.replace("082199990001", HOLDER.number), {})
    assert "no_anchor" in capsys.readouterr().out


# ---- translation


def test_every_code_of_the_library_is_translated() -> None:
    from smartcard import scard

    for name in dir(scard):
        if name.startswith(("SCARD_E_", "SCARD_W_", "SCARD_F_")):
            error = translated(getattr(scard, name), scard)
            assert isinstance(error, SmartCardError)
            assert error.code.startswith(("PCSC-", "CHIP-001"))
    assert translated(0x8010FFFF, scard).details == {"number": "8010FFFF"}


def test_a_pc_without_the_library_still_starts() -> None:
    def missing() -> SimpleNamespace:
        raise ServiceError("PCSC-001")

    readers = PcscReaders(missing)  # type: ignore[arg-type]
    state = readers.watch(None, 0)
    assert (state.service, state.error_code) == (ServiceCondition.ABSENT, "PCSC-001")
    with pytest.raises(ServiceError, match="PCSC-001"):
        readers.connect(FIRST)
    readers.close()


def test_the_import_itself_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    assert PcscReaders().watch(None, 0).error_code == "PCSC-001"
