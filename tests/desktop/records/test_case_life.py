"""A case's life: the table, the clock, who gets the result, corrections, codes elsewhere."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace as changed
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.records.case_life import (
    CodeFacts,
    CodeWay,
    HandOver,
    LifeAct,
    LifeStep,
    Receiver,
    ResultFacts,
    ReturnFacts,
    Timeliness,
    timeliness,
)
from desktop.records.case_life_acts import CasePeople, receiver_of
from desktop.records.case_life_boards import BoardFilter, BoardKind, BoardQuery
from desktop.records.case_life_repository import why_not
from desktop.records.case_life_rules import LifeRules
from desktop.records.cases import Appointment, CaseState, IdentitySource, ReturnMethod
from desktop.records.database import Database
from desktop.records.desk_facts import FactKind
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.case_life import act, correct
from tests.helpers.desk import AN, NOW, ZONE, case_of, person, receive
from tests.helpers.shipped import shipped_rules

A = LifeAct
ASK = LifeStep(A.SUPPLEMENT_ASKED, "Thiếu giấy chứng sinh", papers=("Giấy chứng sinh",))
DUE = datetime(2026, 12, 1, 17, tzinfo=ZONE)  # four working days after Wednesday, 25/11
TO_HER = ReturnFacts(ReturnMethod.DESK, Receiver.APPLICANT, AN.full_name, AN.number, IdentitySource.QR, signed=True)


@pytest.fixture(scope="module")
def rules() -> LifeRules:
    return shipped_rules()


def at(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def made(database: Database, expected_in: tuple[str, ...] = ()) -> int:
    return receive(database, case_of(appointment=Appointment(DUE), expected_in=expected_in)).id


def step_to_due(step: LifeAct, due: datetime) -> LifeStep:
    return LifeStep(step, "Chờ xác minh", due_at=due)


# ---- an ordinary life


def test_from_the_receipt_to_the_citizens_hand(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    over = LifeStep(A.HANDED_OVER, details=HandOver("Một cửa", "Tư pháp - hộ tịch", "Lê Văn Tư"))
    assert act(database, rules, case_id, over, at(25, 10)).standing.state is CaseState.IN_PROGRESS
    back = LifeStep(A.HANDED_OVER, details=HandOver("", "Một cửa", "Trần Thị Lan", 1))
    life = act(database, rules, case_id, back, at(26))
    assert [(slip.from_part, slip.to_part, event.at) for event, slip in life.hand_overs] == [
        ("Một cửa", "Tư pháp - hộ tịch", at(25, 10)),
        ("Tư pháp - hộ tịch", "Một cửa", at(26)),
    ]
    life = act(database, rules, case_id, LifeStep(A.FINISHED, details=ResultFacts("12/KS", date(2026, 11, 27))), at(27))
    assert (life.standing.state, life.standing.finished) == (CaseState.DONE, Timeliness.EARLY)
    life = act(database, rules, case_id, A.RESULT_RECEIVED, at(27, 10))
    assert life.standing.result_here
    life = act(database, rules, case_id, LifeStep(A.RETURNED, details=TO_HER), at(27, 11))
    assert (life.standing.state, life.standing.result_here) == (CaseState.RETURNED, False)
    assert life.standing_events[-1].details == TO_HER
    assert [event.officer_name for event in life.events] == ["Trần Thị Lan"] * 6
    with UnitOfWork(database) as uow:
        assert uow.cases.get(case_id).state is CaseState.RETURNED
        assert uow.case_life.count(BoardQuery(BoardKind.TO_RETURN, at(27, 12))) == 0


@pytest.mark.parametrize("wrong", [A.SUPPLEMENTED, A.PAID, A.RETURNED, A.RESULT_RECEIVED, A.ACCEPTED, A.CORRECTED])
def test_what_the_state_does_not_allow_changes_nothing(database: Database, rules: LifeRules, wrong: LifeAct) -> None:
    case_id = made(database)
    with pytest.raises(CodedError, match="LIFE-001"):
        act(database, rules, case_id, wrong, at(25, 10))
    with UnitOfWork(database) as uow:
        assert len(uow.cases.life(case_id).events) == 1


@pytest.mark.parametrize("needs", [A.SUPPLEMENT_ASKED, A.REFUSED, A.STOPPED, A.EXTENDED])
def test_a_reason_is_asked_for(database: Database, rules: LifeRules, needs: LifeAct) -> None:
    case_id = made(database)
    with pytest.raises(CodedError, match="LIFE-002"):
        act(database, rules, case_id, LifeStep(needs, "  ", due_at=DUE + timedelta(days=1)), at(25, 10))


def test_no_way_back_in_time_and_none_past_somebody_else(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    seen = act(database, rules, case_id, ASK, at(26)).last_event_id
    with pytest.raises(CodedError, match="LIFE-010"):
        act(database, rules, case_id, A.SUPPLEMENTED, at(25, 10))
    act(database, rules, case_id, A.SUPPLEMENTED, at(26, 10), seen)
    with pytest.raises(CodedError, match="LIFE-016"):
        act(database, rules, case_id, A.FINISHED, at(26, 11), seen)


def test_what_may_be_done_now_and_why_not_the_rest(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    with UnitOfWork(database) as uow:
        found = why_not(uow.cases.life(case_id), rules, at(25, 10))
    lawful = {each for each, error in found.items() if error is None}
    assert lawful == {
        A.HANDED_OVER,
        A.SUPPLEMENT_ASKED,
        A.PAYMENT_ASKED,
        A.REFUSED,
        A.STOPPED,
        A.WITHDRAWN,
        A.EXTENDED,
        A.FINISHED,
        A.CODE_NOTED,
    }
    assert str(found[A.APOLOGISED]) == "LIFE-015"


def test_a_case_lives_under_the_version_of_its_day(rules: LifeRules) -> None:
    assert rules.on(date(2024, 1, 2)).id == "nd-61-2018"
    assert rules.on(date(2026, 11, 25)).id == "nd-118-2025"
    with pytest.raises(CodedError, match="LIFE-014"):
        rules.on(date(2022, 12, 31))


# ---- the clock


def test_the_clock_stands_still_while_the_citizen_is_waited_for(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    life = act(database, rules, case_id, ASK, at(26))  # Thursday: three working days left (27/11, 30/11, 1/12)
    assert life.standing.stop is not None
    assert life.standing.stop.left == 3
    with UnitOfWork(database) as uow:
        for kind, there in ((BoardKind.OVERDUE, 0), (BoardKind.CITIZEN, 1)):
            assert uow.case_life.count(BoardQuery(kind, at(10, month=12))) == there
    life = act(database, rules, case_id, A.SUPPLEMENTED, at(10, month=12))  # Thursday again
    assert (life.standing.due_at, life.standing.stop) == (at(15, 17, 12), None)
    assert life.basis.first_due_at == DUE
    with UnitOfWork(database) as uow:
        assert uow.cases.summaries([case_id])[0].due_at == at(15, 17, 12)
        assert uow.cases.get(case_id).content.appointment.due_at == DUE


def test_what_was_late_before_the_request_stays_late(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    act(database, rules, case_id, ASK, at(2, month=12))
    with UnitOfWork(database) as uow:
        assert uow.case_life.count(BoardQuery(BoardKind.OVERDUE, at(3, month=12))) == 1
    life = act(database, rules, case_id, A.SUPPLEMENTED, at(9, month=12))
    assert life.standing.due_at == DUE


def test_hours_are_counted_in_working_hours(database: Database) -> None:
    rules = shipped_rules()
    due = at(25, 16)
    case_id = receive(
        database, case_of(appointment=Appointment(due), by_hour=True, procedure_code="9.999999", at=at(25, 8))
    ).id
    life = act(database, rules, case_id, ASK, at(25, 11))  # half an hour before noon, two and a half after it
    assert life.standing.stop is not None
    assert life.standing.stop.left == 180
    life = act(database, rules, case_id, A.SUPPLEMENTED, at(26, 15))
    assert life.standing.due_at == at(27, 8) + timedelta(minutes=30)
    finished = act(database, rules, case_id, A.FINISHED, at(27, 9))
    assert finished.standing.finished is Timeliness.LATE


def test_early_on_time_late() -> None:
    due = at(25, 16)
    assert [timeliness(when, due, by_hour=True) for when in (at(25, 15), due, due + timedelta(seconds=1))] == [
        Timeliness.EARLY,
        Timeliness.ON_TIME,
        Timeliness.LATE,
    ]
    assert [timeliness(when, due, by_hour=False) for when in (at(24, 23), at(25, 23), at(26, 0))] == [
        Timeliness.EARLY,
        Timeliness.ON_TIME,
        Timeliness.LATE,
    ]


def test_extended_before_the_due_date_once(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    for wrong in (None, DUE, at(29), at(5, 17, 12)):  # none, not later, in the past, a Saturday
        with pytest.raises(CodedError, match="LIFE-005"):
            act(database, rules, case_id, LifeStep(A.EXTENDED, "Chờ xác minh", due_at=wrong), at(30))
    life = act(database, rules, case_id, step_to_due(A.EXTENDED, at(4, 17, 12)), at(1, 17, 12))
    assert (life.standing.due_at, life.standing.promised_at) == (at(4, 17, 12), at(4, 17, 12))
    with pytest.raises(CodedError, match="LIFE-004"):
        act(database, rules, case_id, step_to_due(A.EXTENDED, at(8, 17, 12)), at(2, month=12))
    with UnitOfWork(database) as uow:
        assert uow.facts.total(FactKind.APOLOGY, date(2026, 12, 1)) == 1
        assert uow.facts.cases_with_apology([case_id]) == [case_id]


def test_a_case_that_is_paid_online_twice_counts_once(database: Database, rules: LifeRules) -> None:
    """What is counted is cases, so that the share of those with a fee is a share."""
    case_id = made(database)
    ask, online = LifeStep(A.PAYMENT_ASKED), LifeStep(A.PAID, amount=8_000, online=True)
    act(database, rules, case_id, ask, at(25, 10))
    first = act(database, rules, case_id, online, at(25, 11)).last_event_id

    def counted() -> list[int]:
        with UnitOfWork(database) as uow:
            return [uow.facts.total(FactKind.PAYMENT_ONLINE, at(day).date()) for day in (25, 26, 27)]

    assert counted() == [1, 0, 0]
    act(database, rules, case_id, ask, at(26, 10))
    second = act(database, rules, case_id, online, at(26, 11)).last_event_id
    assert counted() == [1, 0, 0]
    correct(database, rules, case_id, second, at(27))
    assert counted() == [1, 0, 0]
    act(database, rules, case_id, online, at(27, 10))
    with pytest.raises(CodedError):  # the second request stands on the first payment
        correct(database, rules, case_id, first, at(27, 11))
    assert counted() == [1, 0, 0]


def test_an_apology_after_the_due_date_does_not_make_a_late_case_in_time(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    with pytest.raises(CodedError, match="LIFE-015"):
        act(database, rules, case_id, step_to_due(A.APOLOGISED, at(8, 17, 12)), at(30))
    with pytest.raises(CodedError, match="LIFE-003"):
        act(database, rules, case_id, step_to_due(A.EXTENDED, at(8, 17, 12)), at(2, month=12))
    life = act(database, rules, case_id, step_to_due(A.APOLOGISED, at(8, 17, 12)), at(2, month=12))
    assert (life.standing.due_at, life.standing.promised_at) == (DUE, at(8, 17, 12))
    life = act(database, rules, case_id, A.FINISHED, at(7, month=12))
    assert life.standing.finished is Timeliness.LATE


def test_papers_that_come_after_an_apology_leave_the_promised_time(database: Database, rules: LifeRules) -> None:
    """The citizen was told of no time since; the case is still held against the one that it missed."""
    case_id = made(database)
    act(database, rules, case_id, step_to_due(A.APOLOGISED, at(8, 17, 12)), at(2, month=12))
    act(database, rules, case_id, LifeStep(A.SUPPLEMENT_ASKED, "Thiếu giấy"), at(3, month=12))
    life = act(database, rules, case_id, A.SUPPLEMENTED, at(4, month=12))
    assert (life.standing.due_at, life.standing.promised_at) == (DUE, at(8, 17, 12))
    assert life.standing.stop is None


# ---- who gets the result


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (changed(TO_HER, id_number="079200000001"), "LIFE-008"),
        (changed(TO_HER, receiver=Receiver.SUBMITTER), "LIFE-008"),
        (changed(TO_HER, signed=False), "LIFE-009"),
        (changed(TO_HER, source=None), "LIFE-009"),
        (changed(TO_HER, receiver=Receiver.AUTHORISED), "LIFE-009"),
        (ReturnFacts(ReturnMethod.POSTAL), "LIFE-009"),
        (None, "LIFE-009"),
        (changed(TO_HER, id_number=AN.old_number), ""),
        (changed(TO_HER, receiver=Receiver.AUTHORISED, id_number="079200000001", authority="Giấy ủy quyền 1"), ""),
        (ReturnFacts(ReturnMethod.POSTAL, tracking="EB123456789VN"), ""),
        (ReturnFacts(ReturnMethod.ONLINE), ""),
    ],
)
def test_only_to_whom_it_belongs(database: Database, rules: LifeRules, facts: ReturnFacts | None, code: str) -> None:
    case_id = made(database)
    act(database, rules, case_id, A.FINISHED, at(26))
    step = LifeStep(A.RETURNED, details=facts)
    if not code:
        assert act(database, rules, case_id, step, at(27)).standing.state is CaseState.RETURNED
        return
    with pytest.raises(CodedError, match=code):
        act(database, rules, case_id, step, at(27))
    with UnitOfWork(database) as uow:
        assert uow.cases.get(case_id).state is CaseState.DONE


def test_whose_card_it_is() -> None:
    binh = person("Trần Văn Bính", "079200000001")
    people = CasePeople(AN, binh)
    assert receiver_of(people, AN.number, "khác tên") is Receiver.APPLICANT
    assert receiver_of(people, binh.number, binh.full_name) is Receiver.SUBMITTER
    assert receiver_of(people, "001", AN.full_name) is Receiver.AUTHORISED
    nameless = CasePeople(person("Lê Thị Không Số"))
    assert receiver_of(nameless, "", "LE THI KHONG SO") is Receiver.APPLICANT


# ---- corrections


def test_what_was_taken_back_can_still_be_read(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    asked = act(database, rules, case_id, ASK, at(26)).last_event_id
    life = correct(database, rules, case_id, asked, at(26, 10), "Nhầm hồ sơ")
    assert (life.standing.state, life.standing.stop, life.standing.due_at) == (CaseState.RECEIVED, None, DUE)
    assert [(event.act, event.why, event.taken_back_by) for event in life.events[1:]] == [
        (A.SUPPLEMENT_ASKED, "Thiếu giấy chứng sinh", life.last_event_id),
        (A.CORRECTED, "Nhầm hồ sơ", None),
    ]
    for twice in (asked, life.events[0].id, life.last_event_id, 999):
        with pytest.raises(CodedError, match="LIFE-006"):
            correct(database, rules, case_id, twice, at(26, 11))
    with pytest.raises(CodedError, match="LIFE-002"):
        correct(database, rules, case_id, asked, at(26, 11), " ")


def test_what_others_stand_on_is_taken_back_last(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    asked = act(database, rules, case_id, ASK, at(26)).last_event_id
    brought = act(database, rules, case_id, A.SUPPLEMENTED, at(27)).last_event_id
    with pytest.raises(CodedError, match="LIFE-007"):
        correct(database, rules, case_id, asked, at(27, 10))
    correct(database, rules, case_id, brought, at(27, 10))
    life = correct(database, rules, case_id, asked, at(27, 11))
    assert (life.standing.state, life.standing.due_at) == (CaseState.RECEIVED, DUE)


def test_the_clock_is_counted_anew_from_what_stands(database: Database, rules: LifeRules) -> None:
    """An extension is taken back below a request: what was left of the term was less."""
    case_id = made(database)
    extended = act(database, rules, case_id, step_to_due(A.EXTENDED, at(4, 17, 12)), at(25, 10)).last_event_id
    act(database, rules, case_id, ASK, at(26))
    life = act(database, rules, case_id, A.SUPPLEMENTED, at(10, month=12))
    assert life.standing.due_at == at(18, 17, 12)  # six working days were left
    life = correct(database, rules, case_id, extended, at(10, 10, 12))
    assert life.standing.due_at == at(15, 17, 12)  # three
    with UnitOfWork(database) as uow:
        assert uow.facts.total(FactKind.APOLOGY, date(2026, 11, 25)) == 0
        assert uow.cases.life(case_id).standing == life.standing


def test_a_mistaken_end_opens_the_case_again(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    done = act(database, rules, case_id, A.FINISHED, at(26)).last_event_id
    returned = act(database, rules, case_id, LifeStep(A.RETURNED, details=TO_HER), at(26, 10)).last_event_id
    with UnitOfWork(database) as uow:
        before = uow.indicators().counts(date(2026, 11, 26))
    assert (before["finished.early"], before["events.returned"], before["open.in_time"]) == (1, 1, 0)
    correct(database, rules, case_id, returned, at(2, month=12))
    correct(database, rules, case_id, done, at(2, 10, 12))
    with UnitOfWork(database) as uow:
        then, now = (uow.indicators().counts(day) for day in (date(2026, 11, 26), date(2026, 12, 2)))
        assert (then["finished.early"], then["events.returned"], then["open.in_time"]) == (0, 0, 1)
        assert (now["open.late"], now["open.in_time"], now["results.finished"]) == (1, 0, 0)
        assert [each.summary.id for each in uow.case_life.board(BoardQuery(BoardKind.OVERDUE, at(3, month=12)), 9)] == [
            case_id
        ]


def test_a_hand_over_after_an_end_that_is_taken_back_is_no_end(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    done = act(database, rules, case_id, A.FINISHED, at(26)).last_event_id
    act(database, rules, case_id, LifeStep(A.HANDED_OVER, details=HandOver("Một cửa", "Bộ phận 1")), at(26, 10))
    life = correct(database, rules, case_id, done, at(27))
    assert (life.standing.state, life.standing.finished) == (CaseState.IN_PROGRESS, None)
    with UnitOfWork(database) as uow:
        assert uow.indicators().counts(date(2026, 11, 27))["open.in_time"] == 1


def test_a_past_day_is_held_against_the_due_time_that_it_had(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    act(database, rules, case_id, step_to_due(A.EXTENDED, at(9, 17, 12)), at(1, month=12))
    waiting = made(database)
    act(database, rules, waiting, ASK, at(30))
    act(database, rules, waiting, A.SUPPLEMENTED, at(8, month=12))  # one day was left: due on 9/12
    with UnitOfWork(database) as uow:
        open_on = {day: uow.indicators().open_on(date(2026, 12, day)) for day in (1, 3, 9, 10)}
    assert [(open_on[day]["open.in_time"], open_on[day]["open.late"]) for day in (1, 3, 9, 10)] == [
        (2, 0),
        (2, 0),
        (2, 0),
        (0, 2),
    ]


def test_nothing_of_it_can_be_changed(database: Database, rules: LifeRules) -> None:
    case_id = made(database)
    noted = LifeStep(A.CODE_NOTED, details=CodeFacts("province", "H20.1", CodeWay.CARRIED))
    correct(database, rules, case_id, act(database, rules, case_id, noted, at(26)).last_event_id, at(27))
    for change in (
        "UPDATE case_event_details SET details = 'x'",
        "DELETE FROM case_event_details",
        "DELETE FROM case_voids",
        "UPDATE outside_codes SET code = 'x'",
    ):
        with pytest.raises(IntegrityError, match="append-only"), database.connect() as connection:
            connection.execute(text(change))


# ---- codes elsewhere


def test_both_codes_and_which_system_still_lacks_it(database: Database, rules: LifeRules) -> None:
    expected = rules.expected_systems("Hộ tịch", NOW.date())
    assert expected == ("province", "civil_status")
    assert rules.expected_systems("Chứng thực", NOW.date()) == ("province",)
    first, second = made(database, expected_in=expected), made(database, expected_in=expected)

    def note(case_id: int, code: str, when: datetime, system: str = "province") -> int:
        step = LifeStep(A.CODE_NOTED, details=CodeFacts(system, code, CodeWay.CARRIED))
        return act(database, rules, case_id, step, when).last_event_id

    noted = note(first, " H20.25-261125-0007 ", at(25, 10))
    for wrong in ("", "x" * 61, "a\nb"):
        with pytest.raises(CodedError, match="LIFE-012"):
            note(first, wrong, at(25, 11))
    with pytest.raises(CodedError, match="LIFE-012"):
        note(first, "1", at(25, 11), "unknown")
    with pytest.raises(CodedError, match="LIFE-013"):
        note(second, "H20.25-261125-0007", at(25, 11))
    with UnitOfWork(database) as uow:
        life = uow.cases.life(first)
        assert ([(each.system, each.code) for each in life.outside], life.lacks) == (
            [("province", "H20.25-261125-0007")],
            ("civil_status",),
        )
        assert [each.id for each in uow.search.cases("H20.25-261125-0007")] == [first]
        for system, lacking in (("", [second, first]), ("civil_status", [second, first]), ("province", [second])):
            query = BoardQuery(BoardKind.LACKING, NOW, only=BoardFilter(system=system))
            assert [each.summary.id for each in uow.case_life.board(query, 9)] == lacking
            assert uow.case_life.count(query) == len(lacking)
            assert uow.case_life.count(query, 1) == 1
        lacks = [each.lacks for each in uow.case_life.of_ids([first, second]).values()]
        assert lacks == [("civil_status",), ("civil_status", "province")]
    life = correct(database, rules, first, noted, at(26))
    assert (life.outside, life.lacks) == ((), ("civil_status", "province"))
    with UnitOfWork(database) as uow:
        assert uow.search.cases("H20.25-261125-0007") == []
    note(second, "H20.25-261125-0007", at(26, 10))
    assert life.standing.state is CaseState.RECEIVED


# ---- boards


def test_the_boards(database: Database, rules: LifeRules) -> None:
    due_today, late, mine, other, returned = (made(database) for _ in range(5))
    now = at(1, 9, 12)
    act(database, rules, late, step_to_due(A.EXTENDED, at(2, 17, 12)), at(25, 10))
    over = LifeStep(A.HANDED_OVER, details=HandOver("Một cửa", "Địa chính", "Lê Văn Tư"))
    act(database, rules, other, over, at(30))
    act(database, rules, returned, A.FINISHED, at(30))
    with UnitOfWork(database) as uow:
        officer = uow.officers.add("tu", "Lê Văn Tư").id
        uow.commit()
    to_him = LifeStep(A.HANDED_OVER, details=HandOver("Một cửa", "Địa chính", "Lê Văn Tư", officer))
    act(database, rules, mine, to_him, at(30))

    def on(kind: BoardKind, when: datetime = now, **more: object) -> list[int]:
        with UnitOfWork(database) as uow:
            query = replace(BoardQuery(kind, when), **more)  # type: ignore[arg-type]
            assert uow.case_life.count(query) == len(uow.case_life.board(query, 99))
            return [each.summary.id for each in uow.case_life.board(query, 99)]

    assert on(BoardKind.DUE_TODAY) == [due_today, mine, other]
    assert on(BoardKind.OVERDUE) == []
    assert on(BoardKind.OVERDUE, at(2, month=12)) == [due_today, mine, other]
    assert on(BoardKind.MINE, officer_id=officer) == [mine]
    assert on(BoardKind.MINE, officer_id=1) == [due_today, late]
    assert on(BoardKind.AT_PART, part="Địa chính") == [mine, other]
    assert on(BoardKind.HUNG, hung_days=2) == [due_today, late]
    assert on(BoardKind.TO_RETURN) == [returned]
    with UnitOfWork(database) as uow:
        assert uow.case_life.parts() == [("", 2), ("Địa chính", 2)]
        assert uow.case_life.counts(now, officer)[BoardKind.MINE] == 1


def test_hours_are_late_by_the_hour(database: Database) -> None:
    case_id = receive(database, case_of(appointment=Appointment(at(25, 16)), by_hour=True)).id
    with UnitOfWork(database) as uow:
        late = [uow.case_life.count(BoardQuery(BoardKind.OVERDUE, at(25, hour))) for hour in (15, 16, 17)]
        assert late == [0, 0, 1]
        assert uow.case_life.count(BoardQuery(BoardKind.DUE_TODAY, at(25, 15))) == 1
        assert uow.indicators().case_ids("open.late", date(2026, 11, 25), 9) == [case_id]
