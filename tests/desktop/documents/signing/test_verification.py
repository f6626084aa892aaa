"""What is told of signatures: of whole papers, of tampered ones, and of files that somebody wrote to confuse."""

import random
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from desktop.documents.signing.certificate_file import CertificateFileSigner
from desktop.documents.signing.signer import Signer
from desktop.documents.signing.verification import SignatureInfo, verify
from devices.errors import CodedError
from tests.helpers.signing_world import AT, NAME, PASSWORD, Holder, issue, officer, paper, root, timestamp_authority


@pytest.fixture(scope="module")
def signed(signer: CertificateFileSigner) -> bytes:
    """A signed paper."""
    return signer.sign(paper(2), AT, "Số hóa")


@pytest.fixture
def signer_of(tmp_path: Path) -> Callable[[Holder], Signer]:
    """Opens a holder's key."""

    def open_key(holder: Holder) -> Signer:
        path = tmp_path / "nguoi ky.p12"
        path.write_bytes(holder.p12())
        return CertificateFileSigner(path, PASSWORD)

    return open_key


def flipped(pdf: bytes, place: int, bit: int = 1) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ bit]) + pdf[place + 1 :]


def signed_ranges(pdf: bytes) -> tuple[range, range]:
    """What the last signature of a file covers."""
    found = re.findall(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+)", pdf)
    first, first_size, second, second_size = map(int, found[-1])
    return range(first, first + first_size), range(second, second + second_size)


def told(pdf: bytes) -> tuple[SignatureInfo, ...] | str:
    """What is told of a file, or the code of its refusal."""
    try:
        return verify(pdf, [root().der])
    except CodedError as error:
        return error.code


def appended(pdf: bytes, change: Callable[[object], None]) -> bytes:
    """The file with a change in an update behind it, as an editor would save it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def test_a_paper_that_was_never_signed() -> None:
    assert verify(paper()) == ()


def test_without_roots_nothing_is_said_of_trust(signed: bytes) -> None:
    (info,) = verify(signed)
    assert info == SignatureInfo(NAME, info.time, intact=True, covers_whole=True, trusted=None, has_timestamp=False)
    assert info.time == AT


def test_another_root_does_not_trust_it(signed: bytes) -> None:
    (info,) = verify(signed, [issue("Gốc lạ", authority=True).der])
    assert (info.intact, info.trusted) == (True, False)
    assert verify(signed, [issue("Gốc lạ", authority=True).der, root().der])[0].trusted


def test_a_root_of_the_same_name_with_another_key_does_not_trust_it(signed: bytes) -> None:
    assert verify(signed, [issue("Gốc thử nghiệm", authority=True).der])[0].trusted is False


def test_a_root_that_is_none(signed: bytes) -> None:
    with pytest.raises(ValueError, match="Insufficient data"):
        verify(signed, [b"text"])


def test_a_chain_over_an_authority_between(signer_of: Callable[[Holder], Signer]) -> None:
    between = issue("Cấp dưới", root(), authority=True)
    holder = issue("Phạm Văn Ước", between)
    alone = signer_of(holder).sign(paper(), AT, "x")
    assert verify(alone, [root().der])[0].trusted is False
    assert verify(alone, [between.der])[0].trusted


def test_a_long_name_of_an_office_is_told_whole(signer_of: Callable[[Holder], Signer]) -> None:
    name = "ỦY BAN NHÂN DÂN XÃ TÂN HƯƠNG, TỈNH ĐỒNG THÁP – TRUNG TÂM PHỤC VỤ"
    assert verify(signer_of(issue(name)).sign(paper(), AT, "x"))[0].name == name


def test_any_byte_that_was_signed_breaks_the_signature(signed: bytes) -> None:
    chance = random.Random(1)
    places = [place for covered in signed_ranges(signed) for place in chance.sample(covered, 60)]
    for place in places:
        answer = told(flipped(signed, place, 1 << chance.randrange(8)))
        if not isinstance(answer, str):
            assert not any(info.intact or info.trusted for info in answer), place


def test_no_damage_to_the_signature_itself_changes_what_is_told_of_it(signed: bytes) -> None:
    before, after = signed_ranges(signed)
    contents = bytes.fromhex(signed[before.stop + 1 : after.start - 1].decode())
    size = len(contents.rstrip(b"\0"))
    chance = random.Random(2)
    for place in chance.sample(range(size), 150):
        damaged = flipped(contents, place, 1 << chance.randrange(8)).hex().encode()
        answer = told(signed[: before.stop + 1] + damaged + signed[after.start - 1 :])
        # It carries more than itself (the issuer's certificate), which may change without harm to it.
        assert all(
            (info.name, info.time) == (NAME, AT) for info in answer if isinstance(info, SignatureInfo) and info.intact
        )


def test_no_cut_file_is_taken_for_whole(signed: bytes) -> None:
    for length in range(0, len(signed), 503):
        answer = told(signed[:length])
        assert answer == "SIGN-016" or not any(info.intact for info in answer)  # type: ignore[union-attr]


def test_noise_is_refused_or_told_as_broken() -> None:
    chance = random.Random(3)
    for _ in range(30):
        assert told(b"%PDF-1.7\n" + chance.randbytes(400) + b"\nstartxref\n9\n%%EOF") in {"SIGN-016", ()}


def test_a_page_changed_in_an_update_breaks_the_signature(signed: bytes) -> None:
    from pyhanko.pdf_utils import generic

    def change(writer: object) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 600 900 re f"))  # type: ignore[attr-defined]
        writer.add_stream_to_page(0, stream)  # type: ignore[attr-defined]

    (info,) = verify(appended(signed, change), [root().der])
    assert (info.intact, info.covers_whole, info.trusted) == (False, False, False)


def test_a_paper_rewritten_whole_breaks_the_signature(signed: bytes) -> None:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(signed)) as document:
        document.save(buffer)
    assert not any(info.intact for info in told(buffer.getvalue()) if isinstance(info, SignatureInfo))


def test_a_signature_moved_to_another_paper_is_broken(signed: bytes, signer: Signer) -> None:
    other = signer.sign(paper(2).replace(b"ReportLab", b"ReportLax"), AT, "Số hóa")
    before, after = signed_ranges(signed)
    other_before, other_after = signed_ranges(other)
    moved = other[: other_before.stop] + signed[before.stop : after.start] + other[other_after.start :]
    assert len(moved) == len(other)
    (info,) = verify(moved, [root().der])
    assert (info.intact, info.trusted) == (False, False)


def test_of_two_signatures_the_tampered_one_is_told(signed: bytes, signer_of: Callable[[Holder], Signer]) -> None:
    second = signer_of(issue("Lê Quang Đạo", root())).sign(signed, AT + timedelta(hours=1), "x")
    assert [info.intact for info in verify(second)] == [True, True]
    before, _ = signed_ranges(second)
    answer = told(flipped(second, second.index(b"/Reason", len(signed)) + len("/Reason (")))
    assert [info.intact for info in answer if isinstance(info, SignatureInfo)] == [True, False]
    assert before.stop > len(signed)


def foreign(*, moment: str) -> bytes:
    """A paper of another program, which writes the time in its own way."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    from desktop.documents.signing.keys import file_key

    class Dated(signers.PdfSigner):
        def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
            session = super().init_signing_session(pdf_out, existing_fields_only)
            prepare = session.prepare_tbs_document

            def dated(**options: Any) -> Any:
                document = prepare(**options)
                field = session.sig_field
                field["/V"][generic.pdf_name("/M")] = generic.pdf_string(moment)
                return document

            session.prepare_tbs_document = dated  # type: ignore[method-assign,assignment]
            return session

    from pyhanko.sign.fields import SigSeedSubFilter

    output = BytesIO()
    metadata = signers.PdfSignatureMetadata(field_name="Sig", subfilter=SigSeedSubFilter.PADES)
    key = file_key(officer().key, officer().certificate, [])
    Dated(metadata, key).sign_pdf(IncrementalPdfFileWriter(BytesIO(paper())), output=output)
    return output.getvalue()


