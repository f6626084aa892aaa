"""Scanners through WIA, on Windows; never run there yet (see `wia_process`).

A scanner that has a TWAIN driver alone scans to a watched folder instead.
"""

import threading
from collections.abc import Sequence

from devices.documents.sources.driver_source import LIST_LIMIT, PAGE_LIMIT, WIA, DriverSource
from devices.documents.sources.source import SourceInfo


def wia_sources(
    command: Sequence[str] = (), limit: float = LIST_LIMIT, cancel: threading.Event | None = None
) -> tuple[SourceInfo, ...]:
    """WIA's scanners that are there now; see `DriverSystem.sources`."""
    return WIA.sources(command, limit, cancel)


class WiaSource(DriverSource):
    """One of WIA's scanners."""

    def __init__(self, info: SourceInfo, command: Sequence[str] = (), page_limit: float = PAGE_LIMIT) -> None:
        super().__init__(info, WIA, {}, command, page_limit)
