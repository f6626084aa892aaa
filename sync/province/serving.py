"""The service opened, and served by one process or several."""

import socket
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

from sync.indicators import load_indicators
from sync.province.app import make_app
from sync.province.limits import App
from sync.province.logs import log_as_json
from sync.province.service import RESOURCES, Service, province_key
from sync.province.store.database import open_database
from sync.working_days import load_working_days

RELEASES = "updates"
PATIENCE = 20  # seconds that requests may still take once the service is told to stop


@dataclass(frozen=True)
class Options:
    """What a service is opened with; goes to another process as it is.

    Attributes:
        folder: Where the key and the embedded database are.
        database: ``postgresql://…``; "" for the embedded one.
        bundle_folder: What bundles are made of.
        url: Where desks reach it; "" where that is not known.
        certificate: What desks verify it with, PEM.
    """

    folder: Path
    database: str = ""
    bundle_folder: Path = RESOURCES
    url: str = ""
    certificate: str = ""


def open_service(options: Options) -> Service:
    """The service that the options describe.

    Raises:
        ProtocolError: SYNC-006, SYNC-020, SYNC-022: something it needs cannot be used.
    """
    options.folder.mkdir(parents=True, exist_ok=True)
    return Service(
        database=open_database(options.database or f"sqlite:///{options.folder / 'province.db'}"),
        key=province_key(options.folder / "province.key"),
        book=load_indicators(RESOURCES / "indicators"),
        working=load_working_days(RESOURCES / "catalogue"),
        bundle_folder=options.bundle_folder,
        url=options.url,
        certificate=options.certificate,
        releases=options.folder / RELEASES,
    )


def serve(
    options: Options,
    host: str,
    port: int,
    *,
    workers: int = 1,
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve until told to stop; says where on standard output.

    Args:
        options: What to serve.
        host: Address to listen on.
        port: Port; 0 takes a free one.
        workers: Processes. They share nothing but the database; one that dies is started again.
        certificate: TLS certificate chain, PEM; None for plain HTTP.
        key: Its key, PEM.
    """
    listening = socket.create_server((host, port), reuse_port=False, backlog=1024)
    scheme = "https" if certificate else "http"
    print(f"serving on {scheme}://{host}:{listening.getsockname()[1]}/", flush=True)  # noqa: T201 - whoever starts it reads this
    config = uvicorn.Config(
        partial(_application, options),
        factory=True,
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        uvicorn.Server(config).run(sockets=[listening])


def _application(options: Options) -> App:
    """Built in the process that serves it."""
    log_as_json(sys.stderr, quiet=False)
    return make_app(open_service(options))
