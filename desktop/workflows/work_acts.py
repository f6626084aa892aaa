"""What is done with many cases, as an act on each of them."""

from collections.abc import Callable
from datetime import date, datetime

from desktop.records.case_life import HandOver, LifeAct, LifeStep, ResultFacts
from desktop.records.case_life_course import LifeCourse
from desktop.records.case_life_rules import LifeRules
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.work_bulk import Act


class WorkActs:
    """Gives acts, each of them held against the rules like one that is done alone."""

    def __init__(self, rules: LifeRules, clock: Callable[[], datetime], officer_id: int) -> None:
        self._rules = rules
        self._clock = clock
        self._officer_id = officer_id

    def hand_over(self, slip: HandOver, why: str) -> Act:
        """Hand a case over."""
        return self._steps(LifeStep(LifeAct.HANDED_OVER, why, slip))

    def result_received(self, why: str) -> Act:
        """Note that a case's result came to the desk."""
        return self._steps(LifeStep(LifeAct.RESULT_RECEIVED, why))

    def finish(self, day: date | None, why: str, *, here: bool) -> Act:
        """Note that a case has a result, of a day; `here`: it came to the desk with that."""
        steps = [LifeStep(LifeAct.FINISHED, why, ResultFacts("", day))]
        if here:
            steps.append(LifeStep(LifeAct.RESULT_RECEIVED))
        return self._steps(*steps)

    def apologise(self, why: str, days: int) -> Act:
        """Apologise, and promise the end of the working hours so many working days after today."""

        def act(uow: UnitOfWork, case_id: int) -> None:
            life = uow.cases.life(case_id)
            due = LifeCourse(life.basis, self._rules).proposal(life.standing, self._clock(), days)
            self._do(uow, case_id, LifeStep(LifeAct.APOLOGISED, why, due_at=due))

        return act

    def _steps(self, *steps: LifeStep) -> Act:
        def act(uow: UnitOfWork, case_id: int) -> None:
            for step in steps:
                self._do(uow, case_id, step)

        return act

    def _do(self, uow: UnitOfWork, case_id: int, step: LifeStep) -> None:
        uow.case_life.act(case_id, step, self._rules, at=self._clock(), officer_id=self._officer_id)
