"""Files from a place that somebody else may have prepared: nothing without an end is read."""

import errno
import os
import stat
from pathlib import Path

LARGEST_SMALL = 4 * 2**20  # bytes of a manifest, a seal, a vault, a certificate


def read_small(path: Path, most: int = LARGEST_SMALL) -> bytes:
    """A file's bytes, where they are no more than `most`.

    Raises:
        OSError: It is no file, cannot be read, or is larger.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content
