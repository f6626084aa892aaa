"""Passive authentication: every answer, and every reason for one that is not yes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip.der import integer, oid, sequence, tlv
from devices.simulated.chip.pki import BEGINNING, LDS_OBJECT, SIGNED_AT, Issuer, Signer, security_object, signed_data
from devices.smartcard.authenticity.algorithms import scheme_by_oid, scheme_of
from devices.smartcard.authenticity.certificates import name_key, parse_certificate
from devices.smartcard.authenticity.countries import TWO_LETTERS
from devices.smartcard.authenticity.passive import PassiveAuthentication
from devices.smartcard.authenticity.revocation import parse_revocation_list
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.authenticity.verdicts import (
    NOT_CHECKED,
    YES,
    Answer,
    Reason,
    Verdict,
    Verdicts,
    combine,
    no,
    unknown,
)
from devices.smartcard.datagroups.security_object import parse_security_object
from devices.smartcard.errors import AuthenticityError, DataGroupError
from tests.helpers.chip_world import maker, rival
from tests.helpers.lds_fuzz import anything, outcome
from tests.helpers.openssl import openssl

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
GROUPS = {1: b"\x61\x01\x01", 2: b"\x75\x01\x02", 14: b"\x6e\x01\x0e"}


def trusting(tmp_path: Path, *issuers: Issuer, crl: bytes | None = None) -> TrustStore:
    for number, issuer in enumerate(issuers):
        (tmp_path / f"{number}.cer").write_bytes(issuer.root.certificate)
    if crl is not None:
        (tmp_path / "list.crl").write_bytes(crl)
    return TrustStore.load(tmp_path)


def judge(
    store: TrustStore,
    signer: Signer | None = None,
    *,
    groups: dict[int, bytes] | None = None,
    country: str = "VNM",
    proof: Verdict = NOT_CHECKED,
    sod: bytes | None = None,
    issued: date | None = None,
) -> Verdicts:
    signer = signer or maker().signer
    parsed = parse_security_object(sod or security_object(GROUPS, signer))
    passive = PassiveAuthentication(parsed, store, country=country, now=NOW, issued=issued)
    return passive.verdicts(GROUPS if groups is None else groups, proof)


def test_a_genuine_document(tmp_path: Path) -> None:
    crl = maker().issuer.revocation_list(now=NOW - timedelta(days=1))
    verdicts = judge(trusting(tmp_path, maker().issuer, crl=crl), proof=YES)
    assert verdicts == Verdicts(YES, YES, YES)


@pytest.mark.parametrize("hash_name", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("version", [0, 1])
def test_every_hash_and_version(hash_name: str, version: int, tmp_path: Path) -> None:
    sod = security_object(GROUPS, maker().signer, hash_name=hash_name, version=version)
    assert judge(trusting(tmp_path, maker().issuer), sod=sod).data_genuine == YES
    assert parse_security_object(sod).lds_version == ("0108" if version else "")


def test_no_anchor(tmp_path: Path) -> None:
    verdicts = judge(trusting(tmp_path))
    assert verdicts.data_genuine == unknown(Reason.NO_ANCHOR)
    assert verdicts.not_revoked == unknown(Reason.NO_ANCHOR)


def test_a_changed_group_is_named(tmp_path: Path) -> None:
    for store in (trusting(tmp_path), trusting(tmp_path, maker().issuer)):
        verdict = judge(store, groups=GROUPS | {2: b"\x75\x01\x03"}).data_genuine
        assert (verdict.answer, verdict.reasons, verdict.groups) == (Answer.NO, (Reason.HASH_MISMATCH,), (2,))


def test_a_group_that_is_not_listed(tmp_path: Path) -> None:
    verdict = judge(trusting(tmp_path, maker().issuer), groups=GROUPS | {13: b"\x6d\x00"}).data_genuine
    assert verdict.groups == (13,)


def test_a_wrong_signature(tmp_path: Path) -> None:
    sod = bytearray(security_object(GROUPS, maker().signer))
    sod[-3] ^= 1
    assert judge(trusting(tmp_path, maker().issuer), sod=bytes(sod)).data_genuine.reasons[0] is Reason.SIGNATURE_WRONG


def test_a_signer_that_only_uses_the_issuer_s_name(tmp_path: Path) -> None:
    verdict = judge(trusting(tmp_path, maker().issuer), rival().document_signer()).data_genuine
    assert verdict.answer is not Answer.YES
    # Its certificate names another key of the same authority: no anchor for that one is installed.
    assert verdict.reasons == (Reason.NO_ANCHOR,)


def test_a_signer_that_pretends_the_issuer_s_key_too(tmp_path: Path) -> None:
    """Name and key identifier of the true issuer, and a signature of somebody else's."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    true, false = maker().issuer, rival()
    signer = false.document_signer()
    builder = x509.CertificateBuilder(
        true.root.parsed.subject,
        signer.parsed.subject,
        signer.parsed.public_key(),
        77,
        BEGINNING + timedelta(days=300),
        BEGINNING + timedelta(days=3000),
    ).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(true.root.key.public_key()),
        critical=False,
    )
    made = builder.sign(false.root.key, hashes.SHA384()).public_bytes(serialization.Encoding.DER)
    verdict = judge(trusting(tmp_path, true), Signer(signer.key, made)).data_genuine
    assert verdict == no(Reason.CHAIN_BROKEN)


