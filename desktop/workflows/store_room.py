"""How much the desk's files may take, and how much they take."""

from dataclasses import dataclass

from desktop.records.desk_settings import load_desk_settings
from desktop.records.number_text import size_text
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError

GB = 1024**3


@dataclass(frozen=True, slots=True)
class StoreUse:
    """The room of the files, in bytes.

    Attributes:
        used: What they take.
        quota: What they may take; 0 for as much as the disk has.
        free: What the disk has left.
    """

    used: int
    quota: int
    free: int


def quota_of(uow: UnitOfWork) -> int:
    """What the files may take, in bytes; 0 for as much as the disk has."""
    return load_desk_settings(uow.settings).files_quota_gb * GB


def see_quota(uow: UnitOfWork, wanted: int) -> None:
    """See before something is begun that it stays within the quota.

    Args:
        uow: The records.
        wanted: Bytes that it may need.

    Raises:
        CodedError: FILE-004: it would not.
    """
    quota = quota_of(uow)
    used = uow.pages.stored_bytes() if quota else 0
    if quota and used + wanted > quota:
        raise CodedError("FILE-004", used=size_text(used), quota=f"{quota // GB} GB")
