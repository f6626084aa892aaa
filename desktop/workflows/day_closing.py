"""A day's closing: what was counted, what is odd about it, and the signed record that it becomes.

Closing is one transaction: counts, revision, the hash of the record before and the signature belong together, and a day
that is closed twice without anything new in between stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial

from desktop.records.audit_entries import AuditAction, SubjectKind
from desktop.records.cases import CaseSummary
from desktop.records.day_records import DayStanding, StoredAnswer, StoredDay
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from sync.desk.day_states import DayState, counts_in, differences, state_of
from sync.desk.identity import DeskIdentity
from sync.indicators import IndicatorBook
from sync.protocol import AuditHead, DayRecord, encode, pack, record_hash, seal, unpack

SHOWN = 500  # cases behind a figure
SHARES = 4  # of the open cases that are counted at once, behind what an officer waits for
WARNED = 100  # cases behind a warning


class DayWarning(StrEnum):
    """What an officer should look at before closing; nothing of it stops them."""

    PAPER_MISSING = "paper_missing"  # a case has a paper that nobody handed in or answered otherwise
    LATE_WITHOUT_APOLOGY = "late_without_apology"
    NOT_DIGITIZED = "not_digitized"  # papers that must be digitized are not yet


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning and how many cases it is about."""

    kind: DayWarning
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """A day as it stands.

    Attributes:
        day: The day.
        counts: By indicator, from the facts as they are now.
        latest: Its highest closed revision; None where it was never closed.
        state: Where it stands.
        fork: Whether the province warns of two PCs that use this desk's key.
        changed: Counts that have changed since it was closed: then and now.
        differs: Counts that the province holds otherwise: ours and theirs.
        answer: The newest answer about it.
        warnings: What is odd.
    """

    day: date
    counts: Mapping[str, int]
    latest: StoredDay | None
    state: DayState
    fork: bool
    changed: Mapping[str, tuple[int, int]]
    differs: Mapping[str, tuple[int, int]]
    answer: StoredAnswer | None
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in the list of days."""

    day: date
    state: DayState
    revision: int
    received: int


class DayCounts:
    """Looks at days and closes them; each method is one function of a unit of work."""

    def __init__(self, book: IndicatorBook, without_result: Iterable[str], catalogue_version: str) -> None:
        """Count after a book.

        Args:
            book: What is counted.
            without_result: Codes of the procedures whose end is no paper.
            catalogue_version: Goes into the records.
        """
        self._book = book
        self._without_result = tuple(without_result)
        self._version = catalogue_version

    def counts(self, uow: UnitOfWork, day: date) -> dict[str, int]:
        """A day's counts: of the indicators in force."""
        return self._in_force(day, uow.indicators(self._without_result).counts(day))

    def pieces(self, day: date) -> list[Callable[[UnitOfWork], Mapping[str, int]]]:
        """What a day's counts add up from, each a short look at the records: nobody waits for all of them at once."""

        def happened(uow: UnitOfWork) -> Mapping[str, int]:
            return uow.indicators(self._without_result).days(day, day)[day]

        def open_cases(uow: UnitOfWork, nth: int) -> Mapping[str, int]:
            return uow.indicators(self._without_result).open_on(day, (nth, SHARES))

        return [happened, *(partial(open_cases, nth=nth) for nth in range(SHARES))]

    def _in_force(self, day: date, found: Mapping[str, int]) -> dict[str, int]:
        return {indicator.id: found.get(indicator.id, 0) for indicator in self._book.on(day)}

    def look(self, uow: UnitOfWork, day: date, *, warn: bool = True) -> DayView:
        """A day as it stands; its warnings take as long as everything else, and can be asked for apart."""
        counts, latest, answers = self.counts(uow, day), uow.days.latest(day), uow.days.answers(day)
        state, fork = self._state(uow, latest, answers)
        closed = {} if latest is None else counts_in(unpack(latest.envelope))
        changed = {} if latest is None else _changes(closed, counts)
        newest = answers[-1] if answers else None
        differs = differences(closed, newest.held) if newest is not None and state is DayState.MISMATCH else {}
        if changed and state in {DayState.HELD, DayState.SENT, DayState.CLOSED}:
            state = DayState.CHANGED
        warnings = self.warnings(uow, day) if warn else ()
        return DayView(day, counts, latest, state, fork, changed, differs, newest, warnings)

    def lines(self, uow: UnitOfWork, first: date, last: date) -> list[DayLine]:
        """The days on which something was counted, the newest first, and the last one in any case."""
        return [self.line(uow, each.day) for each in self.known_lines(uow, first, last)]

    def known_lines(self, uow: UnitOfWork, first: date, last: date) -> list[DayLine]:
        """The same days as their records say, without counting them: what has changed since is not told."""
        received, standings = (
            uow.indicators(self._without_result).received(first, last),
            uow.days.standings(first, last),
        )
        lines = []
        for day in sorted({*uow.days.days_with_facts(first, last), last}, reverse=True):
            standing = standings.get(day)
            counted = received.get(day, {})
            in_force = {each.id for each in self._book.on(day)} if counted else set()
            cases = sum(count for name, count in counted.items() if name in in_force)
            lines.append(DayLine(day, _state_of(standing), standing.revision if standing else 0, cases))
        return lines

    def line(self, uow: UnitOfWork, day: date, counted: Mapping[str, int] | None = None) -> DayLine:
        """A day of the list, counted; or with what its pieces added up to."""
        counts = self.counts(uow, day) if counted is None else self._in_force(day, counted)
        latest = uow.days.latest(day)
        state, _ = self._state(uow, latest, uow.days.answers(day))
        if latest is not None and _changes(counts_in(unpack(latest.envelope)), counts):
            state = state if state is DayState.MISMATCH else DayState.CHANGED
        received = sum(count for name, count in counts.items() if name.startswith("received."))
        return DayLine(day, state, latest.revision if latest else 0, received)

    def close(self, uow: UnitOfWork, day: date, identity: DeskIdentity, *, now: datetime, officer_id: int) -> StoredDay:
        """Close a day, or close it again; the record that stands then.

        Raises:
            CodedError: DAY-003: the day has not come yet.
        """
        if day > now.date():
            raise CodedError("DAY-003")
        counts, latest, answers = self.counts(uow, day), uow.days.latest(day), uow.days.answers(day)
        state, _ = self._state(uow, latest, answers)
        same = latest is not None and not _changes(counts_in(unpack(latest.envelope)), counts)
        if latest is not None and same and state is not DayState.MISMATCH:
            return latest
        held = max((answer.revision for answer in answers), default=0)
        revision = max(latest.revision if latest else 0, held) + 1
        previous = uow.days.head()
        uow.audit.add(AuditAction.DAY_CLOSED, SubjectKind.DAY, day.isoformat(), revision=revision)
        head = uow.audit.head()  # the closing itself is under it
        anchor = AuditHead(head.sequence, head.hash)
        body = encode(
            DayRecord(identity.code, day.isoformat(), revision, self._version, counts, previous, audit=anchor)
        )
        envelope = pack(seal(body, identity.key))
        closed = StoredDay(identity.code, day, revision, record_hash(body), previous, body, envelope, now, officer_id)
        uow.days.close(closed)
        uow.commit()
        return closed

    def cases(self, uow: UnitOfWork, indicator: str, day: date) -> list[CaseSummary]:
        """The cases behind a figure."""
        return uow.cases.summaries(uow.indicators(self._without_result).case_ids(indicator, day, SHOWN))

    @staticmethod
    def _state(uow: UnitOfWork, latest: StoredDay | None, answers: list[StoredAnswer]) -> tuple[DayState, bool]:
        if latest is None:
            return DayState.OPEN, False
        said = [(answer.revision, answer.holds, answer.alarm) for answer in answers]
        was_sent = uow.days.was_sent(latest.day, latest.revision)
        return state_of(digest=latest.hash, revision=latest.revision, answers=said, was_sent=was_sent)

    def warnings(self, uow: UnitOfWork, day: date) -> tuple[Warned, ...]:
        """What is odd about a day."""
        queries = uow.indicators(self._without_result)
        late = queries.case_ids("open.late", day, SHOWN)
        apologised = set(uow.facts.cases_with_apology(late))
        digitize = queries.case_ids("papers.digitize", day, SHOWN)
        strict = set(queries.case_ids("digitized.cases_strict", day, SHOWN))
        warned = (
            (DayWarning.PAPER_MISSING, queries.case_ids("papers.missing", day, WARNED)),
            (DayWarning.LATE_WITHOUT_APOLOGY, [case for case in late if case not in apologised]),
            (DayWarning.NOT_DIGITIZED, [case for case in digitize if case not in strict]),
        )
        return tuple(Warned(kind, tuple(found[:WARNED])) for kind, found in warned if found)


def _state_of(standing: DayStanding | None) -> DayState:
    if standing is None:
        return DayState.OPEN
    state, _ = state_of(
        digest=standing.hash,
        revision=standing.revision,
        answers=list(standing.answers),
        was_sent=standing.was_sent,
    )
    return state


def _changes(closed: Mapping[str, int], now: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    names = sorted(closed.keys() | now.keys())
    return {name: (closed.get(name, 0), now.get(name, 0)) for name in names if closed.get(name, 0) != now.get(name, 0)}
