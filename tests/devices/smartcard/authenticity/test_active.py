"""Active authentication: signatures made by the simulated chip, by the library, and by nobody."""

import os

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.chip.entry import sign_challenge
from devices.simulated.chip.pki import new_key, public_key_info
from devices.smartcard.authenticity.active import new_challenge, verify_active_authentication
from devices.smartcard.authenticity.verdicts import YES, Reason, no, unknown

CHALLENGE = bytes(range(8))
RSA = rsa.generate_private_key(65_537, 2048)
CURVE = ec.generate_private_key(ec.BrainpoolP256R1())
ECDSA_PLAIN_SHA256 = "0.4.0.127.0.7.1.1.4.1.3"


def test_rsa_by_the_simulated_chip() -> None:
    signature = sign_challenge(RSA, CHALLENGE, os.urandom)
    assert verify_active_authentication(public_key_info(RSA), CHALLENGE, signature) == YES
    assert verify_active_authentication(public_key_info(RSA), bytes(8), signature) == no(Reason.PROOF_WRONG)


@pytest.mark.parametrize(
    ("algorithm", "trailer"),
    [
        (hashes.SHA1(), "BC"),
        (hashes.SHA1(), "33CC"),
        (hashes.SHA224(), "38CC"),
        (hashes.SHA256(), "34CC"),
        (hashes.SHA384(), "36CC"),
        (hashes.SHA512(), "35CC"),
    ],
    ids=["sha1", "sha1 explicit", "sha224", "sha256", "sha384", "sha512"],
)
def test_every_trailer(algorithm: hashes.HashAlgorithm, trailer: str) -> None:
    numbers = RSA.private_numbers()
    end = bytes.fromhex(trailer)
    own = os.urandom(256 - 1 - algorithm.digest_size - len(end))
    work = hashes.Hash(algorithm)
    work.update(own + CHALLENGE)
    block = b"\x6a" + own + work.finalize() + end
    value = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
    for signature in (value, numbers.public_numbers.n - value):
        found = verify_active_authentication(public_key_info(RSA), CHALLENGE, signature.to_bytes(256, "big"))
        assert found == YES


@pytest.mark.parametrize("kind", ["p256", "p384", "brainpool256"])
def test_curves_by_the_simulated_chip(kind: str) -> None:
    key = new_key(kind)
    signature = sign_challenge(key, CHALLENGE, os.urandom)
    found = verify_active_authentication(public_key_info(key), CHALLENGE, signature, ECDSA_PLAIN_SHA256)
    assert found == YES
    other = verify_active_authentication(public_key_info(key), bytes(8), signature, ECDSA_PLAIN_SHA256)
    assert other == no(Reason.PROOF_WRONG)


def test_a_signature_in_der_is_taken_too() -> None:
    signature = CURVE.sign(CHALLENGE, ec.ECDSA(hashes.SHA256()))
    assert verify_active_authentication(public_key_info(CURVE), CHALLENGE, signature) == YES


def test_what_cannot_be_judged_is_unknown() -> None:
    assert verify_active_authentication(b"\x30\x00", CHALLENGE, bytes(64)) == unknown(Reason.NOT_SUPPORTED)
    found = verify_active_authentication(public_key_info(CURVE), CHALLENGE, bytes(64), "1.2.3")
    assert found == unknown(Reason.NOT_SUPPORTED)


@given(st.binary(max_size=300))
def test_no_bytes_are_a_proof(answer: bytes) -> None:
    for key in (RSA, CURVE):
        assert verify_active_authentication(public_key_info(key), CHALLENGE, answer) == no(Reason.PROOF_WRONG)


def test_challenges_are_never_the_same() -> None:
    assert len({new_challenge() for _ in range(100)}) == 100
    assert len(new_challenge()) == 8
