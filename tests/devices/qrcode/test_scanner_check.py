"""Each thing that a scanner or computer can do wrong is named, and nothing else is."""

from collections.abc import Callable

import pytest
import segno

from devices.identity import InputDevice
from devices.qrcode.keyboard_layouts import Layout
from devices.qrcode.scanner_check import CheckCode, Diagnosis, check_codes, diagnose
from devices.qrcode.text_damage import Damage
from devices.qrcode.wedge import WedgeDetector
from devices.qrcode.wedge_keys import Suffix, WedgeScan
from devices.simulated import scanners
from devices.simulated.citizens import citizen
from devices.simulated.input_methods import telex, telex_stream, vni
from devices.simulated.keystrokes import scanner_keys

SMALL, CAPITAL = check_codes()
WRONG: list[tuple[str, Callable[[str], str], tuple[str, ...]]] = [
    ("nothing", str, ()),
    ("hexadecimal", scanners.hex_dump, ()),
    ("AIM prefix", lambda text: "]Q1" + text, ()),
    ("drop beyond ASCII", scanners.drop_beyond_ascii, ("SCN-010",)),
    ("drop beyond Latin-1", scanners.drop_beyond_latin1, ("SCN-011",)),
    ("question marks", scanners.question_marks, ("SCN-011",)),
    ("fold", scanners.fold, ("SCN-012",)),
    ("read as cp1252", scanners.read_as("cp1252"), ("SCN-013",)),
    ("read as cp932", scanners.read_as("cp932"), ("SCN-013",)),
    ("read as latin-1", scanners.read_as("latin-1"), ("SCN-013",)),
    ("caps lock", scanners.swap_caps, ("SCN-015",)),
    ("caps lock, dropped", lambda text: scanners.swap_caps(scanners.drop_beyond_ascii(text)), ("SCN-015", "SCN-010")),
    ("doubled", scanners.double_keys, ("SCN-017",)),
    ("doubled, dropped", lambda text: scanners.double_keys(scanners.drop_beyond_ascii(text)), ("SCN-017", "SCN-010")),
    ("Telex", telex, ("SCN-018",)),
    ("VNI", vni, ("SCN-018",)),
    ("Telex, dropped", scanners.under(telex, scanners.drop_beyond_ascii), ("SCN-018", "SCN-010")),
    ("cut off", lambda text: text[:-30], ("SCN-019",)),
    ("cut off early", lambda text: text[:20], ("SCN-019",)),
    ("a bracket lost", lambda text: text.replace("(", ""), ("SCN-023",)),
    ("another code", lambda _: citizen(1).payload(), ("SCN-022",)),
    ("a link", lambda _: "https://example.vn", ("SCN-022",)),
    *(
        (f"{layout.name} layout", scanners.on_layout(layout), ("SCN-014", "SCN-010"))
        for layout in Layout
    ),
]  # fmt: skip


def by_wedge(text: str, code: CheckCode) -> Diagnosis:
    return diagnose(text, code, device=InputDevice.WEDGE_SCANNER, suffix=Suffix.ENTER)


@pytest.mark.parametrize("code", [SMALL, CAPITAL], ids=["small", "capital"])
@pytest.mark.parametrize(("name", "mangle", "expected"), WRONG, ids=[name for name, _, _ in WRONG])
def test_each_fault_has_its_finding(
    name: str, mangle: Callable[[str], str], expected: tuple[str, ...], code: CheckCode
) -> None:
    assert by_wedge(mangle(code.text), code).codes == expected, name


def test_the_codes_hold_every_letter_with_a_mark_once() -> None:
    assert len(SMALL.letters) == len(set(SMALL.letters)) == 67
    assert CAPITAL.letters == SMALL.letters.upper()
    assert all(letter in SMALL.text and not letter.isascii() for letter in SMALL.letters)


@pytest.mark.parametrize("code", [SMALL, CAPITAL])
def test_a_screen_shows_a_code_large_enough(code: CheckCode) -> None:
    made = segno.make(code.text.encode(), error="m", micro=False)
    assert int(made.version) <= 12
    assert made.mode == "byte"


def test_the_exact_letters_lost_are_named() -> None:
    lost = by_wedge(scanners.drop_beyond_latin1(SMALL.text), SMALL).lost
    assert set(lost) == {letter for letter in SMALL.letters if ord(letter) > 0xFF}
    assert by_wedge(SMALL.text.replace("ễ", ""), SMALL).lost == "ễ"


def test_upper_case_is_seen_where_small_letters_were() -> None:
    assert by_wedge(SMALL.text.upper(), SMALL).codes == ("SCN-016",)
    dropped = scanners.drop_beyond_ascii(SMALL.text).upper()
    assert by_wedge(dropped, SMALL).codes == ("SCN-016", "SCN-010")


def test_the_input_method_is_named() -> None:
    for mangle, method in ((telex, "Telex"), (vni, "VNI")):
        assert by_wedge(mangle(SMALL.text), SMALL).findings[0].details == {"method": method}


def test_a_missing_suffix_is_asked_for_of_a_wedge_scanner_only() -> None:
    assert diagnose(SMALL.text, SMALL, device=InputDevice.WEDGE_SCANNER).codes == ("SCN-020",)
    assert diagnose(SMALL.text.encode(), SMALL, device=InputDevice.SERIAL_SCANNER).all_right


def test_bytes_of_another_encoding_do_not_stop_the_check() -> None:
    raw = scanners.fold_beyond_latin1(SMALL.text).encode("cp1252")
    assert diagnose(raw, SMALL, device=InputDevice.SERIAL_SCANNER).codes == ("SCN-012",)


def scanned(text: str, gap: float) -> WedgeScan:
    detector = WedgeDetector()
    outcomes = [detector.feed(event) for event in scanner_keys(text, gap=gap)]
    return next(outcome.scan for outcome in outcomes if outcome.scan is not None)


@pytest.mark.parametrize(
    ("text", "gap", "expected"),
    [
        (SMALL.text, 4.0, ()),
        (SMALL.text, 40.0, ("SCN-021",)),
        (telex_stream(SMALL.text), 3.0, ("SCN-018",)),
    ],
)
def test_a_scan_that_was_typed(text: str, gap: float, expected: tuple[str, ...]) -> None:
    scan = scanned(text, gap)
    diagnosis = diagnose(scan.text, SMALL, device=InputDevice.WEDGE_SCANNER, suffix=scan.suffix, damages=scan.damages)
    assert diagnosis.codes == expected
    assert (Damage.TOO_SLOW in scan.damages) is (gap > 15)
