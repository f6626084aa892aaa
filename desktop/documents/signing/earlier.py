"""Which signatures a paper has that what was added to it later leaves valid."""

from io import BytesIO

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from desktop.documents.signing.library import UNREADABLE


def unharmed(pdf: bytes) -> frozenset[str]:
    """The fields of the signatures after which nothing was added that they forbid (ISO 32000-1, 12.8.2).

    Says nothing of their keys, and reads no certificate.
    """
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    fields = list(enumerate_sig_fields(reader, filled_status=True))
    return frozenset(name for name, _, field in fields if _is_unharmed(reader, field.get_object(), name))


def _is_unharmed(reader: PdfFileReader, field: DictionaryObject, name: str) -> bool:
    try:
        signature = EmbeddedPdfSignature(reader, field, name)
        signature.compute_integrity_info()
        return bool(signature.summarise_integrity_info()["docmdp_ok"])
    except UNREADABLE:
        return False
