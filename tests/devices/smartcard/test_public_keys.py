"""Keys with named and with written-out parameters, and signatures made by others."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip.arithmetic import PrimeGroup, Weierstrass
from devices.simulated.chip.der import integer, oid, sequence, tlv
from devices.simulated.chip.parameters import PARAMETERS
from devices.simulated.chip.profile import ChipKey
from devices.smartcard.datagroups.security_infos import parse_security_infos
from devices.smartcard.domain_parameters import CURVES
from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import (
    DhPublicKey,
    EcPublicKey,
    RsaPublicKey,
    SignatureScheme,
    parse_public_key,
    verify,
    verify_ecdsa,
)
from tests.helpers.lds_fuzz import anything, outcome
from tests.helpers.openssl import openssl

DER, SPKI = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
LIBRARY = {
    "secp256r1": ec.SECP256R1(),
    "secp384r1": ec.SECP384R1(),
    "secp521r1": ec.SECP521R1(),
    "brainpoolP256r1": ec.BrainpoolP256R1(),
    "brainpoolP384r1": ec.BrainpoolP384R1(),
    "brainpoolP512r1": ec.BrainpoolP512R1(),
}


def spki(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(DER, SPKI)


@pytest.mark.parametrize("name", LIBRARY)
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_ecdsa_made_by_the_library(name: str, digest: str) -> None:
    key = ec.generate_private_key(LIBRARY[name])
    parsed = parse_public_key(spki(key))
    assert isinstance(parsed, EcPublicKey)
    assert parsed.curve is CURVES[name]
    algorithm = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[digest]
    signature = key.sign(b"signed", ec.ECDSA(algorithm))
    scheme = SignatureScheme("ecdsa", digest)
    assert verify(parsed, signature, b"signed", scheme)
    assert not verify(parsed, signature, b"changed", scheme)
    assert not verify(parsed, signature[:-1] + bytes([signature[-1] ^ 1]), b"signed", scheme)
    assert not verify(parsed, b"", b"signed", scheme)


@pytest.mark.parametrize("name", ["brainpoolP320r1", "brainpoolP224r1", "prime192v1", "secp224r1"])
def test_ecdsa_made_by_openssl_over_curves_that_the_library_lacks(name: str, tmp_path: Path) -> None:
    key, message, signature = tmp_path / "key.pem", tmp_path / "message", tmp_path / "signature"
    message.write_bytes(b"signed")
    openssl("ecparam", "-name", name, "-genkey", "-noout", "-out", str(key))
    openssl("dgst", "-sha256", "-sign", str(key), "-out", str(signature), str(message))
    public = openssl("ec", "-in", str(key), "-pubout", "-outform", "DER")
    parsed = parse_public_key(public)
    assert isinstance(parsed, EcPublicKey)
    scheme = SignatureScheme("ecdsa", "sha256")
    assert verify(parsed, signature.read_bytes(), b"signed", scheme)
    assert not verify(parsed, signature.read_bytes(), b"changed", scheme)


@pytest.mark.parametrize("name", ["brainpoolP512r1", "brainpoolP256r1", "secp384r1", "brainpoolP320r1"])
def test_written_out_parameters_are_the_named_curve(name: str, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    openssl("ecparam", "-name", name, "-genkey", "-noout", "-param_enc", "explicit", "-out", str(key))
    for form in ("uncompressed", "compressed"):
        command = ("ec", "-in", str(key), "-pubout", "-outform", "DER", "-param_enc", "explicit", "-conv_form", form)
        parsed = parse_public_key(openssl(*command))
        assert isinstance(parsed, EcPublicKey)
        assert parsed.curve is CURVES[name]


def written_out(**changed: int) -> bytes:
    """A key over brainpoolP256r1 with its parameters written out, some of them changed."""
    curve = PARAMETERS[13]
    assert isinstance(curve, Weierstrass)
    values = {"p": curve.p, "a": curve.a, "b": curve.b, "x": curve.x, "y": curve.y, "n": curve.n, "h": 1} | changed
    point = curve.write((curve.x, curve.y))
    base = b"\x04" + values["x"].to_bytes(32, "big") + values["y"].to_bytes(32, "big")
    field = sequence(oid("1.2.840.10045.1.1"), integer(values["p"]))
    equation = sequence(tlv(0x04, values["a"].to_bytes(32, "big")), tlv(0x04, values["b"].to_bytes(32, "big")))
    parameters = sequence(integer(1), field, equation, tlv(0x04, base), integer(values["n"]), integer(values["h"]))
    return sequence(sequence(oid("1.2.840.10045.2.1"), parameters), tlv(0x03, b"\0", point))


def test_only_if_every_parameter_is_the_curve_s() -> None:
    """A generator of one's own makes any public key one's own: the fault of CVE-2020-0601."""
    curve = CURVES["brainpoolP256r1"]
    assert isinstance(parse_public_key(written_out()), EcPublicKey)
    double = curve.multiply(2, curve.generator)
    assert double is not None
    for changed in (
        {"x": double.x, "y": double.y},
        {"a": curve.a + 1},
        {"b": curve.b - 1},
        {"n": curve.n - 2},
        {"h": 2},
        {"p": curve.p + 2},
    ):
        with pytest.raises(AuthenticityError, match="TRUST-00[13]"):  # noqa: RUF043 - a class of digits is meant
            parse_public_key(written_out(**changed))


def test_a_point_off_the_curve_is_refused() -> None:
    good = bytearray(spki(ec.generate_private_key(ec.SECP256R1())))
    good[-1] ^= 1
    with pytest.raises(AuthenticityError, match="TRUST-001"):
        parse_public_key(bytes(good))


@pytest.mark.parametrize("kind", ["pkcs1", "pss"])
def test_rsa_made_by_the_library(kind: str) -> None:
    key = rsa.generate_private_key(65_537, 2048)
    parsed = parse_public_key(spki(key))
    assert isinstance(parsed, RsaPublicKey)
    digest = hashes.SHA256()
    way = padding.PKCS1v15() if kind == "pkcs1" else padding.PSS(padding.MGF1(digest), 32)
    signature = key.sign(b"signed", way, digest)
    scheme = SignatureScheme(kind, "sha256", 32)
    assert verify(parsed, signature, b"signed", scheme)
    assert not verify(parsed, signature, b"changed", scheme)
    with pytest.raises(AuthenticityError, match="TRUST-002"):
        verify(parsed, signature, b"signed", SignatureScheme("ecdsa", "sha256"))
    with pytest.raises(AuthenticityError, match="TRUST-002"):
        verify(parsed, signature, b"signed", SignatureScheme(kind, "md5"))


def test_keys_too_weak_or_of_another_kind_are_refused() -> None:
    weak = sequence(integer((1 << 511) + 1), integer(65_537))
    info = sequence(sequence(oid("1.2.840.113549.1.1.1"), b"\x05\x00"), tlv(0x03, b"\0", weak))
    for bad in (info, sequence(sequence(oid("1.3.101.112")), tlv(0x03, b"\0", bytes(32))), b"", b"\x30\x00"):
        with pytest.raises(AuthenticityError):
            parse_public_key(bad)


def test_diffie_hellman_keys_of_both_forms() -> None:
    group = PARAMETERS[2]
    assert isinstance(group, PrimeGroup)
    infos = parse_security_infos(tlv(0x31, *ChipKey(12345, 2).infos()))
    chip = parse_public_key(infos.chip_authentication_keys[0].subject_public_key_info)
    assert chip == DhPublicKey(group.p, group.g, group.q, pow(group.g, 12345, group.p))
    value = tlv(0x03, b"\0", integer(chip.y))
    pkcs3 = sequence(sequence(oid("1.2.840.113549.1.3.1"), sequence(integer(group.p), integer(group.g))), value)
    assert parse_public_key(pkcs3) == DhPublicKey(group.p, group.g, None, chip.y)
    weak = sequence(sequence(oid("1.2.840.113549.1.3.1"), sequence(integer(23), integer(5))), value)
    with pytest.raises(AuthenticityError, match="TRUST-003"):
        parse_public_key(weak)


@given(st.integers(0, 1 << 260), st.integers(0, 1 << 260))
def test_no_pair_of_numbers_verifies_by_chance_or_raises(r: int, s: int) -> None:
    curve = CURVES["brainpoolP256r1"]
    key = EcPublicKey(curve, curve.gx, curve.gy)
    assert not verify_ecdsa(key, sequence(integer(r), integer(s)), b"\x01" * 32)


@pytest.mark.lab
@given(anything([written_out(), spki(ec.generate_private_key(ec.SECP256R1()))]))
def test_bent_keys_give_a_key_or_the_one_error(data: bytes) -> None:
    key, code = outcome(lambda: parse_public_key(data))
    assert code.startswith("TRUST-") or key is not None
