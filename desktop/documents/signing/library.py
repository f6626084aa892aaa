"""What pyHanko needs to be used beside the rest of the program, and what it raises."""

import logging
import struct
import zlib

import asn1crypto.pdf
import asn1crypto.tsp  # noqa: F401 - both for the names that they add
from asn1crypto import cms, x509
from pyhanko.pdf_utils.misc import PdfError

_COMPLETED_LATE = (cms.ContentType, cms.CMSAttributeType, x509.ExtensionId, x509.KeyPurposeId)

# What it lets out on a file that is no whole PDF: its own errors, and those of whatever it stumbled over.
UNREADABLE = (
    PdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def prepare() -> None:
    """Complete asn1crypto's names, and keep pyHanko out of the logs; again does nothing.

    asn1crypto adds the names of timestamps and of PDF signatures when their modules are imported, but not to its table
    from name to number where that was in use before: reading a chip's security object is such a use.
    """
    for kind in _COMPLETED_LATE:
        if kind._reverse_map is not None:
            kind._reverse_map.update({name: number for number, name in kind._map.items()})
    # Its warnings carry names out of certificates: personal data, which no log holds.
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
