"""The trust store: what it takes, what it refuses, and that a bad file spoils nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given

from devices.simulated.chip.pki import Issuer
from devices.smartcard.authenticity.certificates import parse_certificate
from devices.smartcard.authenticity.trust_store import (
    CONFIRMED,
    FileKind,
    InstalledTrust,
    TrustStore,
    inspect_file,
    install,
    remove,
)
from devices.smartcard.domain_parameters import CURVES
from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import EcPublicKey, parse_public_key
from tests.helpers.chip_world import maker, rival
from tests.helpers.lds_fuzz import anything
from tests.helpers.openssl import openssl

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_an_empty_and_a_missing_folder(tmp_path: Path) -> None:
    assert TrustStore.load(tmp_path).anchors == ()
    assert TrustStore.load(tmp_path / "nothing").files == ()


def test_a_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    write(tmp_path, "a.cer", b"no certificate")
    write(tmp_path, "b.cer", maker().issuer.root.certificate)
    write(tmp_path, "c.crl", maker().issuer.revocation_list(now=NOW))
    write(tmp_path, "d.cer", maker().signer.certificate)
    write(tmp_path, "e.txt", b"not looked at")
    store = TrustStore.load(tmp_path)
    assert [(each.name, each.kind, each.error_code) for each in store.files] == [
        ("a.cer", FileKind.UNKNOWN, "TRUST-006"),
        ("b.cer", FileKind.CERTIFICATE, ""),
        ("c.crl", FileKind.REVOCATION_LIST, ""),
        ("d.cer", FileKind.CERTIFICATE, "TRUST-008"),
    ]
    assert [anchor.raw for anchor in store.anchors] == [maker().issuer.root.certificate]
    assert store.anchors_of("vn") == store.anchors
    assert store.files[1].countries == ("VN",)


def test_pem_is_taken_too(tmp_path: Path) -> None:
    der = write(tmp_path, "root.der", maker().issuer.root.certificate)
    openssl("x509", "-inform", "DER", "-in", der, "-out", tmp_path / "root.pem")
    der.unlink()
    assert len(TrustStore.load(tmp_path).anchors) == 1


def test_a_root_with_written_out_parameters(tmp_path: Path) -> None:
    """As the Vietnamese passport authority's is: made by OpenSSL, refused by `cryptography`, mapped here."""
    key, root = tmp_path / "key.pem", tmp_path / "root.cer"
    openssl("ecparam", "-name", "brainpoolP512r1", "-genkey", "-noout", "-param_enc", "explicit", "-out", key)
    subject = "/C=VN/O=Simulated Authority/CN=CSCA Explicit"
    openssl(
        "req",
        "-x509",
        "-new",
        "-sha512",
        "-key",
        key,
        "-subj",
        subject,
        "-days",
        "3000",
        "-outform",
        "DER",
        "-out",
        root,
    )
    store = TrustStore.load(tmp_path)
    anchor = store.anchors[0]
    parsed = parse_public_key(anchor.key)
    assert isinstance(parsed, EcPublicKey)
    assert parsed.curve is CURVES["brainpoolP512r1"]
    assert anchor.issued(anchor)


# ---- master lists


def test_a_master_list_counts_if_an_installed_root_vouches_for_it(tmp_path: Path) -> None:
    other = Issuer.create(country="LA", common="CSCA Other")
    write(tmp_path, "list.ml", maker().issuer.master_list(other.root.certificate, maker().issuer.root.certificate))
    alone = TrustStore.load(tmp_path)
    assert alone.anchors == ()
    assert alone.files[0].error_code == "TRUST-009"
    write(tmp_path, "root.cer", maker().issuer.root.certificate)
    vouched = TrustStore.load(tmp_path)
    assert {anchor.country for anchor in vouched.anchors} == {"VN", "LA"}
    assert vouched.files[0].error_code == ""


