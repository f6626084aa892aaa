"""The list of erasures as a file beside the database, and what a restored copy is brought to its state with.

The list has keyed hashes, ids and reasons: nothing personal. It goes with every backup, the newest one always, so that
an older copy of the database cannot bring back what was deleted since.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from desktop.records.database import Database
from desktop.records.database_errors import translated
from desktop.records.erasures import Erasure
from desktop.records.lasting import replace_whole
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError

FILE = "erasures.json"


def read_list(folder: Path) -> list[Erasure]:
    """The list in a folder; empty where there is none.

    Raises:
        CodedError: DATA-015: it is there and cannot be read: nothing may be restored without it.
    """
    path = folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Erasure]) if path.exists() else []
    except (OSError, msgspec.DecodeError) as error:
        raise CodedError("DATA-015") from error


def write_list(folder: Path, erased: Sequence[Erasure]) -> None:
    """Write the list, whole or not at all. What an older file has besides stays.

    Raises:
        CodedError: DB-001, DB-002: the disk.
    """
    whole = {(each.kind, each.subject_id, each.at): each for each in (*read_list(folder), *erased)}
    ordered = sorted(whole.values(), key=lambda each: each.at)
    with translated():
        replace_whole(folder / FILE, msgspec.json.format(msgspec.json.encode(ordered)))


def complete_list(folder: Path, erased: Sequence[Erasure]) -> None:
    """Write down what the list lacks of all that the database deleted: the power may have failed between the two.

    Raises:
        CodedError: DATA-015: the list cannot be read; DB-001, DB-002: the disk.
    """
    listed = {(each.kind, each.subject_id, each.at) for each in read_list(folder)}
    if any((each.kind, each.subject_id, each.at) not in listed for each in erased):
        write_list(folder, erased)


def apply_erasures(database: Database, listed: Sequence[Erasure] | None = None) -> int:
    """Delete again in a restored copy what had been deleted since it was made; how many cases and citizens that were.

    To be called once after a restore, before anybody works with the copy.

    Args:
        database: The restored copy.
        listed: The newest list that is to be had; None for the file beside the database.

    Raises:
        CodedError: DATA-015: the file cannot be read; DB-…: the database.
    """
    wanted = read_list(database.path.parent) if listed is None else listed
    with UnitOfWork(database) as uow:
        again = uow.erasures.apply(wanted)
        uow.commit()
    database.fold()
    return again
