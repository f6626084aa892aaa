"""Batches and their pages: kept as they come, then moved, turned and put away until they are part of a paper's file."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, select, update

from desktop.records.file_store import StoredFile
from desktop.records.paper_files import FileKind, Page
from desktop.records.schema import KEPT, batches, files, pages
from devices.errors import CodedError

_PAGE = select(pages, files.c.name, files.c.key, files.c.digest, files.c.size).join(
    files, files.c.id == pages.c.file_id
)


class PageRepository:
    """Pages, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- as they come

    def begin(self, at: datetime, officer_id: int, source: str) -> int:
        """Begin a batch; its id."""
        values = {"at": at.isoformat(), "officer_id": officer_id, "source": source, "ended_at": "", "outcome": ""}
        return _new_id(self._connection.execute(insert(batches).values(values)))

    def end(self, batch_id: int, at: datetime, outcome: str) -> None:
        """Note how a batch ended; ``""`` for as it should, else a code."""
        this = update(batches).where(batches.c.id == batch_id)
        self._connection.execute(this.values(ended_at=at.isoformat(), outcome=outcome))

    def unfinished(self) -> list[int]:
        """Batches that a crash cut off: their pages are there, their end is not."""
        return [row.id for row in self._connection.execute(select(batches.c.id).where(batches.c.ended_at == ""))]

    def add_file(self, stored: StoredFile, kind: FileKind, at: datetime) -> int:
        """Speak of a file that was put; its id."""
        values = {
            "name": stored.name,
            "key": stored.key,
            "digest": stored.digest,
            "size": stored.size,
            "kind": kind,
            "at": at.isoformat(),
        }
        return _new_id(self._connection.execute(insert(files).values(values)))

    def add(
        self,
        batch_id: int,
        number: int,
        stored: StoredFile,
        *,
        dpi: int,
        origin: str,
        at: datetime,
        as_fed: StoredFile | None = None,
        defects: Sequence[str] = (),
        fingerprint: str = "",
        case_id: int | None = None,
        position: int | None = None,
        rotation: int = 0,
    ) -> int:
        """Keep a page where it landed, after the pages that are there; its id.

        Args:
            batch_id: Its batch.
            number: Its number there, from 1.
            stored: Its picture.
            dpi: Resolution, dots per inch.
            origin: Where it came from.
            at: When.
            as_fed: The picture before it was straightened; None where it was not.
            defects: Codes.
            fingerprint: A perceptual hash.
            case_id: The case it landed on; None for the tray.
            position: The paper.
            rotation: Degrees clockwise by which it is to be turned to be read.
        """
        return _new_id(
            self._connection.execute(
                insert(pages).values(
                    batch_id=batch_id,
                    number=number,
                    file_id=self.add_file(stored, FileKind.PAGE, at),
                    as_fed_id=None if as_fed is None else self.add_file(as_fed, FileKind.PAGE, at),
                    dpi=dpi,
                    origin=origin,
                    defects=" ".join(defects),
                    fingerprint=fingerprint,
                    at=at.isoformat(),
                    case_id=case_id,
                    paper_position=position,
                    place=self._next_place(case_id, position),
                    rotation=rotation,
                    dropped=False,
                )
            )
        )

    # ---- looked at

    def get(self, page_id: int) -> Page | None:
        """One page."""
        row = self._connection.execute(_PAGE.where(pages.c.id == page_id)).one_or_none()
        return None if row is None else _page(row)

    def of_batch(self, batch_id: int) -> list[Page]:
        """Every page of a batch, in the order it came in."""
        return self._pages(_PAGE.where(pages.c.batch_id == batch_id).order_by(pages.c.number))

    def tray(self, *, dropped: bool = False) -> list[Page]:
        """The pages that landed on no case, oldest first; with `dropped`, those of them that were put away."""
        return self._pages(_PAGE.where(_loose(dropped), pages.c.case_id.is_(None)).order_by(pages.c.id))

    def loose(self, case_id: int, position: int | None, *, dropped: bool = False) -> list[Page]:
        """The pages on a paper (None: on none of the case's papers) that are in no file yet, in their order.

        Args:
            case_id: The case.
            position: The paper.
            dropped: Those that were put away instead.
        """
        here = pages.c.paper_position.is_(None) if position is None else pages.c.paper_position == position
        return self._pages(_PAGE.where(_loose(dropped), pages.c.case_id == case_id, here).order_by(pages.c.place))

    def dropped(self, batch_id: int) -> list[Page]:
        """What was put away of a batch."""
        wanted = _PAGE.where(pages.c.batch_id == batch_id, pages.c.dropped)
        return self._pages(wanted.order_by(pages.c.number))

    def fingerprints(self, batch_id: int) -> list[str]:
        """Fingerprints of a batch's pages so far."""
        wanted = select(pages.c.fingerprint).where(pages.c.batch_id == batch_id, pages.c.fingerprint != "")
        return [row.fingerprint for row in self._connection.execute(wanted)]

    def has_origin(self, origin: str) -> bool:
        """Whether a page that came from there was kept before."""
        return self._connection.execute(select(pages.c.id).where(pages.c.origin == origin).limit(1)).first() is not None

    def file_names(self) -> frozenset[str]:
        """The name of every file that a row speaks of and that is not erased."""
        kept = select(files.c.name).where(files.c.key != b"")
        return frozenset(self._connection.execute(kept).scalars())

    def stored_bytes(self) -> int:
        """Bytes of what is inside every file that a row speaks of and that is not erased."""
        kept = select(func.coalesce(func.sum(files.c.size), 0)).where(KEPT)
        return int(self._connection.execute(kept).scalar_one())

    # ---- arranged

    def move(self, page_ids: Sequence[int], case_id: int | None, position: int | None) -> None:
        """Put pages on a paper, after those that are there, in the order given; None and None: into the tray."""
        place = self._next_place(case_id, position)
        for nth, page_id in enumerate(page_ids):
            self._change(page_id, case_id=case_id, paper_position=position, place=place + nth)

    def arrange(self, page_ids: Sequence[int]) -> None:
        """Give the pages of a paper the order of this list."""
        for place, page_id in enumerate(page_ids):
            self._change(page_id, place=place)

    def turn(self, page_id: int, rotation: int) -> None:
        """Turn a page to be read, degrees clockwise: 0, 90, 180 or 270."""
        self._change(page_id, rotation=rotation % 360)

    def drop(self, page_ids: Collection[int], *, dropped: bool = True) -> None:
        """Put pages away, or bring them back."""
        for page_id in page_ids:
            self._change(page_id, dropped=dropped)

    def replace(
        self, page_id: int, stored: StoredFile, at: datetime, *, defects: Sequence[str], dpi: int, rotation: int = 0
    ) -> list[str]:
        """Give a page another picture: it was scanned again.

        Returns:
            Names of the files that no row speaks of any more, to be removed once this is committed.

        Raises:
            CodedError: PAPER-001: the page is part of a file already, or is not there.
        """
        this = select(pages.c.file_id, pages.c.as_fed_id).where(pages.c.id == page_id, pages.c.event_id.is_(None))
        row = self._connection.execute(this).one_or_none()
        if row is None:
            raise CodedError("PAPER-001")
        former = [each for each in row if each is not None]
        named = select(files.c.name).where(files.c.id.in_(former))
        names = [each.name for each in self._connection.execute(named)]
        file_id = self.add_file(stored, FileKind.PAGE, at)
        self._change(page_id, file_id=file_id, as_fed_id=None, defects=" ".join(defects), dpi=dpi, rotation=rotation)
        self._connection.execute(files.delete().where(files.c.id.in_(former)))
        return names

    def as_fed(self, page_id: int) -> None:
        """Give a page back the picture that it had before it was straightened; nothing where it was not."""
        this = select(pages.c.file_id, pages.c.as_fed_id).where(pages.c.id == page_id, pages.c.event_id.is_(None))
        row = self._connection.execute(this).one_or_none()
        if row is not None and row.as_fed_id is not None:
            self._change(page_id, file_id=row.as_fed_id, as_fed_id=None)
            self._connection.execute(files.delete().where(files.c.id == row.file_id))

    def bind(self, page_ids: Sequence[int], event_id: int) -> None:
        """The pages became part of a paper's file."""
        for page_id in page_ids:
            self._change(page_id, event_id=event_id)

    # ---- the parts

    def _change(self, page_id: int, **values: Any) -> None:
        """Change a page that is part of no file; of one that is, nothing can be changed any more."""
        self._connection.execute(
            update(pages).where(pages.c.id == page_id, pages.c.event_id.is_(None)).values(**values)
        )

    def _next_place(self, case_id: int | None, position: int | None) -> int:
        here = [
            pages.c.case_id.is_(None) if case_id is None else pages.c.case_id == case_id,
            pages.c.paper_position.is_(None) if position is None else pages.c.paper_position == position,
        ]
        last = self._connection.execute(select(func.max(pages.c.place)).where(*here)).scalar_one_or_none()
        return 0 if last is None else int(last) + 1

    def _pages(self, wanted: Select[Any]) -> list[Page]:
        return [_page(row) for row in self._connection.execute(wanted)]


def _loose(dropped: bool) -> ColumnElement[bool]:
    """In no file yet, and put away or not."""
    return and_(pages.c.event_id.is_(None), pages.c.dropped if dropped else ~pages.c.dropped)


def _page(row: Row[Any]) -> Page:
    return Page(
        id=row.id,
        batch_id=row.batch_id,
        number=row.number,
        file=StoredFile(row.name, bytes(row.key), row.digest, row.size),
        dpi=row.dpi,
        origin=row.origin,
        defects=tuple(row.defects.split()),
        case_id=row.case_id,
        position=row.paper_position,
        place=row.place,
        rotation=row.rotation,
        dropped=row.dropped,
        straightened=row.as_fed_id is not None,
    )


def _new_id(result: Any) -> int:
    return int(result.inserted_primary_key[0])
