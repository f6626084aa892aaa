"""What is said of a signed file."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from desktop.documents.signing.verification import SignatureInfo
from desktop.screens.papers.words import signature_text


@pytest.fixture
def _pc_of_another_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process can be set on POSIX alone")
@pytest.mark.usefixtures("_pc_of_another_zone")
def test_a_signature_has_the_time_of_the_desk_whatever_the_pc_is_set_to() -> None:
    signed = SignatureInfo("An", datetime(2026, 11, 25, 23, 30, tzinfo=UTC), True, True, None, False)
    assert "06:30 26/11/2026" in signature_text(signed)
