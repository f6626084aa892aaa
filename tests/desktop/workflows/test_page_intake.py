"""Pages on their way in: behind their receipts, onto their papers, into the tray; and what is refused."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest

from desktop.documents.receipt import receipt_pdf
from desktop.records.cases import Case, CasePaper, PaperState
from desktop.records.catalogue.models import PaperAnswer
from desktop.records.desk_settings import DeskSettings, save_desk_settings
from desktop.records.file_store import FileStore, StoredFile
from desktop.records.paper_files import DigitizationState, FileKind, Page
from desktop.records.unit_of_work import UnitOfWork
from desktop.records.worker import DatabaseWorker
from desktop.workflows.page_intake import BLANK, UNREAD_RECEIPT, PageBatch, PageLook, finish_batch
from desktop.workflows.page_landing import Cue, Target, cue_of
from desktop.workflows.page_look import look_at_page, look_that_knows
from devices.documents.page_image import Bgr
from devices.errors import CodedError
from devices.qrcode.decoding import zxing
from devices.simulated.pages.scans import scanned
from devices.simulated.pages.sheets import Kind, draw_sheet
from devices.simulated.pages.smudges import smudged
from tests.helpers.desk import KEY, NOW, PREFIX, case_of, desk, person, receive
from tests.helpers.pages import DPI, card_png, page_png, receipt_png
from tests.helpers.receipt_world import DESK, FORMS, LABELS

FORM = CasePaper("Tờ khai", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="form", originals=1)
BIRTH = CasePaper("Giấy chứng sinh", PaperAnswer.DIGITIZE, PaperState.HANDED_IN, spec_id="birth", originals=1)
COPY = CasePaper("Bản sao", PaperAnswer.COPY, PaperState.HANDED_IN, spec_id="copy", copies=1)
CARD = CasePaper("Thẻ căn cước", PaperAnswer.SHOWN, PaperState.SHOWN, spec_id="card")


def look(_picture: Bgr, _dpi: int, _earlier: Sequence[str]) -> PageLook:
    return PageLook()


class World:
    """A desk with two cases, one of one paper to digitize and one of two."""

    def __init__(self, folder: Path) -> None:
        with desk(folder) as database:
            self.one = receive(database, case_of(papers=(FORM, CARD)))
            self.two = receive(
                database, case_of(person("Lê Văn Hai", "082090991002"), papers=(FORM, BIRTH, COPY, CARD))
            )
        self.worker = DatabaseWorker(folder / "desk.db", KEY)
        self.store = FileStore(folder / "files")

    def batch(self, target: Target | None = None) -> PageBatch:
        return PageBatch(self.worker, self.store, look, lambda: NOW, officer_id=1, source="máy quét", target=target)

    def feed(self, sheets: Sequence[bytes], target: Target | None = None) -> PageBatch:
        batch = self.batch(target)
        for nth, sheet in enumerate(sheets):
            batch.keep(sheet, DPI, f"tờ {nth + 1}")
        batch.end()
        return batch

    def pages(self, case: Case, position: int | None) -> list[Page]:
        return self.worker.submit(lambda uow: uow.pages.loose(case.id, position)).result()

    def tray(self) -> list[Page]:
        return self.worker.submit(lambda uow: uow.pages.tray()).result()

    def states(self, case: Case) -> list[DigitizationState]:
        found = self.worker.submit(lambda uow: uow.papers.of_case(case.id)).result()
        return [each.state for each in found]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.worker.close()


def test_receipts_part_a_pile(world: World) -> None:
    pile = [
        page_png("lạc"),
        receipt_png(world.one.code),
        page_png("a1"),
        page_png("a2"),
        receipt_png(world.two.code),
        page_png("b1"),
        page_png("b2"),
        receipt_png(f"{PREFIX}-261125-0077"),
        page_png("của nơi khác"),
    ]
    batch = world.feed(pile)
    assert [page.origin for page in world.pages(world.one, 0)] == ["tờ 3", "tờ 4"]
    assert [page.origin for page in world.pages(world.two, 0)] == ["tờ 6"]
    assert [page.origin for page in world.pages(world.two, 1)] == ["tờ 7"]
    assert [page.origin for page in world.tray()] == ["tờ 1", "tờ 9"]
    put_away = world.worker.submit(lambda uow: uow.pages.dropped(batch.batch_id)).result()
    assert [page.origin for page in put_away] == ["tờ 2", "tờ 5", "tờ 8"]
    assert world.states(world.one) == [DigitizationState.SCANNED, DigitizationState.NOT_YET]
    assert world.states(world.two)[:2] == [DigitizationState.SCANNED] * 2
    counts = world.worker.submit(lambda uow: uow.indicators().counts(NOW.date())).result()
    assert counts["digitized.scanned"] == 3


def test_what_only_a_person_can_say_stays_on_the_case(world: World) -> None:
    world.feed([receipt_png(world.two.code), *(page_png(f"b{nth}") for nth in range(3))])
    assert len(world.pages(world.two, None)) == 3
    assert world.states(world.two)[0] is DigitizationState.NOT_YET


def test_a_sheet_that_names_the_paper(world: World) -> None:
    first, second = (receipt_png(f"{world.two.code}#{position}") for position in (1, 0))
    not_to_be = receipt_png(f"{world.two.code}#2")
    world.feed([first, page_png("b1"), page_png("b2"), second, page_png("a1"), not_to_be, page_png("c")])
    assert [page.origin for page in world.pages(world.two, 1)] == ["tờ 2", "tờ 3"]
    assert [page.origin for page in world.pages(world.two, 0)] == ["tờ 5"]
    assert [page.origin for page in world.tray()] == ["tờ 7"]


def test_straight_onto_a_paper(world: World) -> None:
    world.feed([page_png("x"), page_png("y")], Target(world.two.id, 1))
    assert len(world.pages(world.two, 1)) == 2
    for position, code in ((2, "PAPER-007"), (3, "PAPER-007"), (9, "PAPER-003")):
        with pytest.raises(CodedError, match=code):
            world.batch(Target(world.two.id, position))


def test_no_identity_card_is_kept(world: World) -> None:
    batch = world.batch()
    with pytest.raises(CodedError, match="PAPER-006"):
        batch.keep(card_png(), DPI, "tờ 1")
    assert batch.keep(page_png(), DPI, "tờ 2").number == 1  # the batch goes on
    batch.end()
    names = world.worker.submit(lambda uow: uow.pages.file_names()).result()
    assert set(world.store.names()) == names
    assert len(names) == 1


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"GIF89a", page_png()[:-40], b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\xc3\x50" * 2]
)
def test_what_is_no_page(world: World, data: bytes) -> None:
    batch = world.batch()
    with pytest.raises(CodedError, match="PAPER-008"):
        batch.keep(data, DPI, "tờ 1")
    assert list(world.store.names()) == []


def test_what_follows_an_unreadable_sheet_is_not_guessed_onto_the_case_before(world: World) -> None:
    batch = world.batch()
    for sheet in (receipt_png(world.one.code), page_png("a1")):
        batch.keep(sheet, DPI, "của một")
    with pytest.raises(CodedError, match="PAPER-008"):
        batch.keep(receipt_png(world.two.code)[:-30], DPI, "tờ hỏng")
    assert batch.keep(page_png("b1"), DPI, "không rõ").target == Target()
    batch.keep(receipt_png(world.two.code), DPI, "tờ ngăn")
    assert batch.keep(page_png("b2"), DPI, "của hai").target == Target(world.two.id)
    batch.end()
    assert [page.origin for page in world.tray()] == ["không rõ"]
    assert [page.origin for page in world.pages(world.one, 0)] == ["của một"]


def scanned_receipt(case: Case, *, smudge: bool) -> bytes:
    """The desk's own receipt of a case, on A5 at 200 dpi."""
    document = pypdfium2.PdfDocument(receipt_pdf(case, DESK, FORMS))
    picture = document[0].render(scale=200 / 72).to_pil().convert("RGB")
    document.close()
    page = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
    if smudge:
        (code,) = zxing.read(np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8))
        page = smudged(page, code.quad, 3)
    return cv2.imencode(".png", scanned(page, 3, 200))[1].tobytes()


