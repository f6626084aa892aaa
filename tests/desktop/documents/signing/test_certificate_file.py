"""Signing with a PKCS#12 file: what comes out, and every way in which it is refused."""

import gc
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from PIL import Image

from desktop.documents.signing.certificate import may_sign
from desktop.documents.signing.certificate_file import CertificateFileSigner
from desktop.documents.signing.signer import Signer
from desktop.documents.signing.verification import verify
from devices.errors import CodedError
from tests.helpers.signing_world import AT, NAME, PASSWORD, changed_page, issue, officer, paper, root


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(CodedError) as caught:
        work()
    return caught.value.code


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., CertificateFileSigner]:
    """Opens what is given as a file."""

    def open_file(content: bytes, password: str = PASSWORD) -> CertificateFileSigner:
        path = tmp_path / "chung thu.p12"
        path.write_bytes(content)
        return CertificateFileSigner(path, password)

    return open_file


def encrypted(pdf: bytes) -> bytes:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


def test_a_signed_paper_is_the_paper_and_a_signature_behind_it(signer: Signer) -> None:
    given = paper(3)
    signed = signer.sign(given, AT, "Số hóa giấy tờ")
    assert signed.startswith(given)
    (info,) = verify(signed, [root().der])
    assert info.name == signer.name == NAME
    assert info.time == AT
    assert (info.intact, info.covers_whole, info.trusted, info.has_timestamp) == (True, True, True, False)


def test_the_signature_is_pades_with_the_time_and_the_reason_in_its_dictionary(signer: Signer) -> None:
    signed = signer.sign(paper(), AT, "Số hóa giấy tờ")
    with pikepdf.open(BytesIO(signed)) as document:
        signature = document.Root.AcroForm.Fields[0].V
        assert signature.SubFilter == "/ETSI.CAdES.detached"
        assert str(signature.Reason) == "Số hóa giấy tờ"
        assert str(signature.M) == "D:20261125150430+07'00'"
        contents = bytes(signature.Contents)
    from asn1crypto import cms

    (signer_info,) = cms.ContentInfo.load(contents)["content"]["signer_infos"]
    kinds = {attribute["type"].native for attribute in signer_info["signed_attrs"]}
    # EN 319 142-1, 6.3: the signing certificate is bound, and the time stands in the dictionary alone.
    assert "signing_certificate_v2" in kinds
    assert "signing_time" not in kinds


def test_a_second_signature_leaves_the_first_valid(
    signer: Signer, opened: Callable[..., CertificateFileSigner]
) -> None:
    other = opened(issue("Lê Quang Đạo", root(), curve=True).p12())
    first = signer.sign(paper(), AT, "một")
    second = other.sign(first, AT + timedelta(hours=1), "hai")
    assert second.startswith(first)
    one, two = verify(second, [root().der])
    assert (one.name, one.intact, one.covers_whole, one.trusted) == (NAME, True, False, True)
    assert (two.name, two.intact, two.covers_whole, two.trusted) == ("Lê Quang Đạo", True, True, True)


def test_many_papers_are_signed_in_one_go(signer: Signer) -> None:
    for pages in range(1, 6):
        (info,) = verify(signer.sign(paper(pages), AT, "x"))
        assert info.intact


@pytest.mark.parametrize("password", ["", "mật khẩu có dấu ỗ"])
def test_files_with_and_without_a_password(password: str, opened: Callable[..., CertificateFileSigner]) -> None:
    assert opened(officer().p12(password), password).name == NAME


def test_a_certificate_without_key_usage_may_sign(opened: Callable[..., CertificateFileSigner]) -> None:
    assert opened(issue("Không giới hạn", usage=False).p12()).name == "Không giới hạn"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert code_of(lambda: CertificateFileSigner(tmp_path / "khong co.p12", PASSWORD)) == "SIGN-001"


@pytest.mark.parametrize("content", [b"", b"\x30", b"not a certificate", officer().p12()[:-200], officer().der])
def test_a_file_that_is_no_pkcs12(content: bytes, opened: Callable[..., CertificateFileSigner]) -> None:
    assert code_of(lambda: opened(content)) == "SIGN-002"


def test_a_wrong_password(opened: Callable[..., CertificateFileSigner]) -> None:
    assert code_of(lambda: opened(officer().p12(), "sai")) == "SIGN-003"
    assert code_of(lambda: opened(officer().p12(), "")) == "SIGN-003"


def test_any_byte_of_a_file_may_be_damaged(opened: Callable[..., CertificateFileSigner]) -> None:
    content = officer().p12()
    for place in range(0, len(content), 97):
        damaged = content[:place] + bytes([content[place] ^ 0x41]) + content[place + 1 :]
        assert code_of(partial(opened, damaged)) in {"SIGN-002", "SIGN-003"}


def test_a_file_without_a_key(opened: Callable[..., CertificateFileSigner]) -> None:
    assert code_of(lambda: opened(officer().p12(key=False))) == "SIGN-004"


def test_a_certificate_for_another_use(opened: Callable[..., CertificateFileSigner]) -> None:
    assert code_of(lambda: opened(issue(signing=False).p12())) == "SIGN-007"


def test_a_key_that_cannot_sign() -> None:
    name = officer().certificate.subject
    key = X25519PrivateKey.generate().public_key()
    builder = x509.CertificateBuilder(name, name, key, x509.random_serial_number(), AT, AT + timedelta(days=1))
    assert not may_sign(builder.sign(root().key, SHA256()))


