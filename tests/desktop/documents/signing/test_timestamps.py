"""Signatures with an authority's timestamp, and authorities that give none."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.documents.signing.certificate_file import CertificateFileSigner
from desktop.documents.signing.verification import verify
from devices.errors import CodedError
from tests.helpers.signing_world import AT, PASSWORD, issue, officer, paper, root, timestamp_authority

STAMPED_AT = AT + timedelta(seconds=7)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The officer's file."""
    path = tmp_path / "can bo.p12"
    path.write_bytes(officer().p12())
    return path


def test_the_authoritys_time_counts(path: Path) -> None:
    authority = issue("Dấu thời gian", root(), stamping=True)
    with timestamp_authority(authority, STAMPED_AT) as url:
        signer = CertificateFileSigner(path, PASSWORD, url)
        first, second = signer.sign(paper(), AT, "x"), signer.sign(paper(2), AT, "x")
    for signed in (first, second):
        for roots in ((), (root().der,)):
            (info,) = verify(signed, roots)
            assert (info.intact, info.has_timestamp, info.time) == (True, True, STAMPED_AT)
            assert info.trusted is (True if roots else None)


def test_the_word_of_an_authority_that_leads_to_no_root_is_not_taken(path: Path) -> None:
    with timestamp_authority(issue("Tự xưng", stamping=True), STAMPED_AT) as url:
        signed = CertificateFileSigner(path, PASSWORD, url).sign(paper(), AT, "x")
    (info,) = verify(signed, [root().der])
    assert (info.intact, info.trusted, info.has_timestamp, info.time) == (True, True, True, AT)


def test_a_certificate_must_be_in_force_at_the_authoritys_time(path: Path) -> None:
    authority = issue("Dấu thời gian", root(), stamping=True, days=(-30, 2000))
    with timestamp_authority(authority, AT + timedelta(days=500)) as url:
        signed = CertificateFileSigner(path, PASSWORD, url).sign(paper(), AT, "x")
    (info,) = verify(signed, [root().der])
    assert (info.intact, info.trusted, info.has_timestamp) == (True, False, True)


@pytest.mark.parametrize("answer", [b"", b"\x30\x03\x02\x01\x00", b"<html>", bytes.fromhex("30053003020102")])
def test_an_authority_that_gives_none(path: Path, answer: bytes) -> None:
    with timestamp_authority(officer(), AT, answer) as url:
        signer = CertificateFileSigner(path, PASSWORD, url)
        with pytest.raises(CodedError) as caught:
            signer.sign(paper(), AT, "x")
    assert caught.value.code == "SIGN-019"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ftp://127.0.0.1/", "http://[", "khong phai dia chi"])
def test_an_authority_that_is_not_there(path: Path, url: str) -> None:
    with pytest.raises(CodedError) as caught:
        CertificateFileSigner(path, PASSWORD, url).sign(paper(), AT, "x")
    assert caught.value.code == "SIGN-019"


def test_an_answer_to_another_question(path: Path) -> None:
    authority = issue("Dấu thời gian", root(), stamping=True)
    with timestamp_authority(authority, AT, replayed=True) as url:
        signer = CertificateFileSigner(path, PASSWORD, url)
        with pytest.raises(CodedError) as caught:
            signer.sign(paper(), AT, "x")
    assert caught.value.code == "SIGN-019"


def test_timestamps_work_after_a_chips_security_object_was_read(path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from asn1crypto import cms\n"
        "cms.ContentType('signed_data'), cms.CMSAttributeType('content_type')\n"
        "from desktop.documents.signing.certificate_file import CertificateFileSigner\n"
        "from desktop.documents.signing.verification import verify\n"
        "from tests.helpers.signing_world import AT, PASSWORD, paper\n"
        "signer = CertificateFileSigner(Path(sys.argv[1]), PASSWORD, sys.argv[2])\n"
        "(info,) = verify(signer.sign(paper(), AT, 'x'))\n"
        "assert info.intact and info.has_timestamp, info\n"
    )
    with timestamp_authority(issue("Dấu thời gian", root(), stamping=True), AT) as url:
        command = [sys.executable, "-c", script, str(path), url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
