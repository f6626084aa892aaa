"""The closed days as the courier sees them."""

from pathlib import Path

import pytest

from desktop.records.day_records import DayRepository
from desktop.records.worker import DatabaseWorker
from desktop.workflows.outbox import RecordsOutbox
from devices.errors import CodedError
from sync.errors import ProtocolError
from tests.helpers.desk import KEY
from tests.helpers.province import Clock


def test_what_the_database_cannot_do_has_the_code_that_an_officer_can_act_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_days: DayRepository) -> None:
        raise CodedError("DB-001")

    worker = DatabaseWorker(tmp_path / "desk.db", KEY, create=True)
    monkeypatch.setattr(DayRepository, "waiting", full)
    try:
        with pytest.raises(ProtocolError, match="DB-001"):
            RecordsOutbox(worker, Clock()).waiting()
    finally:
        worker.close()
