"""The maker's side: a key made once, a program's folder made into one signed bundle.

    python -m updates.making key --private KEY.pem
    python -m updates.making bundle --from dist/ban-mot-cua --key KEY.pem --version 1.4.0 --sequence 14 …

The private key is a file outside the project (PEM, PKCS#8), with a passphrase if BMC_UPDATE_PASSPHRASE is set; it is
never printed. What a bundle is made of is read once, so what is signed is what is packed.
"""

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sync.errors import ProtocolError
from sync.protocol import public_digits
from sync.release import SUFFIX, Release, ReleaseFile, head_of, is_path_sound, program_name, seal_release

PASSPHRASE = "BMC_UPDATE_PASSPHRASE"  # noqa: S105 - the variable's name
GOOD_FOR = timedelta(days=180)
CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a bundle is to say; as `Release` has it."""

    version: str
    sequence: int
    platform: str
    updates_from: str
    schema: str
    issued: date
    expires: date
    notes: dict[str, str]
    next_key: str = ""


class UnfitPathError(ProtocolError):
    """A file that no desk would take has been found in the program's folder."""

    def __init__(self, path: str) -> None:
        super().__init__("UPD-003")
        self.args = (f"{self.code}: {path}",)


def make_bundle(folder: Path, wanted: Wanted, key: Ed25519PrivateKey, out: Path) -> Path:
    """Pack and sign a program's folder; where the bundle is.

    Args:
        folder: What PyInstaller made.
        wanted: What it is to say.
        key: Signs it.
        out: The folder that it goes to.

    Raises:
        ProtocolError: UPD-003: something in the folder, or of what it is to say, no desk would take.
    """
    target = out / f"BanMotCua-{wanted.version}-{wanted.platform}{SUFFIX}"
    with tempfile.TemporaryFile() as contents:
        files, links = _pack(folder, contents)
        said = {name: getattr(wanted, name) for name in Wanted.__slots__}
        release = Release(**said, program=program_name(wanted.platform), files=files, links=links)
        head = head_of(seal_release(release, key))
        out.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        contents.seek(0)
        with part.open("wb") as file:
            file.write(head)
            shutil.copyfileobj(contents, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    return target


def _pack(folder: Path, contents: IO[bytes]) -> tuple[tuple[ReleaseFile, ...], dict[str, str]]:
    """Every file deflated, each content once; links by what they stand for."""
    files: list[ReleaseFile] = []
    links: dict[str, str] = {}
    packed: dict[str, int] = {}
    whole = folder.resolve()
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    for unfit in (inside for inside in paths if not is_path_sound(inside)):  # known before minutes of packing
        raise UnfitPathError(unfit)
    for inside, path in paths.items():
        if path.is_symlink():
            stands_for = path.resolve()
            if not stands_for.is_relative_to(whole) or not stands_for.is_file():
                raise UnfitPathError(inside)
            links[inside] = stands_for.relative_to(whole).as_posix()
        elif path.is_file():
            begin = contents.tell()
            digest, size = _deflate(path, contents)
            if digest in packed:
                contents.seek(begin)
                contents.truncate()
            else:
                packed[digest] = contents.tell() - begin
            executable = bool(path.stat().st_mode & 0o100)
            files.append(ReleaseFile(inside, size, digest, packed[digest], executable))
    return tuple(files), links


def _deflate(path: Path, out: IO[bytes]) -> tuple[str, int]:
    """Write a file's bytes deflated; their hash and number."""
    deflate, digest, size = zlib.compressobj(9), hashlib.sha256(), 0
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            digest.update(data)
            size += len(data)
            out.write(deflate.compress(data))
    out.write(deflate.flush())
    return digest.hexdigest(), size


def new_key(path: Path, passphrase: str = "") -> str:
    """Make a private key in a new file that only its owner may read; the public half, 64 hexadecimal digits.

    Raises:
        FileExistsError: There is a file already: a key is never overwritten.
    """
    key = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    return public_digits(key.public_key())


def load_key(path: Path, passphrase: str = "") -> Ed25519PrivateKey:
    """The private key in a file.

    Raises:
        ProtocolError: UPD-021: it cannot be read, needs another passphrase, or is of another kind.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode() or None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ProtocolError("UPD-021") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ProtocolError("UPD-021")
    return key


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a key or a bundle; the exit status."""
    given = _parser().parse_args(arguments)
    passphrase = os.environ.get(PASSPHRASE, "")
    try:
        if given.command == "key":
            said = new_key(given.private, passphrase)
        else:
            said = str(make_bundle(given.source, _wanted(given), load_key(given.key, passphrase), given.out))
    except (ProtocolError, OSError) as error:
        sys.stderr.write(f"{error}: see docs/updates.md\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m updates.making", description="Signed bundles of new versions")
    commands = parser.add_subparsers(dest="command", required=True)
    key = commands.add_parser("key", help="make a key; its public half goes into resources/updates/keys.toml")
    key.add_argument("--private", type=Path, required=True, help="a new file, outside the project")
    bundle = commands.add_parser("bundle", help="pack and sign a program's folder")
    bundle.add_argument("--from", dest="source", type=Path, required=True, help="what PyInstaller made")
    bundle.add_argument("--key", type=Path, required=True, help="the private key's file")
    bundle.add_argument("--out", type=Path, default=Path("dist"))
    for name in ("version", "platform", "updates-from", "schema"):
        bundle.add_argument(f"--{name}", required=True)
    bundle.add_argument("--sequence", type=int, required=True, help="one more than the version before")
    bundle.add_argument("--days", type=int, default=GOOD_FOR.days, help="for so long it is news, and may be taken")
    bundle.add_argument("--notes", type=Path, help="JSON: what is new, by language")
    bundle.add_argument("--next-key", default="", help="public half of a key that later versions may be signed by")
    return parser


def _wanted(given: argparse.Namespace) -> Wanted:
    today = date.today()  # noqa: DTZ011 - the maker's own day
    notes = msgspec.json.decode(given.notes.read_bytes(), type=dict[str, str]) if given.notes else {}
    return Wanted(
        given.version,
        given.sequence,
        given.platform,
        given.updates_from,
        given.schema,
        today,
        today + timedelta(days=given.days),
        notes,
        given.next_key,
    )


if __name__ == "__main__":
    sys.exit(main())
