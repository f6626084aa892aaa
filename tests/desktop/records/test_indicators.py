"""Every count, against a recount in plain Python over the same facts."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.records.cases import Appointment, Case, CasePaper, CaseState, IdentitySource, PaperState
from desktop.records.catalogue.models import PaperAnswer, ReceptionChannel, ServiceGroup
from desktop.records.database import Database
from desktop.records.desk_facts import FactKind
from desktop.records.indicator_expressions import HAVE_CASES, INDICATORS, STOCKS
from desktop.records.indicator_facets import WAIVERS
from desktop.records.open_cases import CLOSED, RESOLVED
from desktop.records.paper_files import RESULT
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from sync.indicators import load_indicators
from tests.helpers.desk import NOW, case_of, receive

RESOURCES = Path(__file__).parents[3] / "resources"
DAYS = [NOW.date() + timedelta(days=nth) for nth in range(4)]
NO_RESULT = "2.000815"
STATES = [
    CaseState.IN_PROGRESS,
    CaseState.AWAITING_SUPPLEMENT,
    CaseState.DONE,
    CaseState.RETURNED,
    CaseState.REFUSED,
    CaseState.STOPPED,
    CaseState.WITHDRAWN,
]


def counts(database: Database, day: date) -> dict[str, int]:
    with UnitOfWork(database) as uow:
        return uow.indicators([NO_RESULT]).counts(day)


def test_what_is_defined_is_what_is_counted() -> None:
    assert sorted(each.id for each in load_indicators(RESOURCES / "indicators").indicators) == sorted(INDICATORS)


def test_a_day_without_anything_has_every_count(database: Database) -> None:
    found = counts(database, DAYS[0])
    assert list(found) == list(INDICATORS)
    assert set(found.values()) == {0}


def test_done_and_returned_on_one_day_is_one_result(database: Database) -> None:
    case = receive(database, case_of())
    with UnitOfWork(database) as uow:
        for nth, state in enumerate((CaseState.DONE, CaseState.RETURNED, CaseState.DONE)):
            uow.cases.record(case.id, state, at=NOW + timedelta(hours=nth), officer_id=1, happened=state)
        uow.commit()
    found = counts(database, DAYS[0])
    assert (found["results.finished"], found["finished.early"], found["events.returned"], found["open.in_time"]) == (
        1,
        1,
        1,
        0,
    )


def test_an_earlier_day_does_not_change_afterwards(database: Database) -> None:
    case = receive(database, case_of())
    before = counts(database, DAYS[0])
    assert before["open.in_time"] == 1
    with UnitOfWork(database) as uow:
        at = NOW + timedelta(days=3)
        uow.cases.record(case.id, CaseState.DONE, at=at, officer_id=1, happened="done")
        uow.facts.add(FactKind.DIGITIZED_STORED, at, 1, case_id=case.id, paper_position=0)
        uow.commit()
    assert counts(database, DAYS[0]) == before
    assert counts(database, DAYS[2])["open.late"] == 1
    assert counts(database, DAYS[3])["open.late"] == 0


def test_days_and_open_cases_where_a_clock_was_set_back(database: Database) -> None:
    """A later case has an earlier day: the highest id of a day's end is not that of its last day."""
    backwards = [receive(database, case_of(at=NOW + timedelta(days=nth))) for nth in (3, 0, 1, 0)]
    with UnitOfWork(database) as uow:
        at = NOW + timedelta(days=3)
        for case in backwards[1:]:
            uow.cases.record(case.id, CaseState.DONE, at=at, officer_id=1, happened="done")
        uow.commit()
    expected = {DAYS[0]: 2, DAYS[1]: 3, DAYS[2]: 3, DAYS[3]: 1}
    assert {day: sum(counts(database, day)[name] for name in STOCKS) for day in DAYS} == expected
    with UnitOfWork(database) as uow:
        queries = uow.indicators()
        assert uow.days.days_with_facts(DAYS[0], DAYS[3]) == [DAYS[0], DAYS[1], DAYS[3]]
        assert uow.days.days_with_facts(DAYS[3], DAYS[0]) == []
        for day in DAYS:
            found = {name: count for name, count in queries.counts(day).items() if name.startswith("received.")}
            assert {name: count for name, count in found.items() if count} == queries.received(*DAYS[::3]).get(day, {})


