"""A small world around an intake: a catalogue of two procedures, a store in memory, and cards to scan."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from desktop.records.cases import Appointment, Case, CasePaper, CaseState, NewCase, PaperState
from desktop.records.catalogue.models import (
    FormSet,
    LegalBase,
    PaperAnswer,
    PaperSpec,
    Procedure,
    ReceptionChannel,
    ServiceGroup,
    TimeLimit,
    TimeUnit,
    WaiverReason,
)
from desktop.workflows.intake import Intake
from desktop.workflows.intake_draft import DraftPaper
from desktop.workflows.ports import KnownCitizen
from devices.errors import CodedError
from devices.identity import CitizenIdentity, Condition, Field, FieldValue, InputDevice, Source

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=ZONE)
BASE = LegalBase("Văn bản thử")


def card(
    number: str, name: str, *, born: str = "1990-05-01", source: Source = Source.QR, **more: str
) -> CitizenIdentity:
    """A card's reading; `more` names further fields in lower case."""
    texts = {Field.NUMBER: number, Field.FULL_NAME: name, Field.BIRTH_DATE: born, Field.SEX: "Nữ"}
    texts |= {Field(key): text for key, text in more.items()}
    values = {key: FieldValue(text, source) for key, text in texts.items() if text}
    return CitizenIdentity(values, InputDevice.CAMERA)


def damaged_card(number: str, name_as_arrived: str) -> CitizenIdentity:
    """A reading whose number is right and whose name lost letters on the way."""
    return CitizenIdentity(
        {
            Field.NUMBER: FieldValue(number, Source.QR),
            Field.FULL_NAME: FieldValue(name_as_arrived, Source.QR, Condition.DAMAGED),
        },
        InputDevice.WEDGE_SCANNER,
    )


AN = card("082190991001", "Nguyễn Thị An", residence="Ấp 1, Tân Hương, Châu Thành, Tiền Giang")
BINH = card("082085992002", "Trần Văn Bình", born="1985-02-03")

BIRTH = Procedure(
    code="TT.1",
    name="Đăng ký khai sinh",
    short_name="Khai sinh",
    field="Hộ tịch",
    group=ServiceGroup.OTHER,
    handled_at="commune",
    papers=(
        PaperSpec("form", "Tờ khai", PaperAnswer.DIGITIZE),
        PaperSpec("proof", "Giấy chứng sinh", PaperAnswer.DIGITIZE),
        PaperSpec("marriage", "Giấy kết hôn", PaperAnswer.SHOWN, required=False, condition="nếu cha mẹ đã kết hôn"),
        PaperSpec("residence", "Giấy xác nhận cư trú", PaperAnswer.DIGITIZE, waived_by="residence"),
    ),
    time_limit=TimeLimit(TimeUnit.WORKING_DAYS, 3),
    legal_base=BASE,
    valid_from=date(2025, 7, 1),
)
ONLINE_ONLY = Procedure(
    code="TT.2",
    name="Đăng ký thường trú",
    short_name="Thường trú",
    field="Cư trú",
    group=ServiceGroup.ESSENTIAL_25,
    handled_at="police",
    papers=(),
    time_limit=TimeLimit(TimeUnit.WORKING_DAYS, 7),
    legal_base=BASE,
    valid_from=date(2025, 10, 1),
    paper_accepted=False,
)


