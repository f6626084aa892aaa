"""The catalogue as an intake sees it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.records.cases import PaperState
from desktop.records.catalogue.loading import load_catalogue
from desktop.records.catalogue.models import PaperAnswer, WaiverReason
from desktop.records.resources import resources_folder
from desktop.workflows.desk_rules import CatalogueRules

DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def rules() -> CatalogueRules:
    return CatalogueRules(load_catalogue(resources_folder() / "catalogue"))


def test_a_waived_paper_is_answered_with_its_reason_and_law(rules: CatalogueRules) -> None:
    procedure = rules.procedure("1.004873", DAY)
    assert procedure is not None
    by_id = {paper.spec_id: paper for paper in rules.papers(procedure, DAY)}
    waived = by_id["old_number"]
    assert waived.answered is not None
    assert waived.answered.state is PaperState.WAIVED
    assert waived.answered.answer is PaperAnswer.DATA_EXISTS
    assert waived.answered.waiver_reason is WaiverReason.QR
    assert "58/2026" in waived.legal_text
    assert waived.because


def test_usual_answers_follow_the_catalogue(rules: CatalogueRules) -> None:
    procedure = rules.procedure("1.004873", DAY)
    assert procedure is not None
    usual = {paper.spec_id: paper.usual for paper in rules.papers(procedure, DAY) if paper.answered is None}
    states = {spec_id: answer.state for spec_id, answer in usual.items() if answer is not None}
    assert states["form"] is PaperState.HANDED_IN
    assert states["identity_card"] is PaperState.SHOWN
    assert states["divorce"] is PaperState.NOT_APPLICABLE


@pytest.mark.parametrize(("code", "part"), [("1.004873", "3 ngày làm việc"), ("1.001193", "trong ngày làm việc")])
def test_time_limits_are_said_in_words(rules: CatalogueRules, code: str, part: str) -> None:
    found = rules.procedure(code, DAY)
    assert found is not None
    assert part in rules.time_limit_text(found)


def test_the_appointment_comes_with_its_reason(rules: CatalogueRules) -> None:
    procedure = rules.procedure("1.004873", DAY)
    assert procedure is not None
    made = rules.appointment(procedure, datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert made.due_at.date() == date(2026, 11, 30)
    assert made.steps
