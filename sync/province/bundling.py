"""Bundles made at the province: from a folder of files, under the next version."""

from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from sync.bundle import Bundle, NumberBlock, encoded_files, seal_bundle
from sync.errors import ProtocolError
from sync.indicators import load_bounded
from sync.province.service import Service
from sync.province.store.bundles import BundleRepository
from sync.working_days import load_working_days

GOOD_FOR = timedelta(days=180)
KINDS = ("*.yaml", "*.cer", "*.crl", "*.ml")
_T = TypeVar("_T")
PLACES = ("catalogue", "indicators", "trust")


def issue_bundle(service: Service, province: str, folder: Path, by: str) -> int:
    """Make the next bundle of a folder and keep it for the desks; its version.

    Args:
        service: The running province.
        province: Its code.
        folder: Holds ``catalogue``, ``indicators``, ``trust``, and beside them ``blocks.yaml`` and ``notices.yaml``;
            none of them has to be there.
        by: Who issues it.

    Raises:
        ProtocolError: SYNC-006, SYNC-050: something in the folder cannot be used; SYNC-020: the database.
    """
    files = {
        path.relative_to(folder).as_posix(): _read(path)
        for place in PLACES
        for kind in KINDS
        for path in sorted((folder / place).rglob(kind))
    }
    if (folder / "indicators").is_dir():
        load_bounded(folder / "indicators")
    if (folder / "catalogue").is_dir():
        load_working_days(folder / "catalogue")
    blocks = _listed(folder / "blocks.yaml", tuple[NumberBlock, ...])
    notices = _listed(folder / "notices.yaml", tuple[str, ...])
    today = service.clock().date()
    with service.database.write() as connection:
        bundles = BundleRepository(connection, province)
        version = bundles.newest_version() + 1
        bundle = Bundle(province, version, today, today + GOOD_FOR, encoded_files(files), blocks, notices)
        bundles.add(version, seal_bundle(bundle, service.key), at=service.moment(), by=by)
    return version


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProtocolError("SYNC-050") from error


def _listed(path: Path, kind: type[_T]) -> _T:
    try:
        plain = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if path.exists() else []
        return msgspec.convert(plain or [], kind)
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError, RecursionError) as error:
        raise ProtocolError("SYNC-050") from error
