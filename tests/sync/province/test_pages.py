"""The pages for people: who may see and decide what, forms that only count from here, months that are locked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import httpx
import pytest

from sync.carry import CarryKind, Header, Line, read_carry, write_carry
from sync.protocol import KeyState
from sync.province.limits import SECURITY
from sync.province.store.desks import DeskRepository, Unit
from tests.helpers.province import PASSWORD, PROVINCE, TODAY, UNIT, TestDesk, TestProvince, served

HOME = f"/t/{PROVINCE}"
PAGES = ["", "reporting", "alarms", "desks", "periods", "carry", "bundles", "accounts", "definitions"]
LAST_MONTH = date(2026, 10, 1)


@pytest.fixture
def url(trial: TestProvince) -> Iterator[str]:
    with served(trial.service) as address:
        yield address


@contextmanager
def signed_in(url: str, login: str = "quantri") -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as client:
        answer = client.post(f"{HOME}/login", data={"login": login, "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}/")
        yield client


def csrf(client: httpx.Client, page: str = "accounts") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(f"{HOME}/{page}").text)
    assert found is not None
    return found.group(1)


def fill(trial: TestProvince, desk: TestDesk, first: date, days: int, counts: dict[str, int]) -> None:
    trial.approve(desk.identity, since=first)
    for nth in range(days):
        record = desk.close(first + timedelta(days=nth), counts)
        assert trial.service.reception.take_one(PROVINCE, desk.sealed(record), "network").error == ""


def test_every_page_and_nothing_from_elsewhere(trial: TestProvince, url: str) -> None:
    desk = TestDesk()
    fill(trial, desk, date(2026, 11, 2), 10, {"received.online.other": 30, "received.counter.other": 70})
    with signed_in(url) as client:
        pages = [*PAGES, f"units/{UNIT.id}", f"desks/{desk.identity.code}", f"desks/{desk.identity.code}/2026-11-03"]
        for page in pages:
            answer = client.get(f"{HOME}/{page}")
            assert answer.status_code == 200, page
            assert not re.search(r"(?:src|href)=\"(?!/|\?|#)", answer.text), page
            assert "<script" not in answer.text
            for name, value in SECURITY:
                assert answer.headers[name.decode()] == value.decode()
        assert "30,0 %" in client.get(f"{HOME}/units/{UNIT.id}").text
        assert client.get("/static/style.css").status_code == 200
        assert client.get(f"{HOME}/charts/online.other.svg").headers["content-type"] == "image/svg+xml"


def test_nobody_sees_anything_without_signing_in(url: str) -> None:
    with httpx.Client(base_url=url) as client:
        for page in [*PAGES, "reports/2026-10.pdf", "connection.json"]:
            answer = client.get(f"{HOME}/{page}")
            assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}/login")
        assert client.get("/t/99/login").status_code == 404


def test_wrong_passwords_are_slowed_down(trial: TestProvince, url: str) -> None:
    with httpx.Client(base_url=url) as client:
        for _ in range(5):
            assert client.post(f"{HOME}/login", data={"login": "quantri", "password": "x"}).status_code == 401
        right = {"login": "quantri", "password": PASSWORD}
        assert client.post(f"{HOME}/login", data=right).status_code == 429
        trial.clock.ahead(minutes=16)
        assert client.post(f"{HOME}/login", data=right).status_code == 303


def test_a_session_ends(trial: TestProvince, url: str) -> None:
    with signed_in(url) as client:
        assert client.get(f"{HOME}/").status_code == 200
        client.post(f"{HOME}/logout")
        assert client.get(f"{HOME}/").status_code == 303
    with signed_in(url) as client:
        cookie = client.cookies.jar
        assert all(each.path == HOME and each.has_nonstandard_attr("HttpOnly") for each in cookie)
        trial.clock.ahead(hours=10)
        assert client.get(f"{HOME}/").status_code == 303


# ---- roles


def test_a_unit_sees_itself_and_a_reader_decides_nothing(trial: TestProvince, url: str) -> None:
    mine, other = TestDesk("d1"), TestDesk("d2")
    trial.approve(mine.identity)
    trial.approve(other.identity, unit=Unit("xa-khac", "Xã Khác"))
    with signed_in(url, "xa") as client:
        assert "Xã Khác" not in client.get(f"{HOME}/").text
        for page in (
            "units/xa-khac",
            "desks/d2",
            "desks/d2/2026-11-03",
            "reporting?unit=xa-khac",
            "charts/on_time.svg",
        ):
            assert client.get(f"{HOME}/{page}").status_code == 403, page
        for page in ("alarms", "desks", "periods", "bundles", "accounts"):
            assert client.get(f"{HOME}/{page}").status_code == 403, page
        assert client.get(f"{HOME}/reports/2026-10.pdf").status_code == 404
        assert client.get(f"{HOME}/desks/d1").status_code == 200
    with signed_in(url, "xem") as client:
        assert client.get(f"{HOME}/desks").status_code == 200
        assert client.get(f"{HOME}/accounts").status_code == 403
        token = {"csrf": csrf(client, "") if "csrf" in client.get(f"{HOME}/").text else "x"}
        for path in (f"keys/{mine.identity.key_id}/revoke", "periods/2026-10/lock", "bundles", "desks/d1/end"):
            assert client.post(f"{HOME}/{path}", data=token).status_code == 403, path


def test_forms_count_only_from_our_own_pages(trial: TestProvince, url: str) -> None:
    trial.clock.ahead(days=6)
    with signed_in(url) as client:
        path, good = f"{HOME}/periods/2026-10/lock", {"csrf": csrf(client)}
        assert client.post(path, data={"csrf": "guessed"}).status_code == 403
        assert client.post(path, data={}).status_code == 404
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            assert client.post(path, data=good, headers=headers).status_code == 403
        assert client.post(path, data=good, headers={"origin": url}).status_code == 303


# ---- deciding


def test_a_desk_is_let_in_and_put_out(trial: TestProvince, url: str) -> None:
    desk = TestDesk()
    trial.service.reception.enrol(PROVINCE, desk.identity.enrolment(trial.clock()))
    with signed_in(url) as client:
        assert desk.identity.fingerprint in client.get(f"{HOME}/desks").text
        form = {"csrf": csrf(client), "unit": "xa-moi", "name": "Bàn 1", "since": "2026-11-23"}
        key = f"{HOME}/keys/{desk.identity.key_id}"
        assert client.post(f"{key}/approve", data=form).status_code == 404  # no such unit, and no name for a new one
        assert client.post(f"{key}/approve", data=form | {"unit_name": "Xã Mới"}).status_code == 303
        answer = trial.service.reception.take_one(PROVINCE, desk.sealed(desk.close(TODAY, {"a": 1})), "network")
        assert answer.error == ""
        assert "Bàn 1" in client.get(f"{HOME}/").text + client.get(f"{HOME}/desks").text
        assert client.post(f"{key}/revoke", data=form).status_code == 303
        assert (
            client.post(f"{HOME}/desks/{desk.identity.code}/end", data=form | {"last_day": "2026-11-24"}).status_code
            == 303
        )
    with trial.database.read() as connection:
        known = DeskRepository(connection, PROVINCE)
        assert [each.state for each in known.keys(desk.identity.code)] == [KeyState.REVOKED]
        assert [each.until for each in known.all()] == [date(2026, 11, 24)]


def test_a_locked_month_stands_until_it_is_unlocked(trial: TestProvince, url: str) -> None:
    desk = TestDesk()
    fill(trial, desk, LAST_MONTH, 20, {"received.counter.other": 10})
    with signed_in(url) as client:
        token = csrf(client)
        assert client.post(f"{HOME}/periods/2026-11/lock", data={"csrf": token}).status_code == 400  # not over
        assert client.post(f"{HOME}/periods/2026-10/lock", data={"csrf": token}).status_code == 303
        assert client.post(f"{HOME}/periods/2026-10/lock", data={"csrf": token}).status_code == 400
        late = desk.close(LAST_MONTH, {"received.counter.other": 99})
        assert trial.service.reception.take_one(PROVINCE, desk.sealed(late), "network").error == ""
        page = client.get(f"{HOME}/periods?month=2026-10").text
        assert "1 bàn có số liệu mới" in page
        assert "200" in client.get(f"{HOME}/?month=2026-10").text
        unlock = f"{HOME}/periods/2026-10/unlock"
        assert client.post(unlock, data={"csrf": token, "reason": " "}).status_code == 400
        assert client.post(unlock, data={"csrf": token, "reason": "Bàn 1 chốt lại"}).status_code == 303
        assert "289" in client.get(f"{HOME}/?month=2026-10").text
        assert "Bàn 1 chốt lại" in client.get(f"{HOME}/periods?month=2026-10").text
        for kind in ("docx", "xlsx", "pdf"):
            answer = client.get(f"{HOME}/reports/2026-10.{kind}")
            assert (answer.status_code, len(answer.content) > 5000) == (200, True)


def test_a_silent_desk_alarms(trial: TestProvince, url: str) -> None:
    desk = TestDesk()
    fill(trial, desk, date(2026, 11, 16), 1, {"a": 1})
    with signed_in(url) as client:
        assert "1 bàn im lặng" in client.get(f"{HOME}/").text
        assert 'class="tag bad" title="17/11/2026: chưa có"' in client.get(f"{HOME}/reporting").text


def test_a_mismatch_is_shown_with_what_differs_and_dealt_with(trial: TestProvince, url: str) -> None:
    desk = TestDesk()
    fill(trial, desk, TODAY, 1, {"received.counter.other": 10})
    twin = TestDesk(desk.identity.code, desk.identity.key.private_bytes_raw())
    trial.service.reception.take_one(
        PROVINCE, twin.sealed(twin.close(TODAY, {"received.counter.other": 12})), "network"
    )
    with signed_in(url) as client:
        page = client.get(f"{HOME}/desks/{desk.identity.code}/{TODAY}").text
        assert "Số liệu không khớp" in page
        assert "10 → 12" in page
        alarms = re.findall(r"/alarms/(\w+)/seen", client.get(f"{HOME}/alarms").text)
        assert len(alarms) == 2
        for alarm in alarms:
            client.post(f"{HOME}/alarms/{alarm}/seen", data={"csrf": csrf(client)})
        assert "/seen" not in client.get(f"{HOME}/alarms").text


def test_small_counts_of_a_day_are_grouped(trial: TestProvince, url: str) -> None:
    desk = TestDesk()
    fill(trial, desk, TODAY, 1, {"events.refused": 2, "received.counter.other": 57})
    with signed_in(url) as client:
        page = client.get(f"{HOME}/desks/{desk.identity.code}/{TODAY}").text
        assert '<td class="n">1–4</td>' in page
        assert '<td class="n">2</td>' not in page
        assert '<td class="n">57</td>' in page


def test_a_stick_is_taken_and_answered(trial: TestProvince, url: str) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    record = desk.sealed(desk.close(TODAY, {"a": 1}))
    data = write_carry(Header(1, CarryKind.RECORDS, PROVINCE, desk.identity.code), [Line(record=record)])
    with signed_in(url) as client:
        files = {"file": ("x.bmc", data)}
        answer = client.post(f"{HOME}/carry", data={"csrf": csrf(client)}, files=files)
        assert answer.status_code == 200
        back = read_carry(answer.content, CarryKind.ANSWERS)
        assert [line.answer.error for line in back.lines if line.answer is not None] == [""]
        garbage = client.post(f"{HOME}/carry", data={"csrf": csrf(client)}, files={"file": ("x.bmc", b"x")})
        assert (garbage.status_code, "SYNC-030" in garbage.text) == (400, True)


def test_accounts_are_kept_and_the_last_administrator_stays(trial: TestProvince, url: str) -> None:
    with signed_in(url) as client:
        form = {"csrf": csrf(client), "login": "moi", "name": "Người mới", "role": "province", "password": PASSWORD}
        assert client.post(f"{HOME}/accounts", data=form | {"password": "short"}).status_code == 400
        assert client.post(f"{HOME}/accounts/quantri/disable", data=form).status_code == 400
        assert client.post(f"{HOME}/accounts", data=form).status_code == 303
        assert client.post(f"{HOME}/accounts/quantri/disable", data=form).status_code == 303
        assert client.get(f"{HOME}/").status_code == 303  # its session ended with it
    with signed_in(url, "moi") as client:
        assert "Khóa tài khoản" in client.get(f"{HOME}/bundles").text  # the deed is noted
        assert client.post(f"{HOME}/bundles", data={"csrf": csrf(client)}).status_code == 303
        assert '<th scope="row">1</th>' in client.get(f"{HOME}/bundles").text
