"""How well a page's defects are found: found and false rates for each, and the time of a page.

    python -m benchmarks.page_quality [--pages N]

Every sheet is scanned as it is, once more for the duplicates, and with each defect in five strengths by turns, from
hardly to be seen to plain. "false" is the defect's rate on the sound scans; "on spoilt" its rate on pages with another
defect, where some are true besides: crooked pages do reach over the edge. Sheets are of all kinds, one in six at
300 dpi and the rest at 200, one in eleven in landscape.
"""

import argparse
import itertools
import time
from collections import Counter
from dataclasses import dataclass, field

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from desktop.documents.receipt import receipt_pdf
from desktop.workflows.page_intake import UNREAD_RECEIPT
from desktop.workflows.page_look import desk_receipts, look_at_page
from devices.documents.page_image import codes_on
from devices.documents.quality.examine import examine_page
from devices.documents.quality.fingerprint import is_same
from devices.documents.quality.quadrilateral import find_quadrilateral
from devices.documents.quality.report import Defect, PageReport
from devices.documents.quality.sides import sharpen_corners
from devices.qrcode.decoding import zxing
from devices.simulated.pages.damages import DAMAGES, damage
from devices.simulated.pages.photographs import photograph_with_corners
from devices.simulated.pages.scans import scanned
from devices.simulated.pages.sheets import Kind, draw_sheet
from devices.simulated.pages.smudges import smudged
from tests.helpers.receipt_world import CASE, DESK, FORMS, LABELS, PAPERS, case_with, long_case

STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
COARSE_DPI = (72, 96, 100, 120, 150)
Bgr = NDArray[np.uint8]


@dataclass
class Tally:
    """What was found on how many pages."""

    pages: Counter[str] = field(default_factory=Counter[str])
    found: Counter[tuple[str, Defect]] = field(default_factory=Counter[tuple[str, Defect]])
    missed: Counter[tuple[str, float]] = field(default_factory=Counter[tuple[str, float]])
    fingerprints: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])
    times: list[float] = field(default_factory=list[float])

    def take(self, name: str, strength: float, report: PageReport) -> None:
        """Count one page that has the defect `name`, or none ("")."""
        self.pages[name] += 1
        self.found.update((name, defect) for defect in report.defects)
        if name and Defect(name) not in report.defects:
            self.missed[name, strength] += 1

    def rate(self, names: list[str], defect: Defect) -> float:
        """Per cent of these pages on which a defect was found."""
        return 100 * sum(self.found[name, defect] for name in names) / max(1, sum(self.pages[name] for name in names))


