"""The cells of a period's tables as a ledger gives them, in the order in which the desk prints them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.helpers.month_ledger import Ledger

ONLINE, DIRECT = ("online", "online_assisted", "vneid"), ("counter", "postal")
GROUPS = ("essential_25", "essential_other", "other")
CHANNELS = ("counter", "online", "online_assisted", "postal", "vneid")
OWED = ("papers.digitize", "papers.with_file", "papers.reused")
WORK = (
    *("digitized.scanned", "digitized.checked", "digitized.signed", "digitized.stored"),
    *("reused.paper", "reused.result"),
)
NOT_DIGITIZED = ("papers.copy", "papers.shown", "papers.data_exists")
Row = tuple[Any, ...]


class Tables:
    """A span's tables; `before` is the last day of the span before on which anything was counted."""

    def __init__(self, ledger: Ledger, first: date, last: date, before: date, resources: Path) -> None:
        self._ledger, self._first, self._last, self._before = ledger, first, last, before
        self._resources = resources
        self.counts = ledger.happened(first, last) + ledger.open_at(last)
        self._fields = sorted({case.sector for case in ledger.cases})

    def form_06a(self) -> list[Row]:
        """Received, solved, in progress, by field; the sum last."""
        rows = [(field, *self._field_cells(field)) for field in self._fields]
        return [*rows, ("Tổng số", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True)))]

    def _field_cells(self, field: str) -> Iterable[int]:
        mine = self._ledger.happened(self._first, self._last, field)
        online, direct = (
            sum(mine[f"received.{channel}.{group}"] for channel in channels for group in GROUPS)
            for channels in (ONLINE, DIRECT)
        )
        carried = sum(self._ledger.open_at(self._before, field).values())
        solved = self._ledger.solved(self._first, self._last, field)
        running = self._ledger.open_at(self._last, field)
        ended = [solved[name] for name in ("early", "on_time", "late")]
        left = [running["open.in_time"], running["open.late"]]
        return (online + direct + carried, online, direct, carried, sum(ended), *ended, sum(left), *left)

    def digitization(self) -> list[Row]:
        """By field what had to be digitized and was, what need not be, the work done, and the share; the sum last."""
        columns = (*OWED, *NOT_DIGITIZED, *WORK)
        rows: list[Row] = []
        for field in self._fields:
            mine = self._ledger.happened(self._first, self._last, field)
            if any(mine[name] for name in columns):
                share = (mine["papers.with_file"], mine["papers.digitize"])
                rows.append((field, *(mine[name] for name in columns), share))
        total = self.counts
        share = (total["papers.with_file"], total["papers.digitize"])
        return [*rows, ("Tổng số", *(total[name] for name in columns), share)]

    def decision_766(self) -> list[Row]:
        """Of each component part and whole of both ways; None where a desk does not count it."""
        groups = yaml.safe_load((self._resources / "reports" / "decision_766.yaml").read_text(encoding="utf-8"))
        rows: list[Row] = []
        for component in (each for group in groups for each in group["components"]):
            cells: list[int | None] = []
            for way in ("strict", "loose"):
                names = component.get(way)
                parts = (names[part] if names else None for part in ("of", "in"))
                cells += [None if part is None else sum(self.counts[name] for name in part) for part in parts]
            rows.append((component["name"], *cells))
        return rows

    def essential(self) -> list[Row]:
        """Of each group all, by channel, and online ones."""
        rows: list[Row] = []
        for group in GROUPS:
            cells = [self.counts[f"received.{channel}.{group}"] for channel in CHANNELS]
            online = sum(self.counts[f"received.{channel}.{group}"] for channel in ONLINE)
            rows.append((sum(cells), *cells, online))
        return rows

    def waived(self) -> list[Row]:
        """Papers and sheets by waiver, the sum last."""
        found = self._ledger.waived(self._first, self._last)
        rows: list[Row] = [cells for _, cells in sorted(found.items())]
        return [*rows, tuple(sum(column) for column in zip(*rows, strict=True))]