def test_a_time_without_a_zone_is_vietnams() -> None:
    (info,) = verify(foreign(moment="D:20261125150430"), [root().der])
    assert (info.time, info.intact, info.trusted) == (AT, True, True)


def test_a_time_that_is_none_leaves_the_signature_unread() -> None:
    (info,) = verify(foreign(moment="hôm qua"), [root().der])
    assert (info.name, info.time, info.intact) == (NAME, None, False)


def test_a_timestamp_of_the_document_is_no_persons_signature(signed: bytes) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper

    from desktop.documents.signing.timestamping import HttpTimeStamper

    output = BytesIO()
    with timestamp_authority(issue("Dấu thời gian", root(), stamping=True), AT) as url:
        stamper = PdfTimeStamper(HttpTimeStamper(url))
        stamper.timestamp_pdf(IncrementalPdfFileWriter(BytesIO(signed)), "sha256", output=output)
    (info,) = verify(output.getvalue(), [root().der])
    assert (info.name, info.intact, info.covers_whole) == (NAME, True, False)


def test_poppler_says_the_same(signed: bytes, signer_of: Callable[[Holder], Signer], tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signer_of(issue("Lê Quang Đạo", root(), curve=False)).sign(signed, AT, "x"))
    report = pdfsig(path)
    assert report.count("Signature is Valid.") == 2
    assert f"Common Name: {NAME}" in report
    assert "Common Name: Lê Quang Đạo" in report
    assert report.count("ETSI.CAdES.detached") == 2
    assert report.count("Not total document signed") == 1
    path.write_bytes(flipped(signed, signed.index(b"ReportLab")))
    assert "Digest Mismatch" in pdfsig(path)


def pdfsig(path: Path) -> str:
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout


def test_no_name_out_of_a_certificate_is_logged(signed: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    verify(signed)
    verify(signed, [issue("Gốc lạ", authority=True).der])
    assert NAME not in caplog.text


def test_the_officers_certificate_is_never_asked_of_the_network(signed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert verify(signed, [root().der])[0].trusted
