"""Adds a PAdES signature (ETSI EN 319 142-1, B-B; B-T with a timestamp) to a paper.

pyHanko takes a second to import: this module is imported when the first key is opened, not before.
"""

from datetime import datetime
from io import BytesIO
from itertools import count

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.pdf_embedded import read_certification_data
from pyhanko.stamp import StaticStampStyle

from desktop.documents.signing.earlier import unharmed
from desktop.documents.signing.library import UNREADABLE, prepare
from desktop.documents.signing.mark import Mark, draw
from desktop.documents.signing.page_view import first_page
from desktop.documents.signing.placing import place
from desktop.records.local_time import ZONE
from devices.errors import CodedError


class _Drawing(PdfContent):
    """A page of another PDF as the looks of a signature."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Mark"] = page
        _, _, width, height = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=width, height=height)
        return b"/Mark Do"


class _Signer(PdfSigner):
    """Writes the caller's time, where pyHanko would write the PC's."""

    at: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def add_signature(
    pdf: bytes, key: Signer, *, mark: Mark, at: datetime, reason: str, stamper: TimeStamper | None
) -> bytes:
    """The paper with one more signature.

    Args:
        pdf: The paper.
        key: What signs; its errors come through.
        mark: What to show.
        at: For the signature dictionary's ``M``.
        reason: For the signature dictionary.
        stamper: Gives timestamps; without one the signature is B-B.

    Raises:
        CodedError: SIGN-016, the paper is damaged; SIGN-017, it is locked with a password; SIGN-018, it admits no
            signature; SIGN-019, the timestamp authority gave none.
    """
    prepare()
    try:
        # Strict: what readers may read in different ways is not signed.
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=True)
        _require_open(writer.prev)
        signer = _signer(writer, key, mark, reason, stamper)
        signer.at = at.astimezone(ZONE)
        signed = BytesIO()
        signer.sign_pdf(writer, output=signed)
        # A signer may have locked a paper in more ways than `_require_open` knows: what counts is what came out.
        if not unharmed(pdf) <= unharmed(signed.getvalue()):
            raise CodedError("SIGN-018")
        return signed.getvalue()
    except TimestampRequestError as error:
        raise CodedError("SIGN-019") from error
    except UNREADABLE as error:
        raise CodedError("SIGN-016") from error


def _require_open(reader: PdfFileReader) -> None:
    if reader.encrypted:
        raise CodedError("SIGN-017")
    certified = read_certification_data(reader)
    if certified is not None and certified.permission is MDPPerm.NO_CHANGES:
        raise CodedError("SIGN-018")


def _signer(
    writer: IncrementalPdfFileWriter, key: Signer, mark: Mark, reason: str, stamper: TimeStamper | None
) -> _Signer:
    page = first_page(writer)
    at = place(mark, page)
    field = _free_field_name(writer.prev)
    return _Signer(
        PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, reason=reason or None),
        key,
        timestamper=stamper,
        stamp_style=StaticStampStyle(
            background=_Drawing(draw(mark, page.rotation, at.scale)),
            background_layout=SimpleBoxLayoutRule(
                AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, margins=Margins.uniform(0)
            ),
            border_width=0,
        ),
        new_field_spec=SigFieldSpec(field, box=at.box),  # type: ignore[arg-type] # its numbers may be broken
    )


def _free_field_name(reader: PdfFileReader) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(reader)}
    return next(name for number in count(1) if (name := f"ChuKy{number}") not in taken)
