"""The card on the reader beside an intake: whose it is, what enters the form, what must vanish."""

from collections.abc import Callable, Sequence
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.records.catalogue.models import ChipDetail
from desktop.workflows.chip_desk import RECORDED, ChipDesk, ChipState
from desktop.workflows.intake import Decision
from desktop.workflows.intake_draft import IntakeDraft
from desktop.workflows.intake_rules import Role
from desktop.workflows.person_form import PersonForm
from devices.identity import Field, InputDevice, Source
from devices.qrcode.payload import parse_payload
from devices.simulated.chip.groups import Details
from devices.simulated.chip.profile import Options
from devices.simulated.citizens import citizen
from devices.smartcard.authenticity.verdicts import Reason
from devices.smartcard.channel.access import AccessMethod, Attempt
from devices.smartcard.channel.passwords import AccessKey
from devices.smartcard.datagroups.dg2 import FaceImage
from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.document import ChipDocument, Phase, Progress
from devices.smartcard.errors import CancelledError, CardMuteError, CardRemovedError
from devices.smartcard.readers import ReaderCondition, ReadersState, ReaderState, ServiceCondition
from devices.smartcard.station_events import (
    Attempted,
    CardLaid,
    CardLifted,
    KeyNeeded,
    Progressed,
    ReadersChanged,
    ReadingDone,
    ReadingFailed,
    SeveralCards,
    StationEvent,
    TextRead,
)
from tests.helpers.chip_world import profile, read, store_in, usual_profile
from tests.helpers.intake_world import BIRTH, NOW, new_intake

ONE_READER = ReadersState(ServiceCondition.RUNNING, (ReaderState("A", ReaderCondition.EMPTY),))


@cache
def whole(seed: int) -> ChipDocument:
    """A citizen's chip, read."""
    return read(usual_profile(seed), key=None if seed == 7 else _key(seed))


@cache
def text_only(seed: int) -> ChipDocument:
    """The same before its photo."""
    return read(usual_profile(seed), key=None if seed == 7 else _key(seed), with_photo=False)


def _key(seed: int) -> AccessKey:
    from tests.helpers.chip_world import key_of

    return key_of(citizen(seed))


class World:
    """An intake, its chip desk, and a hand at the reader."""

    def __init__(self) -> None:
        self.intake, _ = new_intake()
        self.offers: list[tuple[str, ...]] = []
        self.retries = 0
        self.desk = ChipDesk(self.intake, self._offer, self.intake.scan, self._retry, lambda: NOW)
        self.reading = 0
        self.hear(ReadersChanged(ONE_READER))

    def _offer(self, keys: Sequence[AccessKey]) -> None:
        self.offers.append(tuple(key.number for key in keys))

    def _retry(self) -> None:
        self.retries += 1

    def hear(self, event: StationEvent) -> None:
        self.desk.hear(event)

    def scan(self, seed: int) -> None:
        self.intake.scan(parse_payload(citizen(seed).payload(), device=InputDevice.CAMERA, today=NOW.date()))

    def lay(self) -> None:
        self.reading += 1
        self.hear(CardLaid(self.reading, "A"))

    def text(self, seed: int) -> None:
        self.hear(TextRead(self.reading, text_only(seed)))

    def done(self, seed: int) -> None:
        self.hear(ReadingDone(self.reading, whole(seed)))

    def lift(self) -> None:
        self.hear(CardLifted(self.reading))

    def read(self, seed: int) -> None:
        self.lay()
        self.text(seed)
        self.done(seed)

    def state(self) -> ChipState:
        return self.desk.state

    def photo(self) -> FaceImage | None:
        return self.desk.photo

    def details(self) -> tuple[tuple[ChipDetail, str], ...]:
        return self.desk.details

    @property
    def applicant(self) -> PersonForm:
        return self.intake.draft.applicant


def test_a_scan_opens_the_chip_and_the_chip_fills_the_form() -> None:
    world = World()
    assert world.state() is ChipState.IDLE
    world.scan(7)
    assert world.offers == [(citizen(7).number,)]
    world.lay()
    world.text(7)
    assert world.state() is ChipState.TEXT
    name = world.applicant.field(Field.FULL_NAME)
    assert [entry.source for entry in name.said] == [Source.CHIP_UNVERIFIED, Source.QR]
    # What no record holds is not taken: ethnicity, origin, nationality, expiry.
    assert set(world.applicant.fields) == RECORDED
    assert world.photo() is None
    world.done(7)
    assert world.photo() is not None
    assert world.desk.verdicts is not None
    assert world.desk.verdicts.data_genuine.reasons == (Reason.NO_ANCHOR,)


