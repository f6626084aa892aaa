"""Which program this is."""

from desktop import __version__


def program_version() -> str:
    """Its version, frozen or not."""
    return __version__
