"""From a saved case to its receipt, as this desk prints it."""

from collections.abc import Callable

from desktop.documents.desk import DeskDetails
from desktop.documents.receipt import ReceiptLayout, ReceiptOptions, receipt_pdf
from desktop.records.cases import Case
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.desk_settings import DeskSettings
from devices.errors import CodedError


class Receipts:
    """Makes receipts under the forms and waivers of each case's own day."""

    def __init__(self, catalogue: Catalogue, settings: Callable[[], DeskSettings], *, demo: bool) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._demo = demo

    def make(self, case: Case, layout: ReceiptLayout, *, reprint: bool = False) -> bytes:
        """The receipt's PDF.

        Raises:
            CodedError: CAT-002, the catalogue no longer has that set of forms; DOC-001, a label is missing from it.
        """
        settings = self._settings()
        day = case.content.received_at.date()
        form_set = self._catalogue.form_set_by_id(case.content.form_set)
        if form_set is None:
            raise CodedError("CAT-002", day=day.isoformat())
        named = {paper.waiver_id for paper in case.content.papers if paper.waiver_id}
        found = {waiver_id: self._catalogue.waiver(waiver_id, day) for waiver_id in named}
        options = ReceiptOptions(
            layout=layout,
            demo=self._demo,
            reprint=reprint,
            number_in_qr=settings.number_in_receipt_qr,
            waivers={waiver_id: waiver for waiver_id, waiver in found.items() if waiver is not None},
        )
        return receipt_pdf(case, DeskDetails.of(settings), form_set, options)
