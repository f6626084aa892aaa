"""Files into pages: good ones as they are, cut and hostile ones refused before they cost anything."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.documents.sources import limits, opening
from devices.documents.sources.opening import pages_of
from devices.documents.sources.opening_process import opened_apart
from devices.errors import CodedError
from tests.helpers.page_files import encoded, fax, pdf, pdf_of_picture, picture, png_header, tiff, tiff_header

# Pillow warns of some damage besides refusing it, and goes on after some that is only in a remark.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
ROOT = Path(__file__).parents[3]
JAVASCRIPT = "app.launchURL('http://127.0.0.1:9/'); this.getField('x').value = 1;"


def refused(data: bytes, dpi: int = 100) -> str:
    with pytest.raises(CodedError) as caught:
        list(pages_of(data, dpi))
    return caught.value.code


def images(data: bytes, dpi: int = 100) -> list[Image.Image]:
    return [Image.open(io.BytesIO(page.data)) for page in pages_of(data, dpi)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_sound_picture_goes_through_as_it_is(kind: str) -> None:
    data = encoded(picture(), kind, dpi=(200, 200))
    (page,) = pages_of(data, 300)
    assert (page.number, page.data, page.dpi, page.origin) == (1, data, 200, "")


def test_a_picture_that_does_not_say_its_resolution_has_the_one_given() -> None:
    assert [page.dpi for page in pages_of(encoded(picture(), "JPEG"), 250)] == [250]
    assert [page.dpi for page in pages_of(encoded(picture(), "JPEG", dpi=(1, 1)), 250)] == [250]


def test_a_photograph_held_sideways_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (image,) = images(encoded(picture((60, 80)), "JPEG", exif=exif.tobytes()))
    assert image.size == (80, 60)


@pytest.mark.parametrize("mode", ["P", "RGBA", "LA", "CMYK", "I;16", "1", "L"])
def test_every_kind_of_pixel_becomes_a_plain_page(mode: str) -> None:
    source = picture(mode="L").point(lambda value: value * 256, "I") if mode == "I;16" else picture()
    data = encoded(source.convert(mode), "TIFF" if mode == "CMYK" else "PNG")
    (image,) = images(data)
    assert image.mode in {"1", "L", "RGB"}
    assert image.convert("L").tobytes()[0] >= 250, "the corner is white"


def test_a_transparent_ground_is_paper() -> None:
    (image,) = images(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "group4", "jpeg", "tiff_deflate"])
def test_a_tiff_gives_all_its_pages(compression: str) -> None:
    mode = "1" if compression == "group4" else "L"
    data = tiff([picture(mode=mode, text=str(n)) for n in range(5)], compression=compression, dpi=(300, 300))
    pages = list(pages_of(data, 100))
    assert [(page.number, page.dpi) for page in pages] == [(n, 300) for n in range(1, 6)]
    assert len({page.data for page in pages}) == 5


def test_a_fax_with_half_the_lines_gets_its_height_back() -> None:
    (page,) = pages_of(encoded(picture((170, 110), "1"), "TIFF", dpi=(204, 98)), 300)
    image = Image.open(io.BytesIO(page.data))
    assert page.dpi == 204
    assert image.size == pytest.approx((170, 110 * 204 / 98), abs=1)


def test_a_pdf_is_drawn_page_by_page() -> None:
    pages = list(pages_of(pdf(3), 150))
    assert [(page.number, page.dpi) for page in pages] == [(1, 150), (2, 150), (3, 150)]
    image = Image.open(io.BytesIO(pages[2].data))
    assert image.size == pytest.approx((300, 450), abs=1)
    assert (image.getpixel((50, 400)), image.getpixel((250, 50))) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize(
    "data",
    [
        encoded(picture((400, 500)), "JPEG"),
        encoded(picture((400, 500)), "JPEG", progressive=True),
        encoded(picture((400, 500)), "PNG"),
        tiff([picture((400, 500))]),
        tiff([picture((400, 500)), picture((400, 500))], compression="tiff_lzw"),
        tiff([picture((400, 500), "1")], compression="group4"),
        fax(),
        pdf(3),
        pdf(3, linearize=True),
        pdf_of_picture(picture((400, 500))),
    ],
    ids=["jpeg", "progressive", "png", "tiff", "tiff-lzw", "tiff-g4", "fax", "pdf", "pdf-web", "pdf-picture"],
)
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_what_is_cut_off_is_refused(data: bytes, share: float) -> None:
    assert refused(data[: int(len(data) * share)]) in {"PAGE-020", "PAGE-021"}


@pytest.mark.parametrize("progressive", [False, True])
def test_a_copy_that_has_its_length_but_not_yet_its_end_is_refused(progressive: bool) -> None:
    data = encoded(picture((400, 500), text="half"), "JPEG", progressive=progressive)
    assert refused(data[: len(data) // 2].ljust(len(data), b"\0")) == "PAGE-021"


@pytest.mark.parametrize("data", [b"", b"x", b"GIF89a" + bytes(50), b"PK\3\4" + bytes(50), b"%!PS-Adobe-3.0\n"])
def test_another_kind_of_file_is_refused(data: bytes) -> None:
    assert refused(data) == "PAGE-020"


@pytest.mark.parametrize("data", [tiff_header(50_000, 50_000), png_header(50_000, 50_000)], ids=["tiff", "png"])
def test_a_picture_of_two_thousand_megapixels_is_refused_by_its_head(data: bytes) -> None:
    with pytest.raises(CodedError) as caught:
        list(pages_of(data, 300))
    assert (caught.value.code, caught.value.details["megapixels"]) == ("PAGE-022", 2500)


def test_a_tiff_of_too_many_pages_is_refused_before_its_first() -> None:
    data = tiff([picture((8, 8), "1")] * (limits.MOST_PAGES + 1))
    with pytest.raises(CodedError, match="PAGE-023"):
        next(pages_of(data, 300))


def test_a_tiff_whose_directories_go_round_in_a_circle_ends() -> None:
    data = bytearray(tiff([picture((8, 8), "L")]))
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    data[first + 2 + 12 * entries : first + 6 + 12 * entries] = data[4:8]
    assert len(list(pages_of(bytes(data), 300))) == 1


def test_a_small_picture_in_huge_tiles_is_refused() -> None:
    assert refused(tiff_header(10, 10, (322, 4, 50_000), (323, 4, 50_000))) == "PAGE-022"


def test_a_fax_with_its_directory_first_is_read() -> None:
    (image,) = images(fax())
    assert image.size == (400, 500)
    assert image.tobytes() == picture((400, 500), "1", "fax").tobytes()


@pytest.mark.parametrize("size", [(20_000.0, 200.0), (200.0, 1e7), (2.0, 200.0)])
def test_a_pdf_page_of_impossible_size_is_refused(size: tuple[float, float]) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].MediaBox = pikepdf.Array([0, 0, round(size[0]), round(size[1])])

    assert refused(pdf(change=change)) == "PAGE-025"


def test_a_pdf_page_that_would_have_too_many_pixels_is_refused() -> None:
    assert refused(pdf(size=(10_000, 10_000)), 300) == "PAGE-022"


def test_a_pdf_with_a_huge_picture_on_a_small_page_is_refused() -> None:
    def change(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(bytes(1000))
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        stream.Width = stream.Height = 50_000
        stream.ColorSpace, stream.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream))
        document.pages[0].Contents = document.make_stream(b"100 0 0 100 0 0 cm /Im Do")

    assert refused(pdf(change=change)) == "PAGE-022"


def test_a_pdf_of_a_hundred_thousand_pages_is_refused() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids = pikepdf.Array([document.pages[0].obj] * 100_000)
        document.Root.Pages.Count = 100_000

    assert refused(pdf(change=change)) == "PAGE-023"


@pytest.mark.parametrize("user", ["", "secret"], ids=["owner's password", "user's password"])
def test_an_encrypted_pdf_is_refused(user: str) -> None:
    assert refused(pdf(encryption=pikepdf.Encryption(owner="owner", user=user))) == "PAGE-024"


def test_the_scripts_and_files_in_a_pdf_leave_nothing_but_its_pixels() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(JAVASCRIPT))
        document.attachments["virus.exe"] = b"MZ" * 100

    (page,) = pages_of(pdf(change=change), 100)
    (clean,) = pages_of(pdf(), 100)
    assert page.data == clean.data
    assert b"launchURL" not in page.data


def test_a_file_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    assert refused(encoded(picture((300, 300)), "PNG") + bytes(1000)) == "PAGE-026"


@given(
    st.binary(max_size=300),
    st.sampled_from([b"\xff\xd8\xff\xe0", b"II*\0", b"MM\0*", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"]),
)
def test_whatever_bytes_come_only_a_code_comes_out(tail: bytes, head: bytes) -> None:
    try:
        list(pages_of(head + tail, 72))
    except CodedError as error:
        assert error.code.startswith("PAGE-02")  # noqa: PT017 - both ways are right


@given(st.data())
def test_a_byte_changed_anywhere_is_a_page_or_a_code(data: st.DataObject) -> None:
    sound = data.draw(st.sampled_from(SOUND))
    at = data.draw(st.integers(0, len(sound) - 1))
    damaged = sound[:at] + bytes([data.draw(st.integers(0, 255))]) + sound[at + 1 :]
    try:
        assert len(list(pages_of(damaged, 72))) <= limits.MOST_PAGES
    except CodedError as error:
        assert error.code.startswith("PAGE-02")  # noqa: PT017 - both ways are right


SOUND = (
    encoded(picture((20, 20)), "JPEG", dpi=(100, 100)),
    encoded(picture((20, 20)), "PNG"),
    tiff([picture((20, 20), "1")], compression="group4"),
    tiff([picture((20, 20))] * 2, compression="tiff_lzw"),
    pdf(),
)


def peak_megabytes(tmp_path: Path, data: bytes, dpi: int) -> int:
    """The memory that a process needs at most to open a file."""
    file = tmp_path / "file"
    file.write_bytes(data)
    code = (
        "from pathlib import Path\n"
        "from devices.documents.sources.opening import pages_of\n"
        "from devices.errors import CodedError\n"
        "try:\n"
        f"    for page in pages_of(Path({str(file)!r}).read_bytes(), {dpi}): pass\n"
        "except CodedError: pass\n"
        # Not ru_maxrss: that begins with the memory of whoever started the process (getrusage(2)).
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
    )
    return int(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT)) >> 10


@pytest.mark.skipif(sys.platform != "linux", reason="kilobytes are Linux's unit")
@pytest.mark.parametrize(
    ("make", "most"),
    [
        (lambda: tiff_header(50_000, 50_000), 150),
        (lambda: pdf(60, size=(595, 842)), 150),
        (lambda: tiff([picture((2000, 3000), "L")] * 20, compression="tiff_deflate"), 200),
    ],
    ids=["bomb", "pdf", "tiff"],
)
def test_memory_is_that_of_one_page(tmp_path: Path, make: Callable[[], bytes], most: int) -> None:
    assert peak_megabytes(tmp_path, make(), 100) < most


def test_a_file_is_opened_in_a_process_of_its_own() -> None:
    data = tiff([picture(text=str(n)) for n in range(3)])
    assert list(opened_apart(data, 100)) == list(pages_of(data, 100))


def test_a_file_damaged_at_its_end_gives_no_page_at_all() -> None:
    data = tiff([picture((200, 200), text=str(n)) for n in range(3)])
    with Image.open(io.BytesIO(data)) as image:
        image.seek(2)
        strip = image.getexif()[273]
    start = strip if isinstance(strip, int) else strip[0]
    with pytest.raises(CodedError) as caught:
        next(opened_apart(data.replace(start.to_bytes(4, "little"), b"\xff\xff\xff\x7f"), 100))
    assert (caught.value.code, caught.value.details) == ("PAGE-021", {"page": 3})


def test_a_reader_that_stops_early_leaves_no_process() -> None:
    pages = opened_apart(pdf(20), 50)
    next(pages)
    pages.close()


@pytest.mark.parametrize(
    "body", ["os._exit(1)", "os.kill(os.getpid(), 11)", "time.sleep(60)"], ids=["ended", "crashed", "endless"]
)
def test_a_decoder_that_crashes_or_never_ends_is_told(body: str) -> None:
    command = (sys.executable, "-c", f"import os, sys, time; sys.stdin.buffer.read(9); {body}")
    with pytest.raises(CodedError, match="PAGE-027"):
        list(opened_apart(pdf(), 100, command=command, page_limit=4.0))


@pytest.mark.skipif(sys.platform != "linux", reason="Windows does not hold a process to a limit this way")
def test_a_decoder_that_wants_too_much_memory_is_told() -> None:
    code = (
        "from devices.documents.sources import opening_process as p\n"
        "def greedy(data, dpi):\n"
        "    yield len(bytearray(3 << 30))\n"
        "p.pages_of = greedy\n"
        "p.main()\n"
    )
    with pytest.raises(CodedError, match="PAGE-027"):
        list(opened_apart(pdf(), 100, command=(sys.executable, "-c", code)))
    assert limits.MOST_MEMORY < 3 << 30
