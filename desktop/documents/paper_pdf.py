"""The pages of a paper as one PDF/A-2b file (ISO 19005-2), with what TT 01/2023/TT-VPCP asks to be known of it.

The pictures go in as they are (img2pdf does not decode them), so that a file is hardly larger than its pages. What is
known of the paper stands in the XMP packet as Dublin Core (ISO 15836), which PDF/A takes without a schema of its own.
"""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import Any

import img2pdf

from desktop.records.paper_files import PageImage, PaperMetadata
from devices.errors import CodedError

MOST_PAGES = 2000
PROGRAM = "Bàn Một Cửa"


def paper_pdf(pages: Sequence[PageImage], about: PaperMetadata) -> bytes:
    """The file.

    Raises:
        CodedError: PAPER-004: there is no page, or more than `MOST_PAGES`; PAPER-005: a picture cannot be taken in, or
            the file would be no PDF/A.
    """
    # They cost half a second to import, and are needed when the first paper is checked, not when the program starts.
    import pikepdf  # noqa: PLC0415
    from pikepdf import pdfa  # noqa: PLC0415

    if not 1 <= len(pages) <= MOST_PAGES:
        raise CodedError("PAPER-004", most=MOST_PAGES)
    try:
        plain = img2pdf.convert([page.jpeg for page in pages], rotation=img2pdf.Rotation.none, nodate=True)
        with pikepdf.open(BytesIO(plain)) as pdf:
            for page, image in zip(pdf.pages, pages, strict=True):
                page.rotate(image.rotation, relative=False)
            _describe(pdf, pages, about)
            written = BytesIO()
            pdfa.save(pdf, written, "2b")
    except (img2pdf.ImageOpenError, img2pdf.AlphaChannelError, img2pdf.JpegColorspaceError, ValueError) as error:
        raise CodedError("PAPER-005", kind=type(error).__name__) from None
    except (pikepdf.PdfError, pdfa.PdfaError) as error:
        raise CodedError("PAPER-005", kind=type(error).__name__) from None
    return written.getvalue()


def pages_hash(pages: Sequence[PageImage]) -> str:
    """SHA-256 over the SHA-256 of each picture, in order: a file cannot hold the hash of itself."""
    return sha256(b"".join(sha256(page.jpeg).digest() for page in pages)).hexdigest()


def _describe(pdf: Any, pages: Sequence[PageImage], about: PaperMetadata) -> None:
    facts = {
        "ma-ho-so": about.case_code,
        "ma-thu-tuc": about.procedure_code,
        "loai-giay-to": about.kind,
        "ma-dinh-danh": about.owner,
        "so-trang": str(len(pages)),
        "sha256-trang": pages_hash(pages),
    }
    with pdf.open_metadata(set_pikepdf_as_editor=False) as packet:
        packet["dc:title"] = about.title
        packet["dc:creator"] = [about.officer]
        packet["dc:identifier"] = about.case_code
        packet["dc:subject"] = {f"{name}: {value}" for name, value in facts.items() if value}
        packet["dc:language"] = {"vi"}
        packet["xmp:CreateDate"] = about.made_at.isoformat(timespec="seconds")
        packet["xmp:CreatorTool"] = PROGRAM
