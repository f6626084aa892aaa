"""The file of a paper: PDF/A-2b, hardly larger than its pages, with what must be known of it."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa

from desktop.documents.paper_pdf import MOST_PAGES, pages_hash, paper_pdf
from desktop.records.paper_files import PageImage, PaperMetadata
from devices.documents.page_image import as_jpeg, open_picture
from devices.errors import CodedError
from tests.helpers.desk import NOW
from tests.helpers.pages import page_png

ABOUT = PaperMetadata(
    "Giấy chứng sinh", "birth", "000.99.09.H58-261125-0001", "1.001193", "082190991001", "Trần Thị Lan", NOW
)


def image(text: str = "Trang", rotation: int = 0, dpi: int = 100) -> PageImage:
    return PageImage(as_jpeg(open_picture(page_png(text, dpi=dpi)), dpi), rotation)


def test_it_is_an_archive_file() -> None:
    pages = [image("một"), image("hai", 90), image("ba", 180)]
    made = paper_pdf(pages, ABOUT)
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdfa.check(pdf, "2b").findings == []
        assert [int(page.get("/Rotate", 0)) for page in pdf.pages] == [0, 90, 180]
        with pdf.open_metadata() as packet:
            assert packet.pdfa_status == "2B"
            assert packet["xmp:CreateDate"] == "2026-11-25T09:30:00+07:00"
            assert f"sha256-trang: {pages_hash(pages)}" in packet["dc:subject"]
    assert len(made) < 1.1 * sum(len(page.jpeg) for page in pages) + 4000


def test_pages_have_their_size_and_their_ink() -> None:
    document = pypdfium2.PdfDocument(paper_pdf([image(dpi=150)], ABOUT))
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 841)  # A4 in points
    picture = document[0].render(scale=1).to_pil().convert("L")
    dark, light = picture.getextrema()
    assert isinstance(dark, int)
    assert dark < 120 < light
    document.close()


def test_the_same_pages_have_the_same_hash() -> None:
    one, two = image("một"), image("hai")
    assert pages_hash([one, two]) == pages_hash([one, two])
    assert pages_hash([one, two]) != pages_hash([two, one])


def test_what_becomes_no_file() -> None:
    for pages in ([], [image()] * (MOST_PAGES + 1)):
        with pytest.raises(CodedError, match="PAPER-004"):
            paper_pdf(pages, ABOUT)
    for broken in (b"", b"no picture", image().jpeg[:300]):
        with pytest.raises(CodedError, match="PAPER-005"):
            paper_pdf([image(), PageImage(broken)], ABOUT)
