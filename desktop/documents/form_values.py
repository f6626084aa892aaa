"""What the forms say of a case, its desk and what happened to it, by the names of `desktop.records.form_fields`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.desk import DeskDetails
from desktop.documents.wording import day_text, fee_text, moment_text, return_text
from desktop.records.cases import Case, PaperState, ReturnMethod
from desktop.records.local_time import ZONE

_WAYS = {ReturnMethod.DESK: "Tại quầy", ReturnMethod.POSTAL: "Bưu chính", ReturnMethod.ONLINE: "Trực tuyến"}


@dataclass(frozen=True, slots=True)
class ActFacts:
    """What happened to a case, as a form tells it.

    Attributes:
        at: When it was noted.
        why: The reason.
        due_before: The time that was promised before.
        due_at: The time that is promised now.
        papers: Names of the papers that are asked for.
        officer: Who did it.
    """

    at: datetime | None = None
    why: str = ""
    due_before: datetime | None = None
    due_at: datetime | None = None
    papers: tuple[str, ...] = ()
    officer: str = ""
    result: str = ""
    receiver: str = ""


def desk_values(desk: DeskDetails, officer: str, moment: datetime) -> dict[str, str]:
    """What every form may say."""
    return {
        "don_vi": desk.unit_name,
        "bo_phan": desk.office_name,
        "dia_chi_co_quan": desk.address,
        "dien_thoai_co_quan": desk.phone,
        "can_bo": officer,
        "ngay_lap": day_text(moment),
    }


def case_values(case: Case, desk: DeskDetails) -> dict[str, str]:
    """What a form may say of a case."""
    content = case.content
    person = content.submitter or content.applicant
    return {
        "ma_ho_so": case.code,
        "chu_ho_so": content.applicant.full_name,
        "nguoi_nop": person.full_name,
        "so_giay_to": person.number,
        "dia_chi": person.residence,
        "dien_thoai": person.phone,
        "email": person.email,
        "ten_thu_tuc": content.procedure_name,
        "ma_thu_tuc": content.procedure_code,
        "so_bo": str(content.dossiers),
        "thoi_han": content.time_limit_text,
        "ngay_nhan": moment_text(content.received_at),
        "hen_tra": moment_text(content.appointment.due_at),
        "noi_tra": return_text(content, desk.office_name),
        "nguoi_nhan_ho_so": case.officer_name,
        "le_phi": fee_text(content.fee_amount, paid=content.fee_paid),
    }


def act_values(act: ActFacts, case: Case) -> dict[str, str]:
    """What a form may say of what happened."""
    before = act.due_before or case.content.appointment.due_at
    return {
        "ly_do": act.why,
        "luc_ghi": moment_text(act.at) if act.at else "",
        "hen_cu": moment_text(before),
        "hen_moi": moment_text(act.due_at) if act.due_at else "",
        "ket_qua": act.result,
        "nguoi_nhan_ket_qua": act.receiver,
        "luc_tra": moment_text(act.at) if act.at else "",
        **({"can_bo": act.officer} if act.officer else {}),
    }


def wanted_papers(act: ActFacts, case: Case) -> tuple[tuple[str, str, str], ...]:
    """The papers that a request names: those that it says, else those that were missing at the intake."""
    names = act.papers or tuple(p.name for p in case.content.papers if p.state is PaperState.MISSING)
    return tuple((name, "", "") for name in names)


def row_values(number: int, case: Case, desk: DeskDetails, act: ActFacts) -> Mapping[str, str]:
    """A case as one line of the register; times are short."""
    content = case.content
    return {
        **case_values(case, desk),
        "stt": str(number),
        "ngay_nhan": _short(content.received_at),
        "hen_tra": _short(act.due_at or content.appointment.due_at),
        "luc_tra": _short(act.at) if act.at else "",
        "nguoi_nhan_ket_qua": act.receiver,
        "noi_tra": _WAYS[content.return_method],
        "ghi_chu": content.note,
    }


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%H:%M %d/%m/%Y}"
