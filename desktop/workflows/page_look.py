"""What the desk makes of an examined page."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np

from desktop.records.resources import resources_folder
from desktop.workflows.page_intake import UNREAD_RECEIPT, Examine, PageLook
from devices.documents.page_image import Bgr
from devices.documents.quality.examine import examine_page
from devices.documents.quality.receipt_sheet import ReceiptSheet
from devices.documents.quality.report import Defect
from devices.documents.quality.straighten import straighten

Receipts = Sequence[ReceiptSheet]


def look_at_page(picture: Bgr, dpi: int, earlier: Sequence[str], receipts: Receipts = ()) -> PageLook:
    """Examine a page beside the fingerprints of its batch so far; straighten one that lies askew, turn one upright.

    Args:
        picture: Height × width × 3, BGR.
        dpi: Its dots per inch.
        earlier: Fingerprints, hexadecimal.
        receipts: How the desk's receipts look. They are known by it where their code cannot be read.
    """
    report = examine_page(picture, dpi, [int(each, 16) for each in earlier])
    straightened = straighten(picture, report.skew) if Defect.SKEWED in report.defects else None
    defects = [defect.value for defect in report.defects]
    if receipts and Defect.BLANK not in report.defects:
        lying = picture if straightened is None else straightened
        upright = np.ascontiguousarray(np.rot90(lying, -(report.upright // 90)))
        if any(each.is_on(upright, dpi) for each in receipts):
            defects.append(UNREAD_RECEIPT)
    fingerprint = f"{report.fingerprint:064x}" if report.fingerprint else ""
    return PageLook(tuple(defects), fingerprint, straightened, report.upright)


def desk_receipts(titles: Iterable[str]) -> Callable[[], Receipts]:
    """What gives the receipts with these titles, drawn when it is first asked: that takes a tenth of a second."""
    wanted = tuple(dict.fromkeys(titles))

    @cache
    def drawn() -> Receipts:
        font = resources_folder() / "fonts" / "NotoSans-Bold.ttf"
        return tuple(ReceiptSheet.of(title, font) for title in wanted)

    return drawn


def look_that_knows(titles: Iterable[str]) -> Examine:
    """`look_at_page` for a desk whose receipts have these titles."""
    receipts = desk_receipts(titles)
    return lambda picture, dpi, earlier: look_at_page(picture, dpi, earlier, receipts())