def test_a_receipt_whose_code_is_smudged_sends_what_follows_to_the_tray(world: World) -> None:
    sheets = [
        scanned_receipt(world.one, smudge=False),
        page_png("a1", dpi=200),
        scanned_receipt(world.two, smudge=True),
        page_png("b1", dpi=200),
        scanned_receipt(world.two, smudge=False),
        page_png("b2", dpi=200),
    ]
    batch = PageBatch(
        world.worker,
        world.store,
        look_that_knows([LABELS["title"]]),
        lambda: NOW,
        officer_id=1,
        source="máy quét",
    )
    kept = [batch.keep(sheet, 200, f"tờ {nth + 1}") for nth, sheet in enumerate(sheets)]
    batch.end()
    assert [each.separator for each in kept] == [True, False, False, False, True, False]
    assert [page.origin for page in world.tray()] == ["tờ 3", "tờ 4"]
    assert [UNREAD_RECEIPT in page.defects for page in world.tray()] == [True, False]
    assert [page.origin for page in world.pages(world.one, 0)] == ["tờ 2"]
    assert [page.origin for page in world.pages(world.two, None)] == ["tờ 6"]


@pytest.mark.parametrize(("turns", "rotation"), [(1, 90), (2, 180), (3, 270)])
def test_a_page_that_lies_wrong_is_shown_upright_and_says_so(world: World, turns: int, rotation: int) -> None:
    sheet = scanned(draw_sheet(6, Kind.LETTER, 200), 6, 200)
    _, lying = cv2.imencode(".png", np.rot90(sheet, turns))
    for replaces in (None, 1):
        batch = PageBatch(
            world.worker,
            world.store,
            look_at_page,
            lambda: NOW,
            officer_id=1,
            source="máy quét",
            target=Target(world.one.id, 0),
            replaces=replaces,
        )
        batch.keep(lying.tobytes(), 200, "tờ 1")
        batch.end()
        (page,) = world.pages(world.one, 0)
        assert page.rotation == rotation
        assert page.defects == ("upside_down" if rotation == 180 else "sideways",)


