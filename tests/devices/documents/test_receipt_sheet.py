"""A receipt is known by its look; other sheets are not taken for one."""

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from desktop.documents.receipt import receipt_pdf
from desktop.records.resources import resources_folder
from devices.documents.quality.receipt_sheet import ReceiptSheet
from devices.qrcode.decoding import zxing
from devices.simulated.pages.scans import scanned
from devices.simulated.pages.sheets import Kind, draw_sheet
from devices.simulated.pages.smudges import smudged
from tests.helpers.receipt_world import CASE, DESK, FORMS, LABELS, long_case

SHEET = ReceiptSheet.of(LABELS["title"], resources_folder() / "fonts" / "NotoSans-Bold.ttf")


def receipt(papers: int = 0, dpi: int = 200) -> NDArray[np.uint8]:
    """As printed, A5."""
    document = pypdfium2.PdfDocument(receipt_pdf(long_case(papers) if papers else CASE, DESK, FORMS))
    picture = document[0].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def without_code(page: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    (code,) = zxing.read(np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8))
    return smudged(page, code.quad, seed)


@pytest.mark.parametrize("papers", [0, 4, 9])
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_receipt_is_known_by_its_title_either_way_up(papers: int, dpi: int) -> None:
    page = scanned(without_code(receipt(papers, dpi), papers), 4, dpi)
    assert SHEET.is_on(page, dpi)
    assert SHEET.is_on(np.ascontiguousarray(page[::-1, ::-1]), dpi)


def test_a_receipt_is_known_by_where_its_code_was() -> None:
    page = receipt()
    (code,) = zxing.read(np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8))
    left, top = (round(float(value)) for value in code.quad.min(axis=0))
    right, bottom = (round(float(value)) for value in code.quad.max(axis=0))
    page[bottom + 20 :] = page[:, right + 20 :] = 255  # nothing but the code is left
    assert not SHEET.is_on(page, 200)
    middle = (left + right) // 2
    page[(top + bottom) // 2 - 30 : bottom - 45, middle - 30 : middle + 50] = 255  # its data, not its finders
    assert not zxing.read(np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8))
    assert SHEET.is_on(page, 200)


@pytest.mark.parametrize("kind", Kind)
def test_other_sheets_are_no_receipts(kind: Kind) -> None:
    for seed in range(3):
        assert not SHEET.is_on(scanned(draw_sheet(seed, kind, 200), seed, 200), 200)


@pytest.mark.parametrize("shape", [(1, 1, 3), (20, 3000, 3), (3000, 20, 3), (400, 300, 3)])
def test_a_scrap_is_no_receipt(shape: tuple[int, int, int]) -> None:
    assert not SHEET.is_on(np.full(shape, 255, np.uint8), 200)