@pytest.mark.parametrize(
    "signer",
    [
        lambda: maker().issuer.document_signer(start=SIGNED_AT + timedelta(days=30)),
        lambda: maker().issuer.document_signer(start=BEGINNING, days=100),
        lambda: maker().issuer.document_signer(start=BEGINNING - timedelta(days=10)),
    ],
    ids=["not valid yet", "expired before signing", "older than its issuer"],
)
def test_not_valid_when_it_signed(signer: object, tmp_path: Path) -> None:
    verdict = judge(trusting(tmp_path, maker().issuer), signer()).data_genuine  # type: ignore[operator]
    assert verdict == no(Reason.NOT_VALID_AT_SIGNING)


def test_a_signature_that_does_not_say_when(tmp_path: Path) -> None:
    """Then the document's issue date counts; without one, whether the signer is valid today."""
    store = trusting(tmp_path, maker().issuer)
    usual, short = maker().signer, maker().issuer.document_signer(days=900)
    silent, gone = (security_object(GROUPS, signer, at=None) for signer in (usual, short))
    assert judge(store, sod=silent).data_genuine == YES
    assert judge(store, sod=gone).data_genuine == unknown(Reason.SIGNING_TIME_UNKNOWN)
    assert judge(store, sod=gone, issued=date(2022, 6, 1)).data_genuine == YES
    assert judge(store, sod=gone, issued=date(2026, 6, 1)).data_genuine == no(Reason.NOT_VALID_AT_SIGNING)


def test_an_issuer_s_key_used_after_its_period(tmp_path: Path) -> None:
    issuer = Issuer.create(key_until=BEGINNING + timedelta(days=100))
    verdict = judge(trusting(tmp_path, issuer), issuer.document_signer()).data_genuine
    assert verdict == no(Reason.NOT_VALID_AT_SIGNING)


def test_an_issuer_that_signs_documents_itself(tmp_path: Path) -> None:
    verdict = judge(trusting(tmp_path, maker().issuer), maker().issuer.root).data_genuine
    assert Reason.KEY_USAGE_WRONG in verdict.reasons


def test_another_country(tmp_path: Path) -> None:
    foreign = Issuer.create(country="LA")
    store = trusting(tmp_path, maker().issuer, foreign)
    assert judge(store, foreign.document_signer()).data_genuine == no(Reason.COUNTRY_MISMATCH)
    assert judge(store, foreign.document_signer(), country="LAO").data_genuine == YES
    within = maker().issuer.document_signer(country="LA")
    assert judge(store, within).data_genuine == no(Reason.COUNTRY_MISMATCH)


def test_letters_of_countries() -> None:
    assert (TWO_LETTERS["VNM"], TWO_LETTERS["D"], TWO_LETTERS["AUT"], TWO_LETTERS["CHE"]) == ("VN", "DE", "AT", "CH")
    assert len(TWO_LETTERS) > 249
    assert all(len(two) == 2 for two in TWO_LETTERS.values())


# ---- revocation


def test_revoked_stale_and_missing_lists(tmp_path: Path) -> None:
    issuer, signer = maker().issuer, maker().signer

    def answer(crl: bytes | None, name: str) -> Verdict:
        folder = tmp_path / name
        folder.mkdir()
        return judge(trusting(folder, issuer, crl=crl)).not_revoked

    yesterday = NOW - timedelta(days=1)
    assert answer(None, "none") == unknown(Reason.NO_CRL)
    assert answer(issuer.revocation_list(now=yesterday), "fresh") == YES
    assert answer(issuer.revocation_list(now=NOW - timedelta(days=200)), "stale") == unknown(Reason.CRL_STALE)
    assert answer(issuer.revocation_list(signer, now=yesterday), "revoked") == no(Reason.REVOKED)
    # A revocation stays one in a list that is old; a list of somebody else's counts for nothing.
    assert answer(issuer.revocation_list(signer, now=NOW - timedelta(days=200)), "old") == no(Reason.REVOKED)
    assert answer(rival().revocation_list(signer, now=yesterday), "rival's") == unknown(Reason.NO_CRL)


# ---- the chip