def test_an_unreadable_page_does_not_move_what_the_officer_chose(world: World) -> None:
    batch = world.batch(Target(world.two.id, 1))
    with pytest.raises(CodedError, match="PAPER-008"):
        batch.keep(page_png()[:-30], DPI, "tờ hỏng")
    assert batch.keep(page_png("b1"), DPI, "tờ 2").target == Target(world.two.id, 1)
    batch.end()


def test_a_disk_that_fills_between_two_pictures_of_a_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = PageBatch(
        world.worker,
        world.store,
        lambda picture, _dpi, _earlier: PageLook(("skewed",), "", picture),
        lambda: NOW,
        officer_id=1,
        source="máy quét",
    )
    put, puts = FileStore.put, []

    def once(store: FileStore, data: bytes) -> StoredFile:
        puts.append(data)
        if len(puts) == 2:
            raise CodedError("DB-001")
        return put(store, data)

    monkeypatch.setattr(FileStore, "put", once)
    with pytest.raises(CodedError, match="DB-001"):
        batch.keep(page_png(), DPI, "tờ 1")
    assert list(world.store.names()) == []


def test_blank_sides_are_put_away_and_come_back(world: World) -> None:
    batch = PageBatch(
        world.worker,
        world.store,
        lambda _picture, _dpi, _earlier: PageLook((BLANK, "dark"), "f0"),
        lambda: NOW,
        officer_id=1,
        source="máy quét",
        target=Target(world.one.id, 0),
    )
    page = batch.keep(page_png(), DPI, "tờ 1")
    batch.end()
    assert world.pages(world.one, 0) == []

    def bring_back(uow: UnitOfWork) -> list[str]:
        uow.pages.drop([page.page_id], dropped=False)
        uow.commit()
        return uow.pages.fingerprints(batch.batch_id)

    assert world.worker.submit(bring_back).result() == ["f0"]
    assert [each.defects for each in world.pages(world.one, 0)] == [(BLANK, "dark")]


