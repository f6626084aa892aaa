"""Past cases of synthetic citizens, so that search and lists are real."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from desktop.records.case_life import HandOver, LifeAct, LifeStep, Receiver, ReturnFacts
from desktop.records.case_life_rules import LifeRules
from desktop.records.cases import CaseSummary, IdentitySource, NewCase, ReturnMethod
from desktop.records.catalogue.catalogue import Catalogue
from desktop.records.catalogue.models import Procedure, ReceptionChannel, TimeUnit
from desktop.records.people import PersonDetails
from desktop.records.unit_of_work import UnitOfWork
from desktop.workflows.desk_rules import CatalogueRules
from desktop.workflows.intake_rules import usual_channel, usual_fee
from devices.identity import Field, Source
from devices.simulated.citizens import SyntheticCitizen, citizen

HOME = "Bộ phận Một cửa"
PARTS = ("Công chức Tư pháp - Hộ tịch", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Lãnh đạo UBND xã")
DAYS = 15
CASES_A_DAY = 30
PEOPLE = 250
RETURNING = (3, 17, 29)  # have cases on every demo desk, whatever the day draws


def person(someone: SyntheticCitizen) -> PersonDetails:
    """A synthetic citizen as their card's QR would give them."""
    read = (Field.NUMBER, Field.OLD_NUMBER, Field.FULL_NAME, Field.BIRTH_DATE, Field.SEX, Field.RESIDENCE)
    return PersonDetails(
        full_name=someone.full_name,
        number=someone.number,
        old_number=someone.old_number,
        birth_date=someone.birth_date,
        sex=someone.sex,
        residence=someone.residence,
        issue_date=someone.issue_date,
        phone=someone.phone,
        sources=dict.fromkeys((*read, Field.ISSUE_DATE), Source.QR),
    )


def sample_cases(catalogue: Catalogue, now: datetime, officer_id: int) -> Iterator[NewCase]:
    """Cases of the last working days before `now`, oldest first; the same ones for the same day."""
    draw = random.Random(now.date().toordinal())  # noqa: S311 - sample data, not a secret
    rules = CatalogueRules(catalogue)
    returning = iter(RETURNING)
    for day in _working_days(catalogue, now):
        at_commune = [p for p in catalogue.procedures_on(day.date()) if p.handled_at == "commune"]
        favourites = [procedure for procedure in at_commune if procedure.favourite] * 3
        for minute in sorted(draw.sample(range(9 * 60), CASES_A_DAY)):
            procedure = draw.choice(at_commune + favourites)
            received = day + timedelta(minutes=minute)
            someone = citizen(next(returning, draw.randrange(PEOPLE)))
            yield _case(rules, procedure, received, someone=someone, draw=draw, officer_id=officer_id)


def finish_older(uow: UnitOfWork, rules: LifeRules, now: datetime, officer_id: int) -> None:
    """Most of the older cases are done by now, a few are late."""

    def act(case_id: int, step: LifeStep, at: datetime) -> None:
        uow.case_life.act(case_id, step, rules, at=at, officer_id=officer_id)

    draw = random.Random(7)  # noqa: S311 - sample data, not a secret
    for case in uow.cases.recent(DAYS * CASES_A_DAY):
        if case.due_at < now and draw.random() < 0.93:
            done = max(case.received_at, min(case.due_at, now))
            act(case.id, LifeStep(LifeAct.FINISHED), done)
            if draw.random() < 0.85:
                act(case.id, _returned(case), done)
        elif now - case.received_at > timedelta(days=1):
            at = case.received_at + timedelta(hours=3)
            act(case.id, LifeStep(LifeAct.HANDED_OVER, details=HandOver(HOME, draw.choice(PARTS))), at)


def _returned(case: CaseSummary) -> LifeStep:
    facts = (ReturnMethod.DESK, Receiver.APPLICANT, case.full_name, case.number, IdentitySource.QR)
    return LifeStep(LifeAct.RETURNED, details=ReturnFacts(*facts, signed=True))


def _working_days(catalogue: Catalogue, now: datetime) -> list[datetime]:
    days: list[datetime] = []
    day = now.replace(hour=7, minute=30, second=0, microsecond=0)
    while len(days) < DAYS:
        day -= timedelta(days=1)
        if catalogue.calendar.is_working(day.date()):
            days.insert(0, day)
    return days


def _case(
    rules: CatalogueRules,
    procedure: Procedure,
    received: datetime,
    *,
    someone: SyntheticCitizen,
    draw: random.Random,
    officer_id: int,
) -> NewCase:
    papers = [paper.answered or paper.usual for paper in rules.papers(procedure, received.date())]
    wanted = draw.choice((ReceptionChannel.COUNTER, ReceptionChannel.COUNTER, ReceptionChannel.ONLINE_ASSISTED))
    return NewCase(
        applicant=person(someone),
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        procedure_valid_from=procedure.valid_from,
        catalogue_version=rules.version,
        field=procedure.field,
        group=procedure.group,
        form_set=rules.form_set(received.date()).id,
        channel=usual_channel(procedure, wanted),
        identity_source=IdentitySource.QR,
        received_at=received,
        appointment=rules.appointment(procedure, received),
        papers=tuple(paper for paper in papers if paper is not None),
        officer_id=officer_id,
        time_limit_text=rules.time_limit_text(procedure),
        fee_amount=usual_fee(procedure),
        fee_paid=True,
        return_method=draw.choice((ReturnMethod.DESK, ReturnMethod.DESK, ReturnMethod.POSTAL)),
        by_hour=procedure.time_limit.unit is TimeUnit.WORKING_HOURS,
    )
