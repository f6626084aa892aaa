"""Writes a paper to a file: wholly or not at all."""

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop.records.lasting import flush_folder
from devices.errors import CodedError

_CODES: Final = {
    errno.ENOSPC: "DOC-005",
    errno.EDQUOT: "DOC-005",
    errno.EFBIG: "DOC-005",
    errno.EROFS: "DOC-006",
    errno.EACCES: "DOC-006",
    errno.EPERM: "DOC-006",
    errno.ENOENT: "DOC-006",
    errno.ENOTDIR: "DOC-006",
    errno.EISDIR: "DOC-006",
}


def save_atomically(content: bytes, path: Path) -> None:
    """Write a file beside its final name, then give it the name; a file that was there stays whole until then.

    Raises:
        CodedError: DOC-005, the disk is full; DOC-006, the folder is not there or may not be written to; DOC-007,
            anything else that the disk answers.
    """
    try:
        _write(content, path)
    except OSError as error:
        code = _CODES.get(error.errno or 0, "DOC-007")
        raise CodedError(code, number=error.errno or 0) from error


def _write(content: bytes, path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):  # the first error is the one to tell
            Path(name).unlink()
        raise
    flush_folder(path.parent)
