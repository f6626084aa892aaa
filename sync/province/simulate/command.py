"""The command ``simulate``: so many desks in so many minutes, all of them in, totals equal.

The real service runs as a process of its own over the database that is named; the desks are signed requests over HTTP.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import httpx
import msgspec

from sync.errors import ProtocolError
from sync.indicators import IndicatorBook, load_indicators
from sync.protocol import Answer
from sync.province.service import RESOURCES, province_clock
from sync.province.simulate.desks import PROVINCES, SimulatedDesk, enrolled_desks
from sync.province.store.database import Database, open_database
from sync.province.store.records import RecordRepository

AT_ONCE = 24  # requests
TRIES = 60
START_PATIENCE = 60  # seconds
_KIB_IN_MIB = 1024


class _Answers(msgspec.Struct, frozen=True):
    answers: list[Answer]


@dataclass
class Run:
    """What a simulation measured; times in seconds."""

    desks: int
    minutes: float
    sent: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    retries: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    elapsed: float = 0.0

    def percentile(self, share: float) -> float:
        """The time that this share of the requests did not need more than."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def add_simulate(commands: Any) -> None:
    """Add the command to a command line."""
    parser = commands.add_parser("simulate", help="let many desks send at once, and compare the totals")
    parser.add_argument("--desks", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=1.0, help="the time that the desks spread themselves over")
    parser.add_argument("--database", default="", help="an empty postgresql://…; an embedded SQLite without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes of the service")


def run_simulate(given: argparse.Namespace) -> int:
    """Run it, print what was measured; 0 where every record is in and every total is equal.

    Raises:
        ProtocolError: SYNC-020: the database.
    """
    book = load_indicators(RESOURCES / "indicators")
    with TemporaryDirectory(prefix="simulate-") as folder:
        url = given.database or f"sqlite:///{folder}/province.db"
        database = open_database(url)
        try:
            day = province_clock().date() - timedelta(days=1)
            desks = enrolled_desks(database, given.desks, since=day)
            run = Run(given.desks, given.minutes)
            sealed = _sealed(desks, day, run, book=book, seed=given.seed)
            with Serving(url, Path(folder), given.workers) as address:
                asyncio.run(_send_all(address, sealed, run, seed=given.seed))
            held = _held(database, day)
        finally:
            database.close()
    return _judge(run, held)


def _peak_memory() -> str:
    """The most that the service's processes took, where the system tells."""
    if sys.platform == "win32":
        return "not known"
    import resource  # noqa: PLC0415 - POSIX alone has it

    return f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIB_IN_MIB:.0f} MiB"


def _judge(run: Run, held: Counter[str]) -> int:
    missing = {name: run.sent[name] - held[name] for name in run.sent | held if run.sent[name] != held[name]}
    print(f"desks                {run.desks}")
    print(f"spread over          {run.minutes * 60:.0f} s, all in after {run.elapsed:.1f} s")
    print(f"answer p50 / p99     {run.percentile(0.5) * 1000:.0f} ms / {run.percentile(0.99) * 1000:.0f} ms")
    print(f"tried again          {run.retries}")
    print(f"refused              {dict(run.refused)}")
    print(f"service, peak memory {_peak_memory()}")
    print(f"counts sent / held   {sum(run.sent.values())} / {sum(held.values())}")
    print("totals equal" if not missing else f"TOTALS DIFFER: {missing}")
    return 1 if missing or run.refused else 0


# ---- the service


class Serving:
    """The real service in a process of its own."""

    def __init__(self, url: str, folder: Path, workers: int = 1) -> None:
        command = [
            sys.executable,
            "-m",
            "sync.province",
            "serve",
            "--port",
            "0",
            "--database",
            url,
            "--folder",
            str(folder),
            "--workers",
            str(workers),
        ]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def __enter__(self) -> str:
        if self._process.stdout is None:
            raise ProtocolError("SYNC-020")
        said = self._process.stdout.readline()
        if not said.startswith("serving on "):
            raise ProtocolError("SYNC-020")
        address = said.removeprefix("serving on ").strip().rstrip("/")
        for _ in range(TRIES):
            with suppress(httpx.TransportError):
                httpx.get(f"{address}/healthz", timeout=START_PATIENCE).raise_for_status()
                return address
            time.sleep(0.5)
        raise ProtocolError("SYNC-020")

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait(60)
        if self._process.stdout is not None:
            self._process.stdout.close()


# ---- the desks


def _counts(book: IndicatorBook, draw: random.Random) -> dict[str, int]:
    """A day's counts by chance; what is part of others is no more than they are."""
    counts = {each.id: draw.randrange(40) for each in book.indicators}
    for each in book.indicators:
        if each.part_of:
            counts[each.id] = min(counts[each.id], sum(counts[name] for name in each.part_of))
    return counts


def _sealed(
    desks: Sequence[SimulatedDesk], day: date, run: Run, *, book: IndicatorBook, seed: int
) -> list[tuple[SimulatedDesk, bytes]]:
    """What each desk sends: closed and signed before the clock starts, as it is on 20,000 PCs."""
    draw, made = random.Random(seed), []  # noqa: S311 - a simulation, not a secret
    for desk in desks:
        counts = _counts(book, draw)
        run.sent.update(counts)
        made.append((desk, desk.request(day, counts)))
    return made


async def _send_all(address: str, sealed: Sequence[tuple[SimulatedDesk, bytes]], run: Run, *, seed: int) -> None:
    """Every desk sends its day at a moment of its own, at most `AT_ONCE` at a time."""
    draw = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    moments = sorted(draw.random() * run.minutes * 60 for _ in sealed)
    waiting = iter(zip(sealed, moments, strict=True))
    began = time.perf_counter()
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(
        address, connector=connector, headers={"content-type": "application/json"}, timeout=aiohttp.ClientTimeout(60)
    ) as client:

        async def line() -> None:
            for (desk, content), moment in waiting:
                await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
                await _send(client, desk, content, run)

        await asyncio.gather(*(line() for _ in range(AT_ONCE)))
    run.elapsed = time.perf_counter() - began


async def _send(client: aiohttp.ClientSession, desk: SimulatedDesk, content: bytes, run: Run) -> None:
    for _ in range(TRIES):
        began = time.perf_counter()
        try:
            async with client.post(f"/v1/{desk.province}/records", data=content) as response:
                said = await response.read() if response.status == HTTPStatus.OK else None
        except (aiohttp.ClientError, TimeoutError):
            said = None
        if said is not None:
            run.times.append(time.perf_counter() - began)
            answer = msgspec.json.decode(said, type=_Answers).answers[0]
            if answer.receipt is None:
                run.refused[answer.error] += 1
            return
        run.retries += 1
        await asyncio.sleep(1.0)
    run.refused["no answer"] += 1


def _held(database: Database, day: date) -> Counter[str]:
    month, held = day.replace(day=1), Counter[str]()
    with database.read() as connection:
        for province in PROVINCES:
            for each in RecordRepository(connection, province).months(month, month):
                held.update(each.counts)
    return held
