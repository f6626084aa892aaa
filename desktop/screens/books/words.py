"""What stages, kinds and events of civil-status books are called."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.records.book_forms import BookForm, FieldProblemCode
from desktop.records.book_sheet import NUMBER, PAGE
from desktop.records.books import Book, MatchResult, Stage
from desktop.screens.words import moment_text
from desktop.workflows.book_history import Change


def _tr(text: str) -> str:
    return QCoreApplication.translate("Books", text)


def stage_name(stage: Stage) -> str:
    """How far an entry is."""
    return {
        Stage.COLLECTED: _tr("Chờ chụp"),
        Stage.CAPTURED: _tr("Chờ nhập"),
        Stage.ENTERED: _tr("Chờ kiểm tra vòng 1"),
        Stage.CHECKED_ONCE: _tr("Đạt vòng 1"),
        Stage.CHECKED_TWICE: _tr("Đạt vòng 2"),
        Stage.UPDATED: _tr("Đã cập nhật, chờ đối chiếu"),
        Stage.MATCHED: _tr("Đã đối chiếu, chờ nghiệm thu"),
        Stage.APPROVED: _tr("Đã nghiệm thu"),
    }[stage]


def match_name(result: MatchResult) -> str:
    """What the comparison said; the sheets that are handed over have words of their own."""
    return {
        MatchResult.MATCH: _tr("Khớp"),
        MatchResult.DIFFERS: _tr("Lệch"),
        MatchResult.NOT_FOUND: _tr("Không tìm thấy"),
    }[result]


def problem_text(code: FieldProblemCode) -> str:
    """What is to be put right in a field."""
    return {
        FieldProblemCode.MISSING: _tr("bắt buộc nhưng để trống"),
        FieldProblemCode.UNKNOWN_FIELD: _tr("không có mục này"),
        FieldProblemCode.TOO_LONG: _tr("quá dài"),
        FieldProblemCode.UNPRINTABLE: _tr("có ký tự không in được"),
        FieldProblemCode.NO_DATE: _tr("không phải ngày dd/mm/yyyy, năm yyyy, hay ngày có phần -- không rõ"),
        FieldProblemCode.FUTURE_DATE: _tr("ngày chưa tới"),
        FieldProblemCode.NO_IDENTITY_NUMBER: _tr("không phải số 9 hoặc 12 chữ số"),
        FieldProblemCode.NOT_A_CHOICE: _tr("không có trong danh sách lựa chọn"),
    }[code]


def volume_name(book: Book) -> str:
    """A book among those of its year."""
    content = book.content
    if content.last_year != content.first_year:
        return book_name(book)
    return _tr("Quyển {0} · {1}").format(content.number, content.unit)


def book_name(book: Book) -> str:
    """A book in one line, as on its cover."""
    content = book.content
    years = str(content.first_year)
    if content.last_year != content.first_year:
        years += f"–{content.last_year}"
    return _tr("Quyển {0} · {1} · {2}").format(content.number, years, content.unit)


def change_text(change: Change, form: BookForm, names: Mapping[int, str]) -> str:
    """One thing that happened to an entry, with who and why."""
    labels = {spec.id: spec.label for spec in form.fields} | {PAGE: _tr("Trang"), NUMBER: _tr("Số")}
    if change.match is not None:
        what = _tr("Đối chiếu: {0}").format(match_name(change.match))
    elif change.stage is None:
        what = _tr("Sửa số, trang")
    elif change.returned_from is not None:
        what = _tr("Trả lại: {0}").format(stage_name(change.stage))
    else:
        what = stage_name(change.stage)
    text = f"{moment_text(change.at)} · {names.get(change.officer_id, '')} · {what}"
    if change.note:
        text += f" · {change.note}"
    put_right = [each for each in change.fields if each.before]
    for each in put_right:
        text += "\n" + _tr("   {0}: «{1}» thành «{2}»").format(
            labels.get(each.field, each.field), each.before, each.after
        )
    return text