def test_strict_and_loose_differ_until_the_file_is_there(database: Database) -> None:
    case = receive(database, case_of())
    found = counts(database, DAYS[0])
    assert (found["digitized.cases_loose"], found["digitized.cases_strict"]) == (1, 0)
    with UnitOfWork(database) as uow:
        uow.facts.add(FactKind.DIGITIZED_STORED, NOW, 1, case_id=case.id, paper_position=0)
        uow.commit()
    assert counts(database, DAYS[0])["digitized.cases_strict"] == 1
    with UnitOfWork(database) as uow:  # taken back: entered by mistake
        uow.facts.add(FactKind.DIGITIZED_STORED, NOW, 1, case_id=case.id, paper_position=0, amount=-1)
        uow.commit()
    found = counts(database, DAYS[0])
    assert (found["digitized.cases_strict"], found["digitized.stored"]) == (0, 0)


@pytest.mark.parametrize("end", [CaseState.WITHDRAWN, CaseState.STOPPED, CaseState.REFUSED])
@pytest.mark.parametrize("code", ["1.001193", NO_RESULT])
def test_what_came_to_no_result_owes_none(database: Database, end: CaseState, code: str) -> None:
    case = receive(database, case_of(procedure_code=code))
    with UnitOfWork(database) as uow:
        uow.cases.record(case.id, end, at=NOW, officer_id=1, happened=end)
        uow.commit()
    found = counts(database, DAYS[0])
    assert [found[f"results.{name}"] for name in ("owed", "with_file", "none")] == [0, 0, 0]


def test_a_result_counts_with_its_file_of_the_same_day(database: Database) -> None:
    late, early = (receive(database, case_of()) for _ in range(2))
    with UnitOfWork(database) as uow:
        for case in (late, early):
            uow.cases.record(case.id, CaseState.DONE, at=NOW, officer_id=1, happened="done")
        for case, day in ((early, 0), (late, 1)):
            at = NOW + timedelta(days=day)
            uow.facts.add(FactKind.RESULT_FILE, at, 1, case_id=case.id, paper_position=RESULT)
        uow.commit()
    first, second = counts(database, DAYS[0]), counts(database, DAYS[1])
    assert (first["results.owed"], first["results.with_file"], first["results.file"]) == (2, 1, 1)
    assert (second["results.owed"], second["results.with_file"], second["results.file"]) == (0, 0, 1)


