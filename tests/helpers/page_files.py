"""Files of pages for tests, made on the spot: good ones, cut ones and hostile ones."""

import io
import struct
import zlib
from collections.abc import Callable, Sequence

import pikepdf
from PIL import Image, ImageDraw


def picture(size: tuple[int, int] = (60, 80), mode: str = "RGB", text: str = "") -> Image.Image:
    """A small drawn page, another for every text."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((1, 1, size[0] - 2, size[1] - 2), outline="blue", width=3)
    draw.text((10, 20), text, fill="red")
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as a file; `options` are Pillow's."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def tiff(pages: Sequence[Image.Image], **options: object) -> bytes:
    """A TIFF of several pages."""
    return encoded(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), **options)


def tiff_header(width: int, height: int, *more: tuple[int, int, int], data: bytes = b"", compression: int = 1) -> bytes:
    """A grey TIFF, or one of compressed black and white, with its directory before its pixels.

    Args:
        width: In pixels, as it says.
        height: In pixels, as it says.
        more: Further tags, as (number, type, value).
        data: The pixels; none make it a mere head.
        compression: 1 for none, 4 for the fax's fourth group.
    """
    bits = 1 if compression == 4 else 8
    size = len(data) or min(width * height, 2**32 - 1)
    tags = [(256, 4, width), (257, 4, height), (258, 3, bits), (259, 3, compression), (262, 3, 1)]
    tags += [(277, 3, 1), (278, 4, height), (279, 4, size), *more]
    tags.append((273, 4, 8 + 2 + 12 * (len(tags) + 1) + 4))
    directory = struct.pack("<H", len(tags))
    for tag, kind, value in sorted(tags):
        directory += struct.pack("<HHII", tag, kind, 1, value)
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", 0) + data


def fax(size: tuple[int, int] = (400, 500)) -> bytes:
    """A page of the fax's fourth group as office machines write it: the directory comes first, then the lines."""
    written = encoded(picture(size, "1", "fax"), "TIFF", compression="group4")
    with Image.open(io.BytesIO(written)) as image:
        tags = dict(image.getexif())
    (start,), (count,) = ([value] if isinstance(value, int) else list(value) for value in (tags[273], tags[279]))
    return tiff_header(*size, data=written[start : start + count], compression=4)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is, with a line's worth of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(width + 1)))
        + chunk(b"IEND", b"")
    )


def pdf(
    pages: int = 1,
    *,
    size: tuple[float, float] = (144.0, 216.0),
    change: Callable[[pikepdf.Pdf], None] | None = None,
    encryption: pikepdf.Encryption | bool = False,
    linearize: bool = False,
) -> bytes:
    """A PDF; every page has a black square in its lower left quarter."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            page = document.add_blank_page(page_size=size)
            page.Contents = document.make_stream(f"0 0 {size[0] / 2} {size[1] / 2} re f".encode())
        if change is not None:
            change(document)
        document.save(file, encryption=encryption, linearize=linearize)
    return file.getvalue()


def pdf_of_picture(image: Image.Image) -> bytes:
    """A PDF as office machines make it: one page, one picture over all of it."""
    return encoded(image, "PDF", resolution=72.0)
