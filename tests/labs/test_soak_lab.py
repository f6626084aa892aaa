"""Two short days of a whole desk: no thread, file or temporary file more, and no kind of object that grows by the case.

`make soak` is the long form, with memory judged; two days of some cases say too little about megabytes.
"""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.workflows.audit_desk import SHOWN
from desktop.workflows.case_queries import BEST_MATCHES, NEWEST
from desktop.workflows.intake import IntakeState
from desktop.workflows.paper_desk import BOARD_LIMIT
from tests.helpers.left_behind import held, settle, temporary_folder
from tests.helpers.soak_desk import SoakPlan, soak_desk
from tests.helpers.soak_figures import judge, table

CASES = 12  # a day
# What lists show of the newest: they fill up, to so many rows.
LISTED = {
    "desktop.records.audit_entries.AuditEntry": SHOWN,
    "desktop.records.cases.CaseSummary": NEWEST + BEST_MATCHES,
    "desktop.workflows.paper_desk.Scope": 3 * BOARD_LIMIT,  # of the view, of the board's items and of what they were
}
# All cards are scanned but one that is held up to the camera; one lies on the reader, and a pile in the feeder.
PLAN = SoakPlan(days=2, cases=CASES, camera=12, chip=12, acts=4, look=6, vote=4, lock=6, pages=12)


@pytest.mark.lab
@pytest.mark.timeout(300)
def test_two_days_leave_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    settle()
    before = held()
    with (
        temporary_folder(tmp_path / "temporary") as temporary,
        soak_desk(tmp_path, PLAN, temporary) as soak,
    ):
        soak.run()
        assert len(soak.saved) == len(set(soak.saved)) == PLAN.days * CASES
        assert len(soak.held) == PLAN.days, "the province holds each day"
        assert soak.desk.intake.state is IntakeState.EMPTY
        first, last = soak.samples
        assert judge(soak.samples).grown == {}, table(soak.samples)
        grew = {name: last.objects[name] - count for name, count in first.objects.items()}
        ours = {
            name: more
            for name, more in grew.items()
            if more >= CASES and name.startswith(("desktop.", "devices.")) and last.objects[name] > LISTED.get(name, 0)
        }
        assert ours == {}, "a kind of object that each case leaves one more of"
    del soak
    settle()
    assert not held().beyond(before).get("windows")
    assert not held().beyond(before).get("threads")
