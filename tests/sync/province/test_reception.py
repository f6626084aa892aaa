"""Records received: the highest revision stands, whatever came when; what may not be taken is refused with a code."""

import random
import threading
from datetime import date, timedelta
from itertools import permutations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import ProtocolError
from sync.indicators import add_up
from sync.protocol import (
    Answer,
    AuditHead,
    DayRecord,
    Envelope,
    KeyState,
    Receipt,
    Standing,
    decode,
    encode,
    key_id,
    record_hash,
    seal,
    unseal,
    unsealed_body,
)
from sync.province.store.alarms import AlarmKind, AlarmRepository
from sync.province.store.desks import DeskRepository
from sync.province.store.records import RecordRepository
from tests.helpers.province import BOOK, PROVINCE, TODAY, TestDesk, TestProvince

YESTERDAY = TODAY - timedelta(days=1)
THIS_MONTH = TODAY.replace(day=1)


def take(province: TestProvince, desk: TestDesk, record: DayRecord, via: str = "network") -> Receipt:
    answer = province.service.reception.take_one(PROVINCE, desk.sealed(record), via)
    assert answer.error == ""
    return receipt_of(province, answer)


def receipt_of(province: TestProvince, answer: Answer) -> Receipt:
    assert answer.receipt is not None
    public = province.key.public_key()
    receipt = decode(unseal(answer.receipt, {key_id(public): public}))
    assert isinstance(receipt, Receipt)
    return receipt


def refused(province: TestProvince, envelope: Envelope) -> str:
    answer = province.service.reception.take_one(PROVINCE, envelope, "network")
    assert answer.receipt is None
    return answer.error


def month_counts(province: TestProvince, desk: TestDesk, month: date = THIS_MONTH) -> dict[str, int]:
    with province.database.read() as connection:
        months = RecordRepository(connection, PROVINCE).months(month, month, desk.identity.code)
    return {} if not months else {name: count for name, count in months[0].counts.items() if count}


def alarms(province: TestProvince) -> list[AlarmKind]:
    with province.database.read() as connection:
        return [alarm.kind for alarm in AlarmRepository(connection, PROVINCE).all()]


# ---- keys


def test_a_key_is_asked_for_once_and_waits(province: TestProvince) -> None:
    desk, reception = TestDesk(), province.service.reception
    for _ in range(3):
        body = unseal(reception.enrol(PROVINCE, desk.identity.enrolment(province.clock())), public(province))
        standing = decode(body)
        assert isinstance(standing, Standing)
        assert (standing.state, standing.key, standing.bundle) == (KeyState.PENDING, desk.identity.key_id, 0)
    with province.database.read() as connection:
        assert len(DeskRepository(connection, PROVINCE).keys()) == 1
    assert refused(province, desk.sealed(desk.close(YESTERDAY, {"a": 1}))) == "SYNC-011"
    assert alarms(province) == []


def public(province: TestProvince) -> dict[str, Ed25519PublicKey]:
    key = province.key.public_key()
    return {key_id(key): key}


def test_no_province_no_enrolment(province: TestProvince) -> None:
    with pytest.raises(ProtocolError, match="SYNC-010"):
        province.service.reception.enrol("99", TestDesk().identity.enrolment(province.clock()))


def test_nobody_asks_for_another_ones_key(province: TestProvince) -> None:
    """The request is signed by the key that it asks for."""
    one, other = TestDesk(), TestDesk()
    request = one.identity.enrolment(province.clock())
    forged = seal(unsealed_body(request), other.identity.key)
    with pytest.raises(ProtocolError, match="SYNC-004"):
        province.service.reception.enrol(PROVINCE, forged)


