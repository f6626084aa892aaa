"""How large a file of pages may be, and what is said of one that is larger or damaged."""

from devices.errors import CodedError

MOST_BYTES = 256 << 20  # of a file
MOST_PAGES = 500  # of a file
MOST_PIXELS = 120_000_000  # of a page: A3 at 600 dpi has 70 million
MOST_MEMORY = 2 << 30  # bytes of the process that opens files


def check_pixels(width: int, height: int, page: int) -> None:
    """Refuse a page before it is decoded.

    Args:
        width: In pixels.
        height: In pixels.
        page: From 1.

    Raises:
        CodedError: PAGE-022 it has too many pixels; PAGE-021 it has none.
    """
    if width < 1 or height < 1:
        raise damaged(page)
    if width * height > MOST_PIXELS:
        raise CodedError("PAGE-022", page=page, megapixels=width * height // 1_000_000, most=MOST_PIXELS // 1_000_000)


def damaged(page: int) -> CodedError:
    """PAGE-021: the file cannot be read to its end; `page` (from 1) is where that showed."""
    return CodedError("PAGE-021", page=page)


def too_many_pages() -> CodedError:
    """PAGE-023: the file has too many pages."""
    return CodedError("PAGE-023", most=MOST_PAGES)