def test_twelve_typed_digits_open_the_chip() -> None:
    world = World()
    world.intake.type_field(Role.APPLICANT, Field.NUMBER, citizen(7).number)
    assert world.offers[-1] == (citizen(7).number,)
    world.read(7)
    assert world.applicant.text(Field.FULL_NAME) == citizen(7).full_name


def test_the_photo_goes_with_the_card_and_the_form_stays() -> None:
    world = World()
    world.scan(7)
    world.read(7)
    world.lift()
    assert world.photo() is None
    assert world.applicant.text(Field.FULL_NAME) == citizen(7).full_name
    assert world.state() is ChipState.IDLE
    assert world.desk.verdicts is not None


@pytest.mark.parametrize(
    "leave",
    [
        lambda world: world.intake.set_aside(),
        lambda world: world.intake.discard(),
        lambda world: world.intake.type_field(Role.APPLICANT, Field.NUMBER, citizen(8).number),
        lambda world: world.lay(),
        lambda world: world.hear(SeveralCards(("A", "B"))),
        lambda world: world.lift(),
        lambda world: world.hear(ReadingFailed(world.reading, CardMuteError("PCSC-022"))),
    ],
    ids=["set aside", "discarded", "another number", "another card", "two cards", "lifted", "failed"],
)
def test_what_makes_the_photo_vanish(leave: Callable[[World], object]) -> None:
    world = World()
    world.scan(7)
    world.read(7)
    assert world.photo() is not None
    leave(world)
    assert world.photo() is None
    assert world.details() == ()


def test_saving_makes_it_vanish() -> None:
    world = World()
    world.scan(7)
    world.intake.choose_procedure(BIRTH)
    world.intake.answer_papers()
    world.read(7)
    world.intake.save()
    assert world.intake.saved is not None
    assert world.photo() is None
    assert world.offers[-1] == ()


def test_a_wrong_number_is_said() -> None:
    world = World()
    world.scan(7)
    world.lay()
    world.hear(KeyNeeded(1, refused=True))
    assert world.state() is ChipState.WRONG_NUMBER
    world.lay()
    world.hear(KeyNeeded(2, refused=False))
    assert world.state() is ChipState.NEEDS_NUMBER


def test_somebody_who_is_not_in_the_draft_never_touches_it() -> None:
    world = World()
    world.scan(7)
    before = world.intake.draft
    world.read(8)
    assert world.intake.draft == before
    assert world.intake.pending is None
    assert world.photo() is None


def test_somebody_whose_scan_waits_is_read_and_kept_for_the_decision() -> None:
    world = World()
    world.scan(7)
    world.scan(8)
    assert world.offers[-1] == (citizen(8).number, citizen(7).number)
    world.read(8)
    assert world.applicant.number == citizen(7).number
    assert world.photo() is None
    world.intake.decide(Decision.NEW_CASE)
    assert world.applicant.number == citizen(8).number
    name = world.applicant.field(Field.FULL_NAME)
    assert [entry.source for entry in name.said] == [Source.CHIP_UNVERIFIED, Source.QR]
    assert world.desk.photo is whole(8).dg2.faces[0]  # type: ignore[union-attr]


def test_an_ignored_scan_leaves_nothing() -> None:
    world = World()
    world.scan(7)
    world.scan(8)
    world.read(8)
    world.intake.decide(Decision.IGNORE)
    assert world.applicant.field(Field.FULL_NAME).said[0].source is Source.QR
    assert world.photo() is None
    assert world.desk.verdicts is None


def test_a_submitter_s_chip_fills_the_submitter() -> None:
    world = World()
    world.scan(7)
    world.intake.expect_submitter()
    world.scan(8)
    world.read(8)
    assert world.intake.draft.submitter is not None
    assert world.intake.draft.submitter.field(Field.FULL_NAME).said[0].source is Source.CHIP_UNVERIFIED
    assert world.applicant.field(Field.FULL_NAME).said[0].source is Source.QR


def test_the_applicant_s_chip_is_not_taken_for_the_submitter_s() -> None:
    world = World()
    world.scan(7)
    world.lay()
    world.intake.expect_submitter()
    world.text(7)
    assert world.intake.draft.submitter is not None
    assert world.intake.draft.submitter.number == ""


