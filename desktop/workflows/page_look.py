"""What the desk makes of an examined page."""

from collections.abc import Sequence

from desktop.workflows.page_intake import PageLook
from devices.documents.page_image import Bgr
from devices.documents.quality.examine import examine_page
from devices.documents.quality.report import Defect
from devices.documents.quality.straighten import straighten


def look_at_page(picture: Bgr, dpi: int, earlier: Sequence[str]) -> PageLook:
    """Examine a page beside the fingerprints of its batch so far, and straighten one that lies askew."""
    report = examine_page(picture, dpi, [int(each, 16) for each in earlier])
    straightened = straighten(picture, report.skew) if Defect.SKEWED in report.defects else None
    return PageLook(
        tuple(defect.value for defect in report.defects),
        f"{report.fingerprint:016x}" if report.fingerprint else "",
        straightened,
    )
