"""One-time codes against RFC 6238, and wrong tries that outlive restarts, clocks and damaged files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.records.totp import address, code_at, fits, new_secret, seconds_off, step_of
from desktop.records.tries import FILE, RECOVERY, TryBook, TryRules
from devices.errors import CodedError

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
RULES = TryRules(most=4, waits=(0, 10, 60))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_examples_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_at(b"12345678901234567890", seconds, digits=8) == code


def test_a_code_holds_for_its_step_and_one_beside_it() -> None:
    secret = new_secret()
    code = code_at(secret, int(NOW.timestamp()))
    assert fits(secret, f"{code[:3]} {code[3:]}", NOW)
    assert fits(secret, code, NOW + timedelta(seconds=30))
    assert not fits(secret, code, NOW + timedelta(seconds=90))
    assert not fits(secret, "", NOW)
    assert address(b"1" * 20, "lan", "Bàn 1").startswith("otpauth://totp/B%C3%A0n%201:lan?secret=GEYTC")


def test_the_nearest_step_and_how_far_a_clock_is_off() -> None:
    secret, here = bytes(range(20)), int(NOW.timestamp()) // 30
    for off in (-40, -2, 0, 3, 40):
        code = code_at(secret, (here + off) * 30)
        assert seconds_off(secret, code, NOW) == off * 30
        assert step_of(secret, code, NOW) == (here + off if abs(off) <= 1 else None)
    assert seconds_off(secret, code_at(secret, (here + 41) * 30), NOW) is None
    assert seconds_off(secret, "", NOW) is None


def test_the_step_outlives_wrong_and_right_tries_and_restarts(tmp_path: Path) -> None:
    book(tmp_path).begin()
    book(tmp_path).use_step("lan", 7)
    book(tmp_path).before("lan", NOW)
    book(tmp_path).take_back("lan")
    book(tmp_path).right("lan")
    assert book(tmp_path).last_step("lan") == 7
    assert book(tmp_path).last_step("mai") == 0


def book(folder: Path) -> TryBook:
    """As after a restart."""
    return TryBook(folder, RULES)


def refused(folder: Path, now: datetime, login: str = "lan") -> str:
    try:
        book(folder).before(login, now)
    except CodedError as error:
        return error.code
    return ""


def test_waits_grow_and_then_the_account_is_locked_also_after_restarts(tmp_path: Path) -> None:
    book(tmp_path).begin()
    assert refused(tmp_path, NOW) == ""
    assert refused(tmp_path, NOW) == ""
    assert refused(tmp_path, NOW + timedelta(seconds=9)) == "USER-001"
    assert refused(tmp_path, NOW + timedelta(seconds=10)) == ""
    assert refused(tmp_path, NOW + timedelta(seconds=69)) == "USER-001"
    assert refused(tmp_path, NOW + timedelta(seconds=70)) == ""
    assert refused(tmp_path, NOW + timedelta(days=9)) == "USER-002"
    assert book(tmp_path).locked() == {"lan"}
    assert refused(tmp_path, NOW, "binh") == "", "nobody else is"
    book(tmp_path).right("lan")
    assert refused(tmp_path, NOW) == ""


def test_a_clock_that_is_set_back_shortens_no_wait(tmp_path: Path) -> None:
    book(tmp_path).begin()
    refused(tmp_path, NOW)
    refused(tmp_path, NOW)
    earlier = NOW - timedelta(days=400)
    assert refused(tmp_path, earlier) == "USER-001"
    assert refused(tmp_path, earlier + timedelta(seconds=9)) == "USER-001"
    assert refused(tmp_path, earlier + timedelta(seconds=10)) == "", "nor does it make anybody wait for a year"


@pytest.mark.parametrize(
    "content",
    [b"{}x", b"[]", b'{"officers": {"lan": {"wrong": 1, "at": "2026-11-26T08:00:00"}}}'],
    ids=["no JSON", "another JSON", "a time without a zone"],
)
def test_a_removed_or_damaged_book_is_no_fresh_start(tmp_path: Path, content: bytes) -> None:
    book(tmp_path).begin()
    for path in tmp_path.iterdir():
        path.write_bytes(content)
    assert refused(tmp_path, NOW) == ""
    assert refused(tmp_path, NOW + timedelta(days=1)) == "USER-002"
    assert refused(tmp_path, NOW, "binh") == "", "one try each"
    assert refused(tmp_path, NOW + timedelta(days=1), "binh") == "USER-002"


def test_one_damaged_file_is_made_good_from_the_other(tmp_path: Path) -> None:
    book(tmp_path).begin()
    refused(tmp_path, NOW)
    refused(tmp_path, NOW)
    (tmp_path / FILE).unlink()
    assert refused(tmp_path, NOW) == "USER-001"


def test_the_recovery_key_waits_and_is_never_locked(tmp_path: Path) -> None:
    book(tmp_path).begin()
    for day in range(9):
        assert refused(tmp_path, NOW + timedelta(days=day), RECOVERY) == ""
    assert refused(tmp_path, NOW + timedelta(days=8), RECOVERY) == "USER-001"
    assert book(tmp_path).locked() == frozenset()


def test_a_book_that_cannot_be_written_lets_nobody_try(tmp_path: Path) -> None:
    book(tmp_path).begin()
    for path in (FILE, f"second-{FILE}"):
        (tmp_path / path).with_suffix(".new").mkdir()
    assert refused(tmp_path, NOW) == "KEY-005"
