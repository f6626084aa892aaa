"""The guide ticks a step off when it was done, and never before."""

from desktop.workflows.first_guide import FirstGuide, GuideStep
from desktop.workflows.intake import Intake
from tests.helpers.intake_world import AN, BIRTH, new_intake


def guide_at(intake: Intake, done: int = 0) -> tuple[FirstGuide, list[int]]:
    kept: list[int] = []
    return FirstGuide(intake, kept.append, done), kept


def step_of(guide: FirstGuide) -> GuideStep | None:
    return guide.step


def test_five_steps_of_a_first_case() -> None:
    intake, _ = new_intake()
    guide, kept = guide_at(intake)
    assert step_of(guide) is GuideStep.CARD
    intake.scan(AN)
    assert step_of(guide) is GuideStep.PROCEDURE
    intake.choose_procedure(BIRTH)
    assert step_of(guide) is GuideStep.PAPERS
    intake.answer_papers()
    assert step_of(guide) is GuideStep.RECEIVE
    intake.save()
    assert step_of(guide) is GuideStep.CLOSE_DAY
    guide.page_shown("cases")
    assert step_of(guide) is GuideStep.CLOSE_DAY
    guide.page_shown("day")
    assert step_of(guide) is None
    assert kept == [1, 2, 3, 4, 5]


def test_steps_done_at_once_are_ticked_off_at_once() -> None:
    intake, _ = new_intake()
    intake.scan(AN)
    intake.choose_procedure(BIRTH)
    guide, kept = guide_at(intake)
    intake.answer_papers()
    assert step_of(guide) is GuideStep.RECEIVE
    assert kept == [3]


def test_it_goes_on_where_it_was_and_may_be_put_away_or_begun_again() -> None:
    guide, kept = guide_at(new_intake()[0], done=4)
    told: list[GuideStep | None] = []
    guide.subscribe(lambda: told.append(guide.step))
    assert step_of(guide) is GuideStep.CLOSE_DAY
    guide.put_away()
    guide.page_shown("day")
    guide.restart()
    assert told == [None, GuideStep.CARD]
    assert kept == [5, 0]


def test_an_officer_who_knows_it_is_never_asked_again() -> None:
    intake, _ = new_intake()
    guide, kept = guide_at(intake, done=5)
    intake.scan(AN)
    assert step_of(guide) is None
    assert kept == []
