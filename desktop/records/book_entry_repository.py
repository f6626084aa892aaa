"""Entries of civil-status books: every stage that one passes is an event, and its desk fact, in one transaction.

A return takes the facts back on the days that had them, so no entry counts twice and no day is below nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from desktop.records.book_repository import BookRepository
from desktop.records.book_schema import book_entry_corrections
from desktop.records.book_stages import FACTS, check_return, check_step, counted_events
from desktop.records.books import Correction, Deed, Entry, EntryEvent, EntryVersion, Match, MatchResult, Stage, Standing
from desktop.records.desk_facts import DeskFactRepository
from desktop.records.schema import book_entries, book_entry_events, book_entry_versions, book_matches, book_standings
from devices.errors import CodedError

LONGEST_NUMBER = 30


class BookEntryRepository:
    """Entries and their ways through the stages."""

    def __init__(self, connection: Connection, books: BookRepository, facts: DeskFactRepository) -> None:
        self._connection = connection
        self._books = books
        self._facts = facts

    def capture(self, book_id: int, page: int, number: str, deed: Deed) -> Entry:
        """Add an entry that was photographed or scanned for the first time.

        Raises:
            CodedError: BOOK-007, no such book; BOOK-009, the book has this number already; BOOK-010, no such page or
                no such number; BOOK-011, more entries than the book is said to have.
        """
        book, number = self._books.get(book_id).content, number.strip()
        _see_place(page, number, book.pages)
        there = select(func.count()).where(book_entries.c.book_id == book_id)
        if self._connection.execute(there).scalar_one() >= book.entries:
            raise CodedError("BOOK-011", count=book.entries)
        row = {"book_id": book_id, "page": page, "number": number}
        with _numbers_once():
            key = self._connection.execute(insert(book_entries).values(row)).inserted_primary_key
        entry_id = int(key[0]) if key is not None else 0
        standing = {"entry_id": entry_id, "book_id": book_id, "stage": Stage.COLLECTED}
        self._connection.execute(insert(book_standings).values(standing))
        self.step(entry_id, Stage.CAPTURED, deed)
        return self.get(entry_id)

    def correct(self, entry_id: int, page: int, number: str, deed: Deed) -> Entry:
        """Put right the page or the number of an entry that was mistyped when it was captured.

        Raises:
            CodedError: BOOK-003, no reason; BOOK-004, it is approved already; BOOK-007, no such entry; BOOK-009, the
                book has this number already; BOOK-010, no such page or no such number.
        """
        entry, number = self.get(entry_id), number.strip()
        if not deed.note.strip():
            raise CodedError("BOOK-003")
        if entry.standing.stage is Stage.APPROVED:
            raise CodedError("BOOK-004", stage=Stage.APPROVED.rank + 1, wanted=Stage.CAPTURED.rank + 1)
        _see_place(page, number, self._books.get(entry.book_id).content.pages)
        correction = {"entry_id": entry_id, "page_before": entry.page, "number_before": entry.number, "page": page}
        correction |= {"number": number, "at": deed.at.isoformat(), "officer_id": deed.officer_id}
        self._connection.execute(insert(book_entry_corrections).values(**correction, note=deed.note.strip()))
        this = update(book_entries).where(book_entries.c.id == entry_id)
        with _numbers_once():
            self._connection.execute(this.values(page=page, number=number))
        return self.get(entry_id)

    def corrections(self, entry_id: int) -> list[Correction]:
        """What was put right of an entry's page and number, in order."""
        wanted = select(book_entry_corrections).where(book_entry_corrections.c.entry_id == entry_id)
        return [
            Correction(
                row.page_before,
                row.number_before,
                row.page,
                row.number,
                Deed(row.officer_id, datetime.fromisoformat(row.at), row.note),
            )
            for row in self._connection.execute(wanted.order_by(book_entry_corrections.c.id))
        ]

    def enter(self, entry_id: int, fields: Mapping[str, str], deed: Deed) -> None:
        """Keep what was entered of a captured entry.

        Raises:
            CodedError: BOOK-001, it does not wait for entering; BOOK-007, no such entry; BOOK-012, its page is in no
                package of this officer.
        """
        entry = self.get(entry_id)
        check_step(entry.standing, Stage.ENTERED, deed.officer_id, draw_settled=True)
        if self._books.holder(entry.book_id, entry.page) != deed.officer_id:
            raise CodedError("BOOK-012", page=entry.page)
        self._connection.execute(
            insert(book_entry_versions).values(
                entry_id=entry_id,
                round=entry.standing.round,
                at=deed.at.isoformat(),
                officer_id=deed.officer_id,
                fields=msgspec.json.encode(dict(fields)).decode(),
            )
        )
        self._pass(entry.standing, Stage.ENTERED, deed, enterer_id=deed.officer_id)

    def step(self, entry_id: int, to: Stage, deed: Deed) -> None:
        """Let an entry pass a stage that needs no more than an officer's word.

        Raises:
            CodedError: BOOK-001, BOOK-002, BOOK-005, BOOK-006: see `book_stages.check_step`; BOOK-001 too for entering
                and matching, which have functions of their own; BOOK-007, no such entry.
        """
        standing = self.standing(entry_id)
        if to in {Stage.ENTERED, Stage.MATCHED}:
            raise CodedError("BOOK-001", stage=standing.stage.rank + 1, wanted=to.rank + 1)
        check_step(standing, to, deed.officer_id, draw_settled=self._settled(standing))
        self._pass(standing, to, deed)

    def match(self, entry_id: int, result: MatchResult, deed: Deed) -> None:
        """Keep what the population database said of an updated entry.

        Where it differs the entry stays, to be compared again or sent back. Not found is an answer too, and goes on;
        only a match counts as one.

        Raises:
            CodedError: BOOK-001, it does not wait for this; BOOK-007, no such entry.
        """
        standing = self.standing(entry_id)
        check_step(standing, Stage.MATCHED, deed.officer_id, draw_settled=True)
        row = {"entry_id": entry_id, "result": result, "at": deed.at.isoformat(), "officer_id": deed.officer_id}
        self._connection.execute(insert(book_matches).values(**row, note=deed.note.strip()))
        if result is not MatchResult.DIFFERS:
            counted = result is MatchResult.MATCH
            self._pass(standing, Stage.MATCHED, deed, counted=counted)

    def send_back(self, entry_id: int, to: Stage, deed: Deed) -> None:
        """Send an entry back to be captured (COLLECTED) or entered (CAPTURED) again; the deed's note is the reason.

        Raises:
            CodedError: BOOK-002, BOOK-003, BOOK-004: see `book_stages.check_return`; BOOK-007, no such entry.
        """
        standing = self.standing(entry_id)
        check_return(standing, to, deed.officer_id, deed.note)
        for stage, event in counted_events(self.events(entry_id)).items():
            if stage.rank > to.rank:
                self._facts.correct(FACTS[stage], event.at, deed.officer_id, -1)
        self._add_event(standing, to, deed, returned_from=standing.stage)
        self._stand(entry_id, stage=to, round=standing.round + 1, draw_id=None)

    def standing(self, entry_id: int) -> Standing:
        """Where an entry is.

        Raises:
            CodedError: BOOK-007, there is none with this id.
        """
        row = self._connection.execute(
            select(book_standings).where(book_standings.c.entry_id == entry_id)
        ).one_or_none()
        if row is None:
            raise CodedError("BOOK-007")
        return _standing(row)

    def is_checked(self, standing: Standing) -> bool:
        """Whether an entry has been through the checks that it is due, so that it may be updated."""
        if standing.stage is not Stage.CHECKED_ONCE:
            return standing.stage.rank > Stage.CHECKED_ONCE.rank
        return not standing.drawn and standing.draw_id is not None and self._settled(standing)

    def get(self, entry_id: int) -> Entry:
        """One entry.

        Raises:
            CodedError: BOOK-007, there is none with this id.
        """
        row = self._connection.execute(_entries().where(book_entries.c.id == entry_id)).one_or_none()
        if row is None:
            raise CodedError("BOOK-007")
        return _entry(row)

    def of_book(self, book_id: int, *stages: Stage) -> list[Entry]:
        """The entries of a book, by page; of some stages where any is given."""
        wanted = _entries().where(book_standings.c.book_id == book_id)
        if stages:
            wanted = wanted.where(book_standings.c.stage.in_(stages))
        order = (book_entries.c.page, book_entries.c.id)
        return [_entry(row) for row in self._connection.execute(wanted.order_by(*order))]

    def events(self, entry_id: int) -> list[EntryEvent]:
        """An entry's way, in order."""
        wanted = select(book_entry_events).where(book_entry_events.c.entry_id == entry_id)
        return [_event(row) for row in self._connection.execute(wanted.order_by(book_entry_events.c.id))]

    def versions(self, entry_id: int) -> list[EntryVersion]:
        """Everything that was ever entered of an entry, in order."""
        wanted = select(book_entry_versions).where(book_entry_versions.c.entry_id == entry_id)
        return [_version(row) for row in self._connection.execute(wanted.order_by(book_entry_versions.c.id))]

    def matches(self, entry_id: int) -> list[Match]:
        """What the population database ever said of an entry, in order."""
        wanted = select(book_matches).where(book_matches.c.entry_id == entry_id).order_by(book_matches.c.id)
        return [
            Match(MatchResult(row.result), datetime.fromisoformat(row.at), row.officer_id, row.note)
            for row in self._connection.execute(wanted)
        ]

    def _settled(self, standing: Standing) -> bool:
        """Whether everything drawn in the entry's draw was checked or sent back."""
        if standing.draw_id is None:
            return True
        waiting = exists().where(
            book_standings.c.draw_id == standing.draw_id,
            book_standings.c.drawn,
            book_standings.c.stage == Stage.CHECKED_ONCE,
        )
        return not self._connection.execute(select(waiting)).scalar_one()

    def _pass(self, standing: Standing, to: Stage, deed: Deed, *, counted: bool = True, **more: int) -> None:
        self._add_event(standing, to, deed, counted=counted)
        self._stand(standing.entry_id, stage=to, **more)
        if counted:
            self._facts.add(FACTS[to], deed.at, deed.officer_id)

    def _add_event(
        self, standing: Standing, to: Stage, deed: Deed, *, returned_from: Stage | None = None, counted: bool = False
    ) -> None:
        self._connection.execute(
            insert(book_entry_events).values(
                entry_id=standing.entry_id,
                round=standing.round + (returned_from is not None),
                stage=to,
                returned_from=returned_from,
                at=deed.at.isoformat(),
                officer_id=deed.officer_id,
                note=deed.note.strip(),
                counted=counted,
            )
        )

    def _stand(self, entry_id: int, **values: object) -> None:
        self._connection.execute(update(book_standings).where(book_standings.c.entry_id == entry_id).values(**values))