def test_a_page_is_scanned_again_in_its_place(world: World) -> None:
    world.feed([page_png("một"), page_png("hai")], Target(world.one.id, 0))
    first, second = world.pages(world.one, 0)
    batch = PageBatch(world.worker, world.store, look, lambda: NOW, officer_id=1, source="máy quét", replaces=first.id)
    kept = batch.keep(page_png("một, rõ hơn", dpi=150), 150, "tờ 1")
    batch.end()
    assert (kept.page_id, kept.target) == (first.id, Target(world.one.id, 0))
    again, still = world.pages(world.one, 0)
    assert (again.id, again.place, again.dpi, still) == (first.id, first.place, 150, second)
    assert again.file.name != first.file.name
    names = world.worker.submit(lambda uow: uow.pages.file_names()).result()
    assert set(world.store.names()) == names
    assert len(names) == 2


def test_a_page_of_a_file_is_not_scanned_again(world: World) -> None:
    batch = PageBatch(world.worker, world.store, look, lambda: NOW, officer_id=1, source="máy quét", replaces=77)
    with pytest.raises(CodedError, match="PAPER-001"):
        batch.keep(page_png(), DPI, "tờ 1")
    assert list(world.store.names()) == []


def test_a_batch_that_was_cut_off_is_finished_later(world: World) -> None:
    batch = world.batch()
    for sheet in (receipt_png(world.one.code), page_png("a1")):
        batch.keep(sheet, DPI, "tờ")

    def resume(uow: UnitOfWork) -> None:
        assert uow.pages.unfinished() == [batch.batch_id]
        finish_batch(uow, batch.batch_id, NOW, 1, "cut-off")
        assert uow.pages.unfinished() == []
        uow.commit()

    world.worker.submit(resume).result()
    assert len(world.pages(world.one, 0)) == 1
    assert world.states(world.one)[0] is DigitizationState.SCANNED


def test_no_room_no_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "free", lambda _self: 1000)
    with pytest.raises(CodedError, match="FILE-003"):
        world.batch()


@pytest.mark.parametrize(
    ("codes", "cue"),
    [
        ((), None),
        (("https://example.invalid",), None),
        (("x", f"{PREFIX}-261125-0001|1.001193"), Cue(f"{PREFIX}-261125-0001")),
        ((f"{PREFIX}-261125-0001#12",), Cue(f"{PREFIX}-261125-0001", 12)),
        ((f"{PREFIX}-261125-0001#99999|x",), Cue(f"{PREFIX}-261125-0001")),
        ((f"{PREFIX}-261341-0001",), None),
    ],
)
def test_cues(codes: tuple[str, ...], cue: Cue | None) -> None:
    assert cue_of(codes) == cue


def test_a_quota_stops_a_batch_before_the_first_page(world: World) -> None:
    def limit(uow: UnitOfWork, gigabytes: int) -> None:
        save_desk_settings(uow.settings, DeskSettings(files_quota_gb=gigabytes))
        uow.commit()

    def fill(uow: UnitOfWork) -> None:
        uow.pages.add_file(StoredFile("f" * 64, b"k", "d", 1024**3), FileKind.PAGE, NOW)
        uow.commit()

    world.worker.submit(fill).result()
    world.worker.submit(lambda uow: limit(uow, 1)).result()
    with pytest.raises(CodedError, match="FILE-004"):
        world.batch()
    world.worker.submit(lambda uow: limit(uow, 2)).result()
    assert world.batch().keep(page_png(), 200, "máy quét").number == 1
