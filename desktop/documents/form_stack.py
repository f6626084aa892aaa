"""Several papers as one PDF, so that they go to the printer together."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf


def stacked(papers: Sequence[bytes]) -> bytes:
    """The papers behind one another, each with its own page sizes; one paper alone stays as it is.

    Args:
        papers: PDFs of this program's own making, one at least.
    """
    if len(papers) == 1:
        return papers[0]
    with pikepdf.Pdf.new() as whole:
        for each in papers:
            with pikepdf.Pdf.open(BytesIO(each)) as paper:
                whole.pages.extend(paper.pages)
        if len(papers):
            with pikepdf.Pdf.open(BytesIO(papers[0])) as first:
                whole.docinfo["/Title"] = first.docinfo.get("/Title", "")
        out = BytesIO()
        whole.save(out, deterministic_id=True)
        return out.getvalue()
