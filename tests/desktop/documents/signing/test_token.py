"""Signing with a token: SoftHSM's, and one over it that counts wrong PINs, locks and can be pulled out."""

import gc
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType

import pytest

from desktop.documents.signing.token import TokenSigner
from desktop.documents.signing.token_session import token_labels
from desktop.documents.signing.verification import verify
from devices.errors import CodedError
from tests.helpers.signing_world import AT, MODULE, NAME, PIN, TokenBox, paper, root

WRONG = "55512345"


def refusal(work: Callable[[], object]) -> CodedError:
    with pytest.raises(CodedError) as caught:
        work()
    return caught.value


@pytest.fixture
def careful(box: TokenBox, tmp_path: Path) -> Path:
    """A module of its own: every test has its three tries."""
    return box.careful_module(tmp_path / "pulled")


def test_many_papers_with_one_pin(box: TokenBox) -> None:
    with closing(TokenSigner(MODULE, "so hoa", PIN)) as signer:
        assert signer.name == NAME
        for pages in range(1, 5):
            given = paper(pages)
            signed = signer.sign(given, AT, "Số hóa")
            assert signed.startswith(given)
            (info,) = verify(signed, [root().der])
            assert (info.name, info.time, info.intact, info.trusted) == (NAME, AT, True, True)


def test_a_key_on_a_curve(box: TokenBox) -> None:
    with closing(TokenSigner(MODULE, "elip", PIN)) as signer:
        (info,) = verify(signer.sign(paper(), AT, "x"), [root().der])
    assert (info.name, info.intact, info.trusted) == ("Trần Đức Ưng", True, True)


def test_the_tokens_that_are_plugged_in(box: TokenBox) -> None:
    assert {"so hoa", "elip", "trong"} <= set(token_labels(MODULE))


def test_a_library_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "khong co.so"
    assert refusal(lambda: TokenSigner(path, "so hoa", PIN)).code == "SIGN-008"
    path.write_bytes(b"text")
    assert refusal(lambda: TokenSigner(path, "so hoa", PIN)).code == "SIGN-008"


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("khac", "SIGN-009"),
        ("trong", "SIGN-013"),
        ("thieu chung thu", "SIGN-013"),
        ("ma hoa", "SIGN-007"),
    ],
)
def test_a_token_that_cannot_sign(box: TokenBox, label: str, code: str) -> None:
    assert refusal(lambda: TokenSigner(MODULE, label, PIN)).code == code
    # The refusal logged out: a session that was left would refuse the next for being there.
    assert refusal(lambda: TokenSigner(MODULE, label, PIN)).code == code


def test_a_certificate_that_has_expired(box: TokenBox) -> None:
    with closing(TokenSigner(MODULE, "het han", PIN)) as signer:
        error = refusal(lambda: signer.sign(paper(), AT, "x"))
    assert (error.code, error.details) == ("SIGN-005", {"day": "24/11/2026"})


def test_a_token_that_is_open_already(box: TokenBox) -> None:
    with closing(TokenSigner(MODULE, "so hoa", PIN)) as signer:
        error = refusal(lambda: TokenSigner(MODULE, "so hoa", PIN))
        assert (error.code, error.details) == ("SIGN-015", {"kind": "UserAlreadyLoggedIn"})
        assert verify(signer.sign(paper(), AT, "x"))[0].intact


@pytest.mark.parametrize("pin", [WRONG, "", "1", "9" * 300])
def test_a_wrong_pin(box: TokenBox, pin: str) -> None:
    assert refusal(lambda: TokenSigner(MODULE, "so hoa", pin)).code == "SIGN-010"
    TokenSigner(MODULE, "so hoa", PIN).close()


def test_the_last_try_is_told_and_a_locked_token_is_left_alone(careful: Path) -> None:
    codes = [refusal(lambda: TokenSigner(careful, "so hoa", WRONG)).code for _ in range(4)]
    assert codes == ["SIGN-010", "SIGN-011", "SIGN-012", "SIGN-012"]
    assert refusal(lambda: TokenSigner(careful, "so hoa", PIN)).code == "SIGN-012"


def test_a_token_pulled_out_between_two_papers(careful: Path) -> None:
    pulled = careful.with_suffix("")
    with closing(TokenSigner(careful, "so hoa", PIN)) as signer:
        assert verify(signer.sign(paper(), AT, "x"))[0].intact
        pulled.touch()
        assert refusal(lambda: signer.sign(paper(), AT, "x")).code == "SIGN-014"
        pulled.unlink()
        assert verify(signer.sign(paper(), AT, "x"))[0].intact


def test_a_damaged_paper_is_the_papers_fault(box: TokenBox) -> None:
    with closing(TokenSigner(MODULE, "so hoa", PIN)) as signer:
        assert refusal(lambda: signer.sign(b"%PDF-1.7", AT, "x")).code == "SIGN-016"


def test_a_closed_signer_signs_no_more(box: TokenBox) -> None:
    signer = TokenSigner(MODULE, "so hoa", PIN)
    signer.close()
    signer.close()
    with pytest.raises(ValueError, match="closed"):
        signer.sign(paper(), AT, "x")


def frames_of(error: BaseException) -> Iterator[dict[str, object]]:
    """The names in every frame of our code that an error and its causes hold on to."""
    seen: BaseException | None = error
    while seen is not None:
        place: TracebackType | None = seen.__traceback__
        while place is not None:
            if "/desktop/" in place.tb_frame.f_code.co_filename and "/tests/" not in place.tb_frame.f_code.co_filename:
                yield place.tb_frame.f_locals
            place = place.tb_next
        seen = seen.__cause__ or seen.__context__


def test_a_pin_is_in_no_error_and_no_log(box: TokenBox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    error = refusal(lambda: TokenSigner(MODULE, "so hoa", WRONG))
    assert WRONG not in "".join(traceback.format_exception(error))
    frames = list(frames_of(error))
    assert len(frames) >= 2
    assert all(WRONG not in map(str, frame.values()) for frame in frames)
    with closing(TokenSigner(MODULE, "so hoa", PIN)) as signer:
        signer.sign(paper(), AT, "x")
    assert WRONG not in caplog.text
    assert PIN not in caplog.text


def test_a_pin_is_not_kept_while_the_session_is_open(box: TokenBox) -> None:
    pin = "".join(PIN)
    pin = bytes(pin, "ascii").decode()
    with closing(TokenSigner(MODULE, "so hoa", pin)):
        gc.collect()
        holders = [each for each in gc.get_referrers(pin) if isinstance(each, dict | list | tuple | TokenSigner)]
        assert holders == []