def test_a_certificate_signs_on_its_days_only(signer: Signer) -> None:
    with pytest.raises(CodedError) as late:
        signer.sign(paper(), AT + timedelta(days=366), "x")
    assert (late.value.code, late.value.details) == ("SIGN-005", {"day": "25/11/2027"})
    with pytest.raises(CodedError) as early:
        signer.sign(paper(), AT - timedelta(days=31), "x")
    assert (early.value.code, early.value.details) == ("SIGN-006", {"day": "26/10/2026"})


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        b"%PDF-1.7\n",
        b"scanned" * 100,
        paper()[:-200],
        paper()[200:],
        changed_page(paper(), Rotate=45),
        changed_page(paper(), MediaBox=[0, 0, 0, 0]),
        changed_page(paper(), MediaBox=[0, 0, 10]),
    ],
)
def test_a_damaged_paper_is_not_signed(pdf: bytes, signer: Signer) -> None:
    assert code_of(lambda: signer.sign(pdf, AT, "x")) == "SIGN-016"


def test_a_paper_with_a_password_is_neither_signed_nor_verified(signer: Signer) -> None:
    locked = encrypted(paper())
    assert code_of(lambda: signer.sign(locked, AT, "x")) == "SIGN-017"
    assert code_of(lambda: verify(locked)) == "SIGN-017"


@pytest.mark.parametrize("certified", [True, False])
def test_a_paper_that_its_signer_closed_is_not_signed(signer: Signer, certified: bool) -> None:
    assert code_of(lambda: signer.sign(closed(certified=certified), AT, "x")) == "SIGN-018"


def closed(*, certified: bool) -> bytes:
    """A paper whose signer allows no change: by certifying it, or by a lock on his field (ISO 32000-2, 12.8.2)."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    from desktop.documents.signing.keys import file_key

    metadata = signers.PdfSignatureMetadata(
        field_name="Khoa", certify=certified, docmdp_permissions=fields.MDPPerm.NO_CHANGES
    )
    lock = None
    if not certified:
        lock = fields.SigFieldSpec(
            "Khoa",
            field_mdp_spec=fields.FieldMDPSpec(fields.FieldMDPAction.ALL),
            doc_mdp_update_value=fields.MDPPerm.NO_CHANGES,
        )
    output = BytesIO()
    key = file_key(officer().key, officer().certificate, [])
    writer = IncrementalPdfFileWriter(BytesIO(paper()))
    signers.PdfSigner(metadata, key, new_field_spec=lock).sign_pdf(writer, output=output)
    return output.getvalue()


def test_a_paper_whose_signature_is_broken_already_may_be_signed(signer: Signer) -> None:
    signed = signer.sign(paper(), AT, "một")
    broken = signed.replace(b"ReportLab Generated", b"ReportLab generated")
    assert [info.intact for info in verify(signer.sign(broken, AT, "hai"))] == [False, True]


def test_damage_of_every_kind_is_refused_with_a_code(signer: Signer) -> None:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(paper())) as document:
        document.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    whole, chance = signer.sign(buffer.getvalue(), AT, "x"), random.Random(5)
    refused = set()
    for _ in range(60):
        damaged = bytearray(whole)
        place = chance.choice([chance.randrange(1500), len(whole) - 1 - chance.randrange(1500)])
        damaged[place : place + chance.randrange(4)] = chance.choice([b"", b"<<", b"]", b"null", b"-1", b"\xff"])
        for work in (lambda pdf: signer.sign(pdf, AT, "x"), verify):
            try:
                work(bytes(damaged))
            except CodedError as error:
                refused.add(error.code)
    # Some damage comes to light only where the new signature would break the first.
    assert "SIGN-016" in refused <= {"SIGN-016", "SIGN-018"}


@pytest.mark.parametrize("shape", list(pikepdf.ObjectStreamMode))
@pytest.mark.parametrize("linearized", [False, True])
def test_scans_in_every_shape_of_file(signer: Signer, shape: pikepdf.ObjectStreamMode, linearized: bool) -> None:
    scan, buffer = BytesIO(), BytesIO()
    Image.new("L", (620, 877), 200).save(scan, "PDF", resolution=75)
    with pikepdf.open(scan) as document:
        document.save(buffer, object_stream_mode=shape, linearize=linearized)
    signed = signer.sign(buffer.getvalue(), AT, "x")
    assert signed.startswith(buffer.getvalue())
    assert verify(signed)[0].intact
    with pikepdf.open(BytesIO(signed)) as document:
        assert document.check_pdf_syntax() == []


def test_a_closed_signer_signs_no_more(opened: Callable[..., CertificateFileSigner]) -> None:
    signer = opened(officer().p12())
    signer.close()
    signer.close()
    with pytest.raises(ValueError, match="closed"):
        signer.sign(paper(), AT, "x")


def test_pyhanko_waits_until_a_key_is_opened() -> None:
    modules = ("certificate_file", "mark", "placing", "signer", "token", "verification")
    lines = [f"import desktop.documents.signing.{name}" for name in modules]
    script = "; ".join([*lines, "import sys", "sys.exit('pyhanko' in sys.modules or 'pkcs11' in sys.modules)"])
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_password_is_not_kept(opened: Callable[..., CertificateFileSigner]) -> None:
    password = "".join(["mật", " khẩu", " riêng"])
    signer = opened(officer().p12(password), password)
    gc.collect()
    frames = [
        each for each in gc.get_referrers(password) if isinstance(each, dict | list | tuple | CertificateFileSigner)
    ]
    assert frames == []
    assert signer.name == NAME
