"""The face for desks over HTTP: what is oversized, nested or malformed is refused with a code; nothing is a 500."""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import uvicorn

from sync.bundle import open_bundle
from sync.errors import ProtocolError
from sync.protocol import unpack
from sync.province.bundling import issue_bundle
from sync.province.limits import Gate, Receive, Scope, Send
from sync.province.logs import log_as_json
from sync.province.service import RESOURCES
from tests.helpers.province import PROVINCE, TODAY, TestDesk, TestProvince, json_of, served

RECORDS = f"/v1/{PROVINCE}/records"


@pytest.fixture
def web(trial: TestProvince) -> Iterator[httpx.Client]:
    with served(trial.service) as url, httpx.Client(base_url=url, timeout=20) as client:
        yield client


def test_records_and_receipts(trial: TestProvince, web: httpx.Client) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    record = desk.sealed(desk.close(TODAY, {"a": 1}))
    response = web.post(RECORDS, json={"records": [json_of(record), json_of(record)]})
    assert response.status_code == 200
    answers = response.json()["answers"]
    assert [answer["error"] for answer in answers] == ["", ""]
    assert all(answer["receipt"]["signature"] for answer in answers)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "SYNC-002"),
        (b"{", 400, "SYNC-002"),
        (b"[]", 400, "SYNC-002"),
        (b'{"records": [{"body": "x", "key": "y", "signature": "z", "more": 1}]}', 400, "SYNC-002"),
        (b'{"records": [' + b'{"body":"x","key":"y","signature":"z"},' * 300 + b"]}", 400, "SYNC-002"),
        (b'{"records":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "SYNC-002"),
        (b"\xff\xfe\x00", 400, "SYNC-002"),
        (b"x" * (10 * 1024 * 1024), 413, "SYNC-016"),
    ],
    ids=["nothing", "cut", "a list", "more", "too many", "nested", "no text", "10 MB"],
)
def test_what_is_no_request(web: httpx.Client, content: bytes, status: int, code: str) -> None:
    response = web.post(RECORDS, content=content, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["error"]) == (status, code)


def test_ten_megabytes_that_nobody_announced(web: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(160):
            yield b"x" * 65_536

    response = web.post(RECORDS, content=parts(), headers={"content-type": "application/json"})
    assert (response.status_code, response.json()) == (413, {"error": "SYNC-016"})


def test_forged_records_beside_good_ones(trial: TestProvince, web: httpx.Client) -> None:
    desk = TestDesk()
    trial.approve(desk.identity)
    good = desk.sealed(desk.close(TODAY, {"a": 1}))
    forged = [{"body": "!!!", "key": good.key, "signature": "!"}, {"body": "", "key": "", "signature": ""}]
    response = web.post(RECORDS, json={"records": [forged[0], json_of(good), forged[1]]})
    assert [answer["error"] for answer in response.json()["answers"]] == ["SYNC-002", "", "SYNC-004"]


def test_about_health_measures_and_the_description(web: httpx.Client) -> None:
    about = web.get(f"/v1/{PROVINCE}/about").json()
    assert (about["name"], about["protocol"], about["time"]) == ("tỉnh Mẫu", 1, "2026-11-25T17:05:00+07:00")
    assert web.get("/v1/99/about").status_code == 404
    assert web.get("/healthz").text == "ok"
    web.post(RECORDS, json={"records": [{"body": "", "key": "nobody", "signature": ""}]})
    assert 'bmc_records_total{outcome="SYNC-004"} 1.0' in web.get("/metrics").text
    assert set(web.get("/openapi.json").json()["paths"]) == {
        "/v1/{province}/about",
        "/v1/{province}/enrolments",
        "/v1/{province}/release",
        "/v1/{province}/release/part",
        "/v1/{province}/records",
        "/v1/{province}/bundle",
        "/healthz",
        "/metrics",
    }


def test_bundles_only_go_up(trial: TestProvince, web: httpx.Client) -> None:
    assert web.get(f"/v1/{PROVINCE}/bundle").status_code == 204
    for _ in range(2):
        issue_bundle(trial.service, PROVINCE, RESOURCES, "test")
    envelope = unpack(web.get(f"/v1/{PROVINCE}/bundle", params={"after": 1}).content, largest=10_000_000)
    keys = trial.connection().keys
    bundle = open_bundle(envelope, keys, province=PROVINCE, newer_than=1, today=TODAY)
    assert bundle.version == 2
    assert "catalogue/holidays.yaml" in bundle.content()
    assert web.get(f"/v1/{PROVINCE}/bundle", params={"after": 2}).status_code == 204


def test_the_database_stops_and_comes_back(
    trial: TestProvince, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ProtocolError("SYNC-020")

    with monkeypatch.context() as patch:
        patch.setattr(trial.database, "ping", broken)
        response = web.get("/healthz")
        assert (response.status_code, response.json(), response.headers["retry-after"]) == (
            503,
            {"error": "SYNC-020"},
            "5",
        )
    assert web.get("/healthz").status_code == 200


def test_too_many_at_once_are_told_to_come_back(trial: TestProvince) -> None:
    """Through the gate itself: whoever is inside is served, the next is told when to come back."""
    inside, leave = threading.Event(), threading.Event()

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        inside.set()
        while not leave.is_set():
            await asyncio.sleep(0.01)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    gate = Gate(slow, trial.service.metrics, most=1)
    config = uvicorn.Config(gate, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1/82/records"
    first: list[int] = []
    waiting = threading.Thread(target=lambda: first.append(httpx.get(url, timeout=20).status_code))
    waiting.start()
    assert inside.wait(10)
    second = httpx.get(url, timeout=20)
    assert (second.status_code, second.json(), second.headers["retry-after"]) == (503, {"error": "SYNC-021"}, "5")
    leave.set()
    waiting.join(20)
    server.should_exit = True
    thread.join(20)
    assert first == [200]


def test_logs_say_what_happened_and_nothing_of_bodies(trial: TestProvince, capsys: pytest.CaptureFixture[str]) -> None:
    log_as_json(sys.stderr)
    desk = TestDesk()
    trial.approve(desk.identity)
    record = desk.sealed(desk.close(TODAY - timedelta(days=1), {"a": 1}))
    trial.service.reception.take_one(PROVINCE, record, "network")
    trial.service.reception.take_one(PROVINCE, TestDesk("d2").sealed(TestDesk("d2").close(TODAY, {})), "network")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["enrolment", "taken", "refused"]
    assert lines[1] | {"outcome": "stored", "desk": desk.identity.code} == lines[1]
    assert record.body not in str(lines)
