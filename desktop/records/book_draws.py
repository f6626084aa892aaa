"""Draws for check 2: 30 % of what passed check 1, at random, so that anybody can draw the same again."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from desktop.records.book_stages import draw_order, drawn
from desktop.records.books import Deed, Draw, Stage
from desktop.records.schema import book_draw_members, book_draws, book_standings
from devices.errors import CodedError

LONGEST_SEED = 100


class BookDrawRepository:
    """Drawing, and drawing the same again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draw(self, book_id: int, seed: str, deed: Deed) -> Draw:
        """Draw among a book's entries that passed check 1 and took part in no draw since.

        What was drawn once is checked again without a draw. A second draw over the same entries is not to be had, so
        nobody draws until the draw suits.

        Args:
            book_id: The book.
            seed: Random text, unknown to anybody before; it is kept.
            deed: Who draws.

        Raises:
            CodedError: BOOK-015, there is nothing to draw among.
        """
        if not 1 <= len(seed) <= LONGEST_SEED:
            raise ValueError("a seed has 1 to 100 characters")
        candidates = select(book_standings.c.entry_id).where(
            book_standings.c.book_id == book_id,
            book_standings.c.stage == Stage.CHECKED_ONCE,
            book_standings.c.draw_id.is_(None),
            ~book_standings.c.drawn,
        )
        members = [int(row[0]) for row in self._connection.execute(candidates)]
        if not members:
            raise CodedError("BOOK-015")
        row = {"book_id": book_id, "seed": seed, "at": deed.at.isoformat(), "officer_id": deed.officer_id}
        key = self._connection.execute(insert(book_draws).values(row)).inserted_primary_key
        draw_id = int(key[0]) if key is not None else 0
        chosen = set(drawn(seed, members))
        self._connection.execute(
            insert(book_draw_members),
            [{"draw_id": draw_id, "entry_id": member, "drawn": member in chosen} for member in members],
        )
        here = book_draw_members.c.draw_id == draw_id
        taking_part = select(book_draw_members.c.entry_id).where(here)
        for is_drawn in (False, True):
            these = taking_part.where(book_draw_members.c.drawn == is_drawn)
            self._connection.execute(
                update(book_standings)
                .where(book_standings.c.entry_id.in_(these))
                .values(draw_id=draw_id, drawn=is_drawn)
            )
        return self.get(draw_id)

    def get(self, draw_id: int) -> Draw:
        """A draw, with what was drawn then.

        Raises:
            CodedError: BOOK-007, there is none with this id.
        """
        row = self._connection.execute(select(book_draws).where(book_draws.c.id == draw_id)).one_or_none()
        if row is None:
            raise CodedError("BOOK-007")
        wanted = select(book_draw_members).where(book_draw_members.c.draw_id == draw_id)
        members = self._connection.execute(wanted.order_by(book_draw_members.c.entry_id)).all()
        return Draw(
            row.id,
            row.book_id,
            row.seed,
            datetime.fromisoformat(row.at),
            row.officer_id,
            tuple(member.entry_id for member in members),
            tuple(draw_order(row.seed, (member.entry_id for member in members if member.drawn))),
        )

    def of_book(self, book_id: int) -> list[Draw]:
        """A book's draws, oldest first."""
        wanted = select(book_draws.c.id).where(book_draws.c.book_id == book_id).order_by(book_draws.c.id)
        return [self.get(int(row[0])) for row in self._connection.execute(wanted).all()]


def is_as_drawn(draw: Draw) -> bool:
    """Whether the seed gives this very draw."""
    return tuple(drawn(draw.seed, draw.members)) == draw.drawn
