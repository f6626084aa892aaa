"""Numbers as Vietnamese write them, whatever the PC is set to: points between thousands, a comma before decimals."""

_MB, _GB = 2**20, 2**30


def number_text(number: int) -> str:
    """``1.234.567``."""
    return f"{number:,}".replace(",", ".")


def size_text(size: int) -> str:
    """Bytes as ``1,5 GB`` of 1024³ bytes, below that as ``12 MB``; what is there is 1 MB at least."""
    if size < _GB:
        return f"{-(-size // _MB)} MB"
    return f"{size / _GB:.1f} GB".replace(".", ",")
