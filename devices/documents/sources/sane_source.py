"""Scanners through SANE, on Linux."""

import threading
from collections.abc import Mapping, Sequence

from devices.documents.sources.driver_source import LIST_LIMIT, PAGE_LIMIT, SANE, DriverSource
from devices.documents.sources.source import SourceInfo


def sources(
    command: Sequence[str] = (), limit: float = LIST_LIMIT, cancel: threading.Event | None = None
) -> tuple[SourceInfo, ...]:
    """SANE's scanners that are there now; see `DriverSystem.sources`."""
    return SANE.sources(command, limit, cancel)


class SaneSource(DriverSource):
    """One of SANE's scanners; its options are what ``scanimage -d DEVICE -A`` lists."""

    def __init__(
        self,
        info: SourceInfo,
        options: Mapping[str, bool | int | float | str] | None = None,
        command: Sequence[str] = (),
        page_limit: float = PAGE_LIMIT,
    ) -> None:
        super().__init__(info, SANE, options or {}, command, page_limit)
