"""What is told of a watched folder: how it is, and how each file in it is."""

from dataclasses import dataclass
from enum import StrEnum

from devices.errors import CodedError


class Condition(StrEnum):
    """How a file of the folder is."""

    ARRIVING = "arriving"  # it changed since the last look, or was not read yet
    INCOMPLETE = "incomplete"  # it cannot be read to its end, or not at all now; it waits until that changes
    REFUSED = "refused"  # it is whole and cannot be taken; it stays until it changes
    TAKEN = "taken"  # its pages are kept and it left; told once
    SEEN_BEFORE = "seen_before"  # the same content was taken before; it left, told once
    LEFT_BEHIND = "left_behind"  # its pages are kept, but it cannot be cleared away


GONE = {Condition.TAKEN, Condition.SEEN_BEFORE}


@dataclass(frozen=True, slots=True)
class FileState:
    """One file.

    Attributes:
        name: As the folder has it, for the officer's eye only.
        condition: How it is.
        error: Why it is not taken or not cleared away.
        pages: How many of its pages were kept when it was last tried.
    """

    name: str
    condition: Condition
    error: CodedError | None = None
    pages: int = 0


@dataclass(frozen=True, slots=True)
class FolderState:
    """The folder at one look.

    Attributes:
        error: PAGE-030 it is not there, PAGE-031 it may not be read; it is looked for all the same.
        files: Its files that may be taken, oldest first.
    """

    error: CodedError | None = None
    files: tuple[FileState, ...] = ()
