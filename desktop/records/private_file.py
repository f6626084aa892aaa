"""Files that only this user may read."""

import os
from pathlib import Path


def write_flushed(path: Path, content: bytes) -> None:
    """Write a file that only this user may read; it is on the disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
