"""Case codes and the numbers in them: two desks never collide, a number is never given twice, none is skipped."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.records.case_codes import CaseCode
from desktop.records.database import Database, open_database
from desktop.records.number_blocks import NumberBlock
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import KEY, NOW, PREFIX, case_of, desk, receive

TODAY = NOW.date()
DAYS = st.sampled_from([TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)])


@given(
    st.from_regex(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}", fullmatch=True),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 9999),
)
def test_a_code_reads_back_as_it_was_written(prefix: str, day: date, number: int) -> None:
    code = CaseCode(prefix, day, number)
    assert CaseCode.parse(str(code)) == code
    assert str(code).endswith(code.tail)


def test_a_code_is_written_as_the_circular_says() -> None:
    assert str(CaseCode("000.00.00.H58", date(2023, 2, 24), 1)) == "000.00.00.H58-230224-0001"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "000.00.00.H58-230231-0001",
        "000.00.00.H58-230224-001",
        "00.00.00.H58-230224-0001",
        "000.00.00.H58-230224-0001x",
        "٠٠٠.00.00.H58-230224-0001",
    ],
)
def test_another_text_is_no_code(text: str) -> None:
    with pytest.raises(CodedError, match="CASE-001"):
        CaseCode.parse(text)


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 9980),
    st.integers(1, 8),
    st.integers(1, 8),
    st.lists(st.tuples(st.booleans(), DAYS, st.booleans(), st.booleans()), max_size=40),
)
def test_two_desks_of_a_unit_never_give_one_code_twice_and_skip_none(
    first: int, size: int, other_size: int, steps: list[tuple[bool, date, bool, bool]]
) -> None:
    """Two desks offline, clocks that jump between days, takings that are not committed, desks closed and reopened."""
    given_out: dict[bool, list[CaseCode]] = {False: [], True: []}
    blocks = {False: (first, first + size - 1), True: (first + size, first + size + other_size - 1)}
    with TemporaryDirectory() as folder:
        desks: dict[bool, Database] = {}
        paths = {which: Path(folder, f"{which}.db") for which in blocks}
        for which, (low, high) in blocks.items():
            desks[which] = open_database(paths[which], KEY, create=True)
            with UnitOfWork(desks[which]) as uow:
                uow.blocks.add(NumberBlock(PREFIX, low, high, TODAY - timedelta(days=9)))
                uow.commit()
        for which, day, committed, reopened in steps:
            if reopened:
                desks[which].close()
                desks[which] = open_database(paths[which], KEY)
            with UnitOfWork(desks[which]) as uow:
                low, high = blocks[which]
                used = sum(code.day == day for code in given_out[which])
                assert uow.blocks.remaining(day) == high - low + 1 - used
                if low + used > high:
                    with pytest.raises(CodedError, match="CASE-004"):
                        uow.blocks.take(day)
                    continue
                code = uow.blocks.take(day)
                assert code == CaseCode(PREFIX, day, low + used)
                if committed:
                    uow.commit()
                    given_out[which].append(code)
        for opened in desks.values():
            opened.close()
    everything = [str(code) for codes in given_out.values() for code in codes]
    assert len(everything) == len(set(everything))


def test_no_block_for_the_day(tmp_path: Path) -> None:
    with desk(tmp_path) as database, UnitOfWork(database) as uow, pytest.raises(CodedError, match="CASE-003"):
        uow.blocks.take(date(2025, 12, 31))


def test_when_numbers_run_out_nothing_is_saved_and_another_block_helps(tmp_path: Path) -> None:
    with desk(tmp_path, first=9999) as database:
        assert receive(database, case_of()).code.endswith("-9999")
        with pytest.raises(CodedError, match="CASE-004"):
            receive(database, case_of())
        with UnitOfWork(database) as uow:
            assert len(uow.cases.recent(10)) == 1
            assert uow.blocks.remaining(TODAY) == 0
            assert uow.blocks.remaining(TODAY + timedelta(days=1)) == 1


def test_a_second_block_is_used_after_the_first(tmp_path: Path) -> None:
    with desk(tmp_path, first=10, last=11) as database:
        with UnitOfWork(database) as uow:
            uow.blocks.add(NumberBlock(PREFIX, 500, 501, TODAY))
            uow.commit()
            assert uow.blocks.remaining(TODAY) == 4
        numbers = [receive(database, case_of()).code[-4:] for _ in range(4)]
    assert numbers == ["0010", "0011", "0500", "0501"]


@pytest.mark.parametrize(
    "block",
    [
        NumberBlock("H58", 1, 2, TODAY),
        NumberBlock(PREFIX, 0, 2, TODAY),
        NumberBlock(PREFIX, 3, 2, TODAY),
        NumberBlock(PREFIX, 1, 10_000, TODAY),
    ],
)
def test_a_block_that_cannot_be(tmp_path: Path, block: NumberBlock) -> None:
    with desk(tmp_path) as database, UnitOfWork(database) as uow, pytest.raises(CodedError, match="CASE-002"):
        uow.blocks.add(block)


@pytest.mark.parametrize("block", [NumberBlock(PREFIX, 100, 300, TODAY), NumberBlock("000.99.09.H20", 500, 600, TODAY)])
def test_a_block_that_clashes_with_another(tmp_path: Path, block: NumberBlock) -> None:
    with desk(tmp_path, 1, 100) as database:
        with UnitOfWork(database) as uow, pytest.raises(CodedError, match="CASE-007"):
            uow.blocks.add(block)
        with UnitOfWork(database) as uow:
            uow.blocks.end(uow.blocks.all()[0], TODAY - timedelta(days=1))
            uow.blocks.add(block)
            assert uow.blocks.on(TODAY) == [block]
            assert len(uow.blocks.on(TODAY - timedelta(days=1))) == 1


def test_a_block_does_not_end_before_numbers_it_gave(tmp_path: Path) -> None:
    with desk(tmp_path) as database:
        receive(database, case_of())
        with UnitOfWork(database) as uow:
            (block,) = uow.blocks.all()
            with pytest.raises(CodedError, match="CASE-008"):
                uow.blocks.end(block, TODAY - timedelta(days=1))
            uow.blocks.end(block, TODAY)
            assert uow.blocks.on(TODAY + timedelta(days=1)) == []