class Rules:
    """A `DeskRules` over two procedures; the appointment is `limit` calendar days ahead, to keep sums in the head."""

    version = "thử-1"

    def procedure(self, code: str, day: date) -> Procedure | None:
        del day
        return {procedure.code: procedure for procedure in (BIRTH, ONLINE_ONLY)}.get(code)

    def papers(self, procedure: Procedure, day: date) -> tuple[DraftPaper, ...]:
        del day
        return tuple(self._paper(spec) for spec in procedure.papers)

    @staticmethod
    def _paper(spec: PaperSpec) -> DraftPaper:
        if spec.waived_by:
            waived = CasePaper(
                spec.name,
                PaperAnswer.DATA_EXISTS,
                PaperState.WAIVED,
                spec_id=spec.id,
                waiver_id=spec.waived_by,
                waiver_reason=WaiverReason.QR,
            )
            return DraftPaper(
                spec.id, spec.name, spec.required, because="Đã có trên thẻ", answered=waived, usual=waived
            )
        state = PaperState.SHOWN if spec.answer is PaperAnswer.SHOWN else PaperState.HANDED_IN
        usual = CasePaper(
            spec.name,
            spec.answer,
            state if spec.required else PaperState.NOT_APPLICABLE,
            spec_id=spec.id,
            originals=spec.originals if spec.required else 0,
        )
        return DraftPaper(spec.id, spec.name, spec.required, spec.condition, usual=usual)

    def form_set(self, day: date) -> FormSet:
        return FormSet("forms-1", "Mẫu thử", {}, {}, BASE, day)

    def appointment(self, procedure: Procedure, received_at: datetime) -> Appointment:
        if procedure.time_limit.amount > 5000:
            raise CodedError("CAT-999")
        return Appointment(received_at + timedelta(days=procedure.time_limit.amount), ("đếm",))

    def time_limit_text(self, procedure: Procedure) -> str:
        return f"{procedure.time_limit.amount} ngày"


@dataclass
class MemoryStore:
    """An `IntakeStore` in memory whose answers can be held back to be released in any order."""

    drafts: dict[str, str] = field(default_factory=dict)
    cases: list[NewCase] = field(default_factory=list)
    citizens: dict[str, KnownCitizen] = field(default_factory=dict)
    fail_with: CodedError | None = None
    held: list[Callable[[], None]] | None = None

    def _answer(self, call: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(call())
            except CodedError as error:
                future.set_exception(error)

        if self.held is None:
            run()
        else:
            self.held.append(run)
        return future

    def release(self) -> None:
        """Let every held call happen, in order."""
        held, self.held = self.held or [], None
        for run in held:
            run()

    def save_draft(self, draft_id: str, text: str) -> Future[None]:
        return self._answer(lambda: self.drafts.__setitem__(draft_id, text))

    def drop_draft(self, draft_id: str) -> Future[None]:
        def drop() -> None:
            self.drafts.pop(draft_id, None)

        return self._answer(drop)

    def known(self, number: str) -> Future[KnownCitizen | None]:
        return self._answer(lambda: self.citizens.get(number))

    def receive(self, case: NewCase) -> Future[Case]:
        def save() -> Case:
            if self.fail_with is not None:
                raise self.fail_with
            self.cases.append(case)
            self.drafts.pop(case.draft_id, None)
            count = len(self.cases)
            return Case(count, f"MÃ-{count}", CaseState.RECEIVED, 1, case, "Công chức thử")

        return self._answer(save)


def deliver(future: Future[T], success: Callable[[T], None], failure: Callable[[CodedError], None]) -> None:
    """A `Deliver` that calls on the thread that finishes the future."""

    def hand_over(done: Future[T]) -> None:
        error = done.exception()
        if isinstance(error, CodedError):
            failure(error)
        elif error is not None:
            raise error
        else:
            success(done.result())

    future.add_done_callback(hand_over)


def new_intake(store: MemoryStore | None = None) -> tuple[Intake, MemoryStore]:
    """An intake in the small world."""
    store = store or MemoryStore()
    return Intake(store, deliver, Rules(), lambda: NOW, officer_id=7), store


def fill(intake: Intake, identity: CitizenIdentity = AN, channel: ReceptionChannel = ReceptionChannel.COUNTER) -> None:
    """Bring an intake to the point where it can be saved."""
    intake.scan(identity)
    intake.choose_procedure(BIRTH)
    intake.answer_papers()
    intake.set_channel(channel)
