"""Words of pages: found by any of them, of unsigned papers alone, and gone with their pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from desktop.records.cases import Case, CasePaper, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.database import Database
from desktop.records.file_store import FileStore
from desktop.records.page_words import MOST_KEPT, FoundPaper, ReadingCounts
from desktop.records.paper_files import RESULT, DigitizationState, FileKind, Page
from desktop.records.unit_of_work import UnitOfWork
from devices.errors import CodedError
from tests.helpers.desk import NOW, case_of, desk, person, receive

FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)
BIRTH = CasePaper("Giấy chứng sinh", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="birth", originals=1)
TEXT = "TỜ KHAI ĐĂNG KÝ KHAI SINH\nHọ tên mẹ: Đặng Thị Thưởng, thửa số 0417"


class World:
    """A desk with two cases."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.store = FileStore(folder / "files")
        self.one = receive(database, case_of(papers=(FORM, BIRTH)))
        self.two = receive(database, case_of(person("Lê Văn Hai", "082090991002"), papers=(FORM,)))
        with UnitOfWork(database) as uow:
            self.batch = uow.pages.begin(NOW, 1, "máy quét")
            uow.commit()
        self.number = 0

    def page(self, case: Case | None = None, position: int | None = None, read: str | None = None) -> Page:
        """A page, and what was read on it."""
        self.number += 1
        with UnitOfWork(self.database) as uow:
            page_id = uow.pages.add(
                self.batch,
                self.number,
                self.store.put(b"picture %d" % self.number),
                dpi=300,
                origin="",
                at=NOW,
                case_id=None if case is None else case.id,
                position=position,
            )
            page = uow.pages.get(page_id)
            assert page is not None
            if read is not None:
                assert uow.words.keep(page, read)
            uow.commit()
        return page

    def find(self, typed: str) -> list[FoundPaper]:
        with UnitOfWork(self.database) as uow:
            return uow.words.find(typed)

    def unread(self) -> int | None:
        with UnitOfWork(self.database) as uow:
            page = uow.words.unread()
        return None if page is None else page.id

    def step(self, case: Case, state: DigitizationState, *pages: Page) -> None:
        """Bring the form of a case one step further; CHECKED binds its pages."""
        with UnitOfWork(self.database) as uow:
            file_id = None
            if state is not DigitizationState.SCANNED:
                file_id = uow.pages.add_file(self.store.put(state.encode()), FileKind.PAPER, NOW)
            event = uow.papers.add(case.id, 0, state, at=NOW, officer_id=1, file_id=file_id, note="lại")
            uow.pages.bind([page.id for page in pages], event)
            uow.commit()

    def indexed(self) -> set[str]:
        """Every word that the index still holds, whether or not a search gives it."""
        with self.database.connect() as connection:
            connection.execute(text("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, page_word_index, row)"))
            found = set(connection.execute(text("SELECT term FROM temp.held")).scalars())
            connection.execute(text("DROP TABLE temp.held"))
        return found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with desk(tmp_path) as database:
        yield World(database, tmp_path)


@pytest.mark.parametrize(
    "typed", ["Thưởng", "thuong", "ĐẶNG THỊ thưởng", "dang 0417", "khai sinh dang ky", "th", "0417", '"đặng" OR (thi)']
)
def test_a_paper_is_found_by_words_of_it(world: World, typed: str) -> None:
    world.page(world.one, 0, TEXT)
    found = world.find(typed)
    if "OR" in typed:  # never syntax: all three words are looked for
        assert found == []
        return
    assert found == [FoundPaper(world.one.id, 0, world.one.code, world.one.content.applicant.full_name, "Tờ khai", 1)]


@pytest.mark.parametrize("typed", ["", " ", "t", "!?", "thuong xyz", "huong", "NEAR(", "x" * 5000])
def test_what_is_not_there_or_too_short_finds_nothing(world: World, typed: str) -> None:
    world.page(world.one, 0, TEXT)
    assert world.find(typed) == []


def test_papers_come_once_the_newest_first_with_the_tray_among_them(world: World) -> None:
    for case, position in ((world.one, 0), (world.one, 0), (world.two, None), (None, None), (world.one, RESULT)):
        world.page(case, position, TEXT)
    world.page(world.one, 1, "việc khác")
    found = [(each.case_id, each.position, each.paper, each.pages) for each in world.find("thưởng")]
    assert found == [
        (world.one.id, RESULT, "", 1),
        (None, None, "", 1),
        (world.two.id, None, "", 1),
        (world.one.id, 0, "Tờ khai", 2),
    ]
    assert world.find("thuong")[0].is_result