def _see_place(page: int, number: str, pages: int) -> None:
    if not 1 <= page <= pages or not number.isprintable() or not 1 <= len(number) <= LONGEST_NUMBER:
        raise CodedError("BOOK-010")


@contextmanager
def _numbers_once() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "UNIQUE" in str(error.orig):
            raise CodedError("BOOK-009") from None
        raise


def _entries() -> Select[Any]:
    later = book_entry_versions.alias("later")
    of_entry = select(func.max(later.c.id)).where(later.c.entry_id == book_entries.c.id)
    last = of_entry.correlate(book_entries).scalar_subquery()
    three = book_entries.join(book_standings, book_standings.c.entry_id == book_entries.c.id).outerjoin(
        book_entry_versions, book_entry_versions.c.id == last
    )
    own = (book_entries.c.id, book_entries.c.page, book_entries.c.number)
    return select(*own, book_standings, book_entry_versions.c.fields).select_from(three)


def _standing(row: Row[Any]) -> Standing:
    return Standing(row.entry_id, row.book_id, Stage(row.stage), row.round, row.enterer_id, row.drawn, row.draw_id)


def _entry(row: Row[Any]) -> Entry:
    """By places, for a book has thousands: id, page, number, the columns of a standing, the newest fields."""
    entry_id, page, number, _, book_id, stage, nth, enterer_id, drawn, draw_id, fields = tuple(row)
    standing = Standing(entry_id, book_id, Stage(stage), nth, enterer_id, drawn, draw_id)
    return Entry(entry_id, book_id, page, number, standing, _fields(fields) if fields else {})


def _fields(text: str) -> dict[str, str]:
    return msgspec.json.decode(text, type=dict[str, str])


def _event(row: Row[Any]) -> EntryEvent:
    back = Stage(row.returned_from) if row.returned_from else None
    at = datetime.fromisoformat(row.at)
    return EntryEvent(row.round, Stage(row.stage), back, at, row.officer_id, row.note, row.counted)


def _version(row: Row[Any]) -> EntryVersion:
    return EntryVersion(row.round, datetime.fromisoformat(row.at), row.officer_id, _fields(row.fields))
