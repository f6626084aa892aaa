"""Small files from a place that somebody else may have prepared: nothing without an end is read."""

from pathlib import Path

LARGEST_SMALL = 4 * 2**20  # bytes of a manifest, a seal or a vault


def read_small(path: Path) -> bytes:
    """A small file's bytes.

    Raises:
        OSError: It is no file, cannot be read, or is larger than any that the program writes there.
    """
    if not path.is_file():
        raise FileNotFoundError(path.name)
    with path.open("rb") as file:
        content = file.read(LARGEST_SMALL + 1)
    if len(content) > LARGEST_SMALL:
        raise OSError(path.name)
    return content
