"""The province's command line: ``python -m sync.province serve | set-up | account | bundle | carry | update…``.

The data is in one folder: the signing key, and the embedded database unless ``--database`` names PostgreSQL.
"""

import argparse
import getpass
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from sync.carry import LARGEST_FILE
from sync.errors import ProtocolError
from sync.province.bundling import issue_bundle
from sync.province.carrying import take_carry
from sync.province.logs import log_as_json
from sync.province.releases import ReleaseShelf
from sync.province.service import RESOURCES, Service
from sync.province.serving import RELEASES, Options, open_service, serve
from sync.province.simulate.command import add_simulate, run_simulate
from sync.province.store.accounts import AccountRepository, Role
from sync.province.store.desks import DeskRepository

PROGRAM = "BanMotCuaTinh"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says; the exit status."""
    given = _parser().parse_args(arguments)
    log_as_json(sys.stderr, quiet=given.command != "serve")
    try:
        if given.command == "simulate":
            return run_simulate(given)
        service = open_service(_options(given))
        try:
            return int(given.run(service, given))
        finally:
            service.database.close()
    except ProtocolError as error:
        print(f"{error.code}: see docs/errors or resources/errors.toml", file=sys.stderr)
        return 1


def _options(given: argparse.Namespace) -> Options:
    return Options(
        folder=given.folder,
        database=given.database,
        bundle_folder=getattr(given, "bundle_folder", None) or RESOURCES,
        url=getattr(given, "url", "") or "",
        certificate=given.ca.read_text(encoding="utf-8") if getattr(given, "ca", None) else "",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sync.province", description="Bàn Một Cửa: the province's service")
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    home = Path(platformdirs.user_data_dir(PROGRAM, appauthor=False))
    common.add_argument("--folder", type=Path, default=home, help="where the key and the embedded database are")
    common.add_argument("--database", default=os.environ.get("BMC_DATABASE", ""), help="postgresql://USER@HOST/NAME")
    serve = commands.add_parser("serve", parents=[common], help="serve desks and people")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8443, help="0 takes a free one and says which")
    serve.add_argument("--tls-cert", type=Path, help="certificate chain, PEM")
    serve.add_argument("--tls-key", type=Path, help="its key, PEM")
    serve.add_argument("--ca", type=Path, help="what desks verify the certificate with, PEM")
    serve.add_argument("--url", help="where desks reach it; goes into the connection file")
    serve.add_argument("--bundle-folder", type=Path, help="what bundles are made of")
    serve.add_argument("--workers", type=int, default=1, help="processes that serve; they share the database only")
    serve.set_defaults(run=_serve)
    setup = commands.add_parser("set-up", parents=[common], help="add a province, and its first account")
    for name in ("province", "name", "login"):
        setup.add_argument(f"--{name}", required=True)
    setup.add_argument("--place", default="", help="stands before a date on paper")
    setup.set_defaults(run=_set_up)
    account = commands.add_parser("account", parents=[common], help="add an account, or change its password")
    for name in ("province", "login", "name"):
        account.add_argument(f"--{name}", required=True)
    account.add_argument("--role", type=Role, choices=list(Role), default=Role.READER)
    account.add_argument("--unit", default="")
    account.set_defaults(run=_account)
    bundle = commands.add_parser("bundle", parents=[common], help="make the next bundle of a folder")
    bundle.add_argument("--province", required=True)
    bundle.add_argument("--from", dest="source", type=Path, default=RESOURCES)
    bundle.set_defaults(run=_bundle)
    carry = commands.add_parser("carry", parents=[common], help="take a desk's carry file, write the answers")
    carry.add_argument("--province", required=True)
    carry.add_argument("file", type=Path)
    carry.add_argument("--out", type=Path, required=True)
    carry.set_defaults(run=_carry)
    update = commands.add_parser("update", parents=[common], help="pass a version of the program on to the desks")
    update.add_argument("file", type=Path, help="as the project signed it, .bmcu")
    update.set_defaults(run=_update)
    add_simulate(commands)
    return parser


def _serve(service: Service, given: argparse.Namespace) -> int:
    service.database.close()  # it is up to date; each process that serves has connections of its own
    serve(_options(given), given.host, given.port, workers=given.workers, certificate=given.tls_cert, key=given.tls_key)
    return 0


def _set_up(service: Service, given: argparse.Namespace) -> int:
    password = _password()
    with service.database.write() as connection:
        DeskRepository(connection, given.province).name_province(given.name, given.place)
        accounts = AccountRepository(connection, given.province)
        accounts.keep(given.login, given.login, Role.PROVINCE, password)
    return 0


def _account(service: Service, given: argparse.Namespace) -> int:
    password = _password()
    with service.database.write() as connection:
        accounts = AccountRepository(connection, given.province)
        accounts.keep(given.login, given.name, given.role, password, given.unit)
    return 0


def _password() -> str:
    """Asked for at a terminal; elsewhere the first line of what comes in, or a new one that is said once."""
    if sys.stdin.isatty():
        return getpass.getpass("password (14 characters or more): ")
    given = sys.stdin.readline().strip()
    made = given or secrets.token_urlsafe(15)
    if not given:
        print(f"password: {made}")
    return made


def _bundle(service: Service, given: argparse.Namespace) -> int:
    print(f"bundle {issue_bundle(service, given.province, given.source, 'command line')}")
    return 0


def _carry(service: Service, given: argparse.Namespace) -> int:
    with given.file.open("rb") as file:
        carried = take_carry(service, given.province, file.read(LARGEST_FILE + 1))
    given.out.write_bytes(carried.answers)
    whole = "" if carried.whole else ", the file was cut off"
    print(f"{carried.desk}: {carried.taken} records taken, {len(carried.refused)} refused{whole}")
    return 0


def _update(service: Service, given: argparse.Namespace) -> int:
    release = ReleaseShelf(given.folder / RELEASES).put(given.file)
    print(f"{release.version} for {release.platform}: {release.packed} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
