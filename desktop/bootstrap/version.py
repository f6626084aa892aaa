"""Which program this is."""

from importlib.metadata import PackageNotFoundError, version

UNKNOWN = "0.1.0"  # a frozen program has no metadata of its own


def program_version() -> str:
    """Its version."""
    try:
        return version("ban-mot-cua")
    except PackageNotFoundError:
        return UNKNOWN
