"""What the citizen's screen shows, and that it shows nobody's data but those of whoever is being served."""

import random
from collections.abc import Callable

import msgspec
import pytest

from desktop.records.cases import Case
from desktop.records.citizen_settings import CitizenSettings, ScreenUse
from desktop.records.desk_facts import FactKind
from desktop.records.satisfaction import FACES
from desktop.workflows.citizen_pages import CitizenPage, CitizenStage, masked
from desktop.workflows.citizen_view import STAYS, CitizenView
from desktop.workflows.intake import Decision, IntakeState
from desktop.workflows.intake_rules import Role
from devices.identity import Field
from tests.helpers.intake_world import AN, BINH, BIRTH, card, fill, new_intake

PEOPLE = (AN, BINH, card("082093993003", "Lê Thị Cúc", born="1993-03-04"))


class World:
    """An intake, the view of it, a clock to be set, and the votes."""

    def __init__(self, **settings: object) -> None:
        self.intake, self.store = new_intake()
        self.votes: list[FactKind] = []
        self.now = 0.0
        self.view = CitizenView(
            self.intake,
            msgspec.structs.replace(CitizenSettings(enabled=True), **settings),
            count=self.votes.append,
            qr_text=self._qr,
            seconds=lambda: self.now,
        )
        self.view.set_open(True)

    @staticmethod
    def _qr(case: Case) -> str:
        return f"qr of {case.code}"

    def stage(self) -> CitizenStage:
        return self.view.page.stage

    def receive(self) -> None:
        fill(self.intake)
        self.intake.save()
        assert self.intake.state is IntakeState.SAVED

    def wait(self, stage: CitizenStage) -> None:
        self.now += STAYS[stage]
        self.view.tick()


@pytest.fixture
def world() -> World:
    return World()


def test_the_stages_of_a_case(world: World) -> None:
    view, intake = world.view, world.intake
    assert view.page == CitizenPage()
    intake.scan(AN)
    assert world.stage() is CitizenStage.CONFIRM
    assert dict(view.page.fields)[Field.NUMBER] == "•••• •••• 1001"
    view.answer(right=True)
    assert view.page.answer is True
    intake.choose_procedure(BIRTH)
    assert world.stage() is CitizenStage.PAPERS
    assert [paper.name for paper in view.page.needed] == ["Tờ khai", "Giấy chứng sinh"]
    assert [paper.because for paper in view.page.spared] == ["Đã có trên thẻ"]
    intake.answer_papers()
    assert all(paper.given for paper in view.page.needed)
    intake.save()
    assert world.stage() is CitizenStage.APPOINTMENT
    assert view.page.code == intake.saved.code if intake.saved else False
    world.wait(CitizenStage.APPOINTMENT)
    assert view.page == CitizenPage(CitizenStage.FACES)
    view.vote(FACES[1])
    assert (view.page, world.votes) == (CitizenPage(CitizenStage.THANKS), [FACES[1]])
    world.wait(CitizenStage.THANKS)
    assert view.page == CitizenPage()


def test_one_vote_for_one_case(world: World) -> None:
    world.receive()
    for _ in range(3):
        world.view.show(CitizenStage.FACES)
        world.view.vote(FACES[0])
    world.wait(CitizenStage.THANKS)
    world.view.show_again()
    world.wait(CitizenStage.APPOINTMENT)
    assert world.view.page == CitizenPage()
    assert world.votes == [FACES[0]]


def test_no_vote_without_a_case(world: World) -> None:
    world.view.vote(FACES[0])
    world.intake.scan(AN)
    world.view.show(CitizenStage.FACES)
    world.view.vote(FACES[0])
    assert world.votes == []


def test_nobody_answers_the_faces(world: World) -> None:
    world.receive()
    world.wait(CitizenStage.APPOINTMENT)
    world.wait(CitizenStage.FACES)
    assert (world.view.page, world.votes) == (CitizenPage(), [])


def test_without_faces_the_appointment_is_the_end() -> None:
    world = World(faces=False)
    world.receive()
    world.wait(CitizenStage.APPOINTMENT)
    assert world.view.page == CitizenPage()


def test_the_officer_says_which_fields_show() -> None:
    world = World(fields=(Field.FULL_NAME, Field.NUMBER), mask_number=False)
    world.intake.scan(AN)
    assert world.view.page.fields == ((Field.FULL_NAME, "Nguyễn Thị An"), (Field.NUMBER, "082190991001"))
    world.view.use(msgspec.structs.replace(world.view.settings, fields=()))
    assert world.view.page == CitizenPage()


