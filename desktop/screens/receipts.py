"""From a saved case to its receipt, as this desk prints it."""

from collections.abc import Callable

from desktop.documents.desk import DeskDetails
from desktop.documents.receipt import ReceiptLayout, ReceiptOptions, receipt_pdf
from desktop.records.cases import Case
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.models import FormSet
from desktop.records.desk_settings import DeskSettings
from devices.errors import CodedError


class Receipts:
    """Makes receipts under the forms and waivers of each case's own day.

    Attributes:
        catalogue: Forms and waivers.
        settings: The desk's settings as they are now.
        demo: Every paper is marked as a trial.
    """

    def __init__(self, catalogue: Catalogue, settings: Callable[[], DeskSettings], *, demo: bool) -> None:
        self.catalogue = catalogue
        self.settings = settings
        self.demo = demo
        self._wording: Callable[[FormSet], FormSet] = lambda form_set: form_set

    def use_wording(self, wording: Callable[[FormSet], FormSet]) -> None:
        """Print in an office's own wording of a set's receipt."""
        self._wording = wording

    def make(self, case: Case, layout: ReceiptLayout, *, reprint: int = 0) -> bytes:
        """The receipt's PDF; `reprint` is the number of a further copy, 0 the original.

        Raises:
            CodedError: CAT-002, the catalogue no longer has that set of forms; DOC-001, a label is missing from it;
                FORM-008, the office's own wording cannot be read.
        """
        settings = self.settings()
        day = case.content.received_at.date()
        form_set = self.catalogue.form_set_by_id(case.content.form_set)
        if form_set is None:
            raise CodedError("CAT-002", day=day.isoformat())
        named = {paper.waiver_id for paper in case.content.papers if paper.waiver_id}
        found = {waiver_id: self.catalogue.waiver(waiver_id, day) for waiver_id in named}
        options = ReceiptOptions(
            layout=layout,
            demo=self.demo,
            reprint=reprint,
            number_in_qr=settings.number_in_receipt_qr,
            waivers={waiver_id: waiver for waiver_id, waiver in found.items() if waiver is not None},
        )
        return receipt_pdf(case, DeskDetails.of(settings), self._wording(form_set), options)
