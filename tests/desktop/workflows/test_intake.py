"""The intake's states and rules, without a widget or a database."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.records.cases import CaseState, IdentitySource, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel
from desktop.records.people import Citizen
from desktop.workflows.intake import Decision, Intake, IntakeState
from desktop.workflows.intake_draft import draft_from_json
from desktop.workflows.intake_rules import ProblemCode, Role
from desktop.workflows.ports import KnownCitizen
from devices.errors import CodedError
from devices.identity import Field, Source
from tests.helpers.intake_world import (
    AN,
    BINH,
    BIRTH,
    NOW,
    ONLINE_ONLY,
    MemoryStore,
    card,
    damaged_card,
    fill,
    new_intake,
)


def codes(intake: Intake) -> set[ProblemCode]:
    return {problem.code for problem in intake.problems}


def test_a_scan_a_procedure_and_one_confirmation_make_a_case() -> None:
    intake, store = new_intake()
    fill(intake)
    assert intake.can_save
    intake.save()
    assert intake.state is IntakeState.SAVED
    assert intake.saved is not None
    assert intake.saved.state is CaseState.RECEIVED
    (case,) = store.cases
    assert case.applicant.full_name == "Nguyễn Thị An"
    assert case.applicant.sources[Field.NUMBER] is Source.QR
    assert case.identity_source is IdentitySource.QR
    assert [paper.state for paper in case.papers] == [
        PaperState.HANDED_IN,
        PaperState.HANDED_IN,
        PaperState.NOT_APPLICABLE,
        PaperState.WAIVED,
    ]
    assert store.drafts == {}


def test_what_is_missing_is_named_in_the_order_of_the_screen() -> None:
    intake, _ = new_intake()
    assert [problem.code for problem in intake.problems] == [
        ProblemCode.NAME_MISSING,
        ProblemCode.NUMBER_MISSING,
        ProblemCode.PROCEDURE_MISSING,
    ]
    intake.scan(AN)
    intake.choose_procedure(BIRTH)
    assert [(problem.code, problem.count) for problem in intake.problems] == [(ProblemCode.PAPERS_UNANSWERED, 3)]
    assert not intake.can_save


def test_saving_what_cannot_be_saved_changes_nothing() -> None:
    intake, store = new_intake()
    intake.scan(AN)
    intake.save()
    assert intake.state is IntakeState.FILLING
    assert store.cases == []


class TestAnotherCard:
    def test_waits_and_never_touches_the_open_draft(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        before = intake.draft
        intake.scan(BINH)
        assert intake.draft == before
        assert intake.pending is not None
        assert intake.pending.choices == (Decision.NEW_CASE, Decision.SUBMITTER, Decision.IGNORE)

    def test_new_case_keeps_the_first_draft_and_takes_nothing_from_it(self) -> None:
        intake, store = new_intake()
        fill(intake)
        first = intake.draft
        intake.scan(BINH)
        intake.decide(Decision.NEW_CASE)
        assert intake.draft.id != first.id
        assert intake.draft.applicant.text(Field.FULL_NAME) == "Trần Văn Bình"
        assert "An" not in intake.draft.to_json().replace("Trần Văn Bình", "")
        assert draft_from_json(store.drafts[first.id]) == first

    def test_submitter_goes_beside_the_applicant(self) -> None:
        intake, store = new_intake()
        fill(intake)
        intake.scan(BINH)
        intake.decide(Decision.SUBMITTER)
        intake.save()
        (case,) = store.cases
        assert case.applicant.number == AN.number
        assert case.submitter is not None
        assert case.submitter.number == BINH.number

    def test_ignore_drops_the_card(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        before = intake.draft
        intake.scan(BINH)
        intake.decide(Decision.IGNORE)
        assert intake.pending is None
        assert intake.draft == before

    def test_the_same_card_again_is_no_question(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.scan(AN)
        assert intake.pending is None
        assert intake.can_save

    def test_while_saving_waits_until_the_case_is_saved(self) -> None:
        store = MemoryStore()
        intake, _ = new_intake(store)
        fill(intake)
        store.held = []
        intake.save()
        intake.scan(BINH)
        intake.decide(Decision.NEW_CASE)
        assert store.cases == []
        assert intake.draft.applicant.number == AN.number
        store.release()
        assert intake.state is IntakeState.SAVED
        intake.decide(Decision.NEW_CASE)
        assert intake.draft.applicant.number == BINH.number
        assert store.cases[0].applicant.number == AN.number

    def test_after_saving_begins_a_new_intake_at_once(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.save()
        intake.scan(BINH)
        assert intake.state is IntakeState.FILLING
        assert intake.saved is None
        assert intake.draft.applicant.number == BINH.number
        assert intake.procedure is None

    def test_the_card_that_was_just_served_asks_before_it_begins_a_second_case(self) -> None:
        intake, store = new_intake()
        fill(intake)
        intake.save()
        intake.scan(AN)
        assert intake.state is IntakeState.SAVED
        assert intake.pending is not None
        assert intake.pending.choices == (Decision.NEW_CASE, Decision.IGNORE)
        assert store.drafts == {}
        intake.decide(Decision.NEW_CASE)
        assert intake.draft.applicant.number == AN.number
        assert intake.draft.id != store.cases[0].draft_id

    @pytest.mark.parametrize(
        ("typed", "choices"),
        [
            ({Field.FULL_NAME: "Lê Thị Khác"}, (Decision.NEW_CASE, Decision.SUBMITTER, Decision.IGNORE)),
            ({Field.BIRTH_DATE: "1991-05-01"}, (Decision.NEW_CASE, Decision.SUBMITTER, Decision.IGNORE)),
            (
                {Field.FULL_NAME: "nguyen thi an"},
                (Decision.SAME_PERSON, Decision.NEW_CASE, Decision.SUBMITTER, Decision.IGNORE),
            ),
        ],
    )
    def test_against_typed_text_is_asked_about(self, typed: dict[Field, str], choices: tuple[Decision, ...]) -> None:
        intake, _ = new_intake()
        for name, text in typed.items():
            intake.type_field(Role.APPLICANT, name, text)
        intake.scan(AN)
        assert intake.pending is not None
        assert intake.pending.choices == choices

    def test_typed_name_and_birth_date_prove_the_same_person(self) -> None:
        intake, _ = new_intake()
        intake.type_field(Role.APPLICANT, Field.FULL_NAME, "nguyen thi an")
        intake.type_field(Role.APPLICANT, Field.BIRTH_DATE, "1990-05-01")
        intake.scan(AN)
        assert intake.pending is None
        assert intake.draft.applicant.text(Field.FULL_NAME) == "Nguyễn Thị An"


class TestReturningCitizen:
    def known(self, number: str) -> KnownCitizen:
        details = replace(new_intake()[0].draft.applicant.details(), number=number, full_name="Nguyễn Thị An")
        return KnownCitizen(Citizen(1, replace(details, phone="0190000001", residence="Nơi khác"), 2), ())

    def test_is_recognised_and_their_phone_is_filled_in(self) -> None:
        intake, store = new_intake()
        store.citizens[AN.number] = self.known(AN.number)
        intake.scan(AN)
        assert intake.known is not None
        assert intake.draft.applicant.phone == "0190000001"

    def test_differences_from_the_records_are_shown_not_taken(self) -> None:
        intake, store = new_intake()
        store.citizens[AN.number] = self.known(AN.number)
        intake.scan(AN)
        assert intake.known is not None
        (found,) = intake.draft.applicant.disagreements(intake.known.citizen.details)
        assert (found.field, found.other, found.other_source) == (Field.RESIDENCE, "Nơi khác", None)
        assert intake.draft.applicant.text(Field.RESIDENCE) == AN.text(Field.RESIDENCE)

    def test_a_late_answer_never_reaches_another_citizens_draft(self) -> None:
        intake, store = new_intake()
        store.citizens[AN.number] = self.known(AN.number)
        store.held = []
        intake.scan(AN)
        intake.set_aside()
        intake.scan(BINH)
        store.release()
        assert intake.known is None
        assert intake.draft.applicant.phone == ""


class TestPapers:
    @staticmethod
    def answers(intake: Intake) -> list[PaperAnswer]:
        return [paper.answered.answer for paper in intake.draft.papers if paper.answered is not None]

    def test_a_missing_required_paper_needs_a_reason(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.answer_paper(0, PaperState.MISSING)
        assert codes(intake) == {ProblemCode.PAPER_MISSING_WITHOUT_REASON}
        intake.answer_paper(0, PaperState.MISSING, "nộp bổ sung chiều nay")
        assert intake.can_save

    def test_a_waived_paper_is_answered_from_the_start(self) -> None:
        intake, _ = new_intake()
        intake.choose_procedure(BIRTH)
        waived = intake.draft.papers[3].answered
        assert waived is not None
        assert waived.waiver_id == "residence"

    def test_another_of_the_four_answers_needs_a_reason(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.change_answer(1, PaperAnswer.COPY, " ")
        assert self.answers(intake)[1] is PaperAnswer.DIGITIZE
        intake.change_answer(1, PaperAnswer.COPY, "nộp bản sao")
        assert self.answers(intake)[1] is PaperAnswer.COPY

    def test_added_papers_may_be_removed_the_procedures_own_not(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.add_paper("Giấy ủy quyền", PaperAnswer.DIGITIZE)
        assert len(intake.draft.papers) == 5
        intake.remove_paper(4)
        intake.remove_paper(0)
        assert [paper.name for paper in intake.draft.papers] == [spec.name for spec in BIRTH.papers]

    def test_another_procedure_drops_the_answers(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.choose_procedure(ONLINE_ONLY)
        assert intake.draft.papers == ()


class TestChannel:
    def test_a_service_without_paper_dossiers_goes_online_with_help(self) -> None:
        intake, _ = new_intake()
        intake.scan(AN)
        intake.choose_procedure(ONLINE_ONLY)
        assert intake.draft.channel is ReceptionChannel.ONLINE_ASSISTED
        intake.set_channel(ReceptionChannel.COUNTER)
        assert codes(intake) == {ProblemCode.CHANNEL_NOT_ALLOWED}

    def test_vneid_counts_only_where_no_card_was_read(self) -> None:
        intake, store = new_intake()
        intake.type_field(Role.APPLICANT, Field.FULL_NAME, "Nguyễn Thị An")
        intake.set_vneid_shown(True)
        intake.choose_procedure(BIRTH)
        intake.answer_papers()
        intake.save()
        assert store.cases[0].identity_source is IdentitySource.VNEID


class TestTyping:
    def test_what_the_officer_types_stands_and_the_cards_value_stays_beside_it(self) -> None:
        intake, _ = new_intake()
        intake.scan(AN)
        intake.type_field(Role.APPLICANT, Field.RESIDENCE, "Nơi ở mới")
        assert intake.draft.applicant.text(Field.RESIDENCE) == "Nơi ở mới"
        (found,) = intake.draft.applicant.disagreements()
        assert found.other_source is Source.QR
        intake.choose_source(Role.APPLICANT, Field.RESIDENCE, Source.QR)
        assert intake.draft.applicant.text(Field.RESIDENCE) == AN.text(Field.RESIDENCE)

    def test_typing_the_cards_own_value_takes_the_card_back(self) -> None:
        intake, _ = new_intake()
        intake.scan(AN)
        intake.type_field(Role.APPLICANT, Field.FULL_NAME, "Nguyễn Thị Ân")
        intake.type_field(Role.APPLICANT, Field.FULL_NAME, "Nguyễn Thị An")
        standing = intake.draft.applicant.field(Field.FULL_NAME).standing
        assert standing is not None
        assert standing.source is Source.QR
        assert intake.draft.applicant.disagreements() == ()

    def test_a_damaged_name_blocks_until_it_is_typed(self) -> None:
        intake, _ = new_intake()
        intake.scan(damaged_card(AN.number, "Nguyn Th An"))
        intake.choose_procedure(BIRTH)
        intake.answer_papers()
        assert codes(intake) == {ProblemCode.FIELD_DAMAGED}
        assert intake.draft.applicant.text(Field.FULL_NAME) == ""
        intake.type_field(Role.APPLICANT, Field.FULL_NAME, "Nguyễn Thị An")
        assert intake.can_save

    def test_a_chip_stands_over_a_qr_whatever_comes_first(self) -> None:
        for order in ((Source.QR, Source.CHIP_UNVERIFIED), (Source.CHIP_UNVERIFIED, Source.QR)):
            intake, _ = new_intake()
            for source in order:
                name = "Tên Trên Chip" if source is Source.CHIP_UNVERIFIED else "Tên Trên Mã"
                intake.scan(card(AN.number, name, source=source))
            assert intake.draft.applicant.text(Field.FULL_NAME) == "Tên Trên Chip"
            (found,) = intake.draft.applicant.disagreements()
            assert found.other == "Tên Trên Mã"

    def test_the_submitter_cannot_be_the_applicant(self) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.expect_submitter()
        assert ProblemCode.SUBMITTER_INCOMPLETE in codes(intake)
        intake.scan(AN)
        assert codes(intake) == {ProblemCode.SUBMITTER_IS_APPLICANT}
        intake.remove_submitter()
        assert intake.can_save

    @pytest.mark.parametrize("number", ["12345", "08219099100A", "０８２１９０９９１００１"])
    def test_a_malformed_number_blocks(self, number: str) -> None:
        intake, _ = new_intake()
        fill(intake)
        intake.type_field(Role.APPLICANT, Field.NUMBER, number)
        assert codes(intake) == {ProblemCode.NUMBER_MALFORMED}


class TestDrafts:
    def test_every_change_is_kept_and_the_last_one_wins(self) -> None:
        store = MemoryStore(held=[])
        intake, _ = new_intake(store)
        intake.scan(AN)
        intake.choose_procedure(BIRTH)
        intake.set_note("ghi chú")
        store.release()
        kept = draft_from_json(store.drafts[intake.draft.id])
        assert kept == intake.draft

    def test_a_kept_draft_opens_again_as_it_was(self) -> None:
        intake, store = new_intake()
        fill(intake)
        again, _ = new_intake(store)
        assert again.resume(store.drafts[intake.draft.id])
        assert again.draft == intake.draft
        assert again.can_save

    def test_damaged_text_opens_nothing(self) -> None:
        intake, _ = new_intake()
        before = intake.draft
        assert not intake.resume('{"id": 3')
        assert intake.draft == before

    def test_a_draft_whose_procedure_changed_since_asks_for_it_again(self) -> None:
        intake, store = new_intake()
        fill(intake)
        text = store.drafts[intake.draft.id].replace(
            '"procedure_valid_from":"2025-07-01"', '"procedure_valid_from":"2023-01-01"'
        )
        assert intake.resume(text)
        assert codes(intake) == {ProblemCode.PROCEDURE_MISSING}
        assert intake.draft.papers == ()

    def test_discard_wipes_it(self) -> None:
        intake, store = new_intake()
        fill(intake)
        intake.discard()
        assert store.drafts == {}
        assert intake.state is IntakeState.EMPTY

    def test_a_failed_save_keeps_everything_and_says_why(self) -> None:
        intake, store = new_intake()
        fill(intake)
        draft = intake.draft
        store.fail_with = CodedError("DB-999")
        intake.save()
        assert intake.error is store.fail_with
        assert store.cases == []
        assert intake.draft == draft
        assert draft_from_json(store.drafts[draft.id]) == draft
        store.fail_with = None
        intake.save()
        assert intake.state is IntakeState.SAVED


class TestAppointment:
    def test_another_promise_needs_a_reason_and_can_be_taken_back(self) -> None:
        intake, store = new_intake()
        fill(intake)
        computed = intake.appointment
        assert computed is not None
        intake.promise(NOW, " ")
        assert intake.appointment == computed
        intake.promise(NOW, "công dân xin lấy sớm")
        assert intake.appointment is not None
        assert intake.appointment.changed_because == "công dân xin lấy sớm"
        intake.promise_as_computed()
        assert intake.appointment == computed
        intake.save()
        assert store.cases[0].appointment == computed


steps = st.lists(
    st.sampled_from(
        [
            "scan_an",
            "scan_binh",
            "new",
            "submitter",
            "same",
            "ignore",
            "expect",
            "remove",
            "birth",
            "online",
            "clear",
            "all",
            "save",
            "aside",
            "discard",
            "type",
        ]
    ),
    max_size=40,
)


def do(intake: Intake, step: str) -> None:
    """One thing that an officer or a card may do at any moment."""
    actions: dict[str, Callable[[], None]] = {
        "scan_an": lambda: intake.scan(AN),
        "scan_binh": lambda: intake.scan(BINH),
        "new": lambda: intake.decide(Decision.NEW_CASE),
        "submitter": lambda: intake.decide(Decision.SUBMITTER),
        "same": lambda: intake.decide(Decision.SAME_PERSON),
        "ignore": lambda: intake.decide(Decision.IGNORE),
        "expect": intake.expect_submitter,
        "remove": intake.remove_submitter,
        "birth": lambda: intake.choose_procedure(BIRTH),
        "online": lambda: intake.choose_procedure(ONLINE_ONLY),
        "clear": intake.clear_procedure,
        "all": intake.answer_papers,
        "save": intake.save,
        "aside": intake.set_aside,
        "discard": intake.discard,
        "type": lambda: intake.type_field(Role.APPLICANT, Field.RESIDENCE, "Gõ tay"),
    }
    actions[step]()


@settings(max_examples=300, deadline=None)
@given(steps)
def test_no_order_of_events_mixes_two_citizens(order: list[str]) -> None:
    """Whatever happens, every person of every draft and case has one citizen's number and that citizen's name."""
    intake, store = new_intake()
    names = {AN.number: AN.text(Field.FULL_NAME), BINH.number: BINH.text(Field.FULL_NAME)}
    for step in order:
        do(intake, step)
        for person in (intake.draft.applicant, intake.draft.submitter):
            if person is not None and person.number:
                assert person.text(Field.FULL_NAME) == names[person.number]
                assert {entry.text for entry in person.field(Field.FULL_NAME).said} == {names[person.number]}
    for case in store.cases:
        assert case.applicant.full_name == names[case.applicant.number]
        assert case.submitter is None or case.submitter.number != case.applicant.number
    assert len({case.draft_id for case in store.cases}) == len(store.cases)
