"""Drafts, officers and settings."""

from datetime import timedelta

import pytest

from desktop.records.database import Database
from desktop.records.drafts import KeptDraft
from desktop.records.people import Officer
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import NOW


def test_a_draft_is_its_newest_text(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.drafts.save("d1", "1", NOW)
        uow.drafts.save("d2", "2", NOW + timedelta(seconds=1))
        uow.drafts.save("d1", "3", NOW + timedelta(seconds=2))
        uow.commit()
    with UnitOfWork(database) as uow:
        assert uow.drafts.all() == [
            KeptDraft("d1", NOW + timedelta(seconds=2), "3"),
            KeptDraft("d2", NOW + timedelta(seconds=1), "2"),
        ]
        uow.drafts.delete("d1")
        uow.drafts.delete("not there")
        assert [draft.id for draft in uow.drafts.all()] == ["d2"]


def test_drafts_of_earlier_days_are_wiped(database: Database) -> None:
    with UnitOfWork(database) as uow:
        uow.drafts.save("old", "x", NOW - timedelta(days=1))
        uow.drafts.save("new", "x", NOW)
        assert uow.drafts.wipe_older_than(NOW.date()) == 1
        assert [draft.id for draft in uow.drafts.all()] == ["new"]


def test_officers(database: Database) -> None:
    with UnitOfWork(database) as uow:
        added = uow.officers.add("binh", "Lê Văn Bình")
        assert uow.officers.by_login("binh") == added == Officer(2, "binh", "Lê Văn Bình")
        assert uow.officers.by_login("nobody") is None
        assert [officer.login for officer in uow.officers.all()] == ["binh", "lan"]
        with pytest.raises(CodedError, match="KEY-007"):
            uow.officers.add("binh", "Trần Bình")
        uow.officers.set_active(added.id, False)
        assert [officer.active for officer in uow.officers.all()] == [False, True]
        uow.officers.add("do", "Đỗ Văn An")
        uow.officers.add("ung", "Ứng Thị Dung")
        uow.officers.add("vo", "Võ Thị Em")
        assert [officer.login for officer in uow.officers.all()] == ["do", "binh", "lan", "ung", "vo"]


@pytest.mark.parametrize("value", [None, True, 3, "Tân Hương", ["a", 1], {"prefix": "000.99.09.H58"}])
def test_a_setting_reads_back(database: Database, value: object) -> None:
    with UnitOfWork(database) as uow:
        uow.settings.set("x", "before")
        uow.settings.set("x", value)
        uow.commit()
    with UnitOfWork(database) as uow:
        assert uow.settings.get("x", "default") == value
        assert uow.settings.get("y", "default") == "default"
