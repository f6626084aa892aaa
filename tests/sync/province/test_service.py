"""The service as it is run: served by its own command, described by OpenAPI, driven by a browser, flooded by desks."""

import json
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import sync_playwright

from sync.carry import CarryKind, Header, Line, write_carry
from sync.province.__main__ import main
from sync.province.releases import ReleaseShelf
from tests.helpers.postgres import Postgres
from tests.helpers.province import PASSWORD, PROVINCE, TODAY, TestDesk, TestProvince, served
from tests.helpers.releases import Maker

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def test_openapi_fuzzed(trial: TestProvince, tmp_path: Path) -> None:
    """Whatever the description allows, and what it does not: never a 500."""
    desk = TestDesk()
    trial.approve(desk.identity)
    ReleaseShelf(tmp_path / "shelf").put(Maker(tmp_path / "maker").bundle())
    with served(replace(trial.service, releases=tmp_path / "shelf")) as url:
        schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
        tried = 0
        for operation in schema.get_all_operations():
            strategy = operation.ok().as_strategy()  # type: ignore[union-attr]

            @given(case=strategy)
            @settings(
                max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
            )
            def fuzz(case: Any) -> None:
                assert case.call(base_url=url, timeout=20).status_code < 500

            fuzz()
            tried += 1
        assert tried == 8


@pytest.mark.xdist_group("browser")
@pytest.mark.timeout(180)
def test_a_browser_reads_and_decides(trial: TestProvince, tmp_path: Path) -> None:
    """Sign in by keyboard, read the overview, let a desk in; wide and as narrow as a phone; nothing from elsewhere."""
    desk = TestDesk()
    trial.service.reception.enrol(PROVINCE, desk.identity.enrolment(trial.clock()))
    with served(trial.service) as url, sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(url)
        page.wait_for_function("document.activeElement.id === 'login'")
        page.keyboard.type("quantri")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/t/{PROVINCE}/")
        page.get_by_role("link", name="Các bàn").click()
        assert desk.identity.fingerprint in page.content()
        page.get_by_label("Mã đơn vị").fill("xa-mau")
        page.get_by_label("Tên bàn").fill("Bàn Một")
        page.get_by_role("button", name="Duyệt").click()
        page.wait_for_selector("text=Bàn Một")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            for path in ("", "reporting", "desks", "periods", "accounts", "definitions"):
                page.goto(f"{url}/t/{PROVINCE}/{path}")
                across = page.evaluate("document.documentElement.scrollWidth")
                assert across <= width, (path, width, across)
        page.screenshot(path=str(tmp_path / "phone.png"))
        browser.close()
        assert complaints == []
        assert all(each.startswith(url) for each in asked)


@pytest.mark.xdist_group("postgresql")
@pytest.mark.timeout(180)
def test_desks_all_at_once_on_postgresql(postgres: Postgres, capsys: pytest.CaptureFixture[str]) -> None:
    """The simulation in its short form; the long form is the command itself."""
    url = postgres.new_database()
    assert main(["simulate", "--desks", "200", "--minutes", "0.02", "--database", url]) == 0
    said = capsys.readouterr().out
    assert "totals equal" in said
    assert re.search(r"answer p50 / p99 +\d+ ms / \d+ ms", said)


def test_set_up_serve_and_stop(tmp_path: Path) -> None:
    """The commands of the README: a province is set up, served, answers, and ends gracefully when it is told to."""
    base = [sys.executable, "-m", "sync.province"]
    folder = ["--folder", str(tmp_path / "tinh")]
    named = ["--province", PROVINCE, "--name", "tỉnh Mẫu", "--login", "quantri"]
    made = subprocess.run([*base, "set-up", *folder, *named], input="\n", capture_output=True, text=True, check=True)
    password = made.stdout.removeprefix("password: ").strip()
    assert len(password) >= 14
    with subprocess.Popen(
        [*base, "serve", *folder, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("serving on ").strip()
        with httpx.Client(base_url=url, timeout=20) as client:
            assert client.get("/healthz").text == "ok"
            signed = client.post(f"/t/{PROVINCE}/login", data={"login": "quantri", "password": password})
            assert signed.status_code == 303
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
        assert process.returncode in {0, -signal.SIGTERM}
    assert all(json.loads(line)["level"] for line in log.splitlines())
    assert (tmp_path / "tinh" / "province.key").stat().st_mode & 0o077 == 0


def test_a_stick_by_the_command_line(trial: TestProvince, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:

    desk = TestDesk()
    trial.approve(desk.identity)
    record = desk.sealed(desk.close(TODAY, {"a": 1}))
    given, back = tmp_path / "in.bmc", tmp_path / "out.bmc"
    given.write_bytes(write_carry(Header(1, CarryKind.RECORDS, PROVINCE, desk.identity.code), [Line(record=record)]))
    database = f"sqlite:///{tmp_path / 'trial.db'}"
    common = ["--province", PROVINCE, "--folder", str(tmp_path / "tinh"), "--database", database]
    assert main(["bundle", *common]) == 0
    assert main(["carry", *common, str(given), "--out", str(back)]) == 0
    assert "1 records taken, 0 refused" in capsys.readouterr().out
    given.write_bytes(b"nothing of the kind")
    assert main(["carry", *common, str(given), "--out", str(back)]) == 1
    assert "SYNC-030" in capsys.readouterr().err