def test_the_same_citizen_s_next_case_reads_the_card_that_still_lies_there() -> None:
    world = World()
    world.scan(7)
    world.read(7)
    world.intake.set_aside()
    assert world.desk.card_lies_there
    assert world.desk.verdicts is None
    world.scan(7)
    assert world.retries == 1


def test_forged_data_enter_nothing() -> None:
    forged = read(usual_profile(7).changed(0x010D, usual_profile(8).application[0x010D]))
    world = World()
    world.scan(7)
    world.lay()
    world.hear(TextRead(1, forged))
    assert world.state() is ChipState.FORGED
    assert [entry.source for entry in world.applicant.field(Field.FULL_NAME).said] == [Source.QR]
    world.hear(ReadingDone(1, forged))
    assert world.photo() is None
    world.lift()
    assert world.state() is ChipState.FORGED
    world.lay()
    assert world.state() is ChipState.READING


def test_what_was_judged_of_a_forged_chip_is_not_said_of_the_next_card() -> None:
    forged = read(usual_profile(7).changed(0x010D, usual_profile(8).application[0x010D]))
    world = World()
    world.scan(7)
    world.lay()
    world.hear(TextRead(1, forged))
    world.lift()
    assert world.desk.verdicts is not None
    mute = ReadersState(ServiceCondition.RUNNING, (ReaderState("A", ReaderCondition.MUTE),))
    world.hear(ReadersChanged(mute))
    assert world.state() is ChipState.MUTE
    assert str(world.desk.verdicts) == "None"
    world.hear(ReadersChanged(ONE_READER))
    assert world.state() is ChipState.IDLE
    assert str(world.desk.verdicts) == "None"


def test_a_swapped_photo_is_not_shown() -> None:
    swapped = read(usual_profile(7).changed(0x0102, usual_profile(8).application[0x0102]))
    world = World()
    world.scan(7)
    world.lay()
    world.text(7)
    world.hear(ReadingDone(1, swapped))
    assert world.state() is ChipState.FORGED
    assert world.photo() is None


def test_lifted_too_early_and_put_down_again() -> None:
    world = World()
    world.scan(7)
    world.lay()
    world.hear(ReadingFailed(1, CardRemovedError("PCSC-020"), resumable=True))
    world.lift()
    assert world.state() is ChipState.TOO_EARLY
    assert world.applicant.field(Field.FULL_NAME).said[0].source is Source.QR
    world.hear(ReadersChanged(ONE_READER))
    assert world.state() is ChipState.TOO_EARLY
    world.read(7)
    assert world.state() is ChipState.DONE


def test_stopped_by_the_officer_is_not_lifted_too_early() -> None:
    world = World()
    world.scan(7)
    world.lay()
    world.hear(ReadingFailed(1, CancelledError("CHIP-001"), resumable=True))
    assert world.state() is ChipState.FAILED


def test_events_of_an_earlier_reading_are_passed_over() -> None:
    world = World()
    world.scan(7)
    world.lay()
    world.lay()
    world.hear(TextRead(1, text_only(7)))
    world.hear(ReadingDone(1, whole(7)))
    assert world.state() is ChipState.READING
    assert world.applicant.field(Field.FULL_NAME).said[0].source is Source.QR


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (ReadersState(ServiceCondition.STOPPED, (), "PCSC-002"), ChipState.NO_SERVICE),
        (ReadersState(ServiceCondition.RUNNING), ChipState.NO_READER),
        (
            ReadersState(ServiceCondition.RUNNING, (ReaderState("Windows Hello", ReaderCondition.PASSED_OVER),)),
            ChipState.NO_READER,
        ),
        (ONE_READER, ChipState.IDLE),
        (ReadersState(ServiceCondition.RUNNING, (ReaderState("A", ReaderCondition.MUTE),)), ChipState.MUTE),
        (ReadersState(ServiceCondition.RUNNING, (ReaderState("A", ReaderCondition.IN_USE),)), ChipState.IN_USE),
    ],
)
def test_what_is_there(state: ReadersState, expected: ChipState) -> None:
    world = World()
    world.hear(ReadersChanged(state))
    assert world.state() is expected


def test_two_cards_and_none_again() -> None:
    world = World()
    world.hear(SeveralCards(("A", "B")))
    assert world.state() is ChipState.SEVERAL
    world.hear(ReadersChanged(ONE_READER))
    assert world.state() is ChipState.IDLE


