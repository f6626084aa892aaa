"""Closed days: every revision as it was signed, what the province answered, and when something was sent.

Bytes only: what they mean is `sync.protocol`'s to say.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, insert, literal, or_, select

from desktop.records.citizen_schema import satisfaction_counts
from desktop.records.schema import case_history, cases, day_answers, day_records, desk_facts, sendings
from devices.errors import CodedError

SENT = "sent"
MOST_SENDINGS = 5000  # kept


@dataclass(frozen=True, slots=True)
class StoredDay:
    """One revision of a day."""

    desk: str
    day: date
    revision: int
    hash: str
    previous: str
    body: bytes
    envelope: bytes
    closed_at: datetime
    officer_id: int


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What the province said of a day.

    Attributes:
        at: When it came.
        via: ``network`` or ``usb``.
        revision: The revision that it holds.
        holds: That record's hash.
        outcome: What became of the record that was sent.
        alarm: What it warns of besides; "" for nothing.
        envelope: The signed receipt.
        held: The record that it holds, where that is another one.
    """

    at: datetime
    via: str
    day: date
    revision: int
    holds: str
    outcome: str
    alarm: str
    envelope: bytes
    held: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """One try to send a record; `result` is ``sent`` or the code of an error."""

    at: datetime
    via: str
    day: date
    revision: int
    size: int
    result: str


@dataclass(frozen=True, slots=True)
class DayStanding:
    """What is known of a day that was closed, without the records themselves.

    Attributes:
        revision, hash: Of its highest revision.
        answers: What was answered about the day, the newest last: revision and hash that the province holds, alarm.
        was_sent: Whether that revision left this PC, answered or not.
    """

    revision: int
    hash: str
    answers: tuple[tuple[int, str, str], ...]
    was_sent: bool


