"""A ZIP of papers and facts with sums over all of them; the same contents give the same bytes."""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

SUMS = "SHA256SUMS"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name


def archive_with_sums(contents: Mapping[str, bytes]) -> bytes:
    """The ZIP, its files in the order given, then ``SHA256SUMS`` over all of them (sha256sum's format)."""
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in contents.items())
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, content in (*contents.items(), (SUMS, sums.encode())):
            # Pictures do not get smaller; the rest does.
            kind = ZIP_STORED if name.endswith(".pdf") else ZIP_DEFLATED
            archive.writestr(ZipInfo(name, EARLIEST), content, kind)
    return written.getvalue()
