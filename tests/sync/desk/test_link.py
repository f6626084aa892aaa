"""The desk's side against the real service: visits, receipts verified, refusals, files on a stick, bundles."""

import random
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.carry import CarryKind, Header, Line, read_carry, write_carry
from sync.desk.carrying import Carrier
from sync.desk.client import ProvinceClient
from sync.desk.connection import Connection, read_connection
from sync.desk.exchange import BATCH, Visit
from sync.desk.ports import Via
from sync.errors import ProtocolError
from sync.protocol import KeyState, public_digits
from sync.province.bundling import issue_bundle
from sync.province.carrying import take_carry
from sync.province.service import RESOURCES
from tests.helpers.province import NOW, PROVINCE, TODAY, Clock, TestDesk, TestProvince, served


def visit(desk: TestDesk, connection: Connection, clock: Clock | None = None) -> Visit:
    with ProvinceClient(connection) as client:
        return desk.exchange(connection, clock or Clock()).visit(client)


def test_from_enrolment_to_green(trial: TestProvince) -> None:
    desk = TestDesk()
    desk.close(TODAY, {"a": 1})
    with served(trial.service) as url:
        connection = trial.connection(url)
        first = visit(desk, connection)
        assert (first.state, first.left, desk.notes) == (KeyState.PENDING, 1, [])
        trial.approve(desk.identity)
        second = visit(desk, connection)
        assert (second.state, second.answered, second.left) == (KeyState.APPROVED, 1, 0)
        assert desk.greens() == [TODAY.isoformat()]
        desk.close(TODAY, {"a": 2})
        assert desk.greens() == []
        visit(desk, connection)
        assert desk.greens() == [TODAY.isoformat()]
        assert desk.notes == [(TODAY.isoformat(), 1, Via.NETWORK, "sent"), (TODAY.isoformat(), 2, Via.NETWORK, "sent")]


def test_a_long_absence_goes_in_batches(trial: TestProvince) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    for back in range(BATCH + 7, 0, -1):
        desk.close(TODAY - timedelta(days=back), {"a": back})
    seen: list[tuple[int, int]] = []
    with served(trial.service) as url, ProvinceClient(trial.connection(url)) as client:
        desk.exchange(trial.connection(url), Clock()).visit(client, lambda done, every: seen.append((done, every)))
    assert seen == [(BATCH, BATCH + 7), (BATCH + 7, BATCH + 7)]
    assert len(desk.greens()) == BATCH + 7


def test_a_clock_that_is_wrong_is_noticed(trial: TestProvince) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    desk.close(TODAY + timedelta(days=1), {"a": 1})
    with served(trial.service) as url:
        found = visit(desk, trial.connection(url), Clock(NOW + timedelta(days=1)))
        assert found.clock_error == timedelta(days=1)
        assert found.refused == ("SYNC-014",)
        assert found.left == 1
        trial.clock.ahead(days=1)
        assert visit(desk, trial.connection(url)).answered == 1


def test_an_answer_of_somebody_else_is_no_answer(trial: TestProvince) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    desk.close(TODAY, {"a": 1})
    with served(trial.service) as url:
        wrong = msgspec.structs.replace(
            trial.connection(url), public_key=public_digits(Ed25519PrivateKey.generate().public_key())
        )
        with pytest.raises(ProtocolError, match="SYNC-067"):
            visit(desk, wrong)
    assert (desk.greens(), desk.answers) == ([], [])


def test_a_conflict_is_never_green_and_says_what_is_held(trial: TestProvince) -> None:
    one = TestDesk()
    trial.approve(one.identity)
    other = TestDesk(one.identity.code, one.identity.key.private_bytes_raw())
    one.close(TODAY, {"a": 1})
    other.close(TODAY, {"a": 2})
    with served(trial.service) as url:
        visit(one, trial.connection(url))
        visit(other, trial.connection(url))
        assert (one.greens(), other.greens()) == ([TODAY.isoformat()], [])
        heard, _ = other.answers[-1]
        assert (heard.outcome, heard.alarm, heard.held) == ("conflict", "fork", one.sealed(one.newest(heard.day)))
        other.close(TODAY, {"a": 2})  # the officer has looked: this PC is right
        visit(other, trial.connection(url))
        assert other.newest(TODAY.isoformat()).revision == 2
        assert other.greens() == [TODAY.isoformat()]


# ---- TLS