def test_progress_and_pauses() -> None:
    world = World()
    world.scan(7)
    world.lay()
    world.hear(Attempted(1, Attempt(AccessMethod.BAC, 2, 1.0)))
    assert world.desk.waiting == 1.0
    world.hear(Progressed(1, Progress(Phase.TEXT, ElementaryFile.DG1, 95, 95, 9)))
    assert world.desk.waiting == 0.0
    world.text(7)
    world.hear(Progressed(1, Progress(Phase.PHOTO, ElementaryFile.DG2, 500, 1000, 20)))
    assert world.desk.share == 0.5
    assert world.state() is ChipState.TEXT


# ---- what only some procedures ask for


ASKING = msgspec.structs.replace(BIRTH, code="TT.9", chip_details=(ChipDetail.PARENTS,))


def test_sensitive_fields_are_kept_only_where_the_procedure_asks() -> None:
    world = World()
    world.scan(7)
    world.read(7)
    assert world.details() == ()
    held = repr(msgspec.json.encode(world.intake.draft)) + repr(vars(world.desk))
    for secret in ("Nguyễn Văn Cha", "Trần Thị Mẹ", "Nốt ruồi", "Không"):
        assert secret not in held
    world.intake.choose_procedure(ASKING)
    assert world.retries == 1  # the card still lies there: now it may be asked
    world.text(7)
    assert world.details() == ((ChipDetail.PARENTS, "Nguyễn Văn Cha, Trần Thị Mẹ"),)
    world.intake.choose_procedure(BIRTH)
    assert world.details() == ()


def test_fields_that_the_chip_keeps_to_itself_come_from_the_scan(tmp_path: object) -> None:
    locked = Details(locked=frozenset({9, 15}))
    document = read(profile(Options(details=locked)), store=store_in(tmp_path))  # type: ignore[arg-type]
    world = World()
    world.scan(7)
    world.lay()
    world.hear(TextRead(1, document))
    residence = world.applicant.field(Field.RESIDENCE)
    assert [entry.source for entry in residence.said] == [Source.QR]
    assert world.applicant.field(Field.FULL_NAME).said[0].source is Source.CHIP_VERIFIED


def test_disagreements_are_shown() -> None:
    world = World()
    world.scan(7)
    renamed = text_only(7)
    world.intake.type_field(Role.APPLICANT, Field.FULL_NAME, "Nguyễn Thị Khác")
    world.lay()
    world.hear(TextRead(1, renamed))
    assert Field.FULL_NAME in {difference.field for difference in world.applicant.disagreements()}


# ---- nothing of one citizen with another's


STEPS = (
    *("scan 7", "scan 8", "lay", "text 7", "text 8", "done 7", "done 8"),
    *("lift", "several", "fail", "aside", "new", "ignore"),
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_no_order_of_events_mixes_two_citizens(steps: list[str]) -> None:
    world = World()
    lies: int | None = None  # whose card the station reads in this reading
    act: dict[str, Callable[[int], object]] = {
        "scan": world.scan,
        "lay": lambda _: world.lay(),
        "text": world.text,
        "done": world.done,
        "lift": lambda _: world.lift(),
        "several": lambda _: world.hear(SeveralCards(("A", "B"))),
        "fail": lambda _: world.hear(ReadingFailed(world.reading, CardMuteError("PCSC-022"))),
        "aside": lambda _: world.intake.set_aside(),
        "new": lambda _: world.intake.decide(Decision.NEW_CASE),
        "ignore": lambda _: world.intake.decide(Decision.IGNORE),
    }
    for step in steps:
        what, _, who = step.partition(" ")
        seed = int(who or 0)
        if what in {"text", "done"}:
            if not world.desk.card_lies_there or lies not in {None, seed}:
                continue
            lies = seed
        elif what == "lay":
            lies = None
        act[what](seed)
        must_be_one_person(world)


def must_be_one_person(world: World) -> None:
    draft: IntakeDraft = world.intake.draft
    said = {entry.text for field in draft.applicant.fields.values() for entry in field.said}
    people = {seed for seed in (7, 8) if said & {citizen(seed).number, citizen(seed).full_name}}
    assert len(people) <= 1
    if world.desk.photo is not None:
        assert world.desk.card_lies_there
        faces = {seed: whole(seed).dg2.faces[0] for seed in (7, 8)}  # type: ignore[union-attr]
        assert [seed for seed, face in faces.items() if face is world.desk.photo] == list(people)
