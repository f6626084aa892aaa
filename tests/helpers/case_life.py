"""A case's life in tests: the shipped rules, and one act or correction in a transaction of its own."""

from datetime import datetime

from desktop.records.case_life import CaseLife, LifeAct, LifeStep
from desktop.records.case_life_rules import LifeRules
from desktop.records.database import Database
from desktop.records.unit_of_work import UnitOfWork


def act(
    database: Database, rules: LifeRules, case_id: int, step: LifeStep | LifeAct, at: datetime, seen: int | None = None
) -> CaseLife:
    """Do one thing with a case."""
    whole = step if isinstance(step, LifeStep) else LifeStep(step)
    with UnitOfWork(database) as uow:
        uow.case_life.act(case_id, whole, rules, at=at, officer_id=1, seen=seen)
        life = uow.cases.life(case_id)
        uow.commit()
    return life


def correct(
    database: Database, rules: LifeRules, case_id: int, event_id: int, at: datetime, why: str = "Ghi nhầm"
) -> CaseLife:
    """Take one thing back."""
    with UnitOfWork(database) as uow:
        uow.case_life.correct(case_id, event_id, why, rules, at=at, officer_id=1)
        life = uow.cases.life(case_id)
        uow.commit()
    return life
