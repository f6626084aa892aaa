"""A month of a busy desk, played day by day through the real workflows; a plain ledger says what was done."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import yaml

from desktop.records.cases import PaperState, ReturnMethod
from desktop.records.catalogue.models import PaperAnswer, Procedure, ReceptionChannel
from desktop.records.day_records import StoredDay
from desktop.records.desk_facts import FactKind
from desktop.workflows.intake import IntakeState
from desktop.workflows.intake_draft import DraftPaper
from desktop.workflows.intake_rules import Role
from devices.identity import CitizenIdentity, Field, FieldValue, InputDevice, Source
from devices.simulated.citizens import citizen
from sync.desk.day_states import counts_in
from sync.protocol import unpack
from tests.helpers.desk import ZONE
from tests.helpers.month_acts import Officer
from tests.helpers.month_desk import RESOURCES, MonthDesk
from tests.helpers.month_ledger import CaseLine, Days, Ledger, Noted, PaperLine, Term

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 30)  # 22 working days
WARM_UP = date(2026, 9, 28)  # cases from before the month
AFTER = date(2026, 11, 2)
PROCEDURES = (
    *("1.004873", "2.000635", "1.001022", "1.004859", "1.004884", "BMC.T1", "BMC.T2", "BMC.T3"),
    *("BMC.E18", "BMC.E19", "BMC.E20", "BMC.E21"),
)
NOTES = {
    FactKind.VNEID_GUIDED: "vneid.guided",
    FactKind.SATISFACTION_VERY: "satisfaction.very",
    FactKind.SATISFACTION_SATISFIED: "satisfaction.satisfied",
    FactKind.SATISFACTION_UNSATISFIED: "satisfaction.unsatisfied",
}


def days_of_year() -> Days:
    """The calendar, read plainly."""
    entries = yaml.safe_load((RESOURCES / "catalogue" / "holidays.yaml").read_text(encoding="utf-8"))
    worked = [each["day"] for each in entries if each.get("working")]
    return Days((each["day"] for each in entries if not each.get("working")), worked)


@dataclass
class Closing:
    """A day that was closed: what the record says, and what the ledger said then."""

    day: date
    record: dict[str, int]
    expected: Counter[str]


@dataclass
class Month:
    """Plays the script.

    Attributes:
        cases_a_day: How many are received each day.
        evening: Called on every Friday after the day was closed: the desk is visited by its courier.
        closings: Every closing, in order.
    """

    desk: MonthDesk
    cases_a_day: int
    seed: int = 7
    evening: Callable[[], None] = lambda: None
    closings: list[Closing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.ledger = Ledger(days_of_year())
        self.day_notes = 0
        self.officer = Officer(self.desk, self.ledger, self.draw)
        self.known = list(range(1, 40 + 8 * self.cases_a_day))

    def play(self) -> None:
        """From the days before the month to the day after it."""
        day, waits = WARM_UP, None
        while day <= LAST:
            if self.ledger.days.works(day):
                if waits is not None:
                    self._at(day, time(7, 20))
                    self.close(waits)
                waits = self._day(day)
            day += timedelta(days=1)
        self._at(AFTER, time(8))
        for _ in range(3 + self.cases_a_day // 4):  # what nobody noticed before the month was over
            self._take_back()

    def _day(self, day: date) -> date | None:
        """One day; the same day where it is not closed in the evening."""
        intakes = ["receive"] * self.cases_a_day
        lively = sum(each.state in {"received", "in_progress", "done"} for each in self.ledger.cases)
        acts = ["act"] * max(3 * self.cases_a_day, lively // 2) + ["papers"] * (self.cases_a_day // 2)
        acts += ["take_back"] * max(1, self.cases_a_day // 6) + ["note"] * (2 if day.weekday() == 1 else 0)
        plan = intakes + acts
        self.draw.shuffle(plan)
        minutes = sorted(self.draw.randrange(5 * 60 + 60 + 270) for _ in plan)  # 07:20 to 17:10
        early = day.day == 20
        for minute, what in zip(minutes, plan, strict=True):
            self._at(day, time(7, 20), minute)
            getattr(self, f"_{what}")()
            if early and minute > 520:  # closed too soon: what comes later changes the day
                early = False
                self.close(day)
        if self.draw.random() < 0.85:
            self.officer.sign()
        if day.day in {9, 22}:
            return day
        if day.day != 20:
            self._at(day, time(21) if day.day % 6 == 0 else time(17, 15))
            self.close(day)
        if day.weekday() == 4:
            self.evening()
        return None

    def _at(self, day: date, moment: time, minutes: int = 0) -> None:
        at = datetime.combine(day, moment, tzinfo=ZONE) + timedelta(minutes=minutes)
        self.desk.clock.now = max(at, self.desk.clock.now)

    # ---- what happens

    def close(self, day: date) -> None:
        """Close a day, and hold its record against the ledger's later."""
        found: list[StoredDay] = []
        if day.weekday() == 4:  # the page looks at every day of a month: once a week is enough of that
            self.desk.day.choose(day)
            self.desk.day.close(found.append)
            self.desk.settle()
        else:
            found.append(self.desk.close(day))
        self.closings.append(Closing(day, dict(counts_in(unpack(found[0].envelope))), self.ledger.figures(day)))

    def _act(self) -> None:
        open_cases = [each for each in self.ledger.cases if each.state not in _OVER]
        if open_cases:
            self.officer.one_act(self.officer.choose_case(open_cases))

    def _papers(self) -> None:
        if self.ledger.cases:
            newest = self.ledger.cases[-3 * self.cases_a_day :]
            self.officer.digitize(self.draw.choice(newest))

    def _take_back(self) -> None:
        some = [each for each in self.ledger.cases if each.stands]
        if some:
            self.officer.take_back(self.draw.choice(some[-8 * self.cases_a_day :]))

    def _note(self) -> None:
        kind, amount = list(NOTES)[self.day_notes % len(NOTES)], self.draw.randrange(1, 6)
        self.day_notes += 1
        today = self.desk.clock().date()
        if self.day_notes % 5 == 0:
            amount = -min(1, sum(e.amount for e in self.ledger.noted if (e.what, e.day) == (NOTES[kind], today)))
        if amount:
            self.desk.day.record(kind, amount)
            self.desk.settle()
            self.ledger.noted.append(Noted(NOTES[kind], today, amount))

    # ---- receiving

    def _receive(self) -> None:
        draw, intake, day = self.draw, self.desk.intake, self.desk.clock().date()
        procedure = self.desk.catalogue.procedure(draw.choice(PROCEDURES), day)
        assert procedure is not None
        intake.set_aside()
        someone = draw.choice(self.known)
        identity = self._who(someone)
        intake.choose_procedure(procedure)
        channel = draw.choice([each for each in ReceptionChannel if procedure.paper_accepted or each not in _PAPER])
        intake.set_channel(channel)
        self.desk.settle()
        submitter = self._submitter(someone)
        self._answer()
        fee, paid = sum(each.amount for each in procedure.fees if each.per == "case"), False
        if draw.random() < 0.4:
            fee, paid = draw.choice((0, 5_000, 30_000)), draw.random() < 0.5
            intake.set_fee(fee, paid=paid)
        elif someone % 2:
            paid = True
            intake.set_fee(None, paid=paid)
        intake.set_return_method(draw.choice(list(ReturnMethod)))
        self.desk.settle()
        papers = [self._paper(procedure, each) for each in intake.draft.papers]
        intake.save()
        self.desk.settle()
        assert intake.state is IntakeState.SAVED, intake.problems
        assert intake.saved is not None
        limit = procedure.time_limit
        self.ledger.cases.append(
            CaseLine(
                id=intake.saved.id,
                code=intake.saved.code,
                procedure=procedure.code,
                sector=procedure.field,
                group=procedure.group.value,
                channel=channel.value,
                identity=identity,
                received=self.desk.clock(),
                term=Term(limit.unit.value, limit.amount),
                fee=fee,
                gives_paper=bool(procedure.result),
                papers=papers,
                citizen=someone,
                submitter=submitter,
                fee_paid=paid,
            )
        )

    def _who(self, someone: int) -> str:
        """How they are identified."""
        intake, person = self.desk.intake, citizen(someone)
        way = self.draw.choices(("chip", "qr", "vneid", "typed"), (20, 45, 15, 20))[0]
        if way in {"chip", "qr"}:
            intake.scan(reading(someone, Source.CHIP_VERIFIED if way == "chip" else Source.QR))
            return way
        intake.type_field(Role.APPLICANT, Field.FULL_NAME, person.full_name)
        intake.type_field(Role.APPLICANT, Field.NUMBER, person.number)
        intake.set_vneid_shown(way == "vneid")
        return way

    def _submitter(self, someone: int) -> int | None:
        if self.draw.random() < 0.85:
            return None
        other = self.draw.choice([each for each in self.known if each != someone])
        self.desk.intake.expect_submitter()
        self.desk.intake.scan(reading(other, Source.QR))
        return other

    def _answer(self) -> None:
        """The papers: taken over, missing, answered otherwise, one more, and the rest as usual."""
        draw, intake = self.draw, self.desk.intake
        if draw.random() < 0.6:
            intake.take_papers()
        for index, paper in enumerate(intake.draft.papers):
            chance = draw.random()
            if paper.taken is not None or chance > 0.4:
                continue
            if chance < 0.08:
                intake.answer_paper(index, PaperState.MISSING, "nộp sau")
            elif chance < 0.2:
                intake.answer_paper(index, PaperState.HANDED_IN)
            elif chance < 0.34:
                intake.change_answer(index, draw.choice(list(PaperAnswer)), "theo bản nộp")
        if draw.random() < 0.1:
            intake.add_paper("Giấy cam kết", draw.choice(list(PaperAnswer)))
        intake.answer_papers()
        self.desk.settle()

    def _paper(self, procedure: Procedure, paper: DraftPaper) -> PaperLine:
        """A paper as it was answered; what was digitized before stands for one that has to be digitized."""
        answered, taken = paper.answered, paper.taken
        assert answered is not None
        specs = [spec for spec in procedure.papers if spec.id == answered.spec_id]
        sheets = sum(spec.originals + spec.copies for spec in specs)
        answer = answered.answer.value if taken is None else "digitize"
        line = PaperLine(answered.name, answer, answered.state.value, answered.waiver_id, answered.spec_id, sheets)
        if taken is not None:
            step = "reused.result" if taken.is_result else "reused.paper"
            line.steps.append((step, self.desk.clock().date()))
        return line


_OVER = ("returned", "refused", "stopped", "withdrawn")
_PAPER = (ReceptionChannel.COUNTER, ReceptionChannel.POSTAL)


def reading(someone: int, source: Source) -> CitizenIdentity:
    """A card's reading."""
    values = {name: FieldValue(text, source) for name, text in citizen(someone).texts().items() if text}
    return CitizenIdentity(values, InputDevice.CAMERA)
