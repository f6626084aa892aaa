"""What a form tells comes from the case's life as it stands: reasons, times, papers, hand-overs, who got the result."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.documents.form_values import ActFacts
from desktop.records.case_life import CaseLife, HandOver, LifeAct, LifeStep, ResultFacts, ReturnFacts
from desktop.records.cases import Case, ReturnMethod
from desktop.records.worker import DatabaseWorker
from desktop.screens.forms.facts import in_register, told_of
from desktop.workflows.form_choice import offered
from tests.helpers.desk import case_of
from tests.helpers.real_desk import NOW, SETUP, ready_folder
from tests.helpers.shipped import shipped_rules

KNOWN = ("receipt", "supplement", "refusal", "apology", "stop", "control_slip", "return_slip")
BASIC = ("receipt", "control_slip")
REASON = "Tờ khai thiếu chữ ký."


class World:
    """A received case and the acts on it, an hour after one another."""

    def __init__(self, worker: DatabaseWorker) -> None:
        self.worker = worker
        self.rules = shipped_rules()
        self.now: datetime = NOW
        self.case: Case = worker.submit(self._receive).result()

    @staticmethod
    def _receive(uow) -> Case:  # type: ignore[no-untyped-def]
        case: Case = uow.cases.receive(case_of())
        uow.commit()
        return case

    def does(self, act: LifeAct, **more: object) -> CaseLife:
        self.now += timedelta(minutes=10)

        def work(uow) -> CaseLife:  # type: ignore[no-untyped-def]
            step = LifeStep(act, **more)  # type: ignore[arg-type]
            uow.case_life.act(self.case.id, step, self.rules, at=self.now, officer_id=1)
            life: CaseLife = uow.cases.life(self.case.id)
            uow.commit()
            return life

        return self.worker.submit(work).result()

    def life(self) -> CaseLife:
        return self.worker.submit(lambda uow: uow.cases.life(self.case.id)).result()

    def takes_back(self) -> CaseLife:
        last = self.life().last_event_id

        def work(uow) -> CaseLife:  # type: ignore[no-untyped-def]
            uow.case_life.correct(self.case.id, last, "Ghi nhầm", self.rules, at=self.now, officer_id=1)
            life: CaseLife = uow.cases.life(self.case.id)
            uow.commit()
            return life

        return self.worker.submit(work).result()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    folder = ready_folder(tmp_path / "desk")
    worker = folder.unlock(SETUP.login, SETUP.pin)
    yield World(worker)
    worker.close()


def test_a_new_case_is_offered_what_may_come_next_and_an_apology_when_late(world: World) -> None:
    life = world.life()
    assert offered(life, KNOWN, world.now) == (*BASIC, "supplement", "refusal")
    late = life.standing.promised_at + timedelta(days=1)
    assert "apology" in offered(life, KNOWN, late)
    assert told_of(world.case, life, "apology").act.due_before == life.standing.promised_at


def test_a_request_names_reason_and_papers_until_it_is_taken_back(world: World) -> None:
    life = world.does(LifeAct.SUPPLEMENT_ASKED, why=REASON, papers=("Giấy chứng sinh",))
    act = told_of(world.case, life, "supplement").act
    assert (act.why, act.papers, act.at, act.officer) == (REASON, ("Giấy chứng sinh",), world.now, SETUP.officer_name)
    assert offered(life, KNOWN, world.now) == (*BASIC, "supplement")
    life = world.takes_back()
    assert told_of(world.case, life, "supplement").act.why == ""


def test_a_refusal_tells_its_reason(world: World) -> None:
    life = world.does(LifeAct.REFUSED, why=REASON)
    assert offered(life, KNOWN, world.now) == (*BASIC, "refusal")
    assert told_of(world.case, life, "refusal").act.why == REASON


def test_an_apology_tells_both_times(world: World) -> None:
    before = world.life().standing.promised_at
    world.does(LifeAct.HANDED_OVER, details=HandOver("Một cửa", "Tư pháp"))
    due_at = before + timedelta(days=1)
    life = world.does(LifeAct.EXTENDED, why=REASON, due_at=due_at)
    act = told_of(world.case, life, "apology").act
    assert (act.due_before, act.due_at, act.why) == (before, due_at, REASON)
    assert in_register(world.case, life) == ActFacts(due_at=due_at)


def test_hand_overs_are_the_lines_of_the_control_slip(world: World) -> None:
    world.does(LifeAct.HANDED_OVER, details=HandOver("Một cửa", "Tư pháp", "Lê Văn Sáu"))
    life = world.does(LifeAct.HANDED_OVER, details=HandOver("Tư pháp", "Một cửa", "Trần Thị Lan"))
    rows = told_of(world.case, life, "control_slip").hand_overs
    assert [(row.from_part, row.to_part, row.to_name) for row in rows] == [
        ("Một cửa", "Tư pháp", "Lê Văn Sáu"),
        ("Tư pháp", "Một cửa", "Trần Thị Lan"),
    ]


def test_a_result_that_was_given_tells_what_when_and_to_whom(world: World) -> None:
    world.does(LifeAct.FINISHED, details=ResultFacts("12/2026", date(2026, 11, 25)))
    facts = ReturnFacts(ReturnMethod.POSTAL, name="Lê Thị Nhận", tracking="EE123")
    life = world.does(LifeAct.RETURNED, details=facts)
    assert offered(life, KNOWN, world.now) == (*BASIC, "return_slip")
    act = told_of(world.case, life, "return_slip").act
    assert (act.result, act.receiver, act.at) == ("số 12/2026, ngày 25/11/2026", "Lê Thị Nhận", world.now)
    assert in_register(world.case, life).receiver == "Lê Thị Nhận"