def test_too_many_requests(trial: TestProvince, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.province.reception.MOST_PENDING", 2)
    for nth in range(2):
        trial.service.reception.enrol(PROVINCE, TestDesk(f"d{nth}").identity.enrolment(trial.clock()))
    with pytest.raises(ProtocolError, match="SYNC-015"):
        trial.service.reception.enrol(PROVINCE, TestDesk("d9").identity.enrolment(trial.clock()))


def test_a_new_pc_ends_the_key_of_the_former_one(province: TestProvince) -> None:
    old, new = TestDesk(), TestDesk()
    province.approve(old.identity)
    take(province, old, old.close(YESTERDAY, {"a": 1}))
    province.approve(new.identity)
    assert refused(province, old.sealed(old.close(TODAY, {"a": 1}))) == "SYNC-012"
    take(province, new, new.close(TODAY, {"a": 2}))
    with province.database.read() as connection:
        assert len(DeskRepository(connection, PROVINCE).all()) == 1


# ---- records


def test_twice_late_out_of_order_one_outcome(province: TestProvince) -> None:
    for number, order in enumerate(permutations([0, 1, 2, 2, 1], 5)):
        if number % 12:
            continue
        desk = TestDesk(f"desk-{number}")
        province.approve(desk.identity)
        records = [desk.close(YESTERDAY, {"received.counter.other": count, "open.late": count}) for count in (5, 7, 6)]
        receipts = [take(province, desk, records[nth]) for nth in order]
        assert receipts[-1].holds == record_hash(encode(records[max(order)]))
        assert month_counts(province, desk) == {"received.counter.other": 6, "open.late": 6}
    assert alarms(province) == []


def test_a_receipt_names_the_hash_that_is_held(province: TestProvince) -> None:
    desk = TestDesk()
    province.approve(desk.identity)
    first, second = desk.close(YESTERDAY, {"a": 1}), desk.close(YESTERDAY, {"a": 2})
    assert take(province, desk, second).outcome == "stored"
    again = province.service.reception.take_one(PROVINCE, desk.sealed(first), "usb")
    receipt = receipt_of(province, again)
    assert (receipt.outcome, receipt.revision, receipt.holds) == ("older", 2, record_hash(encode(second)))
    assert again.held == desk.sealed(second)
    assert take(province, desk, second).outcome == "known"
    assert take(province, desk, second).at == "2026-11-25T17:05:00+07:00"


def test_months_add_up_whatever_comes_in_whatever_order(province: TestProvince) -> None:
    draw = random.Random(6)
    desk = TestDesk()
    province.approve(desk.identity)
    days = [date(2026, 10, 28) + timedelta(days=nth) for nth in range(9)]
    records = []
    for _ in range(40):
        counts = {
            name: draw.randrange(50) for name in ("a", "b", "open.late", "unknown.of.tomorrow") if draw.random() < 0.8
        }
        records.append(desk.close(draw.choice(days), counts))
    draw.shuffle(records)
    for record in records + records[:10]:
        take(province, desk, record)
    for month in (date(2026, 10, 1), date(2026, 11, 1)):
        newest = [desk.newest(day).counts for day in sorted(desk.closed) if day.startswith(f"{month:%Y-%m}")]
        assert month_counts(province, desk, month) == {name: n for name, n in add_up(newest, BOOK).items() if n}


def test_unknown_indicators_are_kept(province: TestProvince) -> None:
    desk = TestDesk()
    province.approve(desk.identity)
    take(province, desk, desk.close(YESTERDAY, {"indicator.of.next.year": 9}))
    assert month_counts(province, desk) == {"indicator.of.next.year": 9}


def test_two_pcs_with_one_key(province: TestProvince) -> None:
    """Restored from one backup: the same revision with other counts, then two chains."""
    one = TestDesk()
    province.approve(one.identity)
    take(province, one, one.close(YESTERDAY - timedelta(days=1), {"a": 1}))
    other = TestDesk(one.identity.code, one.identity.key.private_bytes_raw())
    other.head = one.head
    mine, theirs = one.close(YESTERDAY, {"a": 5}), other.close(YESTERDAY, {"a": 6})
    assert take(province, one, mine).outcome == "stored"
    answer = province.service.reception.take_one(PROVINCE, other.sealed(theirs), "network")
    receipt = receipt_of(province, answer)
    assert (receipt.outcome, receipt.alarm, receipt.holds) == ("conflict", "fork", record_hash(encode(mine)))
    assert answer.held == one.sealed(mine)
    take(province, other, other.close(TODAY, {"a": 1}))
    assert sorted(alarms(province)) == [AlarmKind.FORK, AlarmKind.MISMATCH]
    assert month_counts(province, one) == {"a": 7}
    province.service.reception.take_one(PROVINCE, other.sealed(theirs), "network")  # tries again: no new alarm
    assert len(alarms(province)) == 2


# ---- the head of the desk's audit log


def anchored(desk: TestDesk, day: date, sequence: int, digit: str = "a") -> DayRecord:
    desk.audit = AuditHead(sequence, digit * 64) if sequence else None
    return desk.close(day, {"a": sequence})


def test_the_head_of_the_audit_log_is_kept(province: TestProvince) -> None:
    desk = TestDesk()
    province.approve(desk.identity)
    take(province, desk, anchored(desk, YESTERDAY, 0))  # from a program without one
    take(province, desk, anchored(desk, YESTERDAY, 40))
    take(province, desk, anchored(desk, TODAY, 55, "b"))
    with province.database.read() as connection:
        (kept,) = DeskRepository(connection, PROVINCE).all()
    assert (kept.audit_sequence, kept.audit_hash) == (55, "b" * 64)
    assert alarms(province) == []


@pytest.mark.parametrize("shorter", [40, 12, 0])
def test_an_audit_log_that_went_back_is_shown(province: TestProvince, shorter: int) -> None:
    desk = TestDesk()
    province.approve(desk.identity)
    take(province, desk, anchored(desk, YESTERDAY, 40))
    take(province, desk, anchored(desk, TODAY, shorter, "b"))
    assert alarms(province) == [AlarmKind.AUDIT]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize(("third", "expected"), [(30, []), (15, [AlarmKind.AUDIT])])
def test_it_is_seen_in_whatever_order_records_come(
    province: TestProvince, order: tuple[int, ...], third: int, expected: list[AlarmKind]
) -> None:
    desk = TestDesk()
    province.approve(desk.identity)
    days = [TODAY - timedelta(days=2), YESTERDAY, TODAY]
    closed = [anchored(desk, day, sequence) for day, sequence in zip(days, (10, 20, third), strict=True)]
    for nth in order:
        take(province, desk, closed[nth])
    assert alarms(province) == expected


# ---- refused


def test_what_is_refused_and_the_rest_of_the_batch_unharmed(province: TestProvince) -> None:
    desk, stranger, neighbour = TestDesk(), TestDesk(), TestDesk("000.00.00.H58-2")
    province.approve(desk.identity)
    province.approve(neighbour.identity)
    good = [desk.sealed(desk.close(YESTERDAY, {"a": 1})), desk.sealed(desk.close(TODAY, {"a": 2}))]
    body = encode(desk.newest(TODAY.isoformat()))
    changed = msgspec.structs.replace(good[0], body=seal(body.replace(b'"a":2', b'"a":3'), desk.identity.key).body)
    bad = {
        "SYNC-004": stranger.sealed(stranger.close(YESTERDAY, {"a": 1})),
        "SYNC-005": changed,
        "SYNC-013": seal(encode(desk.newest(YESTERDAY.isoformat())), neighbour.identity.key),
        "SYNC-014": desk.sealed(TestDesk(desk.identity.code).close(TODAY + timedelta(days=1), {"a": 1})),
        "SYNC-002": desk.identity.enrolment(province.clock()),
    }
    batch = [good[0], *bad.values(), good[1]]
    answers = province.service.reception.take(PROVINCE, batch, "network")
    assert [answer.error for answer in answers] == ["", *bad, ""]
    assert month_counts(province, desk) == {"a": 3}
    with province.database.read() as connection:
        found = {(alarm.desk, alarm.detail) for alarm in AlarmRepository(connection, PROVINCE).all()}
    own = desk.identity.code
    assert found == {(own, "SYNC-005"), (neighbour.identity.code, "SYNC-013"), (own, "SYNC-014"), (own, "SYNC-002")}


@pytest.mark.parametrize("body", [b"", b"[" * 30_000, b'{"kind":"day"}', b"\xff\xfe", b"x" * 70_000])
def test_signed_garbage(province: TestProvince, body: bytes) -> None:
    desk = TestDesk()
    province.approve(desk.identity)
    assert refused(province, seal(body, desk.identity.key)) in {"SYNC-002", "SYNC-003"}


def test_a_replay_at_another_province(trial: TestProvince) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    with trial.database.write() as connection:
        DeskRepository(connection, "83").name_province("tỉnh Khác")
    answer = trial.service.reception.take_one("83", desk.sealed(desk.close(YESTERDAY, {"a": 1})), "network")
    assert answer.error == "SYNC-004"


# ---- at once


def test_many_threads_one_desk(province: TestProvince) -> None:
    """The same day from eight threads, each with its own revision: one stands, and the month has it once."""
    desk = TestDesk()
    province.approve(desk.identity)
    records = [desk.close(YESTERDAY, {"a": count}) for count in range(1, 33)]
    draw = random.Random(3)
    draw.shuffle(records)
    failures: list[str] = []

    def send(mine: list[DayRecord]) -> None:
        for record in mine:
            answer = province.service.reception.take_one(PROVINCE, desk.sealed(record), "network")
            if answer.error:
                failures.append(answer.error)

    threads = [threading.Thread(target=send, args=(records[nth::8],)) for nth in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert month_counts(province, desk) == {"a": 32}