def examine_all(pages: int, first: int) -> Tally:
    """Examine every sheet in every state."""
    tally = Tally()
    for number in range(pages):
        seed, dpi = first + number, 300 if number % 6 == 5 else 200
        sheet = draw_sheet(seed, dpi=dpi, landscape=number % 11 == 5)
        strength = STRENGTHS[number // len(Kind) % len(STRENGTHS)]
        clean = _timed(tally, scanned(sheet, seed, dpi), dpi)
        tally.take("", 0.0, clean)
        again = examine_page(scanned(sheet, seed + 100_000, dpi), dpi, [clean.fingerprint])
        tally.take(Defect.DUPLICATE, 0.0, again)
        tally.fingerprints[seed] = clean.fingerprint, again.fingerprint
        for name in DAMAGES:
            tally.take(name, strength, _timed(tally, scanned(sheet, seed, dpi, damage(name, strength)), dpi))
        coarse = COARSE_DPI[number // len(Kind) % len(COARSE_DPI)]
        sheet = draw_sheet(seed, dpi=coarse)
        tally.take(Defect.LOW_RESOLUTION, strength, examine_page(scanned(sheet, seed, coarse), coarse))
    return tally


def _timed(tally: Tally, page: Bgr, dpi: int) -> PageReport:
    start = time.thread_time()
    report = examine_page(page, dpi)
    if dpi == 300:
        tally.times.append((time.thread_time() - start) * 1000)
    return report


def false_duplicates(tally: Tally) -> tuple[float, float]:
    """Per cent of pairs of different sheets taken for one: of different kinds, and two of the same form's sheets."""
    unlike: list[bool] = []
    like: list[bool] = []
    for (one, prints), (other, others) in itertools.combinations(tally.fingerprints.items(), 2):
        same_layout = one % len(Kind) == other % len(Kind) and list(Kind)[one % len(Kind)] is Kind.FORM
        (like if same_layout else unlike).append(is_same(prints[0], others[0]))
    return 100 * float(np.mean(unlike)), 100 * float(np.mean(like)) if like else 0.0


def photographs(count: int, first: int) -> tuple[float, float, float]:
    """Sheets found in webcam photos in per cent, the median and the largest distance of a corner in pixels."""
    distances = []
    for seed in range(first, first + count):
        sheet = draw_sheet(seed, dpi=150, landscape=seed % 7 == 3)
        photo, corners = photograph_with_corners(scanned(sheet, seed, 150), seed)
        rough = find_quadrilateral(photo)
        found = rough is not None and float(np.abs(rough - corners).max()) < 60
        if rough is not None and found:
            distances.append(float(np.abs(sharpen_corners(photo, rough) - corners).max()))
    return 100 * len(distances) / count, float(np.median(distances)), max(distances)


def receipts(count: int, first: int) -> tuple[float, float]:
    """Per cent of receipts with a smudged code that are known for receipts, and of other sheets that are taken for one.

    Receipts are short and long, on A5 and on a glass of A4, one in four on its head and one in four on its side.
    """
    sheet = desk_receipts([LABELS["title"]])
    known, taken = [], []
    for number in range(count):
        seed, dpi = first + number, (200, 300, 150)[number % 3]
        page = scanned(smudged_receipt(number, dpi, on_glass=number % 5 == 1), seed, dpi)
        page = np.ascontiguousarray(np.rot90(page, number % 4 if number % 8 < 4 else 0))
        if not codes_on(page):
            known.append(UNREAD_RECEIPT in look_at_page(page, dpi, (), sheet()).defects)
        other = scanned(draw_sheet(seed, dpi=dpi, landscape=number % 7 == 3), seed, dpi)
        taken.append(UNREAD_RECEIPT in look_at_page(other, dpi, (), sheet()).defects)
    return 100 * float(np.mean(known)), 100 * float(np.mean(taken))


def smudged_receipt(number: int, dpi: int, *, on_glass: bool) -> Bgr:
    """A receipt whose code is smudged, as printed: height × width × 3, BGR."""
    case = (CASE, case_with(papers=PAPERS[:1]), long_case(3), long_case(6), long_case(9))[number % 5]
    document = pypdfium2.PdfDocument(receipt_pdf(case, DESK, FORMS))
    page = np.ascontiguousarray(np.asarray(document[0].render(scale=dpi / 72).to_pil().convert("RGB"))[:, :, ::-1])
    document.close()
    (code,) = zxing.read(np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8))
    page = smudged(page, code.quad, number)
    if not on_glass:
        return page
    glass = np.full((round(297 / 25.4 * dpi), round(210 / 25.4 * dpi), 3), 255, np.uint8)
    glass[: page.shape[0], : page.shape[1]] = page
    return glass


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Found and false rates of page defects.")
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--first", type=int, default=5000, help="seed of the first sheet")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    tally = examine_all(arguments.pages, arguments.first)
    print(f"{arguments.pages} pages a row; missed: by strength {', '.join(f'{value:g}' for value in STRENGTHS)}\n")
    print(f"{'defect':16}{'found %':>9}{'false %':>9}{'on spoilt %':>13}   missed")
    for defect in Defect:
        others = [name for name in tally.pages if name not in ("", defect)]
        missed = " ".join(str(tally.missed[defect.value, strength]) for strength in STRENGTHS)
        print(
            f"{defect:16}{tally.rate([defect.value], defect):9.1f}{tally.rate([''], defect):9.1f}"
            f"{tally.rate(others, defect):13.1f}   {missed}"
        )
    unlike, like = false_duplicates(tally)
    print(f"\npairs of different pages taken for duplicates: {unlike:.2f} %; of one form filled in twice: {like:.2f} %")
    share, middle, most = photographs(arguments.pages, arguments.first)
    print(f"sheets found in photos: {share:.1f} %, corners off by {middle:.1f} px (median), {most:.1f} px (most)")
    known, taken = receipts(arguments.pages, arguments.first)
    print(
        f"receipts whose code is smudged, known by their look: {known:.1f} %; other sheets taken for one: {taken:.1f} %"
    )
    low, high = np.percentile(tally.times, (50, 95))
    print(f"A4 at 300 dpi, one core, processor time: {low:.0f} ms (median), {high:.0f} ms (95 %)")


if __name__ == "__main__":
    main()
