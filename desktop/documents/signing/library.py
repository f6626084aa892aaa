"""Makes pyHanko fit to use beside the rest of the program."""

import logging

import asn1crypto.pdf
import asn1crypto.tsp  # noqa: F401 - both for the names that they add
from asn1crypto import cms, x509

_COMPLETED_LATE = (cms.ContentType, cms.CMSAttributeType, x509.ExtensionId, x509.KeyPurposeId)


def prepare() -> None:
    """Complete asn1crypto's names, and keep pyHanko out of the logs; again does nothing.

    asn1crypto adds the names of timestamps and of PDF signatures when their modules are imported, and forgets its
    table from name to number where that table was in use before: reading a chip's security object is such a use.
    """
    for kind in _COMPLETED_LATE:
        if kind._reverse_map is not None:
            kind._reverse_map.update({name: number for number, name in kind._map.items()})
    # Its warnings carry names out of certificates: personal data, which no log holds.
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
