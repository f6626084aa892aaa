"""A bundle taken at the desk: tried as a whole, its number blocks and trust anchors put where they belong."""

import shutil
from collections.abc import Callable
from pathlib import Path

from desktop.records.catalogue.loading import load_catalogue
from desktop.records.number_blocks import NumberBlock
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from devices.errors import CodedError
from sync.bundle import Bundle
from sync.desk.bundles import BundleFolder
from sync.errors import ProtocolError
from sync.indicators import load_bounded

ANCHOR = "province-"  # before the names of trust anchors that a bundle brought


def check_bundle(folder: Path) -> None:
    """Try an unpacked bundle with the very code that will read it.

    Raises:
        ProtocolError: SYNC-053: its catalogue or its indicators cannot be used.
    """
    try:
        if (folder / "catalogue").is_dir():
            load_catalogue(folder / "catalogue")
        if (folder / "indicators").is_dir():
            load_bounded(folder / "indicators")
    except (CodedError, ProtocolError) as error:
        raise ProtocolError("SYNC-053") from error


class DeskBundles:
    """A `sync.desk.ports.BundleTaker` that also gives the desk its numbers and its anchors."""

    def __init__(
        self,
        folder: BundleFolder,
        worker: DatabaseWorker,
        trust_folder: Path,
        desk_code: Callable[[], str],
    ) -> None:
        self._folder = folder
        self._worker = worker
        self._trust_folder = trust_folder
        self._desk_code = desk_code

    @property
    def highest(self) -> int:
        """The highest version ever taken."""
        return self._folder.highest

    def take(self, bundle: Bundle) -> None:
        """Apply a verified bundle.

        Number blocks first: they are one transaction, and a block that is there already is no harm.

        Raises:
            ProtocolError: SYNC-053: it cannot be used; everything is as before.
        """
        blocks = [
            NumberBlock(block.prefix, block.first, block.last, block.valid_from, block.valid_to)
            for block in bundle.blocks
            if block.desk == self._desk_code()
        ]
        try:
            self._worker.submit(lambda uow: _add_blocks(uow, blocks, dry=True)).result()
            self._folder.take(bundle)
            self._worker.submit(lambda uow: _add_blocks(uow, blocks, dry=False)).result()
        except CodedError as error:
            raise ProtocolError("SYNC-053") from error
        self._install_anchors()

    def _install_anchors(self) -> None:
        """Replace the anchors of the bundle before; those that were installed by hand stay."""
        current = self._folder.current
        source = None if current is None else current / "trust"
        try:
            self._trust_folder.mkdir(parents=True, exist_ok=True)
            for old in self._trust_folder.glob(f"{ANCHOR}*"):
                old.unlink()
            for anchor in sorted(source.iterdir()) if source is not None and source.is_dir() else ():
                shutil.copyfile(anchor, self._trust_folder / f"{ANCHOR}{anchor.name}")
        except OSError as error:
            raise ProtocolError("SYNC-053") from error


def _add_blocks(uow: UnitOfWork, blocks: list[NumberBlock], *, dry: bool) -> None:
    """Add the blocks that are new.

    Raises:
        CodedError: CASE-002, CASE-007: a block cannot be used beside those that are there.
    """
    known = set(uow.blocks.all())
    for block in blocks:
        if block not in known:
            uow.blocks.add(block)
    if not dry:
        uow.commit()
