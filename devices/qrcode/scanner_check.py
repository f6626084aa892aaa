"""The scanner check: two codes with every Vietnamese letter, and what a scan of them says about scanner and computer.

Each code is a QR of version 12, so that on a screen what reads a card reads it too. It begins as a card does (twelve
digits and a bar), which lets a slow keyboard-wedge scanner be recognised, and holds words that Telex and VNI rewrite,
one field for each. The findings are `CodedError` values, shown and not raised: their texts stand in
``resources/errors.toml``.
"""

import unicodedata
from dataclasses import dataclass
from itertools import zip_longest

from devices.errors import CodedError
from devices.identity import InputDevice
from devices.qrcode.keyboard_layouts import Layout, keys_of
from devices.qrcode.lookalikes import CHECK_START as START
from devices.qrcode.lookalikes import look_alike
from devices.qrcode.text_damage import ENCODINGS, Damage, hex_undone, without_aim_prefix
from devices.qrcode.vietnamese import ALL_LETTERS
from devices.qrcode.wedge_keys import Suffix

END = "HET"
DIGITS = "0123456789"
PUNCTUATION = ",./-'()&:;+\""
TELEX_WORDS = "hoas ddaay truowng"
VNI_WORDS = "ba1 d9i u7"
PLAIN = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class CheckCode:
    """One of the two codes.

    Attributes:
        text: What the code holds, NFC; to be encoded as UTF-8 in byte mode without ECI, as cards are.
        letters: The letters with marks in it.
    """

    text: str
    letters: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one scan of a check code shows.

    Attributes:
        findings: What is wrong, each with its cure, the one to cure first being first; empty if all is right.
        lost: The letters with marks that did not arrive and cannot be brought back, in the alphabet's order.
    """

    findings: tuple[CodedError, ...]
    lost: str

    @property
    def all_right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def codes(self) -> tuple[str, ...]:
        """The findings' codes."""
        return tuple(finding.code for finding in self.findings)


def check_codes() -> tuple[CheckCode, CheckCode]:
    """The code with the small letters, and the one with the capitals."""
    small = "".join(letter for letter in ALL_LETTERS if letter.islower() and not letter.isascii())
    return _code(small, PLAIN), _code(small.upper(), PLAIN.upper())


def _code(letters: str, plain: str) -> CheckCode:
    fields = (START, DIGITS, plain, TELEX_WORDS, VNI_WORDS, PUNCTUATION, letters, END)
    return CheckCode("|".join(fields), letters)


def diagnose(
    received: str | bytes,
    code: CheckCode,
    *,
    device: InputDevice,
    suffix: Suffix = Suffix.NONE,
    damages: frozenset[Damage] = frozenset(),
) -> Diagnosis:
    """Say what a scan of `code` shows.

    Args:
        received: What arrived: a wedge scanner's text, or a serial scanner's or camera's bytes.
        code: The code that was on the screen.
        device: The way it came.
        suffix: The key that ended it; asked for of a wedge scanner only.
        damages: What the wedge detector saw beside the text.
    """
    text = received if isinstance(received, str) else received.decode("utf-8", "surrogateescape")
    text = hex_undone(without_aim_prefix(text.replace("\ufeff", "").strip()))
    text, found = _as_sent(text, code)
    fields = text.split("|")
    if fields[0] != START:
        return Diagnosis((CodedError("SCN-022", looks_like=look_alike(text).value),), "")
    whole = fields[-1] == END
    fields += [""] * (code.text.count("|") + 1 - len(fields))
    rewritten = _input_method(fields, damages)
    found += rewritten
    lost = "".join(letter for letter in code.letters if letter not in fields[6]) if whole else ""
    if not whole:
        found.append(CodedError("SCN-019"))
    else:
        found += _letters_finding(fields[6], code, lost)
        if not rewritten:
            found += _changes(fields, code)
    if device is InputDevice.WEDGE_SCANNER and suffix is Suffix.NONE:
        found.append(CodedError("SCN-020"))
    if Damage.TOO_SLOW in damages:
        found.append(CodedError("SCN-021"))
    return Diagnosis(tuple(found), lost)


def _as_sent(text: str, code: CheckCode) -> tuple[str, list[CodedError]]:
    """The text as far as whole-text changes can be undone, and what they were."""
    found: list[CodedError] = []
    if len(text) % 2 == 0 and text[::2] == text[1::2] and text:
        text = text[::2]
        found.append(CodedError("SCN-017"))
    encoding = _encoding_of(text, code)
    if encoding:
        return code.text, [*found, CodedError("SCN-013", encoding=encoding)]
    layout = next((layout for layout in Layout if keys_of(text, layout).startswith(f"{START}|")), None)
    if layout is not None and not text.startswith(f"{START}|"):
        text = keys_of(text, layout)
        found.append(CodedError("SCN-014", layout=layout.value))
    text = unicodedata.normalize("NFC", text)
    if text.swapcase().endswith(f"|{END}"):
        return text.swapcase(), [*found, CodedError("SCN-015")]
    if "hoas" not in text and "HOAS" in text:
        return _with_sent_case(text, code), [*found, CodedError("SCN-016")]
    return text, found


def _encoding_of(text: str, code: CheckCode) -> str:
    """The encoding as which the code's UTF-8 bytes were read; "" if it is none."""
    if text.isascii():
        return ""
    raw = code.text.encode()
    return next((name for name in ENCODINGS if text in {raw.decode(name, "ignore"), raw.decode(name, "replace")}), "")


def _with_sent_case(text: str, code: CheckCode) -> str:
    """The text with the case of what was sent, in each field where only the case differs."""
    pairs = zip_longest(text.split("|"), code.text.split("|"), fillvalue="")
    return "|".join(sent if got == sent.upper() else got for got, sent in pairs)


def _input_method(fields: list[str], damages: frozenset[Damage]) -> list[CodedError]:
    telex, vni = fields[3] != TELEX_WORDS, fields[4] != VNI_WORDS
    if not (Damage.INPUT_METHOD in damages or (telex and fields[3]) or (vni and fields[4])):
        return []
    method = "Telex" if telex and not vni else "VNI" if vni and not telex else "UniKey"
    return [CodedError("SCN-018", method=method)]


def _letters_finding(arrived: str, code: CheckCode, lost: str) -> list[CodedError]:
    if not lost:
        return []
    if len(lost) < len(code.letters):
        return [CodedError("SCN-011", letters=lost, count=len(lost))]
    plain = sum(letter.isascii() and letter.isalpha() for letter in arrived)
    return [CodedError("SCN-012" if plain >= len(code.letters) // 2 else "SCN-010")]


def _changes(fields: list[str], code: CheckCode) -> list[CodedError]:
    """Plain characters that are not what was sent."""
    sent = code.text.split("|")
    wrong = [
        character
        for place in (1, 2, 5)
        for at, character in enumerate(sent[place])
        if fields[place][at : at + 1] != character
    ]
    return [CodedError("SCN-023", characters=" ".join(wrong))] if wrong else []
