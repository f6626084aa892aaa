"""From a case, a list of cases or a procedure to a form, in the wording that this office uses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from desktop.documents.desk import DeskDetails
from desktop.documents.form_blocks import FormContent, HandOverRow
from desktop.documents.form_pdf import FormLayout, FormLook, form_pdf
from desktop.documents.form_values import ActFacts, act_values, case_values, desk_values, row_values, wanted_papers
from desktop.documents.guidance_pdf import GuidanceLayout, guidance_pdf
from desktop.documents.hand_over_values import HandOverSlip, hand_over_rows, hand_over_values
from desktop.documents.qr import case_qr_text
from desktop.documents.receipt import ReceiptOptions, receipt_pdf
from desktop.documents.receipt_labels import REQUIRED_LABELS
from desktop.records.cases import Case, CaseState, NewCase
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.models import FormSet, Procedure
from desktop.records.desk_settings import DeskSettings
from desktop.records.form_fields import GUIDANCE, HAND_OVER_LIST, LISTS, OWN_SLIPS, RECEIPT, REGISTER
from desktop.records.form_labels import read_labels, receipt_template
from desktop.records.form_templates import FormTemplate, check, find
from desktop.records.own_forms import OwnForms, OwnVersion
from desktop.screens.forms.sample import CODE, sample_case
from devices.errors import CodedError

EXTRA, GUIDE = "extra", "guidance"


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to a case, as far as a form tells it."""

    act: ActFacts = field(default_factory=ActFacts)
    hand_overs: tuple[HandOverRow, ...] = ()


