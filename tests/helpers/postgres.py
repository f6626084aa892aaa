"""A real PostgreSQL for tests: started once for a process, a new database for each that asks."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg


class Postgres:
    """A running server.

    Attributes:
        port: Where it listens, on 127.0.0.1.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = _free_port()
        self._run(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "app",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        self.start()

    def start(self) -> None:
        """Start it; it answers when this returns."""
        options = f"-k {self._folder} -p {self.port} -c listen_addresses=127.0.0.1"
        self._control("start", "-o", options, "-l", str(self._folder / "log"))

    def stop(self, how: str = "fast") -> None:
        """Stop it: ``fast``, or ``immediate``, which is a power cut to it."""
        self._control("stop", "-m", how)

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"t{uuid4().hex}"
        with psycopg.connect(f"postgresql://app@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://app@127.0.0.1:{self.port}/{name}"

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        """As an ordinary user: PostgreSQL refuses root."""
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*as_user, _program(program), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server in a folder of its own, gone afterwards."""
    with TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = Postgres(folder)
        try:
            yield server
        finally:
            server.stop("immediate")


def _program(name: str) -> str:
    """Debian keeps the server's programs beside its version, not on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    chosen = str(found[-1]) if found else shutil.which(name)
    assert chosen, f"{name} is missing: the set-up installs PostgreSQL"
    return chosen


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
