"""A scan: a source feeds pages on a thread of its own, each is safe before the next, and the officer sees it go on."""

from dataclasses import dataclass, replace

from desktop.workflows.feed_run import FeedProgress, FeedRun
from desktop.workflows.page_intake import PageBatch
from desktop.workflows.page_landing import Target
from devices.documents.sources.source import PageSource, RawPage, ScanOutcome, ScanProfile
from devices.errors import CodedError


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanProgress(FeedProgress):
    """What came so far.

    Attributes:
        tray: How many of the pages wait in the tray.
        blank: How many were put away as blank.
        separators: How many sheets said where the next ones go.
    """

    tray: int = 0
    blank: int = 0
    separators: int = 0


class ScanRun(FeedRun[ScanProgress]):
    """Pages of cases, one run at a time; see `FeedRun`."""

    THREAD = "scan"

    def _nothing(self) -> ScanProgress:
        return ScanProgress()

    def start(self, source: PageSource, profile: ScanProfile, target: Target, *, replaces: int | None = None) -> None:
        """Begin, unless a scan goes on.

        Args:
            source: What to scan with.
            profile: How.
            target: Where pages go until one of them says otherwise.
            replaces: A page that is scanned again: the first page takes its place, and the scan is over.
        """
        if not self.running:
            self._begin(ScanProgress(), lambda: self._scan(source, profile, target, replaces))

    def _scan(self, source: PageSource, profile: ScanProfile, target: Target, replaces: int | None) -> ScanOutcome:
        batch = PageBatch(
            self._worker,
            self._store,
            self._examine,
            self._clock,
            officer_id=self._officer_id,
            source=source.info.name,
            target=target,
            replaces=replaces,
        )
        once = replaces is not None
        outcome = "cut-off"
        try:
            ended = source.scan(profile, lambda page: self._keep(batch, page, once=once), self._cancel)
            outcome = ended.error.code if ended.error is not None else ""
            return ended
        except CodedError as error:
            outcome = error.code
            raise
        finally:
            batch.end(outcome)

    def _keep(self, batch: PageBatch, page: RawPage, *, once: bool) -> None:
        try:
            kept = batch.keep(page.data, page.dpi, page.origin)
        except CodedError as error:
            self._refuse(error)
            return

        if once:
            self._cancel.set()

        def show() -> None:
            now = self.progress
            in_tray = kept.target.case_id is None and not kept.separator
            self._show(
                replace(
                    now,
                    pages=now.pages + 1,
                    tray=now.tray + in_tray,
                    blank=now.blank + ("blank" in kept.look.defects),
                    separators=now.separators + kept.separator,
                )
            )

        self._post(show)