class FormMaker:
    """Makes forms.

    Attributes:
        templates: The program's own templates; the receipts' are their labels.
        own: The office's wording.
    """

    def __init__(
        self,
        templates: Sequence[FormTemplate],
        own: OwnForms,
        catalogue: Catalogue,
        settings: Callable[[], DeskSettings],
        clock: Callable[[], datetime],
        *,
        officer_name: str,
        demo: bool = False,
    ) -> None:
        self.templates = (*(receipt_template(each) for each in catalogue.form_sets), *templates)
        self.own = own
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock
        self._officer = officer_name
        self._demo = demo

    # ---- wording

    def template(self, form_set: str, form: str) -> FormTemplate:
        """The program's own template of a form of a set, or of no set.

        Raises:
            CodedError: FORM-007.
        """
        group = EXTRA if form in OWN_SLIPS else GUIDE if form in GUIDANCE else form_set
        return find(self.templates, group, form)

    def wording(self, template: FormTemplate) -> str:
        """The office's wording, or the program's own.

        Raises:
            CodedError: FORM-008.
        """
        kept = self.own.current(template.key)
        return template.text if kept is None else kept.version.text

    def keep(self, template: FormTemplate, text: str) -> None:
        """Keep another wording; "" takes the form back to the program's own.

        Raises:
            CodedError: FORM-001 to FORM-006, the wording cannot be used; FORM-009. Nothing has changed then.
        """
        if text:
            self.sample(template, text)
        self.own.keep(template.key, OwnVersion(text, template.version, self._clock(), self._officer))

    def forms_of(self, form_set: str) -> tuple[str, ...]:
        """Keys of the forms that a case of a set may get; the receipt is one."""
        return tuple(each.form for each in self.templates if each.set in {form_set, EXTRA} and each.form not in LISTS)

    def version(self, form_set: str, form: str) -> str:
        """Which template a form is made of: its key and version, and after a plus sign the office's own wording.

        Raises:
            CodedError: FORM-007, FORM-008.
        """
        template = self.template(form_set, form)
        kept = self.own.current(template.key)
        own = "" if kept is None else f"+{kept.number}"
        return f"{template.key} {template.version}{own}"

    def with_own_labels(self, form_set: FormSet) -> FormSet:
        """A set of forms with the office's wording of its receipt.

        Raises:
            CodedError: FORM-008; FORM-001, FORM-002, FORM-005: what was kept does not fit any more.
        """
        kept = self.own.current(f"{form_set.id}/{RECEIPT}")
        return form_set if kept is None else _labelled(form_set, kept.version.text)

    # ---- forms

    def make(self, case: Case, form: str, told: Told, layout: FormLayout, *, reprint: int = 0) -> bytes:
        """A form of a case, under the set of its day of receipt; `reprint` is the number of a further copy.

        Raises:
            CodedError: FORM-001 to FORM-008; DOC-002, DOC-003.
        """
        template, now, settings = self.template(case.content.form_set, form), self._clock(), self._settings()
        desk = DeskDetails.of(settings)
        values = {**desk_values(desk, self._officer, now), **case_values(case, desk), **act_values(told.act, case)}
        content = FormContent(
            desk,
            now,
            values,
            papers=wanted_papers(told.act, case) if form == "supplement" else (),
            hand_overs=told.hand_overs,
            qr_text=case_qr_text(case, with_number=settings.number_in_receipt_qr),
        )
        look = self._look(template, f"Mã hồ sơ: {case.code}", reprint=reprint)
        return form_pdf(check(form, self.wording(template)), content, look, layout)

    def before_receipt(self, content: NewCase, form: str, why: str, layout: FormLayout) -> bytes:
        """A form for whoever's papers are not taken yet, or are refused: there is no case, and so no code on it.

        Raises:
            CodedError: FORM-001 to FORM-008; DOC-002, DOC-003.
        """
        template, now = self.template(content.form_set, form), self._clock()
        desk, act = DeskDetails.of(self._settings()), ActFacts(why=why)
        case = Case(0, "", CaseState.SUBMITTED, 0, content, self._officer)
        values = {**desk_values(desk, self._officer, now), **case_values(case, desk), **act_values(act, case)}
        papers = wanted_papers(act, case) if form == "supplement" else ()
        made = FormContent(desk, now, values, papers=papers)
        return form_pdf(check(form, self.wording(template)), made, self._look(template, template.name), layout)

    def register(self, cases: Sequence[tuple[Case, ActFacts]], first: date, last: date) -> bytes:
        """The register of some cases, under the set in force on its last day.

        Raises:
            CodedError: CAT-002, no set is in force then; FORM-001 to FORM-008; DOC-002, DOC-003.
        """
        template = self.template(self.register_set(last), REGISTER)
        desk, now = DeskDetails.of(self._settings()), self._clock()
        rows = [row_values(number, case, desk, act) for number, (case, act) in enumerate(cases, 1)]
        period = {"tu_ngay": f"{first:%d/%m/%Y}", "den_ngay": f"{last:%d/%m/%Y}"}
        values = {**desk_values(desk, self._officer, now), **period}
        content = FormContent(desk, now, values, rows=rows)
        return form_pdf(check(REGISTER, self.wording(template)), content, self._look(template, template.name))

    def register_set(self, last: date) -> str:
        """Id of the set of forms that a register up to a day is made of.

        Raises:
            CodedError: CAT-002, no set is in force then.
        """
        return self._catalogue.form_set(last).id

    def hand_over_list(self, slip: HandOverSlip, *, reprint: int = 0) -> bytes:
        """One slip for many cases that were handed over together; `reprint` is the number of a further copy.

        Raises:
            CodedError: FORM-001 to FORM-008; DOC-002, DOC-003.
        """
        template = self.template(EXTRA, HAND_OVER_LIST)
        desk, now = DeskDetails.of(self._settings()), self._clock()
        values = {**desk_values(desk, self._officer, now), **hand_over_values(slip)}
        content = FormContent(desk, now, values, rows=hand_over_rows(slip, desk))
        running = f"{template.name} · {slip.from_part} → {slip.to_part} · {slip.at:%H:%M %d/%m/%Y}"
        look = self._look(template, f"{running} · {len(slip.cases)} hồ sơ", reprint=reprint)
        return form_pdf(check(HAND_OVER_LIST, self.wording(template)), content, look)

    def guidance(self, form: str, layout: GuidanceLayout, procedure: Procedure | None = None) -> bytes:
        """A guidance slip or the poster.

        Raises:
            CodedError: FORM-001 to FORM-008, FORM-010; DOC-002, DOC-003.
        """
        template = self.template(GUIDE, form)
        return self._guidance(template, self.wording(template), layout, procedure)

    def sample(self, template: FormTemplate, text: str) -> bytes:
        """A form with a made-up case, in a wording that is being tried.

        Raises:
            CodedError: FORM-001 to FORM-006, FORM-010; DOC-002, DOC-003.
        """
        if template.form in GUIDANCE:
            known = self._catalogue.procedures
            return self._guidance(template, text, GuidanceLayout.A5, known[0] if known else None)
        now, desk = self._clock(), DeskDetails.of(self._settings())
        if template.form == RECEIPT:
            return self._receipt(template, text, desk)
        lines = check(template.form, text)
        values = {**_SAMPLE, **desk_values(desk, self._officer, now)}
        content = FormContent(
            desk,
            now,
            values,
            papers=(("Tờ khai theo mẫu", "", ""), ("Giấy chứng sinh", "", "")),
            hand_overs=(HandOverRow(desk.office_name, "Bộ phận Tư pháp – Hộ tịch", now, self._officer, "Lê Văn Mẫu"),),
            rows=[{**values, "stt": str(number)} for number in range(1, 4)],
            qr_text="" if template.form in LISTS else f"{CODE}|1.000000",
        )
        return form_pdf(lines, content, self._look(template, f"Mã hồ sơ: {CODE}", own=text))

    def _receipt(self, template: FormTemplate, text: str, desk: DeskDetails) -> bytes:
        form_set = self._catalogue.form_set_by_id(template.set)
        if form_set is None:
            raise CodedError("FORM-007", form_set=template.set, form=template.form)
        case = sample_case(self._clock(), form_set.id, self._officer)
        return receipt_pdf(case, desk, _labelled(form_set, text), ReceiptOptions(demo=self._demo))

    def _guidance(
        self, template: FormTemplate, text: str, layout: GuidanceLayout, procedure: Procedure | None
    ) -> bytes:
        settings = self._settings()
        values = desk_values(DeskDetails.of(settings), self._officer, self._clock())
        if procedure is not None:
            values |= {"ten_thu_tuc": procedure.name, "ma_thu_tuc": procedure.code}
        pending = template.pending and text == template.text
        return guidance_pdf(check(template.form, text), values, layout, title=template.name, pending=pending)

    def _look(self, template: FormTemplate, running: str, *, reprint: int = 0, own: str = "") -> FormLook:
        kept = None if own else self.own.current(template.key)
        parts = [template.number, template.legal_base.text]
        if kept is not None:
            parts.append(f"câu chữ của cơ quan, bản {kept.number}")
        elif own not in {"", template.text}:
            parts.append("câu chữ của cơ quan, đang sửa")
        foot = " · ".join(part for part in parts if part)
        pending = template.pending and template.set != EXTRA
        return FormLook(template.name, running, foot, pending, self._demo, reprint)