def test_a_number_is_not_shown_digit_by_digit_while_it_is_typed(world: World) -> None:
    for length in range(1, 12):
        world.intake.type_field(Role.APPLICANT, Field.NUMBER, "082190991001"[:length])
        assert world.view.page == CitizenPage()
    world.intake.type_field(Role.APPLICANT, Field.NUMBER, "082190991001")
    assert dict(world.view.page.fields) == {Field.NUMBER: masked("082190991001")}


def test_what_was_confirmed_counts_for_the_same_data_alone(world: World) -> None:
    world.intake.scan(AN)
    world.view.answer(right=False)
    assert world.view.page.answer is False
    world.intake.type_field(Role.APPLICANT, Field.FULL_NAME, "Nguyễn Thị Ân")
    assert world.view.page.answer is None


def test_the_same_card_once_more_leaves_the_appointment(world: World) -> None:
    world.receive()
    world.intake.scan(AN)
    assert world.stage() is CitizenStage.APPOINTMENT
    world.intake.scan(BINH)
    assert world.stage() is CitizenStage.CONFIRM
    assert "An" not in str(world.view.page.fields)


def test_another_card_takes_the_data_away(world: World) -> None:
    world.intake.scan(AN)
    world.intake.scan(BINH)
    assert world.intake.pending is not None
    assert world.view.page == CitizenPage()
    world.intake.decide(Decision.IGNORE)
    assert world.stage() is CitizenStage.CONFIRM


def _discard(world: World) -> None:
    world.intake.discard()


def _aside(world: World) -> None:
    world.intake.set_aside()


def _lock(world: World) -> None:
    world.view.obscure()


def _unlock(world: World) -> None:
    world.view.obscure()
    world.view.reveal()


def _hide(world: World) -> None:
    world.view.hide()


def _time_out(world: World) -> None:
    for _ in range(3):
        world.now += 1000
        world.view.tick()


def _no_window(world: World) -> None:
    world.view.set_open(False)


def _board(world: World) -> None:
    world.view.use(msgspec.structs.replace(world.view.settings, use=ScreenUse.BOARD))


WIPES = (_discard, _aside, _lock, _unlock, _hide, _time_out, _no_window, _board)


@pytest.mark.parametrize("wipe", WIPES)
@pytest.mark.parametrize("saved", [False, True])
def test_nothing_stays(world: World, wipe: Callable[[World], None], saved: bool) -> None:
    if saved:
        world.receive()
    else:
        world.intake.scan(AN)
    assert world.view.page != CitizenPage()
    wipe(world)
    assert world.view.page == CitizenPage()
    assert remembered(world) == []


def test_a_locked_desk_shows_nothing_whatever_happens(world: World) -> None:
    world.intake.scan(AN)
    world.view.obscure()
    world.view.show_again()
    world.intake.discard()
    world.intake.scan(BINH)
    world.view.show_ticket(1, 0)
    assert world.view.page == CitizenPage()
    world.view.reveal()
    assert world.view.page == CitizenPage()
    assert world.view.can_show
    world.view.show_again()
    assert world.stage() is CitizenStage.CONFIRM


def remembered(world: World) -> list[str]:
    """What the view holds of anybody, beside the intake that it looks at."""
    held = str({name: value for name, value in vars(world.view).items() if name != "_intake"})
    return [person.text(Field.FULL_NAME) for person in PEOPLE if person.text(Field.FULL_NAME) in held]


@pytest.mark.parametrize("seed", range(40))
def test_in_any_order_only_the_open_drafts_person_is_held(seed: int) -> None:
    draw = random.Random(seed)
    world = World(mask_number=draw.random() < 0.5)
    intake, view = world.intake, world.view
    steps: list[Callable[[], object]] = [
        lambda: intake.scan(draw.choice(PEOPLE)),
        lambda: intake.decide(draw.choice(list(Decision))),
        lambda: intake.choose_procedure(BIRTH),
        intake.answer_papers,
        intake.save,
        intake.discard,
        intake.set_aside,
        lambda: view.answer(right=draw.random() < 0.5),
        lambda: view.vote(draw.choice(FACES)),
        lambda: view.show(draw.choice(list(CitizenStage))),
        view.show_again,
        view.hide,
        view.obscure,
        view.reveal,
        lambda: view.show_ticket(7, 2),
        lambda: _time_out(world),
    ]
    received = 0
    for _ in range(150):
        before = intake.state
        draw.choice(steps)()
        received += intake.state is IntakeState.SAVED and before is not IntakeState.SAVED
        draft = intake.draft
        own = {form.text(Field.FULL_NAME) for form in (draft.applicant, draft.submitter) if form is not None}
        assert set(remembered(world)) <= own
        if intake.state is IntakeState.EMPTY:
            assert view.page.stage in {CitizenStage.IDLE, CitizenStage.TICKET}
    assert len(world.votes) <= received