def test_nothing_less_than_none(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.facts.add(FactKind.VNEID_GUIDED, NOW, 1)
        for amount in (-2, 0, 100_001):
            with pytest.raises(CodedError, match="DAY-001"):
                uow.facts.add(FactKind.VNEID_GUIDED, NOW, 1, amount=amount)
        uow.facts.add(FactKind.VNEID_GUIDED, NOW, 1, amount=-1)
        assert uow.facts.total(FactKind.VNEID_GUIDED, DAYS[0]) == 0


# ---- against a recount


def fill(database: Database, draw: random.Random) -> list[int]:
    """Two hundred cases over four days, whatever can happen to them, and facts."""
    made = []
    for _ in range(200):
        at = NOW + timedelta(days=draw.randrange(4), minutes=draw.randrange(400))
        papers = tuple(
            CasePaper(
                f"Giấy {nth}",
                draw.choice(list(PaperAnswer)),
                draw.choice(list(PaperState)),
                waiver_id=draw.choice((*WAIVERS, "new_kind", "")),
            )
            for nth in range(draw.randrange(4))
        )
        case = case_of(
            at=at,
            channel=draw.choice(list(ReceptionChannel)),
            group=draw.choice(list(ServiceGroup)),
            identity_source=draw.choice(list(IdentitySource)),
            papers=papers,
            procedure_code=draw.choice(("1.001193", NO_RESULT)),
            fee_amount=draw.choice((0, 8000)),
            fee_paid=draw.random() < 0.5,
            appointment=Appointment(at + timedelta(days=draw.randrange(3))),
        )
        made.append(receive(database, case).id)
    with UnitOfWork(database) as uow:
        for case_id in made:
            moment = uow.cases.get(case_id).content.received_at
            for _ in range(draw.choice((0, 0, 1, 2, 3))):
                moment += timedelta(hours=draw.choice((0, 1, 20, 40)))
                uow.cases.record(case_id, draw.choice(STATES), at=moment, officer_id=1, happened="test")
            for position in range(len(uow.cases.get(case_id).content.papers)):
                if draw.random() < 0.6:
                    kind = draw.choice((FactKind.DIGITIZED_STORED, FactKind.REUSED_PAPER, FactKind.DIGITIZED_SCANNED))
                    uow.facts.add(kind, moment, 1, case_id=case_id, paper_position=position)
            if draw.random() < 0.5:
                at = moment + timedelta(days=draw.choice((-1, 0, 1)))
                uow.facts.add(FactKind.RESULT_FILE, at, 1, case_id=case_id, paper_position=RESULT)
        for kind in FactKind:
            for day in range(4):
                uow.facts.add(kind, NOW + timedelta(days=day), 1, amount=draw.randint(1, 9))
        uow.commit()
    return made


def recount(
    uow: UnitOfWork, made: list[int], facts: list[tuple[str, date, int | None, int | None, int]], day: date
) -> Counter[str]:
    """The same counts by going through everything."""
    found: Counter[str] = Counter()
    for case in map(uow.cases.get, made):
        if case.content.received_at.date() == day:
            count_received(found, case, facts, day)
        count_history(found, case, facts, day)
    for kind, on, _case, _position, amount in facts:
        if on == day:
            name = {"apology": "events.apology", "result_file": "results.file"}.get(kind, kind.replace("_", ".", 1))
            found[name] += amount
    return found


def count_received(
    found: Counter[str], case: Case, facts: list[tuple[str, date, int | None, int | None, int]], day: date
) -> None:
    content = case.content
    found[f"received.{content.channel}.{content.group}"] += 1
    found[f"identity.{content.identity_source}"] += 1
    found["payment.due"] += content.fee_amount > 0
    direct = content.channel in {ReceptionChannel.COUNTER, ReceptionChannel.POSTAL}
    found["payment.at_intake"] += content.fee_amount > 0 and content.fee_paid and direct
    given = [
        (position, paper)
        for position, paper in enumerate(content.papers)
        if paper.state in {PaperState.HANDED_IN, PaperState.SHOWN}
    ]
    for _, paper in given:
        found[f"papers.{paper.answer}"] += 1
    for paper in content.papers:
        found["papers.missing"] += paper.state is PaperState.MISSING
        if paper.state is PaperState.WAIVED:
            found[f"waived.{paper.waiver_id if paper.waiver_id in WAIVERS else 'other'}"] += 1
    must = [position for position, paper in given if paper.answer is PaperAnswer.DIGITIZE]
    found["digitized.cases_loose"] += any(
        paper.answer in {PaperAnswer.DIGITIZE, PaperAnswer.DATA_EXISTS} for _, paper in given
    )
    mine = [(kind, position) for kind, on, case_id, position, _ in facts if case_id == case.id and on <= day]
    reused = {position for kind, position in mine if kind in {"reused_paper", "reused_result"}}
    kept = reused | {position for kind, position in mine if kind == "digitized_stored"}
    found["papers.with_file"] += len(kept & set(must))
    found["papers.reused"] += len(reused & set(must))
    found["digitized.cases_strict"] += bool(must) and set(must) <= kept


def count_history(
    found: Counter[str], case: Case, facts: list[tuple[str, date, int | None, int | None, int]], day: date
) -> None:
    seen: set[CaseState] = set()
    for entry in case.history:
        today = entry.at.date() == day
        if today and entry.state is CaseState.AWAITING_SUPPLEMENT:
            found["events.supplement"] += 1
        if today and entry.state not in seen:
            if entry.state is CaseState.DONE:
                due = case.content.appointment.due_at.date()
                found["finished.early" if due > day else "finished.on_time" if due == day else "finished.late"] += 1
                if case.content.procedure_code == NO_RESULT:
                    found["results.none"] += 1
                else:
                    found["results.owed"] += 1
                    found["results.with_file"] += any(
                        (kind, case_id, position) == ("result_file", case.id, RESULT) and on <= day
                        for kind, on, case_id, position, _ in facts
                    )
            if entry.state in {CaseState.REFUSED, CaseState.STOPPED, CaseState.WITHDRAWN, CaseState.RETURNED}:
                found[f"events.{entry.state}"] += 1
        if today and entry.state in RESOLVED and not seen & set(RESOLVED):
            found["results.finished"] += 1
        seen.add(entry.state)
    closed = any(entry.at.date() <= day and entry.state in CLOSED for entry in case.history)
    if case.content.received_at.date() <= day and not closed:
        found["open.late" if case.content.appointment.due_at.date() < day else "open.in_time"] += 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_recount_agrees(database: Database, seed: int) -> None:
    made = fill(database, random.Random(seed))
    with database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT kind, day, case_id, paper_position, amount FROM desk_facts").all()
    facts = [(kind, date.fromisoformat(day), case, position, amount) for kind, day, case, position, amount in rows]
    with UnitOfWork(database) as uow:
        for day in (*DAYS, DAYS[-1] + timedelta(days=2), DAYS[0] - timedelta(days=1)):
            found = uow.indicators([NO_RESULT]).counts(day)
            expected = recount(uow, made, facts, day)
            assert found == {name: expected[name] for name in INDICATORS}
            # The shares are other cases each, and together they are all of them.
            shares = [uow.indicators().open_on(day, (nth, 3)) for nth in range(3)]
            assert {name: sum(share[name] for share in shares) for name in STOCKS} == {
                name: expected[name] for name in STOCKS
            }
            assert expected["open.late"] + expected["open.in_time"] < 60 or all(any(each.values()) for each in shares)


def test_the_cases_behind_a_count(database: Database) -> None:
    fill(database, random.Random(4))
    once = {
        name
        for name in HAVE_CASES
        if not name.startswith(("papers.", "waived.", "digitized.", "reused.", "payment.online"))
    }
    once -= {"events.supplement", "events.apology", "results.file"}
    with UnitOfWork(database) as uow:
        queries = uow.indicators([NO_RESULT])
        for day in DAYS:
            found = queries.counts(day)
            for name in INDICATORS:
                cases = queries.case_ids(name, day, 1000)
                if name not in HAVE_CASES:
                    assert cases == []
                elif name in once:
                    assert len(cases) == found[name], name
                else:
                    assert len(cases) <= found[name]
                    assert not cases or found[name]
        name = next(name for name in sorted(once) if queries.counts(DAYS[0])[name] > 3)
        assert len(queries.case_ids(name, DAYS[0], 2)) == 2
        assert queries.case_ids("no.such.thing", DAYS[0], 5) == []


def test_moments_are_local(database: Database) -> None:
    """Half past midnight belongs to the new day, whatever UTC says."""
    receive(database, case_of(at=datetime.fromisoformat("2026-11-26T00:30:00+07:00")))
    assert counts(database, date(2026, 11, 26))["received.counter.essential_25"] == 1
    assert counts(database, date(2026, 11, 25))["received.counter.essential_25"] == 0
