"""Cases (hồ sơ) as values: what an intake hands over to be saved, and what is read back."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup, WaiverReason
from desktop.records.people import PersonDetails


class CaseState(StrEnum):
    """The ten national states; the number is the one exchanged nationally."""

    SUBMITTED = "submitted"  # 1 mới đăng ký
    RECEIVED = "received"  # 2 được tiếp nhận
    REFUSED = "refused"  # 3 không được tiếp nhận
    IN_PROGRESS = "in_progress"  # 4 đang xử lý
    AWAITING_SUPPLEMENT = "awaiting_supplement"  # 5 yêu cầu bổ sung giấy tờ
    AWAITING_PAYMENT = "awaiting_payment"  # 6 yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = "withdrawn"  # 7 công dân yêu cầu rút hồ sơ
    STOPPED = "stopped"  # 8 dừng xử lý
    DONE = "done"  # 9 đã xử lý xong
    RETURNED = "returned"  # 10 đã trả kết quả


class PaperState(StrEnum):
    """What happened to a paper that the procedure names."""

    HANDED_IN = "handed_in"  # đã nộp
    SHOWN = "shown"  # đã xuất trình
    WAIVED = "waived"  # không phải nộp
    MISSING = "missing"  # chưa nộp
    NOT_APPLICABLE = "not_applicable"  # không thuộc trường hợp phải nộp


class IdentitySource(StrEnum):
    """How the person was identified at the counter: one of the counted kinds."""

    CHIP = "chip"
    QR = "qr"
    VNEID = "vneid"
    TYPED = "typed"


class ReturnMethod(StrEnum):
    """Where the citizen wants the result."""

    DESK = "desk"
    POSTAL = "postal"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class CasePaper:
    """One paper of a case, with its name as the catalogue gave it on the day.

    Attributes:
        spec_id: Id of the catalogue's `PaperSpec`; "" for a paper that the officer added.
        waiver_id: Id of the waiver, where `state` is WAIVED.
        waiver_reason: What answered in its place.
        reason: Why the officer changed the catalogue's answer; "" if unchanged.
    """

    name: str
    answer: PaperAnswer
    state: PaperState
    spec_id: str = ""
    originals: int = 0
    copies: int = 0
    waiver_id: str = ""
    waiver_reason: WaiverReason | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """When the result is promised, and why then.

    Attributes:
        due_at: Aware local time.
        steps: Lines in Vietnamese that explain the count, in order ("Nghỉ: 02/09/2026 Quốc khánh"…).
        changed_because: The officer's reason for another date than the computed one; "" if as computed.
    """

    due_at: datetime
    steps: tuple[str, ...] = ()
    changed_because: str = ""


@dataclass(frozen=True, slots=True)
class NewCase:
    """All that is needed to save a case. The case code is given by the saving transaction.

    Attributes:
        applicant: Whose case it is (chủ hồ sơ).
        submitter: Who hands it in, where that is an authorised person; None if the applicant does.
        procedure_valid_from: With the code, names the catalogue's version of the procedure.
        received_at: Aware local time, from the desk's clock.
        draft_id: The draft that this case came from; removed in the same transaction. "" if none.
        reused: Positions of papers that a file stored before stands for, each with the step that stored it; of a case
            that is read back those for which it stands now.
        by_hour: Its term is counted in hours, and so is whether it is late.
        expected_in: Ids of the other systems that it has to be in as well.
    """

    applicant: PersonDetails
    procedure_code: str
    procedure_name: str
    procedure_valid_from: date
    catalogue_version: str
    field: str
    group: ServiceGroup
    form_set: str
    channel: ReceptionChannel
    identity_source: IdentitySource
    received_at: datetime
    appointment: Appointment
    papers: tuple[CasePaper, ...]
    officer_id: int
    submitter: PersonDetails | None = None
    dossiers: int = 1  # số lượng hồ sơ (bộ)
    time_limit_text: str = ""
    fee_amount: int = 0  # đồng
    fee_paid: bool = False
    return_method: ReturnMethod = ReturnMethod.DESK
    note: str = ""
    draft_id: str = ""
    reused: tuple[tuple[int, int], ...] = ()
    by_hour: bool = False
    expected_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a case; entries are only ever added."""

    at: datetime
    officer_id: int
    event: str
    state: CaseState
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A saved case."""

    id: int
    code: str
    state: CaseState
    citizen_id: int
    content: NewCase
    officer_name: str
    history: tuple[HistoryEntry, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case as one row of a list."""

    id: int
    code: str
    full_name: str
    number: str
    procedure_name: str
    received_at: datetime
    due_at: datetime
    state: CaseState
    channel: ReceptionChannel