@pytest.mark.parametrize(
    ("proof", "groups", "expected"),
    [
        (YES, GROUPS, YES),
        (YES, {1: GROUPS[1]}, unknown(Reason.KEY_NOT_SIGNED)),
        (YES, GROUPS | {14: b"\x6e\x01\xff"}, no(Reason.HASH_MISMATCH, groups=(14,))),
        (no(Reason.PROOF_WRONG), GROUPS, no(Reason.PROOF_WRONG)),
        (unknown(Reason.NOT_OFFERED), GROUPS, unknown(Reason.NOT_OFFERED)),
    ],
)
def test_a_proved_key_counts_only_if_it_is_signed(
    proof: Verdict, groups: dict[int, bytes], expected: Verdict, tmp_path: Path
) -> None:
    assert judge(trusting(tmp_path, maker().issuer), groups=groups, proof=proof).chip_genuine == expected


def test_without_an_anchor_a_proved_key_is_anybody_s(tmp_path: Path) -> None:
    assert judge(trusting(tmp_path), proof=YES).chip_genuine == unknown(Reason.NO_ANCHOR)


def test_verdicts_combine() -> None:
    assert combine(YES, YES) == YES
    assert combine(YES, unknown(Reason.NO_CRL)) == unknown(Reason.NO_CRL)
    assert combine(unknown(Reason.NO_CRL), no(Reason.REVOKED), no(Reason.REVOKED, groups=(2,))) == no(
        Reason.REVOKED, groups=(2,)
    )


# ---- OpenSSL as a witness


def test_openssl_agrees_on_signature_and_chain(tmp_path: Path) -> None:
    sod = security_object(GROUPS, maker().signer)
    (tmp_path / "sod.der").write_bytes(sod[next(i for i in range(1, 8) if sod[i:][:1] == b"\x30") :])
    (tmp_path / "root.der").write_bytes(maker().issuer.root.certificate)
    pem = tmp_path / "root.pem"
    openssl("x509", "-inform", "DER", "-in", tmp_path / "root.der", "-out", pem)
    command = ("cms", "-verify", "-inform", "DER", "-in", tmp_path / "sod.der", "-CAfile", pem)
    openssl(*command, "-purpose", "any", "-no_check_time", "-out", tmp_path / "content")
    assert (tmp_path / "content").read_bytes() == parse_security_object(sod).signed.content


# ---- parsing


def test_a_hash_list_that_is_none() -> None:
    signer = maker().signer
    for content in (b"", b"\x30\x00", sequence(integer(0), sequence(oid("1.2.3")), sequence())):
        sod = tlv(0x77, signed_data(LDS_OBJECT, content, signer, "sha256"))
        with pytest.raises(DataGroupError, match="LDS-030"):
            parse_security_object(sod)
    with pytest.raises(DataGroupError, match="LDS-030"):
        parse_security_object(tlv(0x77, signed_data("1.2.3", b"\x30\x00", signer, "sha256")))
    with pytest.raises(DataGroupError, match="LDS-030"):
        parse_security_object(
            security_object({1: b"a"}, signer).replace(b"\x02\x01\x01\x04\x20", b"\x02\x01\x11\x04\x20")
        )


def test_algorithms_that_are_not_known() -> None:
    with pytest.raises(AuthenticityError, match="TRUST-002"):
        scheme_by_oid("1.2.3.4")
    with pytest.raises(AuthenticityError, match="TRUST-002"):
        scheme_of(b"\x30\x00")
    assert scheme_of(sequence(oid("1.2.840.113549.1.1.1"), b"\x05\x00"), "sha256").kind == "pkcs1"


@pytest.mark.lab
@given(anything([maker().signer.certificate]))
def test_bent_certificates(data: bytes) -> None:
    certificate, code = outcome(lambda: parse_certificate(data))
    assert code == "TRUST-004" or certificate is not None


@pytest.mark.lab
@given(anything([maker().issuer.revocation_list(maker().signer, now=NOW)]))
def test_bent_revocation_lists(data: bytes) -> None:
    found, code = outcome(lambda: parse_revocation_list(data))
    assert code == "TRUST-005" or found is not None


@pytest.mark.lab
@given(anything([security_object(GROUPS, maker().signer)]))
def test_bent_signatures_are_never_genuine(data: bytes) -> None:
    """Whatever is done to a signed hash list: it is refused, or says no, or still says the very same."""
    original = security_object(GROUPS, maker().signer)
    parsed, code = outcome(lambda: parse_security_object(data))
    if parsed is None:
        assert code.startswith("LDS-")
        return
    passive = PassiveAuthentication(parsed, TrustStore.empty(), country="VNM", now=NOW)
    same = dict(parsed.hashes) == dict(parse_security_object(original).hashes)
    verdict = passive.verdicts(GROUPS).data_genuine
    assert verdict.answer is Answer.NO or same


@given(st.binary(max_size=60))
def test_names_compare_or_are_refused(data: bytes) -> None:
    key, code = outcome(lambda: name_key(data))
    assert code == "TRUST-004" or key is not None
