"""What a scripted officer does with cases and papers: drawn at random among what is lawful, and written down apart."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from desktop.records.case_life import HandOver, LifeAct, LifeStep, Receiver, ReturnFacts
from desktop.records.cases import IdentitySource, ReturnMethod
from desktop.records.paper_files import RESULT
from desktop.workflows.paper_desk import Scope
from devices.simulated.citizens import citizen
from tests.helpers.month_desk import HOME, PARTS, MonthDesk, PlainSigner
from tests.helpers.month_ledger import WAITING, CaseLine, Done, Ledger, PaperLine

# What is drawn in a state, and how often.
RUNNING = {
    "handed_over": 25,
    "finished": 34,
    "supplement_asked": 12,
    "payment_asked": 10,
    "extended": 8,
    "apologised": 8,
    "refused": 4,
    "stopped": 3,
    "withdrawn": 4,
}
OFTEN = {
    "received": RUNNING,
    "in_progress": RUNNING,
    "awaiting_supplement": {"supplemented": 70, "refused": 5, "stopped": 5, "withdrawn": 10, "handed_over": 10},
    "awaiting_payment": {"paid": 80, "stopped": 8, "withdrawn": 12},
    "done": {"result_received": 25, "returned": 60, "handed_over": 3},
}


class Officer:
    """Does things, and writes them into the ledger once the program has taken them."""

    def __init__(self, desk: MonthDesk, ledger: Ledger, draw: random.Random) -> None:
        self.desk, self.ledger, self.draw = desk, ledger, draw

    # ---- a case's life

    def one_act(self, case: CaseLine) -> None:
        """Something that is lawful now; nothing where nothing is."""
        at, drawn = self.desk.clock(), dict(OFTEN.get(case.state, {}))
        clock = case.clock(self.ledger.days)
        late = case.is_late(at, clock.due)
        if late or case.count("extended"):
            drawn.pop("extended", None)
        if not late:
            drawn.pop("apologised", None)
        if not case.fee:
            drawn.pop("payment_asked", None)
        if case.count("result_received"):
            drawn.pop("result_received", None)
        if drawn:
            (what,) = self.draw.choices(list(drawn), list(drawn.values()))
            self._do(case, what, clock.due)

    def _do(self, case: CaseLine, what: str, due: datetime) -> None:
        at, done = self.desk.clock(), Done(what, self.desk.clock())
        step = LifeStep(LifeAct(what), "theo hồ sơ")
        if what == "handed_over":
            done.part = self.draw.choice([each for each in PARTS if each != (case.part or HOME)])
            step = LifeStep(step.act, "", HandOver("", done.part, "Lê Văn Tư"))
        elif what in {"extended", "apologised"}:
            other = self.ledger.days.next(max(due, at).date(), self.draw.randrange(1, 5))
            done.due = datetime.combine(other, time(17), tzinfo=at.tzinfo)
            step = LifeStep(step.act, step.why, due_at=done.due)
        elif what == "supplement_asked":
            step = LifeStep(step.act, step.why, papers=("Tờ khai",))
        elif what == "paid":
            done.online = self.draw.random() < 0.6
            step = LifeStep(step.act, amount=case.fee, online=done.online)
        elif what == "returned":
            step = LifeStep(step.act, "", self._return(case))
        self._look(case)
        self.desk.cases.act(step)
        self.desk.settle()
        assert self.desk.cases.error is None
        case.done.append(done)

    def _return(self, case: CaseLine) -> ReturnFacts:
        applicant = citizen(case.citizen)
        way = self.draw.choice(("applicant", "applicant", "submitter", "authorised", "postal", "online"))
        if way == "postal":
            return ReturnFacts(ReturnMethod.POSTAL, tracking="EB0990099VN")
        if way == "online":
            return ReturnFacts(ReturnMethod.ONLINE)
        desk, source = ReturnMethod.DESK, IdentitySource.QR
        if way == "authorised":
            other = citizen(case.citizen + 1)
            paper = "Giấy ủy quyền 01"
            return ReturnFacts(
                desk, Receiver.AUTHORISED, other.full_name, other.number, source, authority=paper, signed=True
            )
        if way == "submitter" and case.submitter is not None:
            other = citizen(case.submitter)
            return ReturnFacts(desk, Receiver.SUBMITTER, other.full_name, other.number, source, signed=True)
        return ReturnFacts(desk, Receiver.APPLICANT, applicant.full_name, applicant.number, source, signed=True)

    def take_back(self, case: CaseLine) -> None:
        """The last thing was a mistake."""
        last = case.stands[-1]
        self._look(case)
        view = self.desk.cases.view
        assert view is not None
        event = view.life.standing_events[-1]
        assert event.act == last.what
        self.desk.cases.correct(event.id, "Ghi nhầm hồ sơ")
        self.desk.settle()
        assert self.desk.cases.error is None
        last.taken_back = True

    def _look(self, case: CaseLine) -> None:
        self.desk.cases.choose(case.id)
        self.desk.settle()
        assert self.desk.cases.view is not None

    # ---- papers

    def digitize(self, case: CaseLine) -> None:
        """Some of a case's papers: taken over, scanned, looked at, begun again; or its result."""
        for position, paper in enumerate(case.papers):
            if not paper.given or paper.answer != "digitize" or self.draw.random() < 0.25:
                continue
            if not paper.steps:
                self._begin(case, position, paper)
            elif paper.step != "scanned" and self.draw.random() < 0.2:
                self._scope(case, position)
                self.desk.papers.begin_again(position, "Bản quét mờ")
                self.desk.settle()
                paper.steps = [("scanned", self.desk.clock().date())]
                self._scan(case, position, paper)
        if case.state == "done" and case.gives_paper and not case.result.steps and self.draw.random() < 0.7:
            self._scan(case, RESULT, case.result)

    def _begin(self, case: CaseLine, position: int, paper: PaperLine) -> None:
        self._scope(case, position)
        offered = self.desk.papers.view.offers.get(position)
        if offered is None or self.draw.random() < 0.3:
            self._scan(case, position, paper)
            return
        self.desk.papers.reuse(position)
        self.desk.settle()
        paper.steps.append(("reused.result" if offered.is_result else "reused.paper", self.desk.clock().date()))

    def _scan(self, case: CaseLine, position: int, paper: PaperLine) -> None:
        today = self.desk.clock().date()
        self.desk.papers.put([self.desk.feed(case.id, position)], Scope(case.id, position))
        self.desk.settle()
        if not paper.steps:
            paper.steps.append(("scanned", today))
        if self.draw.random() < 0.9 or position == RESULT:
            self._scope(case, position)
            self.desk.papers.check(position)
            self.desk.settle()
            paper.steps.append(("checked", today))

    def _scope(self, case: CaseLine, position: int) -> None:
        self.desk.papers.choose(Scope(case.id, position))
        self.desk.settle()

    def sign(self) -> None:
        """Everything that was looked at, with one PIN."""
        today = self.desk.clock().date()
        while True:
            self.desk.papers.sign_all(PlainSigner)
            self.desk.settle()
            if self.desk.papers.done == 0:
                break
        for case in self.ledger.cases:
            for paper in (*case.papers, case.result):
                if paper.step == "checked":
                    paper.steps += [("signed", today), ("stored", today)]

    def choose_case(self, cases: Sequence[CaseLine]) -> CaseLine:
        """One of those that are not at their end; the older the likelier, and what is due soon first."""
        now = self.desk.clock()
        if self.draw.random() < 0.15:
            soon = now + timedelta(hours=2)
            due = [
                each for each in cases if each.state not in WAITING and now <= each.clock(self.ledger.days).due <= soon
            ]
            if due:
                return self.draw.choice(due)
        return cases[min(self.draw.randrange(len(cases)) for _ in range(2))]