class DayRepository:
    """Reading and adding."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def close(self, closed: StoredDay) -> None:
        """Keep a revision.

        Raises:
            CodedError: DAY-002: it is not the next one of its day, or does not follow the newest record.
        """
        latest = self.latest(closed.day)
        if closed.revision <= (latest.revision if latest else 0) or closed.previous != self.head():
            raise CodedError("DAY-002")
        self._connection.execute(
            insert(day_records).values(
                desk=closed.desk,
                day=closed.day.isoformat(),
                revision=closed.revision,
                hash=closed.hash,
                previous=closed.previous,
                body=closed.body,
                envelope=closed.envelope,
                closed_at=closed.closed_at.isoformat(),
                officer_id=closed.officer_id,
            )
        )

    def head(self) -> str:
        """Hash of the newest record, of whatever day; "" before the first."""
        newest = select(day_records.c.hash).order_by(day_records.c.id.desc()).limit(1)
        return self._connection.execute(newest).scalar_one_or_none() or ""

    def latest(self, day: date) -> StoredDay | None:
        """The highest revision of a day."""
        revisions = self.revisions(day)
        return revisions[-1] if revisions else None

    def revisions(self, day: date) -> list[StoredDay]:
        """Every revision of a day, the first one first."""
        wanted = select(day_records).where(day_records.c.day == day.isoformat()).order_by(day_records.c.revision)
        return [_day(row) for row in self._connection.execute(wanted)]

    def latest_of_all(self, since: date) -> list[StoredDay]:
        """The highest revision of each day from `since` on, by day."""
        newest = (
            select(day_records.c.day, func.max(day_records.c.revision).label("revision"))
            .where(day_records.c.day >= since.isoformat())
            .group_by(day_records.c.day)
            .subquery()
        )
        same = (day_records.c.day == newest.c.day) & (day_records.c.revision == newest.c.revision)
        wanted = select(day_records).join(newest, same).order_by(day_records.c.day)
        return [_day(row) for row in self._connection.execute(wanted)]

    def standings(self, first: date, last: date) -> dict[date, DayStanding]:
        """How each closed day of a span stands, in three statements for all of them; both ends belong to it."""
        span = (first.isoformat(), last.isoformat())
        execute = self._connection.execute
        highest = select(day_records.c.day, day_records.c.revision, day_records.c.hash)
        highest = highest.where(day_records.c.day.between(*span)).order_by(day_records.c.day, day_records.c.revision)
        newest = {row.day: row for row in execute(highest)}
        said = select(day_answers.c.day, day_answers.c.revision, day_answers.c.holds, day_answers.c.alarm)
        answers: dict[str, list[tuple[int, str, str]]] = {}
        for day, *answer in execute(said.where(day_answers.c.day.between(*span)).order_by(day_answers.c.id)):
            answers.setdefault(day, []).append((answer[0], answer[1], answer[2]))
        left = select(sendings.c.day, sendings.c.revision).where(sendings.c.result == SENT)
        sent = {(day, revision) for day, revision in execute(left.where(sendings.c.day.between(*span)))}
        return {
            date.fromisoformat(day): DayStanding(
                row.revision, row.hash, tuple(answers.get(day, ())), (day, row.revision) in sent
            )
            for day, row in newest.items()
        }

    def waiting(self) -> list[StoredDay]:
        """The revisions that the province said nothing of yet, in the order they were closed.

        An answer about a revision or a higher one ends the waiting: the record stands, or another one does, and sending
        it again would change neither. Earlier revisions go along: whole, the chain of hashes shows whether two PCs work
        with one key.
        """
        answer = day_answers.c
        about = (answer.day == day_records.c.day) & (answer.revision >= day_records.c.revision)
        wanted = select(day_records).where(~select(answer.id).where(about).exists()).order_by(day_records.c.id)
        return [_day(row) for row in self._connection.execute(wanted)]

    # ---- answers and sendings

    def answer(self, answer: StoredAnswer) -> None:
        """Keep an answer."""
        self._connection.execute(
            insert(day_answers).values(
                at=answer.at.isoformat(),
                via=answer.via,
                day=answer.day.isoformat(),
                revision=answer.revision,
                holds=answer.holds,
                outcome=answer.outcome,
                alarm=answer.alarm,
                envelope=answer.envelope,
                held=answer.held,
            )
        )

    def answers(self, day: date) -> list[StoredAnswer]:
        """Every answer about a day, the newest last."""
        wanted = select(day_answers).where(day_answers.c.day == day.isoformat()).order_by(day_answers.c.id)
        return [_answer(row) for row in self._connection.execute(wanted)]

    def sent(self, sending: Sending) -> None:
        """Note a try; the oldest notes go when there are too many."""
        added = self._connection.execute(
            insert(sendings).values(
                at=sending.at.isoformat(),
                via=sending.via,
                day=sending.day.isoformat(),
                revision=sending.revision,
                size=sending.size,
                result=sending.result,
            )
        )
        key = added.inserted_primary_key
        if key is not None:
            self._connection.execute(sendings.delete().where(sendings.c.id <= int(key[0]) - MOST_SENDINGS))

    def was_sent(self, day: date, revision: int) -> bool:
        """Whether a revision left this PC, answered or not."""
        this = (sendings.c.day == day.isoformat()) & (sendings.c.revision == revision) & (sendings.c.result == SENT)
        return self._connection.execute(select(sendings.c.id).where(this).limit(1)).first() is not None

    def sendings(self, limit: int) -> list[Sending]:
        """The newest tries first."""
        wanted = select(sendings).order_by(sendings.c.id.desc()).limit(limit)
        return [
            Sending(
                datetime.fromisoformat(row.at),
                row.via,
                date.fromisoformat(row.day),
                row.revision,
                row.size,
                row.result,
            )
            for row in self._connection.execute(wanted)
        ]

    # ---- days

    def days_with_facts(self, first: date, last: date) -> list[date]:
        """The days on which something was counted, whether they are closed or not."""
        whole = literal(first.isoformat()) <= last.isoformat()
        begin = select(literal(first.isoformat()).label("day")).where(whole).cte("span", recursive=True)
        span = begin.union_all(select(func.date(begin.c.day, "+1 day")).where(begin.c.day < last.isoformat()))
        somewhere = (cases.c.received_day, case_history.c.day, desk_facts.c.day, satisfaction_counts.c.day)
        known = or_(
            *(exists().where(column == span.c.day) for column in somewhere)
        )  # each day is looked up, not counted
        return [date.fromisoformat(row[0]) for row in self._connection.execute(select(span.c.day).where(known))]


def _day(row: Row[Any]) -> StoredDay:
    return StoredDay(
        row.desk,
        date.fromisoformat(row.day),
        row.revision,
        row.hash,
        row.previous,
        bytes(row.body),
        bytes(row.envelope),
        datetime.fromisoformat(row.closed_at),
        row.officer_id,
    )


def _answer(row: Row[Any]) -> StoredAnswer:
    return StoredAnswer(
        datetime.fromisoformat(row.at),
        row.via,
        date.fromisoformat(row.day),
        row.revision,
        row.holds,
        row.outcome,
        row.alarm,
        bytes(row.envelope),
        bytes(row.held) if row.held is not None else None,
    )