def test_no_sentence_is_kept_and_no_more_words_than_a_page_has(world: World) -> None:
    page = world.page(world.one, 0, TEXT + " a " + "z" * 100 + " " + " ".join(f"w{nth}" for nth in range(9000)))
    with world.database.connect() as connection:
        kept = str(connection.execute(text("SELECT words FROM page_words")).scalar_one()).split()
    assert kept == sorted(set(kept))
    assert len(kept) == MOST_KEPT
    assert not {"a", "z" * 100} & set(kept)
    assert world.unread() != page.id


def test_pages_are_read_once_oldest_first_and_put_away_ones_not(world: World) -> None:
    pages = [world.page(world.one, 0), world.page(), world.page(world.two, 0)]
    with UnitOfWork(world.database) as uow:
        uow.pages.drop([pages[0].id])
        uow.commit()
    assert world.unread() == pages[1].id
    with UnitOfWork(world.database) as uow:
        assert uow.words.counts() == ReadingCounts(0, 2, 0)
        assert not uow.words.keep(pages[0], "bỏ")
        assert uow.words.keep(pages[1], "", "OCR-003")
        assert uow.words.unread([pages[2].id]) is None
        assert uow.words.keep(pages[2], "chữ")
        assert not uow.words.keep(pages[2], "chữ")
        assert uow.words.counts() == ReadingCounts(1, 0, 1)
        uow.commit()
    assert world.unread() is None


def test_a_signed_paper_is_not_read_and_one_that_waits_for_it_is(world: World) -> None:
    page = world.page(world.one, 0)
    world.step(world.one, DigitizationState.SCANNED)
    assert world.unread() == page.id
    world.step(world.one, DigitizationState.CHECKED, page)
    assert world.unread() == page.id
    world.step(world.one, DigitizationState.SIGNED)
    world.step(world.one, DigitizationState.STORED)
    assert world.unread() is None
    with UnitOfWork(world.database) as uow:
        assert not uow.words.keep(page, TEXT)
    # Digitized again: the new pages are read, those of the signed file are not.
    world.step(world.one, DigitizationState.SCANNED)
    again = world.page(world.one, 0)
    world.step(world.one, DigitizationState.CHECKED, again)
    assert world.unread() == again.id
    with UnitOfWork(world.database) as uow:
        assert uow.words.keep(again, TEXT)
        uow.commit()
    assert world.unread() is None
    world.step(world.one, DigitizationState.SIGNED)
    assert [each.pages for each in world.find("thuong")] == [1]  # what was read before still finds it


def test_words_go_with_the_picture_that_they_were_read_from(world: World) -> None:
    for change in ("replace", "turn", "delete", "forget"):
        page = world.page(world.two, 0, "riêng thuongxyz")
        assert "thuongxyz" in world.indexed()
        with UnitOfWork(world.database) as uow:
            if change == "replace":
                uow.pages.replace(page.id, world.store.put(b"again"), NOW, defects=(), dpi=300)
            elif change == "turn":
                uow.pages.turn(page.id, 90)
            elif change == "forget":
                uow.words.forget()
            uow.commit()
        if change == "delete":
            with world.database.connect() as connection:
                connection.execute(text("DELETE FROM pages WHERE id = :id"), {"id": page.id})
                connection.commit()
        assert world.find("thuongxyz") == []
        assert "thuongxyz" not in world.indexed()  # nor anywhere in the index
        with UnitOfWork(world.database) as uow:
            if change in {"replace", "turn"}:
                assert not uow.words.keep(page, "riêng")  # what was read is not of this picture
                now = uow.pages.get(page.id)
                assert now is not None
                assert uow.words.keep(now, "mới")
                uow.commit()
    with world.database.connect() as connection:
        connection.execute(text("INSERT INTO page_word_index (page_word_index) VALUES ('integrity-check')"))


def test_moving_or_putting_away_a_page_leaves_its_words(world: World) -> None:
    page = world.page(world.one, 0, TEXT)
    with UnitOfWork(world.database) as uow:
        uow.pages.move([page.id], world.two.id, 0)
        uow.commit()
    assert [each.case_id for each in world.find("thuong")] == [world.two.id]
    for dropped, found in ((True, 0), (False, 1)):
        with UnitOfWork(world.database) as uow:
            uow.pages.drop([page.id], dropped=dropped)
            uow.commit()
        assert len(world.find("thuong")) == found


def test_words_are_never_changed(world: World) -> None:
    world.page(world.one, 0, TEXT)
    with pytest.raises((DatabaseError, CodedError)), world.database.connect() as connection:
        connection.execute(text("UPDATE page_words SET words = 'x'"))
