"""The columns of a book's Excel, and what is wrong in one that comes back, by row and column."""

import string
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.records.book_forms import BookForm, FieldProblemCode
from desktop.records.books import MatchResult
from devices.errors import CodedError

INDEX, NUMBER, PAGE, PDF, RESULT, NOTE = "#index", "#number", "#page", "#pdf", "#result", "#note"
SHOWN = 5
RESULT_TEXTS = {
    MatchResult.MATCH: "Khớp",
    MatchResult.DIFFERS: "Lệch",
    MatchResult.NOT_FOUND: "Không tìm thấy",
}
PROBLEM_TEXTS = {
    FieldProblemCode.MISSING: "bắt buộc nhưng để trống",
    FieldProblemCode.UNKNOWN_FIELD: "không có mục này",
    FieldProblemCode.TOO_LONG: "quá dài",
    FieldProblemCode.UNPRINTABLE: "có ký tự không in được",
    FieldProblemCode.NO_DATE: "không phải ngày dd/mm/yyyy, năm yyyy, hay ngày có phần -- không rõ",
    FieldProblemCode.FUTURE_DATE: "ngày chưa tới",
    FieldProblemCode.NO_IDENTITY_NUMBER: "không phải số 9 hoặc 12 chữ số",
    FieldProblemCode.NOT_A_CHOICE: "không có trong danh sách lựa chọn",
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: a field of the form, or one of the sheet's own, whose names begin with ``#``."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something wrong in one cell; `line` is the sheet's row, `column` its letters. Never holds what the cell says."""

    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        """As shown to whoever corrects the file."""
        return f"Hàng {self.line}, cột {self.column}: {self.problem}"


class BookSheetError(CodedError):
    """BOOK-021: an Excel that came back is not taken over; nothing of it was.

    Attributes:
        problems: All of them, by row and column.
    """

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.line, len(each.column), each.column)))
        first = "\n".join(str(problem) for problem in self.problems[:SHOWN])
        super().__init__("BOOK-021", count=len(self.problems), first=first)


def columns(form: BookForm) -> tuple[SheetColumn, ...]:
    """The columns of a kind of book, in order."""
    return (
        SheetColumn(INDEX, "STT"),
        SheetColumn(NUMBER, "Số"),
        SheetColumn(PAGE, "Trang"),
        SheetColumn(PDF, "Tệp PDF"),
        *(SheetColumn(spec.id, spec.label) for spec in form.fields),
        SheetColumn(RESULT, "Kết quả đối chiếu CSDLQGVDC"),
        SheetColumn(NOTE, "Ghi chú đối chiếu"),
    )


def letters(form: BookForm) -> dict[str, str]:
    """The sheet's letters of every column."""
    return {column.key: letter(place) for place, column in enumerate(columns(form))}


def letter(place: int) -> str:
    """The sheet's letters of a column, counted from 0, below 702."""
    tens, ones = divmod(place, 26)
    return (string.ascii_uppercase[tens - 1] if tens else "") + string.ascii_uppercase[ones]
