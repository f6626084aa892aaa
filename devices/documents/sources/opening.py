"""Files into pages, safely: what a file says of itself is checked before anything of it is decoded.

Pictures go through Pillow here, PDFs through `opening_pdf`. Nothing of a file is run, and nothing is passed on but
pages: a JPEG or PNG that has been decoded to its end, or a PNG drawn anew. Decoders are native code, and PDFium must
not be called from two threads: the program itself opens files with `opening_process.opened_apart`.
"""

import io
import math
import struct
import zlib
from collections.abc import Callable, Iterator

from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TILELENGTH, TILEWIDTH, TiffImageFile

from devices.documents.sources.limits import MOST_BYTES, MOST_PAGES, check_pixels, damaged, too_many_pages
from devices.documents.sources.opening_pdf import looks_like_pdf, pdf_pages
from devices.documents.sources.source import RawPage
from devices.documents.sources.wholeness import jpeg_is_whole, png_is_whole
from devices.errors import CodedError

# The readers themselves, not `Image.open`: it tries others, and its own limit is the whole program's.
_READERS: tuple[tuple[bytes, type[ImageFile]], ...] = (
    (b"\xff\xd8\xff", JpegImageFile),
    (b"\x89PNG\r\n\x1a\n", PngImageFile),
    (b"II*\0", TiffImageFile),
    (b"MM\0*", TiffImageFile),
    (b"II+\0", TiffImageFile),
    (b"MM\0+", TiffImageFile),
)
_AS_THEY_ARE = {JpegImageFile: {"L", "RGB"}, PngImageFile: {"1", "L", "RGB"}}
_IS_WHOLE: dict[type[ImageFile], Callable[[bytes], bool]] = {JpegImageFile: jpeg_is_whole, PngImageFile: png_is_whole}
_ORIENTATION = 0x0112  # the EXIF tag; 1 is upright
_LIKELY_DPI = (50.0, 2400.0)  # anything else is a program's default and no measurement
_SQUARE = 1.05  # up to here a pixel is as high as wide

# Pillow's readers meet damage in many places and let out what they stumble over.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
)


def pages_of(data: bytes, dpi: int) -> Iterator[RawPage]:
    """The pages of a file, one at a time; at any moment one of them is in memory.

    Args:
        data: A whole PDF, JPEG, PNG or TIFF file; only the bytes say which.
        dpi: Dots an inch to draw a PDF's pages with; of a picture, what is taken when it does not say.

    Yields:
        Pages with their number in the file, from 1, and no origin.

    Raises:
        CodedError: PAGE-020 another kind of file, PAGE-021 cut off or damaged, PAGE-022 too many pixels, PAGE-023 too
            many pages, PAGE-024 an encrypted PDF, PAGE-025 an impossible page size, PAGE-026 too many bytes. The
            number of pages and their sizes are checked before the first page comes; damage shows at its page.
    """
    if len(data) > MOST_BYTES:
        raise CodedError("PAGE-026", megabytes=len(data) >> 20, most=MOST_BYTES >> 20)
    reader = next((reader for head, reader in _READERS if data.startswith(head)), None)
    if reader is not None:
        yield from _picture_pages(reader, data, dpi)
    elif looks_like_pdf(data):
        yield from pdf_pages(data, dpi)
    else:
        raise CodedError("PAGE-020")


def _picture_pages(reader: type[ImageFile], data: bytes, dpi: int) -> Iterator[RawPage]:
    number = 1
    is_whole = _IS_WHOLE.get(reader)
    if is_whole is not None and not is_whole(data):
        raise damaged(1)
    try:
        with reader(io.BytesIO(data)) as image:
            for number in range(1, _checked_frames(image) + 1):
                if isinstance(image, TiffImageFile):
                    image.seek(number - 1)
                yield _page(image, data, number, dpi)
    except _DAMAGE as error:
        raise damaged(number) from error


def _checked_frames(image: ImageFile) -> int:
    """How many pages a picture has, each known to be within the limits; nothing is decoded for it.

    A JPEG's or PNG's further pictures are previews and movements: the first is the page.
    """
    check_pixels(*image.size, 1)
    if not isinstance(image, TiffImageFile):
        return 1
    frames = 0
    while True:
        try:
            image.seek(frames)
        except EOFError:
            break
        frames += 1
        if frames > MOST_PAGES:
            raise too_many_pages()
        check_pixels(*image.size, frames)
        if TILEWIDTH in image.tag_v2 and TILELENGTH in image.tag_v2:
            # A tile is decoded whole, however small the picture.
            check_pixels(int(image.tag_v2[TILEWIDTH]), int(image.tag_v2[TILELENGTH]), frames)
    image.seek(0)
    return frames


def _page(image: ImageFile, data: bytes, number: int, dpi: int) -> RawPage:
    image.load()
    across, down = _resolution(image, dpi)
    upright = not isinstance(image, JpegImageFile) or image.getexif().get(_ORIENTATION, 1) == 1
    square = max(across, down) <= min(across, down) * _SQUARE
    if upright and square and image.mode in _AS_THEY_ARE.get(type(image), ()):
        return RawPage(number, data, round(across), "")
    page: Image.Image = image
    if not square:
        # A fax has half the lines; drawn as it is, everybody on it is short.
        best = max(across, down)
        size = (math.ceil(page.width * best / across), math.ceil(page.height * best / down))
        check_pixels(*size, number)
        page = page.resize(size)
        across = best
    page = plain(page if upright else ImageOps.exif_transpose(page))
    file = io.BytesIO()
    page.save(file, "PNG", dpi=(across, across), compress_level=1)
    return RawPage(number, file.getvalue(), round(across), "")


def _resolution(image: ImageFile, otherwise: int) -> tuple[float, float]:
    """Dots an inch across and down, as the file says if that can be."""
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return otherwise, otherwise
    lowest, highest = _LIKELY_DPI
    if not (lowest <= across <= highest and lowest <= down <= highest):
        return otherwise, otherwise
    return across, down


def plain(image: Image.Image) -> Image.Image:
    """A picture in black and white, grey or colour: no palette, no transparency, eight bits."""
    if image.mode in {"1", "L", "RGB"}:
        return image
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        page = Image.new("RGB", image.size, "white")
        seen = image.convert("RGBA")
        page.paste(seen, mask=seen.getchannel("A"))
        return page
    return image.convert("L" if image.mode == "F" else "RGB")
