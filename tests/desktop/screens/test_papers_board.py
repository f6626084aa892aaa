"""The board of papers by itself: any list after any other, put in piece by piece, what stays left as it is."""

import random

from pytestqt.qtbot import QtBot

from desktop.records.paper_files import CaseWork
from desktop.screens.papers.board import PIECE, SCOPE, WorkBoard
from desktop.workflows.paper_desk import Scope

MANY = 4 * PIECE


def work(case_id: int, to_scan: int = 1) -> CaseWork:
    return CaseWork(case_id, f"000.00.00.H00-261127-{case_id:04d}", f"NGƯỜI {case_id}", "Khai sinh", to_scan, 0, 0)


def shown(board: WorkBoard) -> list[tuple[int | None, str]]:
    items = [board.list.item(row) for row in range(board.list.count())]
    return [(item.data(SCOPE).case_id, item.text().rsplit("\n", 1)[-1]) for item in items]


def test_any_list_follows_any_other(qtbot: QtBot) -> None:
    board, draw = WorkBoard(), random.Random(7)
    qtbot.addWidget(board)
    for _ in range(12):
        wanted = [work(each, draw.randrange(1, 3)) for each in draw.sample(range(1, 400), draw.randrange(MANY))]
        chosen = Scope(draw.choice(wanted).case_id) if wanted else Scope()
        board.show_work(draw.randrange(3), wanted, chosen)
        if draw.random() < 0.3:
            continue  # another list comes before this one is whole
        expected = [each.case_id for each in wanted]
        qtbot.waitUntil(lambda expected=expected: [case_id for case_id, _ in shown(board)[1:]] == expected)  # type: ignore[misc]
        assert [facts for _, facts in shown(board)[1:]] == [f"{each.to_scan} chưa quét" for each in wanted]
        assert board.list.currentItem().data(SCOPE).case_id == chosen.case_id


def test_many_come_piece_by_piece_and_stay(qtbot: QtBot) -> None:
    board = WorkBoard()
    qtbot.addWidget(board)
    cases = [work(each) for each in range(1, MANY)]
    board.show_work(0, cases, Scope())
    assert board.list.count() == PIECE
    qtbot.waitUntil(lambda: board.list.count() == MANY)
    kept = [board.list.item(row) for row in range(MANY)]
    board.show_work(0, [*cases[:9], *cases[10:]], Scope())
    assert [board.list.item(row) for row in range(MANY - 1)] == [*kept[:10], *kept[11:]]