def _labelled(form_set: FormSet, text: str) -> FormSet:
    labels = {**form_set.labels, RECEIPT: dict(read_labels(text, tuple(REQUIRED_LABELS)))}
    return msgspec.structs.replace(form_set, labels=labels)


_SAMPLE: Mapping[str, str] = {
    "ma_ho_so": CODE,
    "chu_ho_so": "Nguyễn Văn Mẫu",
    "nguoi_nop": "Nguyễn Văn Mẫu",
    "so_giay_to": "000000000000",
    "dia_chi": "Ấp Mẫu, xã Mẫu",
    "dien_thoai": "0190 000 000",
    "email": "mau@example.vn",
    "ten_thu_tuc": "Thủ tục đăng ký khai sinh",
    "ma_thu_tuc": "1.000000",
    "so_bo": "1",
    "thoi_han": "03 ngày làm việc",
    "ngay_nhan": "09 giờ 30 phút, ngày 05 tháng 01 năm 2026",
    "hen_tra": "16 giờ 30 phút, ngày 08 tháng 01 năm 2026",
    "noi_tra": "Tại quầy",
    "le_phi": "Không thu",
    "nguoi_nhan_ho_so": "Trần Thị Mẫu",
    "ly_do": "Tờ khai chưa có chữ ký của người yêu cầu",
    "luc_ghi": "10 giờ 00 phút, ngày 06 tháng 01 năm 2026",
    "hen_cu": "16 giờ 30 phút, ngày 08 tháng 01 năm 2026",
    "hen_moi": "16 giờ 30 phút, ngày 12 tháng 01 năm 2026",
    "ket_qua": "Giấy khai sinh số 01/2026",
    "nguoi_nhan_ket_qua": "Nguyễn Văn Mẫu",
    "luc_tra": "14 giờ 00 phút, ngày 08 tháng 01 năm 2026",
    "tu_ngay": "01/01/2026",
    "den_ngay": "31/01/2026",
    "ben_giao": "Bộ phận Một cửa",
    "ben_nhan": "Bộ phận Tư pháp – Hộ tịch",
    "nguoi_giao": "Trần Thị Mẫu",
    "nguoi_nhan": "Lê Văn Mẫu",
    "luc_giao": "16 giờ 45 phút, ngày 05 tháng 01 năm 2026",
    "so_ho_so": "03",
    "bang_chu": "ba",
}
