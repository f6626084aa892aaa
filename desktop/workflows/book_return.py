"""The Excel that comes back, held against the records: everything in it fits, or nothing of it is taken over.

An entry that waits for entering takes the row's fields. A later one stands as it was entered: a row that says
something else is a mistake, to be settled by sending the entry back.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.records.book_forms import BookForm
from desktop.records.book_sheet import (
    NUMBER,
    PAGE,
    PROBLEM_TEXTS,
    RESULT,
    BookSheetError,
    RowProblem,
    letters,
)
from desktop.records.books import Book, Deed, Entry, MatchResult, ReturnedRow, Stage
from desktop.records.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Planned:
    """A row with its entry; `enters` if its fields are new."""

    row: ReturnedRow
    entry: Entry
    enters: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """What an Excel brought."""

    entered: int
    results: Mapping[MatchResult, int]


def check_rows(uow: UnitOfWork, book: Book, form: BookForm, rows: Sequence[ReturnedRow], deed: Deed) -> list[Planned]:
    """Hold every row against the records; nothing is changed yet.

    Raises:
        BookSheetError: Some do not fit.
    """
    entries = {entry.number: entry for entry in uow.book_entries.of_book(book.id)}
    at, found = letters(form), list[RowProblem]()
    repeated = {number for number, count in Counter(row.number for row in rows).items() if count > 1}
    plan: list[Planned] = []
    for row in rows:
        entry = entries.get(row.number)
        if row.number in repeated:
            found.append(RowProblem(row.line, at[NUMBER], "số này có nhiều hơn một hàng"))
        if entry is None:
            found.append(RowProblem(row.line, at[NUMBER], "sổ không có số này"))
            continue
        wrong = list(_problems(row, entry, form, deed))
        enters = entry.standing.stage is Stage.CAPTURED and bool(row.fields)
        if enters and uow.books.holder(book.id, entry.page) != deed.officer_id:
            wrong.append((PAGE, "trang không thuộc gói việc của người nhận lại"))
        found += [RowProblem(row.line, at[key], problem) for key, problem in wrong]
        plan.append(Planned(row, entry, enters))
    if found:
        raise BookSheetError(found)
    return plan


def apply_rows(uow: UnitOfWork, plan: Sequence[Planned], deed: Deed) -> Applied:
    """Enter and match what was planned."""
    results: Counter[MatchResult] = Counter()
    for planned in plan:
        if planned.enters:
            uow.book_entries.enter(planned.entry.id, planned.row.fields, deed)
        if planned.row.result is not None:
            noted = replace(deed, note=planned.row.note)
            uow.book_entries.match(planned.entry.id, planned.row.result, noted)
            results[planned.row.result] += 1
    return Applied(sum(planned.enters for planned in plan), dict(results))


def _problems(row: ReturnedRow, entry: Entry, form: BookForm, deed: Deed) -> Iterator[tuple[str, str]]:
    """Columns with what is wrong in them."""
    stage = entry.standing.stage
    if row.page != entry.page:
        yield PAGE, "trang khác với trang đã chụp"
    if stage.rank < Stage.CAPTURED.rank:
        yield NUMBER, "trường hợp này đang chờ chụp lại"
    elif stage is Stage.CAPTURED and row.fields:
        for problem in form.problems(row.fields, deed.at.date()):
            yield problem.field, PROBLEM_TEXTS[problem.code]
    elif stage is not Stage.CAPTURED:
        for spec in form.fields:
            if row.fields.get(spec.id, "") != entry.fields.get(spec.id, ""):
                yield spec.id, "khác với dữ liệu đã nhập và kiểm tra"
    if row.result is not None and stage is not Stage.UPDATED:
        yield RESULT, "trường hợp này không chờ kết quả đối chiếu"