def test_a_master_list_counts_if_its_fingerprint_was_confirmed(tmp_path: Path) -> None:
    source, folder = tmp_path / "given", tmp_path / "trust"
    source.mkdir()
    other = Issuer.create(country="LA", common="CSCA Other")
    path = write(source, "published.ml", maker().issuer.master_list(other.root.certificate))
    report = inspect_file(path)
    assert (report.kind, report.countries) == (FileKind.MASTER_LIST, ("LA",))
    install(path, folder)
    assert TrustStore.load(folder).anchors == ()
    install(path, folder, confirmed=True)
    assert [anchor.country for anchor in TrustStore.load(folder).anchors] == ["LA"]
    # The confirmation is of those very bytes.
    installed = next(folder.glob("*.ml"))
    installed.write_bytes(maker().issuer.master_list(rival().root.certificate))
    assert TrustStore.load(folder).anchors == ()


def test_a_master_list_with_a_wrong_signature(tmp_path: Path) -> None:
    data = bytearray(maker().issuer.master_list(rival().root.certificate))
    data[-3] ^= 1
    write(tmp_path, "list.ml", bytes(data))
    write(tmp_path, "root.cer", maker().issuer.root.certificate)
    assert len(TrustStore.load(tmp_path).anchors) == 1


# ---- installing


def test_installing_is_whole_or_not_at_all(tmp_path: Path) -> None:
    source, folder = tmp_path / "given", tmp_path / "trust"
    source.mkdir()
    path = write(source, "x.cer", maker().issuer.root.certificate)
    first = install(path, folder)
    assert install(path, folder) == first
    assert [each.name for each in folder.iterdir()] == [first.name]
    with pytest.raises(AuthenticityError, match="TRUST-006"):
        install(write(source, "bad.cer", b"rubbish"), folder)
    with pytest.raises(AuthenticityError, match="TRUST-006"):
        install(source / "nothing.cer", folder)
    with pytest.raises(AuthenticityError, match="TRUST-008"):
        install(write(source, "signer.cer", maker().signer.certificate), folder)
    assert len(list(folder.iterdir())) == 1
    remove(first.name, folder)
    remove(first.name, folder)
    assert list(folder.iterdir()) == []


def test_another_file_than_the_one_that_was_looked_at_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "x.cer", maker().issuer.root.certificate)
    seen = inspect_file(path).fingerprint
    path.write_bytes(rival().root.certificate)
    with pytest.raises(AuthenticityError, match="TRUST-010"):
        install(path, tmp_path / "trust", fingerprint=seen, confirmed=True)
    assert not (tmp_path / "trust").exists()


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    path = write(tmp_path, "x.cer", maker().issuer.root.certificate)
    blocked = write(tmp_path, "file", b"")
    with pytest.raises(AuthenticityError, match="TRUST-007"):
        install(path, blocked)


def test_removing_reaches_nothing_outside(tmp_path: Path) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    outside = write(tmp_path, "keep.cer", b"")
    remove("../keep.cer", folder)
    assert outside.exists()


def test_changes_are_noticed(tmp_path: Path) -> None:
    trust = InstalledTrust(tmp_path)
    assert trust().anchors == ()
    write(tmp_path, "a.cer", maker().issuer.root.certificate)
    store = trust()
    assert len(store.anchors) == 1
    assert trust() is store
    assert InstalledTrust(None)().anchors == ()


def test_the_list_of_confirmations_may_be_damaged(tmp_path: Path) -> None:
    write(tmp_path, CONFIRMED, b"\xff\xfe\x00rubbish")
    write(tmp_path, "a.cer", maker().issuer.root.certificate)
    assert len(TrustStore.load(tmp_path).anchors) == 1


@given(data=anything([maker().issuer.master_list(maker().issuer.root.certificate), maker().issuer.root.certificate]))
def test_bent_files_never_stop_the_store(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("trust")
    write(folder, "bent.ml", data)
    assert len(TrustStore.load(folder).files) == 1


def test_names_of_authorities_are_for_people() -> None:
    certificate = parse_certificate(maker().issuer.root.certificate)
    assert certificate.subject_text == "VN · Simulated Authority · CSCA Simulated"
    assert len(certificate.fingerprint) == 64
    assert certificate.subject_text in repr(certificate)