def test_the_pinned_certificate_and_no_other(trial: TestProvince, tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    key.write_bytes(issued.private_key_pem.bytes())
    desk = TestDesk()
    with served(trial.service, chain, key) as url:
        pinned = trial.connection(url, authority.cert_pem.bytes().decode())
        assert visit(desk, pinned).state is KeyState.PENDING
        for wrong in (stranger.cert_pem.bytes().decode(), ""):
            with pytest.raises(ProtocolError, match="SYNC-062"):
                visit(desk, trial.connection(url, wrong))
        with pytest.raises(ProtocolError, match="SYNC-060"):
            ProvinceClient(trial.connection(url, "no certificate"))


def test_a_proxy_is_used(trial: TestProvince) -> None:
    connection = msgspec.structs.replace(trial.connection("http://127.0.0.1:9"), proxy="http://127.0.0.1:1")
    with pytest.raises(ProtocolError, match="SYNC-061"):
        visit(TestDesk(), connection)


# ---- connection files


def test_a_connection_file(trial: TestProvince) -> None:
    connection = trial.connection("https://tinh.example")
    assert read_connection(msgspec.json.encode(connection)) == connection
    assert len(connection.fingerprint.split()) == 16


@pytest.mark.parametrize(
    "change",
    [{"public_key": "ab"}, {"url": "ftp://x"}, {"url": "https://"}, {"format": 2}, {"province": ""}, {"name": 5}],
)
def test_what_is_no_connection_file(trial: TestProvince, change: dict[str, object]) -> None:
    plain = msgspec.to_builtins(trial.connection("https://tinh.example")) | change
    for data in (msgspec.json.encode(plain), b"", b"x" * 200_000):
        with pytest.raises(ProtocolError, match="SYNC-060"):
            read_connection(data)


# ---- on a stick


def carrier_of(desk: TestDesk, trial: TestProvince) -> Carrier:
    connection = trial.connection()
    return Carrier(connection, desk.identity, desk, desk.exchange(connection, Clock()), clock=Clock())


def written(desk: TestDesk, trial: TestProvince) -> bytes:
    files: list[bytes] = []
    carrier_of(desk, trial).write(files.append)
    return files[0]


def test_a_desk_that_never_has_a_network(trial: TestProvince) -> None:
    """Key, days, answers and a bundle, all by stick."""
    desk = TestDesk()
    desk.close(TODAY, {"a": 1})
    first = take_carry(trial.service, PROVINCE, written(desk, trial))
    assert (first.enrolment, first.taken, first.refused) == (KeyState.PENDING, 0, ("SYNC-011",))
    back = carrier_of(desk, trial).read(first.answers)
    assert (back.answered, back.state, back.refused) == (0, KeyState.PENDING, ("SYNC-011",))
    trial.approve(desk.identity)
    issue_bundle(trial.service, PROVINCE, RESOURCES, "test")
    second = take_carry(trial.service, PROVINCE, written(desk, trial))
    assert (second.taken, second.refused, second.whole) == (1, (), True)
    back = carrier_of(desk, trial).read(second.answers)
    assert (back.answered, back.bundle, back.state) == (1, 1, KeyState.APPROVED)
    assert desk.greens() == [TODAY.isoformat()]
    again = carrier_of(desk, trial).read(second.answers)  # the same file twice
    assert (again.answered, again.bundle, again.refused) == (1, 0, ())


def test_any_order_and_mixed_with_the_network(trial: TestProvince) -> None:
    draw = random.Random(2)
    desk = TestDesk()
    trial.approve(desk.identity)
    files: list[bytes] = []
    with served(trial.service) as url:
        for count in range(12):
            desk.close(TODAY - timedelta(days=count % 3), {"a": count})
            files.append(written(desk, trial))
            if draw.random() < 0.3:
                visit(desk, trial.connection(url))
        draw.shuffle(files)
        answers = [take_carry(trial.service, PROVINCE, data).answers for data in files + files[:4]]
        draw.shuffle(answers)
        for data in answers:
            carrier_of(desk, trial).read(data)
        visit(desk, trial.connection(url))
    assert sorted(desk.greens()) == sorted(desk.closed)


def test_a_stick_that_cannot_be_written_counts_as_nothing_sent(trial: TestProvince) -> None:
    desk = TestDesk()
    desk.close(TODAY, {"a": 1})

    def full(_data: bytes) -> None:
        raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        carrier_of(desk, trial).write(full)
    assert desk.notes == []


def test_a_file_that_was_cut_off_gives_its_whole_lines(trial: TestProvince) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    for back in range(5):
        desk.close(TODAY - timedelta(days=back), {"a": back})
    data = written(desk, trial)
    third = data[: data.index(b"\n", len(data) // 2) - 30]
    carried = take_carry(trial.service, PROVINCE, third)
    assert not carried.whole
    assert 0 < carried.taken < 5
    assert carried.refused == ()
    whole = take_carry(trial.service, PROVINCE, data)
    assert (whole.taken, whole.whole) == (5, True)


def test_files_that_go_the_wrong_way(trial: TestProvince) -> None:
    desk = TestDesk()
    data = written(desk, trial)
    with pytest.raises(ProtocolError, match="SYNC-031"):
        carrier_of(desk, trial).read(data)
    with pytest.raises(ProtocolError, match="SYNC-032"):
        take_carry(trial.service, "99", data)
    for header in (
        Header(1, CarryKind.ANSWERS, PROVINCE, "another"),
        Header(1, CarryKind.ANSWERS, "99", desk.identity.code),
    ):
        with pytest.raises(ProtocolError, match="SYNC-032"):
            carrier_of(desk, trial).read(write_carry(header, []))
    for garbage in (b"", b"\n\n", b"{}", b'{"carry":2,"kind":"answers","province":"82","desk":"d"}', b"\x00" * 100):
        with pytest.raises(ProtocolError, match="SYNC-030"):
            read_carry(garbage, CarryKind.ANSWERS)


def test_what_windows_does_to_a_text_file_is_no_harm(trial: TestProvince) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    desk.close(TODAY, {"a": 1})
    data = b"\xef\xbb\xbf" + written(desk, trial).replace(b"\n", b"\r\n") + b"\r\n"
    carried = take_carry(trial.service, PROVINCE, data)
    assert (carried.taken, carried.whole) == (1, True)


def test_a_forged_answer_on_a_stick(trial: TestProvince) -> None:
    """Somebody writes the answers themselves: nothing turns green."""
    desk = TestDesk()
    trial.approve(desk.identity)
    record = desk.close(TODAY, {"a": 1})
    forger = TestProvince(trial.database, Clock(), Ed25519PrivateKey.generate())
    answer = forger.service.reception.take_one(PROVINCE, desk.sealed(record), "usb")
    header = Header(1, CarryKind.ANSWERS, PROVINCE, desk.identity.code)
    back = carrier_of(desk, trial).read(write_carry(header, [Line(answer=answer)]))
    assert (back.answered, back.refused, desk.greens()) == (0, ("SYNC-067",), [])
